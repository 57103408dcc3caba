#ifndef SPANVET_RULES_SPANS_H
#define SPANVET_RULES_SPANS_H
/* Questions about single spans that several rules ask. `p` is a position in c->ix->order. */
#include "lint/check.h"

/* Does the span say that its length is no measurement: a *_marker name, or trace.timing =
 * metadata_marker? */
static inline bool span_is_marker(const struct check *c, uint32_t p)
{
    if (span_class(c, p) == CLASS_MARKER || sv_ends(span_name_sv(c, p), SV("_marker")))
        return true;
    const struct attr *a = span_attr(c, p, KEY_trace_timing);
    return a && a->type == VALUE_STRING &&
           sv_eq(store_sv(c->s, (sym)a->bits), SV("metadata_marker"));
}

/* Counts in "useful spans": neither a wrapper nor a probe. */
static inline bool class_is_useful(uint8_t class)
{
    return !class_is_wrapper(class) && class != CLASS_PROBE;
}

/* For may_find of rules about names alone: is any span name of the input bad? */
typedef bool name_judge(const struct check *c, struct sv name);
bool any_span_name(const struct check *c, name_judge *is_bad);

/* Are all spans of the trace in hand, or of the store, connectivity probes? A test by itself is
 * what probes are for, and no call. */
bool only_probes(const struct check *c);

/* Does tool.error say that the call failed? true says it too; that it is no number is a matter for
 * A082. */
bool span_tool_failed(const struct check *c, uint32_t p);
/* The id of a tool call under any of its keys, or NULL. */
const struct attr *span_tool_id(const struct check *c, uint32_t p);
/* Is the attribute there, and not empty? */
bool span_has_text(const struct check *c, uint32_t p, enum known_key key);
/* The recognised text under either of its keys, the empty text included. */
bool span_has_transcript(const struct check *c, uint32_t p);

/* The unit that a start which should be nanoseconds since 1970 seems to be in: "seconds",
 * "milliseconds" or "microseconds" of the years 2001 to 2100, else NULL. */
const char *time_wrong_unit(uint64_t start);

/* The service name of a row, or SYM_EMPTY. */
static inline sym row_service(const struct check *c, uint32_t row)
{
    const struct resource *r = span_resource(c->s, row);
    const struct attr *a = r ? attr_find(c->s, r->attrs, c->v->keys[KEY_service_name]) : NULL;
    return a && a->type == VALUE_STRING ? (sym)a->bits : SYM_EMPTY;
}

/* Is the trace in hand, which has a span, from an OTLP input? */
static inline bool trace_is_otlp(const struct check *c)
{
    return store_input_of(c->s, span_row(c, c->first))->is_otlp;
}

#endif
