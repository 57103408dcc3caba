#ifndef SPANVET_METRICS_JSON_SV_H
#define SPANVET_METRICS_JSON_SV_H
/*
 * Texts of JSON values as views, which belong to the value. What is absent or no text is empty.
 */
#include <jansson.h>

#include "core/sv.h"

static inline struct sv json_sv(const json_t *value)
{
    return sv_of(json_string_value(value), json_string_length(value));
}
static inline struct sv json_sv_member(const json_t *object, const char *member)
{
    return json_sv(json_object_get(object, member));
}

#endif
