#ifndef SPANVET_CLI_OPTIONS_H
#define SPANVET_CLI_OPTIONS_H
/*
 * Options as an array of rows that parses a command line and prints its own help. A row names a
 * member of the command's struct of options; zero is every option's default, so that a zeroed
 * struct is what an empty command line means.
 */
#include "core/buf.h"
#include "core/err.h"
#include "core/vec.h"

struct words {
    struct sv *v;
    size_t n, cap;
};

enum opt_kind {
    OPT_FLAG,   /* bool */
    OPT_TEXT,   /* struct sv */
    OPT_LIST,   /* struct words: may be given several times */
    OPT_CHOICE, /* int: the number of the word in `choices`; the first is the default */
    OPT_COUNT   /* uint64_t, from 1 on; 0 = not given */
};

struct opt {
    const char *name;    /* "format", given as --format */
    char letter;         /* 'f', given as -f; 0 = none */
    uint8_t kind;        /* enum opt_kind */
    const char *value;   /* what the help calls its value: "FILE"; NULL for flags */
    const char *choices; /* for OPT_CHOICE: "text|json" */
    const char *help;
    size_t offset;
};

/* Fills `options` (zeroed by the caller) and `args` from argv[0 .. argc-1], which must outlive
 * them. Options and arguments may be mixed; "--" ends the options; "-" is an argument. -h and
 * --help are understood for every table: `*help` becomes true. False with a sentence for an
 * option that is unknown or lacks a proper value. */
bool options_parse(const struct opt *table, size_t n, int argc, char **argv, void *options,
                   struct words *args, bool *help, struct err *e);
/* Frees the lists in `options`. */
void options_release(const struct opt *table, size_t n, void *options);

/* One line an option. */
void options_help(struct buf *b, const struct opt *table, size_t n);

#endif
