#ifndef SPANVET_TUI_WATERFALL_H
#define SPANVET_TUI_WATERFALL_H
/* struct waterfall: the state of the view, and how one of its rows is drawn. */
#include "tui/rows.h"
#include "tui/tui.h"

/* The rows of another trace, while they are made. */
struct waterfall_work {
    struct work work;
    struct rows rows;
};

struct waterfall {
    struct rows rows;
    struct waterfall_work *making; /* NULL = none are */
    uint32_t trace, generation, n; /* what it was made for */
    uint32_t pass_changes; /* of the lens, when the rows were made */
    bool made, stale;      /* folds have changed */
    bool measured;
    int wanted;            /* columns that the names want, where they are measured */
    int width;             /* of map, ruler and bars with their labels, when they were drawn */
};

/* The rows, where the cursor stands on a run of spans that are alike, the selected one first, and
 * how many they are; NULL = it does not, or the waterfall is not in front. */
const struct rows *waterfall_run(const struct tui *t, uint32_t *n);

/* Measures what columns the rows want for what stands before the bars; of many, some of them. */
void waterfall_measure(const struct tui *t, struct waterfall *w, bool ascii);
/* Columns that marks, tree, names and lengths take at this width, at most half of it, and of
 * narrow panes two thirds; the rest is for the bars. */
int waterfall_label(const struct waterfall *w, int width);
/* Draws row `i` into the first line of `r`: the label and the bar. */
void waterfall_row(const struct tui *t, const struct waterfall *w, struct canvas *c, struct rect r,
                   uint32_t i);
/* Draws what stands on the line of time for the row. */
void waterfall_bar(const struct tui *t, const struct waterfall *w, struct canvas *c, struct rect r,
                   uint32_t i);

#endif
