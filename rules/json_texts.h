#ifndef SPANVET_RULES_JSON_TEXTS_H
#define SPANVET_RULES_JSON_TEXTS_H
/* Attribute values that should be JSON texts. Pure; no recursion on their depth. */
#include "core/sv.h"

/* Is the text exactly one JSON value? NaN and Infinity pass, as many exporters write them. */
bool json_is_valid(struct sv text);

/* Is the text an object with a member "error" that says something, that is not null, false, 0 or
 * empty? What stands behind damage does not count. */
bool json_tells_error(struct sv text);

#endif
