#ifndef SPANVET_TUI_ROWS_H
#define SPANVET_TUI_ROWS_H
/*
 * struct rows: the rows of a waterfall: which spans of one trace are to be seen, in the order of
 * the tree. All is open at first, but for runs: ROWS_RUN and more spans side by side of the same
 * name and without children are one row, which opens on demand. So are duplicates, which stand
 * behind the tree.
 *
 * Only rows_fold and its kin change what is folded. A filter is a lens over it: spans that pass,
 * and what they are in, are kept, and of the others there is no row; folds come back unchanged.
 *
 * Positions are those of index.order. Changes show after rows_build.
 */
#include "core/vec.h"
#include "tui/bits.h"
#include "tui/extent.h"

enum { ROWS_RUN = 4 };

#define ROW_INNER (UINT32_C(1) << 31)
struct row {
    uint32_t position; /* of a run: of its first span, whether that one passes or not */
    uint32_t run;      /* 0 = a span; ROW_INNER = one of an open run, a level deeper; else the row
                          stands for a run, of which so many spans pass */
};

struct rows {
    struct extent x;
    VEC(struct row) list;
    struct bits folded;   /* all bits by position - x.first */
    struct bits begins;   /* no run goes on here */
    struct bits opened;   /* runs, by their first span */
    struct bits kept;     /* by the filter; of no size = all */
    uint32_t n_runs;
};

/* Another trace: nothing is folded. */
void rows_make(struct rows *r, const struct extent *x);
void rows_release(struct rows *r);
/* Makes the list. `passes` has a bit for each span; of no size (or NULL): all pass. */
void rows_build(struct rows *r, const struct bits *passes);

/* The row that shows the span, or else the nearest one it is in; NO_ROW = there are no rows. */
uint32_t rows_find(const struct rows *r, uint32_t position);
/* Does row `i` stand for the span: is it the span itself, or a run that holds it? */
bool rows_covers(const struct rows *r, uint32_t i, uint32_t position);
/* The row that row `i` is in: its parent, or its run. NO_ROW = none. */
uint32_t rows_parent(const struct rows *r, uint32_t i);

/* ---- folding ---- */
enum row_fold { ROW_LEAF, ROW_OPEN, ROW_CLOSED };
enum row_fold rows_state(const struct rows *r, uint32_t i);
/* Opens or closes row `i`; false when it is a leaf or is so already. */
bool rows_fold(struct rows *r, uint32_t i, bool open);
/* The deepest level that is open is closed; the highest that is closed is opened. False when there
 * is none. */
bool rows_less(struct rows *r);
bool rows_more(struct rows *r);
/* Closes, or opens, all there is, runs too. */
void rows_fold_all(struct rows *r);
void rows_unfold_all(struct rows *r);

/* ---- what a row looks like ---- */
/* 0 for tops and duplicates. */
uint32_t rows_depth(const struct rows *r, uint32_t i);
/* Does the sibling of a row's ancestor stand below it, `up` levels above it (0 = its own)? Up to
 * `n` answers, from its own level on; returns how many levels there are below the tops, at most
 * n. */
int rows_walls(const struct rows *r, uint32_t i, bool *walls, int n);
/* Is the span like the one before, so that a run goes on? */
bool rows_goes_on(const struct extent *x, uint32_t position);
/* The position behind the last span of the run that begins at `position`. */
uint32_t rows_run_end(const struct rows *r, uint32_t position);
/* How long spans of the run typically are, in ns: the median, of large runs of some of them. */
double rows_typical(const struct rows *r, uint32_t position);

#endif
