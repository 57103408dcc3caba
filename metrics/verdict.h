#ifndef SPANVET_METRICS_VERDICT_H
#define SPANVET_METRICS_VERDICT_H
/* What the planner says of a metric, and why. */
#include "core/vec.h"
#include "core/sv.h"

enum verdict {
    VERDICT_PROPOSE,    /* proven by the data */
    VERDICT_STAGE,      /* wanted, not proven yet */
    VERDICT_DIAGNOSTIC, /* computes, but answers no operating question */
    VERDICT_REJECT,     /* must not be created */
    VERDICTS
};

/* "propose", "stage", "diagnostic", "reject" */
struct sv verdict_word(enum verdict v);

/* A reason, and the section or check of the reference that it comes from ("5.8.3", "F075"), or
 * NULL. */
struct reason {
    struct sv text;
    const char *rule;
};

#endif
