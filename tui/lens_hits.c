/* All spans with findings: rules run once more for it, so it is done beside everything else. First
 * the rules about the whole store, once, then those about the trace in hand. A rule cannot be
 * stopped, so nobody waits for one that is not wanted any more. */
#include "tui/hits.h"
#include "tui/tui.h"

/* A rule takes some 50 ns a span. */
enum { AT_ONCE = WORK_AT_ONCE / 10 };

/* What has been found in a trace. */
struct lens_hits {
    struct work work;
    struct tui_data data;
    struct extent x;
    uint32_t trace;
    uint8_t steps[MINIMAP_STEPS]; /* of minimap.found */
    struct bits whole[SEVERITIES], found[SEVERITIES], any_found;
};

static void trace_run(struct work *w)
{
    struct lens_hits *h = w->self;
    if (hits_fill(&h->data, h->trace, h->whole, h->found, &h->any_found, &w->stop))
        minimap_find(h->steps, &h->x, h->found);
}

static void trace_done(struct tui *t, struct work *w)
{
    struct lens_hits *h = w->self;
    struct lens *l = &t->lens;
    l->hits = NULL;
    bits_swap(&l->any_found, &h->any_found);
    for (int sev = 0; sev < SEVERITIES; sev++)
        bits_swap(&l->found[sev], &h->found[sev]);
    l->n_found = bits_count(&l->any_found);
    memcpy(l->map.found, h->steps, sizeof(h->steps));
    l->changes++;
    w->release(w);
}

static void trace_release(struct work *w)
{
    struct lens_hits *h = w->self;
    for (int sev = 0; sev < SEVERITIES; sev++) {
        bits_release(&h->whole[sev]);
        bits_release(&h->found[sev]);
    }
    bits_release(&h->any_found);
    free(h);
}

static void trace_start(struct tui *t)
{
    lens_hits_drop(t);
    struct lens *l = &t->lens;
    struct lens_hits *h = l->hits = mem_zalloc(sizeof(*h));
    h->work = (struct work){
        .run = trace_run, .done = trace_done, .release = trace_release, .self = h};
    h->data = *t->data;
    h->trace = l->trace;
    h->x = l->x;
    for (int sev = 0; sev < SEVERITIES; sev++)
        bits_copy(&h->whole[sev], &l->whole.hits[sev]);
    work_start(t, &h->work, l->n > AT_ONCE);
}

static void whole_run(struct work *w)
{
    struct lens_whole *h = w->self;
    hits_whole(&h->data, h->making, &w->stop);
}

static void whole_done(struct tui *t, struct work *w)
{
    struct lens_whole *h = w->self;
    for (int sev = 0; sev < SEVERITIES; sev++)
        bits_swap(&h->hits[sev], &h->making[sev]);
    if (t->lens.ready)
        trace_start(t);
}

void lens_hits_start(struct tui *t)
{
    struct lens_whole *h = &t->lens.whole;
    if (!t->data->lint)
        return;
    if (h->begun) {
        trace_start(t);
        return;
    }
    h->begun = true;
    h->data = *t->data;
    h->work = (struct work){.run = whole_run, .done = whole_done, .self = h};
    work_start(t, &h->work, tui_spans(t) > AT_ONCE);
    if (h->work.runs)
        trace_start(t);
}

void lens_hits_drop(struct tui *t)
{
    if (t->lens.hits)
        work_drop(t, &t->lens.hits->work);
    t->lens.hits = NULL;
}

void lens_hits_release(struct tui *t)
{
    struct lens_whole *h = &t->lens.whole;
    lens_hits_drop(t);
    work_stop(t, &h->work);
    for (int sev = 0; sev < SEVERITIES; sev++) {
        bits_release(&h->hits[sev]);
        bits_release(&h->making[sev]);
    }
}
