#ifndef SPANVET_TUI_TIMELINE_H
#define SPANVET_TUI_TIMELINE_H
/*
 * struct timeline: a window of time on so many columns: where a moment stands, and the marks of a
 * ruler above it. Times are nanoseconds from the beginning of the trace.
 */
#include "core/buf.h"

struct timeline {
    double from, to; /* from < to, else everything stands at the left edge */
    int width;       /* columns */
};

/* Where a moment stands, in eighths of a column from the left edge; what is outside stands one
 * column beyond the edge at most. */
int64_t timeline_eighths(const struct timeline *x, double at);
/* The moment at the left edge of a column. */
double timeline_at(const struct timeline *x, int column);

enum { TICKS_MAX = 64 };
struct ticks {
    double step;  /* between two: a round one, 1, 2 or 5 times a power of ten, from a minute on
                     what divides hours and days */
    int n;
    struct tick {
        double at;
        int column; /* where its mark stands; its label begins behind it */
    } v[TICKS_MAX];
    double last; /* the largest time that may be labelled: it decides the unit */
};

/* As many as fit so that labels do not touch: each has room for its mark, itself and a blank. One
 * that would reach beyond the right edge is left out. */
void timeline_ticks(const struct timeline *x, struct ticks *ticks);
/* Appends the label of a tick: "0", "250 ms", "1.25 s", "12m05s", "3h20m". */
void timeline_label(struct buf *b, const struct ticks *ticks, double at);

#endif
