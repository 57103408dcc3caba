/* The critical path of the trace in hand, looked for when it is to be shown. */
#include "tui/lens.h"
#include "tui/tui.h"

struct lens_path {
    struct work work;
    struct extent x;
    struct critical found;
};

static void path_run(struct work *w)
{
    struct lens_path *p = w->self;
    critical_find(&p->found, &p->x, &w->stop);
}

static void path_done(struct tui *t, struct work *w)
{
    struct lens_path *p = w->self;
    struct lens *l = &t->lens;
    struct critical old = l->path;
    l->tracing = NULL;
    l->path = p->found;
    p->found = old;
    bits_resize(&l->critical, l->n);
    for (size_t i = 0; i < l->path.sections.n; i++)
        bits_set(&l->critical, l->path.sections.v[i].position - l->first);
    l->has_critical = true;
    l->changes++;
    w->release(w);
}

static void path_release(struct work *w)
{
    struct lens_path *p = w->self;
    critical_release(&p->found);
    free(p);
}

void lens_path_start(struct tui *t)
{
    lens_path_drop(t);
    struct lens_path *p = t->lens.tracing = mem_zalloc(sizeof(*p));
    p->work = (struct work){
        .run = path_run, .done = path_done, .release = path_release, .self = p};
    p->x = t->lens.x;
    work_start(t, &p->work, t->lens.n > WORK_AT_ONCE);
}

void lens_path_drop(struct tui *t)
{
    if (t->lens.tracing)
        work_drop(t, &t->lens.tracing->work);
    t->lens.tracing = NULL;
}

void lens_toggle_critical(struct tui *t)
{
    struct lens *l = &t->lens;
    l->show_critical = !l->show_critical;
    l->changes++;
    if (l->show_critical && !l->has_critical && l->ready)
        lens_path_start(t);
}
