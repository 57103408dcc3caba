#ifndef SPANVET_CLI_SIGNALS_H
#define SPANVET_CLI_SIGNALS_H
/*
 * What the program does when it is interrupted: the unfinished report and the progress line go
 * away, then the signal does what it always does. A mapped input that somebody cuts short while it
 * is read (SIGBUS) ends the program with a sentence and exit code 2. A closed pipe is no signal
 * here but a write error, so that the output can be put in order first.
 */

/* Once, at the start of the program. */
void signals_install(void);

/* Ends the program as a closed pipe ends programs. */
_Noreturn void signals_die_of_pipe(void);

#endif
