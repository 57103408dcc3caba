#ifndef SPANVET_TUI_HEATMAP_H
#define SPANVET_TUI_HEATMAP_H
/*
 * struct heatmap: what the views transitions and exemplars share: the counts, how they are looked
 * at, and which pair is under the cursor. It is the state of the view transitions.
 */
#include "tui/heat.h"
#include "tui/tui.h"

/* Counting, with all that it reads and writes; it is dropped when other counts are wanted. */
struct heatmap_count {
    struct work work;
    struct heat heat;
    struct tui_data data;
    uint32_t classes, types;
};

struct heatmap {
    struct heat heat;     /* what is shown; of before while it is counted anew */
    struct heatmap_count *counting; /* NULL = nothing is being counted */
    bool has;             /* `heat` is there */
    bool asked;           /* it was counted, or is: of these spans */
    bool reveal;
    uint32_t classes, types; /* bits by enum span_class, and by enum span_type */

    bool wrappers;        /* wrappers, markers and probes take part */
    uint8_t by;           /* enum heat_by */
    bool sorted;          /* `by` was chosen; until then, what failed says what it is */
    bool reversed;
    struct buf filter, search;
    uint32_t column;      /* the place under the cursor; the row is that of the list. The place
                             behind the last one is the total */
    uint32_t first_column, columns; /* of those that were drawn */
    bool in_blocks;       /* printed in blocks: the last one may have fewer columns */
};

/* That of the view. */
struct heatmap *heatmap_of(struct tui *t);
/* Brings the counts up to date with the data and the pills, or has that done. */
struct heatmap *heatmap_refresh(struct tui *t);
void heatmap_release(struct heatmap *m);

/* The pair under the cursor and its states; NULL when that is a total or nothing is there. */
const struct transition *heatmap_pair(struct tui *t, uint32_t *from, uint32_t *to);
/* Puts the cursor on a pair of states, both shown or not: the filter goes if it hides them. */
void heatmap_go(struct tui *t, uint32_t from, uint32_t to);
/* Puts the states in order after `by`, `reversed` or the filter has changed; the cursor stays with
 * its pair. */
void heatmap_arrange(struct tui *t);

#endif
