/* Beside the list of traces: the findings of the one under the cursor, then those about the whole
 * input that are as bad; the worst first. */
#include "core/fmt.h"
#include "lint/finding_rows.h"
#include "lint/finding_text.h"
#include "lint/worst.h"
#include "tui/finding_value.h"
#include "tui/tui.h"
#include "tui/value.h"

struct trace_findings {
    const struct lint *lint; /* what `numbers` is of; NULL = of nothing */
    uint32_t trace;
    VEC(uint32_t) numbers;   /* of lint->findings.list */
    uint32_t n_whole;        /* of them about the whole input */
};

static struct trace_findings *self_of(struct tui_view *v)
{
    return v->self;
}

/* ---- the list ---- */

static uint32_t range_add(struct trace_findings *x, struct finding_range range)
{
    for (uint32_t i = 0; i < range.n; i++)
        vec_push(&x->numbers, range.first + i);
    return range.n;
}

/* More than can be sorted within a frame stand in the order of the report. */
static void fill(struct trace_findings *x, const struct lint *lint, uint32_t trace)
{
    enum { SORTED_MAX = 20000 };
    x->lint = lint;
    x->trace = trace;
    x->numbers.n = x->n_whole = 0;
    if (trace != NO_ROW)
        range_add(x, findings_of(&lint->findings, trace));
    x->n_whole = range_add(x, findings_of(&lint->findings, NO_ROW));
    if (x->numbers.n <= SORTED_MAX)
        worst_sort(x->numbers.v, x->numbers.n, &lint->findings);
}

static void refresh(struct tui *t, struct tui_view *v)
{
    struct trace_findings *x = self_of(v);
    if (t->data->lint && (x->lint != t->data->lint || x->trace != t->trace)) {
        fill(x, t->data->lint, t->trace);
        list_resize(&v->list, 0);
    }
    list_resize(&v->list, (uint32_t)x->numbers.n);
}

static void release(struct tui_view *v)
{
    vec_release(&self_of(v)->numbers);
}

static void moved(struct tui *t, struct tui_view *v)
{
    tui_select_finding(t, self_of(v)->numbers.v[v->list.cursor]);
}

/* ---- drawing ---- */

static int heading_rows(struct tui *t, struct tui_view *v, int width)
{
    (void)t, (void)v, (void)width;
    return 1;
}

static void heading(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r)
{
    const struct trace_findings *x = self_of(v);
    uint32_t n = (uint32_t)x->numbers.n - x->n_whole;
    struct buf b = {0};
    bool none = t->view == VIEW_traces && !t->views[VIEW_traces].list.n;
    if (!t->data->lint)
        buf_addz(&b, "rules are running");
    else if (none)
        buf_addz(&b, "no trace is shown");
    else if (n)
        buf_fmt(&b, "%s in this trace", fmt_amount(n, "finding").text);
    else
        buf_addz(&b, "no findings in this trace");
    if (x->n_whole && !none)
        buf_fmt(&b, ", %s about all traces", fmt_count(x->n_whole).text);
    canvas_field(c, r, 0, 0, r.width, ROLE_DIM, buf_sv(&b), false);
    buf_release(&b);
}

enum {
    CODE_AT = 2, NAME_AT = 7,
    VALUE_WIDTH = 16,
    VALUE_FROM = 64, /* narrower lines have no room for the value beside the message */
    NAME_MIN = 14, NAME_MAX = 32,
};

/* What it is about: a span name or key, else the rule. */
static void subject_draw(struct tui *t, struct canvas *c, struct rect r, const struct finding *f,
                         const struct rule *rule)
{
    struct buf tmp = {0};
    sym y = f->name != SYM_NONE ? f->name : f->key;
    if (y != SYM_NONE)
        canvas_field(c, r, 0, 0, r.width, ROLE_TEXT,
                     value_name(store_sv(t->data->s, y), &tmp, t->reveal), false);
    else
        canvas_field(c, r, 0, 0, r.width, ROLE_DIM, sv_from_c(rule->slug), false);
    buf_release(&tmp);
}

static void row(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r, uint32_t i)
{
    const struct trace_findings *x = self_of(v);
    const struct finding *f = &t->data->lint->findings.list.v[x->numbers.v[i]];
    const struct report report = tui_data_report(t->data);
    const struct rule *rule = finding_rule(&report, f);
    struct buf b = {0};
    int name = r.width / 4 < NAME_MIN ? NAME_MIN : r.width / 4 < NAME_MAX ? r.width / 4 : NAME_MAX;
    int at = NAME_AT + name + 1;
    canvas_glyph(c, r, 0, 0, severity_role(f->severity), severity_glyph(f->severity));
    canvas_text(c, r, 0, CODE_AT, severity_role(f->severity), sv_from_c(rule->code));
    subject_draw(t, c, rect_columns(rect_right(r, NAME_AT), name), f, rule);
    if (r.width >= VALUE_FROM) {
        if (finding_has_value(f))
            finding_add_value(&b, t->data, f);
        canvas_field(c, r, 0, at, VALUE_WIDTH, ROLE_TITLE, buf_sv(&b), false);
        at += VALUE_WIDTH + 1;
        buf_clear(&b);
    }
    finding_add_message(&b, &report, f);
    canvas_field(c, r, 0, at, r.width - at, ROLE_TEXT, buf_sv(&b), false);
    buf_release(&b);
}

static void status(struct tui *t, struct tui_view *v, struct buf *b)
{
    (void)t;
    if (v->list.n)
        buf_fmt(b, "finding %s of %s; Enter explains it", fmt_count(v->list.cursor + 1).text,
                fmt_count(v->list.n).text);
}

static void do_open(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    if (!v->list.n)
        return;
    moved(t, v);
    tui_show(t, VIEW_findings);
}

static const struct handler handlers[] = {
    {ACTION_OPEN, do_open},
};

const struct view_ops view_trace_findings = {
    .name = "trace_findings",
    .title = "findings of the trace",
    .about = "the findings of the trace under the cursor, the worst first",
    .subject = SUBJECT_FINDING,
    .size = sizeof(struct trace_findings),
    .handlers = handlers,
    .n_handlers = ARRAY_LEN(handlers),
    .refresh = refresh,
    .heading_rows = heading_rows,
    .heading = heading,
    .row = row,
    .moved = moved,
    .status = status,
    .release = release,
};
