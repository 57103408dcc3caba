/* Errors that the status does not tell, or does not explain: E117 to E120. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/json_texts.h"
#include "rules/notes.h"
#include "rules/say.h"
#include "rules/spans.h"

/* ---- exception events ---- */

static bool attrs_have(const struct check *c, struct attr_range r, enum known_key key)
{
    return attr_find(c->s, r, c->v->keys[key]) != NULL;
}

/* An exception that left the span: one that was caught and dealt with says escaped = false. */
static bool event_is_exception(const struct check *c, const struct event *e)
{
    const struct attr *escaped = attr_find(c->s, e->attrs, c->v->keys[KEY_exception_escaped]);
    bool is_one = sv_eq(store_sv(c->s, e->name), SV("exception")) ||
                  attrs_have(c, e->attrs, KEY_exception_type) ||
                  attrs_have(c, e->attrs, KEY_exception_message);
    return is_one && !(escaped && escaped->type == VALUE_BOOL && !escaped->bits);
}

static bool any_exception(const struct check *c, const struct span_extra *x)
{
    for (uint32_t i = 0; i < x->event_count; i++)
        if (event_is_exception(c, &c->s->events.v[x->event_first + i]))
            return true;
    return false;
}

static inline bool has_exception(const struct check *c, uint32_t p)
{
    uint32_t row = span_row(c, p);
    return c->s->span.extra[row] && any_exception(c, span_extra(c->s, row));
}

/* ---- HTTP ---- */

/* A server did its work when it refused a bad request: that is an error of the client. */
static bool is_http_failure(const struct check *c, uint32_t p)
{
    enum { CLIENT_ERRORS = 400, SERVER_ERRORS = 500, LAST = 599 };
    double status;
    bool server = c->s->span.kind[span_row(c, p)] == KIND_SERVER;
    if (!span_number(c, p, KEY_http_status_code, &status) &&
        !span_number(c, p, KEY_http_response_status_code, &status))
        return false;
    return status >= (server ? SERVER_ERRORS : CLIENT_ERRORS) && status <= LAST;
}

/* ---- E117 error-type-missing ---- */

static bool is_explained(const struct check *c, uint32_t p)
{
    static const enum known_key KEYS[] = {KEY_error_type, KEY_error_message, KEY_exception_type,
                                          KEY_exception_message};
    for (size_t i = 0; i < ARRAY_LEN(KEYS); i++)
        if (span_has_text(c, p, KEYS[i]))
            return true;
    return span_extra(c->s, span_row(c, p))->status_message != SYM_EMPTY ||
           has_exception(c, p) || is_http_failure(c, p);
}

static void error_type_missing_check(struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p++) {
        if (LIKELY(span_status_of(c, p) != STATUS_ERROR))
            continue;
        c->looked++;
        if (!is_explained(c, p))
            check_hit(c, p, 0);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s of %s failed without a reason",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text);
}

const struct rule rule_error_type_missing = {
    .code = "E117",
    .slug = "error-type-missing",
    .title = "a failed span that does not say why",
    .why = "Failures are grouped by error.type. Without it, a message or an exception, somebody "
           "has to find the same moment in the logs.",
    .fix = "Set error.type to one of a few names, and the status message to a short sentence.",
    .snippet = "set-status-error",
    .severity = SEVERITY_INFO,
    .when = FEATURE_ERROR,
    .needs = "needs a span with status ERROR",
    .check = error_type_missing_check,
};

/* ---- E118 hidden-error ---- */

/* Each distinct result is read once. */
static bool result_tells_error(struct check *c, uint32_t p)
{
    enum { UNKNOWN, FINE, FAILED };
    uint8_t *memo = check_memo(c);
    const struct attr *a = span_attr(c, p, KEY_tool_result);
    a = a ? a : span_attr(c, p, KEY_genai_tool_call_result);
    if (!a || a->type != VALUE_STRING)
        return false;
    uint8_t *found = &memo[a->bits];
    if (*found == UNKNOWN)
        *found = json_tells_error(store_sv(c->s, (sym)a->bits)) ? FAILED : FINE;
    return *found == FAILED;
}

/* What about the span says that it failed, or NULL. */
static const char *failure_sign(struct check *c, uint32_t p)
{
    if (span_has_text(c, p, KEY_error_type))
        return "error.type";
    if (is_http_failure(c, p))
        return "an HTTP status of 400 and above";
    if (result_tells_error(c, p))
        return "a result with an error in it";
    return has_exception(c, p) ? "an exception event" : NULL;
}

/* OK is the author's word that all is well, whatever happened on the way. */
static bool is_undecided(const struct check *c, uint32_t p)
{
    uint8_t status = span_status_of(c, p);
    return status != STATUS_ERROR && status != STATUS_OK;
}

/* The keys that failure_sign asks for. */
static struct key_set failure_keys(void)
{
    struct key_set keys = {{0}};
    key_set_add(&keys, KEY_error_type);
    key_set_add(&keys, KEY_http_status_code);
    key_set_add(&keys, KEY_http_response_status_code);
    key_set_add(&keys, KEY_tool_result);
    key_set_add(&keys, KEY_genai_tool_call_result);
    return keys;
}

static void hidden_error_check(struct check *c)
{
    const struct key_set keys = failure_keys();
    /* A span with error.type is told by E178, where that runs, whatever else it shows. */
    const bool typed_is_told = check_params_of(c, &rule_type_without_error) != NULL;
    struct notes notes = {0};
    for (uint32_t p = c->first; p < c->end; p++) {
        bool may_fail = is_undecided(c, p) && (span_has_any(c, p, &keys) || has_exception(c, p));
        const char *sign = may_fail ? failure_sign(c, p) : NULL;
        if (LIKELY(!sign) || (typed_is_told && span_has_text(c, p, KEY_error_type)))
            continue;
        check_hit(c, p, 0);
        notes_add(&notes, (struct note){span_name(c, p), SYM_NONE, sign, 0});
    }
    c->looked = c->end - c->first;
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s of %s without a status, but with %.*s",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text,
                    SV_ARG(notes_say(&notes, c->s, h->name)));
    notes_release(&notes);
}

const struct rule rule_hidden_error = {
    .code = "E118",
    .slug = "hidden-error",
    .title = "a failure that the status does not tell",
    .why = "Error rates, hotspots and searches for failed spans read the status. A failure that "
           "stands in an attribute, an event or the result alone is in none of them.",
    .fix = "Set the status to ERROR where the failure is noticed. Where it was dealt with and the "
           "operation succeeded, set the status to OK.",
    .snippet = "set-status-error",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_FAILURE_KEY | FEATURE_EVENTS,
    .check = hidden_error_check,
};

/* ---- E119 error-on-result-span ---- */

/* The tool call with an id, in the trace of that number. */
struct call {
    uint32_t round; /* the trace, plus 1 */
    uint32_t p;
};

static void calls_fill(struct check *c, struct call *calls)
{
    struct positions tools = check_spans(c, CLASS_TOOL);
    for (uint32_t i = 0; i < tools.n; i++) {
        const struct attr *id = span_tool_id(c, tools.v[i]);
        if (id && id->type == VALUE_STRING)
            calls[id->bits] = (struct call){c->trace + 1, tools.v[i]};
    }
}

/* The position of the call that a result belongs to, or NO_ROW. */
static uint32_t call_of(const struct check *c, const struct call *calls, uint32_t result)
{
    struct positions tools = check_spans(c, CLASS_TOOL);
    const struct attr *id = span_tool_id(c, result);
    if (!id)
        return tools.n == 1 ? tools.v[0] : NO_ROW;
    if (id->type != VALUE_STRING || calls[id->bits].round != c->trace + 1)
        return NO_ROW;
    return calls[id->bits].p;
}

static bool result_failed(const struct check *c, uint32_t p)
{
    return span_status_of(c, p) == STATUS_ERROR || span_tool_failed(c, p) ||
           span_has_text(c, p, KEY_error_type) ||
           json_tells_error(span_text(c, p, KEY_tool_result));
}

static void error_on_result_check(struct check *c)
{
    struct call *calls = check_table(c, sizeof(*calls));
    struct positions others = check_spans(c, CLASS_OTHER);
    calls_fill(c, calls);
    for (uint32_t i = 0; i < others.n; i++) {
        uint32_t p = others.v[i];
        if (LIKELY(!sv_eq(span_name_sv(c, p), SV("tool_call_result"))) || !result_failed(c, p))
            continue;
        uint32_t call = call_of(c, calls, p);
        c->looked += call != NO_ROW;
        if (call != NO_ROW && span_status_of(c, call) != STATUS_ERROR)
            check_hit(c, call, 0);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s of %s without ERROR, while the result span tells of a "
                    "failure", fmt_amount(h->count, "span").text,
                    say_name(store_sv(c->s, h->name)).text);
}

const struct rule rule_error_on_result_span = {
    .code = "E119",
    .slug = "error-on-result-span",
    .title = "a tool failure that only the result span tells",
    .why = "Tool metrics read the span of the call. A failure on tool_call_result leaves the call "
           "green, and the failure rate does not count it.",
    .fix = "Put the outcome on the call span: status ERROR, error.type and tool.error = 1.",
    .snippet = "set-status-error",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_TOOL_RESULT,
    .needs = "needs a tool_call_result span",
    .check = error_on_result_check,
};

/* ---- E120 all-unset-status ---- */

static void all_unset_check(struct check *c)
{
    c->looked = 1;
    if (c->s->n_spans < c->param[0])
        return;
    for (uint32_t t = 0; t < c->ix->n_traces; t++)
        if (c->v->features[t] & (FEATURE_OK | FEATURE_ERROR))
            return;
    check_found_trace(c, c->s->n_spans, 0, NO_PARAM, "none of %s in %s has status OK or ERROR",
                      fmt_amount(c->s->n_spans, "span").text,
                      fmt_amount(c->ix->n_real_traces, "trace").text);
}

const struct rule rule_all_unset_status = {
    .code = "E120",
    .slug = "all-unset-status",
    .title = "no span at all has a status",
    .why = "Error and success rates are computed from the status. Where none is ever set, every "
           "rate is 0, and nobody can tell a quiet day from an agent that hides its failures.",
    .fix = "Set ERROR where something fails, and OK where an attempt is known to have worked.",
    .snippet = "set-status-error",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_STORE,
    .when = FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_LLM) | FEATURE_OF(CLASS_TTS) |
            FEATURE_OF(CLASS_TOOL),
    .needs = "needs an stt, llm, tts or tool span",
    .params = {{"min_spans", 10, 1, 1e9, "count", "smaller inputs are left alone"}},
    .check = all_unset_check,
};
