#ifndef SPANVET_LINT_JSON_WALK_H
#define SPANVET_LINT_JSON_WALK_H
/*
 * Reads a JSON document of known form through tables of members, and says where it is wrong:
 * "FILE, $.rules[2].match: there is no member "nam"; did you mean "name"?". No recursion of its
 * own: the depth is that of the tables.
 */
#include <jansson.h>

#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"
#include "core/nearest.h"

struct json_walk {
    const char *file; /* for messages */
    struct err *e;
    struct arena *arena; /* where what is read lives */
    struct buf path;     /* of the value in hand, after the `$` */
    void *user;          /* the caller's */
    struct sv key;       /* what walk_map has in hand, for the function that reads it */
};

/* The document, owned by the caller; members may be there once. NULL after "FILE, line N: ...". */
json_t *walk_parse(struct json_walk *w, const char *text, size_t n);
void walk_release(struct json_walk *w);

/* Reads a value into `to`. False after walk_fail. */
typedef bool walk_read(struct json_walk *w, json_t *value, void *to);

struct walk_member {
    const char *name;
    walk_read *read;
    size_t offset; /* of its place in what `to` points at */
    bool required;
};

/* The members of an object, in the order of the table. Unknown and missing ones are errors. */
bool walk_members(struct json_walk *w, json_t *object, const struct walk_member *table, size_t n,
                  void *to);

/* Each item of a list, and each value of an object whose keys mean something, into the same `to`.
 * w->key is the key, with a NUL behind it, until the next walk_map. */
bool walk_items(struct json_walk *w, json_t *list, walk_read *read, void *to);
bool walk_map(struct json_walk *w, json_t *object, walk_read *read, void *to);

/* The path of a value inside the one in hand: a member (or an item when `key` is NULL). Leave with
 * what enter returned. */
size_t walk_enter(struct json_walk *w, const char *key, size_t item);
void walk_leave(struct json_walk *w, size_t mark);

/* "FILE, $.path: text", and false. */
bool walk_fail(struct json_walk *w, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* "there is no WHAT "word"; did you mean "near"?" and false. */
bool walk_fail_near(struct json_walk *w, const char *what, const struct nearest *near);

/* The same; when no word is near they are listed. `words` ends with NULL. */
bool walk_fail_word(struct json_walk *w, const char *what, struct sv word,
                    const char *const *words);

/* The number of the value, a text, in `words` (which end with NULL), or -1 after walk_fail_word. */
int walk_word(struct json_walk *w, json_t *value, const char *what, const char *const *words);

/* A text of 1 to `max` bytes without control characters, copied into the arena with a NUL behind
 * it. False after walk_fail. */
bool walk_text(struct json_walk *w, json_t *value, size_t max, struct sv *out);

bool walk_read_bool(struct json_walk *w, json_t *value, void *to);   /* bool */
bool walk_read_number(struct json_walk *w, json_t *value, void *to); /* double, finite */

#endif
