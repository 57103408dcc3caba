#ifndef SPANVET_METRICS_AUTOPAIR_H
#define SPANVET_METRICS_AUTOPAIR_H
/*
 * Which metric a numeric attribute makes by its key, as the platform's playbook pairs them (the
 * nine rows of its table, in order; the first that matches wins).
 */
#include "metrics/facts.h"
#include "metrics/aggregate.h"

enum autopair_unit {
    UNIT_NONE,     /* none of the platform's: currency, bytes */
    UNIT_SECONDS,
    UNIT_OF_KEY,   /* ms or s, as the key ends */
    UNIT_RATIO,
    UNIT_TOKENS,
    UNIT_COUNT,
    UNIT_SCORE
};

struct autopair_rule {
    uint8_t order; /* of the table, from 1 */
    const char *patterns;
    const char *roles;    /* patterns of names it is for besides `role_mask`; NULL = any span */
    uint32_t role_mask;   /* a bit for each enum span_role, with `roles` */
    enum aggregation how; /* in the full profile */
    enum autopair_unit unit;
    bool flag;            /* values must be 0 and 1 */
    struct sv noun;       /* what the metric's name ends in: "Rate" */
    struct sv question;
};

/* All of them, in the order in which they are tried. */
extern const struct autopair_rule autopair_rules[];
extern const size_t n_autopair_rules;

/* The rule for the key with this meaning on spans of this name, or NULL: no metric by itself.
 * `flag`: all its values are 0 and 1 (or booleans); then a key that no later rule wants is a
 * rate. */
const struct autopair_rule *autopair_find(struct sv means, struct sv span_name, uint8_t role,
                                          bool flag);

/* Does the key look like one that a metric could be made of, whatever values it has? */
static inline bool autopair_wants(struct sv means, struct sv span_name, uint8_t role)
{
    return autopair_find(means, span_name, role, false) != NULL;
}

/* The unit of the metric; empty when it is left out. */
struct sv autopair_unit(const struct autopair_rule *rule, struct sv key, double factor);

#endif
