#ifndef SPANVET_METRICS_PREVIEW_H
#define SPANVET_METRICS_PREVIEW_H
/*
 * What a definition gives on the traces at hand, in all and for each call. Spans without the
 * attribute are left out, as are texts and booleans; a call without a value has none. Rates of
 * error and success are percent; a rate of 0/1 flags is their average, 0 to 1; lengths are seconds.
 */
#include "metrics/definition.h"
#include "metrics/facts.h"
#include "metrics/histogram.h"

/* What keeps a definition from having a value, in the order in which the platform finds out. */
enum preview_problem {
    PREVIEW_FINE,
    PREVIEW_NO_SPANS,      /* "No spans named ..." */
    PREVIEW_NO_ATTRIBUTE,  /* "metric_attribute is required" */
    PREVIEW_ABSENT,        /* no span of that name has the attribute */
    PREVIEW_NOT_NUMBERS,   /* none of its values is a number */
    PREVIEW_NO_LENGTHS,    /* a duration, and no span has both times */
    PREVIEW_AGGREGATION,   /* the aggregation is unknown */
};

struct preview_value {
    uint32_t call; /* of metrics_input.calls */
    double value;
    uint64_t n;    /* spans or values behind it */
};

struct preview {
    enum preview_problem problem;
    double overall; /* valid when the problem is PREVIEW_FINE */
    uint64_t matching_spans, with_value;
    VEC(struct preview_value) calls; /* ascending by call: those that have a value */
    struct histogram spread;         /* of the values; of those of calls when spans are counted */
};

/* "no_spans" and a sentence about what keeps the definition from a value; "" and nothing when
 * nothing does. */
const char *preview_problem_word(enum preview_problem problem);
void preview_problem_say(struct buf *b, const struct preview *p, const struct definition *d);

/* Fills a zeroed preview. */
void preview_make(struct preview *p, const struct facts *f, const struct definition *d,
                  enum percentile rule);
/* The value in one call alone, as preview_make has it among `calls`. False when there is none. */
bool preview_call_make(struct preview_value *value, const struct facts *f,
                       const struct definition *d, enum percentile rule, uint32_t call);
/* How the values of one call are spread. False when the call has none, or spans are counted. */
bool preview_call_spread(struct histogram *h, const struct facts *f, const struct definition *d,
                         uint32_t call);
void preview_release(struct preview *p);

#endif
