#ifndef SPANVET_LINT_OWN_READ_H
#define SPANVET_LINT_OWN_READ_H
/* Reads the own rules of a pack: the member "rules" of the JSON text. docs/packs.md explains it. */
#include "lint/own_rule.h"
#include "lint/pack.h"

/* Adds the rules of a pack, none when it has no "rules". `vocabulary` is all packs together: the
 * dialects that there are. Codes and slugs may not be those of a
 * rule in `built_in` or of one read before. False with a sentence that names the pack, the place
 * in it ("$.rules[2].match") and where one is near the right word. */
bool own_rules_read(struct own_rules *own, const struct catalog *built_in,
                    const struct pack *vocabulary, const struct pack_text *pack, struct err *e);

#endif
