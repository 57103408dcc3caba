#ifndef SPANVET_CLI_COMMAND_H
#define SPANVET_CLI_COMMAND_H
/*
 * struct command: one subcommand as data plus a function. main.c finds it, fills its options from
 * the command line, runs it, and checks the output once, when it is done. A command is a file
 * cli/cmd_<name>.c and a line in cli/commands.def.
 */
#include "cli/options.h"
#include "cli/output.h"

/* What the program exits with; scripts rely on it. */
enum { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_TROUBLE = 2 };

struct job {
    const struct command *command;
    const void *options; /* the command's struct of options */
    const struct opt_values *values; /* the same by row, for what reads or changes them by name */
    struct words args;   /* what is no option */
    struct output *out;  /* standard output, until output_to sends it elsewhere */
};

struct command {
    const char *name;
    const char *summary;   /* one line, begins with a verb */
    const char *arguments; /* behind the options in the usage line */
    const char *about;     /* a line or two under the summary, or NULL */
    const char *examples;  /* lines, each ends with a line break */
    const struct opt *options;
    size_t n_options;
    size_t options_size; /* of the struct that the options' offsets point into */
    bool short_variables; /* they are SPANVET_OPTION; those of others SPANVET_COMMAND_OPTION */
    /* Returns an exit code; EXIT_TROUBLE when `e` was set. */
    int (*run)(const struct job *job, struct err *e);
};

#define COMMAND(name) extern const struct command cmd_##name;
#include "cli/commands.def"
#undef COMMAND

/* All commands, in the order of cli/commands.def. */
extern const struct command *const commands[];
extern const size_t n_commands;

/* The command of this name, or the only one that begins with it. NULL with a sentence otherwise. */
const struct command *command_find(struct sv name, struct err *e);

/* The rows of a command, without values. */
struct opt_values command_options(const struct command *c);

/* --help of one command, and of the program. */
void command_help(struct buf *b, const struct command *c, enum opt_help how);
void program_help(struct buf *b);

#endif
