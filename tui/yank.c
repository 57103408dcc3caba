#include "tui/yank.h"

#include "core/id.h"
#include "core/shown.h"
#include "tui/dispatch.h"
#include "tui/draft_actions.h"
#include "tui/drafts.h"
#include "tui/finding_copy.h"
#include "tui/span_json.h"
#include "tui/value.h"

struct yank_row {
    char key;
    struct sv word, text;
};
static const struct yank_row rows[YANKS] = {
    [YANK_ID] = {'i', SV_INIT("id"), SV_INIT("id of the span or trace")},
    [YANK_JSON] = {'j', SV_INIT("json"), SV_INIT("the span as OTLP JSON")},
    [YANK_ROW] = {'r', SV_INIT("row"), SV_INIT("the row as it is shown")},
    [YANK_ATTRIBUTE] = {'a', SV_INIT("attribute"), SV_INIT("the attribute under the cursor")},
};

/* ---- what is under the cursor ---- */

/* A row of the store, NO_ROW = a trace as a whole. */
struct aim {
    uint32_t row, trace;
};

static bool is_of_findings(const struct tui_view *v)
{
    return v->ops->subject == SUBJECT_FINDING;
}

static struct aim finding_aim(const struct tui *t)
{
    const struct findings *all = &t->data->lint->findings;
    const struct finding *f = &all->list.v[t->finding];
    return (struct aim){f->n_rows ? f->rows[0] : NO_ROW,
                           f->n_rows ? t->data->s->span.trace[f->rows[0]] : f->trace};
}

static struct aim find_aim(const struct tui *t, const struct tui_view *v)
{
    const struct tui_data *d = t->data;
    if (!d->s || !d->ix)
        return (struct aim){NO_ROW, NO_ROW};
    if (is_of_findings(v) && d->lint && t->finding < d->lint->findings.list.n)
        return finding_aim(t);
    if (v->ops->subject != SUBJECT_TRACE && t->span < d->ix->n_spans) {
        uint32_t row = d->ix->order[t->span];
        return (struct aim){row, d->s->span.trace[row]};
    }
    return (struct aim){NO_ROW, t->trace < d->s->traces.n ? t->trace : NO_ROW};
}

/* The draft in hand, in the metrics view and beside it; NULL = none. */
static const struct definition *find_draft(struct tui *t, const struct tui_view *v)
{
    uint32_t draft = v->ops->subject == SUBJECT_DRAFT ? draft_in_hand(t, v) : NO_ROW;
    return draft == NO_ROW ? NULL : &t->drafts->plan.drafts.v[draft].definition;
}

/* ---- the four kinds ---- */

static bool draft_yank(struct buf *b, const char **what, const struct definition *d,
                       enum yank which, struct err *e)
{
    struct buf all = {0}, tmp = {0};
    struct json_out j = {.b = &all};
    if (which == YANK_JSON)
        definition_json(&j, NULL, d);
    else
        buf_add(&all, which == YANK_ID ? d->metric_name : d->metric_attribute);
    buf_add(b, shown_sentence(buf_sv(&all), &tmp));
    *what = which == YANK_JSON ? "the body of the metric"
            : which == YANK_ID ? "the metric's name" : "the metric's attribute";
    buf_release(&all);
    buf_release(&tmp);
    return b->n || err_set(e, "the metric has no attribute");
}

static bool id_yank(struct buf *b, const char **what, struct tui *t, struct aim at,
                    struct err *e)
{
    const struct store *s = t->data->s;
    *what = at.row != NO_ROW ? "the span's id" : "the trace's id";
    if (at.row != NO_ROW && t->reveal)
        id_add_span(b, s, at.row);
    else if (at.row != NO_ROW)
        shown_add_span(b, s, at.row);
    else if (at.trace != NO_ROW && t->reveal)
        id_add_trace(b, s, at.trace);
    else if (at.trace != NO_ROW)
        shown_add_trace(b, s, at.trace);
    return b->n || err_set(e, at.row != NO_ROW || at.trace != NO_ROW
                                  ? "it has no id"
                                  : "no trace is selected, so there is no id to copy");
}

static bool json_yank(struct buf *b, const char **what, struct tui *t, struct aim at,
                      struct err *e)
{
    if (at.row == NO_ROW)
        return err_set(e, "no span is selected: go to one in the waterfall (2), then copy it");
    bool masked = !t->reveal && span_json_hides(t->data->s, at.row);
    *what = masked ? "the span as OTLP JSON (masked: x shows all)" : "the span as OTLP JSON";
    span_json(b, t->data->s, at.row, t->reveal);
    return true;
}

static bool row_yank(struct buf *b, const char **what, struct tui *t, struct tui_view *v,
                     struct err *e)
{
    enum { WIDTH = 200 };
    struct canvas c = {.ascii = t->ascii};
    *what = "the row";
    if (v->list.cursor >= v->list.n)
        return err_set(e, "there is no row to copy");
    canvas_resize(&c, t->canvas.width > WIDTH ? t->canvas.width : WIDTH, 1);
    v->ops->row(t, v, &c, canvas_all(&c), v->list.cursor);
    canvas_save(b, &c, CANVAS_TEXT);
    canvas_release(&c);
    while (b->n && b->p[b->n - 1] == '\n')
        b->n--;
    return true;
}

static const struct attr *find_attribute(const struct store *s, uint32_t row, struct sv key)
{
    struct attr_range r = span_attrs(s, row);
    for (uint32_t i = r.first; i < r.first + r.count; i++)
        if (sv_eq(store_sv(s, s->attrs.v[i].key), key))
            return &s->attrs.v[i];
    return NULL;
}

static bool attribute_yank(struct buf *b, const char **what, struct tui *t, struct aim at,
                           struct err *e)
{
    const struct attr *a = at.row != NO_ROW && t->attribute.n
                               ? find_attribute(t->data->s, at.row, t->attribute)
                               : NULL;
    *what = "the attribute";
    if (!a)
        return err_set(e, "no attribute is under the cursor: go to one in the detail of a span "
                          "(Enter or Tab)");
    struct buf tmp = {0};
    buf_add(b, value_name(t->attribute, &tmp, t->reveal));
    buf_addc(b, '=');
    value_add(b, t->data->s, a, 0, t->reveal);
    buf_release(&tmp);
    return true;
}

/* A finding is copied as reports write it. False when this is another kind, or there is none. */
static bool finding_yank(struct buf *b, const char **what, const struct tui *t, enum yank which)
{
    const struct tui_data *d = t->data;
    if (!d->lint || t->finding >= d->lint->findings.list.n ||
        (which != YANK_JSON && which != YANK_ROW))
        return false;
    *what = which == YANK_JSON ? "the finding as JSON" : "the finding";
    if (which == YANK_JSON)
        finding_copy_json(b, d, t->finding);
    else
        finding_copy_line(b, d, t->finding);
    return true;
}

bool yank_text(struct buf *b, const char **what, struct tui *t, struct tui_view *v,
               enum yank which, struct err *e)
{
    struct aim at = find_aim(t, v);
    const struct definition *draft = find_draft(t, v);
    if (draft && which != YANK_ROW && which != YANKS)
        return draft_yank(b, what, draft, which, e);
    if (is_of_findings(v) && finding_yank(b, what, t, which))
        return true;
    switch (which) {
    case YANK_ID:
        return id_yank(b, what, t, at, e);
    case YANK_JSON:
        return json_yank(b, what, t, at, e);
    case YANK_ROW:
        return row_yank(b, what, t, v, e);
    case YANK_ATTRIBUTE:
        return attribute_yank(b, what, t, at, e);
    case YANKS:
        break;
    }
    return err_set(e, "that cannot be copied: id, json, row or attribute can");
}

/* ---- the action ---- */

static void yank(struct tui *t, struct tui_view *v, enum yank which)
{
    struct buf b = {0};
    struct err e = {0};
    const char *what = "";
    if (yank_text(&b, &what, t, v, which, &e))
        tui_copy(t, what, buf_sv(&b));
    else
        tui_complain(t, "%s", e.text);
    buf_release(&b);
}

static void chosen(struct tui *t, uint32_t item)
{
    yank(t, tui_focused(t), (enum yank)item);
}

struct sv yank_word(uint32_t i)
{
    return i < YANKS ? rows[i].word : (struct sv){0};
}

static enum yank yank_of(struct sv word)
{
    size_t i = 0;
    while (i < YANKS && !(word.n && sv_starts(rows[i].word, word)))
        i++;
    return (enum yank)i;
}

void yank_handler(struct tui *t, struct tui_view *v, struct sv arg)
{
    struct menu_item items[YANKS];
    if (arg.n) {
        yank(t, v, yank_of(arg));
        return;
    }
    for (size_t i = 0; i < YANKS; i++)
        items[i] = (struct menu_item){.key = rows[i].key, .text = rows[i].text};
    tui_menu(t, "Copy", items, YANKS, 0, chosen);
}
