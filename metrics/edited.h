#ifndef SPANVET_METRICS_EDITED_H
#define SPANVET_METRICS_EDITED_H
/*
 * Bodies of metrics as people may have changed them: read, and copied into other documents.
 */
#include <jansson.h>

#include "core/json_out.h"

/* Levels of lists and objects in a body, itself included. */
enum { EDITED_DEPTH = 6 };

/* The object that the text holds, which the caller gives back with json_decref. NULL when it is no
 * JSON object with a metric_name, has two members of one name, one with a name that is no word of
 * letters, digits and _, or more levels than EDITED_DEPTH. */
json_t *edited_read(struct sv text);

/* A value that edited_read accepted, as a member `key` or an element of a list (NULL). */
void edited_copy(struct json_out *j, const char *key, const json_t *v);

#endif
