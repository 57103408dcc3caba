/* Outcomes that are told the same way whatever happened: F078, F079, F080. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "rules/spans.h"
#include "core/words.h"

/* ---- F078 constant-finish-reason ---- */

enum { MIN_LLM, MANY_LLM };

/* How often the model's spans of a trace gave which reason. */
struct reasons {
    uint32_t n, stop, tool_calls;
};

static struct reasons reasons_read(struct check *c, struct positions llm)
{
    struct reasons r = {0};
    for (uint32_t i = 0; i < llm.n; i++) {
        struct sv reason = span_text(c, llm.v[i], KEY_finish_reason);
        r.n += reason.n > 0;
        r.stop += sv_eq(reason, SV("stop"));
        r.tool_calls += sv_eq(reason, SV("tool_calls"));
    }
    return r;
}

static void constant_finish_reason_check(struct check *c)
{
    struct positions llm = check_spans(c, CLASS_LLM);
    uint32_t n_tools = check_spans(c, CLASS_TOOL).n;
    struct reasons r = reasons_read(c, llm);
    c->looked += r.n;
    /* A span without a reason may be the one that asked for the tool. */
    bool despite_tools = n_tools && r.n >= c->param[MIN_LLM] && r.stop == llm.n;
    bool too_good = r.n >= c->param[MANY_LLM] && r.stop + r.tool_calls == r.n;
    if (!despite_tools && !too_good)
        return;
    for (uint32_t i = 0; i < llm.n; i++)
        if (span_text(c, llm.v[i], KEY_finish_reason).n)
            check_hit(c, llm.v[i], r.n);
    struct hit *h = check_all(c);
    if (despite_tools)
        check_found(c, h, MIN_LLM, "llm.finish_reason is stop on all %s, although the trace has %s",
                    fmt_amount(h->count, "span").text, fmt_amount(n_tools, "tool call").text);
    else
        check_found(c, h, MANY_LLM, "llm.finish_reason is stop or tool_calls on all %s: not one "
                    "answer was cut off or filtered", fmt_amount(h->count, "span").text);
}

const struct rule rule_constant_finish_reason = {
    .code = "F078",
    .slug = "constant-finish-reason",
    .snippet = "map-finish-reason",
    .title = "a finish reason that never changes",
    .why = "An answer that asks for a tool ends with tool_calls. A constant stop is filled in by "
           "the integration, and cut-off or filtered answers cannot be found.",
    .fix = "Read the reason from the last chunk of the provider's answer.",
    .severity = SEVERITY_INFO,
    .when = FEATURE_OF(CLASS_LLM),
    .needs_key = NEEDS_KEY(finish_reason),
    .needs = "needs llm.finish_reason on an llm span",
    .params =
        {
            [MIN_LLM] = {"min_spans", 2, 1, 1e6, "count", "fewer equal reasons may be chance"},
            [MANY_LLM] = {"many_spans", 200, 2, 1e6, "count",
                          "so many answers without one cut off are too good"},
        },
    .check = constant_finish_reason_check,
};

/* ---- F079 synthetic-success ---- */

/* The values of a key in a trace; `round` is the trace plus 1. */
struct outcome_run {
    uint64_t bits;
    uint32_t round, count, failed;
    uint8_t type;
    uint8_t kind; /* of the key; for the empty text: KEY_OUTCOME when any key is */
    bool varies, doubtful;
};

enum { KEY_UNREAD, KEY_PLAIN, KEY_OUTCOME };

/* "tool.result.success", "provider.success", "provider.status", "stt.provider.result". */
static bool key_tells_outcome(struct sv key)
{
    static const struct sv success[] = {
        SV_INIT("success"), SV_INIT("succeeded"), SV_INIT("successful"),
    };
    static const struct sv result[] = {
        SV_INIT("result"), SV_INIT("status"), SV_INIT("outcome"),
    };
    struct sv word, last = {0};
    bool provider = false;
    while (word_next(&key, &word)) {
        provider |= sv_eq_nocase(word, SV("provider"));
        last = word;
    }
    return word_in(last, success, ARRAY_LEN(success)) ||
           (provider && word_in(last, result, ARRAY_LEN(result)));
}

static bool any_outcome_key(const struct check *c, struct outcome_run *runs)
{
    uint8_t *any = &runs[SYM_EMPTY].kind;
    if (LIKELY(*any))
        return *any == KEY_OUTCOME;
    *any = KEY_PLAIN;
    for (size_t i = 0; i < c->v->span_keys.n; i++) {
        sym key = c->v->span_keys.v[i];
        if (key != SYM_EMPTY && key_tells_outcome(store_sv(c->s, key)))
            runs[key].kind = *any = KEY_OUTCOME;
    }
    return *any == KEY_OUTCOME;
}

/* Says the value of the span that all is well? A constant failure is nothing that anyone makes
 * up. */
static bool value_says_success(const struct check *c, const struct attr *a)
{
    static const struct sv words[] = {
        SV_INIT("true"), SV_INIT("success"), SV_INIT("ok"), SV_INIT("succeeded"), SV_INIT("1"),
    };
    double value = 0;
    if (a->type == VALUE_STRING)
        return word_in(store_sv(c->s, (sym)a->bits), words, ARRAY_LEN(words));
    return a->type == VALUE_BOOL ? a->bits != 0 : attr_number(a, &value) && value == 1;
}

static void outcomes_read(struct check *c, struct outcome_run *runs, uint32_t p)
{
    struct attr_range r = span_attrs(c->s, span_row(c, p));
    const struct attr *a = c->s->attrs.v + r.first;
    for (const struct attr *end = a + r.count; a < end; a++) {
        struct outcome_run *run = &runs[a->key];
        if (LIKELY(run->kind != KEY_OUTCOME) || a->key == SYM_EMPTY)
            continue;
        if (run->round != c->trace + 1)
            *run = (struct outcome_run){
                .round = c->trace + 1, .bits = a->bits, .type = a->type, .kind = run->kind};
        run->varies |= run->bits != a->bits || run->type != a->type ||
                       !value_says_success(c, a);
        run->doubtful |= span_is_marker(c, p) || span_attr(c, p, KEY_trace_source);
        run->failed += span_status_of(c, p) == STATUS_ERROR;
        run->count++;
        c->looked++;
    }
}

/* Ten successes in a row are good news. They are made up where the same spans failed, or where
 * the span is rebuilt from a report that does not know. */
static bool is_synthetic(const struct check *c, const struct outcome_run *run)
{
    return run->round == c->trace + 1 && !run->varies && run->count >= c->param[0] &&
           (run->failed || run->doubtful);
}

static void outcomes_hit(struct check *c, const struct outcome_run *runs, uint32_t p)
{
    struct attr_range r = span_attrs(c->s, span_row(c, p));
    const struct attr *a = c->s->attrs.v + r.first;
    for (const struct attr *end = a + r.count; a < end; a++)
        if (a->key != SYM_EMPTY && is_synthetic(c, &runs[a->key]))
            check_hit_key(c, p, a->key, runs[a->key].count);
}

static void synthetic_success_check(struct check *c)
{
    struct outcome_run *runs = check_table(c, sizeof(*runs));
    if (LIKELY(!any_outcome_key(c, runs)))
        return;
    for (uint32_t p = c->first; p < c->end; p++)
        outcomes_read(c, runs, p);
    for (uint32_t p = c->first; p < c->end; p++)
        outcomes_hit(c, runs, p);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, 0, "%s says success on all %s of %s, whatever happened",
                    say_name(store_sv(c->s, h->key)).text, fmt_amount(h->count, "span").text,
                    say_name(store_sv(c->s, h->name)).text);
}

const struct rule rule_synthetic_success = {
    .code = "F079",
    .slug = "synthetic-success",
    .snippet = "set-status-error",
    .title = "a success that is written down in advance",
    .why = "The same success on every span, also on those that failed or that nobody watched, is a "
           "constant in the code. Success rates then show 100 % whatever the provider does.",
    .fix = "Set it from the provider's answer, or leave it out where the answer does not say.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_ATTRIBUTES,
    .params = {{"min_spans", 10, 2, 1e6, "count", "fewer equal values may be chance"}},
    .check = synthetic_success_check,
};

/* ---- F080 latency-metric-on-marker ---- */

const struct rule rule_latency_metric_on_marker = {
    .code = "F080",
    .slug = "latency-metric-on-marker",
    .title = "a latency metric planned over metadata markers",
    .why = "Markers have no measured length and no measured first byte. A latency metric over "
           "them shows what the integration made up, or nothing.",
    .fix = "Leave such metrics out of the plan; measure tools and workflow steps instead, and let "
           "judges read the transcript.",
    .snippet = "tool-call",
    .severity = SEVERITY_ERROR,
    .decided_by = "spanvet metrics plan",
};
