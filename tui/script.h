#ifndef SPANVET_TUI_SCRIPT_H
#define SPANVET_TUI_SCRIPT_H
/*
 * struct script: a terminal that is a file of steps, a line each; for tests and for pictures. A
 * step is done when nothing is loading and no work runs, so the same script gives the same screens.
 *
 *     size 80x24         the size from here on (80x24)
 *     keys j j Enter     keys by their names, with blanks between them
 *     type some text     each character a key; blanks too
 *     command filter llm a line of the command line
 *     save FILE          appends the screen to FILE ("-": standard output)
 *     roles FILE         the same with the letters of the roles
 *     looks FILE         the same with how cells look without colour: the sum of 1 bold, 2 dim,
 *                        4 underline, 8 reverse
 *     now                the next step does not wait until nothing is going on, nor do its keys
 *     time FILE          from now on appends for each key a line: its name, the view, milliseconds
 *                        to its frame, those of the longest frame until all of its work is done,
 *                        and all of them until then
 *     check              stops the program when an invariant of the browser is broken
 *     # what follows is a comment
 *
 * At the end of the file the browser is left.
 */
#include "core/err.h"
#include "tui/tui.h"

/* Runs the script in `text`, which `name` is shown as, to its end. False with a sentence that has
 * the line. What it saves to "-" is appended to `out`. */
bool script_run(struct tui *t, struct sv name, struct sv text, struct buf *out, struct err *e);

#endif
