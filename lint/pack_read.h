#ifndef SPANVET_LINT_PACK_READ_H
#define SPANVET_LINT_PACK_READ_H
/* Values that only packs have, for lint/pack.c and lint/pack_dialect.c; the rest is in
 * lint/json_walk.h. Texts are copied into the pack. */
#include "lint/json_walk.h"
#include "lint/pack.h"

/* What json_walk.user points at. */
struct pack_reader {
    struct pack *pack;
    struct sv name; /* the member "pack" */
};

static inline struct pack_reader *pack_reader(struct json_walk *w)
{
    return w->user;
}

walk_read pack_read_text;    /* struct sv; not empty */
walk_read pack_read_texts;   /* struct texts */
walk_read pack_read_class;   /* uint8_t: enum span_class by its word, "other" too */
walk_read pack_read_classes; /* uint64_t: FEATURE_OF of each class of a list */
walk_read pack_read_key;     /* uint16_t: enum known_key */

/* The known key with this text. False after an error that names the nearest. */
bool pack_known_key(struct json_walk *w, struct sv text, uint16_t *out);
/* The class with this word ("other" too), the same way. */
bool pack_known_class(struct json_walk *w, struct sv word, uint8_t *out);

#endif
