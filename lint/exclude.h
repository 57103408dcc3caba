#ifndef SPANVET_LINT_EXCLUDE_H
#define SPANVET_LINT_EXCLUDE_H
/*
 * struct exclude: findings that are known and accepted. Each names what it is about, why, and
 * optionally the last day on which it holds. That day is compared with the newest start time in
 * the data and never with a clock, so that the same data give the same report on every day.
 */
#include "core/index.h"
#include "lint/finding.h"
#include "lint/rule.h"

struct exclude {
    struct sv rule; /* code, beginning of a code, slug, or "all" */
    /* Globs (core/glob.h); empty = any. A finding that has none of what is asked for, such as one
     * about a whole trace where a span name is asked for, is not matched. */
    struct sv trace;   /* the id as reports show it */
    struct sv service; /* service.name of every span that the finding shows; of the trace's first
                          span when it shows none */
    struct sv span, attribute;
    struct sv reason;
    struct sv expires; /* "2027-01-31", the last day; empty = never */
    uint64_t until;    /* nanoseconds since 1970: the first moment after it */
};

struct excludes {
    struct sv file; /* that they stand in */
    VEC(struct exclude) list;
};

/* Reads a day "2027-01-31" (a real one) into the moment after it. */
bool exclude_day(struct sv text, uint64_t *until);

/* How an exclude fared in a run. */
struct exclude_use {
    uint64_t n; /* findings that it matched */
    bool expired;
    bool judged; /* a rule that it names has run on something */
};

/* Matched nothing, although there was something to match, or has expired. */
bool exclude_is_stale(const struct exclude_use *u);

/* Holds findings against excludes while rules run. */
struct excluder {
    const struct excludes *excludes; /* may be NULL: none */
    const struct catalog *catalog;
    const struct store *s;
    const struct index *ix;
    struct exclude_use *uses; /* by exclude */
    sym service_key;          /* "service.name", or SYM_NONE */
    struct buf id;
};

void excluder_init(struct excluder *x, const struct excludes *excludes,
                   const struct catalog *catalog, const struct store *s, const struct index *ix);
/* Is the finding excluded? Every exclude that matches is counted as used. */
bool excluder_drops(struct excluder *x, const struct finding *f);
/* The rule with this number has run. */
void excluder_ran(struct excluder *x, uint32_t rule);
/* Adds what another thread counted. */
void excluder_merge(struct excluder *x, const struct excluder *from);
void excluder_release(struct excluder *x);

#endif
