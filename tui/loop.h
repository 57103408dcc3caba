#ifndef SPANVET_TUI_LOOP_H
#define SPANVET_TUI_LOOP_H
/* The browser on a terminal, until it is left. */
#include "tui/tui.h"

/* False when the terminal went away. */
bool loop_run(struct tui *t, struct terminal *terminal);

#endif
