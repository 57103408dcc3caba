#ifndef SPANVET_CLI_PACKS_H
#define SPANVET_CLI_PACKS_H
/*
 * struct packs: the built-in packs and those that --pack names, and with them the whole catalogue:
 * the built-in rules, then the own rules of the packs. The zero value is empty; release accepts it.
 */
#include "cli/options.h"
#include "lint/own_rule.h"

struct packs {
    VEC(struct pack_text) texts; /* for view_init */
    struct catalog catalog;
    struct own_rules own;
    struct arena arena; /* the files */
};

/* Reads the files. False with a sentence that names the file and the place in it. */
bool packs_load(struct packs *p, const struct words *files, struct err *e);
void packs_release(struct packs *p);

/* The row of the option for a table of options, with the offset of a struct words. */
#define PACK_OPTION(offset)                                                                        \
    {"pack", 0, OPT_LIST | OPT_NOT_IN_FILE | OPT_RARE, "FILE", NULL,                               \
     "a pack with rules of your own", offset}

#endif
