#include "cli/command.h"
#include "cli/complete.h"
#include "cli/manual.h"

enum { SUMMARY_COLUMN = 12 };

/* The commands of a group, or those that stand alone; below a group what it holds. */
static void list_add(struct buf *b, const struct command *group)
{
    for (size_t i = 0; i < n_commands; i++) {
        const struct command *c = commands[i];
        if (!command_is_in(c, group))
            continue;
        size_t n = strlen(command_verb(c));
        buf_fmt(b, "  %s", command_verb(c));
        buf_fill(b, ' ', n + 2 < SUMMARY_COLUMN ? SUMMARY_COLUMN - n - 2 : 1);
        buf_fmt(b, "%s\n", c->summary);
        if (c->run)
            continue;
        buf_fill(b, ' ', SUMMARY_COLUMN);
        command_verbs(b, c, ", ");
        buf_addc(b, '\n');
    }
}

static void group_help(struct buf *b, const struct command *group)
{
    buf_fmt(b, "usage: spanvet %s COMMAND [OPTION...] [ARGUMENT...]\n\n%s\n", group->name,
            group->summary);
    if (group->about)
        buf_addz(b, group->about);
    buf_addz(b, "\ncommands:\n");
    list_add(b, group);
    buf_fmt(b, "\n`spanvet %s COMMAND --help` has the options of a command and examples.\n"
               "\nexamples:\n%s", group->name, group->examples);
}

void command_help(struct buf *b, const struct command *c, enum opt_help how)
{
    if (!c->run) {
        group_help(b, c);
        return;
    }
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
    list_add(b, NULL);
    buf_addz(b, "\n`spanvet COMMAND --help` has the options of a command and examples.\n"
                "\nexamples:\n"
                "  spanvet lint dump.json\n"
                "  spanvet summary traces/\n"
                "\nexit codes: 0 nothing found at the gate (lint --fail-on), 1 something found,\n"
                "            2 wrong usage, or an input that could not be read\n");
}

/* ---- the command ---- */

struct help_options {
    struct sv man;
    int completion;
};

#define ROW(member) offsetof(struct help_options, member)

static const struct opt rows[] = {
    {"man", 0, OPT_TEXT, "PAGE", NULL, "a page of the manual, for man: a command, or list",
     ROW(man)},
    {"completion", 0, OPT_CHOICE, "SHELL", "none|bash|zsh|fish", "what completes words there",
     ROW(completion)},
};

static bool help_write(const struct job *job, struct err *e)
{
    const struct help_options *o = job->options;
    struct buf *b = &job->out->buf;
    if (o->completion)
        return complete_write(b, (enum shell)(o->completion - 1), e);
    if (sv_eq(o->man, SV("list"))) {
        manual_list(b);
        return true;
    }
    if (o->man.n)
        return manual_page(b, o->man, e);
    if (job->args.n == 0) {
        program_help(b);
        return true;
    }
    size_t used;
    const struct command *c = command_of(job->args.v, job->args.n, &used, e);
    if (c)
        command_help(b, c, HELP_LONG);
    return c != NULL;
}

static int help_run(const struct job *job, struct err *e)
{
    return help_write(job, e) ? EXIT_CLEAN : EXIT_TROUBLE;
}

const struct command cmd_help = {
    .name = "help",
    .summary = "Show the commands, the help of one, or the manual.",
    .arguments = "[COMMAND]",
    .examples = "  spanvet help lint\n"
                "  spanvet help --man lint | man -l -\n"
                "  source <(spanvet help --completion bash)\n",
    .options = rows,
    .n_options = ARRAY_LEN(rows),
    .options_size = sizeof(struct help_options),
    .run = help_run,
};
