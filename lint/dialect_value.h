#ifndef SPANVET_LINT_DIALECT_VALUE_H
#define SPANVET_LINT_DIALECT_VALUE_H
/* The values of canonical attributes where dialects have them: units converted, items taken out of
 * lists and JSON texts, and spellings replaced by the canonical ones. */
#include "lint/pack.h"

/* Sets v->aliases, v->alias_first and v->has_alias for the traces with dialects. Adds texts to the
 * store. */
void dialect_values_fill(struct view *v, struct store *s);

/* Does the value, written as a text (true, 1, 0.5, text), match the pattern? */
bool dialect_value_is(const struct store *s, const struct attr *a, struct sv pattern);

#endif
