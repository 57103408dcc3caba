/* What the keys do in the list of findings. */
#include "tui/finding_actions.h"

#include "core/fmt.h"
#include "tui/order.h"
#include "tui/query_word.h"

/* ---- its order, in words ---- */

static const char *const by_names[FINDING_BYS] = {"by rule", "by trace"};
static const struct sv sort_names[FINDING_SORTS] = {SV_INIT("worst"), SV_INIT("rule"),
                                                   SV_INIT("count"), SV_INIT("trace")};
static const char *const sort_texts[FINDING_SORTS] = {"worst first", "in the order of rules",
                                                      "most spans first",
                                                      "in the order of traces"};

struct sv finding_order_word(uint32_t i)
{
    return i < FINDING_SORTS ? sort_names[i] : (struct sv){0};
}

void finding_order_add(struct buf *b, const struct finding_pane *p)
{
    buf_fmt(b, "%s, %s%s", by_names[p->by], sort_texts[p->sort],
            p->reverse ? ", turned round" : "");
}

/* ---- rows and folds ---- */

void finding_moved(struct tui *t, struct tui_view *v)
{
    struct finding_pane *p = v->self;
    struct finding_at at;
    if (!finding_pane_at(t, &at))
        return;
    if (at.finding != NO_ROW)
        tui_select_finding(t, at.finding);
    p->followed = t->finding;
    p->changes++;
}

static bool fold_set(struct tui *t, bool closed)
{
    struct finding_pane *p = finding_pane_of(t);
    struct finding_at at;
    if (!finding_pane_at(t, &at) ||
        finding_folds_closed(&p->folds, &p->list, at.group) == closed)
        return false;
    finding_folds_set(&p->folds, &p->list, at.group, closed);
    finding_pane_fold(t);
    return true;
}

static void row_go(struct tui *t, struct tui_view *v, uint32_t row)
{
    list_go(&v->list, row);
    finding_moved(t, v);
}

static void do_right(struct tui *t, struct tui_view *v, struct sv arg)
{
    struct finding_at at;
    (void)arg;
    if (!fold_set(t, false) && finding_pane_at(t, &at) && at.place == NO_ROW)
        row_go(t, v, v->list.cursor + 1);
}

static void do_left(struct tui *t, struct tui_view *v, struct sv arg)
{
    const struct finding_pane *p = v->self;
    struct finding_at at;
    (void)arg;
    if (!finding_pane_at(t, &at))
        return;
    if (at.place == NO_ROW)
        fold_set(t, true);
    else
        row_go(t, v, p->list.groups[at.group].row);
}

static void fold_all(struct tui *t, bool closed)
{
    struct finding_pane *p = finding_pane_of(t);
    bool skipped = p->folds.skipped_open;
    finding_folds_set_all(&p->folds, &p->list, closed);
    if (!closed)
        p->folds.skipped_open = skipped;
    finding_pane_fold(t);
}

static void do_close_all(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    fold_all(t, true);
}

static void do_open_all(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    fold_all(t, false);
}

/* The place of a row of the store within its trace; traces are looked through from their start. */
static uint32_t position_of(const struct tui_data *d, uint32_t row)
{
    const struct trace_range *r = &d->ix->traces[d->s->span.trace[row]];
    for (uint32_t p = r->first; p < r->first + r->count; p++)
        if (d->ix->order[p] == row)
            return p;
    return NO_ROW;
}

void finding_open(struct tui *t, uint32_t i, uint32_t row)
{
    const struct finding *f = &t->data->lint->findings.list.v[i];
    struct buf query = {0};
    struct err e = {0};
    if (!f->n_rows && f->trace == NO_ROW) {
        tui_say(t, "this is about all of the input; there is no span to go to");
        return;
    }
    tui_select_finding(t, i);
    if (f->n_rows)
        tui_select_span(t, position_of(t->data, row == NO_ROW ? f->rows[0] : row));
    else
        tui_select_trace(t, f->trace);
    tui_show(t, VIEW_waterfall);
    lens_refresh(t);
    buf_fmt(&query, "rule=%s", finding_rule_of(t, f->rule)->code);
    if (!f->n_rows)
        tui_say(t, "this is about the trace as a whole");
    else if (lens_search(t, buf_sv(&query), &e))
        tui_say(t, "n and N step through the spans that %s is about",
                finding_rule_of(t, f->rule)->code);
    else
        tui_complain(t, "%s", e.text);
    buf_release(&query);
}

static void do_open(struct tui *t, struct tui_view *v, struct sv arg)
{
    const struct finding_pane *p = v->self;
    struct finding_at at;
    (void)arg;
    if (!finding_pane_at(t, &at))
        return;
    if (at.finding != NO_ROW)
        finding_open(t, at.finding, NO_ROW);
    else if (at.skipped != NO_ROW)
        tui_focus_companion(t, true);
    else
        fold_set(t, !finding_folds_closed(&p->folds, &p->list, at.group));
}

static void do_next(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    finding_pane_step(t, NULL, false);
}

static void do_previous(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    finding_pane_step(t, NULL, true);
}

static void match_step(struct tui *t, bool back)
{
    const struct finding_pane *p = finding_pane_of(t);
    if (!p->search.text.n)
        tui_say(t, "nothing is searched for; / searches");
    else
        finding_pane_step(t, &p->matches, back);
}

/* ---- search and filter ---- */

static struct sv filter_get(struct tui *t)
{
    return finding_pane_of(t)->filter.text;
}

static bool filter_set(struct tui *t, struct sv text, struct err *e)
{
    return finding_pane_filter(t, sv_trim(text), e);
}

static struct sv search_get(struct tui *t)
{
    return finding_pane_of(t)->search.text;
}

static bool search_set(struct tui *t, struct sv text, struct err *e)
{
    finding_pane_of(t)->jumps = text.n > 0;
    return finding_pane_search(t, text, e);
}

static void search_back(struct tui *t, struct sv text)
{
    struct err none = {0};
    finding_pane_of(t)->jumps = false;
    finding_pane_search(t, text, &none);
}

static void search_done(struct tui *t)
{
    const struct finding_pane *p = finding_pane_of(t);
    if (t->data->lint && !p->find.runs)
        tui_say(t, p->n_matches ? "%s; n and N step through them" : "no finding matches",
                fmt_amount(p->n_matches, "finding").text);
}

static bool search_begin(struct tui *t)
{
    struct finding_at at;
    bool has = finding_pane_at(t, &at);
    struct finding_pane *p = finding_pane_of(t);
    p->origin = !has                   ? 0
                : at.finding != NO_ROW ? at.place
                                       : p->list.groups[at.group].first;
    return true;
}

const struct finder finding_finder = {
    .search = {.label = "/", .live = true, .again = true, .begin = search_begin,
               .get = search_get, .set = search_set, .back = search_back, .done = search_done},
    .filter = {.label = "show only: ", .live = true, .shown = true, .get = filter_get,
               .set = filter_set},
    .step = match_step,
};

static void do_search_this(struct tui *t, struct tui_view *v, struct sv arg)
{
    const struct finding_pane *p = v->self;
    struct finding_at at;
    struct buf b = {0};
    (void)arg;
    if (!finding_pane_at(t, &at) || at.finding == NO_ROW)
        return;
    const struct finding *f = &t->data->lint->findings.list.v[at.finding];
    if (p->by == FINDINGS_BY_RULE && f->name != SYM_NONE) {
        buf_addz(&b, "span=");
        query_quote(&b, store_sv(t->data->s, f->name));
    } else {
        buf_fmt(&b, "rule=%s", finding_rule_of(t, f->rule)->code);
    }
    finder_search(t, v, buf_sv(&b));
    buf_release(&b);
}

/* ---- order ---- */

static void order_change(struct tui *t)
{
    struct finding_pane *p = finding_pane_of(t);
    if (t->data->lint)
        finding_pane_build(t);
    struct buf b = {0};
    finding_order_add(&b, p);
    tui_say(t, "%.*s", SV_ARG(buf_sv(&b)));
    buf_release(&b);
}

static void do_group(struct tui *t, struct tui_view *v, struct sv arg)
{
    struct finding_pane *p = v->self;
    (void)arg;
    work_stop(t, &p->build);
    p->by = (uint8_t)((p->by + 1) % FINDING_BYS);
    order_change(t);
}

static void do_sort(struct tui *t, struct tui_view *v, struct sv arg)
{
    struct finding_pane *p = v->self;
    unsigned sort;
    if (!order_ask(t, v, arg, p->sort, &sort))
        return;
    work_stop(t, &p->build);
    p->sort = (uint8_t)sort;
    order_change(t);
}

static void do_reverse(struct tui *t, struct tui_view *v, struct sv arg)
{
    struct finding_pane *p = v->self;
    (void)arg;
    work_stop(t, &p->build);
    p->reverse = !p->reverse;
    order_change(t);
}

const struct handler finding_handlers[FINDING_HANDLERS] = {
    {ACTION_OPEN, do_open},
    {ACTION_RIGHT, do_right},
    {ACTION_LEFT, do_left},
    {ACTION_FOLD_LESS, do_close_all},
    {ACTION_FOLD_ALL, do_close_all},
    {ACTION_FOLD_MORE, do_open_all},
    {ACTION_UNFOLD_ALL, do_open_all},
    {ACTION_NEXT_FINDING, do_next},
    {ACTION_PREV_FINDING, do_previous},
    {ACTION_SEARCH_THIS, do_search_this},
    {ACTION_GROUP, do_group},
    {ACTION_SORT, do_sort},
    {ACTION_REVERSE, do_reverse},
    {ACTION_SUPPRESS, finding_suppress_handler},
};
