#ifndef SPANVET_TUI_MARKS_H
#define SPANVET_TUI_MARKS_H
/* The signs in front of rows and on bars, and what they mean: one table (tui/marks.def) for the
 * help and the pages. */
#include "tui/canvas.h"

struct mark_row {
    uint8_t glyph, role; /* enum glyph or GLYPHS, enum role */
    const char *letter;  /* in place of a glyph */
    const char *views;   /* names with blanks between them; "" = every view */
    const char *meaning;
};
extern const struct mark_row mark_rows[];
extern const size_t mark_rows_n;

/* Does the view of this name have it? */
bool mark_is_of(const struct mark_row *m, struct sv view);
/* The sign itself, as text. */
void mark_add(struct buf *b, const struct mark_row *m, bool ascii);

#endif
