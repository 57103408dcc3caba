#ifndef SPANVET_TUI_CANVAS_H
#define SPANVET_TUI_CANVAS_H
/*
 * struct canvas: the screen as cells, which views draw on. It knows no terminal: tui/screen.h shows
 * it on one, and tests and `--print` save it as text. What is drawn outside of the rectangle in
 * hand is cut off, a wide character as a whole.
 *
 * Texts from traces are made safe on the way: control characters, bytes that are not UTF-8 and
 * characters that show nothing appear as \xNN and \uNNNN. Names, keys and ids of traces go through
 * core/shown.h before.
 */
#include "core/buf.h"

/* How a cell looks besides the colour of its role. */
enum look {
    LOOK_BOLD = 1 << 0,
    LOOK_DIM = 1 << 1,
    LOOK_UNDERLINE = 1 << 2,
    LOOK_REVERSE = 1 << 3,  /* foreground and background change places: the second part of a cell */
    LOOK_SELECTED = 1 << 4, /* the row or field under the cursor */
};

enum role {
#define ROLE(name, letter, dark, light, basic, look) ROLE_##name,
#include "tui/roles.def"
#undef ROLE
    ROLES
};

enum glyph {
#define GLYPH(name, code, ascii) GLYPH_##name,
#include "tui/glyphs.def"
#undef GLYPH
    GLYPHS
};

struct cell {
    uint32_t code; /* a code point; 0 = the second half of the wide character before it */
    uint32_t mark; /* a combining mark on it, or 0 */
    uint8_t role, look;
};

struct canvas {
    struct cell *cells; /* row by row */
    int width, height;
    bool ascii; /* characters beyond ASCII are shown as '?', glyphs by their ASCII twin */
};

struct rect {
    int top, left, height, width;
};

/* All blank. Release accepts a zeroed canvas; resizing keeps nothing. */
void canvas_resize(struct canvas *c, int width, int height);
void canvas_release(struct canvas *c);
void canvas_clear(struct canvas *c);
/* Every cell becomes `with`. */
void canvas_fill(struct canvas *c, const struct cell *with);
void canvas_blank(struct canvas *c, struct rect r);
struct rect canvas_all(const struct canvas *c);

/* All of these count rows and columns from the corner of `r`, and return the columns taken. */
int canvas_text(struct canvas *c, struct rect r, int row, int column, enum role role,
                struct sv text);
int canvas_fmt(struct canvas *c, struct rect r, int row, int column, enum role role,
               const char *fmt, ...) PRINTF_LIKE(6, 7);
/* The text in exactly `width` columns: cut with an ellipsis, or filled up with blanks; `right`:
 * from the left. */
int canvas_field(struct canvas *c, struct rect r, int row, int column, int width, enum role role,
                 struct sv text, bool right);
int canvas_glyph(struct canvas *c, struct rect r, int row, int column, enum role role,
                 enum glyph glyph);
/* `n` times the glyph. */
int canvas_line(struct canvas *c, struct rect r, int row, int column, int n, enum role role,
                enum glyph glyph);
/* The glyph as text. */
void glyph_add(struct buf *b, enum glyph glyph, bool ascii);
/* Adds a look to `n` cells. */
void canvas_add_look(struct canvas *c, struct rect r, int row, int column, int n, enum look look);
/* A bar from `from` to `to`, in eighths of a cell from the left edge of `r`; at least one
 * eighth. */
void canvas_bar(struct canvas *c, struct rect r, int row, int64_t from, int64_t to, enum role role);

/* The part of `r` that is left when `n` rows are taken from its top, or columns from its left. */
struct rect rect_below(struct rect r, int n);
struct rect rect_right(struct rect r, int n);
/* The first `n` rows, or columns, of it. */
struct rect rect_rows(struct rect r, int n);
struct rect rect_columns(struct rect r, int n);

/* Columns that a text takes on a canvas. */
int canvas_columns(struct sv text, bool ascii);

/* How a cell looks on a terminal without colours: bits of enum look, none of them LOOK_SELECTED. */
unsigned canvas_plain_look(const struct cell *cell);

/* The cells as text, blanks at the ends of lines left out; or as the letters of their roles, in
 * upper case where they are selected, a blank for a blank cell of ROLE_TEXT; or as what
 * canvas_plain_look says, in a hexadecimal digit each, a blank for none. */
enum canvas_plane { CANVAS_TEXT, CANVAS_ROLES, CANVAS_LOOKS };
void canvas_save(struct buf *b, const struct canvas *c, enum canvas_plane plane);

struct role_row {
    char letter;
    int16_t dark, light, basic;
    uint8_t look;
};
extern const struct role_row role_rows[ROLES];

#endif
