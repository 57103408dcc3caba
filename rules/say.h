#ifndef SPANVET_RULES_SAY_H
#define SPANVET_RULES_SAY_H
/*
 * Pieces of messages, beside those of core/fmt.h. They return a small text by value; use it in
 * the same expression:
 *
 *     check_found(c, h, 0, "no end time on %s", say_spans(h->count).text);
 */
#include "core/sv.h"

struct said {
    char text[96];
};

/* "1 span", "1,412 spans". */
struct said say_spans(uint64_t n);

/* "1 turn", "3 turns": `one` with an s when there is not one. */
struct said say_count(uint64_t n, const char *one);

/* A name, key or id in backquotes: cut after 64 bytes, control characters and what is not UTF-8
 * replaced. Not for values, which may be secret or personal. */
struct said say_name(struct sv name);

#endif
