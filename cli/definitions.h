#ifndef SPANVET_CLI_DEFINITIONS_H
#define SPANVET_CLI_DEFINITIONS_H
/* Files of definitions, as commands are given them. */
#include "cli/command.h"
#include "metrics/bodies.h"

/* Reads all of them and says on standard error what went wrong. False when something did. */
bool definitions_load(struct bodies *b, const struct words *paths);

#endif
