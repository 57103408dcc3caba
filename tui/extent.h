#ifndef SPANVET_TUI_EXTENT_H
#define SPANVET_TUI_EXTENT_H
/*
 * struct extent: the spans of one trace and how far they reach in time. Times are nanoseconds from
 * `zero` on, the first start in the trace: that of the root may be later, when clocks differ.
 */
#include "core/index.h"

struct extent {
    const struct store *s;
    const struct index *ix;
    uint32_t first, n; /* positions of index.order */
    uint32_t n_unique; /* those that are no duplicates; the others stand behind them */
    uint64_t zero;     /* nanoseconds since 1970; 0 when no span has a start */
    uint64_t length;   /* from there to the last end; at least 1 */
};

void extent_of(struct extent *x, const struct store *s, const struct index *ix, uint32_t trace);

/* Does the row have a start? One that is 0 is as good as none. */
static inline bool extent_row_starts(const struct store *s, uint32_t row)
{
    return (s->span.flags[row] & SPAN_HAS_START) && s->span.start[row];
}
/* When it ended; its start when the end is missing or lies before. */
static inline uint64_t extent_row_end(const struct store *s, uint32_t row)
{
    uint64_t start = s->span.start[row], end = s->span.end[row];
    return (s->span.flags[row] & SPAN_HAS_END) && end > start ? end : start;
}

/* Start and end of the span at a position; false, and both 0, when it has no start. */
static inline bool extent_times(const struct extent *x, uint32_t position, double *start,
                                double *end)
{
    uint32_t row = x->ix->order[position];
    bool has = extent_row_starts(x->s, row);
    *start = has ? (double)(x->s->span.start[row] - x->zero) : 0;
    *end = has ? (double)(extent_row_end(x->s, row) - x->zero) : 0;
    return has;
}

#endif
