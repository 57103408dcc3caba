#ifndef SPANVET_LINT_CONFIG_EDIT_H
#define SPANVET_LINT_CONFIG_EDIT_H
/*
 * struct config_edit: the text of a configuration with one more exclude. Something is added in one
 * place, in the style of what stands around it; every other byte stays as it is. Pure: who calls
 * this reads and writes the file.
 */
#include "lint/config.h"

struct config_edit {
    struct buf text; /* all of the new text */
    size_t at, n;    /* what was added: n bytes from here on */
};

/* Adds `x` (rule and reason must be there) to the member "exclude" of `text`, or the member where
 * it is missing, or makes a document where `text` is empty. False with a sentence that names `file`
 * when `text` is no configuration, when its rules or excludes are wrong, or when `x` cannot be
 * written so that it reads back the same. Release accepts a zeroed edit. */
bool config_edit_exclude(struct config_edit *edit, struct sv file, struct sv text,
                         const struct exclude *x, const struct catalog *catalog, struct err *e);
void config_edit_release(struct config_edit *edit);

/* Appends a glob that matches the name of a span or the key of an attribute: itself, with `?` for
 * what cannot be written in one and `*` for the end of a long one and for what looks like a
 * credential or a personal value. */
void config_edit_glob(struct buf *b, struct sv name);

/* Appends the lines that change, safe for a terminal: "- " and the line as it was, "+ " and those
 * that take its place, "  " and a line that stays. Long lines are cut. */
void config_edit_diff(struct buf *b, const struct config_edit *edit, struct sv before);

#endif
