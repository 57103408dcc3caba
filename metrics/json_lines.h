#ifndef SPANVET_METRICS_JSON_LINES_H
#define SPANVET_METRICS_JSON_LINES_H
/*
 * struct json_lines: where in the text of a JSON document its objects begin, which jansson does not
 * keep. The zero value is that of a document without objects.
 */
#include <jansson.h>

#include "core/sv.h"
#include "core/vec.h"

struct json_begin {
    const json_t *object;
    size_t offset; /* of its brace */
    uint32_t line; /* from 1 on */
};

struct json_lines {
    VEC(struct json_begin) begins; /* ascending by object */
};

/* `top` is what jansson made of all of `text`. n log n in the objects; no recursion. */
void json_lines_build(struct json_lines *l, const json_t *top, struct sv text);
void json_lines_release(struct json_lines *l);

/* Of an object of the document. */
const struct json_begin *json_lines_find(const struct json_lines *l, const json_t *object);

#endif
