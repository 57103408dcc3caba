#ifndef SPANVET_CLI_COMPLETE_H
#define SPANVET_CLI_COMPLETE_H
/*
 * Scripts that complete the words of a spanvet command line in a shell, made from the tables of
 * commands, options and rules and from the packs: cli/complete_<shell>.c each.
 */
#include "cli/command.h"

enum shell { SHELL_BASH, SHELL_ZSH, SHELL_FISH };

/* The script. False with a sentence when the built-in packs cannot be read. */
bool complete_write(struct buf *b, enum shell shell, struct err *e);

/* ---- for the shells' files ---- */

/* What an option or the arguments of a command take. */
enum complete {
    COMPLETE_NOTHING, /* a number, a text: nothing to offer */
    COMPLETE_CHOICES, /* one of opt.choices */
    COMPLETE_FILE,
    COMPLETE_OUTPUT,   /* a file, or FORMAT=file */
    COMPLETE_RULES,    /* codes and slugs, by comma */
    COMPLETE_PARAM,    /* slug.name= */
    COMPLETE_LEVEL,    /* slug= */
    COMPLETE_DIALECTS, /* names, by comma */
    COMPLETE_COMMAND,
    COMPLETE_PAGE      /* of the manual */
};

/* Lists of words that the scripts hold, separated by blanks; `commands` are those that stand alone
 * and the groups. */
struct complete_words {
    struct buf rules, params, slugs, dialects, commands, pages, formats;
};

/* Each list by its name, for shells that keep all of them in the same way. */
typedef void complete_list(struct buf *b, const char *name, const struct buf *words);
void complete_lists(struct buf *b, const struct complete_words *w, complete_list *add);

enum complete complete_option(const struct opt *o);
enum complete complete_arguments(const struct command *c);

/* The choices of an option, by blanks. */
void complete_choices(struct buf *b, const struct opt *o);

/* A text between single quotes of a shell; what fish and zsh take for their own in descriptions
 * goes with a backslash before it. */
void complete_quote(struct buf *b, const char *text, const char *escaped);

void complete_bash(struct buf *b, const struct complete_words *w);
void complete_zsh(struct buf *b, const struct complete_words *w);
void complete_fish(struct buf *b, const struct complete_words *w);

#endif
