#ifndef SPANVET_METRICS_BUILTIN_PARTS_H
#define SPANVET_METRICS_BUILTIN_PARTS_H
/* What the files metrics/builtin*.c share: the values that spans hold, before they are reduced. */
#include "core/buf.h"
#include "metrics/builtin.h"

/* How a value is named; the larger, the worse for the platform. */
enum naming { NAMING_CANONICAL, NAMING_ALIAS, NAMING_FOREIGN };

/* A value of a span. */
struct sample {
    uint32_t call, row;
    sym part;     /* a tool, or 0 and 1 for tokens put in and out */
    double value; /* a number; 1 for a tool call */
    sym text;     /* a transcript */
};

/* How much of what a metric reads is there. */
struct supply {
    uint64_t spans;                  /* of its role, without markers and probes */
    uint64_t markers;                /* left out */
    uint64_t has[2], wrong[2];       /* by field of the metric: values; values of the wrong type */
    uint64_t complete;               /* spans with all fields under canonical names */
    uint64_t named[3];               /* spans with a value, by enum naming */
    uint32_t alias_row, foreign_row; /* the first spans named so, or NO_ROW */
    sym alias_key, foreign_key;      /* the key of their value */
    uint64_t slow, negative;         /* times of more than SLOW_SECONDS; below 0 */
    bool constant;                   /* CONSTANT_LEAST numbers or more, and all the same */
};

enum { CONSTANT_LEAST = 5, SLOW_SECONDS = 60 };

struct gathered {
    const struct builtin_wish *wish;
    VEC(struct sample) samples[BUILTINS]; /* in the order of calls, traces, the tree */
    struct supply supply[BUILTINS];
    bool *has_spans; /* by call */
    sym keys[FIELDS], aliases[FIELDS];
    sym timing;
};

/* metrics/builtin_gather.c: reads all spans once. */
void gather(struct gathered *g, const struct builtin_wish *wish);
void gather_release(struct gathered *g);

/* metrics/builtin_supply.c: the status, and the notes about what is missing. */
void supply_judge(struct builtin *b, const struct gathered *g, struct arena *arena);
void builtin_note(struct builtin *b, struct arena *arena, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* metrics/builtin_wer.c: lays the transcripts beside the reference. */
bool builtin_wer(struct builtins *all, struct gathered *g, struct err *e);

#endif
