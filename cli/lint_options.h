#ifndef SPANVET_CLI_LINT_OPTIONS_H
#define SPANVET_CLI_LINT_OPTIONS_H
/*
 * The options of `spanvet lint`: what they are (lint_options.c has the rows, and the command as
 * data), and what they change in the settings. The run is in cli/cmd_lint.c.
 */
#include "cli/command.h"
#include "lint/settings.h"

enum fail_on { FAIL_ON_ERROR, FAIL_ON_WARNING, FAIL_ON_INFO, FAIL_ON_NEVER };

struct lint_options {
    struct words set, select, ignore, output, pack;
    uint64_t max_traces, threads;
    int format, fail_on, color;
    bool all, quiet, statistics;
};

/* Selects, ignores and sets thresholds as the options say. False with a sentence otherwise. */
bool lint_options_apply(const struct lint_options *o, struct settings *set, struct err *e);

/* The run of cmd_lint. */
int lint_command_run(const struct job *job, struct err *e);

#endif
