/* One draft, beside the metrics: its fields, which Enter changes, and what speaks for it. */
#include "tui/draft_actions.h"
#include "tui/draft_text.h"

struct draft_view {
    struct text text;
    /* ---- what it was made for ---- */
    uint32_t draft, call, changes, plans;
    bool made;
    int width;
    uint8_t field; /* enum draft_field that is being asked for */
};

/* ---- making it ---- */

static uint32_t call_of(const struct tui *t)
{
    const struct facts *f = t->drafts->facts;
    return f && t->trace < f->in->s->traces.n ? f->in->call_of[t->trace] : NO_ROW;
}

static void wrap(struct tui_view *v, int width)
{
    struct draft_view *self = v->self;
    self->width = width;
    text_wrap(&self->text, width);
    list_resize(&v->list, (uint32_t)self->text.lines.n);
}

static void nothing_tell(struct text *x)
{
    text_clear(x);
    text_add(x, ROLE_DIM, SV("No draft is under the cursor."));
    text_end(x);
}

static void draft_refresh(struct tui *t, struct tui_view *v)
{
    struct draft_view *self = v->self;
    struct tui_view *metrics = &t->views[VIEW_metrics];
    metrics->ops->refresh(t, metrics); /* it says which draft is in hand */
    struct drafts *d = t->drafts;
    uint32_t draft = drafts_at(d), call = d->has_plan ? call_of(t) : NO_ROW;
    if (self->made && self->draft == draft && self->call == call && self->changes == d->changes &&
        self->plans == d->plans)
        return;
    bool another = self->draft != draft;
    if (draft == NO_ROW)
        nothing_tell(&self->text);
    else
        draft_text_make(&self->text, d, draft, call, t->ascii);
    self->made = true;
    self->draft = draft;
    self->call = call;
    self->changes = d->changes;
    self->plans = d->plans;
    wrap(v, self->width ? self->width : 80);
    if (another)
        v->list.cursor = v->list.top = 0;
}

static int draft_heading_rows(struct tui *t, struct tui_view *v, int width)
{
    struct draft_view *self = v->self;
    (void)t;
    width = width > 9 ? width - 1 : 8;
    if (width != self->width)
        wrap(v, width);
    return 0;
}

static void draft_release_view(struct tui_view *v)
{
    struct draft_view *self = v->self;
    text_release(&self->text);
}

static void draft_row(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r,
                      uint32_t i)
{
    struct draft_view *self = v->self;
    (void)t;
    text_draw(&self->text, c, r, i);
}

static void draft_status(struct tui *t, struct tui_view *v, struct buf *b)
{
    struct draft_view *self = v->self;
    (void)t;
    uint32_t tag = v->list.cursor < self->text.lines.n ? self->text.lines.v[v->list.cursor].tag
                                                        : 0;
    if (tag)
        buf_fmt(b, "Enter changes the %.*s",
                SV_ARG(draft_field_name((enum draft_field)(tag - 1))));
    else
        buf_fmt(b, "line %u of %u; Enter on a field changes it", v->list.n ? v->list.cursor + 1
                                                                           : 0, v->list.n);
}

/* ---- editing ---- */

static void edited(struct tui *t, struct sv text)
{
    struct draft_view *self = t->views[VIEW_draft].self;
    struct drafts *d = t->drafts;
    struct err e = {0}, doubt = {0};
    uint32_t draft = d ? drafts_at(d) : NO_ROW;
    struct sv name = draft_field_name((enum draft_field)self->field);
    if (draft == NO_ROW)
        return;
    if (!drafts_edit(d, d->facts, draft, (enum draft_field)self->field, text, &doubt, &e))
        tui_complain(t, "%s", e.text);
    else if (doubt.set)
        tui_complain(t, "changed the %.*s, but %s", SV_ARG(name), doubt.text);
    else
        tui_say(t, "changed the %.*s", SV_ARG(name));
    drafts_refresh(t);
}

/* Those of the profile, in the order of the menu. */
static uint32_t aggregations_list(enum profile profile, const struct aggregation_row **rows)
{
    uint32_t n = 0;
    for (size_t i = 0; i < AGGREGATIONS; i++)
        if (profile == PROFILE_FULL || aggregation_rows[i].legacy)
            rows[n++] = &aggregation_rows[i];
    return n;
}

static void aggregation_chosen(struct tui *t, uint32_t item)
{
    const struct aggregation_row *rows[AGGREGATIONS];
    if (t->drafts && item < aggregations_list(t->drafts->plan.profile, rows))
        edited(t, rows[item]->name);
}

static void aggregation_ask(struct tui *t, const struct definition *d)
{
    const struct aggregation_row *rows[AGGREGATIONS];
    struct menu_item items[AGGREGATIONS] = {0};
    uint32_t n = aggregations_list(t->drafts->plan.profile, rows), initial = 0;
    for (uint32_t i = 0; i < n; i++) {
        items[i].text = rows[i]->name;
        if (sv_eq(rows[i]->name, d->aggregation_method))
            initial = i;
    }
    tui_menu(t, "Aggregation", items, n, initial, aggregation_chosen);
}

static void open_handler(struct tui *t, struct tui_view *v, struct sv arg)
{
    static const char *const labels[DRAFT_FIELDS] = {"name: ", "", "unit: ", "target (<= 1.5): ",
                                                     "description: "};
    struct draft_view *self = v->self;
    uint32_t draft = drafts_at(t->drafts);
    uint32_t tag = v->list.cursor < self->text.lines.n ? self->text.lines.v[v->list.cursor].tag
                                                        : 0;
    (void)arg;
    if (draft == NO_ROW || !tag) {
        t->full_companion = t->in_companion && !t->full_companion;
        return;
    }
    const struct definition *d = &t->drafts->plan.drafts.v[draft].definition;
    self->field = (uint8_t)(tag - 1);
    if (self->field == FIELD_AGGREGATION) {
        aggregation_ask(t, d);
        return;
    }
    struct buf initial = {0};
    draft_field_add(&initial, d, (enum draft_field)self->field);
    tui_ask(t, labels[self->field], buf_sv(&initial), edited, NULL);
    buf_release(&initial);
}

static const struct handler handlers[] = {
    {ACTION_OPEN, open_handler},
    {ACTION_DISCARD, discard_draft_handler},
    {ACTION_PROFILE, profile_handler},
};

const struct view_ops view_draft = {
    .name = "draft",
    .title = "draft",
    .about = "The draft under the cursor of the metrics: its fields, which Enter changes, its "
             "preview, the reasons for its verdict and its body.",
    .subject = SUBJECT_DRAFT,
    .size = sizeof(struct draft_view),
    .handlers = handlers,
    .n_handlers = ARRAY_LEN(handlers),
    .refresh = draft_refresh,
    .heading_rows = draft_heading_rows,
    .row = draft_row,
    .status = draft_status,
    .release = draft_release_view,
};
