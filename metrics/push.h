#ifndef SPANVET_METRICS_PUSH_H
#define SPANVET_METRICS_PUSH_H
/*
 * struct push: creates metrics on the platform, each at most once.
 *
 * What is there is listed first, all pages. A metric of the same name and members is there already,
 * as is one that differs only in name, description and tags; one of the same name with other
 * members is shown and not changed. The rest is created one by one, each after a row in the
 * journal.
 *
 * A failure after which a metric may have been created (no answer, half of one, 5xx) is never
 * answered by sending it again: the list is read first, for `settle_ms` because the service may
 * still be working, and only when the metric is not in it is it sent once more, `attempts` times
 * in all.
 * An intent of an earlier run without a result is treated the same way. A 429 is waited out when
 * the service says how long. A 400 that blames the aggregation or the source of the value leads to
 * the fallback of the older profile, which is compared with the list like any other.
 */
#include "metrics/existing.h"
#include "metrics/journal.h"

enum push_state {
    PUSH_NOT_TRIED, /* the push ended before */
    PUSH_PLANNED,   /* would be created */
    PUSH_CREATED,
    PUSH_THERE,     /* was there before */
    PUSH_DIFFERENT, /* a metric of this name is there with other members */
    PUSH_REFUSED,   /* the API does not want it */
    PUSH_UNKNOWN,   /* not there as far as the list shows, after all attempts */
    PUSH_STATES
};

struct push_metric {
    struct sv file, place; /* that the definition is from; the caller's */
    json_t *wanted;        /* owned, as the next two */
    json_t *used;          /* what was pushed in its place, or NULL */
    json_t *there;         /* the platform's metric that it was compared with, or NULL */
    enum push_state state;
    struct body_diff diff; /* of PUSH_DIFFERENT, and `hidden` of PUSH_THERE */
    struct sv metric_id;   /* of what is there now; as the next, in push.arena */
    struct sv reason;      /* why it is refused or unknown */
    struct sv fallback;    /* what the fallback costs, or why there is none */
    struct sv note;        /* how it came to be there, when that is not plain */
    int status;            /* of the answer that refused it; 0 = none */
    uint32_t posts;        /* requests that were sent for it */
};

struct push {
    struct api *api;         /* the caller's */
    struct journal *journal; /* the caller's; open when something is created */
    bool may_list;           /* there is a key; else nothing is asked */
    bool send;               /* else nothing is created */
    uint64_t settle_ms;
    VEC(struct push_metric) metrics;
    struct existing there;
    bool listed;      /* `there` is what the platform has */
    uint32_t unknown; /* metrics in a row that ended so */
    struct arena arena;
    /* What is being done, for a line of progress; may be NULL. */
    void (*progress)(void *user, size_t done, size_t n, struct sv name);
    void *user;
};

/* "created", "there" ... */
struct sv push_word(enum push_state state);

/* Adds a definition. `file` and `place` must outlive the push. */
void push_add(struct push *p, const json_t *body, struct sv file, struct sv place);
/* Settles each metric's state. False with a sentence when the push had to end early. */
bool push_run(struct push *p, struct err *e);
void push_release(struct push *p);

/* The name of what is pushed for it, and the text that is sent, appended. */
struct sv push_name(const struct push_metric *m);
void push_body(struct buf *b, const struct push_metric *m);

#endif
