#ifndef SPANVET_CLI_COMMAND_H
#define SPANVET_CLI_COMMAND_H
/*
 * struct command: one subcommand as data plus a function. main.c finds it, fills its options from
 * the command line, runs it, and checks the output once, when it is done. A command is a file
 * cli/cmd_<name>.c and a line in cli/commands.def.
 *
 * The name of a command may have two words, as in "metrics plan"; its file and line are
 * cmd_metrics_plan.c and COMMAND(metrics_plan). The first word is a group: a command of its own
 * without options and without `run`, in the table before those that it holds.
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
    const char *name;      /* "lint", "metrics plan" */
    const char *summary;   /* one line, begins with a verb */
    const char *arguments; /* behind the options in the usage line */
    const char *about;     /* a line or two under the summary, or NULL */
    const char *examples;  /* lines, each ends with a line break */
    const struct opt *options;
    size_t n_options;
    size_t options_size; /* of the struct that the options' offsets point into */
    bool short_variables; /* they are SPANVET_OPTION; those of others SPANVET_COMMAND_OPTION */
    bool in_file; /* they are members of the configuration file: at its top with short variables,
                     else below the words of the name, "metrics.plan.format"; `run` has to call
                     config_load */
    /* Appends further sections of its page of the manual; NULL = there are none. */
    void (*manual)(struct buf *b);
    /* Returns an exit code; EXIT_TROUBLE when `e` was set. NULL for a group. */
    int (*run)(const struct job *job, struct err *e);
};

#define COMMAND(name) extern const struct command cmd_##name;
#include "cli/commands.def"
#undef COMMAND

/* All commands, in the order of cli/commands.def. */
extern const struct command *const commands[];
extern const size_t n_commands;

struct command_table {
    const struct command *const *v;
    size_t n;
};

/* The command that the first words name: each is a word of its name or how only that begins. An
 * option is no word of a name; a group without a word behind it is found itself. `*used` is how
 * many of the words those are. NULL with a sentence when there is none. */
const struct command *command_find(struct command_table all, const struct sv *words, size_t n,
                                   size_t *used, struct err *e);
/* The same among all commands. */
const struct command *command_of(const struct sv *words, size_t n, size_t *used, struct err *e);

/* Does the group hold this command? With NULL for a group: does the command stand alone? */
bool command_is_in(const struct command *c, const struct command *group);
/* What the command is called in its group: "plan"; the whole name without one. */
const char *command_verb(const struct command *c);
/* What the group holds, "plan, preview, check", with `between` for the comma and blank. */
void command_verbs(struct buf *b, const struct command *group, const char *between);
/* The name as part of that of a file: "metrics-plan". */
void command_dashed(struct buf *b, const struct command *c);

/* The rows of a command, without values. */
struct opt_values command_options(const struct command *c);

/* --help of one command, and of the program. */
void command_help(struct buf *b, const struct command *c, enum opt_help how);
void program_help(struct buf *b);

#endif
