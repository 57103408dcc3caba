/* When the span was, and how that fits its parent. */
#include "core/fmt.h"
#include "tui/detail_parts.h"
#include "tui/extent.h"

static bool has_end(const struct store *s, uint32_t row)
{
    return (s->span.flags[row] & SPAN_HAS_END) && s->span.end[row];
}

/* The distance between two moments, in people's words. */
static struct fmt distance(uint64_t a, uint64_t b)
{
    return fmt_duration((double)(a > b ? a - b : b - a));
}

static void tell_start(struct telling *w)
{
    const struct store *s = w->data->s;
    struct text *x = &w->d->text;
    text_add(x, ROLE_DIM, SV("  start   "));
    if (!extent_row_starts(s, w->row)) {
        text_add(x, ROLE_WARNING, SV("! none"));
    } else {
        uint64_t start = s->span.start[w->row];
        text_add(x, ROLE_TEXT, sv_from_c(fmt_time(start).text));
        text_fmt(x, ROLE_DIM, ", %s%s", start < w->zero ? "-" : "+",
                 distance(start, w->zero).text);
    }
    text_end_as(x, 0, 10);
}

static void tell_share(struct telling *w, uint64_t length)
{
    const struct store *s = w->data->s;
    uint32_t parent = w->data->ix->parent[w->position];
    if (parent == NO_ROW || (w->data->ix->facts[w->position] & FACT_DUPLICATE))
        return;
    uint32_t row = w->data->ix->order[parent];
    uint64_t whole = extent_row_starts(s, row) ? extent_row_end(s, row) - s->span.start[row] : 0;
    if (whole)
        text_fmt(&w->d->text, ROLE_DIM, ", %s of its parent",
                 fmt_share((double)length / (double)whole).text);
}

static void tell_length(struct telling *w)
{
    const struct store *s = w->data->s;
    struct text *x = &w->d->text;
    uint64_t start = s->span.start[w->row], end = s->span.end[w->row];
    text_add(x, ROLE_DIM, SV("  length  "));
    if (!has_end(s, w->row))
        text_add(x, ROLE_WARNING, SV("! none: it has no end"));
    else if (!extent_row_starts(s, w->row))
        text_add(x, ROLE_WARNING, SV("! none: it has no start"));
    else if (end < start)
        text_fmt(x, ROLE_WARNING, "! none: it ends %s before it starts",
                 distance(start, end).text);
    else
        text_add(x, ROLE_TEXT, sv_from_c(distance(end, start).text));
    if (has_end(s, w->row) && extent_row_starts(s, w->row) && end >= start)
        tell_share(w, end - start);
    text_end_as(x, 0, 10);
}

/* "starts 20 ms after it", "ends 5 ms BEYOND it". */
static void tell_fit(struct telling *w, const char *verb, uint64_t mine, uint64_t its, bool is_end)
{
    struct text *x = &w->d->text;
    bool outside = is_end ? mine > its : mine < its;
    if (mine == its)
        text_fmt(x, ROLE_TEXT, "%s with it", verb);
    else if (outside)
        text_fmt(x, ROLE_WARNING, "! %s %s %s", verb, distance(mine, its).text,
                 is_end ? "BEYOND its end" : "BEFORE it");
    else
        text_fmt(x, ROLE_TEXT, "%s %s %s", verb, distance(mine, its).text,
                 is_end ? "before its end" : "after it");
}

static void tell_parent(struct telling *w)
{
    const struct store *s = w->data->s;
    uint32_t parent = w->data->ix->parent[w->position];
    if (parent == NO_ROW || (w->data->ix->facts[w->position] & FACT_DUPLICATE))
        return;
    uint32_t row = w->data->ix->order[parent];
    bool starts = extent_row_starts(s, row) && extent_row_starts(s, w->row);
    bool ends = has_end(s, row) && has_end(s, w->row);
    if (!starts && !ends)
        return;
    text_add(&w->d->text, ROLE_DIM, SV("  parent  "));
    if (starts)
        tell_fit(w, "starts", s->span.start[w->row], s->span.start[row], false);
    if (starts && ends)
        text_add(&w->d->text, ROLE_DIM, SV(", "));
    if (ends)
        tell_fit(w, "ends", s->span.end[w->row], s->span.end[row], true);
    text_end_as(&w->d->text, telling_item(w, DETAIL_SPAN, parent), 10);
}

void detail_tell_times(struct telling *w)
{
    tell_start(w);
    tell_length(w);
    tell_parent(w);
}
