/* What the status and error.type of a span say about each other: E178-E180. */
#include "rules/catalog.h"
#include "rules/census.h"
#include "rules/say.h"
#include "rules/spans.h"

/* ---- E178 type-without-error ---- */

/* OK is said by whoever looked at the error and found it harmless. */
static void type_without_error_check(struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p++) {
        if (!span_has_text(c, p, KEY_error_type))
            continue;
        c->looked++;
        uint8_t status = span_status_of(c, p);
        if (status != STATUS_ERROR && status != STATUS_OK)
            check_hit_key(c, p, c->v->keys[KEY_error_type], 0);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s with error.type, but not with status ERROR",
                    fmt_amount(h->count, "span").text);
}

const struct rule rule_type_without_error = {
    .code = "E178",
    .slug = "type-without-error",
    .snippet = "set-status-error",
    .title = "error.type on a span that did not fail",
    .why = "Lists of errors read the status, breakdowns of errors read error.type. Where the two "
           "disagree, the numbers do not add up and nobody knows whether the call failed.",
    .fix = "Set the status to ERROR together with error.type. Where the error was handled and the "
           "operation succeeded, leave error.type out.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .when = FEATURE_ERROR_TYPE,
    .needs_key = NEEDS_KEY(error_type),
    .needs = "needs a span with error.type",
    .check = type_without_error_check,
};

/* ---- E179 ok-by-instrumentation ---- */

enum { SCOPE_UNKNOWN, SCOPE_OWN, SCOPE_LIBRARY };

/* Names of packages that instrument a library, and not of the application's own code. */
static bool scope_is_library(struct sv name)
{
    static const struct sv PARTS[] = {
        SV_INIT("instrumentation"), SV_INIT("opentelemetry"), SV_INIT("openinference"),
        SV_INIT("openllmetry"), SV_INIT("traceloop"),
    };
    for (size_t i = 0; i < ARRAY_LEN(PARTS); i++)
        if (sv_find_nocase(name, PARTS[i]) != SIZE_MAX)
            return true;
    return false;
}

static sym scope_of(const struct check *c, uint32_t row)
{
    uint32_t scope = c->s->span.scope[row];
    return scope == NO_ROW ? SYM_EMPTY : c->s->scopes.v[scope].name;
}

static void ok_say(struct check *c, const struct hit *h)
{
    struct finding *f = check_found(c, h, NO_PARAM, "%s with status OK, set by %s",
                                    census_where(h).text,
                                    say_name(store_sv(c->s, h->name)).text);
    f->name = SYM_NONE;
}

static void ok_check(struct check *c)
{
    uint8_t *kinds = check_memo(c);
    for (uint32_t p = c->first; p < c->end; p++) {
        if (span_status_of(c, p) != STATUS_OK)
            continue;
        sym scope = scope_of(c, span_row(c, p));
        c->looked++;
        if (UNLIKELY(!kinds[scope]))
            kinds[scope] = scope_is_library(store_sv(c->s, scope)) ? SCOPE_LIBRARY : SCOPE_OWN;
        if (kinds[scope] == SCOPE_LIBRARY)
            census_hit(c, scope, p);
    }
}

static void ok_end(struct check *c)
{
    census_report(c, (unsigned)c->param[0], "scope", ok_say);
}

const struct rule rule_ok_by_instrumentation = {
    .code = "E179",
    .slug = "ok-by-instrumentation",
    .snippet = "set-status-error",
    .title = "status OK set by an instrumentation library",
    .why = "OK is final: it says that the application looked and found all well, and tools then "
           "hide errors on the span. A library cannot know that; its success is the status that "
           "nobody set.",
    .fix = "Leave the status unset on success. Report it to the library, or take the status back "
           "in a span processor.",
    .severity = SEVERITY_INFO,
    .when = FEATURE_OK,
    .params = {{"max_findings", 10, 1, 1000, "count", "scopes told one by one"}},
    .check = ok_check,
    .end = ok_end,
};

/* ---- E180 status-noise ---- */

static bool repeats_the_code(struct sv text)
{
    static const struct sv CODES[] = {
        SV_INIT("error"), SV_INIT("status_code_error"), SV_INIT("statuscode.error"),
        SV_INIT("2"), SV_INIT("failed"), SV_INIT("failure"),
    };
    for (size_t i = 0; i < ARRAY_LEN(CODES); i++)
        if (sv_eq_nocase(text, CODES[i]))
            return true;
    return text.n == 0; /* blanks, which say even less */
}

static bool is_noise(const struct check *c, uint32_t p, uint8_t *memo)
{
    enum { UNKNOWN, PLAIN, CODE };
    sym message = span_extra(c->s, span_row(c, p))->status_message;
    if (message == SYM_EMPTY)
        return false;
    if (UNLIKELY(!memo[message]))
        memo[message] = repeats_the_code(sv_trim(store_sv(c->s, message))) ? CODE : PLAIN;
    return memo[message] == CODE ||
           (span_has(c, p, KEY_error_type) &&
            sv_eq_nocase(sv_trim(store_sv(c->s, message)), span_text(c, p, KEY_error_type)));
}

static void noise_say(struct check *c, const struct hit *h)
{
    check_found(c, h, NO_PARAM, "%s whose status message only repeats the status or error.type",
                census_where(h).text);
}

static void noise_check(struct check *c)
{
    uint8_t *memo = check_memo(c);
    for (uint32_t p = c->first; p < c->end; p++) {
        if (span_status_of(c, p) != STATUS_ERROR)
            continue;
        c->looked++;
        if (is_noise(c, p, memo))
            census_hit(c, span_name(c, p), p);
    }
}

static void noise_end(struct check *c)
{
    census_report(c, (unsigned)c->param[0], "span name", noise_say);
}

const struct rule rule_status_noise = {
    .code = "E180",
    .slug = "status-noise",
    .snippet = "set-status-error",
    .title = "a status message that says nothing new",
    .why = "The message is what people read first about a failure. Where it only says that there "
           "was an error, they have to look for the reason in the logs.",
    .fix = "Say in the message what went wrong (\"no table free at 19:00\"), and leave the kind of "
           "error to error.type. With nothing to add, leave the message out.",
    .severity = SEVERITY_INFO,
    .when = FEATURE_ERROR,
    .params = {{"max_findings", 10, 1, 1000, "count", "span names told one by one"}},
    .check = noise_check,
    .end = noise_end,
};
