#ifndef SPANVET_CLI_LINT_OPTIONS_H
#define SPANVET_CLI_LINT_OPTIONS_H
/*
 * The options of `spanvet lint`: what they are (lint_options.c has the rows, and the command as
 * data), and what they change in the settings. The run is in cli/cmd_lint.c.
 */
#include "cli/command.h"
#include "cli/packs.h"
#include "lint/config.h"
#include "lint/dialect.h"

enum score_kind { SCORE_OWN, SCORE_IS };
enum fail_on { FAIL_ON_ERROR, FAIL_ON_WARNING, FAIL_ON_INFO, FAIL_ON_NEVER };

struct lint_options {
    struct words set, severity, select, ignore, output, pack;
    struct sv config, dialect, baseline;
    uint64_t max_traces, threads;
    uint64_t max_warnings, min_score, ratchet; /* plus 1; 0 = not given */
    int format, fail_on, color, score;
    int min_severity; /* enum severity, of which the choices have the order */
    bool all, quiet, statistics, no_config, show_config, update_baseline;
};

/* Finds and reads the configuration file (it gives options values that they do not have from a
 * higher place) and makes the settings from it and the options. False with a sentence for what is
 * wrong. Loads the packs of both on the way. The config and the packs must live as long as the
 * options and the settings; all three are zeroed by the caller, who releases them. */
bool lint_settings(struct settings *set, struct config *c, struct packs *packs,
                   const struct job *job, struct err *e);

/* Was the format asked for, with --format or its variable? That of the configuration file, where
 * `spanvet init` writes all defaults, is only for what says none itself. */
bool lint_format_given(const struct job *job);

/* The names of --dialect, one by one, none for "auto"; the caller releases the list. */
void lint_options_dialects(const struct lint_options *o, struct texts *names);

/* The run of cmd_lint. */
int lint_command_run(const struct job *job, struct err *e);

#endif
