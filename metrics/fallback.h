#ifndef SPANVET_METRICS_FALLBACK_H
#define SPANVET_METRICS_FALLBACK_H
/* What stands in for a body that an API of the older profile refuses. */
#include <jansson.h>

#include "core/arena.h"

/* A body for the older profile, which the caller owns; NULL when nothing keeps the meaning. The
 * reason says what it costs, or why there is none; it lives in the arena. */
json_t *fallback_make(const json_t *wanted, struct arena *arena, struct sv *reason);

#endif
