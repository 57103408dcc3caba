/* Tool calls that are no real ones, or say too much: E121, E122. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/json_texts.h"
#include "rules/notes.h"
#include "rules/say.h"
#include "rules/spans.h"

/* ---- E121 stub-tools ---- */

enum { STUB_CALLS, STUB_MS };

/* How long the calls of a trace took, by their own word and by their spans. */
struct tool_times {
    uint32_t n, n_latency, n_length;
    double latency_ms, length_ms; /* the longest */
    bool failed;
};

static void tool_add(const struct check *c, struct tool_times *t, uint32_t p)
{
    double ms;
    t->n++;
    t->failed = t->failed || span_status_of(c, p) == STATUS_ERROR || span_tool_failed(c, p);
    if (span_number(c, p, KEY_tool_latency_ms, &ms)) {
        t->latency_ms = t->n_latency++ && t->latency_ms > ms ? t->latency_ms : ms;
    }
    if (span_has_length(c, p)) {
        ms = ns_to_ms(span_length(c, p));
        t->length_ms = t->n_length++ && t->length_ms > ms ? t->length_ms : ms;
    }
}

static void stub_tools_check(struct check *c)
{
    struct tool_times t = {0};
    struct positions tools = check_spans(c, CLASS_TOOL);
    for (uint32_t i = 0; i < tools.n; i++)
        if (!span_is_marker(c, tools.v[i]))
            tool_add(c, &t, tools.v[i]);
    c->looked = t.n;
    bool quick_latency = t.n_latency == t.n && t.latency_ms < c->param[STUB_MS];
    bool quick_length = t.n_length == t.n && t.length_ms < c->param[STUB_MS];
    if (t.n < c->param[STUB_CALLS] || t.failed || (!quick_latency && !quick_length))
        return;
    double ms = quick_latency ? t.latency_ms : t.length_ms;
    struct finding *f = check_found_trace(
        c, t.n, ms, STUB_MS, "all %s took at most %s, and none failed",
        fmt_amount(t.n, "tool call").text, fmt_duration(ms * 1e6).text);
    for (uint32_t i = 0; i < tools.n; i++)
        check_example(c, f, tools.v[i]);
}

const struct rule rule_stub_tools = {
    .code = "E121",
    .slug = "stub-tools",
    .title = "tool calls that answer at once and never fail",
    .why = "That is what stubs do. Latency and failure rates of stubs say nothing about the agent, "
           "and a baseline made from them is wrong when real handlers come.",
    .fix = "Leave metrics of tool latency and failures for later, until real handlers are called "
           "and measured.",
    .snippet = "tool-call",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_TOOL),
    .needs = "needs a tool span",
    .params =
        {
            [STUB_CALLS] = {"min_calls", 3, 1, 1e6, "count", "fewer calls are left alone"},
            [STUB_MS] = {"max_ms", 1, 0, 60000, "ms", "a longer call is taken for real"},
        },
    .check = stub_tools_check,
};

/* ---- E122 tool-arguments-oversize ---- */

static const struct attr *arguments_of(const struct check *c, uint32_t p)
{
    const struct attr *a = span_attr(c, p, KEY_function_arguments);
    return a ? a : span_attr(c, p, KEY_tool_arguments);
}

/* What a framework has for the input of anything: text, unless it is an object after all. */
static bool is_plain_input(const struct check *c, const struct attr *a)
{
    struct sv s = sv_trim(store_sv(c->s, (sym)a->bits));
    return a->key != c->v->keys[KEY_function_arguments] &&
           a->key != c->v->keys[KEY_tool_arguments] && s.n && s.p[0] != '{' && s.p[0] != '[';
}

/* Each distinct text is read once. No arguments at all may be an empty text. */
static bool is_no_json(struct check *c, sym text)
{
    enum { UNKNOWN, JSON, OTHER };
    uint8_t *found = &check_memo(c)[text];
    struct sv s = store_sv(c->s, text);
    if (!*found)
        *found = sv_trim(s).n == 0 || json_is_valid(s) ? JSON : OTHER;
    return *found == OTHER;
}

static void arguments_judge(struct check *c, struct notes *notes, uint32_t p)
{
    const struct attr *a = arguments_of(c, p);
    if (!a || (a->type != VALUE_STRING && a->type != VALUE_KVLIST))
        return;
    c->looked++;
    size_t n = store_sv(c->s, (sym)a->bits).n;
    const char *wrong = NULL;
    if ((double)n > c->param[0])
        wrong = "too long";
    else if (a->type == VALUE_STRING && !is_plain_input(c, a) && is_no_json(c, (sym)a->bits))
        wrong = "no valid JSON";
    if (!wrong)
        return;
    check_hit_key(c, p, a->key, (double)n);
    notes_add(notes, (struct note){span_name(c, p), a->key, wrong, n});
}

static void tool_arguments_check(struct check *c)
{
    struct notes notes = {0};
    struct positions tools = check_spans(c, CLASS_TOOL);
    for (uint32_t i = 0; i < tools.n; i++)
        arguments_judge(c, &notes, tools.v[i]);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, h->measured > c->param[0] ? 0 : NO_PARAM, "arguments of %s of %s: %.*s",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text,
                    SV_ARG(notes_say(&notes, c->s, h->name)));
    notes_release(&notes);
}

const struct rule rule_tool_arguments_oversize = {
    .code = "E122",
    .slug = "tool-arguments-oversize",
    .title = "tool arguments that are too long, or no JSON",
    .why = "Arguments are read by people and by judges that look for a wrong one. A text that was "
           "cut in the middle or printed by the language cannot be read by any tool, and long ones "
           "carry what callers said.",
    .fix = "Record a bounded JSON object with the arguments that matter, made by a JSON library "
           "before anything is cut.",
    .snippet = "tool-call",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_TOOL),
    .needs = "needs a tool span",
    .params = {{"max_bytes", 1024, 2, 1e9, "bytes", "longest arguments"}},
    .check = tool_arguments_check,
};
