#ifndef SPANVET_LINT_ENGINE_H
#define SPANVET_LINT_ENGINE_H
/*
 * Runs the rules of a catalogue over a store: those about one trace on some traces at a time, then
 * those about the whole store. A rule for which no trace has what it needs, or which skipped
 * itself, is listed as skipped with the reason; rules that are switched off are neither run nor
 * listed. Large stores are shared out to several threads, trace by trace; the result is the same.
 */
#include "lint/score.h"
#include "lint/settings.h"

struct skipped {
    uint32_t rule;
    struct sv reason;
};

struct lint {
    struct findings findings;
    VEC(struct skipped) skipped;
    struct rule_tally *tallies;   /* by rule */
    uint32_t totals[SEVERITIES];  /* findings */
    uint64_t excluded;            /* findings that the settings exclude; they are nowhere else */
    struct exclude_use *exclude_uses; /* by exclude of the settings */
    double score;                 /* 0-100, see lint/score.h */
    const char *grade;
    double *trace_scores;         /* by trace, see lint/score.h; NULL = not asked for */
};

/* Runs every enabled rule. The result refers to the store and must be released before it.
 * Deterministic: the same store and settings give the same findings. */
void lint_run(struct lint *l, const struct store *s, const struct index *ix, const struct view *v,
              const struct settings *set);
void lint_release(struct lint *l);

/* The score as it is shown: with one decimal, rounded, but 100 only when nothing is worse than
 * info; 99.9 at most otherwise. */
double lint_score_shown(const struct lint *l);

#endif
