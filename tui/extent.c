#include "tui/extent.h"

/* The first start and the last end so far. */
struct reach {
    uint64_t zero, last;
};

static void reach_row(struct reach *r, const struct store *s, uint32_t row)
{
    if (!extent_row_starts(s, row))
        return;
    uint64_t end = extent_row_end(s, row);
    r->zero = s->span.start[row] < r->zero ? s->span.start[row] : r->zero;
    r->last = end > r->last ? end : r->last;
}

void extent_of(struct extent *x, const struct store *s, const struct index *ix, uint32_t trace)
{
    const struct trace_range *t = &ix->traces[trace];
    *x = (struct extent){.s = s, .ix = ix, .first = t->first, .n = t->count,
                         .n_unique = t->n_unique, .length = 1};
    struct reach r = {UINT64_MAX, 0};
    if (t->count < s->n_spans / 4) {
        for (uint32_t p = t->first; p < t->first + t->count; p++)
            reach_row(&r, s, ix->order[p]);
    } else { /* most of the store: in its order, or a million spans take more than a frame */
        for (uint32_t row = 0; row < s->n_spans; row++)
            if (s->span.trace[row] == trace)
                reach_row(&r, s, row);
    }
    if (r.zero != UINT64_MAX)
        x->zero = r.zero;
    if (r.zero < r.last)
        x->length = r.last - r.zero;
}
