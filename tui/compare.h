#ifndef SPANVET_TUI_COMPARE_H
#define SPANVET_TUI_COMPARE_H
/*
 * struct compare: what changed between two traces, or between two dumps: side 0 is before, side 1
 * after. Without drawing.
 *
 * Spans are held against each other by their path: the names from the top of the tree down to the
 * span, without what core/shown.h hides, and with a star for each id in them (MASK_IDS of
 * core/name_ids.h). In traces, which span of a path is which of the other side is told in
 * tui/compare_match.h. Duplicates are left out.
 *
 *     appeared   a path has more spans than before; in dumps, COMPARE_SHARE more a trace
 *     vanished   it has fewer
 *     moved      what a path has too many and another path with the same last name too few of: in
 *                dumps, has all and none of. In traces also a span whose parent is another one, or
 *                that stands in another order among the siblings that both sides have
 *     status     the number of spans with status ERROR is another one
 *     slower     the median of the lengths is COMPARE_SHARE longer, and COMPARE_LEAST at least
 *     faster     the same, shorter
 *
 * Between traces, spans of paths with up to COMPARE_SINGLE of them are rows of their own; those of
 * the others, and all of dumps, are one row for the path ("364 -> 0").
 *
 * Of more than COMPARE_PATHS_MAX paths, the last ones count as their parents, or as "other names".
 * Findings are the same when rule and span name are, ids aside: fixed, new, or still there.
 */
#include "core/sym.h"
#include "lint/engine.h"

#include <stdatomic.h>

enum { COMPARE_SINGLE = 12, COMPARE_PATHS_MAX = 100000 };
#define COMPARE_SHARE 0.1
#define COMPARE_LEAST 1e6 /* ns */

struct compare_side {
    const struct store *s;
    const struct index *ix;
    const struct lint *lint; /* NULL = findings are not there (yet) */
    uint32_t trace;          /* NO_ROW = all traces */
};

struct compare_path {
    uint32_t parent; /* of compare.paths; 0 is the root of all and no path */
    sym name;        /* of compare.names */
    uint32_t n[2], errors[2];
    uint32_t first[2];   /* of compare.members */
    double median[2], p95[2], total[2]; /* of lengths, ns; NaN without one, total 0 */
    uint32_t moved_from; /* another path that spans came from; NO_ROW = none */
    uint32_t moved_in, moved_out;
};

enum compare_section {
    COMPARE_NEW, COMPARE_FIXED, COMPARE_STAYED, /* findings */
    COMPARE_STATUS, COMPARE_APPEARED, COMPARE_VANISHED, COMPARE_MOVED, COMPARE_SLOWER,
    COMPARE_FASTER, COMPARE_SAME,
    COMPARE_SECTIONS
};
enum { COMPARE_SPANS = COMPARE_STATUS }; /* the first section of spans */

struct compare_finding {
    uint32_t rule;     /* number in the catalogue */
    sym name;          /* of compare.names; SYM_EMPTY = of no name */
    uint32_t spans[2]; /* affected, over all findings of the kind */
    uint32_t n[2];     /* findings */
    uint32_t first[2]; /* of lint->findings.list, NO_ROW = none */
    uint8_t severity;
};

struct compare_row {
    uint8_t section;      /* enum compare_section */
    uint32_t item;        /* of compare.paths or compare.findings */
    uint32_t nth;         /* which span of the path, from 0, as they are after; NO_ROW = all */
    uint32_t at[2];       /* positions of index.order to look at, NO_ROW = none; spans only */
    double length[2];     /* ns: of the span, or the median; NaN = none */
    double impact;        /* the larger the more: change of total time in ns; of findings by
                             severity, then spans */
};

enum compare_order { COMPARE_BY_IMPACT, COMPARE_BY_NAME, COMPARE_BY_CHANGE, COMPARE_ORDERS };
/* "impact", "name", "duration". */
extern const struct sv compare_order_names[COMPARE_ORDERS];

/* A line of the list: the title of a section, or a row of it. */
struct compare_line {
    uint8_t section;
    uint32_t row; /* of compare.rows, NO_ROW = the title */
};

struct compare {
    struct compare_side side[2];
    bool is_dumps;                    /* not two traces */
    const struct catalog *catalog;
    struct symtab names;              /* names without what is hidden, masked */
    VEC(struct compare_path) paths;
    uint32_t *members[2];             /* positions of index.order, by path */
    VEC(struct compare_finding) findings;
    VEC(struct compare_row) rows;
    uint64_t spans[2], errors[2];     /* in all */
    double length[2];                 /* from first start to last end; of a dump the sum, ns */
    uint32_t n_of[COMPARE_SECTIONS];  /* rows */
    uint32_t *order[COMPARE_ORDERS];  /* rows by section, then as the name says */
    VEC(struct compare_line) lines;   /* set by compare_arrange */
};

/* Compares; false when it was stopped. Any thread. The sides must stay as they are. Release accepts
 * a zeroed one. */
bool compare_make(struct compare *c, const struct compare_side side[2],
                  const struct catalog *catalog, const atomic_bool *stop);
void compare_release(struct compare *c);

/* Puts the rows in order; those whose names do not hold `filter` are left out. Rows of
 * COMPARE_SAME only with `same`. */
void compare_arrange(struct compare *c, enum compare_order by, bool reversed, bool same,
                     struct sv filter);

/* The length of the span at a position of a side: ns, NaN when a time is missing or it ends before
 * it starts. */
double compare_length(const struct compare_side *side, uint32_t position);
/* The position of a row's span: of the side `which` when it is there, else of the other one, which
 * `which` then is; NO_ROW for findings about no span. */
uint32_t compare_position(const struct compare *c, const struct compare_row *row, int *which);
/* Appends the path, "conversation/turn/llm"; of one that does not fit into `columns` the last
 * names, ".../turn/llm", but one at least. */
void compare_path_add(struct buf *b, const struct compare *c, uint32_t path, size_t columns,
                      bool raw);

#endif
