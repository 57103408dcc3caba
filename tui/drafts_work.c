/* Planning while the browser goes on. */
#include "tui/drafts.h"
#include "tui/tui.h"

/* ---- the plan ---- */

static void plan_run(struct work *w)
{
    struct drafts *d = w->self;
    const struct plan_wish wish = {.profile = d->planned,
                                   .without_calls = d->facts->in->n_calls > DRAFT_CALLS};
    plan_make(&d->next, d->facts, &wish);
}

static void plan_done(struct tui *t, struct work *w)
{
    struct drafts *d = w->self;
    (void)t;
    drafts_take(d, d->facts, &d->next);
}

/* ---- previews ---- */

static void measure_run(struct work *w)
{
    struct drafts *d = w->self;
    draft_measure(&d->measured, d->facts, PERCENTILE_LINEAR);
}

static void measure_forget(struct drafts *d)
{
    preview_release(&d->measured.preview);
    d->measured = (struct draft){0};
}

static void measure_done(struct tui *t, struct work *w)
{
    struct drafts *d = w->self;
    (void)t;
    /* Another plan may have come, or another edit: then it is asked for again. */
    size_t i = 0;
    while (i < d->unmeasured.n && d->unmeasured.v[i] != d->measuring)
        i++;
    struct draft *to = i < d->unmeasured.n ? &d->plan.drafts.v[d->measuring] : NULL;
    if (to && definition_same_meaning(&to->definition, &d->measured.definition)) {
        preview_release(&to->preview);
        to->preview = d->measured.preview;
        to->evidence = d->measured.evidence;
        d->measured.preview = (struct preview){0};
        if (d->facts->in->n_calls > DRAFT_CALLS)
            vec_release(&to->preview.calls);
        d->unmeasured.v[i] = d->unmeasured.v[--d->unmeasured.n];
        d->changes++;
    }
    measure_forget(d);
}

static void measure_start(struct tui *t, struct drafts *d)
{
    d->measuring = d->unmeasured.v[0];
    measure_forget(d);
    d->measured.definition = d->plan.drafts.v[d->measuring].definition;
    const struct name_fact *name = facts_name(d->facts, d->measured.definition.span_name);
    work_start(t, &d->measure, name && name->spans > WORK_AT_ONCE);
}

/* ---- both ---- */

static void stop(struct tui *t, struct drafts *d)
{
    work_stop(t, &d->planning);
    work_stop(t, &d->measure);
    plan_release(&d->next);
    measure_forget(d);
}

static struct drafts *drafts_begin(struct tui *t)
{
    struct drafts *d = mem_zalloc(sizeof(*d));
    d->planning = (struct work){.run = plan_run, .done = plan_done, .self = d};
    d->measure = (struct work){.run = measure_run, .done = measure_done, .self = d};
    d->last = d->at = SYM_NONE;
    d->generation = t->generation;
    return d;
}

void drafts_refresh(struct tui *t)
{
    struct drafts *d = t->drafts;
    if (!d)
        t->drafts = d = drafts_begin(t);
    if (d->generation != t->generation) {
        stop(t, d);
        drafts_forget(d);
        d->generation = t->generation;
        d->facts = NULL;
    }
    if (!t->data->facts)
        return;
    if (d->facts != t->data->facts) {
        stop(t, d);
        d->facts = t->data->facts;
    }
    if (!d->planning.runs && (!d->has_plan || d->plan.profile != d->profile)) {
        d->planned = (uint8_t)d->profile;
        work_start(t, &d->planning, tui_spans(t) > WORK_AT_ONCE);
    }
    while (!d->planning.runs && !d->measure.runs && d->unmeasured.n)
        measure_start(t, d);
}

void drafts_release(struct tui *t)
{
    if (!t->drafts)
        return;
    stop(t, t->drafts);
    drafts_clear(t->drafts);
    free(t->drafts);
    t->drafts = NULL;
}
