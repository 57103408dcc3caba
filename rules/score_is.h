#ifndef SPANVET_RULES_SCORE_IS_H
#define SPANVET_RULES_SCORE_IS_H
/* Judges the services of a store by the Instrumentation Score, see lint/score_is.h. */
#include "lint/score_is.h"

/* `l` is the result of a run with `set`: what rules of ours decide is taken from their findings
 * (before a baseline takes some out), and not judged when they did not run. Release `is` with
 * score_is_release. */
void score_is_make(struct score_is *is, const struct store *s, const struct index *ix,
                   const struct lint *l, const struct settings *set);

#endif
