#ifndef SPANVET_CLI_PROGRESS_H
#define SPANVET_CLI_PROGRESS_H
/*
 * A line on standard error that says what is going on, when that is a terminal and the work takes
 * longer than half a second. A timer draws it, so the work itself knows nothing of it.
 */
#include <stdbool.h>
#include <stdint.h>

/* Starts the timer, unless standard error is no terminal or `quiet`. */
void progress_start(bool quiet);
/* What goes on from here: "reading dump.json", and the count of `unit` that grows meanwhile, or
 * NULL. `what` is copied; `count` must live until the next call or progress_stop. */
void progress_say(const char *what, const uint32_t *count, const char *unit);
/* Stops the timer and erases the line; before anything else is printed. */
void progress_stop(void);

/* Erases the line. Safe in a signal handler. */
void progress_erase(void);

#endif
