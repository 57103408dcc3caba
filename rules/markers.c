/* Markers and values that nobody measured: F069, F074, F075. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "rules/spans.h"

/* ---- F069 marker-full-length ---- */

static void marker_full_length_check(struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p++) {
        if (!span_is_marker(c, p))
            continue;
        c->looked++;
        if (span_has_length(c, p) && ns_to_ms(span_length(c, p)) > c->param[0])
            check_hit(c, p, ns_to_ms(span_length(c, p)));
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, 0, "%s marked as metadata, up to %s long",
                    fmt_amount(h->count, "span").text, fmt_duration(h->measured * 1e6).text);
}

const struct rule rule_marker_full_length = {
    .code = "F069",
    .slug = "marker-full-length",
    .title = "a metadata marker that is as long as real work",
    .why = "A marker stands for facts that came after the call; its length means nothing. Drawn as "
           "long as a turn it looks like a slow model or synthesiser, and every latency that is "
           "computed from it is invented.",
    .fix = "Make the marker about 1 ms long, at the start or the end of its turn.",
    .severity = SEVERITY_ERROR,
    .params = {{"max_ms", 50, 0, 60000, "ms", "longest marker that is tolerated"}},
    .check = marker_full_length_check,
};

/* ---- F074 constant-confidence, F075 constant-ttfb ---- */

struct constant_row {
    enum known_key key;
    const char *key_text;
};

/* The values of one span name; `round` is the trace they belong to, plus 1. */
struct value_run {
    double value;
    uint32_t count, round;
    bool varies;
};

static uint64_t values_read(struct check *c, struct value_run *runs, enum known_key key)
{
    double value;
    for (uint32_t p = c->first; p < c->end; p++) {
        if (!span_number(c, p, key, &value))
            continue;
        struct value_run *run = &runs[span_name(c, p)];
        if (run->round != c->trace + 1)
            *run = (struct value_run){.value = value, .round = c->trace + 1};
        run->varies = run->varies || run->value != value;
        run->count++;
        c->looked++;
    }
    return c->looked;
}

/* Every span of the name that has a value has the same one, and there are enough of them. */
static bool is_constant(const struct check *c, const struct value_run *run)
{
    return run->round == c->trace + 1 && !run->varies && run->count >= c->param[0];
}

static void constants_found(struct check *c, const struct value_run *runs,
                            const struct constant_row *row)
{
    double value;
    for (uint32_t p = c->first; p < c->end; p++)
        if (is_constant(c, &runs[span_name(c, p)]) &&
            span_number(c, p, row->key, &value))
            check_hit_key(c, p, c->v->keys[row->key], runs[span_name(c, p)].count);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, 0, "%s is %.6g on all %u %s spans that have it",
                    row->key_text, runs[h->name].value, h->count,
                    say_name(store_sv(c->s, h->name)).text);
}

static void constant_check(struct check *c)
{
    const struct constant_row *row = c->rule->row;
    struct value_run *runs = check_table(c, sizeof(*runs));
    if (values_read(c, runs, row->key) < c->param[0])
        return;
    uint32_t p = c->first;
    while (p < c->end && !is_constant(c, &runs[span_name(c, p)]))
        p++;
    if (p < c->end)
        constants_found(c, runs, row);
}

static const struct constant_row confidence_row = {KEY_stt_confidence, "stt.confidence"};

const struct rule rule_constant_confidence = {
    .code = "F074",
    .slug = "constant-confidence",
    .title = "the same recognition confidence everywhere",
    .why = "No recogniser is equally sure of every utterance. A constant is filled in by the "
           "integration (0.95 is the value that public examples invent), and metrics about "
           "recognition quality then measure the constant.",
    .fix = "Emit the confidence that the provider returns, or leave stt.confidence out.",
    .severity = SEVERITY_ERROR,
    .when = FEATURE_CONFIDENCE,
    .needs = "needs stt.confidence on a span",
    .params = {{"min_spans", 5, 2, 1e6, "count", "fewer equal values may be chance"}},
    .check = constant_check,
    .row = &confidence_row,
};

static const struct constant_row ttfb_row = {KEY_ttfb, "metrics.ttfb"};

const struct rule rule_constant_ttfb = {
    .code = "F075",
    .slug = "constant-ttfb",
    .title = "the same time to first byte everywhere",
    .why = "Measured latencies differ from call to call. A constant (0.1 for tts and 0.6 for llm "
           "are known from examples) is made up or read once, and latency metrics then show the "
           "constant.",
    .fix = "Measure from the request to the first byte of the answer, or leave metrics.ttfb out.",
    .severity = SEVERITY_ERROR,
    .when = FEATURE_TTFB,
    .needs = "needs metrics.ttfb on a span",
    .params = {{"min_spans", 5, 2, 1e6, "count", "fewer equal values may be chance"}},
    .check = constant_check,
    .row = &ttfb_row,
};
