#ifndef SPANVET_LINT_INFER_FAMILY_H
#define SPANVET_LINT_INFER_FAMILY_H
/* What lint/infer.c learns about the spans of one family of names. Between its two files only. */
#include <jansson.h>

#include "lint/infer.h"
#include "lint/own_rule.h"

enum {
    INFER_FAMILIES_MAX = 250,
    INFER_KEYS_MAX = 64,   /* of a family, the most frequent ones */
    INFER_VALUES_MAX = 8,  /* distinct texts of an enum */
    INFER_PARENTS_MAX = 8, /* distinct names above */
    INFER_NAME_MAX = 200,  /* bytes of a name or key */
};

/* Names that differ in their ids only. */
struct family {
    struct sv glob;
    uint64_t spans; /* of the names that made it, then of those it matches */
    bool is_glob;
};

struct learnt_value {
    sym text;
    uint32_t count, trace; /* trace: the first one that had it */
    bool in_several;       /* traces */
};

struct learnt_key {
    sym key;
    uint32_t spans, in_group; /* in_group: of the trace and name in hand */
    uint32_t last_position;
    uint32_t types;   /* bits of enum own_type */
    bool odd_type;    /* a value that has none of these types */
    struct own_range range;
    uint32_t n_numbers, n_texts;
    struct learnt_value values[INFER_VALUES_MAX];
    uint32_t n_values;
    bool many_values;
    double share; /* the least share of a trace and name that carries it */
};

/* A count that was taken several times. */
struct learnt_count {
    uint32_t times, min, max;
};

struct learnt {
    const struct family *family;
    uint32_t spans;
    VEC(struct learnt_key) keys;
    uint32_t parents[INFER_PARENTS_MAX]; /* families */
    uint32_t n_parents, n_roots, n_placed; /* n_placed: roots and spans with a parent */
    bool odd_parent; /* too many, or one whose name may not be told */
    uint32_t n_timed;
    double longest_ms;
    struct learnt_count per_trace, per_turn;
};

/* Writes what was learnt as rules behind those in the list. */
struct infer_writer {
    const struct store *s;
    const struct infer_options *options;
    const struct family *families;
    json_t *rules;
    struct symtab slugs; /* those that are taken */
};

/* One rule each, where there is something to say: attributes, place in the tree, amounts. */
void infer_write(struct infer_writer *w, struct learnt *l);
/* The rule about names that no family matches. */
void infer_write_names(struct infer_writer *w, size_t n_families, uint64_t spans);

/* May a name or key be written down? */
bool infer_tellable(struct sv name);

#endif
