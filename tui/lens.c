#include "tui/lens.h"

#include "tui/tui.h"

static bool is_big(const struct tui *t)
{
    return tui_spans(t) > WORK_AT_ONCE;
}

/* ---- search and filter ---- */

static void scan_run(struct work *w)
{
    struct lens_scan *s = w->self;
    if (s->query && !s->prepared) {
        s->tried = true;
        if (!query_prepare(s->query, &w->stop))
            return;
        s->prepared = true;
    }
    for (uint32_t i = 0; i < s->x.n; i++) {
        if (i % 4096 == 0) {
            if (work_stopped(w))
                return;
            atomic_store(&w->permille, (uint32_t)(i * UINT64_C(1000) / s->x.n));
        }
        uint32_t position = s->x.first + i;
        enum span_type type = type_of_row_of(s->v, s->x.s, s->x.ix->order[position]);
        if ((s->types >> type & 1) && (!s->query || query_match(s->query, position)))
            bits_set(&s->bits, i);
    }
}

/* To the first match from where the search began; back to there when there is none. Nowhere when
 * another trace was selected meanwhile. */
static void jump(struct tui *t)
{
    struct lens *l = &t->lens;
    bool wrapped;
    if (l->trace != t->trace) {
        l->jumps = false;
        return;
    }
    uint32_t at = l->origin == NO_ROW || l->origin == l->first ? NO_ROW : l->origin - 1;
    uint32_t match = l->n_matches ? lens_step(l, &l->matches, at, false, &wrapped) : NO_ROW;
    l->jumps = false;
    t->span = match != NO_ROW ? match : l->origin;
    lens_bring_in(t);
}

static void search_done(struct tui *t, struct work *w)
{
    struct lens_scan *s = w->self;
    struct lens *l = &t->lens;
    bits_swap(&l->matches, &s->bits);
    l->n_matches = bits_count(&l->matches);
    l->changes++;
    if (l->jumps)
        jump(t);
}

static void filter_done(struct tui *t, struct work *w)
{
    struct lens_scan *s = w->self;
    struct lens *l = &t->lens;
    bits_swap(&l->passes, &s->bits);
    l->n_passes = bits_count(&l->passes);
    l->pass_changes++;
    l->changes++;
}

/* A query is prepared once; one that was stopped on the way begins anew. */
static void scan_renew(struct tui *t, struct lens_scan *s, struct query **q, bool always)
{
    if (!*q || (!always && (s->prepared || !s->tried)))
        return;
    struct buf text = {0};
    struct err e = {0};
    buf_add(&text, query_text(*q));
    query_free(*q);
    *q = query_make(buf_sv(&text), t->data, &e);
    s->prepared = s->tried = false;
    buf_release(&text);
}

static void scan_start(struct tui *t, struct lens_scan *s, struct query **q, uint32_t types,
                       void (*done)(struct tui *, struct work *))
{
    work_stop(t, &s->work);
    scan_renew(t, s, q, false);
    s->work.run = scan_run;
    s->work.done = done;
    s->work.self = s;
    s->x = t->lens.x;
    s->v = t->data->v;
    s->query = *q;
    s->types = types;
    bits_resize(&s->bits, s->x.n);
    work_start(t, &s->work, is_big(t));
}

static void search_start(struct tui *t)
{
    struct lens *l = &t->lens;
    if (l->search && l->ready)
        scan_start(t, &l->searching, &l->search, LENS_ALL_TYPES, search_done);
    else
        work_stop(t, &l->searching.work);
    if (!l->search) {
        bits_resize(&l->matches, 0);
        l->n_matches = 0;
        if (l->jumps)
            jump(t);
    }
    l->changes++;
}

static void filter_start(struct tui *t)
{
    struct lens *l = &t->lens;
    if (lens_hides(l) && l->ready)
        scan_start(t, &l->filtering, &l->filter, l->types, filter_done);
    else
        work_stop(t, &l->filtering.work);
    if (!lens_hides(l)) {
        bits_resize(&l->passes, 0);
        l->n_passes = l->n;
        l->pass_changes++;
    }
    l->changes++;
}

/* Puts the query that the text is in the place of `*q`. */
static bool query_set(struct tui *t, struct lens_scan *s, struct query **q, struct sv text,
                      struct err *e)
{
    struct err own = {0};
    struct query *made = query_make(text, t->data, e ? e : &own);
    if (!made && text.n && (e ? e : &own)->set)
        return false;
    work_stop(t, &s->work);
    query_free(*q);
    *q = made;
    s->prepared = s->tried = false;
    return true;
}

bool lens_search(struct tui *t, struct sv text, struct err *e)
{
    if (!query_set(t, &t->lens.searching, &t->lens.search, text, e))
        return false;
    search_start(t);
    return true;
}

bool lens_filter(struct tui *t, struct sv text, struct err *e)
{
    if (!query_set(t, &t->lens.filtering, &t->lens.filter, text, e))
        return false;
    filter_start(t);
    return true;
}

void lens_set_types(struct tui *t, uint32_t types)
{
    t->lens.types = types & LENS_ALL_TYPES;
    filter_start(t);
}

uint32_t lens_types(const struct lens *l)
{
    return l->changes ? l->types : LENS_ALL_TYPES;
}

bool lens_hides(const struct lens *l)
{
    return l->filter || l->types != LENS_ALL_TYPES;
}

/* ---- keeping up ---- */

static void works_stop(struct tui *t)
{
    struct lens *l = &t->lens;
    work_stop(t, &l->searching.work);
    work_stop(t, &l->filtering.work);
    lens_path_drop(t);
    lens_survey_drop(t);
    lens_hits_drop(t);
}

static void begin(struct tui *t)
{
    struct lens *l = &t->lens;
    works_stop(t);
    bits_resize(&l->matches, 0);
    bits_resize(&l->passes, 0);
    bits_resize(&l->critical, 0);
    bits_resize(&l->errors, 0);
    bits_resize(&l->any_found, 0);
    for (int i = 0; i < SEVERITIES; i++)
        bits_resize(&l->found[i], 0);
    l->path.sections.n = 0;
    l->n_matches = l->n_errors = l->n_found = 0;
    l->map = (struct minimap){0};
    l->jumps = false;
    l->has_critical = false;
    l->x = (struct extent){.length = 1};
    l->ready = t->trace != NO_ROW && t->data->ix && t->data->v && t->trace < t->data->ix->n_traces;
    if (l->ready)
        extent_of(&l->x, t->data->s, t->data->ix, t->trace);
    l->first = l->x.first;
    l->n = l->n_passes = l->x.n;
    l->zero = l->x.zero;
    l->length = l->x.length;
    lens_fit(l);
    memset(l->type_counts, 0, sizeof(l->type_counts));
    if (!l->ready)
        return;
    if (l->show_critical)
        lens_path_start(t);
}

void lens_refresh(struct tui *t)
{
    struct lens *l = &t->lens;
    bool first = !l->changes;
    bool data = first || l->generation != t->generation || l->stage != t->stage;
    bool trace = first || l->trace != t->trace || l->generation != t->generation || !l->ready;
    if (!data && l->trace == t->trace)
        return;
    if (first)
        l->types = LENS_ALL_TYPES;
    if (l->trace != t->trace || l->generation != t->generation) {
        l->jumps = false; /* where the search began is in another trace */
        l->origin = NO_ROW;
    }
    l->trace = t->trace;
    l->generation = t->generation;
    l->stage = t->stage;
    if (data) {
        work_stop(t, &l->searching.work);
        work_stop(t, &l->filtering.work);
        scan_renew(t, &l->searching, &l->search, true);
        scan_renew(t, &l->filtering, &l->filter, true);
    }
    if (trace)
        begin(t);
    if (l->ready)
        lens_survey_start(t);
    search_start(t);
    filter_start(t);
    l->changes++;
}

void lens_release(struct tui *t)
{
    struct lens *l = &t->lens;
    works_stop(t);
    query_free(l->search);
    query_free(l->filter);
    bits_release(&l->matches);
    bits_release(&l->passes);
    bits_release(&l->searching.bits);
    bits_release(&l->filtering.bits);
    for (int i = 0; i < SEVERITIES; i++)
        bits_release(&l->found[i]);
    bits_release(&l->any_found);
    bits_release(&l->errors);
    bits_release(&l->critical);
    critical_release(&l->path);
    lens_hits_release(t);
    *l = (struct lens){0};
}
