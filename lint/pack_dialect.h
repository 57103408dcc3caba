#ifndef SPANVET_LINT_PACK_DIALECT_H
#define SPANVET_LINT_PACK_DIALECT_H
/* The member "dialect" of a pack; what it holds is told in lint/dialect.h. */
#include "lint/pack_read.h"

/* Adds to pack_reader(w)->pack->dialects. */
walk_read pack_read_dialect;

/* The member "values". Adds to pack_reader(w)->pack->values. */
walk_read pack_read_values;

#endif
