#ifndef SPANVET_CORE_JSON_TEXT_H
#define SPANVET_CORE_JSON_TEXT_H
/*
 * The two kinds of JSON tokens that are more than their bytes: escapes in strings, and numbers.
 */
#include "core/buf.h"

/* Steps over the escape at `*p`, which stands at a backslash, to the byte behind it. False when
 * JSON has no such escape; then `*p` stands at its first wrong byte, or at `end` when it is cut
 * off there. */
bool json_escape_skip(const char **p, const char *end);

/* What `raw`, the inside of a well-formed string, stands for; written to `out` and valid until
 * that is used again. A lone surrogate becomes U+FFFD. */
struct sv json_unescape(struct buf *out, struct sv raw);

/* Is it a JSON number, or NaN, Infinity or -Infinity, which real exporters write? */
bool json_is_number(struct sv text);

#endif
