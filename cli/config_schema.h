#ifndef SPANVET_CLI_CONFIG_SCHEMA_H
#define SPANVET_CLI_CONFIG_SCHEMA_H
/*
 * The JSON schema of configuration files, from the options of the commands and the catalogue: an
 * editor that knows it completes and explains options, rules and parameters. docs/schema holds a
 * copy.
 */
#include "core/buf.h"

void config_schema(struct buf *b);

#endif
