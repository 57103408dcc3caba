#ifndef SPANVET_CLI_OPTIONS_H
#define SPANVET_CLI_OPTIONS_H
/*
 * Options as an array of rows that parses a command line, reads the environment and prints its own
 * help. A row names a member of the command's struct of options; zero is every option's default, so
 * that a zeroed struct is what an empty command line means. A row is also a member of the
 * configuration file (cli/config_find.h) unless it says otherwise.
 *
 * A value comes from the highest place that has one: the command line, the environment, the
 * configuration file. Values of a list come all from the same place.
 */
#include "core/buf.h"
#include "core/err.h"
#include "core/vec.h"
#include "lint/origin.h"

struct words {
    struct sv *v;
    size_t n, cap;
};

enum opt_kind {
    OPT_FLAG,   /* bool */
    OPT_TEXT,   /* struct sv */
    OPT_LIST,   /* struct words: may be given several times */
    OPT_CHOICE, /* int: the number of the word in `choices`; the first is the default */
    OPT_COUNT,  /* uint64_t, from 1 on; 0 = not given */
    OPT_LIMIT   /* uint64_t, from 0 on; the value plus 1, and 0 = not given */
};

/* Marks of a kind. */
enum opt_mark {
    OPT_RARE = 1 << 5,        /* only --help shows it, not -h, which fits a screen */
    OPT_NOT_IN_FILE = 1 << 6, /* says where the file is, or what to do this one time */
    OPT_WRITES = 1 << 7       /* names a file that is written: in a configuration file, one in the
                                 folder of that file or below it */
};

struct opt {
    const char *name;    /* "format", given as --format */
    char letter;         /* 'f', given as -f; 0 = none */
    uint8_t kind;        /* enum opt_kind, with marks: OPT_TEXT | OPT_WRITES */
    const char *value;   /* what the help calls its value: "FILE"; NULL for flags */
    const char *choices; /* for OPT_CHOICE: "text|json" */
    const char *help;
    size_t offset;
};

static inline enum opt_kind opt_kind(const struct opt *o)
{
    return (enum opt_kind)(o->kind & ~(OPT_RARE | OPT_NOT_IN_FILE | OPT_WRITES));
}

enum opt_help { HELP_NONE, HELP_SHORT, HELP_LONG };

/* The options of a run of a command. */
struct opt_values {
    const struct opt *table;
    size_t n;
    void *options;   /* the command's struct; zeroed by the caller */
    uint8_t *from;   /* by row: enum origin; zeroed by the caller */
    struct sv scope; /* the command, when its variables are SPANVET_COMMAND_NAME and its members
                        of the file stand in an object of their own; empty for SPANVET_NAME */
};

/* Fills the options and `args` from argv[0 .. argc-1], which must outlive them. Options and
 * arguments may be mixed; "--" ends the options; "-" is an argument. -h and --help are understood
 * for every table and end up in `*help`. False with a sentence for an option that is unknown or
 * lacks a proper value. */
bool options_parse(const struct opt_values *v, int argc, char **argv, struct words *args,
                   enum opt_help *help, struct err *e);
/* Gives the options that the command line did not name the values of their variables: lists by
 * comma, flags 1, 0, true or false. An empty variable counts as none. */
bool options_environment(const struct opt_values *v, struct err *e);
/* Gives row `i` a value from the configuration file, unless it has one from a higher place; even
 * then the value must be a proper one. `value` must outlive the options. */
bool options_put_file(const struct opt_values *v, size_t i, struct sv value, struct err *e);
/* Frees the lists. */
void options_release(const struct opt_values *v);

/* The name of a row's variable, "SPANVET_FAIL_ON", and of its member in the file, "fail_on", alone
 * and with the objects that it stands in: "metrics.plan.format". */
void option_variable(struct buf *b, const struct opt_values *v, const struct opt *o);
void option_member(struct buf *b, const struct opt *o);
void option_path(struct buf *b, const struct opt_values *v, const struct opt *o);
/* The value of a row, the words of a list one by one. `at` counts from 0; false behind the last. */
bool option_value(struct buf *b, const struct opt_values *v, const struct opt *o, size_t at);

/* One line an option, and the variables; the short form leaves out the variables and what is rare.
 */
void options_help(struct buf *b, const struct opt_values *v, enum opt_help how);

#endif
