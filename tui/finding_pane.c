#include "tui/finding_pane.h"

static bool is_big(const struct tui *t)
{
    return t->data->lint->findings.list.n > WORK_AT_ONCE;
}

static uint32_t cursor_of(struct tui *t)
{
    return t->views[VIEW_findings].list.cursor;
}

bool finding_pane_at(struct tui *t, struct finding_at *at)
{
    const struct finding_pane *p = finding_pane_of(t);
    if (cursor_of(t) >= p->list.n_rows)
        return false;
    *at = finding_list_at(&p->list, cursor_of(t));
    return true;
}

/* ---- the list ---- */

static void build_run(struct work *w)
{
    struct finding_pane *p = w->self;
    const struct finding_wish wish = {.by = p->by, .sort = p->sort, .reverse = p->reverse,
                                      .filter = &p->filter, .accepted = &p->accepted.any};
    finding_list_make(&p->made, &p->build_data, &wish, &w->stop);
}

static void cursor_to(struct tui *t, uint32_t row)
{
    struct finding_pane *p = finding_pane_of(t);
    struct tui_view *v = &t->views[VIEW_findings];
    list_resize(&v->list, p->list.n_rows);
    list_go(&v->list, row);
}

/* The list is another one; the cursor stays with its finding. */
static void build_done(struct tui *t, struct work *w)
{
    struct finding_pane *p = w->self;
    finding_list_release(&p->list);
    p->list = p->made;
    p->made = (struct finding_list){0};
    p->changes++;
    finding_list_fold(&p->list, &p->folds);
    if (t->finding == NO_ROW && p->list.n_findings)
        tui_select_finding(t, p->list.order[0]);
    p->followed = t->finding;
    uint32_t place = finding_list_place(&p->list, t->finding);
    cursor_to(t, place == NO_ROW ? 0 : finding_list_row(&p->list, place, &p->folds));
}

void finding_pane_build(struct tui *t)
{
    struct finding_pane *p = finding_pane_of(t);
    work_stop(t, &p->build);
    p->build_data = *t->data;
    p->build.run = build_run;
    p->build.done = build_done;
    p->build.self = p;
    work_start(t, &p->build, is_big(t));
}

void finding_pane_release(struct tui_view *v)
{
    struct finding_pane *p = v->self;
    finding_list_release(&p->list);
    finding_list_release(&p->made);
    finding_folds_release(&p->folds);
    finding_filter_release(&p->filter);
    finding_filter_release(&p->search);
    bits_release(&p->matches);
    bits_release(&p->hits);
    accepted_release(&p->accepted);
    buf_release(&p->path);
    buf_release(&p->before);
    config_edit_release(&p->edit);
    arena_release(&p->arena);
}

/* ---- moving ---- */

/* The cursor onto a place of the list; its group is opened. */
static void place_go(struct tui *t, uint32_t place)
{
    struct finding_pane *p = finding_pane_of(t);
    uint32_t group = finding_list_group(&p->list, place);
    if (finding_folds_closed(&p->folds, &p->list, group)) {
        finding_folds_set(&p->folds, &p->list, group, false);
        finding_list_fold(&p->list, &p->folds);
    }
    cursor_to(t, finding_list_row(&p->list, place, &p->folds));
    if (place < p->list.n_findings)
        tui_select_finding(t, p->list.order[place]);
    p->followed = t->finding;
}

void finding_pane_fold(struct tui *t)
{
    struct finding_pane *p = finding_pane_of(t);
    struct finding_at at;
    bool has = finding_pane_at(t, &at);
    finding_list_fold(&p->list, &p->folds);
    if (!has)
        cursor_to(t, 0);
    else if (at.place == NO_ROW)
        cursor_to(t, p->list.groups[at.group].row);
    else
        cursor_to(t, finding_list_row(&p->list, at.place, &p->folds));
}

/* The place that a step begins at: of a row of a group, the end of the one before it, or its
 * start. */
static uint32_t place_from(struct tui *t, bool back)
{
    const struct finding_pane *p = finding_pane_of(t);
    struct finding_at at;
    if (!finding_pane_at(t, &at))
        return 0;
    uint32_t n = p->list.n_findings, first = p->list.groups[at.group].first;
    if (at.place != NO_ROW && at.place < n)
        return back ? at.place + n - 1 : at.place + 1;
    return back ? first + n - 1 : first;
}

void finding_pane_step(struct tui *t, const struct bits *among, bool back)
{
    const struct finding_pane *p = finding_pane_of(t);
    uint32_t n = p->list.n_findings, from = place_from(t, back);
    struct finding_at at;
    bool has = finding_pane_at(t, &at);
    for (uint32_t k = 0; k < n; k++) {
        uint32_t place = (back ? from + n - k : from + k) % n;
        if (among && !bits_get(among, p->list.order[place]))
            continue;
        uint32_t now = has && at.place != NO_ROW ? at.place : p->list.groups[at.group].first;
        bool wrapped = back ? place > now : place < now;
        place_go(t, place);
        if (wrapped)
            tui_say(t, back ? "went on at the end" : "went on at the top");
        return;
    }
    tui_say(t, among ? "no finding in this list matches" : "there is no finding in this list");
}

/* ---- filter and search ---- */

bool finding_pane_filter(struct tui *t, struct sv text, struct err *e)
{
    struct finding_pane *p = finding_pane_of(t);
    if (sv_eq(text, p->filter.text))
        return true;
    work_stop(t, &p->build);
    if (!finding_filter_read(&p->filter, text, t->data->settings->catalog, e))
        return false;
    if (t->data->lint)
        finding_pane_build(t);
    return true;
}

static void find_run(struct work *w)
{
    struct finding_pane *p = w->self;
    const struct findings *f = &p->find_data.lint->findings;
    struct buf id = {0};
    bits_resize(&p->hits, (uint32_t)f->list.n);
    for (uint32_t i = 0; i < f->list.n && !work_stopped(w); i++)
        if (finding_filter_passes(&p->search, &p->find_data, &f->list.v[i], &id))
            bits_set(&p->hits, i);
    buf_release(&id);
}

static void find_done(struct tui *t, struct work *w)
{
    struct finding_pane *p = w->self;
    bits_swap(&p->matches, &p->hits);
    p->n_matches = bits_count(&p->matches);
    if (!p->jumps)
        return;
    uint32_t n = p->list.n_findings;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t place = (p->origin + k) % n;
        if (!bits_get(&p->matches, p->list.order[place]))
            continue;
        place_go(t, place);
        return;
    }
}

static void find_start(struct tui *t)
{
    struct finding_pane *p = finding_pane_of(t);
    p->find_data = *t->data;
    p->find.run = find_run;
    p->find.done = find_done;
    p->find.self = p;
    work_start(t, &p->find, is_big(t));
}

bool finding_pane_search(struct tui *t, struct sv text, struct err *e)
{
    struct finding_pane *p = finding_pane_of(t);
    work_stop(t, &p->find);
    if (!finding_filter_read(&p->search, text, t->data->settings->catalog, e))
        return false;
    if (!p->search.words.n) {
        bits_resize(&p->matches, 0);
        p->n_matches = 0;
    } else if (t->data->lint) {
        find_start(t);
    }
    return true;
}

/* ---- following the data ---- */

/* With what was chosen before there were findings. */
static void pane_begin(struct tui *t, struct finding_pane *p)
{
    p->begun = true;
    p->followed = NO_ROW;
    finding_pane_build(t);
    if (p->search.words.n)
        find_start(t);
}

void finding_pane_refresh(struct tui *t, struct tui_view *v)
{
    struct finding_pane *p = v->self;
    if (!t->data->lint)
        return;
    if (!p->begun)
        pane_begin(t, p);
    list_resize(&v->list, p->list.n_rows);
    if (t->finding == p->followed || p->build.runs)
        return;
    p->followed = t->finding;
    uint32_t place = finding_list_place(&p->list, t->finding);
    if (place != NO_ROW)
        list_go(&v->list, finding_list_row(&p->list, place, &p->folds));
}
