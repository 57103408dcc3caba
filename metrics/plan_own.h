#ifndef SPANVET_METRICS_PLAN_OWN_H
#define SPANVET_METRICS_PLAN_OWN_H
/*
 * Drafts that a person adds to a plan, or changes. They stand behind the plan's own, so that its
 * numbers stay what they are, and go through the same: the doubts about the data, what the profile
 * takes, evidence and preview; then metrics/stage.h takes them like all others.
 */
#include "core/err.h"
#include "metrics/plan.h"

/* What is to be measured of the spans of a name: an attribute, their length, or how many there are
 * and how many failed. */
struct own_wish {
    struct sv span_name, key; /* as emitted; an empty key: the spans themselves */
    bool duration;
    enum aggregation how;     /* AGGREGATIONS = what suits it: p90 for times, average for flags */
};

/* Makes the definition of it: with a name, a description and a unit as the planner gives them.
 * Texts live in `a`. False with a sentence when no metric can be made of it: no number stands under
 * the key, a name may not be shown, or the planner says that it must not be created. */
bool own_definition(struct definition *d, const struct facts *f, const struct own_wish *wish,
                    struct arena *a, struct err *e);

/* The draft with this name in any case, other than `but`, or NO_ROW. */
uint32_t plan_named(const struct plan *p, struct sv name, uint32_t but);

/* Adds a draft (origin "own") as far as the plan's profile takes it; its number. Texts of `d` must
 * outlive the plan. Evidence and preview are missing until draft_measure. */
uint32_t plan_add(struct plan *p, const struct facts *f, const struct definition *d);
/* Draft `i` becomes this; what measures the same keeps evidence and preview (true), others lose
 * them. */
bool plan_change(struct plan *p, const struct facts *f, uint32_t i, const struct definition *d);

/* Fills evidence and preview, which takes n log n in the values at most. Touches nothing but the
 * draft: any thread. */
void draft_measure(struct draft *d, const struct facts *f, enum percentile rule);

#endif
