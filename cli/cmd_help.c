#include "cli/command.h"

enum { SUMMARY_COLUMN = 12 };

void command_help(struct buf *b, const struct command *c, enum opt_help how)
{
    buf_fmt(b, "usage: spanvet %s%s%s%s\n\n%s\n", c->name, c->n_options ? " [OPTION...]" : "",
            *c->arguments ? " " : "", c->arguments, c->summary);
    if (c->about)
        buf_addz(b, c->about);
    struct opt_values v = command_options(c);
    buf_addz(b, "\noptions:\n");
    options_help(b, &v, how);
    buf_fmt(b, "\nexamples:\n%s", c->examples);
}

void program_help(struct buf *b)
{
    buf_addz(b, "usage: spanvet COMMAND [OPTION...] [ARGUMENT...]\n\n"
                "Says what is wrong with OpenTelemetry traces of voice and LLM agents.\n\n"
                "commands:\n");
    for (size_t i = 0; i < n_commands; i++) {
        size_t n = strlen(commands[i]->name);
        buf_fmt(b, "  %s", commands[i]->name);
        buf_fill(b, ' ', n + 2 < SUMMARY_COLUMN ? SUMMARY_COLUMN - n - 2 : 1);
        buf_fmt(b, "%s\n", commands[i]->summary);
    }
    buf_addz(b, "\n`spanvet COMMAND --help` has the options of a command and examples.\n"
                "\nexamples:\n"
                "  spanvet lint dump.json\n"
                "  spanvet summary traces/\n"
                "\nexit codes: 0 nothing found at the gate (lint --fail-on), 1 something found,\n"
                "            2 wrong usage, or an input that could not be read\n");
}

static int help_run(const struct job *job, struct err *e)
{
    if (job->args.n == 0) {
        program_help(&job->out->buf);
        return EXIT_CLEAN;
    }
    const struct command *c = command_find(job->args.v[0], e);
    if (!c)
        return EXIT_TROUBLE;
    command_help(&job->out->buf, c, HELP_LONG);
    return EXIT_CLEAN;
}

const struct command cmd_help = {
    .name = "help",
    .summary = "Show the commands, or the help of one.",
    .arguments = "[COMMAND]",
    .examples = "  spanvet help lint\n",
    .run = help_run,
};
