#ifndef SPANVET_CLI_METRICS_OPTIONS_H
#define SPANVET_CLI_METRICS_OPTIONS_H
/* The options of every command that plans metrics. */
#include "cli/options.h"
#include "metrics/plan.h"

struct plan_choices {
    struct words agent;
    int profile, percentile;
    bool with_missing;
};

/* Rows of a table of options; `at` is the offset of a struct plan_choices. */
#define PLAN_OPTIONS(at)                                                                           \
    {"profile", 'p', OPT_CHOICE, "PROFILE", "full|legacy", "what the API takes",                   \
     (at) + offsetof(struct plan_choices, profile)},                                               \
        {"agent", 0, OPT_LIST, "KIND", NULL,                                                       \
         "voice, realtime, monitoring or vapi; default: recognised",                               \
         (at) + offsetof(struct plan_choices, agent)},                                             \
        {"percentile", 0, OPT_CHOICE, "RULE", "linear|nearest", "how previews take percentiles",   \
         (at) + offsetof(struct plan_choices, percentile)},                                        \
        {"with-missing", 0, OPT_FLAG, NULL, NULL,                                                  \
         "stage what lacks its span or attribute too",                                             \
         (at) + offsetof(struct plan_choices, with_missing)}

/* False with a sentence when a kind of agent is unknown. */
bool plan_choices_read(struct plan_wish *wish, const struct plan_choices *choices, struct err *e);

#endif
