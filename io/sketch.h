#ifndef SPANVET_IO_SKETCH_H
#define SPANVET_IO_SKETCH_H
/*
 * struct sketch: a quick look at the beginning of an input, enough to tell formats apart: is it
 * JSON, which member names stand at which depth, or else its first bytes. Looks at no more than
 * SKETCH_BYTES, at all JSON values in them, and does not mind damage or a cut.
 */
#include "core/sv.h"

/* Hundreds of attribute keys must not crowd out the few keys that tell a format, which stand at
 * another depth: so each depth has a share of its own. */
enum {
    SKETCH_BYTES = 1 << 22,
    SKETCH_DEPTHS = 8,
    SKETCH_DEPTH_KEYS = 128,
    SKETCH_KEYS = SKETCH_DEPTHS * SKETCH_DEPTH_KEYS
};

struct sketch_key {
    struct sv key;  /* points into the input; keys that are written with escapes are left out */
    uint32_t depth; /* in how many objects, not counting arrays: 1 in {"a":..} and [{"a":..}] */
};

struct sketch {
    struct sv bytes;  /* the whole input */
    bool is_json;     /* begins with { or [ (after white space and a byte order mark), or has an
                         object with members in a later line */
    bool begins_json; /* the former of the two */
    bool is_array;    /* begins with [ */
    size_t n_keys;    /* distinct (key, depth) pairs in order of appearance */
    struct sketch_key keys[SKETCH_KEYS];
};

void sketch_make(struct sketch *sk, struct sv bytes);

/* Was a member of this name seen, at any depth / at exactly this depth? */
bool sketch_has(const struct sketch *sk, struct sv key);
bool sketch_has_at(const struct sketch *sk, struct sv key, uint32_t depth);

#endif
