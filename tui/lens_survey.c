/* What one looks at all spans of a trace for: types, errors, findings, the map. */
#include "lint/finding_rows.h"
#include "tui/lens.h"
#include "tui/tui.h"

struct lens_survey {
    struct work work;
    struct extent x;
    const struct view *v;
    const struct lint *lint; /* NULL = not there yet */
    uint32_t trace;
    struct minimap map;
    uint32_t type_counts[SPAN_TYPES];
    struct bits errors, found[SEVERITIES], any_found;
};

static bool stops(struct lens_survey *s, uint32_t i)
{
    enum { LOOK_EVERY = 4096 };
    return i % LOOK_EVERY == 0 && work_stopped(&s->work);
}

/* ---- findings ---- */

struct marked_row {
    uint32_t row;
    uint8_t severity;
};

static int by_row(const void *a, const void *b)
{
    const struct marked_row *left = a, *right = b;
    return left->row < right->row ? -1 : left->row > right->row;
}

/* Marks the spans that findings name. Findings name rows, and nothing tells the position of a row:
 * so all rows of the trace are looked at, once. */
static bool found_mark(struct lens_survey *s, const struct marked_row *rows, size_t n)
{
    struct bits named = {0};
    uint32_t low = rows[0].row, high = rows[n - 1].row;
    bits_resize(&named, high - low + 1);
    for (size_t i = 0; i < n; i++)
        bits_set(&named, rows[i].row - low);
    uint32_t i = 0;
    for (; i < s->x.n && !stops(s, i); i++) {
        struct marked_row key = {.row = s->x.ix->order[s->x.first + i]};
        if (key.row < low || !bits_get(&named, key.row - low))
            continue;
        const struct marked_row *at = bsearch(&key, rows, n, sizeof(*rows), by_row);
        while (at > rows && at[-1].row == key.row)
            at--;
        for (; at < rows + n && at->row == key.row; at++)
            bits_set(&s->found[at->severity], i);
        bits_set(&s->any_found, i);
    }
    bits_release(&named);
    return i == s->x.n;
}

static bool found_find(struct lens_survey *s)
{
    for (int i = 0; i < SEVERITIES; i++)
        bits_resize(&s->found[i], s->x.n);
    bits_resize(&s->any_found, s->x.n);
    if (!s->lint)
        return true;
    VEC(struct marked_row) rows = {0};
    const struct findings *f = &s->lint->findings;
    struct finding_range of = findings_of(f, s->trace);
    for (uint32_t i = of.first; i < of.first + of.n; i++)
        for (uint32_t k = 0; k < f->list.v[i].n_rows; k++)
            vec_push(&rows, (struct marked_row){f->list.v[i].rows[k], f->list.v[i].severity});
    bool ok = true;
    if (rows.n) {
        qsort(rows.v, rows.n, sizeof(*rows.v), by_row);
        ok = found_mark(s, rows.v, rows.n);
    }
    vec_release(&rows);
    return ok;
}

/* ---- types and errors ---- */

static bool spans_count(struct lens_survey *s)
{
    const uint8_t *status = s->x.s->span.status;
    memset(s->type_counts, 0, sizeof(s->type_counts));
    bits_resize(&s->errors, s->x.n);
    for (uint32_t i = 0; i < s->x.n; i++) {
        if (stops(s, i))
            return false;
        uint32_t row = s->x.ix->order[s->x.first + i];
        s->type_counts[type_of_row_of(s->v, s->x.s, row)]++;
        if (status[row] == STATUS_ERROR)
            bits_set(&s->errors, i);
    }
    return true;
}

/* ---- all of it ---- */

static void survey_run(struct work *w)
{
    struct lens_survey *s = w->self;
    if (!spans_count(s) || !found_find(s))
        return;
    minimap_build(&s->map, &s->x, &w->stop);
    minimap_find(s->map.found, &s->x, s->found);
}

static void survey_done(struct tui *t, struct work *w)
{
    struct lens_survey *s = w->self;
    struct lens *l = &t->lens;
    l->survey = NULL;
    l->map = s->map;
    memcpy(l->type_counts, s->type_counts, sizeof(l->type_counts));
    bits_swap(&l->errors, &s->errors);
    bits_swap(&l->any_found, &s->any_found);
    for (int i = 0; i < SEVERITIES; i++)
        bits_swap(&l->found[i], &s->found[i]);
    l->n_errors = bits_count(&l->errors);
    l->n_found = bits_count(&l->any_found);
    l->changes++;
    w->release(w);
    lens_hits_start(t);
}

static void survey_release(struct work *w)
{
    struct lens_survey *s = w->self;
    bits_release(&s->errors);
    bits_release(&s->any_found);
    for (int i = 0; i < SEVERITIES; i++)
        bits_release(&s->found[i]);
    free(s);
}

void lens_survey_start(struct tui *t)
{
    lens_survey_drop(t);
    struct lens_survey *s = t->lens.survey = mem_zalloc(sizeof(*s));
    s->work = (struct work){
        .run = survey_run, .done = survey_done, .release = survey_release, .self = s};
    s->x = t->lens.x;
    s->v = t->data->v;
    s->lint = t->data->lint;
    s->trace = t->trace;
    work_start(t, &s->work, t->lens.n > WORK_AT_ONCE);
}

void lens_survey_drop(struct tui *t)
{
    if (t->lens.survey)
        work_drop(t, &t->lens.survey->work);
    t->lens.survey = NULL;
}
