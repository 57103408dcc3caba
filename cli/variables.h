#ifndef SPANVET_CLI_VARIABLES_H
#define SPANVET_CLI_VARIABLES_H
/*
 * Variables that look like an option and are none: SPANVET_FAILON. They would be passed over
 * without a word, and a gate that somebody meant to set would not hold.
 */

/* Says on standard error which variables that begin with SPANVET_ no command knows, with the
 * nearest that one does. */
void variables_diagnose(void);

#endif
