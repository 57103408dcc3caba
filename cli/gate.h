#ifndef SPANVET_CLI_GATE_H
#define SPANVET_CLI_GATE_H
/*
 * struct gate: whether a run passes. It fails when findings at or above --fail-on are left (after
 * the baseline took out the known ones), when there are more warnings than --max-warnings, when the
 * score is below --min-score, or when the run looked at less than the baseline's run.
 */
#include "cli/inputs.h"
#include "cli/lint_options.h"
#include "lint/baseline.h"
#include "lint/score_is.h"

struct gate {
    struct baseline baseline;
    bool has_baseline;
    struct score_is is;
    bool has_is;
    VEC(struct sv) failed; /* why it fails, a text each; empty = it passes */
    size_t n_shown;        /* the first ones are findings that the report shows */
    struct arena arena;
};

/* Reads the baseline, if there is one. False with a sentence. */
bool gate_open(struct gate *g, const struct lint_options *o, struct err *e);
/* Judges a run; known findings leave `l`. With --update-baseline the file is written, unless some
 * input could not be read. False with a sentence when it cannot be. */
bool gate_judge(struct gate *g, const struct lint_options *o, const struct traces *t,
                struct lint *l, const struct settings *set, struct err *e);
/* Says on standard error why the gate fails and what in the baseline is stale. */
void gate_diagnose(const struct gate *g, const struct lint_options *o);
void gate_close(struct gate *g);

/* The lowest severity that fails a run; SEVERITIES = none does. */
int gate_lowest(enum fail_on fail_on);

#endif
