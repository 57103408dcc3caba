#ifndef SPANVET_CLI_LINES_H
#define SPANVET_CLI_LINES_H
/* The lines of the inputs in which findings stand, for reports that name them. */
#include "core/index.h"
#include "lint/engine.h"

/* By finding: the line of its first span, 0 where there is none or it cannot be known (standard
 * input, protobuf, a file that went away). Reads each input with findings once more. The caller
 * frees it. */
uint64_t *lines_find(const struct store *s, const struct index *ix, const struct findings *f);

#endif
