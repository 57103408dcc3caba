#ifndef SPANVET_CORE_UTF8_H
#define SPANVET_CORE_UTF8_H
/* UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, at most U+10FFFF. */
#include "core/sv.h"

/* How many bytes the character at the start of `s` takes (1-4); 0 when the bytes there are not
 * valid UTF-8 or `s` is empty. */
size_t utf8_len(struct sv s);

/* Is all of `s` valid UTF-8? */
bool utf8_valid(struct sv s);

/* The code point of the valid character of `len` bytes (utf8_len) at `p`. */
uint32_t utf8_code(const char *p, size_t len);

/* Characters that show nothing of their own, but move, hide or reorder others: control characters,
 * line separators, marks of writing direction, zero-width characters and tags; also what is no
 * character at all. Whoever shows a text of a trace to people shows these as numbers. */
bool utf8_is_unseen(uint32_t c);

/* Writes the code point `c` (up to 0x10FFFF; surrogates as the three bytes they would take) to
 * `out`, which has room for 4 bytes. Returns how many were written. */
size_t utf8_put(char *out, uint32_t c);

/* The longest prefix of `s` that is at most `max` bytes and does not cut a character. */
struct sv utf8_prefix(struct sv s, size_t max);

#endif
