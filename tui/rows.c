#include "tui/rows.h"

enum { ROWS_SAMPLE = 1023 };

/* ---- runs ---- */

bool rows_goes_on(const struct extent *x, uint32_t p)
{
    const struct index *ix = x->ix;
    if (p == x->first)
        return false;
    if (p >= x->first + x->n_unique)
        return p > x->first + x->n_unique;
    return ix->size[p] == 1 && ix->size[p - 1] == 1 && ix->parent[p] == ix->parent[p - 1] &&
           x->s->span.name[ix->order[p]] == x->s->span.name[ix->order[p - 1]];
}

static void runs_find(struct rows *r)
{
    const struct extent *x = &r->x;
    bits_resize(&r->begins, x->n);
    bits_fill(&r->begins, true);
    r->n_runs = 0;
    uint32_t end = x->first + x->n;
    for (uint32_t p = x->first, next; p < end; p = next) {
        next = p + 1;
        while (next < end && rows_goes_on(x, next))
            next++;
        if (next - p < ROWS_RUN)
            continue;
        r->n_runs++;
        for (uint32_t i = p + 1; i < next; i++)
            bits_clear(&r->begins, i - x->first);
    }
}

uint32_t rows_run_end(const struct rows *r, uint32_t position)
{
    uint32_t next = bits_next(&r->begins, position + 1 - r->x.first);
    return r->x.first + (next == NO_ROW ? r->x.n : next);
}

static uint32_t run_first(const struct rows *r, uint32_t position)
{
    return r->x.first + bits_before(&r->begins, position + 1 - r->x.first);
}

static int by_length(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

double rows_typical(const struct rows *r, uint32_t position)
{
    uint32_t n = rows_run_end(r, position) - position;
    uint32_t taken = n < ROWS_SAMPLE ? n : ROWS_SAMPLE;
    double lengths[ROWS_SAMPLE];
    uint32_t known = 0;
    for (uint32_t i = 0; i < taken; i++) {
        double start, end;
        if (extent_times(&r->x, position + (uint32_t)((uint64_t)i * n / taken), &start, &end))
            lengths[known++] = end - start;
    }
    qsort(lengths, known, sizeof(*lengths), by_length);
    return known ? lengths[known / 2] : 0;
}

/* ---- making the list ---- */

void rows_make(struct rows *r, const struct extent *x)
{
    r->x = *x;
    r->list.n = 0;
    bits_resize(&r->folded, x->n);
    bits_resize(&r->opened, x->n);
    bits_resize(&r->kept, 0);
    runs_find(r);
}

void rows_release(struct rows *r)
{
    vec_release(&r->list);
    bits_release(&r->folded);
    bits_release(&r->opened);
    bits_release(&r->begins);
    bits_release(&r->kept);
    *r = (struct rows){0};
}

/* What passes, and what it is in. From the last one on: so each parent is seen after its
 * children. */
static void keep(struct rows *r, const struct bits *passes)
{
    const struct extent *x = &r->x;
    bits_resize(&r->kept, passes ? passes->n : 0);
    if (!r->kept.n)
        return;
    memcpy(r->kept.words, passes->words, (passes->n + 63) / 64 * sizeof(*passes->words));
    uint32_t i = bits_before(&r->kept, x->n_unique);
    for (; i != NO_ROW; i = bits_before(&r->kept, i)) {
        uint32_t parent = x->ix->parent[x->first + i];
        if (parent != NO_ROW)
            bits_set(&r->kept, parent - x->first);
    }
}

static bool is_kept(const struct rows *r, uint32_t i)
{
    return !r->kept.n || bits_get(&r->kept, i);
}

/* The rows of a run: itself, its spans behind it when it is open; or only these when they are
 * few. */
static struct row *run_rows(const struct rows *r, struct row *out, uint32_t i, uint32_t end)
{
    uint32_t n = r->kept.n ? bits_count_in(&r->kept, i, end) : end - i;
    bool alone = n < ROWS_RUN;
    if (!alone)
        *out++ = (struct row){r->x.first + i, n};
    if (!alone && !bits_get(&r->opened, i))
        return out;
    for (; i < end; i++)
        if (is_kept(r, i))
            *out++ = (struct row){r->x.first + i, alone ? 0 : ROW_INNER};
    return out;
}

void rows_build(struct rows *r, const struct bits *passes)
{
    const struct extent *x = &r->x;
    const uint32_t *size = x->ix ? x->ix->size + x->first : NULL;
    keep(r, passes);
    r->list.n = 0;
    if (x->n == 0)
        return;
    struct row *out = vec_room(&r->list, (size_t)x->n + r->n_runs);
    for (uint32_t i = 0; i < x->n;) {
        if (i + 1 < x->n && !bits_get(&r->begins, i + 1)) {
            uint32_t end = rows_run_end(r, x->first + i) - x->first;
            out = run_rows(r, out, i, end);
            i = end;
        } else if (!is_kept(r, i)) {
            i += size[i];
        } else {
            *out++ = (struct row){x->first + i, 0};
            i += bits_get(&r->folded, i) ? size[i] : 1;
        }
    }
    r->list.n = x->n ? (size_t)(out - r->list.v) : 0;
}

/* ---- finding ---- */

/* The last row that stands at or before the position. */
static uint32_t last_at(const struct rows *r, uint32_t position)
{
    size_t low = 0, high = r->list.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (r->list.v[middle].position <= position)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? (uint32_t)low - 1 : 0;
}

uint32_t rows_find(const struct rows *r, uint32_t position)
{
    if (!r->list.n)
        return NO_ROW;
    uint32_t at = position - r->x.first;
    if (at >= r->x.n)
        return 0;
    uint32_t first = run_first(r, position);
    uint32_t i = last_at(r, position);
    if (r->list.v[i].position >= first && (rows_covers(r, i, position) || !is_kept(r, at)))
        return i;
    uint32_t p = position;
    while (!is_kept(r, p - r->x.first) && p < r->x.first + r->x.n_unique &&
           r->x.ix->parent[p] != NO_ROW)
        p = r->x.ix->parent[p];
    return last_at(r, p);
}

bool rows_covers(const struct rows *r, uint32_t i, uint32_t position)
{
    if (i >= r->list.n)
        return false;
    const struct row *row = &r->list.v[i];
    if (row->position == position)
        return true;
    return row->run && row->run != ROW_INNER && position > row->position &&
           rows_state(r, i) == ROW_CLOSED && position < rows_run_end(r, row->position);
}

uint32_t rows_parent(const struct rows *r, uint32_t i)
{
    const struct row *row = &r->list.v[i];
    if (row->run == ROW_INNER) {
        while (r->list.v[i].run == ROW_INNER)
            i--;
        return i;
    }
    if (row->position >= r->x.first + r->x.n_unique)
        return NO_ROW;
    uint32_t parent = r->x.ix->parent[row->position];
    return parent == NO_ROW ? NO_ROW : last_at(r, parent);
}

/* ---- folding ---- */

enum row_fold rows_state(const struct rows *r, uint32_t i)
{
    const struct row *row = &r->list.v[i];
    uint32_t at = row->position - r->x.first;
    if (row->run)
        return row->run == ROW_INNER          ? ROW_LEAF
               : bits_get(&r->opened, at) ? ROW_OPEN
                                              : ROW_CLOSED;
    if (r->x.ix->size[row->position] == 1)
        return ROW_LEAF;
    return bits_get(&r->folded, at) ? ROW_CLOSED : ROW_OPEN;
}

bool rows_fold(struct rows *r, uint32_t i, bool open)
{
    if (i >= r->list.n || rows_state(r, i) != (open ? ROW_CLOSED : ROW_OPEN))
        return false;
    uint32_t at = r->list.v[i].position - r->x.first;
    bits_put(r->list.v[i].run ? &r->opened : &r->folded, at, r->list.v[i].run ? open : !open);
    return true;
}

/* Folds or unfolds all spans of the deepest level that is open, or the highest that is closed. */
static bool level_fold(struct rows *r, bool open)
{
    enum row_fold wanted = open ? ROW_CLOSED : ROW_OPEN;
    uint32_t level = open ? NO_ROW : 0;
    VEC(uint32_t) found = {0};
    for (uint32_t i = 0; i < r->list.n; i++) {
        uint32_t depth = r->x.ix->depth[r->list.v[i].position];
        if ((open ? depth > level : depth < level) || r->list.v[i].run ||
            rows_state(r, i) != wanted)
            continue;
        if (depth != level)
            found.n = 0;
        level = depth;
        vec_push(&found, i);
    }
    for (size_t i = 0; i < found.n; i++)
        rows_fold(r, found.v[i], open);
    bool some = found.n > 0;
    vec_release(&found);
    return some;
}

bool rows_less(struct rows *r)
{
    return level_fold(r, false);
}

bool rows_more(struct rows *r)
{
    return level_fold(r, true);
}

void rows_fold_all(struct rows *r)
{
    bits_fill(&r->opened, false);
    for (uint32_t i = 0; i < r->x.n; i++)
        bits_put(&r->folded, i, r->x.ix->size[r->x.first + i] > 1);
}

void rows_unfold_all(struct rows *r)
{
    bits_fill(&r->opened, true);
    bits_fill(&r->folded, false);
}

/* ---- looks ---- */

uint32_t rows_depth(const struct rows *r, uint32_t i)
{
    const struct row *row = &r->list.v[i];
    bool in_tree = row->position < r->x.first + r->x.n_unique;
    return (in_tree ? r->x.ix->depth[row->position] : 0) + (row->run == ROW_INNER);
}

/* Is any span kept from here on, before `end`? A span that is kept has all it is in kept. */
static bool any_kept(const struct rows *r, uint32_t from, uint32_t end)
{
    if (!r->kept.n)
        return from < end;
    uint32_t next = bits_next(&r->kept, from - r->x.first);
    return next != NO_ROW && r->x.first + next < end;
}

int rows_walls(const struct rows *r, uint32_t i, bool *walls, int n)
{
    const struct index *ix = r->x.ix;
    const struct row *row = &r->list.v[i];
    uint32_t p = row->position, behind = p + ix->size[p];
    int levels = 0;
    if (row->run == ROW_INNER) {
        if (n)
            walls[levels++] = i + 1 < r->list.n && r->list.v[i + 1].run == ROW_INNER;
        p = run_first(r, p);
    }
    if (row->run)
        behind = rows_run_end(r, p);
    if (p >= r->x.first + r->x.n_unique)
        return levels;
    for (uint32_t up; levels < n && (up = ix->parent[p]) != NO_ROW; p = up) {
        uint32_t end = up + ix->size[up];
        walls[levels++] = any_kept(r, behind, end);
        behind = end;
    }
    return levels;
}
