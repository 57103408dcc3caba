#ifndef SPANVET_METRICS_FACTS_H
#define SPANVET_METRICS_FACTS_H
/*
 * struct facts: what the spans of each name carry, counted once for the planner, previews and
 * checks. Rows that repeat a span (a batch sent twice) are counted apart and not looked at again;
 * spans of connectivity probes too. Of a key that a span has twice the first one counts.
 *
 * Values stand in the order of calls, then traces, then the tree, so those of a call are together.
 */
#include "core/vec.h"
#include "metrics/input.h"

/* `n` values of one call. */
struct series_run {
    uint32_t call, n;
};
struct series {
    VEC(double) v;
    VEC(struct series_run) runs;
};

/* The spans of one name in one call. */
struct span_run {
    uint32_t call, spans, errors;
};

struct name_fact {
    sym name;
    uint8_t role;             /* enum span_role */
    uint64_t spans, errors, ok;
    uint64_t repeats;         /* rows that repeat one of the spans; not in the counts above */
    uint64_t probes;          /* spans of probes; not in the counts above */
    uint64_t markers;         /* trace.timing = metadata_marker */
    uint64_t roots;
    uint32_t traces;          /* that have such a span */
    double longest;           /* of the durations; 0 when there are none */
    struct series durations;  /* seconds; spans with both times that do not end before they start */
    VEC(struct span_run) runs;
    VEC(uint32_t) pairs;      /* of facts.pairs, in order of first use */
};

struct pair_fact {
    uint32_t name;          /* of facts.names */
    sym key;
    struct sv means;        /* the canonical key of a framework's own key; else the key itself */
    double factor;          /* value * factor is in the canonical unit; 1 for canonical keys */
    uint64_t spans;         /* that have the key, whatever its value */
    uint64_t texts, bools, others; /* of them: texts, booleans, neither these nor finite numbers */
    uint64_t text_numbers;  /* texts that hold a number */
    uint64_t on_markers;    /* numbers on spans that say they are no measurement */
    uint64_t zeros, ones;   /* numbers that are 0; numbers that are 1, and booleans that are true */
    uint64_t negative, fractional; /* numbers below 0, and with a fraction */
    uint64_t lengths;       /* numbers on spans that have a length */
    double length_max;      /* seconds, the longest of these spans */
    double share_min, share_max; /* of value * factor to the span's length in seconds; of spans
                                    that have a length */
    uint64_t past_end;      /* numbers * factor more than 50 ms longer than the span, in seconds */
    uint32_t traces;        /* with a number */
    struct series values;   /* finite numbers, as they were emitted */
    double min, max;        /* of them; 0 when there are none */
};

enum { ROLE_NAMES = 8 };

struct facts {
    const struct metrics_input *in;
    VEC(struct name_fact) names; /* in order of first use */
    VEC(struct pair_fact) pairs;
    uint32_t *name_of; /* by symbol: row of names, or NO_ROW */
    uint32_t *slots;   /* open addressing over (name, key): row of pairs; NO_ROW is free */
    uint32_t mask;     /* number of slots - 1 */
    uint32_t of_role[SPAN_ROLES][ROLE_NAMES]; /* the first names of each role: rows of names */
    uint32_t n_of_role[SPAN_ROLES];
    uint64_t spans, repeats, probes;
    uint32_t traces;   /* with an id */
};

/* `in` must outlive the facts. Release accepts a zeroed one. */
void facts_build(struct facts *f, const struct metrics_input *in);
void facts_release(struct facts *f);

/* NULL when no span has this name; when spans of the name do not have this key. */
const struct name_fact *facts_name(const struct facts *f, struct sv name);
const struct pair_fact *facts_pair(const struct facts *f, const struct name_fact *name,
                                   struct sv key);

/* Are the numbers one share of the lengths of their spans, within 1 %, over at least 5 spans? */
bool facts_share(const struct pair_fact *p);
/* Is it the same number `least` times or more? */
static inline bool facts_constant(const struct pair_fact *p, uint64_t least)
{
    return p->values.v.n >= least && p->min == p->max;
}
/* Numbers only, and only 0 and 1. */
static inline bool facts_flag(const struct pair_fact *p)
{
    return p->values.v.n && !p->bools && p->zeros + p->ones == p->values.v.n;
}

#endif
