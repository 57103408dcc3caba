#ifndef SPANVET_TUI_MARK_ACTIONS_H
#define SPANVET_TUI_MARK_ACTIONS_H
/* Marking a trace and comparing with it, the same in every view that has a trace in hand: rows
 * {ACTION_MARK, mark_handler}, {ACTION_DIFF, diff_handler} of its handlers. */
#include "tui/view.h"

/* Marks the trace in hand; when it is the marked one, takes the mark away. */
handler_fn mark_handler;
/* Shows the view compare: the marked trace before, the one in hand after. */
handler_fn diff_handler;

#endif
