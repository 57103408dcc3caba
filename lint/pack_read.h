#ifndef SPANVET_LINT_PACK_READ_H
#define SPANVET_LINT_PACK_READ_H
/*
 * How the JSON of a pack becomes structs. An object is a table of members, each with a function
 * that reads its value into the struct at hand:
 *
 *     static const struct pack_member members[] = {
 *         {"title", pack_read_text, offsetof(struct dialect, title), true},
 *         {"rank", pack_read_number, offsetof(struct dialect, rank), false},
 *     };
 *     return pack_read_object(r, value, members, ARRAY_LEN(members), dialect);
 *
 * A member that is not in the table is an error that names the nearest one that is. Every error
 * says where: "pack livekit: dialect.spans[3].class: ...".
 */
#include "lint/pack.h"

#include <jansson.h>

enum { PACK_DEPTH = 16 };

/* Where the value being read stands: a member's name, or NULL and a number in a list. */
struct pack_step {
    const char *member;
    size_t index;
};

struct pack_reader {
    struct pack *pack;
    const char *name; /* of the pack, for messages */
    struct err *e;
    struct pack_step path[PACK_DEPTH];
    unsigned depth;
    struct sv pack_name; /* the member "pack" */
};

/* Reads `value` into `into`; what stands there is told by each. */
typedef bool pack_read_fn(struct pack_reader *r, json_t *value, void *into);

struct pack_member {
    const char *name;
    pack_read_fn *read;
    size_t offset;
    bool required;
};

/* False with a sentence that begins with the pack and the place. */
bool pack_fail(struct pack_reader *r, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* An object with these members and no others, each read into `into` plus its offset. */
bool pack_read_object(struct pack_reader *r, json_t *object, const struct pack_member *members,
                      size_t n, void *into);
/* Each item of a list into `into`. */
bool pack_read_list(struct pack_reader *r, json_t *list, pack_read_fn *item, void *into);
/* Each value of an object whose names mean something; r->path has the name. */
bool pack_read_map(struct pack_reader *r, json_t *object, pack_read_fn *item, void *into);
/* The name of the member at hand. */
struct sv pack_read_name(const struct pack_reader *r);

/* Single values. Texts are copied into the pack. */
pack_read_fn pack_read_text;    /* struct sv; not empty */
pack_read_fn pack_read_texts;   /* struct texts */
pack_read_fn pack_read_number;  /* double */
pack_read_fn pack_read_flag;    /* bool */
pack_read_fn pack_read_class;   /* uint8_t: enum span_class by its word, "other" too */
pack_read_fn pack_read_classes; /* uint64_t: FEATURE_OF of each class of a list */
pack_read_fn pack_read_key;     /* uint16_t: enum known_key */

/* The known key with this text; an error that names the nearest when there is none. */
bool pack_known_key(struct pack_reader *r, struct sv text, uint16_t *out);
/* The class with this word ("other" too), the same way. */
bool pack_known_class(struct pack_reader *r, struct sv word, uint8_t *out);

#endif
