#ifndef SPANVET_CLI_METRICS_CALLS_H
#define SPANVET_CLI_METRICS_CALLS_H
/*
 * Which traces are one call: as the view has it (lint/targets.h), and by the id of a simulation or
 * conversation that a resource carries, which exporters set once for a whole process.
 */
#include "lint/view.h"
#include "metrics/input.h"

struct metrics_calls {
    VEC(struct call) list;
    uint32_t *of; /* by trace: its call */
};

/* Ids live in the arena. Release accepts a zeroed one. */
void metrics_calls_fill(struct metrics_calls *c, const struct view *v, const struct store *s,
                        const struct index *ix, struct arena *a);
void metrics_calls_release(struct metrics_calls *c);

#endif
