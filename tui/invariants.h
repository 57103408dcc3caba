#ifndef SPANVET_TUI_INVARIANTS_H
#define SPANVET_TUI_INVARIANTS_H
/*
 * What always holds in the browser, whatever keys were pressed; for scripts and the fuzzer:
 *
 *     every list: top <= cursor < n, or all zero
 *     what is selected is there: the trace, the span in that trace, the finding
 *     the window of time: 0 <= from < to <= length
 *     the screen: both halves of each wide character are there, and every cell shows something
 *     a view that is shown has a table; the way back holds views
 *     nothing is drawn outside of its window: neither by a view nor by what stands before it
 */
#include "tui/tui.h"

/* Draws a frame and looks. Ends the program where something does not hold. */
void invariants_check(struct tui *t);

#endif
