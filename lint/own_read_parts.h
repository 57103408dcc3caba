#ifndef SPANVET_LINT_OWN_READ_PARTS_H
#define SPANVET_LINT_OWN_READ_PARTS_H
/* Pieces of a rule, for lint/own_read.c and lint/own_read_need.c only. */
#include "lint/json_walk.h"
#include "lint/own_rule.h"
#include "lint/pack.h"

/* What json_walk.user points at. */
struct own_reader {
    struct own_rules *own;
    const struct catalog *built_in;
    const struct pack *vocabulary;
    struct own_rule *rule; /* the one in hand */
    VEC(struct own_need) needs; /* its needs so far */
};

static inline struct own_reader *own_reader(struct json_walk *w)
{
    return w->user;
}

walk_read own_read_texts;  /* struct own_texts: a text, or a list of texts */
walk_read own_read_values; /* struct own_values: a list of strings, numbers and bools */
walk_read own_read_match;  /* struct own_match */

/* The attribute key, copied. */
bool own_read_key(struct json_walk *w, const char *text, struct own_key *out);

/* Words as bits: the number of each in `words`. One word, or a list of them. */
bool own_read_bits(struct json_walk *w, json_t *value, const char *what, const char *const *words,
                   uint32_t *out);

/* Reads the members of "require" into own_reader.needs. */
walk_read own_read_require;

/* A regular expression (POSIX extended), compiled and kept by own_reader.own; NULL after walk_fail.
 * What would make matching run away is refused: references back, and repetitions that grow to more
 * than OWN_PATTERN_COST. */
const regex_t *own_pattern(struct json_walk *w, struct sv text);

#endif
