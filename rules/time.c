/* 4.B of the catalogue, the part about the times of one span: T013-T018, T021, T024.
 * rules/time_tree.c has the part about the times of spans towards each other, rules/time_values.c
 * that about times kept in attributes. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "rules/spans.h"

/* ---- T013 to T018: times that are wrong by themselves ---- */

struct time_row {
    bool (*wrong)(const struct span_columns *col, uint32_t row);
    const char *what;
};

static bool end_missing(const struct span_columns *col, uint32_t row)
{
    return !(col->flags[row] & SPAN_HAS_END) || col->end[row] == 0;
}

static bool start_missing(const struct span_columns *col, uint32_t row)
{
    return !(col->flags[row] & SPAN_HAS_START) || col->start[row] == 0;
}

static void missing_check(struct check *c)
{
    const struct time_row *row = c->rule->row;
    c->looked += c->end - c->first;
    for (uint32_t p = c->first; p < c->end; p++)
        if (row->wrong(&c->s->span, span_row(c, p)))
            check_hit(c, p, 0);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s on %s", row->what, fmt_amount(h->count, "span").text);
}

static const struct time_row end_row = {end_missing, "no end time"};

const struct rule rule_unfinished_span = {
    .code = "T013",
    .slug = "unfinished-span",
    .title = "a span without an end",
    .why = "A span that was never ended has no length. It is left out of every latency, or drawn "
           "to the end of the call. Often its children are the last thing that happened.",
    .fix = "End every span, also when the code leaves early: use a context manager or try/finally. "
           "Flush the tracer provider before the process exits.",
    .snippet = "end-spans",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_TRACE,
    .when = FEATURE_UNFINISHED,
    .check = missing_check,
    .row = &end_row,
};

static const struct time_row start_row = {start_missing, "no start time"};

const struct rule rule_start_missing = {
    .code = "T014",
    .slug = "start-missing",
    .title = "a span without a start",
    .why = "A span without a start time cannot be placed in the call: it stands at 1970 or is "
           "dropped.",
    .fix = "Set the start time; the SDK does it when the span is started.",
    .snippet = "explicit-times",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_TRACE,
    .when = FEATURE_UNFINISHED,
    .check = missing_check,
    .row = &start_row,
};

static void negative_check(struct check *c)
{
    c->looked += c->end - c->first;
    for (uint32_t p = c->first; p < c->end; p++) {
        const struct span_columns *col = &c->s->span;
        uint32_t row = span_row(c, p);
        if (!start_missing(col, row) && !end_missing(col, row) && col->end[row] < col->start[row])
            check_hit(c, p, ns_to_ms(col->start[row] - col->end[row]));
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_against(check_found(c, h, NO_PARAM, "%s ending before the start, by up to %s",
                                  fmt_amount(h->count, "span").text,
                                  fmt_duration(h->measured * 1e6).text), h->measured, 0);
}

const struct rule rule_negative_duration = {
    .code = "T015",
    .slug = "negative-duration",
    .title = "a span that ends before it starts",
    .why = "A negative length turns averages and percentiles wrong, and viewers draw the span in "
           "the wrong place or not at all.",
    .fix = "Take both times from the same clock. When the times are computed (start plus a "
           "measured latency, for example), clamp them so that the end is after the start.",
    .snippet = "explicit-times",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_TRACE,
    .when = FEATURE_NEGATIVE,
    .check = negative_check,
};

/* Platforms that keep milliseconds only round a short step down to nothing. OTLP has nanoseconds,
 * so there it is the instrumentation that took the times so. */
static bool times_are_rounded(const struct check *c)
{
    enum { MS = 1000000 };
    const struct span_columns *col = &c->s->span;
    if (c->first == c->end || store_input_of(c->s, span_row(c, c->first))->is_otlp)
        return false;
    for (uint32_t p = c->first; p < c->end; p++) {
        uint32_t row = span_row(c, p);
        if (col->start[row] % MS || col->end[row] % MS)
            return false;
    }
    return true;
}

static void zero_check(struct check *c)
{
    const uint64_t classes = FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_LLM) |
                             FEATURE_OF(CLASS_TOOL) | FEATURE_OF(CLASS_TTS) |
                             FEATURE_OF(CLASS_TURN);
    double limit_ns = c->param[0] * 1e3;
    if (times_are_rounded(c))
        return;
    for (uint32_t p = c->first; p < c->end; p++) {
        if (!(FEATURE_OF(span_class(c, p)) & classes) || !span_has_length(c, p))
            continue;
        c->looked++;
        if ((double)span_length(c, p) < limit_ns && !span_is_marker(c, p))
            check_hit(c, p, (double)span_length(c, p) / 1e3);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, 0, "%s without any length", fmt_amount(h->count, "span").text);
}

const struct rule rule_zero_duration = {
    .code = "T016",
    .slug = "zero-duration",
    .title = "a step of the call that took no time",
    .why = "The span was opened and closed around nothing, or both times were taken at the same "
           "moment. It shows that the step happened and hides how long it took. Exports of "
           "platforms that keep whole milliseconds are not judged: a short step is 0 there.",
    .fix = "Open the span before the work and close it after, or set start and end explicitly. If "
           "the span is only a marker, say so: trace.timing = metadata_marker, or a *_marker "
           "name.",
    .snippet = "explicit-times",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .when = FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_LLM) | FEATURE_OF(CLASS_TOOL) |
            FEATURE_OF(CLASS_TTS) | FEATURE_OF(CLASS_TURN),
    .needs = "needs an stt, llm, llm_tool_call, tts or turn span",
    .params = {{"min_us", 1, 0, 1e6, "us", "the shortest length that counts as one"}},
    .check = zero_check,
};

/* ---- T017 wrong-time-unit ---- */

static void wrong_unit_check(struct check *c)
{
    c->looked += c->end - c->first;
    for (uint32_t p = c->first; p < c->end; p++)
        if (time_wrong_unit(c->s->span.start[span_row(c, p)]))
            check_hit(c, p, 0);
    struct hit *h = check_all(c);
    if (h)
        check_found(c, h, NO_PARAM, "%s with a start time in %s instead of nanoseconds",
                    fmt_amount(h->count, "span").text,
                    time_wrong_unit(c->s->span.start[h->rows[0]]));
}

const struct rule rule_wrong_time_unit = {
    .code = "T017",
    .slug = "wrong-time-unit",
    .title = "times in seconds, milliseconds or microseconds",
    .why = "OTLP times are nanoseconds since 1970. In another unit the call happens in January "
           "1970, and no time window finds it.",
    .fix = "Multiply: seconds by 1,000,000,000, milliseconds by 1,000,000, microseconds by 1,000. "
           "Use integers; a double cannot hold nanoseconds since 1970.",
    .snippet = "explicit-times",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_TRACE,
    .when = FEATURE_ODD_TIME,
    .check = wrong_unit_check,
};

/* ---- T018 int64-overflow ---- */

/* What a decoder could not read as a time although it is a whole number: negative or too large. */
static bool is_integer(struct sv text)
{
    bool negative = sv_starts(text, SV("-"));
    size_t digits = 0;
    text = sv_from(text, negative);
    while (digits < text.n && text.p[digits] >= '0' && text.p[digits] <= '9')
        digits++;
    return text.n && digits == text.n;
}

static void overflow_check(struct check *c)
{
    const struct span_columns *col = &c->s->span;
    struct defect_list list = view_defects(c->v, c->trace);
    c->looked += c->end - c->first;
    for (uint32_t p = c->first; p < c->end; p++)
        if (col->start[span_row(c, p)] > INT64_MAX || col->end[span_row(c, p)] > INT64_MAX)
            check_hit(c, p, 0);
    for (uint32_t i = 0; i < list.n; i++) {
        const struct defect *d = &c->s->defects.v[list.v[i]];
        if ((d->kind == DEFECT_start_time || d->kind == DEFECT_end_time ||
             d->kind == DEFECT_event_time) && is_integer(store_sv(c->s, d->text)))
            check_hit_row(c, d->row, SYM_NONE, 0);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s with a time below 0 or above 9223372036854775807",
                    fmt_amount(h->count, "span").text);
}

const struct rule rule_int64_overflow = {
    .code = "T018",
    .slug = "int64-overflow",
    .title = "a time that does not fit into 63 bits",
    .why = "Storage keeps times as signed 64-bit integers. A negative time, or one after the year "
           "2262, is refused or wraps around. The usual cause is a time that was already absolute "
           "and was taken for an offset and multiplied once more.",
    .fix = "Compute with offsets from the start of the call (secondsFromStart in Vapi messages), "
           "not with absolute times (time), before you multiply.",
    .snippet = "explicit-times",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_TRACE,
    .when = FEATURE_ODD_TIME | FEATURE_DEFECTS,
    .check = overflow_check,
};

/* ---- T021 epoch-outlier ---- */

/* What T017 and T018 say more about is left to them. No clock is asked, so that the same input
 * gives the same report on every day; who wants starts in the future found says what time it is. */
static void epoch_check(struct check *c)
{
    const uint64_t second = 1000000000, day = 86400;
    bool has_now = c->param[0] > 0;
    uint64_t end = has_now ? ((uint64_t)c->param[0] + day) * second + 1 : VIEW_START_MAX;
    c->looked += c->end - c->first;
    if (!has_now && !(c->v->features[c->trace] & FEATURE_ODD_TIME))
        return;
    for (uint32_t p = c->first; p < c->end; p++) {
        uint64_t start = c->s->span.start[span_row(c, p)];
        bool outside = start && start <= INT64_MAX && (start < VIEW_START_MIN || start >= end);
        if (outside && !time_wrong_unit(start))
            check_hit(c, p, (double)start / 1e9);
    }
    struct hit *h = check_all(c);
    if (h)
        check_found(c, h, NO_PARAM, "%s with a start before 2020 or %s",
                    fmt_amount(h->count, "span").text,
                    has_now ? "in the future" : "after 2099");
}

const struct rule rule_epoch_outlier = {
    .code = "T021",
    .slug = "epoch-outlier",
    .title = "a start time that cannot be right",
    .why = "The call seems to have happened before 2020 or after 2099 (or after now_s, when that "
           "is set), so time windows do not find it. Either the clock of the machine or the unit "
           "of the times is wrong.",
    .fix = "Set the clock (NTP), and take times from the system clock and not from a monotonic "
           "one.",
    .snippet = "explicit-times",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .params = {{"now_s", 0, 0, 4102358400, "seconds since 1970",
                "the present: starts more than a day later are found; 0 = only those after 2099"}},
    .check = epoch_check,
};

/* ---- T024 event-outside-span ---- */

static bool event_outside(const struct check *c, uint32_t p, const struct event *e, double *ms)
{
    uint64_t start = c->s->span.start[span_row(c, p)], end = c->s->span.end[span_row(c, p)];
    *ms = 0;
    if (e->time < start)
        *ms = ns_to_ms(start - e->time);
    else if (e->time > end)
        *ms = ns_to_ms(e->time - end);
    return e->has_time && *ms > c->param[0];
}

static void event_check(struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p++) {
        const struct span_extra *x = span_extra(c->s, span_row(c, p));
        if (x->event_count == 0 || !span_has_length(c, p))
            continue;
        c->looked++;
        for (uint32_t i = 0; i < x->event_count; i++) {
            double ms;
            if (event_outside(c, p, &c->s->events.v[x->event_first + i], &ms))
                check_hit(c, p, ms);
        }
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, 0, "%s with an event outside its time, by up to %s",
                    fmt_amount(h->count, "span").text, fmt_duration(h->measured * 1e6).text);
}

const struct rule rule_event_outside_span = {
    .code = "T024",
    .slug = "event-outside-span",
    .title = "an event before its span starts or after it ends",
    .why = "An event is a moment in the span it belongs to. Outside of it the event is drawn in "
           "the wrong place, or its span is too short.",
    .fix = "Let the SDK take the time of the event, and end the span after its last event.",
    .snippet = "span-events",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_TRACE,
    .when = FEATURE_EVENTS,
    .needs = "needs a span with events",
    .params = {{"tolerance_ms", 5, 0, 1e6, "ms", "how far outside is tolerated"}},
    .check = event_check,
};
