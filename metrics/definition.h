#ifndef SPANVET_METRICS_DEFINITION_H
#define SPANVET_METRICS_DEFINITION_H
/*
 * struct definition: the body that creates a metric through the API, a custom trace metric or a
 * judge that sees the trace. An empty text means that the member is absent. Texts belong to whoever
 * made the definition, usually an arena.
 */
#include <jansson.h>

#include "core/arena.h"
#include "core/json_out.h"
#include "core/vec.h"
#include "metrics/aggregate.h"

/* Profiles of the API: the older one knows five aggregations and always asks for an attribute. */
enum profile { PROFILE_FULL, PROFILE_LEGACY };

static inline struct sv profile_word(enum profile p)
{
    return p == PROFILE_LEGACY ? SV("legacy") : SV("full");
}
/* The profile with this word; the full one for any other. */
static inline enum profile profile_of(struct sv word)
{
    return sv_eq(word, SV("legacy")) ? PROFILE_LEGACY : PROFILE_FULL;
}

/* What is good, in `target_condition`. */
struct target {
    struct sv op;      /* eq neq gt gte lt lte in nin; empty = no target */
    double value;      /* unless op is in or nin */
    struct sv word;    /* the one value of in and nin that judges need: "YES" */
};

/* Is it an operator that compares with texts, "in" or "nin"? */
static inline bool target_is_membership(struct sv op)
{
    return sv_eq(op, SV("in")) || sv_eq(op, SV("nin"));
}

struct definition {
    struct sv metric_name, description, metric_type;
    struct sv span_name, metric_attribute, value_source, aggregation_method, unit;
    struct sv prompt;    /* judges only */
    bool include_traces; /* judges only */
    struct sv const *categories; /* judges of type METRIC_CATEGORICAL */
    size_t n_categories;
    bool has_range;      /* judges of type METRIC_NUMERICAL_LLM_JUDGE */
    double min_value, max_value;
    struct target target;
};

#define METRIC_CUSTOM_TRACE SV("METRIC_CUSTOM_TRACE")

/* Does it measure spans, and not ask a judge? */
static inline bool definition_is_trace(const struct definition *d)
{
    return sv_eq(d->metric_type, METRIC_CUSTOM_TRACE);
}
/* Does it measure how long spans are? */
static inline bool definition_is_duration(const struct definition *d)
{
    return sv_eq(d->value_source, SV("duration"));
}

/* The body, as an object with the members that are there, in the order of the contract. With `key`
 * as a member of the object in hand. */
void definition_json(struct json_out *j, const char *key, const struct definition *d);

/* What the body of a custom trace metric says, for looking at the data: members that are absent or
 * of a wrong type are empty. Texts are those of `body`. */
struct definition definition_of(const json_t *body);

/* What it measures, whatever it is called, as bytes to compare: span name, what is read of the
 * span, and the aggregation; for judges the type and the prompt. Nothing is appended when it says
 * none. */
void definition_meaning(struct buf *b, const struct definition *d);
/* Is it the same? Not for two that say nothing. */
bool definition_same_meaning(const struct definition *a, const struct definition *b);

#endif
