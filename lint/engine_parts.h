#ifndef SPANVET_LINT_ENGINE_PARTS_H
#define SPANVET_LINT_ENGINE_PARTS_H
/*
 * The parts of one lint_run: one rule once (engine_rule.c), all rules on some traces
 * (engine_traces.c), and what comes out of it (engine_results.c). For lint/engine*.c only. Several
 * threads read one struct run; each writes to a struct check_state of its own.
 */
#include "lint/check_state.h"
#include "lint/engine.h"

#include <stdatomic.h>

/* A rule that may run on a trace, and what the trace must have for it: one of the features, and
 * one of the keys. */
struct todo {
    uint64_t when, finds;
    struct key_set keys;
    uint32_t rule;
    bool structural, counts_spans;
};

/* What a run reads. */
struct run {
    const struct store *s;
    const struct index *ix;
    const struct view *v;
    const struct settings *set;
    uint8_t *partial; /* by trace: some of its spans come from an input read only in part */
    bool any_partial;
    struct todo *rules; /* to run on each trace, those with an `end` last */
    size_t n_rules, n_free; /* n_free without those */
    atomic_uint *next_trace; /* the first one that no thread has taken */
    double *trace_scores;    /* by trace, of those that have run; NULL = not asked for */
};

/* ---- one rule, once: engine_rule.c ---- */

/* Fills in `partial`, which the caller frees. */
void run_partial_fill(struct run *r);

/* What every rule has in hand on one trace, or with NO_ROW on the whole store. run_rule_set makes
 * it that of rule `i`. */
struct check run_check(const struct run *r, struct check_state *st, uint32_t trace);
void run_rule_set(const struct run *r, struct check *c, uint32_t i);

/* Runs rule `i`, and counts what it looked at and found. `counts_spans`: it looked at all spans,
 * whatever it says. */
void run_rule(const struct run *r, struct check *c, uint32_t i, bool counts_spans);
/* The same for a trace that is clean without a look. */
void run_rule_pass(const struct run *r, struct check_state *st, uint32_t i, uint32_t trace);
/* What a rule with an `end` has to say after the last trace. */
void run_rule_end(const struct run *r, struct check_state *st, uint32_t i);

/* ---- rules about one trace: engine_traces.c ---- */

/* Does the input have the key that the rule needs? */
bool run_has_key(const struct run *r, const struct rule *rule);

/* Fills in `rules`, which the caller frees. */
void run_pick(struct run *r, struct check_state *st);

/* Runs the rules from number `from` up to `to` on TRACES_IN_HAND traces, beginning with `first`. */
void run_traces(const struct run *r, struct check_state *st, uint32_t first, size_t from,
                size_t to);

/* ---- what comes out: engine_results.c ---- */

/* Takes all results out of `st` when everything has run. */
void run_results(const struct run *r, struct check_state *st, struct lint *l);

#endif
