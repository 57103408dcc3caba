#ifndef SPANVET_CLI_SHOW_CONFIG_H
#define SPANVET_CLI_SHOW_CONFIG_H
/*
 * `spanvet lint --show-config`: every option, rule, severity, threshold and exclude that is in
 * force, and from where. The JSON has a member "config" that is a configuration file itself: with
 * it as the only source the same is in force.
 */
#include "cli/command.h"
#include "lint/config.h"

void show_config_text(struct buf *b, const struct job *job, const struct config *c,
                      const struct settings *set);
void show_config_json(struct buf *b, const struct job *job, const struct config *c,
                      const struct settings *set);

#endif
