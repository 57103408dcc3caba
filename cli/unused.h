#ifndef SPANVET_CLI_UNUSED_H
#define SPANVET_CLI_UNUSED_H
/*
 * Says on standard error what in the settings of a run was of no use: excludes that matched nothing
 * or have expired, levels for span names that no span has, own rules that are about no span.
 */
#include "lint/engine.h"

void unused_diagnose(const struct settings *set, const struct lint *l, const struct store *s,
                     const struct view *v);

#endif
