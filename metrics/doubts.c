#include "metrics/doubts.h"

#include "core/buf.h"
#include "core/fmt.h"
#include "core/name_ids.h"
#include "metrics/key_sense.h"

enum {
    CONSTANT_LEAST = 5,  /* so many equal values are no chance (checks F074, F075) */
    SUCCESS_LEAST = 10,  /* the same for results that are always good (F079) */
    STUB_CALLS = 3,      /* fewer calls of tools are left alone (E121) */
    NAME_BYTES_MAX = 200 /* of a span or an attribute in a definition */
};
#define STUB_SECONDS 0.001
#define COVERAGE_LEAST 0.5
#define TTFB_MAX_SECONDS 60.0 /* above, a first-byte time is in milliseconds (A087) */
#define LOOKS_LIKE_MS 100.0   /* a median of so many seconds, past the ends of most spans */
/* A key in ms whose values are all below, on spans of over a second (A085). */
#define FEW_MS 10.0
#define FEW_SHARE 0.02
#define CALL_MAX_SECONDS 7200.0 /* no call is longer, and no wait in it (T019) */

struct asked {
    const struct candidate *c;
    struct doubts *d;
    struct arena *a;
    struct sv key, span; /* as emitted */
};

static void say(struct asked *q, enum verdict v, const char *rule, const char *fix,
                const char *fmt, ...) PRINTF_LIKE(5, 6);

static void say(struct asked *q, enum verdict v, const char *rule, const char *fix,
                const char *fmt, ...)
{
    struct buf b = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(&b, fmt, ap);
    va_end(ap);
    struct reason r = {arena_copy(q->a, buf_sv(&b)), rule};
    vec_push(&q->d->list, r);
    if (v > q->d->verdict) {
        q->d->verdict = v;
        q->d->main_reason = r.text;
        q->d->instrument = (struct sv){0};
    }
    if (fix && q->c->pair && v == q->d->verdict && !q->d->instrument.n) {
        buf_clear(&b);
        buf_fmt(&b, fix, SV_ARG(q->key), SV_ARG(q->span));
        q->d->instrument = arena_copy(q->a, buf_sv(&b));
    }
    buf_release(&b);
}

static uint64_t numbers(const struct asked *q)
{
    return q->c->pair->values.v.n;
}
static bool means(const struct asked *q, const char *patterns)
{
    return q->c->pair && key_matches(q->c->pair->means, patterns);
}
static bool is_time(const struct asked *q)
{
    return q->c->rule && (q->c->rule->order <= 3);
}

/* ---- where the spans come from ---- */

static void probe_doubt(struct asked *q)
{
    const struct name_fact *n = q->c->name;
    if (n->role == SPAN_PROBE || (!n->spans && n->probes))
        say(q, VERDICT_REJECT, "5.8.6", NULL,
            "left behind by a connectivity probe: it says that the export works, and nothing else");
}

/* Definitions name spans exactly. Dates and versions of models are digits too, and stay. */
static void name_doubt(struct asked *q)
{
    if (q->span.n > NAME_BYTES_MAX || q->key.n > NAME_BYTES_MAX)
        say(q, VERDICT_REJECT, "5.1", NULL,
            "the API takes names of up to %d characters; this %s has %s", NAME_BYTES_MAX,
            q->span.n > NAME_BYTES_MAX ? "span's name" : "key",
            fmt_count(q->span.n > NAME_BYTES_MAX ? q->span.n : q->key.n).text);
    enum name_id id = name_id_of(q->span);
    if (id != NAME_ID_NONE && id != NAME_ID_DIGITS)
        say(q, VERDICT_REJECT, "N061", NULL,
            "the span's name holds an id (%s), so spans of other calls have other names; put it "
            "into an attribute", name_id_text(id));
}

static bool is_plain(struct sv name)
{
    bool plain = sv_trim(name).n == name.n;
    for (size_t i = 0; plain && i < name.n; i++)
        plain = (unsigned char)name.p[i] >= ' ' && name.p[i] != 0x7f;
    return plain;
}

static void edges_doubt(struct asked *q)
{
    bool span = !is_plain(q->span);
    if (span || !is_plain(q->key))
        say(q, VERDICT_STAGE, "5.1", "Emit `%.*s` on `%.*s` under names without them.",
            "the %s holds control characters, or white space at an end: a definition cannot name "
            "it for sure", span ? "span's name" : "key");
}

static void marker_doubt(struct asked *q)
{
    const struct name_fact *n = q->c->name;
    bool measured = q->c->duration || is_time(q) || means(q, "*confidence*");
    uint64_t on = q->c->pair ? q->c->pair->on_markers : n->markers;
    if (n->role == SPAN_MARKER)
        say(q, VERDICT_REJECT, "5.8.3", NULL,
            "the spans are markers rebuilt from metadata: nothing on them was measured");
    else if (measured && on)
        say(q, VERDICT_REJECT, "5.8.3",
            "Drop `%.*s` from `%.*s`, or measure it; tool and workflow metrics work meanwhile.",
            "%s with trace.timing = metadata_marker: nothing on them was measured",
            fmt_amount(on, "span").text);
}

/* Do the spans of this tool look like stubs: all at once, and none ever failed? */
static bool is_stub(const struct facts *f, const struct name_fact *name)
{
    if (name->role != SPAN_TOOL || name->spans < STUB_CALLS || name->errors)
        return false;
    const struct pair_fact *failed = facts_pair(f, name, SV("tool.error"));
    const struct pair_fact *latency = facts_pair(f, name, SV("tool.latency_ms"));
    if (failed && failed->ones)
        return false;
    bool quick = latency && latency->values.v.n == name->spans && latency->max < 1;
    bool instant = name->durations.v.n == name->spans && name->longest < STUB_SECONDS;
    return quick || instant;
}

static void stub_doubt(struct asked *q)
{
    bool about = q->c->duration || q->c->how == AGG_ERROR_RATE || q->c->how == AGG_SUCCESS_RATE ||
                 is_time(q) || means(q, "*.error *.success *dependency_unavailable retry_count");
    if (about && is_stub(q->c->f, q->c->name))
        say(q, VERDICT_REJECT, "5.8.2",
            "Create it when real handlers are called; `%.*s` on `%.*s` is then measured around the "
            "handler.",
            "all %s took under 1 ms and none failed: stub handlers, and a baseline made of "
            "them is worse than none", fmt_amount(q->c->name->spans, "call").text);
}

/* ---- what the values are ---- */

static void type_doubt(struct asked *q)
{
    const struct pair_fact *p = q->c->pair;
    bool flag = q->c->rule && q->c->rule->flag;
    if (p->bools)
        say(q, VERDICT_STAGE, "A082",
            "Emit `%.*s` on `%.*s` as the integer 1 or 0, never as a boolean.",
            "%s %s boolean: trace metrics read numbers only", fmt_amount(p->bools, "value").text,
            p->bools == 1 ? "is a" : "are");
    if (p->text_numbers)
        say(q, VERDICT_STAGE, "A081",
            "Emit `%.*s` on `%.*s` as an int or a double, not as text.",
            "%s %s a number written as text: trace metrics read numbers only",
            fmt_amount(p->text_numbers, "value").text, p->text_numbers == 1 ? "is" : "are each");
    if (numbers(q) && p->texts > p->text_numbers)
        say(q, VERDICT_STAGE, "A086", "Give `%.*s` on `%.*s` one type: a number on every span.",
            "mixed types: %s and %s; what is text is left out of the value",
            fmt_amount(numbers(q), "number").text, fmt_amount(p->texts, "text").text);
    if (numbers(q) && p->others)
        say(q, VERDICT_STAGE, "A086", "Emit a finite number under `%.*s` on `%.*s`, or nothing.",
            "%s of %s hold no finite number (NaN, infinity, a list): what the platform makes of "
            "them is not known", fmt_count(p->others).text, fmt_amount(p->spans, "value").text);
    if (!numbers(q) && !p->bools && !p->text_numbers)
        say(q, VERDICT_REJECT, "A081", flag ? "Emit `%.*s` on `%.*s` as the number 1 or 0."
                                            : "Emit a number under `%.*s` on `%.*s`.",
            "not one value is a number (%s)", fmt_amount(p->spans, "span").text);
    if (flag && numbers(q) && p->zeros + p->ones < numbers(q) && !p->bools)
        say(q, VERDICT_STAGE, "A082", "Emit only 0 and 1 under `%.*s` on `%.*s`.",
            "the key is that of a rate flag, but values go from %s to %s",
            fmt_number(p->min).text, fmt_number(p->max).text);
}

static void constant_doubt(struct asked *q)
{
    const struct pair_fact *p = q->c->pair;
    bool ttfb = means(q, "metrics.ttfb"), sure = means(q, "*confidence*");
    if (!numbers(q) || p->min != p->max)
        return;
    if (ttfb && p->max == 0 && numbers(q) > 1)
        say(q, VERDICT_REJECT, "5.8.4", "Record the first byte, or drop `%.*s` from `%.*s`.",
            "always 0 (%s): the first byte was never recorded",
            fmt_amount(numbers(q), "span").text);
    else if ((ttfb || sure) && facts_constant(p, CONSTANT_LEAST))
        say(q, VERDICT_REJECT, "5.8.4", "Measure `%.*s` on `%.*s`, or drop the attribute.",
            "always %s (%s): a constant somebody wrote into the code, not a measurement",
            fmt_number(p->max).text, fmt_amount(numbers(q), "span").text);
    else if (means(q, "*.success *success") && p->max == 1 && facts_constant(p, SUCCESS_LEAST))
        say(q, VERDICT_STAGE, "F079", "Set `%.*s` on `%.*s` from what really came back.",
            "always 1 (%s): looks hard-coded; one failure would prove it",
            fmt_amount(numbers(q), "span").text);
    else if (is_time(q) && facts_constant(p, CONSTANT_LEAST))
        say(q, VERDICT_REJECT, "5.8.4", "Measure `%.*s` on `%.*s`, or drop the attribute.",
            "always %s (%s): a constant, not a measurement", fmt_number(p->max).text,
            fmt_amount(numbers(q), "span").text);
    else if (!facts_flag(p) && !p->bools && facts_constant(p, CONSTANT_LEAST))
        say(q, VERDICT_DIAGNOSTIC, "5.8.4", NULL, "always %s (%s): it tells nothing yet",
            fmt_number(p->max).text, fmt_amount(numbers(q), "span").text);
}

static void share_doubt(struct asked *q)
{
    const struct pair_fact *p = q->c->pair;
    if (means(q, "metrics.ttfb") && p->min != p->max && facts_share(p))
        say(q, VERDICT_REJECT, "5.8.4", "Measure `%.*s` on `%.*s`, or drop the attribute.",
            "always %s of the span's length (%s): derived from it, not measured",
            fmt_share(p->share_min).text, fmt_amount(p->lengths, "span").text);
}

static void range_doubt(struct asked *q)
{
    const struct pair_fact *p = q->c->pair;
    uint8_t order = q->c->rule ? q->c->rule->order : 0;
    if (p->negative && order >= 1 && order <= 6)
        say(q, VERDICT_STAGE, "A087", "Mend how `%.*s` on `%.*s` is computed.",
            "%s below 0", fmt_amount(p->negative, "value").text);
    if (order == 8 && numbers(q) && means(q, "*confidence*") && (p->min < 0 || p->max > 1))
        say(q, VERDICT_STAGE, "A088", "Bring `%.*s` on `%.*s` into 0 to 1.",
            "a confidence goes from 0 to 1, these from %s to %s", fmt_number(p->min).text,
            fmt_number(p->max).text);
    if (order == 5 && p->fractional)
        say(q, VERDICT_STAGE, "A089", "Emit whole counts of tokens as `%.*s` on `%.*s`.",
            "%s of tokens with a fraction", fmt_amount(p->fractional, "count").text);
}

static double median_of(const struct series *s)
{
    double *copy = mem_alloc(sizeof(*copy) * s->v.n);
    memcpy(copy, s->v.v, sizeof(*copy) * s->v.n);
    double median = aggregate_values(AGG_MEDIAN, PERCENTILE_LINEAR, copy, s->v.n);
    free(copy);
    return median;
}

/* Seconds whose values are milliseconds, and the reverse. Values of an ms key are 1000 times as
 * large as seconds, so share and past_end, which take the key's number for seconds, are too. */
static void unit_doubt(struct asked *q)
{
    const struct pair_fact *p = q->c->pair;
    if (!is_time(q) || !numbers(q))
        return;
    struct sv unit = autopair_unit(q->c->rule, q->key, p->factor);
    bool ttfb = means(q, "metrics.ttfb");
    bool past = p->lengths && p->past_end * 2 > p->lengths;
    if (sv_eq(unit, SV("s")) && p->max <= CALL_MAX_SECONDS * 1000 &&
        ((ttfb && p->max > TTFB_MAX_SECONDS) ||
         (past && p->max >= LOOKS_LIKE_MS && median_of(&p->values) >= LOOKS_LIKE_MS)))
        say(q, VERDICT_REJECT, "A085",
            "Divide by 1000: `%.*s` on `%.*s` is in seconds.",
            "a key in seconds with values up to %s, on spans of at most %s: these are "
            "milliseconds", fmt_number(p->max).text, fmt_duration(p->length_max * 1e9).text);
    else if (ttfb && past)
        say(q, VERDICT_STAGE, "A087", "Measure `%.*s` from the start of its `%.*s` span.",
            "%s of %s end after the span itself", fmt_count(p->past_end).text,
            fmt_amount(p->lengths, "value").text);
    if (sv_eq(unit, SV("ms")) && !ttfb && p->factor == 1 && p->max < FEW_MS && p->max > 0 &&
        p->length_max > 1 && p->share_max / 1000 < FEW_SHARE && p->fractional)
        say(q, VERDICT_STAGE, "A085", "Multiply by 1000: `%.*s` on `%.*s` is in milliseconds.",
            "a key in milliseconds with values up to %s, on spans of up to %s: these look "
            "like seconds", fmt_number(p->max).text, fmt_duration(p->length_max * 1e9).text);
    if (!unit.n)
        say(q, VERDICT_PROPOSE, "A084", NULL, "the key does not tell its unit, so none is given");
}

static void long_doubt(struct asked *q)
{
    const struct pair_fact *p = q->c->pair;
    bool ms = is_time(q) && sv_eq(autopair_unit(q->c->rule, q->key, p->factor), SV("ms"));
    double least = ms ? CALL_MAX_SECONDS * 1000 : CALL_MAX_SECONDS;
    if (!is_time(q) || !numbers(q) || p->max <= least || p->length_max >= CALL_MAX_SECONDS)
        return;
    say(q, p->min > least ? VERDICT_REJECT : VERDICT_STAGE, "A085",
        "Emit the time that passed as `%.*s` on `%.*s`, in the unit of the key.",
        "values up to %s, which is over two hours: a moment, or another unit than that of the key",
        fmt_number(p->max).text);
}

/* ---- how many there are ---- */

static void presence_doubt(struct asked *q)
{
    const struct pair_fact *p = q->c->pair;
    uint64_t spans = q->c->name->spans;
    bool flag = q->c->rule && q->c->rule->flag;
    if (!numbers(q))
        return;
    if (flag && p->ones == numbers(q) && !p->bools && p->spans < spans)
        say(q, VERDICT_STAGE, "A083", "Emit `%.*s` = 0 on every other `%.*s` span too.",
            "only there when true (%s of %s): the average is always 1",
            fmt_count(numbers(q)).text, fmt_amount(spans, "span").text);
    else if ((double)numbers(q) < COVERAGE_LEAST * (double)spans)
        say(q, VERDICT_STAGE, "5.3", "Emit `%.*s` on every `%.*s` span.",
            "only %s of %s carry it: the value would speak for these alone",
            fmt_count(numbers(q)).text, fmt_amount(spans, "span").text);
}

static void sample_doubt(struct asked *q)
{
    const struct aggregation_row *row = &aggregation_rows[q->c->how];
    uint64_t n = q->c->pair ? numbers(q) : q->c->duration ? q->c->name->durations.v.n : 0;
    if ((q->c->pair || q->c->duration) && n && n < row->enough)
        say(q, VERDICT_STAGE, "M149", NULL,
            "%s; %.*s needs %u to say something: gather more calls, or take the median or the "
            "maximum", fmt_amount(n, "value").text, SV_ARG(row->name), row->enough);
}

static void repeats_note(struct asked *q)
{
    if (q->c->name->repeats)
        say(q, VERDICT_PROPOSE, "1.4", NULL,
            "%s repeated by a second upload %s left out here; the platform counts them twice",
            fmt_amount(q->c->name->repeats, "row").text,
            q->c->name->repeats == 1 ? "is" : "are");
}

void doubts_find(struct doubts *d, const struct candidate *c, struct arena *a)
{
    typedef void doubt(struct asked *);
    static doubt *const of_all[] = {probe_doubt, name_doubt, edges_doubt, marker_doubt,
                                    stub_doubt};
    static doubt *const of_values[] = {type_doubt, constant_doubt, share_doubt,
                                       range_doubt, unit_doubt, long_doubt, presence_doubt};
    const struct store *s = c->f->in->s;
    struct asked q = {.c = c, .d = d, .a = a, .span = store_sv(s, c->name->name)};
    q.key = c->pair ? store_sv(s, c->pair->key) : (struct sv){0};
    for (size_t i = 0; i < ARRAY_LEN(of_all); i++)
        of_all[i](&q);
    for (size_t i = 0; c->pair && i < ARRAY_LEN(of_values); i++)
        of_values[i](&q);
    sample_doubt(&q);
    repeats_note(&q);
}
