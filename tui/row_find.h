#ifndef SPANVET_TUI_ROW_FIND_H
#define SPANVET_TUI_ROW_FIND_H
/*
 * Looking for a text among the rows of a view: `/`, `n` and `N` of views whose rows are no spans.
 */
#include "tui/tui.h"

typedef bool row_has_fn(const struct tui *t, struct tui_view *v, uint32_t row, struct sv text);

/* Puts the cursor on the next row that has the text, going round: with `step` 1 behind the cursor,
 * with -1 before it, with 0 the cursor's own row counts first. Says so when no row has it, and when
 * there is a step and the text is empty. */
void row_find(struct tui *t, struct tui_view *v, row_has_fn *has, struct sv text, int step);

#endif
