#include "tui/flame.h"

#include <math.h>

/* ---- building ---- */

struct moment {
    double at;
    uint32_t position;
};

static int by_start(const void *a, const void *b)
{
    const struct moment *left = a, *right = b;
    if (left->at != right->at)
        return left->at < right->at ? -1 : 1;
    return left->position < right->position ? -1 : left->position > right->position;
}

static double start_of(const struct flame *f, uint32_t k)
{
    double start, end;
    extent_times(&f->x, f->order[k], &start, &end);
    return start;
}

static double end_of(const struct flame *f, uint32_t k)
{
    double start, end;
    extent_times(&f->x, f->order[k], &start, &end);
    return end;
}

/* A counting sort by depth; spans of a level stay in the order of the tree. */
static void levels_fill(struct flame *f)
{
    const struct extent *x = &f->x;
    uint32_t end = x->first + x->n_unique;
    for (uint32_t p = x->first; p < end; p++)
        if (extent_row_starts(x->s, x->ix->order[p]))
            f->first[x->ix->depth[p] + 1]++;
    for (uint32_t d = 0; d < f->levels; d++)
        f->first[d + 1] += f->first[d];
    uint32_t *next = mem_alloc(((size_t)f->levels + 1) * sizeof(*next));
    memcpy(next, f->first, ((size_t)f->levels + 1) * sizeof(*next));
    for (uint32_t p = x->first; p < end; p++)
        if (extent_row_starts(x->s, x->ix->order[p]))
            f->order[next[x->ix->depth[p]]++] = p;
    free(next);
}

/* Levels are mostly in order of time already, but for children of parents that overlap. */
static void level_sort(struct flame *f, uint32_t from, uint32_t to)
{
    bool sorted = true;
    double last = -1;
    for (uint32_t k = from; k < to && sorted; k++) {
        double start = start_of(f, k);
        sorted = start >= last;
        last = start;
    }
    if (sorted)
        return;
    struct moment *moments = mem_alloc((size_t)(to - from) * sizeof(*moments));
    for (uint32_t k = from; k < to; k++)
        moments[k - from] = (struct moment){start_of(f, k), f->order[k]};
    qsort(moments, to - from, sizeof(*moments), by_start);
    for (uint32_t k = from; k < to; k++)
        f->order[k] = moments[k - from].position;
    free(moments);
}

static void level_reach(struct flame *f, uint32_t from, uint32_t to)
{
    double last = -1;
    for (uint32_t k = from, best = from; k < to; k++) {
        double end = end_of(f, k);
        if (end >= last) {
            best = k;
            last = end;
        }
        f->reach[k] = best;
    }
}

bool flame_build(struct flame *f, const struct extent *x, const atomic_bool *stop)
{
    flame_release(f);
    f->x = *x;
    for (uint32_t p = x->first; p < x->first + x->n_unique; p++)
        if (x->ix->depth[p] >= f->levels)
            f->levels = x->ix->depth[p] + 1;
    f->first = mem_zalloc(((size_t)f->levels + 1) * sizeof(*f->first));
    f->order = mem_alloc((size_t)x->n * sizeof(*f->order));
    f->reach = mem_alloc((size_t)x->n * sizeof(*f->reach));
    levels_fill(f);
    bool stopped = false;
    for (uint32_t d = 0; d < f->levels && !stopped; d++) {
        level_sort(f, f->first[d], f->first[d + 1]);
        level_reach(f, f->first[d], f->first[d + 1]);
        stopped = stop && atomic_load(stop);
    }
    return !stopped;
}

void flame_release(struct flame *f)
{
    free(f->first);
    free(f->order);
    free(f->reach);
    *f = (struct flame){0};
}

/* ---- boxes ---- */

/* The first one from `k` on that starts at `at` or later; looks near `k` first. */
static uint32_t from_start(const struct flame *f, uint32_t k, uint32_t end, double at)
{
    uint32_t low = k, reach = 1;
    while (low < end && low + reach < end && start_of(f, low + reach) < at) {
        low += reach;
        reach *= 2;
    }
    uint32_t high = end - low > reach ? low + reach : end;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (start_of(f, middle) < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The column that a moment stands in, the last one at the very end; one behind it what is later. */
static int column_of(const struct timeline *x, double at)
{
    double column = (at - x->from) / (x->to - x->from) * x->width;
    if (at > x->to)
        return x->width;
    return column < x->width ? (int)floor(column) : x->width - 1;
}

/* The column before which the span `k` ends, or another one begins. */
static int box_end(const struct flame *f, const struct timeline *x, uint32_t k, uint32_t next,
                   uint32_t end, int column)
{
    double last = (end_of(f, k) - x->from) / (x->to - x->from) * x->width;
    int to = last < x->width ? (int)ceil(last - 1e-6) : x->width;
    if (next < end) {
        int begins = column_of(x, start_of(f, next));
        to = begins < to ? begins : to;
    }
    return to > column ? to : column + 1;
}

int flame_boxes(const struct flame *f, uint32_t level, const struct timeline *x,
                struct flame_box *out)
{
    if (level >= f->levels || !(x->to > x->from))
        return 0;
    uint32_t first = f->first[level], end = f->first[level + 1];
    uint32_t k = from_start(f, first, end, x->from);
    int n = 0;
    for (int column = 0; column < x->width;) {
        /* Spans that begin at the very end of the window stand in its last column. */
        double until = timeline_at(x, column + 1);
        uint32_t next = column + 1 < x->width ? from_start(f, k, end, until)
                                              : from_start(f, k, end, nextafter(until, HUGE_VAL));
        uint32_t begin = next - k;
        uint32_t front = begin ? next - 1 : next > first ? f->reach[next - 1] : NO_ROW;
        if (begin > 1) {
            out[n++] = (struct flame_box){column++, 1, f->order[k], begin};
        } else if (begin || (front != NO_ROW && end_of(f, front) > timeline_at(x, column))) {
            int to = box_end(f, x, front, next, end, column);
            out[n++] = (struct flame_box){column, to - column, f->order[front], 1};
            column = to;
        } else {
            int to = next < end ? column_of(x, start_of(f, next)) : x->width;
            column = to > column ? to : column + 1;
        }
        k = next;
    }
    return n;
}

/* ---- beside ---- */

/* Where a span stands in its level: there, spans that begin together are in order of position. */
static uint32_t place_of(const struct flame *f, uint32_t position)
{
    uint32_t level = f->x.ix->depth[position];
    double start, end;
    if (level >= f->levels || !extent_times(&f->x, position, &start, &end))
        return NO_ROW;
    uint32_t low = f->first[level], high = f->first[level + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        double at = start_of(f, middle);
        if (at < start || (at == start && f->order[middle] < position))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t sibling(const struct extent *x, uint32_t position, bool back)
{
    const struct index *ix = x->ix;
    uint32_t parent = ix->parent[position];
    uint32_t first = parent == NO_ROW ? x->first : parent + 1;
    uint32_t end = parent == NO_ROW ? x->first + x->n_unique : parent + ix->size[parent];
    if (!back)
        return position + ix->size[position] < end ? position + ix->size[position] : NO_ROW;
    if (position == first)
        return NO_ROW;
    uint32_t p = position - 1;
    while (ix->parent[p] != parent)
        p = ix->parent[p];
    return p;
}

uint32_t flame_beside(const struct flame *f, uint32_t position, bool back)
{
    if (!f->levels || position - f->x.first >= f->x.n_unique)
        return NO_ROW;
    uint32_t p = sibling(&f->x, position, back);
    if (p != NO_ROW)
        return p;
    uint32_t level = f->x.ix->depth[position], k = place_of(f, position);
    if (k == NO_ROW)
        return NO_ROW;
    if (back)
        return k > f->first[level] ? f->order[k - 1] : NO_ROW;
    return k + 1 < f->first[level + 1] ? f->order[k + 1] : NO_ROW;
}

uint32_t flame_child(const struct flame *f, uint32_t position, double from, double to)
{
    const struct index *ix = f->x.ix;
    if (!f->levels || position - f->x.first >= f->x.n_unique)
        return NO_ROW;
    uint32_t best = NO_ROW, behind = position + ix->size[position];
    double distance = HUGE_VAL;
    for (uint32_t p = position + 1; p < behind && distance > 0; p += ix->size[p]) {
        double start, end;
        if (!extent_times(&f->x, p, &start, &end))
            continue;
        double away = end < from ? from - end : start > to ? start - to : 0;
        if (best == NO_ROW || away < distance) {
            best = p;
            distance = away;
        }
    }
    return best;
}

uint32_t flame_at(const struct flame *f, uint32_t level, double at)
{
    if (level >= f->levels || f->first[level] == f->first[level + 1])
        return NO_ROW;
    uint32_t first = f->first[level], end = f->first[level + 1];
    uint32_t next = from_start(f, first, end, at);
    if (next == first)
        return f->order[first];
    uint32_t before = end_of(f, next - 1) >= at ? next - 1 : f->reach[next - 1];
    if (next == end || at - end_of(f, before) <= start_of(f, next) - at)
        return f->order[before];
    return f->order[next];
}
