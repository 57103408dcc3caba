/* Whether all spans of a call got out: L108 to L111, and what only a running agent can tell. */
#include "core/fmt.h"
#include "lint/check.h"
#include "rules/catalog.h"
#include "rules/say.h"

static bool is_call(uint8_t class)
{
    return class == CLASS_CONVERSATION || class == CLASS_SESSION;
}

/* A whole call: a root with a length and something below it. */
static bool is_whole_call(const struct check *c, uint32_t p)
{
    return c->ix->facts[p] & FACT_ROOT && is_call(span_class(c, p)) && c->ix->size[p] > 1 &&
           span_has_length(c, p);
}

/* ---- L108 unflushed-tail ---- */

enum { TAIL_SECONDS, TAIL_SHARE };

/* The positions of the spans of the call at `p`, itself included. Spans that lost their parent
 * belong to the only call there is. */
struct stretch {
    uint32_t first, end;
};

static struct stretch call_spans(const struct check *c, uint32_t p)
{
    bool only = c->ix->traces[c->trace].n_roots == 1;
    return only ? (struct stretch){c->first, c->end} : (struct stretch){p, p + c->ix->size[p]};
}

/* Nanoseconds between the last end within the call at `p` and its own end. */
static uint64_t tail_of(const struct check *c, uint32_t p)
{
    struct stretch call = call_spans(c, p);
    uint64_t end = c->s->span.end[span_row(c, p)], last = 0;
    for (uint32_t k = call.first; k < call.end; k++) {
        if (k == p)
            continue;
        uint64_t one = c->s->span.end[span_row(c, k)];
        last = one > last ? one : last;
    }
    return last && last < end ? end - last : 0;
}

/* A stage of a call whose parent did not arrive and is in the same process, as far as one can
 * see. */
static bool lost_its_call(const struct check *c, uint32_t p)
{
    uint32_t row = span_row(c, p);
    uint8_t class = span_class(c, p), kind = c->s->span.kind[row];
    return c->ix->facts[p] & FACT_ORPHAN && !(c->s->span.flags[row] & SPAN_IS_REMOTE) &&
           kind != KIND_SERVER && kind != KIND_CONSUMER &&
           (class == CLASS_TURN || class == CLASS_STT || class == CLASS_LLM ||
            class == CLASS_TOOL || class == CLASS_TTS);
}

static void missing_root_check(struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p += c->ix->size[p])
        if (lost_its_call(c, p))
            check_hit(c, p, 0);
    const struct hit *h = check_all(c);
    if (h)
        check_found(c, h, NO_PARAM, "no root span, and the parent of %s never came",
                    fmt_amount(h->count, "span").text);
}

static void unflushed_tail_check(struct check *c)
{
    c->looked = 1;
    if (c->ix->traces[c->trace].n_roots == 0) {
        missing_root_check(c);
        return;
    }
    for (uint32_t p = c->first; p < c->end; p += c->ix->size[p]) {
        if (!is_whole_call(c, p))
            continue;
        double tail = (double)tail_of(c, p);
        if (tail > c->param[TAIL_SECONDS] * 1e9 &&
            tail > c->param[TAIL_SHARE] * (double)span_length(c, p))
            check_hit(c, p, tail / 1e9);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, TAIL_SECONDS, "the last span below %s ends %s before it",
                    say_name(store_sv(c->s, h->name)).text,
                    fmt_duration(h->measured * 1e9).text);
}

const struct rule rule_unflushed_tail = {
    .code = "L108",
    .slug = "unflushed-tail",
    .title = "the end of the call is not in the trace",
    .why = "Spans wait in a queue and are sent in batches. A process that stops before the last "
           "batch takes the end of the call with it, and often the root too, which ends last.",
    .fix = "Flush before the process or the function ends: force_flush() and shutdown() of the "
           "tracer provider, with time to finish.",
    .snippet = "flush-on-exit",
    .severity = SEVERITY_WARNING,
    .structural = true,
    .when = FEATURE_CHILDREN | FEATURE_ORPHAN,
    .needs = "needs a span with a parent",
    .params =
        {
            [TAIL_SECONDS] = {"max_s", 10, 0, 86400, "s", "longest end of a call without spans"},
            [TAIL_SHARE] = {"max_share", 0.1, 0, 1, "share",
                            "a shorter part of the call is left alone"},
        },
    .check = unflushed_tail_check,
};

/* ---- L109 buffer-overflow ---- */

static void buffer_overflow_check(struct check *c)
{
    uint32_t n = c->end - c->first;
    c->looked = 1;
    if (n == c->param[0])
        check_found_trace(c, n, n, 0, "exactly %s: as many as a buffer of that size keeps",
                          fmt_amount(n, "span").text);
}

const struct rule rule_buffer_overflow = {
    .code = "L109",
    .slug = "buffer-overflow",
    .title = "a trace has exactly as many spans as the buffer before activation holds",
    .why = "Spans that end before the call's id is known are kept in a buffer of fixed size, which "
           "drops the oldest. A trace of exactly that size most likely lacks the start of its "
           "call.",
    .fix = "Activate the export earlier in the call, make the buffer larger, and replace spans for "
           "single chunks of audio by counters.",
    .snippet = "activate-export",
    .severity = SEVERITY_WARNING,
    .structural = true,
    .params = {{"buffer", 1024, 2, 1e9, "count", "how many spans the buffer holds"}},
    .check = buffer_overflow_check,
};

/* ---- L110 activation-late ---- */

/* The first start within the call at `p`, its own aside. */
static uint64_t first_start(const struct check *c, uint32_t p)
{
    struct stretch call = call_spans(c, p);
    uint64_t first = UINT64_MAX;
    for (uint32_t k = call.first; k < call.end; k++) {
        uint64_t one = c->s->span.start[span_row(c, k)];
        first = k != p && one < first ? one : first;
    }
    return first;
}

/* How late a first span begins in the call at `p`, in seconds; 0 when it is not too late. One that
 * begins after the call's end is shifted, not late. */
static double late_by(const struct check *c, uint32_t p, uint64_t first)
{
    uint64_t start = c->s->span.start[span_row(c, p)], end = c->s->span.end[span_row(c, p)];
    double late = first > start && first < end ? (double)(first - start) / 1e9 : 0;
    return late > c->param[0] ? late : 0;
}

/* Children stand in order of start, so the whole call is only looked at when its first is late. */
static void activation_late_check(struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p += c->ix->size[p]) {
        if (!is_whole_call(c, p))
            continue;
        c->looked++;
        if (late_by(c, p, c->s->span.start[span_row(c, p + 1)]) > 0) {
            double late = late_by(c, p, first_start(c, p));
            if (late > 0)
                check_hit(c, p, late);
        }
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, 0, "the first span below %s starts %s after it",
                    say_name(store_sv(c->s, h->name)).text,
                    fmt_duration(h->measured * 1e9).text);
}

const struct rule rule_activation_late = {
    .code = "L110",
    .slug = "activation-late",
    .title = "the start of the call is not in the trace",
    .why = "An export that is switched on when the call's id arrives loses what happened before, "
           "unless spans are kept from the start: mostly the greeting and the first answer.",
    .fix = "Record spans from the start of the call, keep them in a bounded buffer, and send them "
           "when the id is known.",
    .snippet = "activate-export",
    .severity = SEVERITY_INFO,
    .structural = true,
    .when = FEATURE_OF(CLASS_CONVERSATION) | FEATURE_OF(CLASS_SESSION),
    .needs = "needs a conversation span",
    .params = {{"max_s", 10, 0, 86400, "s", "latest start of the first span within the call"}},
    .check = activation_late_check,
};

/* ---- L111 simple-processor-volume ---- */

static uint32_t document_rows(const struct store *s, size_t i)
{
    const struct document *d = &s->documents.v[i];
    const struct input *in = &s->inputs.v[d->input];
    bool is_last = i + 1 == s->documents.n || s->documents.v[i + 1].input != d->input;
    return (is_last ? in->first_row + in->n_rows : s->documents.v[i + 1].first_row) - d->first_row;
}

/* How many requests of a single span each trace came in, by trace. The caller frees. */
static uint32_t *single_requests(const struct store *s)
{
    uint32_t *n = mem_zalloc(arena_size(sizeof(*n), s->traces.n));
    for (size_t i = 0; i < s->documents.n; i++)
        if (s->inputs.v[s->documents.v[i].input].is_otlp && document_rows(s, i) == 1)
            n[s->span.trace[s->documents.v[i].first_row]]++;
    return n;
}

static void simple_processor_check(struct check *c)
{
    uint32_t *single = single_requests(c->s);
    c->looked = c->s->documents.n;
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        if (single[t] <= c->param[0])
            continue;
        check_enter(c, t);
        check_found_trace(c, single[t], single[t], 0, "%s were sent in a request of their own",
                          fmt_amount(single[t], "span").text);
    }
    free(single);
}

const struct rule rule_simple_processor_volume = {
    .code = "L111",
    .slug = "simple-processor-volume",
    .title = "hundreds of spans of a call were sent one by one",
    .why = "Each request blocks the call for a round trip, and an exporter that stops at the first "
           "failure leaves a part of the call behind, which a retry then sends twice.",
    .fix = "Use a batching span processor, and flush it at the end of the call.",
    .snippet = "batch-export",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_STORE,
    .params = {{"max_spans", 500, 1, 1e9, "count", "most spans of a call that may be sent alone"}},
    .check = simple_processor_check,
};

/* ---- L107, L112, L113: seen on a running agent only ---- */

const struct rule rule_no_spans_after_call = {
    .code = "L107",
    .slug = "no-spans-after-call",
    .title = "a call took place, and nothing arrived for it",
    .why = "The exporter was never activated, or everything it sent was refused. The agent's own "
           "counters do not show that: they count what was recorded.",
    .fix = "Look for the log line of the activation or of an accepted batch, then check the key, "
           "the target id and the network with a probe.",
    .snippet = "activate-export",
    .decided_by = "spanvet probe",
    .severity = SEVERITY_ERROR,
};

const struct rule rule_helper_not_deployed = {
    .code = "L112",
    .slug = "helper-not-deployed",
    .title = "the tracing code is not in the deployed image",
    .why = "Traces that come from a laptop and never from production mean that the helper module "
           "or its dependencies were not copied, and the import fails without anybody seeing it.",
    .fix = "Copy the helper and its dependencies into the image, and let the start fail when the "
           "import does.",
    .snippet = "activate-export",
    .decided_by = "spanvet probe",
    .severity = SEVERITY_ERROR,
};

const struct rule rule_cold_start_queue = {
    .code = "L113",
    .slug = "cold-start-queue",
    .title = "what is known about running calls is lost when the service scales to zero",
    .why = "A registration in memory is gone with the instance. Reports that come in later find no "
           "call, and their spans are dropped.",
    .fix = "Keep one instance warm, or keep registrations in a store that outlives it.",
    .snippet = "activate-export",
    .decided_by = "spanvet serve",
    .severity = SEVERITY_WARNING,
};
