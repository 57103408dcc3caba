#ifndef SPANVET_TUI_FINDING_LIST_H
#define SPANVET_TUI_FINDING_LIST_H
/*
 * struct finding_list: the findings of a run as a list of groups that fold: by rule or by trace,
 * the worst first (lint/worst.h; groups by what is worst in each) or in another order, those that
 * pass a filter. The rules that were skipped are the last group. Made in n log n, so for many
 * findings on another thread; folding costs as much as there are groups. 4 bytes a finding and 48
 * a group.
 */
#include "tui/bits.h"
#include "tui/finding_filter.h"

#include <stdatomic.h>

enum finding_by { FINDINGS_BY_RULE, FINDINGS_BY_TRACE, FINDING_BYS };
enum finding_sort { FINDINGS_WORST, FINDINGS_RULE, FINDINGS_COUNT, FINDINGS_TRACE, FINDING_SORTS };

struct finding_wish {
    uint8_t by, sort;                    /* enum finding_by, enum finding_sort */
    bool reverse;
    const struct finding_filter *filter; /* NULL = all pass */
    const struct bits *accepted;         /* by finding: they count for nothing, and stand last */
};

/* The group of the skipped rules has no id. */
#define FINDINGS_SKIPPED (NO_ROW - 1)

struct finding_group {
    uint32_t id;       /* a rule; a trace, NO_ROW: the whole input; FINDINGS_SKIPPED */
    uint32_t first, n; /* of `order` */
    uint32_t row;      /* its own */
    uint32_t worst;    /* finding that was not accepted (lint/worst.h); NO_ROW */
    uint32_t counts[SEVERITIES], accepted; /* findings */
    uint64_t spans;    /* what they count */
};

struct finding_list {
    struct finding_group *groups;
    uint32_t *order; /* findings; of the last group: numbers in lint->skipped */
    uint32_t n_groups, n_findings, n_rows;
    uint8_t by;
};

/* Makes the list; the folds come later. False when it was stopped (`stop` may be NULL), and the
 * list is empty then. Release accepts a zeroed list. */
bool finding_list_make(struct finding_list *l, const struct tui_data *d,
                       const struct finding_wish *wish, const atomic_bool *stop);
void finding_list_release(struct finding_list *l);

/* ---- folds: they outlast lists ---- */

struct finding_folds {
    struct bits closed[FINDING_BYS]; /* by id + 1; 0 = the whole input */
    bool skipped_open;
};

void finding_folds_release(struct finding_folds *f);
bool finding_folds_closed(const struct finding_folds *f, const struct finding_list *l,
                          uint32_t group);
/* Opens or closes a group, or all of them; finding_list_fold brings the rows up to date. */
void finding_folds_set(struct finding_folds *f, const struct finding_list *l, uint32_t group,
                       bool closed);
void finding_folds_set_all(struct finding_folds *f, const struct finding_list *l, bool closed);
void finding_list_fold(struct finding_list *l, const struct finding_folds *f);

/* ---- rows ---- */

struct finding_at {
    uint32_t group;
    uint32_t place;   /* in `order`; NO_ROW = the row of the group itself */
    uint32_t finding; /* NO_ROW = none: the row of a group, or a skipped rule */
    uint32_t skipped; /* number in lint->skipped, or NO_ROW */
};
struct finding_at finding_list_at(const struct finding_list *l, uint32_t row);
/* Where a finding is, or NO_ROW; the group of a place; the row of a place, or of its group when
 * that is closed. */
uint32_t finding_list_place(const struct finding_list *l, uint32_t finding);
uint32_t finding_list_group(const struct finding_list *l, uint32_t place);
uint32_t finding_list_row(const struct finding_list *l, uint32_t place,
                          const struct finding_folds *f);

#endif
