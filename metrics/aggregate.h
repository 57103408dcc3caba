#ifndef SPANVET_METRICS_AGGREGATE_H
#define SPANVET_METRICS_AGGREGATE_H
/*
 * The aggregations of custom trace metrics. Seven reduce numbers (an attribute, or the lengths of
 * spans); three count spans and their statuses; `sum` is of the first kind.
 *
 * Percentiles: with the linear rule the value at rank (n - 1) * q, counted from 0, interpolated
 * between neighbours, as NumPy's default and R's type 7. With the nearest rule the value at rank
 * ceil(n * q), counted from 1, which is always one of the values (NumPy: "inverted_cdf"). Which one
 * the platform uses is not documented. `median` is the mean of the middle two under both.
 */
#include "core/sv.h"

enum aggregation {
    AGG_AVERAGE,
    AGG_MEDIAN,
    AGG_P90,
    AGG_P95,
    AGG_P99,
    AGG_MAX,
    AGG_MIN,
    AGG_SUM,
    AGG_COUNT,        /* of spans */
    AGG_ERROR_RATE,   /* percent of spans with status ERROR */
    AGG_SUCCESS_RATE, /* percent of spans with another status */
    AGGREGATIONS
};

struct aggregation_row {
    struct sv name;  /* "p90" */
    bool legacy;     /* the older profile of the API has it too */
    bool of_spans;   /* counts spans: needs no numbers */
    double quantile; /* 0.9 for p90, 0 for what is none */
    uint32_t enough; /* values below which a percentile says little: 10, 20, 100; else 1 */
};
extern const struct aggregation_row aggregation_rows[AGGREGATIONS];

/* The aggregation of this name in any case, or AGGREGATIONS. */
enum aggregation aggregation_find(struct sv name);

enum percentile { PERCENTILE_LINEAR, PERCENTILE_NEAREST };

/* One of the first eight over `n` > 0 finite values, which are reordered. Linear in n. A sum whose
 * parts cancel or differ much in size is as exact as one of twice the precision. */
double aggregate_values(enum aggregation how, enum percentile rule, double *values, size_t n);

/* One of the last three. `spans` > 0 but for AGG_COUNT. */
double aggregate_spans(enum aggregation how, uint64_t spans, uint64_t errors);

#endif
