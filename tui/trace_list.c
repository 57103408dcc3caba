#include "tui/trace_list.h"

/* ---- on the other thread ---- */

static bool rows_pick(struct trace_list_job *j, const struct traces *x)
{
    enum { LOOK_EVERY = 4096 };
    const struct trace_list *l = j->list;
    j->order = mem_alloc((size_t)x->n * sizeof(*j->order) + 1);
    bits_resize(&j->matches, l->search ? x->n : 0);
    j->n = j->n_matches = 0;
    for (uint32_t i = 0; i < x->n; i++) {
        if (i % LOOK_EVERY == 0 && work_stopped(&j->work))
            return false;
        if (!traces_match(x, l->filter, i))
            continue;
        j->order[j->n++] = i;
        if (!l->search || !traces_match(x, l->search, i))
            continue;
        bits_set(&j->matches, i);
        j->n_matches++;
    }
    return true;
}

static void job_run(struct work *w)
{
    struct trace_list_job *j = w->self;
    const struct trace_list *l = j->list;
    if (j->build && !traces_build(&j->traces, j->d, &w->stop))
        return;
    const struct traces *x = j->build ? &j->traces : &l->x;
    if (rows_pick(j, x))
        traces_sort(x, (enum traces_column)l->column, l->descending, j->order, j->n, &w->stop);
}

/* ---- back on the browser's ---- */

static uint32_t row_of(const struct trace_list *l, uint32_t trace)
{
    uint32_t i = 0;
    while (i < l->n && l->order[i] != trace)
        i++;
    return i < l->n ? i : NO_ROW;
}

static void cursor_put(struct tui *t, uint32_t row)
{
    struct trace_list *l = trace_list_of(t);
    list_go(&t->views[VIEW_traces].list, row);
    l->trace = l->order[row];
    tui_select_trace(t, l->trace);
}

/* The cursor stays with its trace; where that is gone, it stays where it is. */
static void cursor_keep(struct tui *t)
{
    struct trace_list *l = trace_list_of(t);
    struct list *rows = &t->views[VIEW_traces].list;
    list_resize(rows, l->n);
    uint32_t row = t->trace == NO_ROW ? NO_ROW : row_of(l, t->trace);
    if (l->n && (row != NO_ROW || t->view == VIEW_traces))
        cursor_put(t, row == NO_ROW ? rows->cursor : row);
}

/* To the first match from where the search began, or back there. */
static void search_jump(struct tui *t)
{
    struct trace_list *l = trace_list_of(t);
    uint32_t from = row_of(l, l->origin);
    l->jumps = false;
    from = from == NO_ROW ? 0 : from;
    for (uint32_t i = 0; i < l->n; i++) {
        uint32_t row = from + i < l->n ? from + i : from + i - l->n;
        if (!l->search || bits_get(&l->matches, l->order[row])) {
            cursor_put(t, row);
            return;
        }
    }
}

static void job_done(struct tui *t, struct work *w)
{
    struct trace_list_job *j = w->self;
    struct trace_list *l = trace_list_of(t);
    if (j->build) {
        traces_release(&l->x);
        l->x = j->traces;
        j->traces = (struct traces){0};
    }
    free(l->order);
    bits_release(&l->matches);
    l->order = j->order;
    l->n = j->n;
    l->matches = j->matches;
    l->n_matches = j->n_matches;
    j->order = NULL;
    j->matches = (struct bits){0};
    l->has = true;
    j->build = false;
    cursor_keep(t);
    if (l->jumps)
        search_jump(t);
}

static void job_forget(struct trace_list_job *j)
{
    traces_release(&j->traces);
    free(j->order);
    bits_release(&j->matches);
    j->order = NULL;
}

/* What was built on the way and not taken over yet is built again. */
static void job_start(struct tui *t, bool build)
{
    struct trace_list *l = trace_list_of(t);
    struct trace_list_job *j = &l->job;
    work_stop(t, &j->work);
    job_forget(j);
    j->build |= build;
    j->list = l;
    j->d = t->data;
    j->work.run = job_run;
    j->work.done = job_done;
    j->work.self = j;
    bool big = t->data->ix->n_traces > WORK_AT_ONCE ||
               (j->build && t->data->ix->n_spans > WORK_AT_ONCE);
    work_start(t, &j->work, big);
}

struct trace_list *trace_list_refresh(struct tui *t)
{
    struct trace_list *l = trace_list_of(t);
    if (!t->data->ix)
        return l;
    if (!l->asked || l->lint != t->data->lint) {
        l->asked = true;
        l->lint = t->data->lint;
        job_start(t, true);
    }
    list_resize(&t->views[VIEW_traces].list, l->n);
    uint32_t row = l->n && t->trace != l->trace ? row_of(l, t->trace) : NO_ROW;
    l->trace = t->trace;
    if (row != NO_ROW)
        list_go(&t->views[VIEW_traces].list, row);
    return l;
}

void trace_list_release(struct trace_list *l)
{
    job_forget(&l->job);
    traces_release(&l->x);
    free(l->order);
    bits_release(&l->matches);
    traces_filter_free(l->filter);
    traces_filter_free(l->search);
    l->order = NULL;
    l->filter = l->search = NULL;
}

/* ---- what people ask for ---- */

void trace_list_sort(struct tui *t, enum traces_column column, bool descending)
{
    struct trace_list *l = trace_list_of(t);
    work_stop(t, &l->job.work);
    l->column = (uint8_t)column;
    l->descending = descending;
    job_start(t, false);
}

static bool filter_set(struct tui *t, struct traces_filter **f, struct sv text, struct err *e)
{
    struct trace_list *l = trace_list_of(t);
    struct traces_filter *made = traces_filter_make(text, t->data, e);
    if (e->set)
        return false;
    work_stop(t, &l->job.work);
    traces_filter_free(*f);
    *f = made;
    job_start(t, false);
    return true;
}

bool trace_list_filter(struct tui *t, struct sv text, struct err *e)
{
    return filter_set(t, &trace_list_of(t)->filter, text, e);
}

bool trace_list_search(struct tui *t, struct sv text, struct err *e)
{
    return filter_set(t, &trace_list_of(t)->search, text, e);
}

/* ---- steps ---- */

bool trace_list_is_match(const struct trace_list *l, uint32_t trace)
{
    return l->search && bits_get(&l->matches, trace);
}

bool trace_list_step(struct tui *t, trace_list_is *is, bool back, bool *wrapped)
{
    struct trace_list *l = trace_list_of(t);
    uint32_t at = t->views[VIEW_traces].list.cursor;
    bool beyond = false;
    for (uint32_t i = 0; i < l->n; i++) {
        bool at_end = back ? at == 0 : at + 1 == l->n;
        beyond |= at_end;
        at = back ? (at_end ? l->n - 1 : at - 1) : (at_end ? 0 : at + 1);
        if (!is(l, l->order[at]))
            continue;
        cursor_put(t, at);
        if (wrapped)
            *wrapped = beyond;
        return true;
    }
    return false;
}

uint32_t trace_list_match_number(const struct trace_list *l, uint32_t row)
{
    uint32_t number = 0;
    if (row >= l->n || !trace_list_is_match(l, l->order[row]))
        return 0;
    for (uint32_t i = 0; i <= row; i++)
        number += bits_get(&l->matches, l->order[i]);
    return number;
}

bool trace_list_move(struct tui *t, int by)
{
    struct trace_list *l = trace_list_refresh(t);
    uint32_t row = l->n ? row_of(l, t->trace) : NO_ROW;
    if (row == NO_ROW || (int64_t)row + by < 0 || (int64_t)row + by >= l->n)
        return false;
    cursor_put(t, (uint32_t)((int64_t)row + by));
    return true;
}
