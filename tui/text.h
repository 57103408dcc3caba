#ifndef SPANVET_TUI_TEXT_H
#define SPANVET_TUI_TEXT_H
/*
 * struct text: lines of text in roles, wrapped to a width, for what is read rather than listed: an
 * explanation, a report, help. Built anew when what it is about changes; views whose rows are its
 * lines draw them with text_draw.
 *
 *     text_clear(&x);
 *     text_add(&x, ROLE_TITLE, SV("Fix")); text_end(&x);
 *     text_wrap(&x, width);
 */
#include "core/vec.h"
#include "tui/canvas.h"

struct text_run {
    uint32_t at, n; /* bytes of text.bytes */
    uint8_t role;
    bool ends;       /* the line */
    bool breaks;     /* a newline stood behind it: the line goes on in the next row */
    uint16_t indent; /* of the lines that it is wrapped into, behind the first */
};
struct text_line {
    uint32_t run, skip; /* where it begins: a run, and bytes of it that stand on lines before */
    uint32_t to_run, to; /* where it ends: in this run, before this byte of it */
    uint16_t indent;
    uint32_t tag;       /* what the caller said of the line that it was wrapped from */
};
struct text {
    struct buf bytes;
    VEC(struct text_run) runs;
    VEC(uint32_t) tags;          /* by line as it was added */
    VEC(struct text_line) lines; /* after text_wrap */
};

void text_clear(struct text *x);
void text_release(struct text *x);
/* A newline in it begins a new row of the same line. */
void text_add(struct text *x, enum role role, struct sv s);
void text_fmt(struct text *x, enum role role, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Ends the line; it is `tag` (0 = nothing), and is wrapped with an indent (at most half the width
 * is taken). */
void text_end(struct text *x);
void text_end_as(struct text *x, uint32_t tag, int indent);
/* Fills `lines`; a line that was not ended ends here. Words are kept whole where they fit, longer
 * ones are cut at the width. Blanks at which a row ends are not shown, others are. */
void text_wrap(struct text *x, int width);
void text_draw(const struct text *x, struct canvas *c, struct rect r, uint32_t line);

#endif
