#ifndef SPANVET_TUI_FLAME_H
#define SPANVET_TUI_FLAME_H
/*
 * struct flame: the spans of a trace by level and time, for a flame graph. A level is the depth in
 * the tree. Duplicates are in no tree, and spans without a start have no place: both are left out.
 */
#include "tui/extent.h"
#include "tui/timeline.h"

#include <stdatomic.h>

struct flame {
    struct extent x;
    uint32_t levels;
    uint32_t *first; /* level -> its first one in order; one more at the end */
    uint32_t *order; /* positions, by level and then by start */
    uint32_t *reach; /* for each of order, which of those up to it in its level ends last */
};

/* n log n; returns early, and false, when `*stop` (may be NULL) becomes true. */
bool flame_build(struct flame *f, const struct extent *x, const atomic_bool *stop);
void flame_release(struct flame *f);

/* What stands in some columns of a level. */
struct flame_box {
    int column, width;
    uint32_t position; /* the span, or the first of them */
    uint32_t count;    /* more than one: so many begin within this one column */
};
/* The boxes of a level from left to right, at most one a column: `out` has room for x->width. Where
 * spans of a level overlap, the one that begins later is in front. */
int flame_boxes(const struct flame *f, uint32_t level, const struct timeline *x,
                struct flame_box *out);

/* The span of a level at a moment, or else the nearest one; NO_ROW = the level has none. */
uint32_t flame_at(const struct flame *f, uint32_t level, double at);
/* The span beside one on the same level: a sibling where there is one, else the next by start.
 * NO_ROW = none. */
uint32_t flame_beside(const struct flame *f, uint32_t position, bool back);
/* The child of a span that one sees first in the window: it overlaps it, or is the nearest. */
uint32_t flame_child(const struct flame *f, uint32_t position, double from, double to);

#endif
