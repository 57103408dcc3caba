/* The bar of a row of the waterfall, and what stands on it. */
#include "tui/finding_value.h"
#include "tui/trace_heading.h"
#include "tui/waterfall.h"

enum { EVENTS_MOST = 4096 /* that are looked at for flags on one bar */ };

/* What is wholly outside of the window shows as an arrow to where it is. True when it is. */
static bool outside_draw(const struct timeline *x, struct canvas *c, struct rect r, double start,
                         double end)
{
    if (end < x->from)
        canvas_glyph(c, r, 0, 0, ROLE_DIM, GLYPH_LEFT);
    else if (start > x->to)
        canvas_glyph(c, r, 0, r.width - 1, ROLE_DIM, GLYPH_RIGHT);
    else
        return false;
    return true;
}

/* The columns between two moments: those that are more than half covered, at least one. */
static void columns_between(const struct timeline *x, double from, double to, int *first, int *last)
{
    *first = (int)((timeline_eighths(x, from) + 4) / 8);
    *last = (int)((timeline_eighths(x, to) + 3) / 8) - 1;
    *first = *first < 0 ? 0 : *first;
    *last = *last < x->width ? *last : x->width - 1;
}

/* What of a span lies outside of its parent is not a whole block. */
static void overhang_draw(const struct tui *t, const struct timeline *x, struct canvas *c,
                          struct rect r, uint32_t position, double start, double end)
{
    uint32_t parent = t->data->ix->parent[position];
    enum role role = type_role(type_of_row(t->data, t->data->ix->order[position]));
    double from, to;
    int first, last;
    if (parent == NO_ROW || (t->data->ix->facts[position] & FACT_DUPLICATE) ||
        !lens_times(t, parent, &from, &to))
        return;
    if (start < from) {
        columns_between(x, start, end < from ? end : from, &first, &last);
        canvas_line(c, r, 0, first, last - first + 1, role, GLYPH_SHADE2);
    }
    if (end > to) {
        columns_between(x, start > to ? start : to, end, &first, &last);
        canvas_line(c, r, 0, first, last - first + 1, role, GLYPH_SHADE2);
    }
}

/* What the path needs of a bar is as bright as a block, with a line through it. */
static void critical_cell(struct canvas *c, struct rect r, int column)
{
    canvas_glyph(c, r, 0, column, ROLE_CRITICAL, GLYPH_PATH);
    canvas_add_look(c, r, 0, column, 1, LOOK_REVERSE);
}

/* Sections of the critical path. A span may have many: so by columns. */
static void critical_draw(const struct tui *t, const struct timeline *x, struct canvas *c,
                          struct rect r, uint32_t position)
{
    size_t n, at = 0;
    const struct section *sections = critical_of(&t->lens.path, position, &n);
    for (int column = 0; column < x->width && at < n; column++) {
        double from = timeline_at(x, column), to = timeline_at(x, column + 1);
        size_t high = n;
        while (at < high) {
            size_t middle = at + (high - at) / 2;
            if (section_end(&sections[middle]) <= from)
                at = middle + 1;
            else
                high = middle;
        }
        if (at < n && sections[at].from < to)
            critical_cell(c, r, column);
    }
}

static void events_draw(const struct tui *t, const struct timeline *x, struct canvas *c,
                        struct rect r, uint32_t position)
{
    const struct store *s = t->data->s;
    const struct span_extra *extra = span_extra(s, t->data->ix->order[position]);
    uint32_t n = extra->event_count < EVENTS_MOST ? extra->event_count : EVENTS_MOST;
    for (uint32_t i = 0; i < n; i++) {
        const struct event *e = &s->events.v[extra->event_first + i];
        double at = (double)e->time - (double)t->lens.zero;
        if (e->has_time && at >= x->from && at <= x->to) {
            int column = (int)(timeline_eighths(x, at) / 8);
            canvas_glyph(c, r, 0, column < x->width ? column : x->width - 1, ROLE_TITLE,
                         GLYPH_EVENT);
        }
    }
}

static void finding_draw(const struct tui *t, const struct timeline *x, struct canvas *c,
                         struct rect r, uint32_t position, double start)
{
    uint32_t i = position - t->lens.first;
    if (!bits_get(&t->lens.any_found, i) || start < x->from)
        return;
    uint8_t severity = SEVERITY_ERROR;
    while (severity > 0 && !bits_get(&t->lens.found[severity], i))
        severity--;
    int column = (int)(timeline_eighths(x, start) / 8);
    canvas_glyph(c, r, 0, column < x->width ? column : x->width - 1,
                 severity_role(severity), GLYPH_MARK);
}

static void span_bar(const struct tui *t, const struct timeline *x, struct canvas *c, struct rect r,
                     uint32_t position)
{
    const struct lens *l = &t->lens;
    double start, end;
    if (!lens_times(t, position, &start, &end) || outside_draw(x, c, r, start, end))
        return;
    bool passes = !l->passes.n || bits_get(&l->passes, position - l->first);
    enum role role = type_role(type_of_row(t->data, t->data->ix->order[position]));
    int64_t from = timeline_eighths(x, start), to = timeline_eighths(x, end);
    int64_t edge = (int64_t)x->width * 8;
    canvas_bar(c, r, 0, from < edge ? from : edge - 1, to, passes ? role : ROLE_DIM);
    if (passes)
        overhang_draw(t, x, c, r, position, start, end);
    if (l->show_critical)
        critical_draw(t, x, c, r, position);
    events_draw(t, x, c, r, position);
    finding_draw(t, x, c, r, position, start);
}

/* The first span of the run, in order of start, that starts at `at` or later. Spans without a start
 * stand before all. */
static uint32_t run_from(const struct tui *t, uint32_t first, uint32_t end, double at)
{
    while (first < end) {
        uint32_t middle = first + (end - first) / 2;
        double start, stop;
        if (!lens_times(t, middle, &start, &stop) || start < at)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

/* The spans of a run, as densely as they stand: a column where there is none stays blank. */
static void run_bar(const struct tui *t, const struct rows *rows, const struct timeline *x,
                    struct canvas *c, struct rect r, uint32_t position)
{
    uint32_t end = rows_run_end(rows, position), at = position;
    double first, last, none;
    if (lens_times(t, position, &first, &none) && lens_times(t, end - 1, &none, &last) &&
        outside_draw(x, c, r, first, last))
        return;
    enum role role = type_role(type_of_row(t->data, t->data->ix->order[position]));
    for (int column = 0; column < x->width; column++) {
        uint32_t next = run_from(t, at, end, timeline_at(x, column + 1));
        uint32_t n = next - run_from(t, at, end, timeline_at(x, column));
        double from, to = 0;
        if (!n && next > position && lens_times(t, next - 1, &from, &to))
            n = to > timeline_at(x, column);
        if (n)
            canvas_glyph(c, r, 0, column, role,
                         n < 2 ? GLYPH_SHADE1 : n < 8 ? GLYPH_SHADE2 : GLYPH_SHADE3);
        at = next > position ? next - 1 : position;
    }
}

void waterfall_bar(const struct tui *t, const struct waterfall *w, struct canvas *c, struct rect r,
                   uint32_t i)
{
    const struct row *row = &w->rows.list.v[i];
    struct timeline x = trace_timeline(t, r.width);
    if (r.width < 1)
        return;
    if (row->run && row->run != ROW_INNER)
        run_bar(t, &w->rows, &x, c, r, row->position);
    else
        span_bar(t, &x, c, r, row->position);
}
