/* The explanation of what is under the cursor in the list of findings. */
#include "tui/explain.h"
#include "tui/finding_actions.h"
#include "tui/finding_value.h"

struct explain_view {
    struct text text;
    struct explain_subject subject;
    /* ---- what it was made for ---- */
    bool made, reveal;
    uint32_t generation, stage, changes;
    int width; /* that it is wrapped to */
};

/* ---- making it ---- */

/* A finding, or the rule of a group. With another view in front, the finding that is selected. */
static struct explain_subject subject_of(struct tui *t)
{
    const struct finding_pane *p = finding_pane_of(t);
    struct explain_subject s = {NO_ROW, NO_ROW, NO_ROW};
    struct finding_at at;
    if (!t->data->lint || !finding_pane_at(t, &at))
        return s;
    const struct lint *lint = t->data->lint;
    const struct finding_group *g = &p->list.groups[at.group];
    s.finding = at.finding;
    s.skipped = at.skipped;
    if (at.finding != NO_ROW)
        s.rule = lint->findings.list.v[at.finding].rule;
    else if (at.skipped != NO_ROW)
        s.rule = lint->skipped.v[at.skipped].rule;
    else if (p->list.by == FINDINGS_BY_RULE && g->id != FINDINGS_SKIPPED)
        s.rule = g->id;
    return s;
}

static void wrap(struct tui_view *v, int width)
{
    struct explain_view *self = v->self;
    self->width = width;
    text_wrap(&self->text, width);
    list_resize(&v->list, (uint32_t)self->text.lines.n);
}

static void explain_refresh(struct tui *t, struct tui_view *v)
{
    struct explain_view *self = v->self;
    const struct finding_pane *p = finding_pane_of(t);
    finding_pane_refresh(t, &t->views[VIEW_findings]);
    struct explain_subject s = subject_of(t);
    bool same = self->made && memcmp(&s, &self->subject, sizeof(s)) == 0 &&
                self->generation == t->generation;
    if (same && self->reveal == t->reveal && self->stage == t->stage &&
        self->changes == p->changes)
        return;
    const struct lens *l = &t->lens;
    bool known = l->ready && l->generation == t->generation;
    explain_make(&self->text, t->data, &s,
                 s.finding == NO_ROW ? NULL : accepted_of(&p->accepted, s.finding),
                 known ? &l->x : NULL, t->reveal);
    self->made = true;
    self->reveal = t->reveal;
    self->generation = t->generation;
    self->stage = t->stage;
    self->changes = p->changes;
    self->subject = s;
    wrap(v, self->width ? self->width : 80);
    if (!same)
        v->list.cursor = v->list.top = 0;
}

/* The width is known here, before rows are shown; one column is left for the position mark. */
static int explain_heading_rows(struct tui *t, struct tui_view *v, int width)
{
    const struct explain_view *self = v->self;
    (void)t;
    width = width > 9 ? width - 1 : 8;
    if (width != self->width)
        wrap(v, width);
    return 0;
}

static void explain_release(struct tui_view *v)
{
    struct explain_view *self = v->self;
    text_release(&self->text);
}

/* ---- drawing ---- */

static uint32_t tag_of(const struct explain_view *self, uint32_t i)
{
    return i < self->text.lines.n ? self->text.lines.v[i].tag : 0;
}

static void value_draw(struct tui *t, const struct explain_view *self, struct canvas *c,
                       struct rect r)
{
    enum { BAR = 24 };
    const struct finding *f = &t->data->lint->findings.list.v[self->subject.finding];
    struct buf b = {0};
    finding_add_value(&b, t->data, f);
    int at = canvas_columns(buf_sv(&b), c->ascii) + 2;
    int room = r.width - at < BAR ? r.width - at : BAR;
    if (room >= 4)
        finding_bar_draw(c, rect_columns(rect_right(r, at), room), t->data, f);
    buf_release(&b);
}

static void explain_row(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r,
                        uint32_t i)
{
    const struct explain_view *self = v->self;
    text_draw(&self->text, c, r, i);
    if (tag_of(self, i) == EXPLAIN_VALUE && self->subject.finding != NO_ROW)
        value_draw(t, self, c, r);
}

static void explain_status(struct tui *t, struct tui_view *v, struct buf *b)
{
    (void)t;
    buf_fmt(b, "line %u of %u", v->list.n ? v->list.cursor + 1 : 0, v->list.n);
}

/* ---- what the keys do ---- */

/* On an example: to that span; elsewhere the explanation takes the whole screen. */
static void do_open(struct tui *t, struct tui_view *v, struct sv arg)
{
    const struct explain_view *self = v->self;
    uint32_t tag = tag_of(self, v->list.cursor);
    (void)arg;
    if (self->subject.finding != NO_ROW && tag >= EXPLAIN_EXAMPLE)
        finding_open(t, self->subject.finding,
                     t->data->lint->findings.list.v[self->subject.finding]
                         .rows[tag - EXPLAIN_EXAMPLE]);
    else
        t->full_companion = !t->full_companion;
}

static const struct handler handlers[] = {
    {ACTION_OPEN, do_open},
};

const struct view_ops view_explain = {
    .name = "explain",
    .title = "explanation",
    .about = "what the finding means, on which spans it is, why it matters and how to fix it",
    .subject = SUBJECT_FINDING,
    .size = sizeof(struct explain_view),
    .handlers = handlers,
    .n_handlers = ARRAY_LEN(handlers),
    .refresh = explain_refresh,
    .heading_rows = explain_heading_rows,
    .row = explain_row,
    .status = explain_status,
    .release = explain_release,
};
