#include "core/json_out.h"

#include <inttypes.h>

/* Do values of the innermost list or object stand on lines of their own? */
static bool has_lines(const struct json_out *j)
{
    return !j->one_line && j->depth >= 1 && j->depth <= 2 + j->more_depth;
}

/* Comma, line break and key before a value. */
static void value_start(struct json_out *j, const char *key)
{
    if (j->filled[j->depth])
        buf_addc(j->b, ',');
    if (has_lines(j)) {
        buf_addc(j->b, '\n');
        buf_fill(j->b, ' ', 2 * j->depth);
    } else if (j->filled[j->depth]) {
        buf_addc(j->b, ' ');
    }
    j->filled[j->depth] = true;
    if (key)
        buf_fmt(j->b, "\"%s\": ", key);
}

void json_out_open(struct json_out *j, const char *key, char type)
{
    value_start(j, key);
    BUG_ON(++j->depth == JSON_OUT_DEPTH);
    j->filled[j->depth] = false;
    j->ends[j->depth] = type == '{' ? '}' : ']';
    buf_addc(j->b, type);
}

void json_out_close(struct json_out *j)
{
    bool breaks = j->filled[j->depth] && has_lines(j);
    char end = j->ends[j->depth--];
    if (breaks) {
        buf_addc(j->b, '\n');
        buf_fill(j->b, ' ', 2 * j->depth);
    }
    buf_addc(j->b, end);
    if (j->depth == 0) {
        buf_addc(j->b, '\n');
        j->filled[0] = false;
    }
}

void json_out_text(struct json_out *j, const char *key, struct sv v)
{
    value_start(j, key);
    buf_json_shown(j->b, v);
}

void json_out_u64(struct json_out *j, const char *key, uint64_t v)
{
    value_start(j, key);
    buf_fmt(j->b, "%" PRIu64, v);
}

void json_out_i64(struct json_out *j, const char *key, int64_t v)
{
    value_start(j, key);
    buf_fmt(j->b, "%" PRId64, v);
}

void json_out_f64(struct json_out *j, const char *key, double v)
{
    value_start(j, key);
    buf_json_f64(j->b, v);
}

void json_out_bool(struct json_out *j, const char *key, bool v)
{
    value_start(j, key);
    buf_addz(j->b, v ? "true" : "false");
}

void json_out_raw(struct json_out *j, const char *key, struct sv json)
{
    value_start(j, key);
    buf_add(j->b, json);
}

void json_out_null(struct json_out *j, const char *key)
{
    value_start(j, key);
    buf_addz(j->b, "null");
}
