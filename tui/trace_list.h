#ifndef SPANVET_TUI_TRACE_LIST_H
#define SPANVET_TUI_TRACE_LIST_H
/*
 * struct trace_list: the traces as they stand in the view traces: sorted, filtered, searched. Its
 * state. What takes longer than a frame is worked out on another thread, and until then the list
 * stands as it was.
 */
#include "tui/traces.h"
#include "tui/tui.h"

/* What is worked out: taken over when it is complete. */
struct trace_list_job {
    struct work work;
    const struct trace_list *list;
    const struct tui_data *d;
    bool build;
    struct traces traces; /* when built */
    uint32_t *order, n;
    struct bits matches;
    uint32_t n_matches;
};

struct trace_list {
    struct traces x;
    bool has;              /* x is there */
    const struct lint *lint; /* that x was made with */
    bool asked;
    uint32_t *order, n;    /* those that pass the filter, as they stand */
    struct bits matches;   /* of the search, by trace */
    uint32_t n_matches;    /* of those in order */
    uint8_t column;        /* enum traces_column */
    bool descending;
    struct traces_filter *filter, *search;
    uint32_t trace;        /* where the cursor was put last */
    uint8_t skipped;       /* columns behind the root that others have made room for */
    uint32_t origin;       /* trace where the search began */
    bool jumps;            /* the cursor goes to a match when the search is through */
    struct trace_list_job job;
};

/* That of the view. */
struct trace_list *trace_list_of(struct tui *t);
/* Brings it up to date with the data, and the cursor of the view with t->trace. */
struct trace_list *trace_list_refresh(struct tui *t);
void trace_list_release(struct trace_list *l);

void trace_list_sort(struct tui *t, enum traces_column column, bool descending);
/* An empty text takes them away. False with a sentence. */
bool trace_list_filter(struct tui *t, struct sv text, struct err *e);
bool trace_list_search(struct tui *t, struct sv text, struct err *e);

/* Puts the cursor on the next row, or the one before, of which `is` is true; false when there is
 * none. `wrapped` (may be NULL): it went beyond an end. */
typedef bool trace_list_is(const struct trace_list *l, uint32_t trace);
bool trace_list_step(struct tui *t, trace_list_is *is, bool back, bool *wrapped);
bool trace_list_is_match(const struct trace_list *l, uint32_t trace);
/* Which match the cursor is on, counted from 1; 0 = none. */
uint32_t trace_list_match_number(const struct trace_list *l, uint32_t row);

/* For other views: selects the trace that stands `by` rows further down in the list. False at its
 * ends. */
bool trace_list_move(struct tui *t, int by);

#endif
