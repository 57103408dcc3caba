/* 4.A of the catalogue, the part about inputs and exports: I001-I004, I008, I012. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "rules/spans.h"

/* ---- I001 not-otlp, I002 empty-export, I004 ndjson-file: inputs that have some property ---- */

typedef bool input_fn(const struct input *in);

/* Counts the inputs for which `has` holds; `*first` is the first of them. */
static uint32_t inputs_with(const struct check *c, input_fn *has, const struct input **first)
{
    uint32_t n = 0;
    for (size_t i = 0; i < c->s->inputs.n; i++) {
        const struct input *in = &c->s->inputs.v[i];
        if (has(in) && n++ == 0)
            *first = in;
    }
    return n;
}

/* " and 2 more inputs", or nothing. */
static struct said say_more(uint32_t n)
{
    struct said more = {""};
    if (n > 1)
        snprintf(more.text, sizeof(more.text), " and %s", fmt_amount(n - 1, "more input").text);
    return more;
}

static bool is_foreign(const struct input *in)
{
    return !in->is_otlp && in->n_rows > 0;
}

static void not_otlp_check(struct check *c)
{
    const struct input *first = NULL;
    uint32_t n = inputs_with(c, is_foreign, &first);
    c->looked += c->s->inputs.n;
    if (n)
        check_found_trace(c, n, 0, NO_PARAM, "%s%s: the format is %s, not OTLP",
                          say_name(first->uri).text, say_more(n).text, first->format);
}

const struct rule rule_not_otlp = {
    .code = "I001",
    .slug = "not-otlp",
    .title = "the input is not OTLP",
    .why = "The ingest endpoint takes OTLP only. Spans in another format can be read and checked "
           "here, but they cannot be sent or uploaded as they are.",
    .fix = "To send or upload these spans, take what the application exports over OTLP, not what a "
           "console exporter or to_json() prints, nor a platform's own export.",
    .snippet = "batch-export",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_STORE,
    .check = not_otlp_check,
};

static bool is_empty(const struct input *in)
{
    return in->n_rows == 0 && in->status == INPUT_OK;
}

static void empty_export_check(struct check *c)
{
    const struct input *first = NULL;
    uint32_t n = inputs_with(c, is_empty, &first);
    c->looked += c->s->inputs.n;
    if (n)
        check_found_trace(c, n, 0, NO_PARAM, "no span in %s%s", say_name(first->uri).text,
                          say_more(n).text);
}

const struct rule rule_empty_export = {
    .code = "I002",
    .slug = "empty-export",
    .title = "an export without a single span",
    .why = "The file is well formed but holds no span. Usually the exporter was never switched on "
           "for this call, or the process ended before the spans were flushed.",
    .fix = "Check that tracing is activated before the call starts, and call force_flush or "
           "shutdown on the tracer provider before the process ends.",
    .snippet = "flush-on-exit",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_STORE,
    .check = empty_export_check,
};

static bool is_json_lines(const struct input *in)
{
    return in->is_otlp && in->lines;
}

static void ndjson_check(struct check *c)
{
    const struct input *first = NULL;
    uint32_t n = inputs_with(c, is_json_lines, &first);
    c->looked += c->s->inputs.n;
    if (n)
        check_found_trace(c, n, 0, NO_PARAM,
                          "%s%s: one OTLP request a line; an upload takes a single JSON object",
                          say_name(first->uri).text, say_more(n).text);
}

const struct rule rule_ndjson_file = {
    .code = "I004",
    .slug = "ndjson-file",
    .title = "several JSON requests in one file, one a line",
    .why = "The Collector's file exporter writes one request a line. Every line is read here, but "
           "an upload wants one JSON object with `resourceSpans`. With a baseline this is never "
           "new: the same spans may come in either form.",
    .fix = "Upload one line at a time, or put the `resourceSpans` of all lines into one list.",
    .snippet = "batch-export",
    .severity = SEVERITY_INFO,
    .of_form = true,
    .scope = SCOPE_STORE,
    .check = ndjson_check,
};

/* ---- I003 payload-size ---- */

enum { WARN_MB, ERROR_MB };

static uint32_t document_end_row(const struct check *c, size_t i)
{
    const struct document *d = &c->s->documents.v[i];
    const struct input *in = &c->s->inputs.v[d->input];
    bool has_next = i + 1 < c->s->documents.n && c->s->documents.v[i + 1].input == d->input;
    return has_next ? c->s->documents.v[i + 1].first_row : in->first_row + in->n_rows;
}

/* The trace with most spans in rows `row` to `end - 1`, and how many. Spans of a trace that stand
 * apart from each other count for each stretch. */
struct stretch {
    uint32_t trace, n;
};

static struct stretch longest_stretch(const struct check *c, uint32_t row, uint32_t end)
{
    struct stretch best = {NO_ROW, 0}, now = {NO_ROW, 0};
    for (; row < end; row++) {
        uint32_t t = c->s->span.trace[row];
        now = (struct stretch){t, t == now.trace ? now.n + 1 : 1};
        if (now.n > best.n)
            best = now;
    }
    return best;
}

/* A request carries one call. A document of many traces is a collection, of which each trace
 * would be sent by itself: its part of the bytes is estimated by its part of the spans. */
static void document_check(struct check *c, size_t i)
{
    const struct document *d = &c->s->documents.v[i];
    uint32_t end = document_end_row(c, i);
    double mb = (double)d->bytes / 1e6;
    if (mb <= c->param[WARN_MB] || end == d->first_row)
        return;
    struct stretch most = longest_stretch(c, d->first_row, end);
    mb *= (double)most.n / (end - d->first_row);
    bool over = mb > c->param[ERROR_MB];
    if (mb <= c->param[WARN_MB])
        return;
    check_enter(c, most.trace);
    struct finding *f = check_found_trace(
        c, most.n, mb, over ? ERROR_MB : WARN_MB,
        "one export of %.2f MB with %s; requests above 3 to 4 MB are refused", mb,
        fmt_amount(most.n, "span").text);
    f->severity = over ? SEVERITY_ERROR : SEVERITY_WARNING;
}

static void payload_size_check(struct check *c)
{
    c->looked += c->s->n_spans;
    for (size_t i = 0; i < c->s->documents.n; i++)
        if (c->s->inputs.v[c->s->documents.v[i].input].is_otlp)
            document_check(c, i);
}

const struct rule rule_payload_size = {
    .code = "I003",
    .slug = "payload-size",
    .title = "an export that is too large to be accepted",
    .why = "The ingest endpoint refuses a request of more than 3 to 4 MB (413), and the whole "
           "batch is lost, not only the span that is too large.",
    .fix = "Lower the batch size of the span processor (max_export_batch_size), and drop large "
           "attributes such as prompts and audio. Aim at 2.5 MB or less for a request.",
    .snippet = "batch-export",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .params = {{"warning_mb", 3, 0.001, 1000, "MB", "size of one export that gives a warning"},
               {"error_mb", 4, 0.001, 1000, "MB", "size of one export that gives an error"}},
    .check = payload_size_check,
};

/* ---- I008 kind-unspecified ---- */

static void kind_unspecified_check(struct check *c)
{
    uint32_t n = c->end - c->first, without = 0, example = NO_ROW;
    if (!trace_is_otlp(c))
        return;
    c->looked += n;
    for (uint32_t p = c->first; p < c->end; p++) {
        uint8_t kind = c->s->span.kind[span_row(c, p)];
        if (kind == KIND_UNSPECIFIED && without++ == 0)
            example = p;
        else if (UNLIKELY(kind == KIND_OTHER))
            check_hit(c, p, 0);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s with a kind that does not exist: neither 0 to 5 nor a name "
                    "of the specification", fmt_amount(h->count, "span").text);
    double share = (double)without / n;
    if (share <= c->param[0])
        return;
    struct finding *f = check_found_trace(c, without, share, 0,
                                          "%s of the spans have no kind (0 or absent)",
                                          fmt_share(share).text);
    check_example(c, f, example);
    for (uint32_t p = example; c->log && p < c->end; p++)
        if (c->s->span.kind[span_row(c, p)] == KIND_UNSPECIFIED)
            check_also(c, p);
}

const struct rule rule_kind_unspecified = {
    .code = "I008",
    .slug = "kind-unspecified",
    .title = "most spans have no span kind, or some have one that does not exist",
    .why = "OTLP counts kinds from 1 (INTERNAL); the kinds of most SDKs count from 0. An exporter "
           "that copies the number turns INTERNAL into unspecified and every other kind into its "
           "neighbour. A kind that does not exist is taken for unspecified or refused.",
    .fix = "Use the SDK's own OTLP exporter, or add 1 to the SDK's kind when you write OTLP "
           "yourself.",
    .snippet = "otlp-values",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_TRACE,
    .params = {{"max_share", 0.5, 0, 1, "share", "share of spans without kind that is tolerated"}},
    .check = kind_unspecified_check,
};

/* ---- I012 probe-left-in ---- */

static void probes_report(struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p++)
        if (view_is_probe(c->v, c->s, span_row(c, p)))
            check_hit(c, p, 0);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s from a connectivity test",
                    fmt_amount(h->count, "span").text);
}

static void probe_check(struct check *c)
{
    c->looked += c->s->n_spans;
    if (only_probes(c))
        return;
    for (uint32_t t = 0; t < c->ix->n_traces; t++)
        if (c->v->features[t] & FEATURE_OF(CLASS_PROBE)) {
            check_enter(c, t);
            probes_report(c);
        }
}

const struct rule rule_probe_left_in = {
    .code = "I012",
    .slug = "probe-left-in",
    .title = "a connectivity test among the spans of real calls",
    .why = "A test span that was sent to a real target stays there: it counts in every metric and "
           "shows as a call that never was.",
    .fix = "Send test spans only to the fake targets made for them, and take the test out of the "
           "start-up code once the connection works.",
    .snippet = "probe-apart",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .when = FEATURE_OF(CLASS_PROBE),
    .check = probe_check,
};
