#include "tui/heatmap.h"

#include "tui/type.h"

static struct list *list_of(struct tui *t)
{
    return &t->views[VIEW_transitions].list;
}

/* Rows and columns end with a total. */
static void places_clamp(struct tui *t)
{
    struct heatmap *m = heatmap_of(t);
    uint32_t n = m->has && m->heat.shown.n ? (uint32_t)m->heat.shown.n + 1 : 0;
    list_resize(list_of(t), n);
    if (m->column >= n)
        m->column = n ? n - 1 : 0;
}

static void places_go(struct tui *t, uint32_t from, uint32_t to)
{
    struct heatmap *m = heatmap_of(t);
    uint32_t row = heat_place(&m->heat, from), column = heat_place(&m->heat, to);
    places_clamp(t);
    list_go(list_of(t), row == NO_ROW ? 0 : row);
    m->column = column == NO_ROW ? 0 : column;
}

/* ---- counting ---- */

static bool is_of_types(const void *types, uint8_t class, struct sv name)
{
    return *(const uint32_t *)types >> type_of_span(class, name) & 1;
}

static void count_run(struct work *w)
{
    struct heatmap_count *n = w->self;
    const struct tui_data *d = &n->data;
    bool all_types = n->types == LENS_ALL_TYPES;
    const struct transitions_wish wish = {.classes = n->classes,
                                           .max_states = HEAT_STATES,
                                           .stop = &w->stop,
                                           .takes = all_types ? NULL : is_of_types,
                                           .self = &n->types};
    heat_make(&n->heat, d->s, d->ix, d->v, &wish, false);
}

static void count_release(struct work *w)
{
    struct heatmap_count *n = w->self;
    heat_release(&n->heat);
    free(n);
}

static uint32_t state_find(const struct transitions *x, const struct transition_state *wanted)
{
    for (uint32_t i = 0; i < x->states.n; i++)
        if (x->states.v[i].name == wanted->name && x->states.v[i].detail == wanted->detail &&
            !x->states.v[i].n_folded == !wanted->n_folded)
            return i;
    return NO_ROW;
}

/* What was under the cursor stays there. The first time, and when it is gone, the cursor goes to
 * the worst hotspot. */
static void cursor_place(struct tui *t, const struct transition_state kept[2])
{
    const struct transitions *x = &heatmap_of(t)->heat.t;
    uint32_t n = (uint32_t)x->states.n;
    uint32_t from = kept ? state_find(x, &kept[0]) : NO_ROW;
    uint32_t to = kept ? state_find(x, &kept[1]) : NO_ROW;
    places_clamp(t);
    if (from != NO_ROW && to != NO_ROW)
        places_go(t, from, to);
    else if (x->n_hotspots)
        places_go(t, x->hotspots[0] / n, x->hotspots[0] % n);
}

/* Where nothing failed, counts heat from the beginning. */
static void count_done(struct tui *t, struct work *w)
{
    struct heatmap *m = heatmap_of(t);
    struct heatmap_count *n = w->self;
    struct transition_state kept[2];
    uint32_t from, to;
    bool has_pair = heatmap_pair(t, &from, &to) != NULL;
    if (has_pair) {
        kept[0] = m->heat.t.states.v[from];
        kept[1] = m->heat.t.states.v[to];
    }
    heat_release(&m->heat);
    m->heat = n->heat;
    n->heat = (struct heat){0};
    m->counting = NULL;
    if (!m->has && !m->sorted && m->heat.t.failed == 0)
        m->by = HEAT_BY_COUNT;
    m->has = true;
    m->reveal = t->reveal;
    if (m->reveal)
        heat_rename(&m->heat, n->data.s, true);
    heat_arrange(&m->heat, m->by, m->reversed, buf_sv(&m->filter));
    cursor_place(t, has_pair ? kept : NULL);
    w->release(w);
}

/* What is being counted cannot stop within a frame. */
static void count_start(struct tui *t, struct heatmap *m)
{
    if (m->counting)
        work_drop(t, &m->counting->work);
    struct heatmap_count *n = m->counting = mem_zalloc(sizeof(*n));
    n->work = (struct work){
        .run = count_run, .done = count_done, .release = count_release, .self = n};
    n->data = *t->data;
    n->classes = m->classes;
    n->types = m->types;
    work_start(t, &n->work, tui_spans(t) > WORK_AT_ONCE / 4);
}

/* Names are hidden before the next frame, whatever is being counted. */
static void reveal_follow(struct tui *t, struct heatmap *m)
{
    if (m->reveal == t->reveal)
        return;
    m->reveal = t->reveal;
    if (!m->has)
        return;
    heat_rename(&m->heat, t->data->s, m->reveal);
    heatmap_arrange(t);
}

struct heatmap *heatmap_refresh(struct tui *t)
{
    struct heatmap *m = heatmap_of(t);
    uint32_t classes = m->wrappers ? TRANSITIONS_ALL : TRANSITIONS_USUAL;
    uint32_t types = lens_types(&t->lens);
    if (!m->has)
        list_resize(list_of(t), 0);
    reveal_follow(t, m);
    if (!t->data->v || (m->asked && m->classes == classes && m->types == types))
        return m;
    m->asked = true;
    m->classes = classes;
    m->types = types;
    count_start(t, m);
    return m;
}

void heatmap_release(struct heatmap *m)
{
    heat_release(&m->heat);
    if (m->counting)
        count_release(&m->counting->work);
    buf_release(&m->filter);
    buf_release(&m->search);
}

/* ---- the pair under the cursor ---- */

const struct transition *heatmap_pair(struct tui *t, uint32_t *from, uint32_t *to)
{
    struct heatmap *m = heatmap_of(t);
    uint32_t row = list_of(t)->cursor;
    if (!m->has || row >= m->heat.shown.n || m->column >= m->heat.shown.n)
        return NULL;
    *from = m->heat.shown.v[row];
    *to = m->heat.shown.v[m->column];
    return transition_of(&m->heat.t, *from, *to);
}

void heatmap_go(struct tui *t, uint32_t from, uint32_t to)
{
    struct heatmap *m = heatmap_of(t);
    if (heat_place(&m->heat, from) == NO_ROW || heat_place(&m->heat, to) == NO_ROW) {
        buf_clear(&m->filter);
        heat_arrange(&m->heat, m->by, m->reversed, (struct sv){0});
    }
    places_go(t, from, to);
}

void heatmap_arrange(struct tui *t)
{
    struct heatmap *m = heatmap_of(t);
    uint32_t from = NO_ROW, to = NO_ROW;
    if (!m->has)
        return;
    heatmap_pair(t, &from, &to);
    heat_arrange(&m->heat, m->by, m->reversed, buf_sv(&m->filter));
    if (from != NO_ROW)
        places_go(t, from, to);
    else
        places_clamp(t);
}
