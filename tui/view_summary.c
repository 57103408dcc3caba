/* What `spanvet summary` shows, with bars: how much there is of what, and which spans take the
 * time. */
#include "core/fmt.h"
#include "core/shown.h"
#include "core/utf8.h"
#include "tui/lens_actions.h"
#include "tui/order.h"
#include "tui/row_find.h"
#include "tui/summary_draw.h"

static struct summary_view *self_of(struct tui_view *v)
{
    return v->self;
}

/* ---- following the data ---- */

static void names_sort(struct tui *t, struct summary_view *x)
{
    size_t n = t->data->summary->names.n;
    free(x->names);
    x->names = mem_alloc((n < DIGEST_NAMES ? n : DIGEST_NAMES) * sizeof(*x->names) + 1);
    x->n_names = digest_names(t->data, (enum digest_by)x->by, x->reverse, x->names);
    summary_rows_make(x, t->data->summary);
}

static void digest_run(struct work *w)
{
    struct summary_view *x = w->self;
    digest_make(&x->next, &x->data, x->trace, &w->stop);
}

static void digest_done(struct tui *t, struct work *w)
{
    struct summary_view *x = w->self;
    x->digest = x->next;
    x->digest_trace = x->trace;
    x->has = true;
    if (x->names)
        summary_rows_make(x, t->data->summary);
    else
        names_sort(t, x);
}

static void digest_start(struct tui *t, struct summary_view *x)
{
    work_stop(t, &x->work);
    x->data = *t->data;
    x->trace = x->alone ? t->trace : NO_ROW;
    x->work.run = digest_run;
    x->work.done = digest_done;
    x->work.self = x;
    work_start(t, &x->work, tui_spans(t) > WORK_AT_ONCE);
}

static void refresh(struct tui *t, struct tui_view *v)
{
    struct summary_view *x = self_of(v);
    const struct summary *m = t->data->summary;
    if (m && x->made != m) {
        x->made = m;
        x->densest = summary_densest(m);
        digest_start(t, x);
    } else if (m && x->trace != (x->alone ? t->trace : NO_ROW)) {
        digest_start(t, x);
    }
    list_resize(&v->list, (uint32_t)x->rows.n);
}

static void release(struct tui_view *v)
{
    free(self_of(v)->names);
    vec_release(&self_of(v)->rows);
    buf_release(&self_of(v)->search);
}

/* ---- drawing ---- */

static void row(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r, uint32_t i)
{
    summary_draw_row(t, self_of(v), c, r, i);
}

static int heading_rows(struct tui *t, struct tui_view *v, int width)
{
    (void)t, (void)v, (void)width;
    return 1;
}

/* "This trace, 1f00...: 396 spans, 2 failed, 41.5 s" */
static void trace_draw(struct tui *t, const struct summary_view *x, struct canvas *c,
                       struct rect r)
{
    enum { ID = 8 };
    struct buf b = {0}, id = {0};
    shown_add_trace(&id, t->data->s, x->digest_trace);
    buf_addz(&b, "This trace");
    if (t->data->s->traces.v[x->digest_trace].id_state != TRACE_ID_NONE)
        buf_fmt(&b, ", %.*s", SV_ARG(utf8_prefix(buf_sv(&id), ID)));
    buf_fmt(&b, ": %s, %s failed, %s", fmt_amount(x->digest.all_spans, "span").text,
            fmt_count(x->digest.all_failed).text, fmt_duration(x->digest.all_time).text);
    int at = canvas_text(c, r, 0, 0, ROLE_TITLE, buf_sv(&b));
    if (!t->printing)
        canvas_text(c, r, 0, at, ROLE_DIM, SV("; b: all, < >: other traces"));
    buf_release(&id);
    buf_release(&b);
}

static void heading(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r)
{
    const struct summary_view *x = self_of(v);
    if (!x->has) {
        canvas_text(c, r, 0, 0, ROLE_DIM, SV("counting"));
    } else if (x->digest_trace != NO_ROW) {
        trace_draw(t, x, c, r);
    } else {
        int at = canvas_text(c, r, 0, 0, ROLE_TITLE, SV("All traces"));
        if (!t->printing)
            canvas_text(c, r, 0, at, ROLE_DIM, SV("; b: this trace alone"));
    }
}

static void status(struct tui *t, struct tui_view *v, struct buf *b)
{
    const struct summary_view *x = self_of(v);
    if (x->has && x->digest_trace != NO_ROW)
        buf_fmt(b, "%s of this trace", fmt_amount(x->digest.all_spans, "span").text);
    else if (x->has)
        buf_fmt(b, "%s, %s; names by %.*s%s",
                fmt_amount(t->data->summary->counts.spans, "span").text,
                fmt_amount(t->data->summary->names.n, "name").text,
                SV_ARG(digest_by_name((enum digest_by)x->by)), x->reverse ? ", turned round" : "");
}

/* ---- keys ---- */

/* The span that a row means: NO_ROW = none. */
static uint32_t span_of(const struct tui *t, const struct summary_view *x, uint32_t i)
{
    const struct summary_row *row_of = &x->rows.v[i];
    switch ((enum row_kind)row_of->kind) {
    case ROW_SLOW:
        return x->digest.slowest[row_of->i].position;
    case ROW_FAILED:
        return x->digest.failed[row_of->i].position;
    case ROW_NAME:
    case ROW_KEYS:
        return digest_first_of(t->data, t->data->summary->names.v[x->names[row_of->i]].name);
    case ROW_DENSITY:
        return digest_first_of(t->data, t->data->summary->names.v[x->densest].name);
    default:
        return NO_ROW;
    }
}

/* The waterfall with spans of the type alone: of the trace in hand, or, where that has none, of the
 * first one that has. */
static void type_show(struct tui *t, enum span_type type)
{
    uint32_t span = NO_ROW;
    if (t->trace != NO_ROW)
        span = digest_first_of_type(t->data, t->trace, type);
    if (span == NO_ROW)
        span = digest_first_of_type(t->data, NO_ROW, type);
    if (span == NO_ROW)
        return;
    tui_select_span(t, span);
    lens_refresh(t);
    lens_set_types(t, UINT32_C(1) << type);
    tui_show(t, VIEW_waterfall);
    tui_say(t, "only %.*s spans of this trace; Esc shows all types",
            SV_ARG(type_name(type)));
}

static void do_open(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    const struct summary_row *row_of = v->list.n ? &self_of(v)->rows.v[v->list.cursor] : NULL;
    if (row_of && row_of->kind == ROW_TYPE) {
        type_show(t, (enum span_type)row_of->i);
        return;
    }
    uint32_t span = v->list.n ? span_of(t, self_of(v), v->list.cursor) : NO_ROW;
    if (span == NO_ROW) {
        tui_say(t, "this row is about no span");
        return;
    }
    tui_select_span(t, span);
    tui_show(t, VIEW_waterfall);
}

/* ---- all traces, or the one in hand ---- */

static void do_group(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    struct summary_view *x = self_of(v);
    if (!x->alone && t->trace == NO_ROW) {
        tui_say(t, "no trace is there");
        return;
    }
    x->alone = !x->alone;
    list_go(&v->list, 0);
    tui_say(t, x->alone ? "of this trace alone" : "of all traces");
}

static void trace_step(struct tui *t, const struct summary_view *x, int by)
{
    if (x->alone)
        lens_step_trace(t, by);
    else
        tui_say(t, "this is of all traces; b shows one alone");
}

static void do_next_trace(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    trace_step(t, self_of(v), 1);
}

static void do_prev_trace(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    trace_step(t, self_of(v), -1);
}

/* ---- the order of names ---- */

/* Names are of all traces; what is chosen before they are counted holds when they are. */
static bool has_names(struct tui *t, const struct summary_view *x)
{
    bool alone = x->has && x->digest_trace != NO_ROW;
    if (alone)
        tui_say(t, "names are counted over all traces; b shows them");
    return !alone;
}

static void names_order(struct tui *t, struct summary_view *x, enum digest_by by, bool reverse)
{
    x->by = (uint8_t)by;
    x->reverse = reverse;
    if (x->has)
        names_sort(t, x);
}

static struct sv order(uint32_t i)
{
    return i < DIGEST_BYS ? digest_by_name((enum digest_by)i) : (struct sv){0};
}

static void do_sort(struct tui *t, struct tui_view *v, struct sv arg)
{
    struct summary_view *x = self_of(v);
    unsigned by;
    if (!has_names(t, x) || !order_ask(t, v, arg, x->by, &by))
        return;
    names_order(t, x, (enum digest_by)by, false);
    tui_say(t, "names by %.*s", SV_ARG(digest_by_name((enum digest_by)by)));
}

static void do_reverse(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    struct summary_view *x = self_of(v);
    if (has_names(t, x))
        names_order(t, x, (enum digest_by)x->by, !x->reverse);
}

static sym name_of(const struct tui *t, const struct summary_view *x, const struct summary_row *r)
{
    const struct summary_name *names = t->data->summary->names.v;
    const uint32_t *order = t->data->ix->order;
    switch ((enum row_kind)r->kind) {
    case ROW_NAME:
    case ROW_KEYS:
        return names[x->names[r->i]].name;
    case ROW_DENSITY:
        return names[x->densest].name;
    case ROW_SLOW:
        return t->data->s->span.name[order[x->digest.slowest[r->i].position]];
    case ROW_FAILED:
        return t->data->s->span.name[order[x->digest.failed[r->i].position]];
    default:
        return SYM_EMPTY;
    }
}

static bool row_has(const struct tui *t, struct tui_view *v, uint32_t i, struct sv text)
{
    const struct summary_view *x = self_of(v);
    const struct summary_row *r = &x->rows.v[i];
    struct sv shown = r->kind == ROW_TYPE ? type_name((enum span_type)r->i)
                                          : store_sv(t->data->s, name_of(t, x, r));
    return sv_find_nocase(shown, text) != SIZE_MAX;
}

/* ---- searching ---- */

static struct sv search_get(struct tui *t)
{
    return buf_sv(&self_of(&t->views[VIEW_summary])->search);
}

static bool search_set(struct tui *t, struct sv text, struct err *e)
{
    struct tui_view *v = &t->views[VIEW_summary];
    (void)e;
    buf_clear(&self_of(v)->search);
    buf_add(&self_of(v)->search, text);
    row_find(t, v, row_has, text, 0);
    return true;
}

static void search_step(struct tui *t, bool back)
{
    row_find(t, &t->views[VIEW_summary], row_has, search_get(t), back ? -1 : 1);
}

static const struct finder finder = {
    .search = {.label = "name or type: ", .live = true, .shown = true, .stays = true,
               .get = search_get, .set = search_set},
    .step = search_step,
};

/* The order of the names first: of one trace alone there are none. */
static void wishes(struct tui *t, struct tui_view *v, struct buf *b)
{
    const struct summary_view *x = self_of(v);
    if (x->by != DIGEST_BY_COUNT)
        tui_wish(b, SV("sort"), digest_by_name((enum digest_by)x->by));
    if (x->reverse)
        tui_wish(b, SV("reverse"), (struct sv){0});
    if (x->alone)
        tui_wish(b, SV("group"), (struct sv){0});
    finder_wishes(t, v, b);
}

static const struct action_help helps[] = {
    {ACTION_OPEN, "show the row's span in the waterfall; on a type: only spans of that type"},
    {ACTION_GROUP, "of all traces, or of the trace in hand alone"},
    {ACTION_NEXT_TRACE, "the same of the next trace of the list, where it is of one alone"},
    {ACTION_PREV_TRACE, "the same of the previous trace"},
    {ACTION_SEARCH, "search for a name or a type"},
    {ACTION_SORT, "order of the names by the next column"},
};

static const struct handler handlers[] = {
    {ACTION_OPEN, do_open},
    {ACTION_GROUP, do_group},
    {ACTION_NEXT_TRACE, do_next_trace},
    {ACTION_PREV_TRACE, do_prev_trace},
    {ACTION_SORT, do_sort},
    {ACTION_REVERSE, do_reverse},
};

const struct view_ops view_summary = {
    .name = "summary",
    .title = "summary",
    .about = "how much there is of what: types, names, slowest and failed spans, short spans "
             "against their threshold, which attributes are there",
    .subject = SUBJECT_TRACE,
    .size = sizeof(struct summary_view),
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
    .status = status,
    .wishes = wishes,
    .release = release,
};
