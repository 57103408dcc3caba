/* The waterfall: the tree of the spans of one trace, with bars over time. */
#include "core/fmt.h"
#include "tui/lens_actions.h"
#include "tui/pills.h"
#include "tui/trace_heading.h"
#include "tui/waterfall.h"

/* ---- keeping up ---- */

/* The cursor stands on the row of the selected span, or on the nearest one that it is in. */
static void cursor_follow(struct tui *t, struct tui_view *v)
{
    struct waterfall *w = v->self;
    if (!v->list.n)
        return;
    if (t->span == NO_ROW || t->span - w->rows.x.first >= w->rows.x.n) {
        list_go(&v->list, 0);
        tui_select_span(t, w->rows.list.v[0].position);
    } else if (!rows_covers(&w->rows, v->list.cursor, t->span)) {
        list_go(&v->list, rows_find(&w->rows, t->span));
    }
}

/* The first list is made here too: most of its time goes into memory that was never used. */
static void make_run(struct work *work)
{
    struct waterfall_work *w = work->self;
    rows_make(&w->rows, &w->rows.x);
    if (!work_stopped(work))
        rows_build(&w->rows, NULL);
}

static void make_done(struct tui *t, struct work *work)
{
    struct waterfall_work *made = work->self;
    struct waterfall *w = t->views[VIEW_waterfall].self;
    w->rows = made->rows;
    w->making = NULL;
    w->measured = false;
    w->stale = t->lens.passes.n > 0;
    w->pass_changes = t->lens.pass_changes;
    free(made);
}

static void make_release(struct work *work)
{
    struct waterfall_work *w = work->self;
    rows_release(&w->rows);
    free(w);
}

static void make_start(struct tui *t, struct waterfall *w)
{
    if (w->making)
        work_drop(t, &w->making->work);
    rows_release(&w->rows);
    struct waterfall_work *made = w->making = mem_zalloc(sizeof(*made));
    made->work = (struct work){
        .run = make_run, .done = make_done, .release = make_release, .self = made};
    made->rows.x = t->lens.x;
    work_start(t, &made->work, t->lens.n > WORK_AT_ONCE);
}

static void waterfall_refresh(struct tui *t, struct tui_view *v)
{
    struct waterfall *w = v->self;
    const struct lens *l = &t->lens;
    lens_refresh(t);
    if (!w->made || w->trace != l->trace || w->generation != l->generation ||
        w->n != l->n) {
        w->made = true;
        w->n = l->n;
        w->trace = l->trace;
        w->generation = l->generation;
        list_go(&v->list, 0);
        make_start(t, w);
    }
    if (!w->making && (w->stale || w->pass_changes != l->pass_changes)) {
        rows_build(&w->rows, &l->passes);
        w->pass_changes = l->pass_changes;
        w->stale = false;
    }
    list_resize(&v->list, (uint32_t)w->rows.list.n);
    cursor_follow(t, v);
}

static void waterfall_moved(struct tui *t, struct tui_view *v)
{
    const struct waterfall *w = v->self;
    if (v->list.cursor < w->rows.list.n)
        tui_select_span(t, w->rows.list.v[v->list.cursor].position);
}

static void waterfall_release(struct tui_view *v)
{
    struct waterfall *w = v->self;
    rows_release(&w->rows);
    if (w->making)
        make_release(&w->making->work);
}

const struct rows *waterfall_run(const struct tui *t, uint32_t *n)
{
    const struct tui_view *v = &t->views[VIEW_waterfall];
    const struct waterfall *w = v->self;
    *n = 0;
    if (t->view != VIEW_waterfall || v->list.cursor >= w->rows.list.n)
        return NULL;
    const struct row *row = &w->rows.list.v[v->list.cursor];
    bool is_run = row->run && !(row->run & ROW_INNER) && row->position == t->span;
    if (!is_run || w->generation != t->generation || w->trace != t->trace)
        return NULL;
    *n = rows_run_end(&w->rows, row->position) - row->position;
    return &w->rows;
}

/* ---- drawing ---- */

static int waterfall_heading_rows(struct tui *t, struct tui_view *v, int width)
{
    (void)v, (void)width;
    return trace_heading_rows(t);
}

static void waterfall_heading(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r)
{
    struct waterfall *w = v->self;
    w->width = trace_heading_width(r.width);
    if (!w->measured && w->rows.list.n) {
        waterfall_measure(t, w, c->ascii);
        w->measured = true;
    }
    trace_heading_draw(t, c, r, waterfall_label(w, w->width));
}

static void waterfall_draw(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r,
                           uint32_t i)
{
    waterfall_row(t, v->self, c, r, i);
}

static void waterfall_status(struct tui *t, struct tui_view *v, struct buf *b)
{
    const struct waterfall *w = v->self;
    lens_status(t, b);
    if (!v->list.n || t->span == NO_ROW || rows_covers(&w->rows, v->list.cursor, t->span))
        return;
    const struct lens *l = &t->lens;
    uint32_t at = t->span - l->first;
    bool hidden = lens_hides(l) && at < l->passes.n && !bits_get(&l->passes, at);
    buf_addz(b, !hidden    ? ", folded away"
                : l->filter ? ", hidden by the filter"
                            : ", its type is hidden");
}

/* ---- folding ---- */

static void fold_changed(struct tui *t, struct tui_view *v, bool changed)
{
    struct waterfall *w = v->self;
    w->stale |= changed;
    waterfall_refresh(t, v);
}

/* Opens the row; when it is open, goes to its first child. */
static void do_right(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    struct waterfall *w = v->self;
    uint32_t i = v->list.cursor;
    if (!v->list.n)
        return;
    if (rows_fold(&w->rows, i, true)) {
        fold_changed(t, v, true);
        /* something of what came is to be seen */
        if (v->list.height > 1 && i + 1 == v->list.top + (uint32_t)v->list.height)
            v->list.top += (uint32_t)v->list.height / 2;
    } else if (rows_state(&w->rows, i) == ROW_OPEN && i + 1 < v->list.n) {
        list_go(&v->list, i + 1);
        waterfall_moved(t, v);
    }
}

/* Closes the row; when it is closed or a leaf, goes to what it is in. */
static void do_left(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    struct waterfall *w = v->self;
    if (!v->list.n)
        return;
    if (rows_fold(&w->rows, v->list.cursor, false)) {
        waterfall_moved(t, v);
        fold_changed(t, v, true);
        return;
    }
    uint32_t parent = rows_parent(&w->rows, v->list.cursor);
    if (parent == NO_ROW)
        return;
    list_go(&v->list, parent);
    waterfall_moved(t, v);
}

static void do_fold_less(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    struct waterfall *w = v->self;
    bool some = rows_less(&w->rows);
    fold_changed(t, v, some);
    if (!some)
        tui_say(t, "all is closed; ] opens a level, } all");
}

static void do_fold_more(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    struct waterfall *w = v->self;
    bool some = rows_more(&w->rows);
    fold_changed(t, v, some);
    if (!some)
        tui_say(t, w->rows.n_runs ? "all is open; l opens a run, } all runs" : "all is open");
}

static void do_fold_all(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    struct waterfall *w = v->self;
    rows_fold_all(&w->rows);
    fold_changed(t, v, true);
}

static void do_unfold_all(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    struct waterfall *w = v->self;
    rows_unfold_all(&w->rows);
    fold_changed(t, v, true);
}

static const struct handler handlers[] = {
    {ACTION_RIGHT, do_right},          {ACTION_LEFT, do_left},
    {ACTION_FOLD_LESS, do_fold_less},  {ACTION_FOLD_MORE, do_fold_more},
    {ACTION_FOLD_ALL, do_fold_all},    {ACTION_UNFOLD_ALL, do_unfold_all},
};

static const struct action_help helps[] = {
    {ACTION_FOLD_ALL, "close all, runs of spans too"},
    {ACTION_UNFOLD_ALL, "open all, runs of spans too"},
};

/* For all views that look through the lens. */
static void waterfall_wishes(struct tui *t, struct tui_view *v, struct buf *b)
{
    (void)v;
    const struct lens *l = &t->lens;
    if (l->filter)
        tui_wish(b, SV("filter"), query_text(l->filter));
    if (l->search)
        tui_wish(b, SV("search"), query_text(l->search));
    if (l->show_critical)
        tui_wish(b, SV("critical-path"), (struct sv){0});
    if (lens_types(l) != LENS_ALL_TYPES) {
        struct buf types = {0};
        pills_words(l->types, &types);
        tui_wish(b, SV("types"), buf_sv(&types));
        buf_release(&types);
    }
}

const struct view_ops view_waterfall = {
    .name = "waterfall",
    .title = "waterfall",
    .about = "The spans of one trace as a tree, each with its bar over time.",
    .subject = SUBJECT_SPAN,
    .size = sizeof(struct waterfall),
    .handlers = handlers,
    .n_handlers = ARRAY_LEN(handlers),
    .helps = helps,
    .n_helps = ARRAY_LEN(helps),
    .shared = lens_handlers,
    .n_shared = LENS_HANDLERS,
    .finder = &lens_finder,
    .refresh = waterfall_refresh,
    .heading_rows = waterfall_heading_rows,
    .heading = waterfall_heading,
    .row = waterfall_draw,
    .moved = waterfall_moved,
    .status = waterfall_status,
    .wishes = waterfall_wishes,
    .release = waterfall_release,
};
