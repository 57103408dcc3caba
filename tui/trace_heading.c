#include "tui/trace_heading.h"

#include "core/fmt.h"
#include "tui/finding_value.h"
#include "tui/pills.h"

enum { TALL = 20 /* rows of the screen, from which on marks have a row of their own */ };

static bool has_marks_row(const struct tui *t)
{
    return t->canvas.height >= TALL;
}

int trace_heading_rows(const struct tui *t)
{
    return has_marks_row(t) ? 4 : 3;
}

struct timeline trace_timeline(const struct tui *t, int width)
{
    return (struct timeline){t->lens.from, t->lens.to, width};
}

/* ---- the map ---- */

/* The column of the map that a moment stands in. */
static int map_column(const struct lens *l, double at, int width)
{
    int column = (int)(at / (double)l->length * width);
    return column < 0 ? 0 : column < width ? column : width - 1;
}

static void map_draw(const struct lens *l, struct canvas *c, struct rect r)
{
    int from = map_column(l, l->from, r.width), to = map_column(l, l->to, r.width);
    for (int i = 0; i < r.width; i++) {
        bool errors, inside = i >= from && i <= to;
        int height = minimap_height(&l->map, i, r.width, &errors);
        enum role role = inside ? ROLE_INFO : ROLE_DIM;
        if (height)
            canvas_glyph(c, r, 0, i, role,
                         height == 8 ? GLYPH_BLOCK : (enum glyph)(GLYPH_LOWER1 + height - 1));
    }
}

/* Where the window is: a line with ends, below the map. */
static void window_draw(const struct lens *l, struct canvas *c, struct rect r)
{
    int from = map_column(l, l->from, r.width), to = map_column(l, l->to, r.width);
    bool whole = l->from <= 0 && l->to >= (double)l->length;
    enum role role = whole ? ROLE_FRAME : ROLE_KEY;
    canvas_line(c, r, 0, from, to - from + 1, role, GLYPH_LINE);
    if (whole)
        return;
    canvas_glyph(c, r, 0, from, role, GLYPH_LEFT);
    canvas_glyph(c, r, 0, to, role, GLYPH_RIGHT);
}

/* Without a row of their own, findings are marked where they begin only: so the map stays. */
static void marks_draw(const struct lens *l, struct canvas *c, struct rect r, bool own_row)
{
    uint8_t before = 0;
    for (int i = 0; i < r.width; i++) {
        bool errors;
        uint8_t found = minimap_found(&l->map, i, r.width);
        if (found && (own_row || found != before))
            canvas_glyph(c, r, 0, i, severity_role((uint8_t)(found - 1)),
                         severity_glyph((uint8_t)(found - 1)));
        minimap_height(&l->map, i, r.width, &errors);
        if (errors)
            canvas_text(c, r, 0, i, ROLE_ERROR, SV("!"));
        before = found;
    }
}

/* ---- the ruler ---- */

static void ruler_draw(const struct tui *t, struct canvas *c, struct rect r)
{
    struct timeline x = trace_timeline(t, r.width);
    struct ticks ticks;
    struct buf label = {0};
    timeline_ticks(&x, &ticks);
    for (int i = 0; i < ticks.n; i++) {
        buf_clear(&label);
        timeline_label(&label, &ticks, ticks.v[i].at);
        canvas_glyph(c, r, 0, ticks.v[i].column, ROLE_FRAME, GLYPH_TICK);
        canvas_text(c, r, 0, ticks.v[i].column + 1, ROLE_DIM, buf_sv(&label));
    }
    buf_release(&label);
}

void trace_heading_draw(const struct tui *t, struct canvas *c, struct rect r, int left)
{
    const struct lens *l = &t->lens;
    if (!l->ready)
        return;
    struct rect label = rect_columns(r, left);
    struct rect map = rect_right(rect_columns(r, trace_heading_width(r.width)), left);
    struct fmt spans = fmt_amount(l->n, "span"), length = fmt_duration((double)l->length);
    int marks = has_marks_row(t) ? 1 : 0;
    if (left > 1)
        canvas_fmt(c, rect_columns(label, left - 1), 0, 0, ROLE_DIM, "%s, %s", spans.text,
                   length.text);
    map_draw(l, c, rect_rows(map, 1));
    struct rect below = rect_rows(rect_below(map, marks), 1);
    if (marks || l->from > 0 || l->to < (double)l->length)
        window_draw(l, c, below);
    marks_draw(l, c, below, marks);
    if (left > 1 && (l->from > 0 || l->to < (double)l->length))
        canvas_fmt(c, rect_columns(label, left - 1), marks + 2, 0, ROLE_KEY, "%s of it",
                   fmt_duration(l->to - l->from).text);
    ruler_draw(t, c, rect_rows(rect_below(map, marks + 2), 1));
    pills_draw(t, c, rect_rows(rect_below(r, marks + 1), 1));
}
