#include "tui/extent.h"

void extent_of(struct extent *x, const struct store *s, const struct index *ix, uint32_t trace)
{
    const struct trace_range *t = &ix->traces[trace];
    *x = (struct extent){.s = s, .ix = ix, .first = t->first, .n = t->count,
                         .n_unique = t->n_unique, .length = 1};
    uint64_t zero = UINT64_MAX, last = 0;
    for (uint32_t p = t->first; p < t->first + t->count; p++) {
        uint32_t row = ix->order[p];
        if (!extent_row_starts(s, row))
            continue;
        uint64_t end = extent_row_end(s, row);
        if (s->span.start[row] < zero)
            zero = s->span.start[row];
        if (end > last)
            last = end;
    }
    if (zero != UINT64_MAX)
        x->zero = zero;
    if (zero < last)
        x->length = last - zero;
}
