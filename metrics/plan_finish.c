/* The last steps: the profile, previews and evidence, names, order, and what became of wishes. */
#include <stdlib.h>

#include "core/fmt.h"
#include "core/utf8.h"
#include "metrics/plan_parts.h"
#include "metrics/profile.h"
#include "metrics/title.h"

enum {
    HIGH_SIGNAL_LEAST = 3,
    HIGH_SIGNAL_MOST = 6,
    TITLE_MORE = 48,  /* bytes that tell names apart */
    TITLE_ROUNDS = 8, /* more only where names were made to be taken */
    RANK_HIGH = 300 /* what is wanted by name; auto-paired ones only fill up to the least */
};

/* ---- profile ---- */

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

/* A name that is taken gets what tells it apart: the words of the span's name, later a number. */
static struct sv title_extend(struct plan *p, const struct definition *d, uint32_t number)
{
    struct buf b = {0};
    buf_add(&b, utf8_prefix(d->metric_name, TITLE_MAX - TITLE_MORE));
    if (number)
        buf_fmt(&b, " %u", number);
    else
        title_add_words(&b, d->span_name, TITLE_MORE);
    struct sv title = arena_copy(&p->arena, buf_sv(&b));
    buf_release(&b);
    return title;
}

static bool titles_part_once(struct plan *p, struct draft **by_name, bool numbers)
{
    size_t n = 0;
    uint32_t same = 1;
    bool parted = false;
    for (size_t i = 0; i < p->drafts.n; i++)
        if (!p->drafts.v[i].twin)
            by_name[n++] = &p->drafts.v[i];
    qsort(by_name, n, sizeof(*by_name), title_order);
    struct sv last = n ? by_name[0]->definition.metric_name : (struct sv){0};
    for (size_t i = 1; i < n; i++) {
        struct definition *d = &by_name[i]->definition;
        if (!sv_eq(d->metric_name, last)) {
            last = d->metric_name;
            same = 1;
            continue;
        }
        d->metric_name = title_extend(p, d, numbers ? ++same : 0);
        parted = true;
    }
    return parted;
}

/* What a name becomes may be taken too, so it is looked at again. */
static void titles_part(struct planner *pl)
{
    struct plan *p = pl->p;
    struct draft **by_name = mem_alloc(arena_size(sizeof(*by_name), p->drafts.n));
    bool parted = titles_part_once(p, by_name, false);
    for (int round = 0; parted && round < TITLE_ROUNDS; round++)
        parted = titles_part_once(p, by_name, true);
    free(by_name);
}

/* ---- the older profile ---- */

void plan_profile(struct planner *pl)
{
    if (pl->p->profile == PROFILE_FULL)
        return;
    titles_part(pl);
    for (size_t i = 0; i < pl->p->drafts.n; i++)
        draft_fit(pl, &pl->p->drafts.v[i]);
    twins_find(pl);
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
    titles_part(pl);
    items_judge(pl);
    drifts_settle(p);
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
