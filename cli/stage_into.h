#ifndef SPANVET_CLI_STAGE_INTO_H
#define SPANVET_CLI_STAGE_INTO_H
/* Staging as a whole: what is chosen of a plan, brought into a folder. */
#include "cli/staging.h"

struct stage_order {
    const struct plan *plan;
    const struct facts *facts;
    struct stage_wish wish;
    struct sv folder;
    bool force, dry_run; /* as of `spanvet metrics stage` */
    bool partial;        /* not all input could be read */
    const char *elsewhere; /* as of struct staging */
};

/* Told when all went well, before the staging is closed. */
typedef void stage_show_fn(void *self, const struct staging *g, const struct stage *st);

/* False with a sentence; files that were written before stay. */
bool stage_into(const struct stage_order *o, stage_show_fn *show, void *self, struct err *e);

#endif
