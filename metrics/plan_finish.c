/* The last steps: the profile, previews and evidence, names, order, and what became of wishes. */
#include <stdlib.h>

#include "core/fmt.h"
#include "metrics/plan_parts.h"
#include "metrics/profile.h"
#include "metrics/title.h"

enum {
    HIGH_SIGNAL_LEAST = 3,
    HIGH_SIGNAL_MOST = 6,
    RANK_HIGH = 300 /* what is wanted by name; auto-paired ones only fill up to the least */
};

/* ---- profile ---- */

static void drift_add(struct planner *pl, const struct draft *d, const struct definition *used,
                      struct sv reason)
{
    struct drift drift = {.wanted = d->definition, .reason = reason};
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
    if (fit == FIT_CHANGED)
        d->definition = used;
    else if (is_wished(d))
        d->main_reason = reason;
    if (fit == FIT_REFUSED)
        d->verdict = VERDICT_REJECT;
}

/* What stands in for one wish may be another one: then it is there once, and links go to it. */
static void twins_drop(struct planner *pl, size_t n_wanted)
{
    struct plan *p = pl->p;
    for (size_t i = 0; i < n_wanted; i++)
        for (size_t k = 0; k < i; k++) {
            struct draft *a = &p->drafts.v[k], *b = &p->drafts.v[i];
            if (a->verdict == VERDICT_REJECT || b->verdict == VERDICT_REJECT || b->twin ||
                !definition_same_meaning(&a->definition, &b->definition))
                continue;
            b->twin = true;
            for (size_t l = 0; l < pl->items.n; l++)
                if (pl->items.v[l].draft == (int)i)
                    pl->items.v[l].draft = (int)k;
        }
}

void plan_profile(struct planner *pl)
{
    if (pl->p->profile == PROFILE_FULL)
        return;
    for (size_t i = 0; i < pl->p->drafts.n; i++)
        draft_fit(pl, &pl->p->drafts.v[i]);
    twins_drop(pl, pl->n_wanted);
}

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

static void evidence_fill(struct planner *pl, struct draft *d)
{
    const struct name_fact *n = facts_name(pl->f, d->definition.span_name);
    struct evidence *e = &d->evidence;
    if (!n)
        return;
    const struct pair_fact *p = facts_pair(pl->f, n, d->definition.metric_attribute);
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

/* ---- names ---- */

static int title_order(const void *va, const void *vb)
{
    const struct draft *const *a = va, *const *b = vb;
    int by_name = sv_cmp((*a)->definition.metric_name, (*b)->definition.metric_name);
    return by_name ? by_name : (*a > *b) - (*a < *b);
}

/* Drafts of one name get what tells them apart: the span's name, then a number. */
static void titles_part(struct planner *pl)
{
    struct plan *p = pl->p;
    size_t n = p->drafts.n;
    struct draft **by_name = mem_alloc(sizeof(*by_name) * (n + 1));
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < n; i++)
            by_name[i] = &p->drafts.v[i];
        qsort(by_name, n, sizeof(*by_name), title_order);
        struct sv last = {0};
        uint32_t same = 1;
        for (size_t i = 0; i < n; i++) {
            struct definition *d = &by_name[i]->definition;
            if (i == 0 || !sv_eq(d->metric_name, last)) {
                last = d->metric_name;
                same = 1;
                continue;
            }
            struct buf b = {0};
            struct sv head = sv_of(last.p, last.n < TITLE_MAX - 60 ? last.n : TITLE_MAX - 60);
            buf_fmt(&b, "%.*s", SV_ARG(head));
            if (round == 0)
                title_add_words(&b, d->span_name, 48);
            else
                buf_fmt(&b, " %u", ++same);
            d->metric_name = arena_copy(&p->arena, buf_sv(&b));
            buf_release(&b);
        }
    }
    free(by_name);
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

void plan_finish(struct planner *pl)
{
    struct plan *p = pl->p;
    titles_part(pl);
    items_judge(pl);
    for (size_t i = 0; i < p->drafts.n; i++)
        p->drafts.v[i].number = (uint32_t)i;
    twins_remove(p);
    for (size_t i = 0; i < p->drafts.n; i++) {
        struct draft *d = &p->drafts.v[i];
        if (!definition_is_trace(&d->definition))
            continue;
        evidence_fill(pl, d);
        preview_make(&d->preview, pl->f, &d->definition, pl->wish->percentile);
    }
    if (p->drafts.n)
        qsort(p->drafts.v, p->drafts.n, sizeof(*p->drafts.v), draft_order);
    high_signal_mark(p);
}
