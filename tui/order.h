#ifndef SPANVET_TUI_ORDER_H
#define SPANVET_TUI_ORDER_H
/* The orders of rows that ACTION_SORT of a view goes through, by their names. */
#include "core/sv.h"

/* Which of `n` is asked for: the one with this name, or, where none is given, the one behind `now`.
 * `n` = there is none of that name. */
unsigned order_wanted(struct sv name, const struct sv *names, unsigned n, unsigned now);

#endif
