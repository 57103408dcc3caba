#ifndef SPANVET_CORE_JSON_OUT_H
#define SPANVET_CORE_JSON_OUT_H
/*
 * struct json_out: writes JSON with commas and line breaks in the right places: what lies in the
 * outermost object, and in a list or object directly in that, has a line of its own; everything
 * deeper stands on the line of what holds it. `key` is NULL for elements of a list. Texts are
 * written with buf_json_shown.
 */
#include "core/buf.h"

enum { JSON_OUT_DEPTH = 16 };

struct json_out {
    struct buf *b; /* the caller's */
    bool one_line; /* all of it on one line */
    uint32_t more_depth; /* levels beyond the two that have lines of their own */
    uint32_t depth;
    bool filled[JSON_OUT_DEPTH]; /* by depth: something was written there */
    char ends[JSON_OUT_DEPTH];
};

/* `type` is '{' or '['. At most JSON_OUT_DEPTH - 1 may be open. After the outermost is closed the
 * next one may be opened; it begins on a new line. */
void json_out_open(struct json_out *j, const char *key, char type);
void json_out_close(struct json_out *j);

void json_out_text(struct json_out *j, const char *key, struct sv v);
void json_out_u64(struct json_out *j, const char *key, uint64_t v);
void json_out_i64(struct json_out *j, const char *key, int64_t v);
/* null for what is not finite */
void json_out_f64(struct json_out *j, const char *key, double v);
void json_out_bool(struct json_out *j, const char *key, bool v);
/* A value that is written as it is: it must be JSON. */
void json_out_raw(struct json_out *j, const char *key, struct sv json);
void json_out_null(struct json_out *j, const char *key);

#endif
