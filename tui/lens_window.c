/* The window of time of a lens, and steps from span to span. */
#include "tui/lens.h"
#include "tui/tui.h"

/* The narrowest window, in ns: below, a cell would be less than what a double tells apart. */
static double narrowest(const struct lens *l)
{
    double least = (double)l->length * 1e-12;
    double whole = (double)l->length;
    least = least > 10 ? least : 10;
    return least < whole ? least : whole;
}

void lens_show(struct lens *l, double from, double to)
{
    double whole = (double)l->length, least = narrowest(l);
    if (!(to - from >= least)) {
        double middle = from + (to - from) / 2;
        from = middle - least / 2;
        to = from + least;
    }
    if (to - from >= whole) {
        from = 0;
        to = whole;
    }
    if (to > whole) {
        from -= to - whole;
        to = whole;
    }
    if (from < 0) {
        to -= from;
        from = 0;
    }
    l->from = from;
    l->to = to;
    l->changes++;
}

void lens_fit(struct lens *l)
{
    lens_show(l, 0, (double)l->length);
}

void lens_zoom(struct lens *l, double factor, double at)
{
    if (at < l->from || at > l->to)
        at = l->from + (l->to - l->from) / 2;
    double from = at - (at - l->from) / factor;
    lens_show(l, from, from + (l->to - l->from) / factor);
}

void lens_pan(struct lens *l, double share)
{
    double by = (l->to - l->from) * share;
    lens_show(l, l->from + by, l->to + by);
}

void lens_bring_in(struct tui *t)
{
    struct lens *l = &t->lens;
    double start, end, half = (l->to - l->from) / 2;
    if (!lens_times(t, t->span, &start, &end) || (end >= l->from && start <= l->to))
        return;
    double middle = start + (end - start) / 2;
    lens_show(l, middle - half, middle + half);
}

bool lens_times(const struct tui *t, uint32_t position, double *start, double *end)
{
    const struct lens *l = &t->lens;
    *start = *end = 0;
    return position >= l->first && position - l->first < l->n &&
           extent_times(&l->x, position, start, end);
}

uint32_t lens_step(const struct lens *l, const struct bits *b, uint32_t p, bool back,
                   bool *wrapped)
{
    uint32_t at = p == NO_ROW ? NO_ROW : p - l->first;
    bool inside = at < l->n;
    uint32_t next = back ? (inside ? bits_before(b, at) : NO_ROW)
                         : bits_next(b, inside ? at + 1 : 0);
    *wrapped = next == NO_ROW && inside;
    if (next == NO_ROW)
        next = back ? bits_before(b, b->n) : bits_next(b, 0);
    return next == NO_ROW ? NO_ROW : l->first + next;
}

uint32_t lens_rank(const struct lens *l, const struct bits *b, uint32_t p)
{
    return p == NO_ROW ? 0 : bits_count_in(b, 0, p - l->first + 1);
}
