/*
 * What the built-in metrics need and do not get: M143 to M149. A metric is ready when one trace of
 * the input has what it reads, so these rules speak once, about the whole input.
 */
#include "core/fmt.h"
#include "lint/dialects.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "rules/spans.h"

/* ---- spans of a class, over all traces ---- */

/* What a span has to have. */
typedef bool has_fn(const struct check *c, uint32_t p);

struct ready {
    uint32_t n_traces, n_spans; /* with such a span; such spans */
    uint32_t n_ready;           /* of these, those that have it: counted up to `enough` */
};

/* Markers hold texts, and measure nothing. */
static void trace_count(struct check *c, uint8_t class, has_fn *has, uint32_t enough,
                        struct ready *r)
{
    uint32_t before = r->n_spans;
    for (uint32_t p = c->first; p < c->end && r->n_ready < enough; p++) {
        if (span_class(c, p) != class || (has != span_has_transcript && span_is_marker(c, p)))
            continue;
        r->n_spans++;
        r->n_ready += has(c, p);
    }
    r->n_traces += r->n_spans > before;
}

/* Only traces with the class are gone through, and nothing more as soon as there are enough. */
static struct ready ready_count(struct check *c, uint8_t class, has_fn *has, uint32_t enough)
{
    struct ready r = {0};
    for (uint32_t t = 0; t < c->ix->n_traces && r.n_ready < enough; t++) {
        if (!(c->v->features[t] & FEATURE_OF(class)))
            continue;
        check_enter(c, t);
        trace_count(c, class, has, enough, &r);
    }
    check_enter(c, NO_ROW);
    return r;
}

static uint32_t traces_with(const struct check *c, uint64_t features)
{
    uint32_t n = 0;
    for (uint32_t t = 0; t < c->ix->n_traces; t++)
        n += (c->v->features[t] & features) != 0;
    return n;
}

static bool has_ttfb(const struct check *c, uint32_t p)
{
    double value;
    return span_number(c, p, KEY_ttfb, &value);
}

static bool has_tokens(const struct check *c, uint32_t p)
{
    double value;
    return span_number(c, p, KEY_input_tokens, &value) &&
           span_number(c, p, KEY_output_tokens, &value);
}

static bool has_latency(const struct check *c, uint32_t p)
{
    double value;
    return span_number(c, p, KEY_tool_latency_ms, &value);
}

/* ---- M143 wer-not-ready ---- */

/* A framework that puts what it heard elsewhere has no stt spans to give. */
static void no_stt_found(struct check *c)
{
    uint32_t n = traces_with(c, FEATURE_OF(CLASS_VAD)), own = 0;
    for (uint32_t t = 0; t < c->ix->n_traces; t++)
        own += c->v->features[t] & FEATURE_OF(CLASS_VAD) && !view_dialects(c->v, t);
    struct finding *f = check_found_trace(c, n, 0, NO_PARAM,
                                          "speech is detected in %s, and there is no stt span",
                                          fmt_amount(n, "trace").text);
    if (own == 0)
        f->severity = SEVERITY_INFO;
}

static void wer_not_ready_check(struct check *c)
{
    struct ready stt = ready_count(c, CLASS_STT, span_has_transcript, 1);
    c->looked = 1;
    if (stt.n_spans == 0)
        no_stt_found(c);
    else if (!stt.n_ready)
        check_found_trace(c, stt.n_spans, 0, NO_PARAM, "no transcript on any of %s in %s",
                          fmt_amount(stt.n_spans, "stt span").text,
                          fmt_amount(stt.n_traces, "trace").text);
}

const struct rule rule_wer_not_ready = {
    .code = "M143",
    .slug = "wer-not-ready",
    .title = "the word error rate has no transcript to work on",
    .why = "It compares what was recognised with what was said, and fails on every simulation "
           "without a transcript. That is a gap of the tracing and no verdict on the recognition.",
    .fix = "Record stt spans with `transcript`. Until then use Transcription Error, which needs no "
           "traces.",
    .snippet = "stt-transcript",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .when = FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_VAD),
    .needs = "needs an stt or vad span",
    .check = wer_not_ready_check,
};

/* ---- M144 ttfb-metric-not-ready, M145 token-metric-not-ready ---- */

static void ttfb_not_ready_check(struct check *c)
{
    static const struct {
        uint8_t class;
        const char *name;
    } METRICS[] = {{CLASS_LLM, "LLM"}, {CLASS_STT, "STT"}, {CLASS_TTS, "TTS"}};
    struct buf names = {0};
    uint32_t spans = 0, traces = 0;
    for (size_t i = 0; i < ARRAY_LEN(METRICS); i++) {
        struct ready r = ready_count(c, METRICS[i].class, has_ttfb, 1);
        c->looked += r.n_spans > 0;
        if (r.n_ready || !r.n_spans)
            continue;
        buf_fmt(&names, "%s%s", names.n ? ", " : "", METRICS[i].name);
        spans += r.n_spans;
        traces = r.n_traces > traces ? r.n_traces : traces;
    }
    if (names.n)
        check_found_trace(c, spans, 0, NO_PARAM, "Time to First Byte of %.*s: no metrics.ttfb in "
                          "any of %s", SV_ARG(buf_sv(&names)), fmt_amount(traces, "trace").text);
    buf_release(&names);
}

const struct rule rule_ttfb_metric_not_ready = {
    .code = "M144",
    .slug = "ttfb-metric-not-ready",
    .title = "a metric of the time to first byte has no number to work on",
    .why = "The built-in latency metrics read metrics.ttfb on llm, stt and tts spans. Without a "
           "single number they fail, whatever the spans look like.",
    .fix = "Measure the seconds to the first byte and set metrics.ttfb.",
    .snippet = "measure-ttfb",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_STORE,
    .when = FEATURE_OF(CLASS_LLM) | FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_TTS),
    .needs = "needs an stt, llm or tts span",
    .check = ttfb_not_ready_check,
};

static void tokens_not_ready_check(struct check *c)
{
    struct ready r = ready_count(c, CLASS_LLM, has_tokens, 1);
    c->looked = r.n_spans > 0;
    if (r.n_spans && !r.n_ready)
        check_found_trace(c, r.n_spans, 0, NO_PARAM, "no llm span with both token counts in any "
                          "of %s", fmt_amount(r.n_traces, "trace").text);
}

const struct rule rule_token_metric_not_ready = {
    .code = "M145",
    .slug = "token-metric-not-ready",
    .title = "the token metric has no counts to work on",
    .why = "LLM Token Usage reads both counts of each llm span, and fails when no span has them.",
    .fix = "Set gen_ai.usage.input_tokens and gen_ai.usage.output_tokens.",
    .snippet = "llm-usage",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_STORE,
    .when = FEATURE_OF(CLASS_LLM),
    .needs = "needs an llm span",
    .check = tokens_not_ready_check,
};

/* ---- M146 tool-metric-not-ready ---- */

static bool text_holds(const struct check *c, uint32_t p, enum known_key key, struct sv word)
{
    const struct attr *a = span_attr(c, p, key);
    return a && (a->type == VALUE_STRING || a->type == VALUE_ARRAY) &&
           sv_find(store_sv(c->s, (sym)a->bits), word) != SIZE_MAX;
}

static bool dispatches_tool(const struct check *c, uint32_t p)
{
    const struct span_extra *x = span_extra(c->s, span_row(c, p));
    for (uint32_t i = 0; i < x->event_count; i++)
        if (sv_eq(store_sv(c->s, c->s->events.v[x->event_first + i].name), SV("tool_dispatched")))
            return true;
    return false;
}

static bool mentions_tool(const struct check *c, uint32_t p)
{
    double calls;
    return (span_number(c, p, KEY_tool_call_count, &calls) && calls > 0) ||
           text_holds(c, p, KEY_finish_reason, SV("tool_call")) ||
           text_holds(c, p, KEY_finish_reasons, SV("tool_call")) || dispatches_tool(c, p);
}

static bool trace_mentions_tool(const struct check *c, uint32_t *p)
{
    for (*p = c->first; *p < c->end; (*p)++)
        if (mentions_tool(c, *p))
            return true;
    return false;
}

static void tools_not_ready_check(struct check *c)
{
    uint32_t n = 0, p, rows[FINDING_EXAMPLES];
    c->looked = c->ix->n_real_traces;
    if (traces_with(c, FEATURE_OF(CLASS_TOOL)))
        return;
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        check_enter(c, t);
        if (!trace_mentions_tool(c, &p))
            continue;
        if (n < FINDING_EXAMPLES)
            rows[n] = p;
        n++;
    }
    check_enter(c, NO_ROW);
    if (!n)
        return;
    struct finding *f = check_found_trace(c, n, 0, NO_PARAM, "tools are called in %s, and there "
                                          "is no tool span", fmt_amount(n, "trace").text);
    for (uint32_t i = 0; i < n && i < FINDING_EXAMPLES; i++)
        check_example(c, f, rows[i]);
}

const struct rule rule_tool_metric_not_ready = {
    .code = "M146",
    .slug = "tool-metric-not-ready",
    .title = "tools are called, and no span stands for a call",
    .why = "Tool Call Count counts llm_tool_call spans, and latency and failures of tools are read "
           "from them. A count on the root or a finish reason is not enough.",
    .fix = "Record one llm_tool_call span for each call, with function.name.",
    .snippet = "tool-call",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .when = FEATURE_OF(CLASS_LLM) | FEATURE_OF(CLASS_CONVERSATION) | FEATURE_EVENTS,
    .needs = "needs an llm or conversation span, or an event",
    .check = tools_not_ready_check,
};

/* ---- M147 hotspot-not-ready ---- */

static bool has_two_names(struct check *c)
{
    uint32_t names = 0;
    for (uint32_t p = c->first; p < c->end && names < 2; p++)
        if (class_is_useful(span_class(c, p)))
            names += check_set_add(c, span_name(c, p));
    return names >= 2;
}

static void hotspot_not_ready_check(struct check *c)
{
    uint32_t n = c->ix->n_real_traces;
    c->looked = 1;
    if (!has_two_names(c))
        check_found_trace(c, n, 0, NO_PARAM, "fewer than two useful span names in %s",
                          fmt_amount(n, "trace").text);
    else if (n >= c->param[0] && traces_with(c, FEATURE_ERROR) == 0)
        check_found_trace(c, n, n, 0, "no span with status ERROR in %s: every failure rate is 0",
                          fmt_amount(n, "trace").text);
}

const struct rule rule_hotspot_not_ready = {
    .code = "M147",
    .slug = "hotspot-not-ready",
    .title = "transition hotspots have nothing to show",
    .why = "Hotspots are steps from one span to the next that are slow or fail often. With one "
           "name there are no steps, and without any ERROR no step ever fails.",
    .fix = "Give stages and business steps their own names, and set ERROR where one fails.",
    .snippet = "set-status-error",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_STORE,
    .when = FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_LLM) | FEATURE_OF(CLASS_TTS) |
            FEATURE_OF(CLASS_TOOL) | FEATURE_OF(CLASS_CONVERSATION),
    .needs = "needs a span of an agent's call",
    .params = {{"min_traces", 20, 1, 1e9, "count",
                "how many traces without any ERROR are suspicious"}},
    .check = hotspot_not_ready_check,
};

/* ---- M148 numeric-candidate-unused ---- */

const struct rule rule_numeric_candidate_unused = {
    .code = "M148",
    .slug = "numeric-candidate-unused",
    .title = "a numeric attribute for which no metric is proposed",
    .why = "Numbers are put on spans to be watched. One without a metric is forgotten, or should "
           "not be there.",
    .fix = "Propose a metric for it, or drop it and say why.",
    .snippet = "workflow-outcome",
    .decided_by = "spanvet metrics plan",
    .severity = SEVERITY_INFO,
};

/* ---- M149 sample-too-small ---- */

enum { SAMPLE_P90, SAMPLE_P95, SAMPLE_TRACES };

static void sample_too_small_check(struct check *c)
{
    static const struct {
        uint8_t class;
        has_fn *has;
        const char *what;
    } SAMPLES[] = {
        {CLASS_LLM, has_ttfb, "metrics.ttfb of llm"},
        {CLASS_STT, has_ttfb, "metrics.ttfb of stt"},
        {CLASS_TTS, has_ttfb, "metrics.ttfb of tts"},
        {CLASS_TOOL, has_latency, "tool.latency_ms"},
    };
    if (c->ix->n_real_traces < c->param[SAMPLE_TRACES])
        return;
    struct buf lists[2] = {0}, *p95 = &lists[0], *both = &lists[1];
    uint32_t most = (uint32_t)c->param[SAMPLE_P95], n_short = 0, fewest = most;
    for (size_t i = 0; i < ARRAY_LEN(SAMPLES); i++) {
        uint32_t n = ready_count(c, SAMPLES[i].class, SAMPLES[i].has, most).n_ready;
        c->looked += n > 0;
        if (n == 0 || n >= most)
            continue;
        struct buf *list = n < c->param[SAMPLE_P90] ? both : p95;
        buf_fmt(list, "%s%s (%u)", list->n ? ", " : "", SAMPLES[i].what, n);
        n_short++;
        fewest = n < fewest ? n : fewest;
    }
    if (n_short)
        check_found_trace(c, n_short, fewest, fewest < c->param[SAMPLE_P90] ? SAMPLE_P90 :
                          SAMPLE_P95, "too few values%s%.*s%s%s%.*s",
                          both->n ? " for p90 and p95: " : "", SV_ARG(buf_sv(both)),
                          both->n && p95->n ? "; enough for p90 and too few" : "",
                          p95->n ? " for p95: " : "", SV_ARG(buf_sv(p95)));
    buf_release(both);
    buf_release(p95);
}

const struct rule rule_sample_too_small = {
    .code = "M149",
    .slug = "sample-too-small",
    .title = "too few values for a percentile",
    .why = "The 95th percentile of ten values is the largest of them. A baseline or an alarm made "
           "from it follows single calls.",
    .fix = "Use the median or the maximum, or gather more calls first.",
    .snippet = "measure-ttfb",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_STORE,
    .when = FEATURE_OF(CLASS_LLM) | FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_TTS) |
            FEATURE_OF(CLASS_TOOL),
    .needs = "needs an stt, llm, tts or tool span",
    .params =
        {
            [SAMPLE_P90] = {"min_values", 10, 1, 1e6, "count", "values that a p90 needs"},
            [SAMPLE_P95] = {"enough_values", 20, 1, 1e6, "count", "values that a p95 needs"},
            [SAMPLE_TRACES] = {"min_traces", 2, 1, 1e6, "count",
                               "fewer traces are no sample at all"},
        },
    .check = sample_too_small_check,
};
