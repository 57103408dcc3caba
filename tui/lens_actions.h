#ifndef SPANVET_TUI_LENS_ACTIONS_H
#define SPANVET_TUI_LENS_ACTIONS_H
/*
 * What waterfall, flame graph and detail have in common: search, filter, pills, zoom, steps from
 * span to span. They act on t->lens and t->span, and know no view.
 *
 *     .shared = lens_handlers, .n_shared = LENS_HANDLERS, .finder = &lens_finder
 */
#include "tui/tui.h"

enum { LENS_HANDLERS = 19 };
extern const struct handler lens_handlers[LENS_HANDLERS];
extern const struct finder lens_finder;

/* Appends what the status line says of the lens: where one stands, what is searched for and hidden,
 * and how much of the trace is seen. */
void lens_status(const struct tui *t, struct buf *b);

/* Selects the next trace (1) or the one before (-1) in the order of the list of traces, as it is
 * sorted and filtered, and says where one stands. */
void lens_step_trace(struct tui *t, int by);

#endif
