#ifndef SPANVET_CLI_MANUAL_H
#define SPANVET_CLI_MANUAL_H
/*
 * The manual in the language of man(7), made from the tables of commands, options and rules. Its
 * pages are named as they are installed: "spanvet.1", "spanvet-lint.1" and so on for each command
 * ("spanvet-metrics-plan.1" where its name has two words),
 * "spanvet-rules.7" (the catalogue) and "spanvet.json.5" (the configuration).
 */
#include "cli/command.h"

/* The names of all pages, one a line. */
void manual_list(struct buf *b);
/* A page by that name, or a command's by the name of the command. False with a sentence when there
 * is none. */
bool manual_page(struct buf *b, struct sv name, struct err *e);

#endif
