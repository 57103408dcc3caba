/* The label of a row of the waterfall: marks, tree, name, duration. */
#include "core/fmt.h"
#include "core/utf8.h"
#include "tui/badge.h"
#include "tui/finding_value.h"
#include "tui/value.h"
#include "tui/waterfall.h"

enum {
    MARKS = 2,     /* columns for marks, left of the tree */
    DURATION = 9,  /* "4 min 5 s" */
    COMPACT = 28,  /* columns for tree and name, below which each level takes one column only */
    LEVELS = 24,   /* levels of the tree that are drawn at most */
    NAME_LEAST = 8,
    NAME_BYTES = 512, /* of a name that are looked at */
    NARROW = 80,   /* columns of a pane, below which names may take more than half of them */
    MEASURED = 512, /* rows whose names are measured */
};

#define SENT_AGAIN SV("spans sent again")

/* ---- marks ---- */

static bool is_run(const struct row *row)
{
    return row->run && row->run != ROW_INNER;
}

/* Has any of these spans the bit? */
static bool any_of(const struct bits *b, uint32_t first, uint32_t end)
{
    return end - first == 1 ? bits_get(b, first) : bits_next(b, first) < end;
}

/* Those of a span; a run has those of all its spans. */
static void marks_draw(const struct tui *t, struct canvas *c, struct rect r, uint32_t first,
                       uint32_t end)
{
    const struct lens *l = &t->lens;
    if (any_of(&l->errors, first, end))
        canvas_text(c, r, 0, 0, ROLE_ERROR, SV("!"));
    else if (l->show_critical && any_of(&l->critical, first, end))
        canvas_glyph(c, r, 0, 0, ROLE_CRITICAL, GLYPH_ARROW);
    for (uint8_t severity = SEVERITIES; severity-- > 0;) {
        if (any_of(&l->found[severity], first, end)) {
            canvas_glyph(c, r, 0, 1, severity_role(severity), severity_glyph(severity));
            break;
        }
    }
}

/* ---- the tree ---- */

/* How deep the row is, as a number, in place of levels that do not fit; takes whole levels. */
static int depth_draw(struct canvas *c, struct rect r, uint32_t depth, int step)
{
    int column = canvas_text(c, r, 0, 0, ROLE_DIM, sv_from_c(fmt_count(depth).text));
    column += canvas_text(c, r, 0, column, ROLE_DIM, SV(":"));
    return column + column % step;
}

/* Connectors and the fold glyph; returns the columns taken. */
static int tree_draw(const struct rows *rows, struct canvas *c, struct rect r, uint32_t i)
{
    bool walls[LEVELS];
    int step = r.width < COMPACT ? 1 : 2, column = 0;
    int most = step == 1 ? r.width / 2 : (r.width - NAME_LEAST) / 2;
    most = most < 1 ? 1 : most < LEVELS ? most : LEVELS;
    uint32_t depth = rows_depth(rows, i);
    int levels = rows_walls(rows, i, walls, most);
    if (depth > (uint32_t)levels) {
        column = depth_draw(c, r, depth, step);
        levels = levels > column / step ? levels - column / step : 1;
    }
    for (int level = levels; level-- > 0; column += step) {
        if (level == 0)
            canvas_glyph(c, r, 0, column, ROLE_FRAME, walls[0] ? GLYPH_TEE : GLYPH_ELBOW);
        else if (walls[level])
            canvas_glyph(c, r, 0, column, ROLE_FRAME, GLYPH_WALL);
        if (level == 0 && step > 1)
            canvas_glyph(c, r, 0, column + 1, ROLE_FRAME, GLYPH_LINE);
    }
    enum row_fold state = rows_state(rows, i);
    if (state == ROW_LEAF)
        return column ? column : step;
    canvas_glyph(c, r, 0, column, ROLE_KEY, state == ROW_OPEN ? GLYPH_OPEN : GLYPH_CLOSED);
    return column + step;
}

/* ---- the name ---- */

/* A name, with an ellipsis where it does not fit. Returns the columns taken. */
static int name_draw(struct canvas *c, struct rect r, int column, enum role role, struct sv name)
{
    int room = r.width - column;
    name = utf8_prefix(name, NAME_BYTES);
    int wanted = canvas_columns(name, c->ascii);
    return canvas_field(c, r, 0, column, wanted < room ? wanted : room, role, name, false);
}

/* Where the search stands in a text that was drawn. */
static void found_draw(const struct query *q, struct canvas *c, struct rect r, int column,
                       struct sv text)
{
    size_t length;
    struct sv seen = utf8_prefix(text, NAME_BYTES);
    for (size_t at = query_find(q, seen, 0, &length); at != SIZE_MAX && length;
         at = query_find(q, seen, at + length, &length)) {
        int from = canvas_columns(sv_of(seen.p, at), c->ascii);
        canvas_text(c, r, 0, column + from, ROLE_MATCH, sv_of(seen.p + at, length));
    }
}

static struct sv fact_word(uint8_t facts)
{
    return facts & FACT_DUPLICATE ? SV("sent again")
           : facts & FACT_CYCLE   ? SV("cycle")
           : facts & FACT_ORPHAN  ? SV("orphan")
                                  : SV("");
}

/* What tells the span from others of its name. */
static void badge_draw(const struct tui *t, struct canvas *c, struct rect r, int column,
                       uint32_t row)
{
    struct buf b = {0};
    if (span_extra(t->data->s, row)->link_count)
        column += 1 + canvas_glyph(c, r, 0, column + 1, ROLE_INFO, GLYPH_ARROW);
    badge_add(&b, t, row);
    if (b.n && column + 2 < r.width)
        name_draw(c, r, column + 1, ROLE_DIM, buf_sv(&b));
    buf_release(&b);
}

static void span_draw(const struct tui *t, struct canvas *c, struct rect r, uint32_t position,
                      bool is_folded)
{
    const struct lens *l = &t->lens;
    uint32_t row = t->data->ix->order[position], i = position - l->first;
    struct buf tmp = {0}, folded = {0};
    struct sv name = value_name(store_sv(t->data->s, t->data->s->span.name[row]), &tmp, t->reveal);
    struct sv fact = fact_word(t->data->ix->facts[position]);
    bool passes = !l->passes.n || bits_get(&l->passes, i);
    bool matches = bits_get(&l->matches, i);
    if (!name.n)
        name = SV("(no name)");
    enum role role = passes ? type_role(type_of_row(t->data, row)) : ROLE_DIM;
    if (is_folded)
        buf_fmt(&folded, " +%s", fmt_count(t->data->ix->size[position] - 1).text);
    int notes = (fact.n ? (int)fact.n + 1 : 0) + (int)folded.n;
    int column = name_draw(c, rect_columns(r, notes + NAME_LEAST < r.width ? r.width - notes
                                                                         : NAME_LEAST),
                           0, role, name);
    if (matches) {
        canvas_add_look(c, r, 0, 0, column, LOOK_UNDERLINE);
        found_draw(l->search, c, r, 0, name);
    }
    if (fact.n)
        column += 1 + name_draw(c, r, column + 1, ROLE_WARNING, fact);
    column += canvas_text(c, r, 0, column, ROLE_DIM, buf_sv(&folded));
    badge_draw(t, c, r, column, row);
    buf_release(&folded);
    buf_release(&tmp);
}

static void run_draw(const struct tui *t, struct canvas *c, struct rect r, const struct row *row)
{
    uint32_t at = t->data->ix->order[row->position];
    struct buf tmp = {0};
    struct sv name = value_name(store_sv(t->data->s, t->data->s->span.name[at]), &tmp, t->reveal);
    enum role role = type_role(type_of_row(t->data, at));
    int column = canvas_text(c, r, 0, 0, ROLE_TITLE, sv_from_c(fmt_count(row->run).text));
    if (t->data->ix->facts[row->position] & FACT_DUPLICATE) {
        name_draw(c, r, column + 1, ROLE_WARNING, SENT_AGAIN);
    } else {
        int wanted = canvas_columns(utf8_prefix(name, NAME_BYTES), c->ascii);
        int blank = column + 3 + wanted <= r.width;
        column += blank + canvas_glyph(c, r, 0, column + blank, ROLE_DIM, GLYPH_CROSS);
        name_draw(c, r, column + blank, role, name);
    }
    buf_release(&tmp);
}

/* ---- the duration ---- */

/* What stands for the length of a row, a duration or why there is none. */
static struct sv duration_text(const struct tui *t, const struct rows *rows, const struct row *row,
                               struct fmt *f, enum role *role)
{
    const struct span_columns *s = &t->data->s->span;
    uint32_t at = t->data->ix->order[row->position];
    double start, end;
    *role = ROLE_WARNING;
    if (is_run(row)) {
        *f = fmt_duration(rows_typical(rows, row->position));
        *role = ROLE_DIM;
        return sv_from_c(f->text);
    }
    if (!lens_times(t, row->position, &start, &end))
        return SV("no start");
    if (!(s->flags[at] & SPAN_HAS_END) || !s->end[at])
        return SV("no end");
    if (s->end[at] < s->start[at])
        return SV("end<start");
    *role = ROLE_TEXT;
    *f = fmt_duration(end - start);
    return sv_from_c(f->text);
}

/* ---- columns ---- */

/* Columns that tree, name and length of a row want. */
static int row_wants(const struct tui *t, const struct rows *rows, uint32_t i, bool ascii)
{
    const struct row *row = &rows->list.v[i];
    uint32_t at = t->data->ix->order[row->position], depth = rows_depth(rows, i);
    struct buf tmp = {0};
    struct fmt length;
    enum role role;
    int levels = 1 + (int)(depth < LEVELS / 2 ? depth : LEVELS / 2);
    struct sv name = value_name(store_sv(t->data->s, t->data->s->span.name[at]), &tmp, t->reveal);
    struct sv fact = fact_word(t->data->ix->facts[row->position]);
    int wants = canvas_columns(utf8_prefix(name, NAME_BYTES), ascii);
    if (is_run(row)) {
        bool again = t->data->ix->facts[row->position] & FACT_DUPLICATE;
        wants = (again ? (int)SENT_AGAIN.n + 1 : wants + 3) +
                (int)strlen(fmt_count(row->run).text);
    } else if (fact.n) {
        wants += 1 + (int)fact.n;
    }
    buf_release(&tmp);
    return MARKS + 2 * levels + wants + 2 +
           (int)duration_text(t, rows, row, &length, &role).n;
}

void waterfall_measure(const struct tui *t, struct waterfall *w, bool ascii)
{
    size_t n = w->rows.list.n, looked = n < MEASURED ? n : MEASURED;
    w->wanted = 0;
    for (size_t i = 0; i < looked; i++) {
        int wants = row_wants(t, &w->rows, (uint32_t)(i * n / looked), ascii);
        w->wanted = wants > w->wanted ? wants : w->wanted;
    }
}

int waterfall_label(const struct waterfall *w, int width)
{
    int least = width * 2 / 5, most = width < NARROW ? width * 2 / 3 : width / 2;
    least = least > 64 ? 64 : least;
    return w->wanted < least ? least : w->wanted < most ? w->wanted : most;
}

void waterfall_row(const struct tui *t, const struct waterfall *w, struct canvas *c, struct rect r,
                   uint32_t i)
{
    const struct row *row = &w->rows.list.v[i];
    struct fmt length;
    enum role role;
    r = rect_columns(r, w->width ? w->width : r.width);
    int label = waterfall_label(w, r.width);
    uint32_t end = is_run(row) ? rows_run_end(&w->rows, row->position) : row->position + 1;
    marks_draw(t, c, r, row->position - t->lens.first, end - t->lens.first);
    struct sv text = duration_text(t, &w->rows, row, &length, &role);
    int taken = text.n < DURATION ? (int)text.n : DURATION;
    struct rect names = rect_right(r, MARKS);
    int tree = tree_draw(&w->rows, c, rect_columns(names, label - MARKS - DURATION - 1), i);
    names = rect_right(rect_columns(names, label - MARKS - taken - 2), tree);
    if (is_run(row))
        run_draw(t, c, names, row);
    else
        span_draw(t, c, names, row->position, rows_state(&w->rows, i) == ROW_CLOSED);
    canvas_field(c, rect_right(r, label - taken - 1), 0, 0, taken, role, text, true);
    waterfall_bar(t, w, c, rect_right(r, label), i);
}
