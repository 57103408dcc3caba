#ifndef SPANVET_METRICS_HISTOGRAM_H
#define SPANVET_METRICS_HISTOGRAM_H
/*
 * struct histogram: how values are spread: how many lie in each of HISTOGRAM_BINS parts of equal
 * width between the least and the largest. A value on a border counts in the upper part, the
 * largest in the last. When all are the same they are in the first.
 */
#include "core/buf.h"

enum { HISTOGRAM_BINS = 16 };

struct histogram {
    double from, to; /* the least and the largest value; 0 when there is none */
    uint64_t counts[HISTOGRAM_BINS];
};

/* Of `n` finite values. */
void histogram_make(struct histogram *h, const double *values, size_t n);

/* A character for each bin, higher for more values: eight blocks and a space for none, or with
 * `ascii` some of the characters "_.:-=+*#". One character when all values are the same. */
void histogram_line(struct buf *b, const struct histogram *h, bool ascii);

#endif
