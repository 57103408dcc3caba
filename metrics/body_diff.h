#ifndef SPANVET_METRICS_BODY_DIFF_H
#define SPANVET_METRICS_BODY_DIFF_H
/*
 * How a metric that is wanted differs from one that the platform has, member by member of the body.
 * What only the platform knows of a metric (ids, times, who made it) is no difference, nor is null
 * in place of a member that is absent, or the value that an absent member means. Numbers are equal
 * by value, names of aggregations in any case, tags in any order.
 */
#include <jansson.h>

#include "core/buf.h"
#include "core/vec.h"

struct body_difference {
    const char *member;   /* lives as long as both bodies */
    const json_t *wanted; /* NULL = absent; borrowed, as the next */
    const json_t *there;
};

struct body_diff {
    VEC(struct body_difference) list; /* in the order of the wanted body, then of the contract */
    bool hidden; /* the platform shows none of the members that say what is measured, so only the
                    others were compared */
};

/* Fills a zeroed diff. */
void body_diff_make(struct body_diff *d, const json_t *wanted, const json_t *there);
void body_diff_release(struct body_diff *d);

/* A copy of a definition as it may be sent: without members that are null or that only the platform
 * gives. The caller owns it. */
json_t *body_clean(const json_t *body);

/* Any value as compact JSON, appended: members in their order, numbers in the fewest digits that
 * keep their value. It is how a body is sent. */
void body_text(struct buf *b, const json_t *body);

#endif
