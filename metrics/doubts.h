#ifndef SPANVET_METRICS_DOUBTS_H
#define SPANVET_METRICS_DOUBTS_H
/*
 * Why a metric may not be proposed, though its span and attribute are there: values that nobody
 * measured, flags that only appear when true, texts and booleans, units that contradict the key,
 * too few values. Each doubt has a verdict that it leads to, a reason with its numbers, the rule of
 * the reference, and what to change in the agent.
 */
#include "core/arena.h"
#include "metrics/autopair.h"
#include "metrics/verdict.h"

/* A metric as it is looked at. `pair` is NULL when it counts spans or measures their lengths. */
struct candidate {
    const struct facts *f;
    const struct name_fact *name;
    const struct pair_fact *pair;
    const struct autopair_rule *rule; /* of the key, or NULL */
    enum aggregation how;
    bool duration;
};

/* What is said of a candidate: reasons in the order of their weight, the worst verdict, and the
 * first change that would help. */
struct doubts {
    enum verdict verdict; /* VERDICT_PROPOSE while there are none */
    VEC(struct reason) list;
    struct sv main_reason; /* of the worst verdict, the first */
    struct sv instrument;
};

/* Adds what there is against the candidate; texts live in the arena. */
void doubts_find(struct doubts *d, const struct candidate *c, struct arena *a);

#endif
