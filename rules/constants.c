/* Measurements that nobody measured: F074, F075, F076, F077. A call that is scattered over several
 * traces is judged as one. */
#include "core/fmt.h"
#include "lint/check.h"
#include "rules/catalog.h"
#include "rules/say.h"

/* The values of one key on the spans of one name, in a call. Rules about the same key share a table
 * of them, by symbol of the name, so that a call is read once; those of the call are chained. */
struct value_run {
    double value;     /* the first */
    double low, high; /* of the ratios of value and length */
    uint32_t count, n_ratios;
    uint32_t round; /* the trace that leads the call, plus 1 */
    sym next;       /* in the chain, SYM_NONE at its end */
    bool varies, apart; /* the values; the ratios, by more than F077 allows */
    /* Only with the empty name, which every store has: the chain and the call that it is of, and
     * how far apart ratios may be, or NULL when nobody asks for them. */
    sym chain;
    uint32_t chain_round;
    const double *apart_share;
};

struct constant_row {
    enum known_key key;
    const char *key_text;
    bool (*is_hit)(const struct check *c, const struct value_run *run);
    const char *unit; /* what stands after the value in messages */
};

enum { MIN_SPANS, APART_SHARE };

static void run_add_ratio(struct value_run *run, double ratio, double apart_share)
{
    run->low = run->n_ratios && run->low < ratio ? run->low : ratio;
    run->high = run->n_ratios && run->high > ratio ? run->high : ratio;
    run->n_ratios++;
    run->apart = run->high - run->low > apart_share * run->high;
}

static void run_begin(struct value_run *runs, sym name, double value, uint32_t round)
{
    struct value_run *run = &runs[name], *head = &runs[SYM_EMPTY];
    run->value = value;
    run->count = run->n_ratios = 0;
    run->varies = run->apart = false;
    run->round = round;
    run->next = head->chain;
    head->chain = name;
}

static void value_read(struct check *c, struct value_run *runs, uint32_t p, double value)
{
    sym name = span_name(c, p);
    struct value_run *run = &runs[name];
    if (run->round != c->trace + 1)
        run_begin(runs, name, value, c->trace + 1);
    run->varies = run->varies || run->value != value;
    run->count++;
    const double *apart = runs[SYM_EMPTY].apart_share;
    if (apart && !run->apart && span_has_length(c, p) && span_length(c, p) > 0)
        run_add_ratio(run, value * 1e9 / (double)span_length(c, p), *apart);
}

static bool is_constant(const struct check *c, const struct value_run *run)
{
    return !run->varies && run->count >= c->param[MIN_SPANS];
}

static bool is_zero(const struct check *c, const struct value_run *run)
{
    return !run->varies && run->count >= c->param[MIN_SPANS] && run->value == 0;
}

/* Where all values are equal the lengths are too, and that is told already. */
static bool is_proportional(const struct check *c, const struct value_run *run)
{
    return run->varies && !run->apart && run->n_ratios == run->count &&
           run->count >= c->param[MIN_SPANS] && run->low > 0;
}

typedef void each_fn(struct check *c, struct value_run *runs, uint32_t p, double value);

static void other_trace_walk(struct check *c, struct value_run *runs, uint32_t trace,
                             each_fn *each)
{
    const struct constant_row *row = c->rule->row;
    const struct trace_range *r = &c->ix->traces[trace];
    double value;
    if (!key_set_has(&c->v->trace_keys[trace], row->key))
        return;
    for (uint32_t p = r->first; p < r->first + r->n_unique; p++)
        if (span_number(c, p, row->key, &value))
            each(c, runs, p, value);
}

/* Hands every number of the call to `each`. */
static void call_walk(struct check *c, struct value_run *runs, each_fn *each)
{
    const struct constant_row *row = c->rule->row;
    struct call_traces call = check_call(c);
    struct numbers found = check_numbers(c, row->key);
    for (uint32_t i = 0; i < found.n; i++)
        each(c, runs, found.at[i], found.value[i]);
    for (uint32_t i = 0; i < call.n; i++)
        if (call.v[i] != c->trace)
            other_trace_walk(c, runs, call.v[i], each);
}

static void value_hit(struct check *c, struct value_run *runs, uint32_t p, double value)
{
    const struct constant_row *row = c->rule->row;
    const struct value_run *run = &runs[span_name(c, p)];
    (void)value;
    if (run->round == c->trace + 1 && row->is_hit(c, run))
        check_hit_key(c, p, span_attr(c, p, row->key)->key, run->count);
}

static void constants_found(struct check *c, const struct value_run *runs)
{
    const struct constant_row *row = c->rule->row;
    uint32_t n_traces = check_call(c).n;
    struct hit *h;
    while ((h = check_next(c))) {
        const struct value_run *run = &runs[h->name];
        char call[64] = "";
        if (n_traces > 1)
            snprintf(call, sizeof(call), " in the %u traces of this call", n_traces);
        check_found(c, h, 0, "%s is %.6g%s on all %u %s spans that have it%s", row->key_text,
                    run->varies ? run->high : run->value, row->unit, h->count,
                    say_name(store_sv(c->s, h->name)).text, call);
    }
}

/* Of the rule about ratios, if this key has one and it runs. */
static const double *apart_share(const struct check *c)
{
    const struct constant_row *row = c->rule->row;
    const double *params =
        row->key == KEY_ttfb ? check_params_of(c, &rule_ttfb_proportional) : NULL;
    return params ? &params[APART_SHARE] : NULL;
}

static void runs_read(struct check *c, struct value_run *runs)
{
    if (runs[SYM_EMPTY].chain_round == c->trace + 1)
        return;
    runs[SYM_EMPTY].chain_round = c->trace + 1;
    runs[SYM_EMPTY].chain = SYM_NONE;
    runs[SYM_EMPTY].apart_share = apart_share(c);
    call_walk(c, runs, value_read);
}

static bool runs_judge(struct check *c, const struct value_run *runs)
{
    const struct constant_row *row = c->rule->row;
    bool any = false;
    for (sym name = runs[SYM_EMPTY].chain; name != SYM_NONE; name = runs[name].next) {
        c->looked += runs[name].count;
        any = any || row->is_hit(c, &runs[name]);
    }
    return any;
}

static void constant_check(struct check *c)
{
    struct value_run *runs = check_table(c, sizeof(*runs));
    if (!check_leads(c))
        return;
    runs_read(c, runs);
    if (runs_judge(c, runs)) {
        call_walk(c, runs, value_hit);
        constants_found(c, runs);
    }
}

static const struct constant_row confidence_row = {KEY_stt_confidence, "stt.confidence",
                                                   is_constant, ""};

const struct rule rule_constant_confidence = {
    .code = "F074",
    .slug = "constant-confidence",
    .snippet = "provider-confidence",
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

static const struct constant_row ttfb_row = {KEY_ttfb, "metrics.ttfb", is_constant, ""};

const struct rule rule_constant_ttfb = {
    .code = "F075",
    .slug = "constant-ttfb",
    .snippet = "measure-ttfb",
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

static const struct constant_row zero_row = {KEY_ttfb, "metrics.ttfb", is_zero, ""};

const struct rule rule_zero_ttfb = {
    .code = "F076",
    .slug = "zero-ttfb",
    .snippet = "measure-ttfb",
    .title = "a time to first byte of exactly zero",
    .why = "No answer comes in no time. The first byte was never recorded, or the framework's "
           "field means something else (a streaming recogniser's duration), and the metric shows "
           "a perfect latency.",
    .fix = "Record the moment of the first byte, or leave metrics.ttfb out.",
    .severity = SEVERITY_ERROR,
    .when = FEATURE_TTFB,
    .needs = "needs metrics.ttfb on a span",
    .params = {{"min_spans", 2, 1, 1e6, "count", "fewer zeros may be a cached answer"}},
    .check = constant_check,
    .row = &zero_row,
    .memory = &rule_constant_ttfb,
};

static const struct constant_row ratio_row = {KEY_ttfb, "metrics.ttfb", is_proportional,
                                              " of the span's length"};

const struct rule rule_ttfb_proportional = {
    .code = "F077",
    .slug = "ttfb-proportional",
    .snippet = "measure-ttfb",
    .title = "a time to first byte that is a fixed part of the span",
    .why = "The first byte does not come at the same fraction of every answer. A fixed one (a "
           "quarter for stt is known from examples) is computed from the span, so that the metric "
           "shows the length of the speech. All of it, 1, means that nothing was streamed and "
           "there is no first byte.",
    .fix = "Measure from the request to the first byte of the answer, or leave metrics.ttfb out.",
    .severity = SEVERITY_ERROR,
    .when = FEATURE_TTFB,
    .needs = "needs metrics.ttfb on a span",
    .params =
        {
            {"min_spans", 5, 2, 1e6, "count", "fewer equal ratios may be chance"},
            {"apart_share", 0.01, 0, 1, "share", "how far apart the ratios may be, of the largest"},
        },
    .check = constant_check,
    .row = &ratio_row,
    .memory = &rule_constant_ttfb,
};
