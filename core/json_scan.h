#ifndef SPANVET_CORE_JSON_SCAN_H
#define SPANVET_CORE_JSON_SCAN_H
/*
 * struct json_scan: walks any piece of JSON text without building anything and without reading
 * behind its end. No recursion; a value is skipped at any depth with one byte a level. It accepts
 * what RFC 8259 does, and NaN, Infinity and -Infinity as numbers because real exporters write
 * them; bytes that are not UTF-8 are kept as they are. (io/cursor.h reads the same language for
 * the one large format: faster, but only in text that zero bytes follow.)
 *
 * Every function leaves `p` behind what it read. At damage (an unexpected byte, the end of the
 * input inside a value) `bad` is set to a sentence fragment, `p` stays at the damage, and every
 * later call does nothing and returns "no"; so a caller checks `bad` once, when it is done.
 */
#include "core/buf.h"
#include "core/vec.h"

struct json_scan {
    const char *p;
    const char *end;    /* nothing is read from here on: the end of the input, or damage */
    const char *start;  /* of the input: offsets count from here */
    const char *limit;  /* the end of the input */
    const char *bad;    /* NULL, or what is wrong at p */
    struct buf scratch; /* an unescaped key; reused */
    VEC(char) nest;     /* open containers while a value is skipped */
};

/* Stands before the first value; a byte order mark is skipped. `bytes` stays the caller's. */
void json_scan_init(struct json_scan *j, struct sv bytes);
/* Also for a zeroed scanner. */
void json_scan_release(struct json_scan *j);

static inline size_t json_offset(const struct json_scan *j)
{
    return (size_t)(j->p - j->start);
}

char json_peek_space(struct json_scan *j);

/* The next byte that is not white space, or '\0' at the end of the input or after damage. Does
 * not consume it. */
static inline char json_peek(struct json_scan *j)
{
    return LIKELY(j->p < j->end && (unsigned char)*j->p > ' ') ? *j->p : json_peek_space(j);
}

/* Between top-level values: skips white space, byte order marks and commas. False at the end of
 * the input or after damage. */
bool json_more(struct json_scan *j);

/* Members of an object: `json_object_open` consumes '{'; `json_object_next` is true while there
 * is a further member and then stands before its value, with the key in `*key`. The key is
 * unescaped (a lone surrogate becomes U+FFFD) and valid until the next key is read. `first` starts
 * true.
 *
 *     bool first = true;
 *     struct sv key;
 *     if (json_object_open(j))
 *         while (json_object_next(j, &first, &key))
 *             ... read or skip the value ...
 */
bool json_object_open(struct json_scan *j);
bool json_object_next(struct json_scan *j, bool *first, struct sv *key);
bool json_array_open(struct json_scan *j);
bool json_array_next(struct json_scan *j, bool *first);

/* Skips one value of any kind and depth; the result is its text. Calls `each`, unless it is NULL,
 * for every member on the way, before its value, with the key (valid during the call) and the
 * number of objects it stands in: arrays do not count. */
typedef void json_each_key(void *ctx, struct sv key, uint32_t depth);
struct sv json_walk(struct json_scan *j, json_each_key *each, void *ctx);

static inline struct sv json_skip(struct json_scan *j)
{
    return json_walk(j, NULL, NULL);
}

/* Goes on after damage, where `bad` is cleared: at the next line that begins, without indent,
 * with { or [. So one damaged line of JSON lines costs that line, and the rest of a damaged
 * pretty-printed value is passed over. False at the end of the input. */
bool json_resync(struct json_scan *j);

/* ---- whole values, for formats that are small enough to be parsed as documents ---- */

/* The next top-level value of a sequence (one, concatenated, or one a line), checked for form.
 * True with its text in `*value` and its offset; false at the end of the input. At damage it
 * returns true with `*damage` set to a sentence fragment (otherwise NULL), `*value` the text up
 * to it, and the next call goes on after json_resync. */
bool json_values_next(struct json_scan *j, struct sv *value, size_t *offset, const char **damage);

#endif
