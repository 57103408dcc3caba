#include "tui/marks.h"

const struct mark_row mark_rows[] = {
#define MARK(glyph, letter, role, views, meaning) {glyph, role, letter, views, meaning},
#include "tui/marks.def"
#undef MARK
};
const size_t mark_rows_n = ARRAY_LEN(mark_rows);

bool mark_is_of(const struct mark_row *m, struct sv view)
{
    struct sv_cut cut = {.tail = sv_from_c(m->views), .found = true};
    if (cut.tail.n == 0)
        return true;
    while (cut.found) {
        cut = sv_cut(cut.tail, ' ');
        if (sv_eq(cut.head, view))
            return true;
    }
    return false;
}

void mark_add(struct buf *b, const struct mark_row *m, bool ascii)
{
    if (m->glyph == GLYPHS)
        buf_addz(b, m->letter);
    else
        glyph_add(b, (enum glyph)m->glyph, ascii);
}
