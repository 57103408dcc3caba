#ifndef SPANVET_METRICS_GOAL_H
#define SPANVET_METRICS_GOAL_H
/*
 * struct goal: what a value should be: the option --target, or the target condition of a metric.
 *
 *     p90<=1.5                    of each metric that is aggregated so
 *     Tool Failure Rate: <= 0.02  of the metric of this name, in any case
 *     LLM TTFB: p95 <= 2          of its values, aggregated so, whatever the metric says
 *
 * Operators: <= >= < > = == != and gte lte gt lt eq neq.
 */
#include "core/err.h"
#include "metrics/aggregate.h"

enum goal_op { GOAL_EQ, GOAL_NEQ, GOAL_GT, GOAL_GTE, GOAL_LT, GOAL_LTE, GOAL_OPS };

struct goal {
    struct sv text;       /* as it was given */
    struct sv name;       /* empty = each metric with the aggregation */
    enum aggregation how; /* AGGREGATIONS = that of the metric */
    enum goal_op op;
    double value;
};

/* `text` must outlive the goal. False with a sentence. */
bool goal_parse(struct goal *g, struct sv text, struct err *e);

/* "<=", and the operator of this word ("lte"), or GOAL_OPS. */
const char *goal_op_sign(enum goal_op op);
enum goal_op goal_op_find(struct sv word);

bool goal_holds(enum goal_op op, double value, double bound);

#endif
