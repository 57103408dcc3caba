/* What the profile of the API does to the drafts: each becomes what it has, and is there once. */
#include <stdlib.h>

#include "metrics/plan_parts.h"
#include "metrics/profile.h"

/* ---- one draft ---- */

static void drift_add(struct planner *pl, const struct draft *d, const struct definition *used,
                      struct sv reason)
{
    struct drift drift = {
        .wanted = d->definition, .reason = reason, .draft = (uint32_t)(d - pl->p->drafts.v)};
    if (used)
        drift.used = *used;
    vec_push(&pl->p->drifts, drift);
}

static bool is_wished(const struct draft *d)
{
    return d->verdict == VERDICT_PROPOSE || d->verdict == VERDICT_STAGE;
}

static void draft_fit(struct planner *pl, struct draft *d)
{
    struct definition used;
    struct sv reason;
    enum profile_fit fit =
        profile_fit(&d->definition, pl->p->profile, pl->f, &used, &reason, &pl->p->arena);
    if (fit == FIT_AS_IS)
        return;
    if (is_wished(d))
        drift_add(pl, d, fit == FIT_CHANGED ? &used : NULL, reason);
    struct reason r = {reason, "5.6"};
    vec_push(&d->reasons, r);
    d->changed = fit == FIT_CHANGED;
    if (d->changed)
        d->definition = used;
    else if (is_wished(d))
        d->main_reason = reason;
    if (fit == FIT_REFUSED)
        d->verdict = VERDICT_REJECT;
}

/* ---- drafts that came to mean the same ---- */

/* What measures the same stands together, first what was meant so from the beginning. */
static int meaning_order(const void *va, const void *vb)
{
    const struct draft *a = *(const struct draft *const *)va;
    const struct draft *b = *(const struct draft *const *)vb;
    const struct definition *da = &a->definition, *db = &b->definition;
    int order = sv_cmp(da->span_name, db->span_name);
    order = order ? order : sv_cmp(da->metric_attribute, db->metric_attribute);
    order = order ? order : sv_cmp(da->aggregation_method, db->aggregation_method);
    order = order ? order : a->changed - b->changed;
    return order ? order : (a > b) - (a < b);
}

static void links_follow(struct planner *pl)
{
    struct plan *p = pl->p;
    for (size_t i = 0; i < pl->items.n; i++) {
        int *draft = &pl->items.v[i].draft;
        if (*draft != NO_DRAFT && p->drafts.v[*draft].twin)
            *draft = (int)p->drafts.v[*draft].twin_of;
    }
    for (size_t i = 0; i < p->drifts.n; i++) {
        uint32_t *draft = &p->drifts.v[i].draft;
        if (p->drafts.v[*draft].twin)
            *draft = p->drafts.v[*draft].twin_of;
    }
}

/* What stands in for one wish may be another one: then it is there once, with the verdict of the
 * one that was looked at, and links go to it. */
static void twins_find(struct planner *pl)
{
    struct plan *p = pl->p;
    struct draft **order = mem_alloc(arena_size(sizeof(*order), p->drafts.n));
    size_t n = 0;
    for (size_t i = 0; i < p->drafts.n; i++)
        if (definition_is_trace(&p->drafts.v[i].definition))
            order[n++] = &p->drafts.v[i];
    qsort(order, n, sizeof(*order), meaning_order);
    for (size_t i = 1, first = 0; i < n; i++) {
        struct draft *d = order[i];
        if (!definition_same_meaning(&order[first]->definition, &d->definition)) {
            first = i;
            continue;
        }
        d->twin = d->changed;
        d->twin_of = (uint32_t)(order[first] - p->drafts.v);
    }
    free(order);
    links_follow(pl);
}

/* ---- all of them ---- */

void plan_profile(struct planner *pl)
{
    if (pl->p->profile == PROFILE_FULL)
        return;
    plan_titles(pl);
    for (size_t i = 0; i < pl->p->drafts.n; i++)
        draft_fit(pl, &pl->p->drafts.v[i]);
    twins_find(pl);
}
