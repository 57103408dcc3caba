#ifndef SPANVET_TESTS_LIB_TUI_PLAYER_H
#define SPANVET_TESTS_LIB_TUI_PLAYER_H
/*
 * struct tui_player: somebody who presses keys without a plan. Opens the browser on small odd
 * traces without a terminal or files, and presses bound keys most of the time, any key, clicks,
 * writes into prompts, changes the size, reads anew, and looks while loading goes on. In some games
 * work always has a thread of its own. After each step the browser's invariants are checked
 * (tui/invariants.h).
 */
#include "tests/lib/dice.h"
#include "tui/tui.h"

struct tui_player;

/* The dice must outlive the player. */
struct tui_player *tui_player_open(struct dice *d);
/* One step. Appends what it was to `log`, in a few words. */
void tui_player_step(struct tui_player *p, struct buf *log);
void tui_player_close(struct tui_player *p);

#endif
