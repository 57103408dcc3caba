#ifndef SPANVET_LINT_PACK_H
#define SPANVET_LINT_PACK_H
/*
 * struct pack: the vocabulary of the packs as tables. A pack is a JSON object:
 *
 *     schema, pack   "spanvet.pack/1" and the name of the pack
 *     spans          by class (conversation, turn, stt, ...): "names" that are canonical,
 *                    "aliases" that mean the same, "near" spellings that people use instead. A
 *                    `*` at the end stands for one or more characters. Of a near spelling only
 *                    letters and digits count, in either case; names and aliases without a star
 *                    are near too.
 *     plain_names    names that look like canonical ones and are not
 *     keys           "number" and "flag": attribute keys that metrics are made of
 *     probes         "services" and "attributes" that give a connectivity probe away
 *     dialect        what a framework calls all this, see lint/dialect.h
 *     rules          own rules, which lint/own_read.h reads
 *     comment        a text for people
 *     values         by canonical attribute, by canonical value: the texts of dialects that mean it
 *
 * All members but the first two may be left out. Several packs add up.
 */
#include "lint/dialect.h"
#include "lint/view.h"

struct pack_name {
    struct sv text;  /* without the star */
    struct sv means; /* the canonical name */
    uint8_t class;   /* enum span_class */
    bool alias;
    bool prefix; /* the star: `text` with something behind it */
};

struct pack_key {
    struct sv text;
    uint8_t role; /* enum key_role */
};

struct pack_value {
    struct sv raw, means;
    uint16_t key; /* enum known_key */
};

enum { DIALECTS_MAX = 32 }; /* one bit each */

struct pack {
    VEC(struct pack_name) names; /* canonical names and aliases */
    VEC(struct pack_name) near;  /* folded, see pack_fold */
    struct texts plain_names;
    VEC(struct pack_key) keys;
    struct texts probe_services, probe_keys;
    VEC(struct dialect) dialects; /* after pack_finish by rank, then by name */
    VEC(struct pack_value) values;
    struct arena arena;
};

/* Adds a pack. False with a sentence in `e` when it is no JSON, has a member twice, or has a
 * member or class that is not known. Release accepts a zeroed pack. */
bool pack_read(struct pack *pack, const struct pack_text *text, struct err *e);
/* After the last one: puts together what packs say about each other. */
bool pack_finish(struct pack *pack, struct err *e);
void pack_release(struct pack *pack);

/* Does the name match, a prefix with a non-empty rest? */
bool pack_name_is(const struct pack_name *n, struct sv name);

/* The number of the dialect with this name, or dialects.n. */
size_t pack_dialect_find(const struct pack *pack, struct sv name);

/* What packs call the classes: "other", "conversation", ...; NULL after the last. */
extern const char *const pack_class_words[CLASSES + 1];

enum { PACK_FOLDED = 128 };
/* The letters and digits of `s`, small, in `out`; empty when there are more than PACK_FOLDED. */
struct sv pack_fold(struct sv s, char out[static PACK_FOLDED]);

#endif
