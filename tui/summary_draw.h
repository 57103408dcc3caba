#ifndef SPANVET_TUI_SUMMARY_DRAW_H
#define SPANVET_TUI_SUMMARY_DRAW_H
/* How the rows of the summary look, by their kind. */
#include "tui/summary_rows.h"

/* Row `i` of `x` into the one line of `r`. */
void summary_draw_row(struct tui *t, const struct summary_view *x, struct canvas *c, struct rect r,
                      uint32_t i);

#endif
