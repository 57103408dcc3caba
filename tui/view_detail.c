/* The detail: everything about the span in hand, beside waterfall and flame graph. */
#include "lint/finding_text.h"
#include "tui/detail.h"
#include "tui/tui.h"
#include "tui/value.h"
#include "tui/waterfall.h"

struct detail_view {
    struct detail detail;
    /* ---- what it was made for ---- */
    bool made, reveal;
    uint32_t trace, span, generation, stage;
    uint32_t run;  /* spans of the row under the waterfall's cursor; 0 = it is no run */
    bool entered;  /* the keys were for it when it was drawn last */
    int width; /* that the text is wrapped to; 0 = not yet */
};

/* ---- making it ---- */

static bool is_current(const struct detail_view *self, const struct tui *t)
{
    uint32_t run;
    waterfall_run(t, &run);
    return self->made && self->run == run && self->reveal == t->reveal &&
           self->trace == t->trace && self->span == t->span && self->generation == t->generation &&
           self->stage == t->stage;
}

static void wrap(struct tui_view *v, int width)
{
    struct detail_view *self = v->self;
    self->width = width;
    text_wrap(&self->detail.text, width);
    list_resize(&v->list, (uint32_t)self->detail.text.lines.n);
}

static void make(struct tui *t, struct detail_view *self)
{
    struct detail_run run = {0};
    const struct rows *rows = waterfall_run(t, &run.n);
    self->run = run.n;
    if (!t->data->ix || t->span >= t->data->ix->n_spans) {
        detail_make_trace(&self->detail, t->data, t->trace);
        return;
    }
    if (rows) {
        run.x = &rows->x;
        run.typical = rows_typical(rows, t->span);
    }
    detail_make(&self->detail, t->data, t->lens.zero, t->span, rows ? &run : NULL, t->reveal);
}

static void detail_fill(struct tui *t, struct tui_view *v)
{
    struct detail_view *self = v->self;
    bool same_span = self->made && self->span == t->span && self->trace == t->trace &&
                     self->generation == t->generation;
    if (is_current(self, t))
        return;
    lens_refresh(t);
    make(t, self);
    self->made = true;
    self->reveal = t->reveal;
    self->trace = t->trace;
    self->span = t->span;
    self->generation = t->generation;
    self->stage = t->stage;
    struct buf needle = self->detail.needle;
    self->detail.needle = (struct buf){0};
    detail_search(&self->detail, buf_sv(&needle));
    buf_release(&needle);
    wrap(v, self->width ? self->width : 80);
    if (!same_span)
        v->list.cursor = v->list.top = 0;
}

static void detail_moved(struct tui *t, struct tui_view *v)
{
    struct detail_view *self = v->self;
    const struct detail_item *item = detail_item_of(&self->detail, v->list.cursor);
    bool is_key = item && item->kind == DETAIL_ATTRIBUTE && item->of_span;
    t->attribute = is_key ? store_sv(t->data->s, t->data->s->attrs.v[item->number].key)
                          : (struct sv){0};
}

/* Who comes into it wants the attributes; who comes back, what he had. */
static void detail_refresh(struct tui *t, struct tui_view *v)
{
    struct detail_view *self = v->self;
    bool here = t->in_companion && t->views[t->view].companion == VIEW_detail;
    detail_fill(t, v);
    if (here && !self->entered && !v->list.cursor) {
        list_go(&v->list, detail_first_attribute(&self->detail));
        detail_moved(t, v);
    }
    self->entered = here;
}

/* The width is known here, before rows are shown; one column is left for the position mark. */
static int detail_heading_rows(struct tui *t, struct tui_view *v, int width)
{
    struct detail_view *self = v->self;
    (void)t;
    width = width > 9 ? width - 1 : 8;
    if (width != self->width)
        wrap(v, width);
    return 0;
}

static void detail_release_view(struct tui_view *v)
{
    struct detail_view *self = v->self;
    detail_release(&self->detail);
}

/* ---- drawing ---- */

static void detail_row(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r,
                       uint32_t i)
{
    struct detail_view *self = v->self;
    struct sv line;
    (void)t;
    text_draw(&self->detail.text, c, r, i);
    int indent = self->detail.text.lines.v[i].indent;
    size_t n = self->detail.needle.n, at = 0;
    while (n && (at = detail_match(&self->detail, i, at, &line)) != SIZE_MAX) {
        int column = indent + canvas_columns(sv_of(line.p, at), c->ascii);
        canvas_text(c, r, 0, column, ROLE_MATCH, sv_of(line.p + at, n < line.n - at ? n
                                                                             : line.n - at));
        at += n;
    }
}

static void detail_status(struct tui *t, struct tui_view *v, struct buf *b)
{
    struct detail_view *self = v->self;
    buf_fmt(b, "line %u of %u", v->list.n ? v->list.cursor + 1 : 0, v->list.n);
    if (self->detail.needle.n)
        buf_fmt(b, ", %zu match%s", self->detail.matches.n,
                self->detail.matches.n == 1 ? "" : "es");
    if (t->reveal)
        buf_addz(b, ", secrets are shown (x hides them)");
}

/* ---- what the keys do ---- */

/* A value as a whole, as far as one may want to scroll. */
static void value_open(struct tui *t, uint32_t number)
{
    enum { MOST = 1 << 20 };
    const struct store *s = t->data->s;
    struct buf title = {0}, text = {0};
    value_add_name(&title, store_sv(s, s->attrs.v[number].key), 60, t->reveal);
    value_add(&text, s, &s->attrs.v[number], MOST, t->reveal);
    buf_addc(&title, '\0');
    tui_tell(t, title.p, text.n ? buf_sv(&text) : SV("(an empty text)"));
    buf_release(&title);
    buf_release(&text);
}

static void finding_open(struct tui *t, uint32_t number)
{
    const struct tui_data *d = t->data;
    const struct finding *f = &d->lint->findings.list.v[number];
    const struct report report = {.store = d->s, .index = d->ix, .view = d->v,
                                  .settings = d->settings, .lint = d->lint};
    const struct rule *rule = finding_rule(&report, f);
    struct buf title = {0}, text = {0};
    buf_fmt(&title, "%s %s", rule->code, rule->slug);
    finding_add_message(&text, &report, f);
    buf_fmt(&text, "\n\nWhy: %s\n\nFix: ", rule->why);
    if (f->fix.n)
        buf_add(&text, f->fix);
    else
        buf_addz(&text, rule->fix);
    tui_select_finding(t, number);
    tui_tell(t, title.p, buf_sv(&text));
    buf_release(&title);
    buf_release(&text);
}

static void open_handler(struct tui *t, struct tui_view *v, struct sv arg)
{
    struct detail_view *self = v->self;
    const struct detail_item *item = detail_item_of(&self->detail, v->list.cursor);
    (void)arg;
    if (!item)
        t->full_companion = t->in_companion && !t->full_companion;
    else if (item->kind == DETAIL_ATTRIBUTE)
        value_open(t, item->number);
    else if (item->kind == DETAIL_FINDING)
        finding_open(t, item->number);
    else
        tui_select_span(t, item->number);
}

static void step(struct tui *t, bool back)
{
    struct tui_view *v = &t->views[VIEW_detail];
    struct detail_view *self = v->self;
    bool wrapped;
    uint32_t line = detail_step(&self->detail, v->list.cursor, back, &wrapped);
    if (!self->detail.needle.n) {
        tui_say(t, "nothing is searched for; / searches");
    } else if (line == NO_ROW) {
        tui_complain(t, "not found in the detail: %.*s", SV_ARG(buf_sv(&self->detail.needle)));
    } else {
        list_go(&v->list, line);
        detail_moved(t, v);
        tui_say(t, "%zu match%s in the detail%s", self->detail.matches.n,
                self->detail.matches.n == 1 ? "" : "es", wrapped ? ", from the other end" : "");
    }
}

static struct sv search_get(struct tui *t)
{
    const struct detail_view *self = t->views[VIEW_detail].self;
    return buf_sv(&self->detail.needle);
}

static bool search_set(struct tui *t, struct sv text, struct err *e)
{
    struct tui_view *v = &t->views[VIEW_detail];
    struct detail_view *self = v->self;
    (void)e;
    detail_refresh(t, v);
    detail_search(&self->detail, text);
    if (text.n)
        step(t, false);
    return true;
}

static const struct finder finder = {
    .search = {.label = "in the detail: ", .shown = true, .stays = true, .get = search_get,
               .set = search_set},
    .step = step,
};

static const struct handler handlers[] = {
    {ACTION_OPEN, open_handler},
};

const struct view_ops view_detail = {
    .name = "detail",
    .title = "detail",
    .about = "Everything about the selected span: times against its parent, attributes with what "
             "the rules say of each, events, links, parents and children.",
    .subject = SUBJECT_ATTRIBUTE,
    .size = sizeof(struct detail_view),
    .handlers = handlers,
    .n_handlers = ARRAY_LEN(handlers),
    .finder = &finder,
    .refresh = detail_refresh,
    .heading_rows = detail_heading_rows,
    .row = detail_row,
    .moved = detail_moved,
    .status = detail_status,
    .release = detail_release_view,
};
