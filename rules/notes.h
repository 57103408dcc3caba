#ifndef SPANVET_RULES_NOTES_H
#define SPANVET_RULES_NOTES_H
/*
 * struct notes: which attributes are wrong on the spans of a trace, gathered while a check goes
 * over them, so that its one finding for a span name can list all keys. The zero value is empty.
 */
#include "core/buf.h"
#include "lint/check.h"

struct note {
    sym name;         /* of the span; SYM_NONE for a resource */
    sym key;          /* of the attribute; SYM_NONE where there is none */
    const char *what; /* what is wrong with it, or what it is; a text of the program */
    size_t size;      /* its length in bytes where that matters, else 0 */
};

struct notes {
    VEC(struct note) list;
    bool sorted;
    struct buf text;
};

void notes_release(struct notes *n);
void notes_clear(struct notes *n);
void notes_add(struct notes *n, struct note note);

/* What was noted for spans of this name, as "`a` (text), `b` (JSON web token, 213 bytes) and 2
 * more": each key once, the largest size of each. Valid until the next call. */
struct sv notes_say(struct notes *n, const struct store *s, sym name);

#endif
