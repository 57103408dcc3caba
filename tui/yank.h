#ifndef SPANVET_TUI_YANK_H
#define SPANVET_TUI_YANK_H
/*
 * Copying what is under the cursor, the same in all views: they list {ACTION_YANK, yank_handler}.
 *
 *     id         of the span; of the trace in lists of traces; of a draft its name
 *     JSON       the span as an object of OTLP JSON; of a finding the object of the report; of a
 *                draft the body that creates the metric
 *     row        the line as it is on the screen; of a finding that of a report
 *     attribute  "key=value", which the search takes too
 */
#include "tui/tui.h"

/* `arg` says which (a word or its first letter); without one a menu asks. */
handler_fn yank_handler;

enum yank { YANK_ID, YANK_JSON, YANK_ROW, YANK_ATTRIBUTE, YANKS };
/* "json", what `arg` may be; empty behind the last one. */
struct sv yank_word(uint32_t i);

/* What would be copied, appended; and what it is called, "the span's id". False with a sentence
 * when there is nothing of the kind here. */
bool yank_text(struct buf *b, const char **what, struct tui *t, struct tui_view *v,
               enum yank which, struct err *e);

#endif
