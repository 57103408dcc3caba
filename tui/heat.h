#ifndef SPANVET_TUI_HEAT_H
#define SPANVET_TUI_HEAT_H
/*
 * struct heat: the heatmap of transitions: which states are its rows and columns, in which order,
 * and how hot a cell is. Without drawing. The same states are rows (where one comes from) and
 * columns (where one goes to); a place is their number in that order, from 0.
 */
#include "lint/transitions.h"

/* What heats a cell, and with it the order of the states. */
enum heat_by {
    HEAT_BY_RATE,  /* failure rate; states with most failures first */
    HEAT_BY_COUNT, /* occurrences; states with most spans first */
    HEAT_BY_NAME,  /* failure rate; states by name */
    HEAT_BYS
};
/* "failure-rate", "count", "name". */
extern const struct sv heat_by_names[HEAT_BYS];

enum { HEAT_STATES = 100, HEAT_LEVELS = 5 };

struct heat_total {
    uint64_t count, failed; /* occurrences */
};

struct heat {
    struct transitions t;
    struct sv *texts;    /* by state, as it is shown, cut after some hundred bytes */
    uint8_t *types;      /* by state: enum span_type */
    struct arena arena, names; /* of types; of texts */

    /* Set by heat_arrange. */
    uint8_t by;          /* enum heat_by */
    VEC(uint32_t) shown; /* by place: the state */
    struct heat_total *rows, *columns; /* by place, of what is shown */
    struct heat_total all;
    uint32_t most;       /* the largest count of a cell that is shown */
};

/* Counts; false when it was stopped. Any thread. `raw`: names are not masked. What it was before is
 * released. */
bool heat_make(struct heat *h, const struct store *s, const struct index *ix, const struct view *v,
               const struct transitions_wish *wish, bool raw);
/* Makes the texts anew; heat_arrange has to follow. */
void heat_rename(struct heat *h, const struct store *s, bool raw);
/* Accepts a zeroed one. */
void heat_release(struct heat *h);

/* Puts the states in order; those whose text does not hold `filter` are left out, the case of
 * letters aside. */
void heat_arrange(struct heat *h, enum heat_by by, bool reversed, struct sv filter);

static inline const struct transition *heat_cell(const struct heat *h, size_t row, size_t column)
{
    return transition_of(&h->t, h->shown.v[row], h->shown.v[column]);
}
/* How hot: 0 (no such pair, or none that failed) to HEAT_LEVELS - 1. By rate: up to 10 %, 25 %,
 * 50 %, more. By count: in equal steps of its logarithm up to that of the largest one. */
int heat_level(const struct heat *h, const struct transition *pair);
/* The place of a state, or NO_ROW when it is not shown. */
uint32_t heat_place(const struct heat *h, uint32_t state);

#endif
