#ifndef SPANVET_TUI_SCREEN_H
#define SPANVET_TUI_SCREEN_H
/*
 * struct screen: the terminal that the program was started in. The only file that knows ncurses.
 * Keys come from the terminal also when standard input holds traces. What is written to standard
 * error while the screen is shown appears when it is closed.
 */
#include "core/err.h"
#include "tui/terminal.h"

struct screen_wish {
    bool color, light, mouse;
};

/* Takes the terminal over. NULL with a sentence when there is none. One at a time. */
struct terminal *screen_open(const struct screen_wish *wish, struct err *e);
/* Gives it back as it was; NULL is none. */
void screen_close(struct terminal *t);

/* The same in a handler of signals, when the program ends there: gives the terminal back, says what
 * was written to standard error, and does nothing when it is not taken. exit() does it too. */
void screen_abandon(void);

#endif
