#ifndef SPANVET_TUI_NEEDLE_H
#define SPANVET_TUI_NEEDLE_H
/*
 * struct needle: a text to look for in many others, fast. A small ASCII letter of it matches the
 * capital too; everything else only itself.
 */
#include "core/sv.h"

struct needle {
    struct sv text;
    size_t rare;   /* the byte of it that texts have least: memchr looks for that one */
    char one, two; /* in both cases; the same when it has none */
};

/* `text` must outlive it. */
struct needle needle_of(struct sv text);
/* Where it first stands in `s` at or behind byte `from`, or SIZE_MAX. An empty one stands
 * everywhere. */
size_t needle_find(const struct needle *n, struct sv s, size_t from);

#endif
