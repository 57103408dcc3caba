#ifndef SPANVET_TUI_FINDING_VALUE_H
#define SPANVET_TUI_FINDING_VALUE_H
/* The value of a finding against its threshold, as text and as a small bar. */
#include "tui/data.h"
#include "tui/canvas.h"

/* Error, warning, info: never by their colour alone. */
static inline enum role severity_role(uint8_t severity)
{
    return (enum role)(ROLE_INFO + severity);
}
static inline enum glyph severity_glyph(uint8_t severity)
{
    return severity == SEVERITY_ERROR ? GLYPH_CROSS
           : severity == SEVERITY_WARNING ? GLYPH_UP : GLYPH_DOT;
}

/* 'E', 'W', 'I': behind numbers of them. */
static inline char severity_letter(uint8_t severity)
{
    return "IWE"[severity];
}

/* Are there two numbers to compare? */
bool finding_has_value(const struct finding *f);
/* "91.9 % > 70 %", in the unit of the rule's parameter. */
void finding_add_value(struct buf *b, const struct tui_data *d, const struct finding *f);
/* How far the bar goes and where its threshold is, in eighths of `width` cells: a share is a part
 * of the whole width, of other numbers the larger one takes four fifths of it. */
struct finding_bar {
    int64_t value, threshold;
};
struct finding_bar finding_bar_of(const struct tui_data *d, const struct finding *f, int width);
/* Draws it: the bar, and a tick in the cell of the threshold. */
void finding_bar_draw(struct canvas *c, struct rect r, const struct tui_data *d,
                      const struct finding *f);

#endif
