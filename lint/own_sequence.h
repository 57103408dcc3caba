#ifndef SPANVET_LINT_OWN_SEQUENCE_H
#define SPANVET_LINT_OWN_SEQUENCE_H
/*
 * What comes before or after a span, for the needs `earlier` and `later` of own rules: the other
 * spans sorted by group (trace or conversation, and the values that must be the same) and time, so
 * that each question is a binary search.
 *
 * A conversation: the id on the span itself, else on the nearest span above it that has one, else
 * the first in the trace; a trace without any is a conversation of its own.
 */
#include "lint/own_match.h"

struct own_point {
    uint32_t group, p; /* p: position */
    uint64_t time;     /* ns: the end for `earlier`, the start for `later` */
};

struct own_sequence {
    const struct own_need *need;
    struct own_key_at *same;
    struct symtab groups;
    VEC(struct own_point) points;
    uint64_t *conversation; /* by position; NULL when traces are the groups */
    struct buf text;        /* a group while it is looked up */
};

/* Sorts the spans that the need's matcher accepts. */
void own_sequence_init(struct own_sequence *q, const struct own_need *need,
                       struct own_matcher *other, const struct check *c);
void own_sequence_release(struct own_sequence *q);

enum own_verdict { OWN_HOLDS, OWN_FAILS, OWN_UNKNOWN /* the dump cannot tell */ };

/* Is there such a span before (or after) the one at `p`, at most `within_ms` away? */
enum own_verdict own_sequence_judge(struct own_sequence *q, const struct check *c, uint32_t p,
                                    double within_ms);

#endif
