#ifndef SPANVET_LINT_PACK_DIALECT_H
#define SPANVET_LINT_PACK_DIALECT_H
/* The member "dialect" of a pack; what it holds is told in lint/dialect.h. */
#include "lint/pack_read.h"

/* Adds to r->pack->dialects. */
pack_read_fn pack_read_dialect;

/* The member "values". Adds to r->pack->values. */
pack_read_fn pack_read_values;

#endif
