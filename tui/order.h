#ifndef SPANVET_TUI_ORDER_H
#define SPANVET_TUI_ORDER_H
/* The orders of rows that ACTION_SORT of a view goes through: those of view_ops.order. */
#include "tui/tui.h"

/* Which order is asked for: the one named `arg`, or, where nothing is, the one behind `now`. False
 * with a complaint when there is none of that name. */
bool order_ask(struct tui *t, const struct tui_view *v, struct sv arg, unsigned now, unsigned *by);

#endif
