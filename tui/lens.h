#ifndef SPANVET_TUI_LENS_H
#define SPANVET_TUI_LENS_H
/*
 * struct lens: how the trace in hand is looked at, the same in waterfall, flame graph and detail:
 * the window of time, which spans match the search, which pass the filter and the pills, which are
 * on the critical path, which have findings. All by position within the trace, counted from its
 * first one. Bits, so that a million spans cost some bytes each at most.
 */
#include "tui/bits.h"
#include "tui/critical.h"
#include "tui/minimap.h"
#include "tui/query.h"
#include "tui/type.h"
#include "tui/work.h"

#define LENS_ALL_TYPES ((UINT32_C(1) << SPAN_TYPES) - 1)

/* Which spans of the trace match, as it is being found out. */
struct lens_scan {
    struct work work;
    struct extent x;
    const struct view *v;
    struct query *query; /* NULL = all match */
    bool prepared, tried; /* the query; begun to be */
    uint32_t types;
    struct bits bits;
};

/* The spans that rules about the whole store found, where the survey of a trace knows those that
 * findings name: found out once (tui/lens_hits.c). */
struct lens_whole {
    struct work work;
    struct tui_data data;
    bool begun;
    struct bits hits[SEVERITIES], making[SEVERITIES]; /* by position in index.order */
};

/* Works about the trace in hand: in allocations of their own, for they are dropped when another
 * one comes. */
struct lens_path;   /* tui/lens_path.c */
struct lens_survey; /* tui/lens_survey.c */
struct lens_hits;   /* tui/lens_hits.c */

struct lens {
    uint32_t trace, generation;  /* what it was made for */
    uint32_t stage;
    bool ready;                  /* there is a trace with spans */
    struct extent x;             /* its spans and times; x.zero is time 0 of all below */
    uint32_t first, n;           /* positions of index.order, as in x */

    /* ---- time, in nanoseconds ---- */
    uint64_t zero;               /* the first start in the trace: not that of its root */
    uint64_t length;             /* from there to the last end; at least 1 */
    double from, to;             /* the window, from zero on; 0 <= from < to <= length */

    /* ---- search and filter ---- */
    struct query *search, *filter; /* NULL = none */
    uint32_t types;              /* bits of enum span_type: those that are shown */
    struct bits matches;         /* of the search; no size = none was found out yet */
    struct bits passes;          /* of filter and pills; no size = all pass */
    uint32_t n_matches, n_passes;
    struct lens_scan searching, filtering;
    uint32_t pass_changes;       /* counts up when `passes` changes */
    bool jumps;                  /* to the first match at or behind `origin`, when they are known */
    uint32_t origin;

    /* ---- findings, one bit a span; and by severity ---- */
    struct bits found[SEVERITIES];
    struct bits any_found;
    struct bits errors;          /* spans with status ERROR */
    uint32_t n_found, n_errors;
    struct lens_whole whole;
    struct lens_hits *hits;      /* NULL = not being made, as below */

    /* ---- the critical path ---- */
    bool show_critical, has_critical;
    struct bits critical;        /* spans that are on it */
    struct critical path;
    struct lens_path *tracing;

    /* ---- the trace as a whole ---- */
    struct minimap map;
    uint32_t type_counts[SPAN_TYPES];
    struct lens_survey *survey;

    uint32_t changes;            /* counts up whenever rows may look different */
};

/* Brings it up to date with t->trace and the data. */
void lens_refresh(struct tui *t);
void lens_release(struct tui *t);

/* ---- the window ---- */
/* All of it; `factor` times as near (below 1: as far), with the moment `at` (ns from zero) where it
 * stands; by a share of its width; a part of it. */
void lens_fit(struct lens *l);
void lens_zoom(struct lens *l, double factor, double at);
void lens_pan(struct lens *l, double share);
void lens_show(struct lens *l, double from, double to);
/* Moves the window to the selected span when that is wholly outside of it. */
void lens_bring_in(struct tui *t);
/* Start and end of a span, ns from zero; false when it has no start. An end that is missing or lies
 * before the start is the start. */
bool lens_times(const struct tui *t, uint32_t position, double *start, double *end);

/* ---- search and filter ---- */
/* Sets them; an empty text takes them away. False with a sentence, and nothing changes. The bits
 * follow at once or, in large traces, some frames later. */
bool lens_search(struct tui *t, struct sv text, struct err *e);
bool lens_filter(struct tui *t, struct sv text, struct err *e);
void lens_set_types(struct tui *t, uint32_t types);
/* The types that are shown, also none; all of them before the first look through the lens. */
uint32_t lens_types(const struct lens *l);
/* Looks at all spans once: for map, counts, errors and findings. */
void lens_survey_start(struct tui *t);
void lens_survey_drop(struct tui *t);
/* Finds out about all spans with findings, behind the survey; lint may not be there yet. */
void lens_hits_start(struct tui *t);
void lens_hits_drop(struct tui *t);
void lens_hits_release(struct tui *t);
/* Does the filter, or do the pills, leave out spans? */
bool lens_hides(const struct lens *l);
/* The next position behind `p` (or before) with the bit, with wrapping; NO_ROW = none is set. `p`
 * may be NO_ROW: then the first one, or the last. */
uint32_t lens_step(const struct lens *l, const struct bits *b, uint32_t p, bool back,
                   bool *wrapped);
/* While a search is typed: it begins at the selected span. */
void lens_begin_search(struct tui *t);
/* Which one of those with the bit it is, from 1 on. */
uint32_t lens_rank(const struct lens *l, const struct bits *b, uint32_t p);
/* Turns the critical path on or off; looks for it, or does not any more. */
void lens_toggle_critical(struct tui *t);
void lens_path_start(struct tui *t);
void lens_path_drop(struct tui *t);

#endif
