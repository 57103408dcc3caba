/* The list of traces: which there are, how good each one is, and what is worst of all. */
#include "core/fmt.h"
#include "core/shown.h"
#include "lint/finding_text.h"
#include "tui/finding_value.h"
#include "tui/mark_actions.h"
#include "tui/order.h"
#include "tui/query_word.h"
#include "tui/trace_columns.h"
#include "tui/value.h"

static struct trace_list *self_of(struct tui_view *v)
{
    return v->self;
}

struct trace_list *trace_list_of(struct tui *t)
{
    return t->views[VIEW_traces].self;
}

static void refresh(struct tui *t, struct tui_view *v)
{
    (void)v;
    trace_list_refresh(t);
}

static void release(struct tui_view *v)
{
    trace_list_release(self_of(v));
}

static void moved(struct tui *t, struct tui_view *v)
{
    struct trace_list *l = self_of(v);
    l->trace = l->order[v->list.cursor];
    tui_select_trace(t, l->trace);
}

/* ---- heading ---- */

static bool has_worst(const struct trace_list *l)
{
    return l->has && l->x.d->lint && l->x.worst != NO_ROW;
}

/* What the filter and the search say stands in a line of its own. */
static bool has_words(const struct trace_list *l)
{
    return l->filter || l->search;
}

static int heading_rows(struct tui *t, struct tui_view *v, int width)
{
    (void)t, (void)width;
    const struct trace_list *l = self_of(v);
    return 2 + has_worst(l) + has_words(l);
}

/* "12 traces, 530 spans, 3 errors, 8 warnings; score of all 75.5 fair", the score at the right
 * edge. It is not that of a single trace, which leaves out what is about all of the input. */
static void sum_draw(struct tui *t, struct canvas *c, struct rect r)
{
    const struct tui_data *d = t->data;
    struct buf b = {0}, score = {0};
    buf_fmt(&b, "%s, %s", fmt_amount(d->ix->n_real_traces, "trace").text,
            fmt_amount(d->ix->n_spans, "span").text);
    if (d->lint) {
        buf_addz(&b, ", ");
        finding_add_totals(&b, d->lint->totals);
        if (d->ix->n_spans)
            buf_fmt(&score, "score of all %.1f %s", lint_score_shown(d->lint), d->lint->grade);
    }
    int room = r.width - canvas_columns(buf_sv(&score), c->ascii) - 1;
    canvas_field(c, r, 0, 0, room, ROLE_TITLE, buf_sv(&b), false);
    canvas_text(c, r, 0, room + 1, ROLE_TITLE, buf_sv(&score));
    buf_release(&b);
    buf_release(&score);
}

static void worst_draw(struct tui *t, const struct trace_list *l, struct canvas *c, struct rect r)
{
    const struct tui_data *d = t->data;
    const struct finding *f = &d->lint->findings.list.v[l->x.worst];
    const struct report report = tui_data_report(d);
    struct buf b = {0}, tmp = {0};
    canvas_glyph(c, r, 0, 0, severity_role(f->severity), severity_glyph(f->severity));
    int at = 2 + canvas_fmt(c, r, 0, 2, severity_role(f->severity), "%s ",
                            finding_rule(&report, f)->code);
    if (f->trace != NO_ROW && d->ix->n_real_traces > 1) {
        shown_add_trace(&b, d->s, f->trace);
        at += canvas_fmt(c, r, 0, at, ROLE_DIM, "trace %.*s: ", b.n > 8 ? 8 : (int)b.n, b.p);
        buf_clear(&b);
    }
    if (f->name != SYM_NONE) {
        fmt_foreign(&b, value_name(store_sv(d->s, f->name), &tmp, t->reveal), 40);
        at += canvas_text(c, r, 0, at, ROLE_TITLE, buf_sv(&b)) + 1;
        buf_clear(&b);
    }
    finding_add_message(&b, &report, f);
    canvas_field(c, r, 0, at, r.width - at, ROLE_TEXT, buf_sv(&b), false);
    buf_release(&b);
    buf_release(&tmp);
}

static int words_add(struct canvas *c, struct rect r, int at, const char *what,
                     const struct traces_filter *f)
{
    struct buf b = {0};
    if (!f)
        return at;
    at += canvas_text(c, r, 0, at, ROLE_DIM, sv_from_c(what));
    at += canvas_text(c, r, 0, at, ROLE_MATCH, shown_sentence(traces_filter_text(f), &b));
    buf_release(&b);
    return at + 2;
}

static void words_draw(const struct trace_list *l, struct canvas *c, struct rect r)
{
    int at = words_add(c, r, 0, "only ", l->filter);
    if (l->filter && !l->n)
        at += canvas_text(c, r, 0, at, ROLE_WARNING, SV("no trace matches; Esc shows all")) + 2;
    else if (l->filter)
        at += canvas_fmt(c, r, 0, at, ROLE_DIM, "%s of %s", fmt_count(l->n).text,
                         fmt_count(l->x.n).text) + 2;
    at = words_add(c, r, at, "search ", l->search);
    if (l->search)
        canvas_fmt(c, r, 0, at, ROLE_DIM, "%s", fmt_amount(l->n_matches, "trace").text);
}

static void heading(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r)
{
    const struct trace_list *l = self_of(v);
    int row = 1;
    if (!t->data->ix)
        return;
    sum_draw(t, c, r);
    if (has_worst(l))
        worst_draw(t, l, c, rect_below(r, row++));
    if (has_words(l))
        words_draw(l, c, rect_below(r, row++));
    if (!l->has)
        canvas_text(c, r, row, 2, ROLE_DIM, SV("looking at the traces"));
    else if (!l->x.n)
        canvas_text(c, r, row, 2, ROLE_DIM, SV("no spans"));
    else
        trace_columns_title(l, c, rect_below(r, row));
}

static void row(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r, uint32_t i)
{
    const struct trace_list *l = self_of(v);
    trace_columns_row(t, l, c, r, l->order[i]);
}

/* Which one it is: names of roots are often the same. */
static void which_add(struct buf *b, const struct tui_data *d, const struct trace_list *l,
                      uint32_t trace)
{
    enum { ID = 8 };
    uint32_t row = l->x.rows[trace].root;
    size_t before = b->n;
    if (d->s->inputs.n > 1 && row != NO_ROW) {
        buf_addz(b, " in ");
        fmt_foreign(b, trace_file(d->s, row), 40);
    } else if (d->s->traces.v[trace].id_state != TRACE_ID_NONE) {
        buf_addc(b, ' ');
        shown_add_trace(b, d->s, trace);
        b->n = b->n > before + 1 + ID ? before + 1 + ID : b->n;
    }
}

/* Spans without a trace id have a row, but are no trace. */
static void status(struct tui *t, struct tui_view *v, struct buf *b)
{
    const struct trace_list *l = self_of(v);
    const struct tui_data *d = t->data;
    if (!l->n)
        return;
    uint32_t trace = l->order[v->list.cursor];
    bool others = d->ix->n_real_traces != l->x.n;
    buf_fmt(b, "%s %s of %s", others ? "row" : "trace", fmt_count(v->list.cursor + 1).text,
            fmt_count(l->n).text);
    if (d->s->traces.v[trace].id_state == TRACE_ID_NONE)
        buf_addz(b, ", spans without a trace id");
    which_add(b, d, l, trace);
    if (l->search)
        buf_fmt(b, ", match %s of %s",
                fmt_count(trace_list_match_number(l, v->list.cursor)).text,
                fmt_count(l->n_matches).text);
    buf_fmt(b, ", by %.*s%s", SV_ARG(traces_column_name((enum traces_column)l->column)),
            l->column != BY_APPEARANCE && l->descending ? " (falling)" : "");
}

/* ---- sorting ---- */

static void sort_by(struct tui *t, enum traces_column column)
{
    trace_list_sort(t, column, traces_column_descends(column));
    tui_say(t, "sorted by %.*s", SV_ARG(traces_column_name(column)));
}

static struct sv order(uint32_t i)
{
    return i < TRACES_COLUMNS ? traces_column_name((enum traces_column)i) : (struct sv){0};
}

static void do_sort(struct tui *t, struct tui_view *v, struct sv arg)
{
    unsigned column;
    if (order_ask(t, v, arg, self_of(v)->column, &column))
        sort_by(t, (enum traces_column)column);
}

static void do_reverse(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    struct trace_list *l = self_of(v);
    trace_list_sort(t, (enum traces_column)l->column, !l->descending);
}

/* The order and the filter; a search would move the cursor. */
static void traces_wishes(struct tui *t, struct tui_view *v, struct buf *b)
{
    (void)t;
    const struct trace_list *l = self_of(v);
    enum traces_column column = (enum traces_column)l->column;
    if (l->order) {
        tui_wish(b, SV("sort"), traces_column_name(column));
        if (l->descending != traces_column_descends(column))
            tui_wish(b, SV("reverse"), (struct sv){0});
    }
    if (l->filter)
        tui_wish(b, SV("filter"), traces_filter_text(l->filter));
}

/* ---- steps ---- */

static void step(struct tui *t, trace_list_is *is, bool back, const char *what)
{
    bool wrapped = false;
    if (!trace_list_step(t, is, back, &wrapped))
        tui_say(t, "no trace with %s", what);
    else if (wrapped)
        tui_say(t, back ? "from the last trace on again" : "from the first trace on again");
}

static void match_step(struct tui *t, bool back)
{
    if (trace_list_of(t)->search)
        step(t, trace_list_is_match, back, "a match");
    else
        tui_say(t, "nothing is searched for; / searches");
}

/* ---- filter and search ---- */

static struct sv filter_get(struct tui *t)
{
    const struct trace_list *l = trace_list_of(t);
    return l->filter ? traces_filter_text(l->filter) : (struct sv){0};
}

static bool search_begin(struct tui *t)
{
    trace_list_of(t)->origin = t->trace;
    return true;
}

static struct sv search_get(struct tui *t)
{
    const struct trace_list *l = trace_list_of(t);
    return l->search ? traces_filter_text(l->search) : (struct sv){0};
}

static bool search_set(struct tui *t, struct sv text, struct err *e)
{
    trace_list_of(t)->jumps = text.n > 0;
    return trace_list_search(t, text, e);
}

static void search_back(struct tui *t, struct sv text)
{
    struct trace_list *l = trace_list_of(t);
    struct err none = {0};
    l->jumps = false;
    tui_select_trace(t, l->origin);
    trace_list_search(t, text, &none);
}

static void search_done(struct tui *t)
{
    const struct trace_list *l = trace_list_of(t);
    if (l->search && !t->works && !l->n_matches)
        tui_say(t, "no trace matches");
}

/* What was searched for does not stand in the prompt: `*` may have taken it from a trace, and a
 * prompt shows all that is in it. */
static const struct finder finder = {
    .search = {.label = "/", .live = true, .again = true, .begin = search_begin,
               .get = search_get, .set = search_set, .back = search_back, .done = search_done},
    .filter = {.label = "only traces with: ", .live = true, .shown = true, .get = filter_get,
               .set = trace_list_filter},
    .step = match_step,
};

static void do_search_this(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    struct trace_list *l = self_of(v);
    struct buf b = {0};
    if (!l->n)
        return;
    struct sv name = traces_root(&l->x, l->order[v->list.cursor]);
    buf_addz(&b, "root=");
    query_quote(&b, name);
    finder_search(t, v, buf_sv(&b));
    buf_release(&b);
}

/* ---- to findings, errors ---- */

static bool has_findings(const struct trace_list *l, uint32_t trace)
{
    return traces_findings(&l->x, trace) > 0;
}

static bool has_errors(const struct trace_list *l, uint32_t trace)
{
    return l->x.rows[trace].errors > 0;
}

static void do_next_finding(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    step(t, has_findings, false, "a finding");
}

static void do_prev_finding(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    step(t, has_findings, true, "a finding");
}

static void do_next_error(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    step(t, has_errors, false, "an error");
}

static void do_prev_error(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    step(t, has_errors, true, "an error");
}

static void do_next_trace(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    trace_list_move(t, 1);
}

static void do_prev_trace(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    trace_list_move(t, -1);
}

/* ---- columns ---- */

static void columns_pan(struct tui *t, struct trace_list *l, int by)
{
    if (!trace_columns_pan(l, t->rows_at[0].width, by))
        tui_say(t, by > 0 ? "there are no more columns" : "these are the first columns");
}

static void do_right(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    columns_pan(t, self_of(v), 1);
}

static void do_left(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    columns_pan(t, self_of(v), -1);
}

/* ---- the rest ---- */

static void do_open(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    if (!self_of(v)->n)
        return;
    moved(t, v);
    tui_show(t, VIEW_waterfall);
}

static const struct action_help helps[] = {
    {ACTION_RIGHT, "columns further right, where not all of them fit"},
    {ACTION_LEFT, "columns further left"},
};

static const struct handler handlers[] = {
    {ACTION_RIGHT, do_right},
    {ACTION_LEFT, do_left},
    {ACTION_OPEN, do_open},
    {ACTION_SORT, do_sort},
    {ACTION_REVERSE, do_reverse},
    {ACTION_SEARCH_THIS, do_search_this},
    {ACTION_NEXT_FINDING, do_next_finding},
    {ACTION_PREV_FINDING, do_prev_finding},
    {ACTION_NEXT_ERROR, do_next_error},
    {ACTION_PREV_ERROR, do_prev_error},
    {ACTION_NEXT_TRACE, do_next_trace},
    {ACTION_PREV_TRACE, do_prev_trace},
    {ACTION_MARK, mark_handler},
    {ACTION_DIFF, diff_handler},
};

const struct view_ops view_traces = {
    .name = "traces",
    .title = "traces",
    .about = "every trace with its length, spans, errors, findings and score; and what is worst",
    .subject = SUBJECT_TRACE,
    .size = sizeof(struct trace_list),
    .order = order,
    .handlers = handlers,
    .n_handlers = ARRAY_LEN(handlers),
    .finder = &finder,
    .helps = helps,
    .n_helps = ARRAY_LEN(helps),
    .refresh = refresh,
    .heading_rows = heading_rows,
    .heading = heading,
    .row = row,
    .moved = moved,
    .status = status,
    .wishes = traces_wishes,
    .release = release,
};
