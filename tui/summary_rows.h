#ifndef SPANVET_TUI_SUMMARY_ROWS_H
#define SPANVET_TUI_SUMMARY_ROWS_H
/*
 * struct summary_view: the state of the view summary, and which rows it has: counts, types, names,
 * single spans, attributes. Without drawing.
 */
#include "tui/digest.h"
#include "tui/tui.h"

enum row_kind {
    ROW_BLANK,
    ROW_TITLE, /* `i`: enum summary_section */
    ROW_COUNT,
    ROW_DIALECTS,
    ROW_CUT,
    ROW_DENSITY,
    ROW_TYPE,
    ROW_NAME,
    ROW_SLOW,
    ROW_FAILED,
    ROW_KEYS,
    ROW_RESOURCE,
    ROW_DEFECT,
};

enum summary_section {
    SECTION_DENSITY,
    SECTION_TYPES,
    SECTION_NAMES,
    SECTION_SLOW,
    SECTION_FAILED,
    SECTION_KEYS,
    SECTION_DEFECTS,
};

struct summary_row {
    uint8_t kind;
    uint32_t i;
};

struct summary_view {
    const struct summary *made; /* what the rows are of, or will be; NULL = nothing */
    bool alone;                 /* of the trace in hand alone */
    uint32_t trace;             /* which that is, or will be; NO_ROW = all */
    struct digest digest, next;
    bool has;                   /* the digest is there */
    uint32_t digest_trace;      /* what it is of; NO_ROW = all */
    struct tui_data data;       /* for the work */
    struct work work;
    uint32_t *names, n_names;   /* numbers of summary.names, as they stand */
    uint8_t by;                 /* enum digest_by */
    bool reverse;
    uint32_t densest;           /* the name with most short spans, NO_ROW = none */
    VEC(struct summary_row) rows;
    struct buf search;
};

/* What the rows are, from the digest and the order of the names. Of a single trace: types and
 * single spans. */
void summary_rows_make(struct summary_view *x, const struct summary *m);
/* The name with most short spans, or NO_ROW. */
uint32_t summary_densest(const struct summary *m);

#endif
