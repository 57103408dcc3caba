#ifndef SPANVET_METRICS_EXISTING_H
#define SPANVET_METRICS_EXISTING_H
/*
 * struct existing: the metrics that the platform has, its built-in ones too, and what a wanted one
 * is to them. The zero value knows none.
 */
#include "metrics/api.h"
#include "metrics/body_diff.h"

struct existing {
    json_t *by_name;    /* name: list of metrics */
    json_t *by_meaning; /* span name and aggregation, or the prompt of a judge: list of metrics */
    uint64_t n;
};

enum existing_match {
    EXISTING_NONE,
    EXISTING_SAME,      /* this name, and the same members */
    EXISTING_DIFFERENT, /* this name, but other members */
    EXISTING_OTHER_NAME /* the same in all but name, description and tags */
};

/* Reads all pages anew. False when one could not be had, or they do not end: `a` holds the answer
 * that it failed at, and `e` is set where that is none of the API. */
bool existing_list(struct existing *x, struct api *api, struct api_answer *a, struct err *e);
/* Adds one; takes a reference of its own. What is no object with a name is left out. */
void existing_add(struct existing *x, const json_t *metric);
void existing_release(struct existing *x);

/* What there is for the body. `*metric` is then the platform's, which lives as long as the list;
 * with EXISTING_SAME and EXISTING_DIFFERENT `d`, which was zeroed, is the difference. */
enum existing_match existing_find(const struct existing *x, const json_t *wanted,
                                  const json_t **metric, struct body_diff *d);

/* Its id, or an empty text. */
struct sv existing_id(const json_t *metric);

#endif
