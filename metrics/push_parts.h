#ifndef SPANVET_METRICS_PUSH_PARTS_H
#define SPANVET_METRICS_PUSH_PARTS_H
/* What push.c and push_create.c share; for them only. */
#include "metrics/push.h"

/* Compares with the list as it is now. False when the metric is not there. */
bool push_look(struct push *p, struct push_metric *m);
/* Reads the list anew. False with a sentence. */
bool push_list(struct push *p, struct err *e);
/* The sentence for an answer after which nothing else is asked. False. */
bool push_stop(const struct push *p, const struct api_answer *a, struct err *e);
/* Creates what is not there. False with a sentence when the push must end. */
bool push_create(struct push *p, struct push_metric *m, struct err *e);

#endif
