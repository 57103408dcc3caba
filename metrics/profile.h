#ifndef SPANVET_METRICS_PROFILE_H
#define SPANVET_METRICS_PROFILE_H
/*
 * The two profiles of the API. The older one has five aggregations, always wants an attribute and
 * does not know value_source. What it cannot say becomes what keeps the meaning (section 5.6 of the
 * reference), or is refused with the reason.
 */
#include "metrics/facts.h"
#include "metrics/definition.h"

enum profile_fit { FIT_AS_IS, FIT_CHANGED, FIT_REFUSED };

/* Makes of `d` a definition that the profile takes, in `out`; texts live in the arena. `f` holds
 * what the traces carry, or is NULL: then nothing can stand in for counts and rates. `*reason` says
 * what became different, or why it is refused. Judges fit everywhere. */
enum profile_fit profile_fit(const struct definition *d, enum profile profile,
                             const struct facts *f, struct definition *out, struct sv *reason,
                             struct arena *a);

#endif
