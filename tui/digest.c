#include "tui/digest.h"

#include "lint/dialects_told.h"
#include "tui/extent.h"

/* ---- spans ---- */

static bool length_of(const struct store *s, uint32_t row, uint64_t *length)
{
    const struct span_columns *col = &s->span;
    uint16_t both = SPAN_HAS_START | SPAN_HAS_END;
    bool has = (col->flags[row] & both) == both && col->end[row] >= col->start[row];
    *length = has ? col->end[row] - col->start[row] : 0;
    return has;
}

/* Puts a span among the slowest, when it is one of them. */
static void slowest_add(struct digest *g, uint64_t length, uint32_t position)
{
    if (g->n_slowest == DIGEST_SPANS && length <= g->slowest[DIGEST_SPANS - 1].length)
        return;
    uint32_t at = g->n_slowest < DIGEST_SPANS ? g->n_slowest++ : DIGEST_SPANS - 1;
    for (; at && g->slowest[at - 1].length < length; at--)
        g->slowest[at] = g->slowest[at - 1];
    g->slowest[at] = (struct digest_span){length, position};
}

static void failed_add(struct digest *g, uint64_t length, uint32_t position)
{
    g->all_failed++;
    if (g->n_failed < DIGEST_SPANS)
        g->failed[g->n_failed++] = (struct digest_span){length, position};
}

static struct trace_range range_of(const struct tui_data *d, uint32_t trace)
{
    const struct trace_range all = {.first = 0, .count = d->ix->n_spans};
    return trace == NO_ROW ? all : d->ix->traces[trace];
}

static double time_of(const struct tui_data *d, uint32_t trace)
{
    struct extent x;
    if (trace == NO_ROW)
        return d->summary->time;
    extent_of(&x, d->s, d->ix, trace);
    return (double)x.length;
}

bool digest_make(struct digest *g, const struct tui_data *d, uint32_t trace,
                 const atomic_bool *stop)
{
    enum { LOOK_EVERY = 4096 };
    const struct trace_range range = range_of(d, trace);
    *g = (struct digest){.all_spans = range.count, .all_time = time_of(d, trace)};
    for (uint32_t p = range.first; p < range.first + range.count; p++) {
        uint32_t row = d->ix->order[p];
        enum span_type type = type_of_row(d, row);
        uint64_t length;
        bool has = length_of(d->s, row, &length);
        g->spans[type]++;
        g->time[type] += (double)length;
        if (has)
            slowest_add(g, length, p);
        if (d->s->span.status[row] == STATUS_ERROR)
            failed_add(g, length, p);
        if (p % LOOK_EVERY == 0 && stop && atomic_load_explicit(stop, memory_order_relaxed))
            return false;
    }
    return true;
}

/* ---- names ---- */

static const struct sv by_names[DIGEST_BYS] = {
    [DIGEST_BY_COUNT] = SV_INIT("count"), [DIGEST_BY_TIME] = SV_INIT("time"),
    [DIGEST_BY_P50] = SV_INIT("p50"),     [DIGEST_BY_P95] = SV_INIT("p95"),
    [DIGEST_BY_ERRORS] = SV_INIT("errors"), [DIGEST_BY_SHORT] = SV_INIT("short"),
    [DIGEST_BY_NAME] = SV_INIT("name"),
};

struct sv digest_by_name(enum digest_by by)
{
    return by_names[by];
}

struct names_order {
    const struct tui_data *d;
    enum digest_by by;
    bool reverse;
};

static double measure(const struct summary_name *n, enum digest_by by)
{
    switch (by) {
    case DIGEST_BY_TIME:
        return n->total;
    case DIGEST_BY_P50:
        return isnan(n->p50) ? -1 : n->p50;
    case DIGEST_BY_P95:
        return isnan(n->p95) ? -1 : n->p95;
    case DIGEST_BY_ERRORS:
        return (double)n->status[STATUS_ERROR];
    case DIGEST_BY_SHORT:
        return n->n_short;
    default:
        return n->count;
    }
}

static int names_cmp(const void *va, const void *vb, void *ctx)
{
    const struct names_order *o = ctx;
    uint32_t i = *(const uint32_t *)va, k = *(const uint32_t *)vb;
    const struct summary_name *a = &o->d->summary->names.v[i], *b = &o->d->summary->names.v[k];
    double x = measure(a, o->by), y = measure(b, o->by);
    int c = x > y ? -1 : x < y;
    if (o->by == DIGEST_BY_NAME)
        c = sv_cmp(store_sv(o->d->s, a->name), store_sv(o->d->s, b->name));
    if (c)
        return o->reverse ? -c : c;
    return i < k ? -1 : i > k; /* as they stand: by count */
}

uint32_t digest_names(const struct tui_data *d, enum digest_by by, bool reverse, uint32_t *order)
{
    size_t all = d->summary->names.n;
    uint32_t n = all < DIGEST_NAMES ? (uint32_t)all : DIGEST_NAMES;
    struct names_order o = {d, by, reverse};
    for (uint32_t i = 0; i < n; i++)
        order[i] = i;
    qsort_r(order, n, sizeof(*order), names_cmp, &o);
    return n;
}

void digest_add_dialects(struct buf *b, const struct tui_data *d)
{
    dialects_add_counts(b, d->v, d->s);
}

uint32_t digest_first_of(const struct tui_data *d, sym name)
{
    uint32_t row = 0;
    while (row < d->s->n_spans && d->s->span.name[row] != name)
        row++;
    if (row == d->s->n_spans)
        return NO_ROW;
    const struct trace_range *r = &d->ix->traces[d->s->span.trace[row]];
    uint32_t p = r->first;
    while (p < r->first + r->count && d->ix->order[p] != row)
        p++;
    return p;
}

uint32_t digest_first_of_type(const struct tui_data *d, uint32_t trace, enum span_type type)
{
    const struct trace_range range = range_of(d, trace);
    for (uint32_t p = range.first; p < range.first + range.count; p++)
        if (type_of_row(d, d->ix->order[p]) == type)
            return p;
    return NO_ROW;
}
