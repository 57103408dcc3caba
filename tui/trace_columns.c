#include "tui/trace_columns.h"

#include "core/fmt.h"
#include "core/shown.h"
#include "tui/finding_value.h"
#include "tui/type.h"
#include "tui/value.h"

/* What one cell is drawn with; its rectangle is the cell. */
struct cell_of {
    struct tui *t;
    const struct trace_list *l;
    const struct traces *x;
    uint32_t trace;
    struct canvas *c;
    struct rect r;
};

static void cell_text(const struct cell_of *q, enum role role, struct sv text, bool right)
{
    canvas_field(q->c, q->r, 0, 0, q->r.width, role, text, right);
}

/* A text that the filter and the search may be about: what they look for stands out. */
static void cell_foreign(const struct cell_of *q, enum role role, struct sv text)
{
    const struct traces_filter *filters[] = {q->l->search, q->l->filter};
    cell_text(q, role, text, false);
    for (size_t i = 0; i < ARRAY_LEN(filters); i++) {
        size_t n, at = traces_filter_find(filters[i], text, 0, &n);
        int column = 0;
        for (size_t from = 0; at != SIZE_MAX && column < q->r.width;) {
            column += canvas_columns(sv_of(text.p + from, at - from), q->c->ascii);
            column += canvas_text(q->c, q->r, 0, column, ROLE_MATCH, sv_of(text.p + at, n));
            from = at + n;
            at = traces_filter_find(filters[i], text, from, &n);
        }
    }
}

/* ---- cells ---- */

static void root_cell(const struct cell_of *q)
{
    enum { BYTES_MAX = 1000 }; /* no screen is wider */
    struct buf tmp = {0};
    uint32_t row = q->x->rows[q->trace].root;
    struct sv name = value_name(traces_root(q->x, q->trace), &tmp, q->t->reveal);
    name.n = name.n < BYTES_MAX ? name.n : BYTES_MAX;
    if (name.n)
        cell_foreign(q, type_role(type_of_row(q->x->d, row)), name);
    else
        cell_text(q, ROLE_DIM, SV("(no name)"), false);
    buf_release(&tmp);
}

static void start_cell(const struct cell_of *q)
{
    enum { TIME_FROM = 11, TIME_END = 19 };
    uint64_t start = q->x->rows[q->trace].start;
    struct fmt f = fmt_time(start);
    int from = q->r.width < TIME_END ? TIME_FROM : 0;
    struct sv text = start ? sv_of(f.text + from, (size_t)(TIME_END - from)) : SV("-");
    cell_text(q, start ? ROLE_TEXT : ROLE_DIM, text, false);
}

/* "12m35s": as fmt_duration has it, without blanks and with short units. */
static struct fmt duration_short(double ns)
{
    struct fmt f = fmt_duration(ns);
    size_t n = 0;
    for (size_t i = 0; f.text[i]; i++) {
        bool is_min = f.text[i] == 'i' && i && f.text[i - 1] == 'm' && f.text[i + 1] == 'n';
        if (f.text[i] != ' ')
            f.text[n++] = f.text[i];
        if (is_min) {
            n--;
            i++;
        }
    }
    f.text[n] = '\0';
    return f;
}

static void length_cell(const struct cell_of *q)
{
    const struct trace_row *row = &q->x->rows[q->trace];
    struct fmt f = duration_short((double)row->length);
    cell_text(q, row->start ? ROLE_TEXT : ROLE_DIM, row->start ? sv_from_c(f.text) : SV("-"), true);
}

static void spans_cell(const struct cell_of *q)
{
    cell_text(q, ROLE_TEXT, sv_from_c(fmt_short(traces_spans(q->x, q->trace)).text), true);
}

static void errors_cell(const struct cell_of *q)
{
    uint32_t n = q->x->rows[q->trace].errors;
    cell_text(q, n ? ROLE_ERROR : ROLE_DIM, sv_from_c(fmt_short(n).text), true);
}

/* How many of each severity where there is room; else of the worst, and a plus when there are
 * others. */
static void findings_cell(const struct cell_of *q)
{
    enum { EACH = 5 };
    const uint32_t *found = q->x->rows[q->trace].found;
    bool each = q->r.width >= SEVERITIES * EACH - 1;
    int column = 0;
    for (int i = SEVERITY_ERROR; i >= SEVERITY_INFO; i--) {
        uint8_t severity = (uint8_t)i;
        if (!each && !found[i])
            continue;
        struct fmt f = fmt_short(found[i]);
        struct rect r = rect_right(q->r, column);
        if (found[i]) {
            canvas_field(q->c, r, 0, 0, EACH - 1 - each, severity_role(severity),
                         sv_from_c(f.text), true);
            canvas_fmt(q->c, r, 0, EACH - 1 - each, severity_role(severity), "%c",
                       severity_letter(severity));
        }
        if (!each && found[i] < traces_findings(q->x, q->trace))
            canvas_text(q->c, r, 0, EACH, ROLE_DIM, SV("+"));
        if (!each)
            return;
        column += EACH;
    }
    if (!traces_findings(q->x, q->trace) && q->x->d->lint)
        canvas_field(q->c, q->r, 0, 0, q->r.width, ROLE_DIM, SV("0"), true);
}

static enum role score_role(double score)
{
    enum { GOOD_FROM = 85, FAIR_FROM = 60 }; /* as the grades of lint/score.h */
    return score >= GOOD_FROM ? ROLE_GOOD : score >= FAIR_FROM ? ROLE_WARNING : ROLE_ERROR;
}

static void score_cell(const struct cell_of *q)
{
    double score;
    char text[16] = "-";
    bool has = traces_score(q->x, q->trace, &score);
    if (has)
        snprintf(text, sizeof(text), score < 100 ? "%.1f" : "%.0f", score);
    cell_text(q, has ? score_role(score) : ROLE_DIM, sv_from_c(text), true);
}

static void service_cell(const struct cell_of *q)
{
    struct buf tmp = {0};
    cell_foreign(q, ROLE_TEXT, value_name(traces_service(q->x, q->trace), &tmp, q->t->reveal));
    buf_release(&tmp);
}

static void dialect_cell(const struct cell_of *q)
{
    struct buf b = {0};
    traces_add_dialects(&b, q->x, q->trace);
    cell_foreign(q, ROLE_TEXT, buf_sv(&b));
    buf_release(&b);
}

struct sv trace_file(const struct store *s, uint32_t row)
{
    struct sv name = store_input_of(s, row)->uri;
    size_t at = name.n;
    while (at && name.p[at - 1] != '/')
        at--;
    return sv_from(name, at);
}

/* Of a long name the end: files of one directory often begin alike. */
static void file_cell(const struct cell_of *q)
{
    uint32_t row = q->x->rows[q->trace].root;
    if (row == NO_ROW)
        return;
    struct sv name = trace_file(q->x->d->s, row);
    bool cut = canvas_columns(name, q->c->ascii) > q->r.width;
    while (name.n && canvas_columns(name, q->c->ascii) > q->r.width - cut) {
        name = sv_from(name, 1);
        while (name.n && ((uint8_t)name.p[0] & 0xc0) == 0x80) /* the rest of a character */
            name = sv_from(name, 1);
    }
    if (cut)
        canvas_glyph(q->c, q->r, 0, 0, ROLE_DIM, GLYPH_ELLIPSIS);
    canvas_text(q->c, q->r, 0, cut, ROLE_DIM, name);
}

static void id_cell(const struct cell_of *q)
{
    struct buf b = {0};
    shown_add_trace(&b, q->x->d->s, q->trace);
    cell_foreign(q, ROLE_DIM, b.n ? buf_sv(&b) : SV("no trace id"));
    buf_release(&b);
}

/* ---- columns ---- */

enum { MARK_WIDTH = 2, GAP = 1, FILE_WIDTH = 16, ROOT_LEAST = 16 };

static const struct column {
    uint8_t by; /* enum traces_column */
    bool right;
    uint8_t width, wide; /* `wide` where the line is `wide_from` columns or more */
    int from, wide_from; /* shown where the line is that wide */
    const char *title;
    void (*draw)(const struct cell_of *q);
} columns[] = {
    {BY_ROOT, false, 0, 0, 0, 999, "root", root_cell},
    {BY_START, false, 8, 19, 0, 104, "start", start_cell},
    {BY_LENGTH, true, 7, 7, 0, 999, "length", length_cell},
    {BY_SPANS, true, 5, 5, 0, 999, "spans", spans_cell},
    {BY_ERRORS, true, 4, 4, 0, 999, "E", errors_cell},
    {BY_FINDINGS, true, 6, 14, 0, 72, "found", findings_cell},
    {BY_SCORE, true, 5, 5, 0, 999, "score", score_cell},
    {BY_APPEARANCE, false, FILE_WIDTH, 28, 90, 170, "file", file_cell}, /* of several */
    {BY_SERVICE, false, 14, 20, 90, 150, "service", service_cell},
    {BY_DIALECT, false, 16, 20, 118, 150, "dialect", dialect_cell},
    {BY_ID, false, 12, 32, 140, 190, "id", id_cell},
};

static int column_width(const struct column *col, int width)
{
    return width >= col->wide_from ? col->wide : col->width;
}

/* The column of files is there when there are several. */
static bool is_there(const struct trace_list *l, size_t i)
{
    bool files = l->x.d && l->x.d->s->inputs.n > 1;
    return files || columns[i].draw != file_cell;
}

/* Without any left out: those behind the files have less room where these are. */
static bool fits_at_first(const struct trace_list *l, size_t i, int width)
{
    bool after_files = false;
    for (size_t k = 0; k < i; k++)
        after_files |= columns[k].draw == file_cell && is_there(l, k);
    return is_there(l, i) &&
           width >= columns[i].from + (after_files ? FILE_WIDTH + GAP : 0);
}

/* With so many of them left out behind the root. */
static bool fits(const struct trace_list *l, int skipped, size_t i, int width)
{
    int room = width - MARK_WIDTH - ROOT_LEAST, number = 0;
    for (size_t k = 1; k <= i; k++)
        if (is_there(l, k) && number++ >= skipped)
            room -= column_width(&columns[k], width) + GAP;
    return is_there(l, i) && number > skipped && room >= 0;
}

enum { LAST = ARRAY_LEN(columns) - 1 };

/* No more than it takes to show the last one: the screen may have become wider. */
static int skipped_of(const struct trace_list *l, int width)
{
    int skipped = fits_at_first(l, LAST, width) ? 0 : l->skipped;
    while (skipped > 1 && fits(l, skipped - 1, LAST, width))
        skipped--;
    return skipped;
}

static bool is_shown(const struct trace_list *l, size_t i, int width)
{
    int skipped = skipped_of(l, width);
    return !i || !skipped ? fits_at_first(l, i, width) : fits(l, skipped, i, width);
}

bool trace_columns_pan(struct trace_list *l, int width, int by)
{
    int skipped = skipped_of(l, width);
    if (by < 0 ? !skipped : is_shown(l, LAST, width) || skipped >= LAST)
        return false;
    l->skipped = (uint8_t)(skipped + by);
    return true;
}

static int root_width(const struct trace_list *l, int width)
{
    int left = width - MARK_WIDTH;
    for (size_t i = 1; i < ARRAY_LEN(columns); i++)
        if (is_shown(l, i, width))
            left -= column_width(&columns[i], width) + GAP;
    return left > 1 ? left : 1;
}

/* The rectangle of column `i`, and where the next one begins. False when it is not shown. */
static bool column_place(const struct trace_list *l, size_t i, struct rect r, int *at,
                         struct rect *cell)
{
    int width = i ? column_width(&columns[i], r.width) : root_width(l, r.width);
    if (!is_shown(l, i, r.width))
        return false;
    *cell = rect_columns(rect_right(r, *at), width);
    *at += width + GAP;
    return true;
}

static void title_draw(const struct trace_list *l, struct canvas *c, struct rect r,
                       const struct column *col)
{
    bool sorted = l->column == col->by && l->column != BY_APPEARANCE;
    struct sv title = sv_from_c(col->title);
    int n = (int)title.n, at = col->right ? r.width - n : 0;
    canvas_text(c, r, 0, at, sorted ? ROLE_TITLE : ROLE_DIM, title);
    /* the blank between columns has room for the arrow */
    if (sorted)
        canvas_glyph(c, (struct rect){r.top, r.left - GAP, 1, r.width + GAP}, 0,
                     GAP + (col->right ? at - 1 : n), ROLE_KEY,
                     l->descending ? GLYPH_DOWN : GLYPH_UP);
}

void trace_columns_title(const struct trace_list *l, struct canvas *c, struct rect r)
{
    int at = MARK_WIDTH;
    struct rect cell;
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        if (column_place(l, i, r, &at, &cell))
            title_draw(l, c, cell, &columns[i]);
    if (skipped_of(l, r.width))
        canvas_glyph(c, r, 0, 0, ROLE_KEY, GLYPH_LEFT);
    if (!is_shown(l, LAST, r.width))
        canvas_glyph(c, r, 0, 1, ROLE_KEY, GLYPH_RIGHT);
}

void trace_columns_row(struct tui *t, const struct trace_list *l, struct canvas *c, struct rect r,
                       uint32_t trace)
{
    struct cell_of q = {.t = t, .l = l, .x = &l->x, .trace = trace, .c = c};
    int at = MARK_WIDTH;
    if (t->marked == trace)
        canvas_glyph(c, r, 0, 0, ROLE_KEY, GLYPH_MARK);
    else if (trace_list_is_match(l, trace))
        canvas_glyph(c, r, 0, 0, ROLE_MATCH, GLYPH_RIGHT);
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        if (column_place(l, i, r, &at, &q.r))
            columns[i].draw(&q);
}
