/* The last steps: previews and evidence, order, and what became of wishes. */
#include <stdlib.h>

#include "metrics/plan_own.h"
#include "metrics/plan_parts.h"

enum {
    HIGH_SIGNAL_LEAST = 3,
    HIGH_SIGNAL_MOST = 6,
    RANK_HIGH = 300 /* what is wanted by name; auto-paired ones only fill up to the least */
};

/* ---- evidence ---- */

static void numbers_fill(struct evidence *e, const struct series *s)
{
    size_t n = s->v.n;
    double *copy = mem_alloc(sizeof(*copy) * n);
    memcpy(copy, s->v.v, sizeof(*copy) * n);
    e->has_values = true;
    e->median = aggregate_values(AGG_MEDIAN, PERCENTILE_LINEAR, copy, n);
    e->p90 = aggregate_values(AGG_P90, PERCENTILE_LINEAR, copy, n);
    e->min = aggregate_values(AGG_MIN, PERCENTILE_LINEAR, copy, n);
    e->max = aggregate_values(AGG_MAX, PERCENTILE_LINEAR, copy, n);
    free(copy);
}

static void evidence_fill(struct draft *d, const struct facts *f)
{
    const struct name_fact *n = facts_name(f, d->definition.span_name);
    struct evidence *e = &d->evidence;
    if (!n)
        return;
    const struct pair_fact *p = facts_pair(f, n, d->definition.metric_attribute);
    const struct series *s = p ? &p->values : definition_is_duration(&d->definition) ? &n->durations
                                                                                      : NULL;
    bool counts = !d->definition.metric_attribute.n && !s;
    e->matching_spans = n->spans;
    e->with_value = counts ? n->spans : s ? s->v.n : 0;
    e->coverage = n->spans ? (double)e->with_value / (double)n->spans : 0;
    e->traces = p ? p->traces : d->definition.metric_attribute.n ? 0 : n->traces;
    if (s && s->v.n)
        numbers_fill(e, s);
}

void draft_measure(struct draft *d, const struct facts *f, enum percentile rule)
{
    if (!definition_is_trace(&d->definition))
        return;
    evidence_fill(d, f);
    preview_make(&d->preview, f, &d->definition, rule);
}

/* ---- order ---- */

static int draft_order(const void *va, const void *vb)
{
    const struct draft *a = va, *b = vb;
    if (a->verdict != b->verdict)
        return a->verdict < b->verdict ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static void twins_remove(struct plan *p)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->drafts.n; i++) {
        if (p->drafts.v[i].twin)
            vec_release(&p->drafts.v[i].reasons);
        else
            p->drafts.v[kept++] = p->drafts.v[i];
    }
    p->drafts.n = kept;
}

/* Judges stand apart: they are asked beside the numbers, not among the few. */
static void high_signal_mark(struct plan *p)
{
    uint32_t n = 0;
    for (size_t i = 0; i < p->drafts.n && n < HIGH_SIGNAL_MOST; i++) {
        struct draft *d = &p->drafts.v[i];
        bool wanted = d->rank < RANK_HIGH || n < HIGH_SIGNAL_LEAST;
        d->high_signal =
            d->verdict == VERDICT_PROPOSE && wanted && definition_is_trace(&d->definition);
        n += d->high_signal;
    }
}

/* ---- wishes ---- */

static void items_judge(struct planner *pl)
{
    for (size_t i = 0; i < pl->items.n; i++) {
        const struct wanted_item *link = &pl->items.v[i];
        struct floor_item *item = &link->list->v[link->item];
        if (link->draft == NO_DRAFT)
            continue;
        const struct draft *d = &pl->p->drafts.v[link->draft];
        struct sv name = d->definition.metric_name;
        struct sv why = d->main_reason;
        if (d->verdict == VERDICT_PROPOSE)
            item->reason = planner_say(pl, "%.*s", SV_ARG(name));
        else
            item->reason = planner_say(pl, "%.*s: %.*s%s%.*s", SV_ARG(name), SV_ARG(why),
                                       d->instrument.n ? ". " : "", SV_ARG(d->instrument));
        item->status = d->verdict == VERDICT_PROPOSE ? FLOOR_PROPOSED
                       : d->verdict == VERDICT_STAGE ? FLOOR_STAGED
                                                     : FLOOR_MISSING;
    }
}

/* Names and twins are settled: what is used is what the plan holds. */
static void drifts_settle(struct plan *p)
{
    for (size_t i = 0; i < p->drifts.n; i++)
        if (p->drifts.v[i].used.metric_name.n)
            p->drifts.v[i].used = p->drafts.v[p->drifts.v[i].draft].definition;
}

void plan_finish(struct planner *pl)
{
    struct plan *p = pl->p;
    plan_titles(pl);
    items_judge(pl);
    drifts_settle(p);
    for (size_t i = 0; i < p->drafts.n; i++)
        p->drafts.v[i].number = (uint32_t)i;
    twins_remove(p);
    for (size_t i = 0; i < p->drafts.n; i++) {
        draft_measure(&p->drafts.v[i], pl->f, pl->wish->percentile);
        if (pl->wish->without_calls)
            vec_release(&p->drafts.v[i].preview.calls);
    }
    if (p->drafts.n)
        qsort(p->drafts.v, p->drafts.n, sizeof(*p->drafts.v), draft_order);
    high_signal_mark(p);
}
