#include "tui/canvas.h"

#include <stdarg.h>
#include <wchar.h>

#include "core/utf8.h"

const struct role_row role_rows[ROLES] = {
#define ROLE(name, letter, dark, light, basic, look)                                               \
    [ROLE_##name] = {letter, dark, light, basic, look},
#include "tui/roles.def"
#undef ROLE
};

static const struct glyph_row {
    uint32_t code;
    char ascii;
} glyphs[GLYPHS] = {
#define GLYPH(name, code, ascii) [GLYPH_##name] = {code, ascii},
#include "tui/glyphs.def"
#undef GLYPH
};

/* ---- the whole canvas ---- */

void canvas_resize(struct canvas *c, int width, int height)
{
    BUG_ON(width < 0 || height < 0);
    if (c->width != width || c->height != height) {
        free(c->cells);
        c->width = width;
        c->height = height;
        c->cells = mem_alloc((size_t)width * (size_t)height * sizeof(*c->cells) + 1);
    }
    canvas_clear(c);
}

void canvas_release(struct canvas *c)
{
    free(c->cells);
    c->cells = NULL;
    c->width = c->height = 0;
}

/* Copies what is filled already: far fewer steps than cells, and sanitizers watch each step. */
void canvas_fill(struct canvas *c, const struct cell *with)
{
    size_t n = (size_t)c->width * (size_t)c->height;
    if (n)
        memcpy(c->cells, with, sizeof(*with));
    for (size_t done = 1, more; done < n; done += more) {
        more = done < n - done ? done : n - done;
        memcpy(&c->cells[done], c->cells, more * sizeof(*c->cells));
    }
}

void canvas_clear(struct canvas *c)
{
    static const struct cell blank = {.code = ' ', .role = ROLE_TEXT};
    canvas_fill(c, &blank);
}

struct rect canvas_all(const struct canvas *c)
{
    return (struct rect){0, 0, c->height, c->width};
}

/* ---- cells ---- */

/* The cell at a place of `r`, or NULL outside of it. */
static struct cell *cell_at(struct canvas *c, struct rect r, int row, int column)
{
    if (row < 0 || row >= r.height || column < 0 || column >= r.width)
        return NULL;
    row += r.top;
    column += r.left;
    if (row < 0 || row >= c->height || column < 0 || column >= c->width)
        return NULL;
    return &c->cells[(size_t)row * (size_t)c->width + (size_t)column];
}

/* What stands in a cell goes; of a wide character both halves. */
static void cell_clear(const struct canvas *c, struct cell *cell)
{
    size_t column = (size_t)(cell - c->cells) % (size_t)c->width;
    if (cell->code == 0 && column > 0)
        cell[-1] = (struct cell){.code = ' ', .role = cell->role, .look = cell->look};
    if (column + 1 < (size_t)c->width && cell[1].code == 0)
        cell[1] = (struct cell){.code = ' ', .role = cell->role, .look = cell->look};
    *cell = (struct cell){.code = ' ', .role = cell->role, .look = cell->look};
}

static void cell_put(const struct canvas *c, struct cell *cell, uint32_t code, enum role role)
{
    cell_clear(c, cell);
    cell->code = code;
    cell->mark = 0;
    cell->role = (uint8_t)role;
}

void canvas_blank(struct canvas *c, struct rect r)
{
    for (int row = 0; row < r.height; row++) {
        for (int i = 0; i < r.width; i++) {
            struct cell *cell = cell_at(c, r, row, i);
            if (!cell)
                continue;
            cell_put(c, cell, ' ', ROLE_TEXT);
            cell->look = 0;
        }
    }
}

/* ---- text ---- */

/* Where the next character of a text goes. */
struct pen {
    struct canvas *c;
    struct rect r;
    int row, column;
    uint8_t role;
};

static void pen_char(struct pen *p, uint32_t code, int width)
{
    struct cell *cell = cell_at(p->c, p->r, p->row, p->column);
    bool fits = width == 1 || cell_at(p->c, p->r, p->row, p->column + 1);
    if (cell && fits) {
        cell_put(p->c, cell, code, (enum role)p->role);
        if (width == 2) {
            cell_put(p->c, cell + 1, ' ', (enum role)p->role);
            cell[1].code = 0;
        }
    }
    p->column += width;
}

static void pen_ascii(struct pen *p, const char *text)
{
    for (; *text; text++)
        pen_char(p, (unsigned char)*text, 1);
}

/* What would change the screen, or cannot be seen, as its number. */
static void pen_number(struct pen *p, const char *form, uint32_t code)
{
    char text[16];
    snprintf(text, sizeof(text), form, (unsigned)code);
    pen_ascii(p, text);
}

static void pen_mark(struct pen *p, uint32_t code)
{
    for (int back = 1; back <= 2; back++) {
        struct cell *cell = cell_at(p->c, p->r, p->row, p->column - back);
        if (!cell || cell->code == 0)
            continue;
        cell->mark = cell->mark ? cell->mark : code;
        return;
    }
}

/* As long as its number needs: \u takes four digits, and a fifth would read as a character. */
static void pen_escape(struct pen *p, uint32_t code)
{
    pen_number(p, code < 0x80 ? "\\x%02x" : code > 0xffff ? "\\U%08x" : "\\u%04x", code);
}

static void pen_code(struct pen *p, uint32_t code)
{
    if (code < 0x7f && code >= ' ') {
        pen_char(p, code, 1);
        return;
    }
    if (utf8_is_unseen(code) || code == 0x7f) {
        pen_escape(p, code);
        return;
    }
    int width = p->c->ascii ? 1 : wcwidth((wchar_t)code);
    if (p->c->ascii)
        pen_char(p, '?', 1);
    else if (width < 0)
        pen_escape(p, code);
    else if (width == 0)
        pen_mark(p, code);
    else
        pen_char(p, code, width);
}

/* Draws until the text or the line ends. */
static void pen_text(struct pen *p, struct sv text)
{
    for (size_t i = 0; i < text.n && p->column < p->r.width;) {
        size_t len = utf8_len(sv_from(text, i));
        if (len == 0)
            pen_number(p, "\\x%02x", (unsigned char)text.p[i]);
        else
            pen_code(p, utf8_code(text.p + i, len));
        i += len ? len : 1;
    }
}

int canvas_text(struct canvas *c, struct rect r, int row, int column, enum role role,
                struct sv text)
{
    struct pen p = {c, r, row, column, (uint8_t)role};
    pen_text(&p, text);
    return p.column - column;
}

int canvas_fmt(struct canvas *c, struct rect r, int row, int column, enum role role,
               const char *fmt, ...)
{
    struct buf b = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(&b, fmt, ap);
    va_end(ap);
    int n = canvas_text(c, r, row, column, role, buf_sv(&b));
    buf_release(&b);
    return n;
}

/* Columns of a text, up to a bound: names may be long. */
static int columns_up_to(struct sv text, bool ascii, int most)
{
    struct canvas none = {.ascii = ascii};
    struct pen p = {.c = &none, .r = {0, 0, 1, most}};
    pen_text(&p, text);
    return p.column;
}

int canvas_columns(struct sv text, bool ascii)
{
    return columns_up_to(text, ascii, INT32_MAX / 2);
}

int canvas_field(struct canvas *c, struct rect r, int row, int column, int width, enum role role,
                 struct sv text, bool right)
{
    if (width <= 0)
        return 0;
    int used = columns_up_to(text, c->ascii, width + 1);
    int from = column < 0 ? 0 : column;
    int to = column + width < r.width ? column + width : r.width;
    struct rect part = {r.top, r.left + from, r.height, to - from};
    if (part.width <= 0)
        return width;
    bool cut = used > width;
    struct rect room = part;
    room.width -= cut ? 1 : 0;
    int at = column - from; /* 0, or below it where the field begins left of the window */
    canvas_text(c, room, row, right && !cut ? at + width - used : at, role, text);
    if (cut)
        canvas_glyph(c, part, row, at + width - 1, role, GLYPH_ELLIPSIS);
    return width;
}

/* ---- glyphs ---- */

int canvas_glyph(struct canvas *c, struct rect r, int row, int column, enum role role,
                 enum glyph glyph)
{
    return canvas_line(c, r, row, column, 1, role, glyph);
}

int canvas_line(struct canvas *c, struct rect r, int row, int column, int n, enum role role,
                enum glyph glyph)
{
    const struct glyph_row *g = &glyphs[glyph];
    uint32_t code = c->ascii ? (unsigned char)g->ascii : g->code;
    int from = column < 0 ? 0 : column, to = column + n < r.width ? column + n : r.width;
    for (int i = from; i < to; i++) {
        struct cell *cell = cell_at(c, r, row, i);
        if (cell)
            cell_put(c, cell, code, role);
    }
    return n;
}

void canvas_add_look(struct canvas *c, struct rect r, int row, int column, int n, enum look look)
{
    for (int i = column < 0 ? 0 : column; i < column + n && i < r.width; i++) {
        struct cell *cell = cell_at(c, r, row, i);
        if (cell)
            cell->look |= (uint8_t)look;
    }
}

/* A cell of which the bar covers `n` of 8 parts, from its left edge or up to its right edge. */
static void bar_end(struct canvas *c, struct rect r, int row, int column, int n, bool from_right,
                    enum role role)
{
    if (n >= 8) {
        canvas_glyph(c, r, row, column, role, GLYPH_BLOCK);
        return;
    }
    /* There are blocks for the left parts only: the right ones are what they leave free. */
    bool reverse = from_right && !c->ascii;
    int part = reverse ? 8 - n : n;
    canvas_glyph(c, r, row, column, role, (enum glyph)(GLYPH_EIGHTH1 + part - 1));
    if (reverse)
        canvas_add_look(c, r, row, column, 1, LOOK_REVERSE);
}

void canvas_bar(struct canvas *c, struct rect r, int row, int64_t from, int64_t to, enum role role)
{
    int64_t end = (int64_t)r.width * 8;
    from = from < 0 ? 0 : from;
    to = to <= from ? from + 1 : to;
    to = to > end ? end : to;
    if (from >= to)
        return;
    int first = (int)(from / 8), last = (int)((to - 1) / 8);
    int skip = (int)(from % 8), rest = (int)(to - (int64_t)last * 8);
    if (first == last) {
        bar_end(c, r, row, first, rest - skip, rest == 8 && skip > 0, role);
        return;
    }
    bar_end(c, r, row, first, 8 - skip, true, role);
    canvas_line(c, r, row, first + 1, last - first - 1, role, GLYPH_BLOCK);
    bar_end(c, r, row, last, rest, false, role);
}

/* ---- rectangles ---- */

static int within(int n, int most)
{
    return n < 0 ? 0 : n > most ? most : n;
}

struct rect rect_below(struct rect r, int n)
{
    n = within(n, r.height);
    return (struct rect){r.top + n, r.left, r.height - n, r.width};
}

struct rect rect_right(struct rect r, int n)
{
    n = within(n, r.width);
    return (struct rect){r.top, r.left + n, r.height, r.width - n};
}

struct rect rect_rows(struct rect r, int n)
{
    r.height = within(n, r.height);
    return r;
}

struct rect rect_columns(struct rect r, int n)
{
    r.width = within(n, r.width);
    return r;
}

/* ---- saving ---- */

static void save_code(struct buf *b, uint32_t code)
{
    char bytes[4];
    buf_add(b, sv_of(bytes, utf8_put(bytes, code)));
}

void glyph_add(struct buf *b, enum glyph glyph, bool ascii)
{
    save_code(b, ascii ? (unsigned char)glyphs[glyph].ascii : glyphs[glyph].code);
}

static void save_role(struct buf *b, const struct cell *cell)
{
    char letter = role_rows[cell->role].letter;
    bool selected = cell->look & LOOK_SELECTED;
    if (cell->role == ROLE_TEXT && cell->code == ' ' && !selected)
        buf_addc(b, ' ');
    else if (selected && letter >= 'a' && letter <= 'z')
        buf_addc(b, (char)(letter - 'a' + 'A'));
    else
        buf_addc(b, letter);
}

unsigned canvas_plain_look(const struct cell *cell)
{
    unsigned look = (cell->look | role_rows[cell->role].look) & ~(unsigned)LOOK_SELECTED;
    return cell->look & LOOK_SELECTED ? look ^ LOOK_REVERSE : look;
}

void canvas_save(struct buf *b, const struct canvas *c, enum canvas_plane plane)
{
    for (int row = 0; row < c->height; row++) {
        const struct cell *line = &c->cells[(size_t)row * (size_t)c->width];
        size_t start = b->n;
        for (int i = 0; i < c->width; i++) {
            if (plane == CANVAS_ROLES) {
                save_role(b, &line[i]);
            } else if (plane == CANVAS_LOOKS) {
                buf_addc(b, " 123456789abcdef"[canvas_plain_look(&line[i]) & 15]);
            } else if (line[i].code) {
                save_code(b, line[i].code);
                if (line[i].mark)
                    save_code(b, line[i].mark);
            }
        }
        while (b->n > start && b->p[b->n - 1] == ' ')
            b->n--;
        buf_addc(b, '\n');
    }
}
