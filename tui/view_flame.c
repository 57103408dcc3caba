/* The flame graph: the spans of one trace as boxes over time, a row for each level of the tree. */
#include "core/fmt.h"
#include "core/utf8.h"
#include "tui/flame.h"
#include "tui/lens_actions.h"
#include "tui/trace_heading.h"
#include "tui/value.h"

enum { BOX_BYTES = 512 /* of a name that are looked at */ };

/* The graph of another trace, while it is made. */
struct flame_work {
    struct work work;
    struct extent x;
    struct flame made;
};

struct flame_view {
    struct flame shown;
    struct flame_work *making; /* NULL = none is */
    struct extent x;
    uint32_t trace, generation;
    bool begun;
    int width; /* of map, ruler and boxes, when they were drawn */
};

/* ---- keeping up ---- */

static void flame_run(struct work *w)
{
    struct flame_work *f = w->self;
    flame_build(&f->made, &f->x, &w->stop);
}

static void flame_done(struct tui *t, struct work *w)
{
    struct flame_work *made = w->self;
    struct flame_view *f = t->views[VIEW_flame].self;
    flame_release(&f->shown);
    f->shown = made->made;
    f->making = NULL;
    free(made);
}

static void flame_work_release(struct work *w)
{
    struct flame_work *f = w->self;
    flame_release(&f->made);
    free(f);
}

static void flame_drop(struct tui *t, struct flame_view *f)
{
    if (f->making)
        work_drop(t, &f->making->work);
    f->making = NULL;
}

static void flame_start(struct tui *t, struct flame_view *f)
{
    struct flame_work *w = f->making = mem_zalloc(sizeof(*w));
    w->work = (struct work){
        .run = flame_run, .done = flame_done, .release = flame_work_release, .self = w};
    w->x = f->x;
    work_start(t, &w->work, w->x.n > WORK_AT_ONCE);
}

static void flame_refresh(struct tui *t, struct tui_view *v)
{
    struct flame_view *f = v->self;
    const struct lens *l = &t->lens;
    lens_refresh(t);
    if (!f->begun || f->trace != l->trace || f->generation != l->generation ||
        f->x.n != l->x.n) {
        flame_drop(t, f);
        flame_release(&f->shown);
        f->begun = true;
        f->trace = l->trace;
        f->generation = l->generation;
        f->x = l->x;
        if (l->ready)
            flame_start(t, f);
    }
    uint32_t unique = l->ready ? l->x.n_unique : 0;
    list_resize(&v->list, unique ? l->x.ix->traces[l->trace].max_depth + 1 : 0);
    if (unique && t->span - l->first >= l->n)
        tui_select_span(t, l->first);
    if (unique && t->span - l->first < unique)
        list_go(&v->list, l->x.ix->depth[t->span]);
}

static void flame_view_release(struct tui_view *v)
{
    struct flame_view *f = v->self;
    flame_release(&f->shown);
    if (f->making)
        flame_work_release(&f->making->work);
}

/* ---- drawing ---- */

static int flame_heading_rows(struct tui *t, struct tui_view *v, int width)
{
    (void)v, (void)width;
    return trace_heading_rows(t);
}

static void flame_heading(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r)
{
    struct flame_view *f = v->self;
    f->width = trace_heading_width(r.width);
    trace_heading_draw(t, c, r, 0);
}

/* Several spans that begin within a column: the more, the darker. */
static void crowd_draw(const struct tui *t, struct canvas *c, struct rect r,
                       const struct flame_box *box)
{
    enum role role = type_role(type_of_row(t->data, t->data->ix->order[box->position]));
    canvas_glyph(c, r, 0, box->column, role,
                 box->count < 4    ? GLYPH_SHADE1
                 : box->count < 16 ? GLYPH_SHADE2
                                   : GLYPH_SHADE3);
}

/* The mark at the left edge of a box: what matters most of the span. */
static void edge_draw(const struct tui *t, struct canvas *c, struct rect r, uint32_t i,
                      enum role role)
{
    const struct lens *l = &t->lens;
    if (bits_get(&l->errors, i))
        canvas_text(c, r, 0, 0, role, SV("!"));
    else if (bits_get(&l->any_found, i))
        canvas_glyph(c, r, 0, 0, role, GLYPH_MARK);
    else if (l->show_critical && bits_get(&l->critical, i))
        canvas_glyph(c, r, 0, 0, role, GLYPH_ARROW);
    else
        canvas_glyph(c, r, 0, 0, role, r.width > 1 ? GLYPH_WALL : GLYPH_EIGHTH4);
}

/* A box with the name in it, in reverse; the right edge where nothing follows directly. All of it
 * stands out on the critical path. */
static void box_draw(const struct tui *t, struct canvas *c, struct rect r,
                     const struct flame_box *box, bool followed)
{
    const struct lens *l = &t->lens;
    uint32_t row = t->data->ix->order[box->position], i = box->position - l->first;
    bool passes = !l->passes.n || bits_get(&l->passes, i);
    enum role role = passes ? type_role(type_of_row(t->data, row)) : ROLE_DIM;
    struct buf tmp = {0};
    struct sv name = value_name(store_sv(t->data->s, t->data->s->span.name[row]), &tmp, t->reveal);
    struct rect in = rect_columns(rect_right(r, box->column), box->width);
    bool crosses = l->show_critical && bits_get(&l->critical, i);
    role = crosses ? ROLE_CRITICAL : role;
    edge_draw(t, c, in, i, bits_get(&l->errors, i) ? ROLE_ERROR : role);
    if (box->width > 1) {
        canvas_field(c, in, 0, 1, box->width - 1, role, utf8_prefix(name, BOX_BYTES), false);
        if (box->width > 2 && !followed)
            canvas_glyph(c, in, 0, box->width - 1, role, GLYPH_WALL);
        canvas_add_look(c, in, 0, 0, box->width, LOOK_REVERSE);
    }
    if (bits_get(&l->matches, i))
        canvas_add_look(c, in, 0, 0, box->width, LOOK_UNDERLINE | LOOK_BOLD);
    if (box->position == t->span)
        canvas_add_look(c, in, 0, 0, box->width, LOOK_SELECTED);
    buf_release(&tmp);
}

/* The selected span is to be seen even where many are. */
static void selected_draw(const struct tui *t, const struct timeline *x, struct canvas *c,
                          struct rect r)
{
    double start, end;
    if (!lens_times(t, t->span, &start, &end) || end < x->from || start > x->to)
        return;
    int column = (int)(timeline_eighths(x, start) / 8);
    column = column < 0 ? 0 : column < r.width ? column : r.width - 1;
    struct flame_box box = {column, 1, t->span, 1};
    box_draw(t, c, r, &box, true);
}

static void flame_row(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r,
                      uint32_t i)
{
    struct flame_view *f = v->self;
    r = rect_columns(r, f->width ? f->width : r.width);
    struct timeline x = trace_timeline(t, r.width);
    struct flame_box *boxes = arena_new(&t->frame, struct flame_box, (size_t)r.width + 1);
    int n = flame_boxes(&f->shown, i, &x, boxes);
    bool selected = t->span == NO_ROW || t->data->ix->depth[t->span] != i;
    for (int k = 0; k < n; k++) {
        const struct flame_box *box = &boxes[k];
        if (box->count > 1)
            crowd_draw(t, c, r, box);
        else
            box_draw(t, c, r, box,
                     k + 1 < n && boxes[k + 1].column == box->column + box->width);
        selected |= box->count == 1 && box->position == t->span;
    }
    if (!selected)
        selected_draw(t, &x, c, r);
}

static void flame_status(struct tui *t, struct tui_view *v, struct buf *b)
{
    const struct lens *l = &t->lens;
    if (!l->ready || t->span - l->first >= l->n)
        return;
    struct buf tmp = {0};
    uint32_t row = t->data->ix->order[t->span];
    struct sv name = value_name(store_sv(t->data->s, t->data->s->span.name[row]), &tmp, t->reveal);
    double start, end;
    buf_add(b, utf8_prefix(name, BOX_BYTES));
    if (lens_times(t, t->span, &start, &end))
        buf_fmt(b, " %s", fmt_duration(end - start).text);
    buf_fmt(b, ", level %u of %u, ", v->list.cursor + 1, v->list.n);
    lens_status(t, b);
    uint32_t left_out = l->n - l->x.n_unique;
    if (left_out)
        buf_fmt(b, ", %s sent again not shown", fmt_count(left_out).text);
    buf_release(&tmp);
}

/* ---- moving ---- */

static void go(struct tui *t, uint32_t position, const char *none)
{
    if (position == NO_ROW)
        tui_say(t, "%s", none);
    else
        tui_select_span(t, position);
    lens_bring_in(t);
}

/* Another level by the keys of lists: the span there that is nearest in time. */
static void flame_moved(struct tui *t, struct tui_view *v)
{
    const struct flame_view *f = v->self;
    double start, end;
    if (t->span == NO_ROW || !lens_times(t, t->span, &start, &end))
        return;
    uint32_t p = flame_at(&f->shown, v->list.cursor, start + (end - start) / 2);
    if (p != NO_ROW)
        go(t, p, "");
}

/* The selected span; of one that was sent again, the one that stands in the tree. */
static uint32_t in_tree(const struct tui *t)
{
    const struct lens *l = &t->lens;
    uint32_t i = t->span - l->first;
    return i < l->n && i >= l->x.n_unique ? l->x.ix->parent[t->span] : t->span;
}

static void do_right(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    const struct flame_view *f = v->self;
    go(t, flame_beside(&f->shown, in_tree(t), false), "nothing comes behind on this level");
}

static void do_left(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    const struct flame_view *f = v->self;
    go(t, flame_beside(&f->shown, in_tree(t), true), "nothing stands before on this level");
}

static void do_down(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    const struct flame_view *f = v->self;
    go(t, flame_child(&f->shown, in_tree(t), t->lens.from, t->lens.to), "the span has no children");
}

static void do_up(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    uint32_t span = in_tree(t);
    bool is_there = span - t->lens.first < t->lens.x.n_unique;
    go(t, is_there ? t->data->ix->parent[span] : NO_ROW, "this is a top");
}

static const struct handler handlers[] = {
    {ACTION_DOWN, do_down},
    {ACTION_UP, do_up},
    {ACTION_RIGHT, do_right},
    {ACTION_LEFT, do_left},
};

const struct view_ops view_flame = {
    .name = "flame",
    .title = "flame",
    .about = "The spans of one trace as boxes over time, a row for each level of the tree.",
    .subject = SUBJECT_SPAN,
    .size = sizeof(struct flame_view),
    .handlers = handlers,
    .n_handlers = ARRAY_LEN(handlers),
    .shared = lens_handlers,
    .n_shared = LENS_HANDLERS,
    .finder = &lens_finder,
    .refresh = flame_refresh,
    .heading_rows = flame_heading_rows,
    .heading = flame_heading,
    .row = flame_row,
    .moved = flame_moved,
    .status = flame_status,
    .release = flame_view_release,
    .draws_cursor = true,
};
