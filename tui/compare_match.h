#ifndef SPANVET_TUI_COMPARE_MATCH_H
#define SPANVET_TUI_COMPARE_MATCH_H
/*
 * struct compare_match: which span of one trace is which of the other. Below spans that are the
 * same, the k-th one of a name is the k-th one of that name; what is left over of a path on both
 * sides is the same too, in order, and has moved. Numbers are positions, counted from the first of
 * the trace.
 */
#include "tui/compare.h"

struct compare_match {
    uint32_t first[2], n[2]; /* positions of index.order that are compared */
    uint32_t *path_of[2];    /* path of each; NO_ROW = a duplicate */
    uint32_t *after;         /* by number before: the number after, NO_ROW = none */
    uint8_t *taken;          /* by number after: it is the same as one before */
    uint8_t *moved;          /* by number before: it has another parent, or stands elsewhere among
                                the siblings that both sides have */
};

/* Fills in `after`, `taken` and `moved`; the rest is the caller's. Linear but for the order of
 * siblings, which takes n log n. */
void compare_match_make(struct compare_match *m, const struct compare *c);
/* Frees all. */
void compare_match_release(struct compare_match *m);

static inline bool compare_path_is_single(const struct compare_path *p)
{
    return p->n[0] <= COMPARE_SINGLE && p->n[1] <= COMPARE_SINGLE;
}

/* Rows of the comparison; `m` NULL = dumps. For compare_make. */
void compare_rows_make(struct compare *c, const struct compare_match *m);

#endif
