/*
 * The waterfall of a trace: one row a span, in preorder, but equal spans without children below
 * one parent are one row when there are many (a run). When that is still too much, the spans that
 * findings show come first, the worst before others, then the longest, each with its ancestors.
 */
#include "lint/report_html.h"

struct row {
    uint32_t p;     /* position of the span, or of the first one of a run */
    uint32_t count; /* spans that it stands for */
    uint32_t run;   /* where its members begin in `leaves` */
    uint32_t up;    /* the row of the nearest ancestor, or NO_ROW */
    uint8_t mark;   /* 1 + severity of the worst finding that shows it, or 0 */
    bool kept;
    double length; /* ns, of a run from first to last */
};

struct rows {
    struct html *h;
    const struct trace_range *t;
    VEC(struct row) list;
    uint32_t *leaves; /* positions of spans without children, equal ones together */
    uint32_t n_leaves;
    uint32_t *row_of; /* by position from t->first on: 1 + number in `list`, 0 at first */
};

enum { ROW_ERROR = 1, ROW_ORPHAN = 2, ROW_CYCLE = 4, ROW_NO_START = 8, ROW_NO_END = 16 };

/* ---- runs ---- */

static sym name_at(const struct html *h, uint32_t p)
{
    return h->s->span.name[h->ix->order[p]];
}

static bool is_equal(const struct html *h, uint32_t a, uint32_t b)
{
    return h->ix->parent[a] == h->ix->parent[b] && name_at(h, a) == name_at(h, b);
}

static int leaf_cmp(const void *va, const void *vb, void *html)
{
    uint32_t a = *(const uint32_t *)va, b = *(const uint32_t *)vb;
    const struct html *h = html;
    uint32_t up_a = h->ix->parent[a], up_b = h->ix->parent[b];
    if (up_a != up_b)
        return up_a < up_b ? -1 : 1;
    sym name_a = name_at(h, a), name_b = name_at(h, b);
    if (name_a != name_b)
        return name_a < name_b ? -1 : 1;
    return a < b ? -1 : a > b;
}

static void leaves_sort(struct rows *w)
{
    const struct index *ix = w->h->ix;
    w->leaves = mem_alloc(arena_size(sizeof(*w->leaves), w->t->n_unique));
    for (uint32_t p = w->t->first; p < w->t->first + w->t->n_unique; p++)
        if (ix->size[p] == 1)
            w->leaves[w->n_leaves++] = p;
    if (w->n_leaves)
        qsort_r(w->leaves, w->n_leaves, sizeof(*w->leaves), leaf_cmp, w->h);
}

/* By position from t->first on: 0, or for the first of a run 1 + where it begins, or NO_ROW for
 * the others of it. */
static uint32_t *runs_find(struct rows *w)
{
    uint32_t *run = mem_zalloc(arena_size(sizeof(*run), w->t->n_unique));
    leaves_sort(w);
    for (uint32_t i = 0, end; i < w->n_leaves; i = end) {
        for (end = i + 1; end < w->n_leaves && is_equal(w->h, w->leaves[i], w->leaves[end]);)
            end++;
        if (end - i < HTML_RUN)
            continue;
        run[w->leaves[i] - w->t->first] = i + 1;
        for (uint32_t k = i + 1; k < end; k++)
            run[w->leaves[k] - w->t->first] = NO_ROW;
    }
    return run;
}

/* ---- all rows ---- */

static double row_length(const struct rows *w, const struct row *r)
{
    uint64_t from = UINT64_MAX, to = 0;
    for (uint32_t i = 0; i < r->count; i++) {
        uint32_t p = r->count == 1 ? r->p : w->leaves[r->run + i];
        struct html_time t = html_time_of(w->h->s, w->h->ix->order[p]);
        if (t.has_start && t.start < from)
            from = t.start;
        if (t.has_end && t.end > to)
            to = t.end;
    }
    return to > from ? (double)(to - from) : 0;
}

static void row_add(struct rows *w, uint32_t p, uint32_t run)
{
    uint32_t parent = w->h->ix->parent[p];
    struct row r = {.p = p, .count = 1, .up = NO_ROW};
    if (run) {
        r.run = run - 1;
        while (r.run + r.count < w->n_leaves && is_equal(w->h, p, w->leaves[r.run + r.count]))
            r.count++;
    }
    if (parent != NO_ROW)
        r.up = w->row_of[parent - w->t->first] - 1;
    r.length = row_length(w, &r);
    vec_push(&w->list, r);
    for (uint32_t i = 0; i < r.count; i++)
        w->row_of[(run ? w->leaves[r.run + i] : p) - w->t->first] = (uint32_t)w->list.n;
}

static void rows_make(struct rows *w)
{
    uint32_t *run = runs_find(w);
    w->row_of = mem_zalloc(arena_size(sizeof(*w->row_of), w->t->n_unique));
    for (uint32_t i = 0; i < w->t->n_unique; i++)
        if (run[i] != NO_ROW)
            row_add(w, w->t->first + i, run[i]);
    free(run);
}

/* The number of the row in which this position stands; a duplicate stands where the span does
 * that it repeats. */
static uint32_t row_at(const struct rows *w, uint32_t p)
{
    if (w->h->ix->facts[p] & FACT_DUPLICATE)
        p = w->h->ix->parent[p];
    return w->row_of[p - w->t->first] - 1;
}

/* Findings of a trace may show spans of another one. */
static void rows_mark(struct rows *w, struct html_group group)
{
    const struct finding *list = w->h->r->lint->findings.list.v;
    for (uint32_t i = group.first; i < group.first + group.n; i++)
        for (uint32_t k = 0; k < list[i].n_rows; k++) {
            uint32_t p = w->h->position[list[i].rows[k]];
            if (p < w->t->first || p >= w->t->first + w->t->count)
                continue;
            struct row *row = &w->list.v[row_at(w, p)];
            if (row->mark <= list[i].severity)
                row->mark = list[i].severity + 1;
        }
}

/* ---- which of them are drawn ---- */

static int row_cmp(const void *va, const void *vb, void *rows)
{
    uint32_t i = *(const uint32_t *)va, k = *(const uint32_t *)vb;
    const struct row *list = rows, *a = &list[i], *b = &list[k];
    if (a->mark != b->mark)
        return a->mark > b->mark ? -1 : 1;
    if (a->length != b->length)
        return a->length > b->length ? -1 : 1;
    return i < k ? -1 : i > k;
}

/* The row with those of its ancestors that are not kept yet, when there is room for all of
 * them. How many rows that were. */
static uint32_t row_keep(struct rows *w, uint32_t number, uint32_t room)
{
    uint32_t n = 0, at = number;
    for (; at != NO_ROW && !w->list.v[at].kept && n < room; at = w->list.v[at].up)
        n++;
    if (at != NO_ROW && !w->list.v[at].kept)
        return 0;
    for (at = number; at != NO_ROW && !w->list.v[at].kept; at = w->list.v[at].up)
        w->list.v[at].kept = true;
    return n;
}

static void rows_choose(struct rows *w, uint32_t room)
{
    uint32_t *order = mem_alloc(arena_size(sizeof(*order), w->list.n));
    for (uint32_t i = 0; i < w->list.n; i++)
        order[i] = i;
    if (w->list.n > room)
        qsort_r(order, w->list.n, sizeof(*order), row_cmp, w->list.v);
    /* Few of many may be too deep; a bound on the tries keeps a chain of spans cheap. */
    for (uint32_t i = 0; i < w->list.n && room && i < 4 * HTML_ROWS; i++)
        room -= row_keep(w, order[i], room);
    for (uint32_t i = 0; i < w->list.n && room; i++) {
        struct row *r = &w->list.v[i];
        if (!r->kept && (r->up == NO_ROW || w->list.v[r->up].kept)) {
            r->kept = true;
            room--;
        }
    }
    free(order);
}

/* ---- writing ---- */

/* In whole microseconds from `from` on; null when it is not known. */
static void write_time(struct html *h, bool known, uint64_t time, uint64_t from)
{
    if (known)
        json_out_f64(&h->j, NULL, floor(((double)time - (double)from) / 1000));
    else
        json_out_null(&h->j, NULL);
}

static unsigned row_flags(const struct html *h, uint32_t p, struct html_time t)
{
    uint8_t facts = h->ix->facts[p];
    return (h->s->span.status[h->ix->order[p]] == STATUS_ERROR ? ROW_ERROR : 0) |
           (facts & FACT_ORPHAN ? ROW_ORPHAN : 0) | (facts & FACT_CYCLE ? ROW_CYCLE : 0) |
           (t.has_start ? 0 : ROW_NO_START) | (t.has_end ? 0 : ROW_NO_END);
}

/* depth, name, class, start, end, flags, count */
static void write_row(struct rows *w, const struct row *r, uint64_t from)
{
    struct html *h = w->h;
    uint32_t span = h->ix->order[r->p];
    struct html_time t = html_time_of(h->s, span);
    json_out_open(&h->j, NULL, '[');
    json_out_u64(&h->j, NULL, h->ix->depth[r->p]);
    json_out_u64(&h->j, NULL, html_name(h, h->s->span.name[span]));
    json_out_u64(&h->j, NULL, h->r->view ? h->r->view->row_class[span] : CLASS_OTHER);
    write_time(h, t.has_start, t.start, from);
    write_time(h, t.has_end, t.end, from);
    json_out_u64(&h->j, NULL, row_flags(h, r->p, t));
    json_out_u64(&h->j, NULL, r->count);
    json_out_close(&h->j);
}

struct run {
    uint64_t first, last; /* ns, of those with a start; first > last when none has one */
    uint64_t sum;         /* of the lengths */
    uint64_t errors;      /* spans with an error status */
    uint32_t bins[HTML_RUN_BINS], most; /* how many start in each part of the time */
};

static struct run run_measure(const struct rows *w, const struct row *r)
{
    struct run run = {.first = UINT64_MAX};
    for (uint32_t i = r->run; i < r->run + r->count; i++) {
        uint32_t span = w->h->ix->order[w->leaves[i]];
        struct html_time t = html_time_of(w->h->s, span);
        run.errors += w->h->s->span.status[span] == STATUS_ERROR;
        if (!t.has_start)
            continue;
        uint64_t end = t.has_end && t.end > t.start ? t.end : t.start;
        run.first = t.start < run.first ? t.start : run.first;
        run.last = end > run.last ? end : run.last;
        run.sum += end - t.start;
    }
    return run;
}

static void run_fill(const struct rows *w, const struct row *r, struct run *run)
{
    double length = (double)(run->last - run->first) + 1;
    for (uint32_t i = r->run; i < r->run + r->count; i++) {
        struct html_time t = html_time_of(w->h->s, w->h->ix->order[w->leaves[i]]);
        if (!t.has_start)
            continue;
        uint32_t bin = (uint32_t)((double)(t.start - run->first) / length * HTML_RUN_BINS);
        uint32_t n = ++run->bins[bin < HTML_RUN_BINS ? bin : HTML_RUN_BINS - 1];
        run->most = n > run->most ? n : run->most;
    }
}

/* row, start, end, sum of the lengths, errors, bins as digits of which 9 is the most */
static void write_run(struct rows *w, const struct row *r, uint32_t number, uint64_t from)
{
    struct html *h = w->h;
    struct run run = run_measure(w, r);
    char digits[HTML_RUN_BINS];
    run_fill(w, r, &run);
    for (int i = 0; i < HTML_RUN_BINS; i++)
        digits[i] = (char)('0' + (run.most ? (run.bins[i] * 9ull + run.most - 1) / run.most : 0));
    json_out_open(&h->j, NULL, '[');
    json_out_u64(&h->j, NULL, number);
    write_time(h, run.first <= run.last, run.first, from);
    write_time(h, run.first <= run.last, run.last, from);
    json_out_u64(&h->j, NULL, run.sum / 1000);
    json_out_u64(&h->j, NULL, run.errors);
    json_out_text(&h->j, NULL, sv_of(digits, HTML_RUN_BINS));
    json_out_close(&h->j);
}

/* Numbers the kept rows and writes them; the spans they stand for. */
static uint64_t rows_write(struct rows *w, uint64_t from)
{
    uint64_t spans = 0;
    uint32_t *number = mem_zalloc(arena_size(sizeof(*number), w->list.n));
    uint32_t n = 0;
    json_out_open(&w->h->j, "rows", '[');
    for (uint32_t i = 0; i < w->list.n; i++)
        if (w->list.v[i].kept) {
            write_row(w, &w->list.v[i], from);
            spans += w->list.v[i].count;
            number[i] = ++n;
        }
    json_out_close(&w->h->j);
    json_out_open(&w->h->j, "runs", '[');
    for (uint32_t i = 0; i < w->list.n; i++)
        if (w->list.v[i].kept && w->list.v[i].count > 1)
            write_run(w, &w->list.v[i], number[i] - 1, from);
    json_out_close(&w->h->j);
    for (uint32_t p = w->t->first; p < w->t->first + w->t->count; p++) {
        uint32_t row = row_at(w, p);
        if (name_at(w->h, p) == name_at(w->h, w->list.v[row].p))
            w->h->drawn_row[p] = number[row];
    }
    w->h->rows_left -= n;
    free(number);
    return spans;
}

void html_rows(struct html *h, uint32_t trace, uint64_t from)
{
    struct rows w = {.h = h, .t = &h->ix->traces[trace]};
    rows_make(&w);
    rows_mark(&w, h->groups[trace]);
    rows_choose(&w, h->rows_left < HTML_ROWS ? h->rows_left : HTML_ROWS);
    json_out_u64(&h->j, "drawn", rows_write(&w, from));
    vec_release(&w.list);
    free(w.leaves);
    free(w.row_of);
}
