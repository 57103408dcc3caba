#include "cli/stage_into.h"

bool stage_into(const struct stage_order *o, stage_show_fn *show, void *self, struct err *e)
{
    struct stage st = {0};
    struct staging g = {.partial = o->partial, .wish = &o->wish, .elsewhere = o->elsewhere};
    /* Of no spans everything is missing: it would take away what is staged. */
    bool ok = o->facts->spans
                  ? stage_make(&st, o->plan, o->facts, &o->wish, e)
                  : err_set(e, "there is no span to plan metrics from; nothing was staged");
    ok = ok && staging_open(&g, o->folder, o->force, o->dry_run, e) &&
         staging_compare(&g, &st, e) && (o->dry_run || staging_apply(&g, o->plan->profile, e));
    if (ok)
        show(self, &g, &st);
    staging_close(&g);
    stage_release(&st);
    return ok;
}
