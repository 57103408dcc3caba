#ifndef SPANVET_LINT_RAN_H
#define SPANVET_LINT_RAN_H
/* Which rules looked at the traces of a run. */
#include "lint/engine.h"

/* By rule: it is on and was not skipped. The caller frees it. */
bool *lint_ran(const struct lint *l, const struct settings *set);

#endif
