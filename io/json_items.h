#ifndef SPANVET_IO_JSON_ITEMS_H
#define SPANVET_IO_JSON_ITEMS_H
/*
 * The outer levels of a JSON input, walked as bytes: containers such as {"data":[{"spans":[...]}]}
 * are opened and the items in their lists are handed over as text, each with its place. Damage
 * costs nothing that is complete before it.
 */
#include "core/build.h"
#include "io/source.h"

/* Where a format keeps its spans. Both lists end with NULL; at most 16 names each. */
struct json_shape {
    /* An object with one of these members, as an array or object, is a container: it is not
     * handed over, but what the member holds is, in this order of names. */
    const char *const *lists;
    /* An object with one of these members is a span, whatever else it has. */
    const char *const *marks;
};

/* One value that is no container. */
struct json_item {
    struct sv text;
    struct sv owner;  /* text of the container it stands in, without its lists; empty at top level.
                         Valid during the call */
    uint32_t owner_no; /* tells the owners of an input apart: counts from 1, 0 at top level */
    const char *list; /* the name of the list it stands in; "" at top level */
    uint32_t list_no; /* tells the lists of an input apart: counts from 1, 0 at top level */
    uint64_t place;   /* its offset */
};

typedef void json_item_fn(void *ctx, const struct json_item *item);

/* Hands over every item of the source, in order, and makes the documents of the builder. A
 * damaged value gets a build_diagnostic. */
void json_items_each(struct build *b, struct source *src, const struct json_shape *shape,
                     json_item_fn *each, void *ctx);

#endif
