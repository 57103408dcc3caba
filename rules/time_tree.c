/* 4.B of the catalogue, the part about the times of spans towards each other: T019, T022, T023,
 * T026, T027. */
#include "core/fmt.h"
#include "lint/dialects.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "rules/spans.h"

static uint64_t start_of(const struct check *c, uint32_t p)
{
    return c->s->span.start[span_row(c, p)];
}

static uint64_t end_of(const struct check *c, uint32_t p)
{
    return c->s->span.end[span_row(c, p)];
}

/* How much before `b` is `a`? */
static uint64_t before_by(uint64_t a, uint64_t b)
{
    return a < b ? b - a : 0;
}

static uint64_t apart(uint64_t a, uint64_t b)
{
    return a > b ? a - b : b - a;
}

/* Has a start and an end that can be compared with those of other spans. */
static bool span_is_placed(const struct check *c, uint32_t p)
{
    return span_has_length(c, p) && !time_wrong_unit(start_of(c, p));
}

/* ---- T019 implausible-call-length ---- */

/* Spans of 1970 and the like have findings of their own and would make every call long. */
static const uint64_t year_2001 = UINT64_C(978307200000000000);

struct extent {
    uint64_t start, end;
    uint32_t last; /* the position that ends last */
};

static struct extent trace_extent(const struct check *c)
{
    struct extent e = {UINT64_MAX, 0, NO_ROW};
    for (uint32_t p = c->first; p < c->end; p++) {
        if (!span_has_length(c, p) || start_of(c, p) < year_2001)
            continue;
        if (start_of(c, p) < e.start)
            e.start = start_of(c, p);
        if (end_of(c, p) >= e.end) {
            e.end = end_of(c, p);
            e.last = p;
        }
    }
    return e;
}

static bool is_vapi(const struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p++) {
        const struct attr *a = span_attr(c, p, KEY_trace_source);
        if (a && a->type == VALUE_STRING &&
            sv_eq(store_sv(c->s, (sym)a->bits), SV("vapi_artifact")))
            return true;
    }
    return false;
}

static void call_length_check(struct check *c)
{
    struct extent e = trace_extent(c);
    c->looked += c->end - c->first;
    if (e.last == NO_ROW)
        return;
    double s = (double)(e.end - e.start) / 1e9;
    if (s <= c->param[0])
        return;
    struct finding *f =
        check_found_trace(c, 1, s, 0, "the call lasts %s from first start to last end",
                          fmt_duration((double)(e.end - e.start)).text);
    check_example(c, f, e.last);
    if (is_vapi(c))
        f->severity = SEVERITY_ERROR;
}

const struct rule rule_implausible_call_length = {
    .code = "T019",
    .slug = "implausible-call-length",
    .title = "a call of more than two hours",
    .why = "No call lasts that long. One span with a wrong time stretches the whole call, and the "
           "rest of it shrinks to a line.",
    .fix = "Look at the span that ends last. When spans are made from messages, drop those whose "
           "offset or end is above 7200 s.",
    .snippet = "end-conversation",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .params = {{"max_s", 7200, 1, 1e9, "s", "the longest plausible call"}},
    .check = call_length_check,
};

/* ---- T022 anchor-mismatch ---- */

static bool children_apart(const struct check *c, uint32_t p)
{
    for (uint32_t k = p + 1; k < p + c->ix->size[p]; k += c->ix->size[k])
        if (!span_is_placed(c, k) || (start_of(c, k) <= end_of(c, p) &&
                                      end_of(c, k) >= start_of(c, p)))
            return false;
    return true;
}

/* Spans made from a record of the call say so. Of others it is only sure that they are shifted
 * when none of them touches its parent: a call may well be silent for a minute. */
static bool is_shifted(const struct check *c, uint32_t p)
{
    return span_attr(c, p, KEY_trace_source) || span_attr(c, p + 1, KEY_trace_source) ||
           children_apart(c, p);
}

static void anchor_check(struct check *c)
{
    uint32_t next;
    for (uint32_t p = c->first; p < c->end; p = next) {
        next = p + c->ix->size[p];
        if (!(c->ix->facts[p] & FACT_ROOT) || next == p + 1 || !span_is_placed(c, p) ||
            !span_is_placed(c, p + 1))
            continue;
        double s = (double)apart(start_of(c, p), start_of(c, p + 1)) / 1e9;
        c->looked++;
        if (s > c->param[0] && is_shifted(c, p))
            check_hit(c, p, s);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, 0, "the first child starts %s away from the root",
                    fmt_duration(h->measured * 1e9).text);
}

const struct rule rule_anchor_mismatch = {
    .code = "T022",
    .slug = "anchor-mismatch",
    .title = "a root and its children that are minutes apart",
    .why = "All spans below the root are shifted by the same time: they were computed from "
           "another starting point than the root. The lengths are right, the places are not.",
    .fix = "Use one anchor for all: startedAt of the end-of-call message itself, not of the call "
           "object inside it.",
    .snippet = "explicit-times",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .structural = true,
    .when = FEATURE_CHILDREN,
    .needs = "needs a span with a parent in its trace",
    .params = {{"max_s", 60, 1, 1e6, "s", "the largest plausible distance"}},
    .check = anchor_check,
};

/* ---- T023 child-outside-parent ---- */

static double outside_ms(const struct check *c, uint32_t p, uint32_t parent)
{
    uint64_t before = before_by(start_of(c, p), start_of(c, parent));
    uint64_t after = before_by(end_of(c, parent), end_of(c, p));
    return ns_to_ms(before > after ? before : after);
}

/* Frameworks whose spans go on after their parent, for a reason. */
static bool may_outlive(const struct check *c, uint32_t p, uint32_t parent)
{
    return c->v->features[c->trace] & FEATURE_DIALECT &&
           view_outlives(c->v, c->s, span_row(c, p), span_row(c, parent)).n;
}

static void child_outside_check(struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p++) {
        uint32_t parent = c->ix->parent[p];
        if (parent == NO_ROW)
            continue;
        c->looked++;
        double ms = outside_ms(c, p, parent);
        if (ms > c->param[0] && span_is_placed(c, p) && span_is_placed(c, parent) &&
            !may_outlive(c, p, parent))
            check_hit(c, p, ms);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, 0, "%s outside the time of the parent, by up to %s",
                    fmt_amount(h->count, "span").text, fmt_duration(h->measured * 1e6).text);
}

const struct rule rule_child_outside_parent = {
    .code = "T023",
    .slug = "child-outside-parent",
    .title = "a span that starts before or ends after its parent",
    .why = "The parent was closed too early or the clocks differ. Time of the child is missing in "
           "the parent, so the shares of a turn do not add up.",
    .fix = "End the parent after its last child. Between machines, keep the clocks in step (NTP); "
           "for work that goes on in the background, use a link instead of a parent.",
    .snippet = "nest-spans",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .structural = true,
    .when = FEATURE_CHILDREN,
    .needs = "needs a span with a parent in its trace",
    .params = {{"tolerance_ms", 5, 0, 1e6, "ms", "how far outside is tolerated"}},
    .check = child_outside_check,
};

/* ---- T026 ms-vs-s-duration ---- */

enum { MIN_FACTOR, MIN_LONG_S };

/* Is `p` far longer than both other turns? */
static bool turn_sticks_out(const struct check *c, uint32_t p, uint32_t a, uint32_t b)
{
    uint64_t other = span_length(c, a) > span_length(c, b) ? span_length(c, a) : span_length(c, b);
    double length = (double)span_length(c, p);
    return length > c->param[MIN_LONG_S] * 1e9 &&
           length >= c->param[MIN_FACTOR] * (double)(other ? other : 1);
}

/* Turns in the order of time, three at a time: the middle one is held against its neighbours, the
 * first and the last against the two next to them. */
static void turn_length_check(struct check *c)
{
    struct positions turns = check_spans(c, CLASS_TURN);
    uint32_t last[3] = {NO_ROW, NO_ROW, NO_ROW};
    uint32_t n = 0;
    for (uint32_t i = 0; i < turns.n; i++) {
        uint32_t p = turns.v[i];
        if (!span_is_placed(c, p) || span_is_marker(c, p))
            continue;
        last[0] = last[1];
        last[1] = last[2];
        last[2] = p;
        if (++n < 3)
            continue;
        if (n == 3 && turn_sticks_out(c, last[0], last[1], last[2]))
            check_hit(c, last[0], (double)span_length(c, last[0]) / 1e9);
        if (turn_sticks_out(c, last[1], last[0], last[2]))
            check_hit(c, last[1], (double)span_length(c, last[1]) / 1e9);
    }
    if (n >= 3 && turn_sticks_out(c, last[2], last[0], last[1]))
        check_hit(c, last[2], (double)span_length(c, last[2]) / 1e9);
    c->looked += n >= 3 ? n : 0;
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, MIN_LONG_S,
                    "%s about a thousand times longer than the turns next to it: up to %s",
                    fmt_amount(h->count, "span").text, fmt_duration(h->measured * 1e9).text);
}

const struct rule rule_ms_vs_s_duration = {
    .code = "T026",
    .slug = "ms-vs-s-duration",
    .title = "a turn a thousand times longer than its neighbours",
    .why = "The length was read in milliseconds and used as seconds. One such turn is longer than "
           "the rest of the call and spoils every average.",
    .fix = "In Vapi messages secondsFromStart is in seconds and duration in milliseconds. Better, "
           "end a turn where the next one starts.",
    .snippet = "explicit-times",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_TRACE,
    .when = FEATURE_OF(CLASS_TURN),
    .needs = "needs turn spans",
    .params = {{"min_factor", 500, 2, 1e6, "times", "how much longer than both neighbours"},
               {"min_s", 120, 0, 1e6, "s", "turns up to this length are never too long"}},
    .check = turn_length_check,
};

/* ---- T027 clock-skew ---- */

enum { MIN_PAIRS, MIN_SHARE, MIN_EARLY_MS };

static sym service_of(const struct check *c, uint32_t p)
{
    const struct resource *r = span_resource(c->s, span_row(c, p));
    const struct attr *a = r ? attr_find(c->s, r->attrs, c->v->keys[KEY_service_name]) : NULL;
    return a && a->type == VALUE_STRING ? (sym)a->bits : SYM_NONE;
}

static bool services_differ(const struct check *c, uint32_t p, uint32_t parent)
{
    const uint32_t *scope = c->s->span.scope;
    if (scope[span_row(c, p)] == scope[span_row(c, parent)])
        return false;
    sym a = service_of(c, p), b = service_of(c, parent);
    return a != b && a != SYM_NONE && b != SYM_NONE;
}

/* Does the span stand for a call from another service, at a time that is known on both sides? */
static bool is_between_services(const struct check *c, uint32_t p)
{
    uint32_t parent = c->ix->parent[p];
    return parent != NO_ROW && services_differ(c, p, parent) && span_is_placed(c, p) &&
           span_is_placed(c, parent);
}

static uint64_t before_parent(const struct check *c, uint32_t p)
{
    return before_by(start_of(c, p), start_of(c, c->ix->parent[p]));
}

static bool is_early(const struct check *c, uint64_t before)
{
    return ns_to_ms(before) > c->param[MIN_EARLY_MS];
}

static void clock_skew_check(struct check *c)
{
    uint32_t pairs = 0, early = 0, example = NO_ROW;
    uint64_t most = 0;
    for (uint32_t p = c->first; p < c->end; p++) {
        if (!is_between_services(c, p))
            continue;
        uint64_t before = before_parent(c, p);
        pairs++;
        early += is_early(c, before);
        if (before > most) {
            most = before;
            example = p;
        }
    }
    c->looked += pairs;
    double share = pairs ? (double)early / pairs : 0;
    if (early == 0 || pairs < c->param[MIN_PAIRS] || share < c->param[MIN_SHARE])
        return;
    struct finding *f = check_found_trace(
        c, early, share, MIN_SHARE,
        "%u of %u calls between services start before their caller, by up to %s", early, pairs,
        fmt_duration((double)most).text);
    check_example(c, f, example);
    for (uint32_t p = c->first; c->log && p < c->end; p++)
        if (is_between_services(c, p) && is_early(c, before_parent(c, p)))
            check_also(c, p);
}

const struct rule rule_clock_skew = {
    .code = "T027",
    .slug = "clock-skew",
    .title = "services whose clocks differ",
    .why = "Spans of one service start before the spans of another service that called them. The "
           "order of events and every latency between the two are wrong.",
    .fix = "Synchronise the clocks of the machines (NTP or chrony), also in containers and virtual "
           "machines that are paused.",
    .snippet = "explicit-times",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .structural = true,
    .when = FEATURE_CHILDREN,
    .needs = "needs a span with a parent in its trace",
    .params = {{"min_pairs", 3, 1, 1e6, "count", "calls between services that are needed"},
               {"min_share", 0.8, 0, 1, "share", "share of them that start before their caller"},
               {"min_early_ms", 1, 0, 1e6, "ms", "how much earlier counts"}},
    .check = clock_skew_check,
};
