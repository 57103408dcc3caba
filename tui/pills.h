#ifndef SPANVET_TUI_PILLS_H
#define SPANVET_TUI_PILLS_H
/* The types of spans as pills: which ones there are in the trace, how many of each, which of them
 * are shown; and choosing. */
#include "tui/tui.h"

/* `arg` as on the command line: "llm,tts" shows these only, "-transport" all but these; "all" and
 * "none" too. Without one a menu asks. */
handler_fn pills_handler;
/* The argument that chooses these bits of enum span_type again. */
void pills_words(uint32_t types, struct buf *b);
/* One line with a pill for each type of the trace; those that are hidden are crossed out. */
void pills_draw(const struct tui *t, struct canvas *c, struct rect r);

#endif
