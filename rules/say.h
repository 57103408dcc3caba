#ifndef SPANVET_RULES_SAY_H
#define SPANVET_RULES_SAY_H
/*
 * Pieces of messages, beside those of core/fmt.h. They return a small text by value; use it in
 * the same expression:
 *
 *     check_found(c, h, NO_PARAM, "%s is an alias", say_name(store_sv(c->s, h->name)).text);
 */
#include "core/sv.h"

struct said {
    char text[96];
};

/* A name, key or id in backquotes, as core/shown.h lets it be shown: cut after 64 bytes, control
 * characters and what is not UTF-8 replaced. Not for values, which may be secret or personal. */
struct said say_name(struct sv name);

#endif
