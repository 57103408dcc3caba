#include "metrics/fallback.h"

#include "metrics/profile.h"

static void member_set(json_t *body, const char *member, struct sv value)
{
    if (value.n)
        json_object_set_new(body, member, json_stringn(value.p, value.n));
    else
        json_object_del(body, member);
}

/* The members that a profile changes; the others stay as they are. */
static json_t *body_with(const json_t *wanted, const struct definition *d)
{
    json_t *used = json_deep_copy(wanted);
    member_set(used, "metric_name", d->metric_name);
    member_set(used, "description", d->description);
    member_set(used, "span_name", d->span_name);
    member_set(used, "metric_attribute", d->metric_attribute);
    member_set(used, "value_source", d->value_source);
    member_set(used, "aggregation_method", d->aggregation_method);
    member_set(used, "unit", d->unit);
    return used;
}

json_t *fallback_make(const json_t *wanted, struct arena *arena, struct sv *reason)
{
    struct definition d = definition_of(wanted), used = {0};
    *reason = (struct sv){0};
    if (profile_fit(&d, PROFILE_LEGACY, NULL, &used, reason, arena) != FIT_CHANGED)
        return NULL;
    if (!reason->n)
        *reason = SV("value_source is left out: the API does not know it, and reads the attribute "
                     "without it");
    return body_with(wanted, &used);
}
