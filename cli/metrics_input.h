#ifndef SPANVET_CLI_METRICS_INPUT_H
#define SPANVET_CLI_METRICS_INPUT_H
/*
 * What the commands of metrics begin with: traces, read and looked at, as the planner wants them
 * (metrics/input.h), and the facts about them. The vocabulary is that of the packs, as for lint.
 */
#include "cli/inputs.h"
#include "cli/metrics_calls.h"
#include "lint/view.h"
#include "metrics/facts.h"

struct metrics_traces {
    struct traces traces;
    struct view view;
    struct metrics_input input;
    struct facts facts;
    struct metrics_calls calls;
    VEC(struct key_meaning) meanings;
    uint8_t *role_of, *probes;
    struct arena arena;
};

/* What the traces, which were read, mean: with the built-in packs, or with these and the dialects
 * that were forced (as view_init_as takes them). */
bool metrics_traces_look(struct metrics_traces *t, const struct pack_text *packs, size_t n_packs,
                         const struct texts *dialects, struct err *e);
/* Then counts the facts. */
void metrics_traces_count(struct metrics_traces *t);

/* Reads the arguments of the command, says on standard error what went wrong with them, and counts
 * the facts. Shows progress, which has ended when it returns. `outputs` are files that the command
 * writes, as for inputs_load. False with a sentence when that cannot be. Release accepts a zeroed
 * one. */
bool metrics_traces_load(struct metrics_traces *t, const struct job *job, bool quiet,
                         const struct words *outputs, struct err *e);
void metrics_traces_release(struct metrics_traces *t);

#endif
