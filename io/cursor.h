#ifndef SPANVET_IO_CURSOR_H
#define SPANVET_IO_CURSOR_H
/*
 * The innermost layer of JSON reading: functions that take a position in the text and return the
 * position behind what they read, or NULL at damage. They read bytes and not lengths, because the
 * text is followed by CURSOR_PAD bytes of zero: a zero byte stands nowhere in valid JSON, so every
 * loop ends there without asking where the text ends. (core/json_scan.h walks pieces of text that
 * nothing follows, for the small formats.)
 *
 * What is accepted is RFC 8259, plus NaN, Infinity and -Infinity as numbers, which real exporters
 * write. Bytes that are not UTF-8 are kept and reported through `cursor_text.high`.
 */
#include "core/buf.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { CURSOR_PAD = 64 };

struct cursor {
    const char *start, *end; /* the text; end[0 .. CURSOR_PAD-1] are readable and zero */
    const char *bad;         /* a sentence fragment once something is damaged */
    const char *bad_at;
    struct buf scratch; /* for strings with escapes */
    struct buf nest;    /* for cursor_skip */
};

/* Remembers the first damage. Returns NULL, so that readers can `return cursor_bad(...)`. */
const char *cursor_bad(struct cursor *c, const char *at, const char *what);

static inline const char *cursor_ws(const char *p)
{
    while (UNLIKELY((unsigned char)*p <= ' ' &&
                    (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')))
        p++;
    return p;
}

/* ---- strings ---- */

/* A string as it stands in the text (`raw`, escapes and all) or unescaped by cursor_unescape. */
struct cursor_text {
    struct sv raw;
    bool escapes; /* holds a backslash */
    bool high;    /* holds a byte above 0x7f: may be invalid UTF-8 */
};

/* From `p` on, the first byte that is a quote, a backslash or a control character. Sets `*high`
 * when a byte above 0x7f stands before it (or in the same 16 bytes: a hint, not a promise). */
static inline const char *cursor_text_stop(const char *p, bool *high)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\');
    const __m128i control = _mm_set1_epi8(0x1f);
    for (;; p += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i stop = _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash));
        stop = _mm_or_si128(stop, _mm_cmpeq_epi8(_mm_min_epu8(v, control), v));
        unsigned mask = (unsigned)_mm_movemask_epi8(stop);
        *high |= _mm_movemask_epi8(v) != 0;
        if (mask)
            return p + __builtin_ctz(mask);
    }
#else
    for (;; p++) {
        unsigned char c = (unsigned char)*p;
        *high |= c >= 0x80;
        if (c == '"' || c == '\\' || c < 0x20)
            return p;
    }
#endif
}

/* The rest of a string after its first backslash at `p`; `text` begins at its first byte. */
const char *cursor_text_escaped(struct cursor *c, const char *p, struct cursor_text *text);

/* A string; `p` stands at its opening quote, anything else is damage. */
static inline const char *cursor_text(struct cursor *c, const char *p,
                                         struct cursor_text *text)
{
    if (UNLIKELY(*p != '"'))
        return cursor_bad(c, p, "expected a string");
    *text = (struct cursor_text){.raw = {p + 1, 0}};
    const char *stop = cursor_text_stop(p + 1, &text->high);
    if (UNLIKELY(*stop != '"'))
        return cursor_text_escaped(c, stop, text);
    text->raw.n = (size_t)(stop - text->raw.p);
    return stop + 1;
}

/* The text without escapes: `raw` itself, or a copy in `scratch`, valid until the next call. A
 * lone surrogate becomes U+FFFD. */
struct sv cursor_unescape(struct cursor *c, const struct cursor_text *text);

static inline struct sv cursor_plain(struct cursor *c, const struct cursor_text *text)
{
    return LIKELY(!text->escapes) ? text->raw : cursor_unescape(c, text);
}

/* ---- values ---- */

/* One value of any kind, checked for form, at any depth, without recursion. `*value` becomes its
 * text. */
const char *cursor_skip(struct cursor *c, const char *p, struct sv *value);

/* A number, true, false or null. */
const char *cursor_scalar(struct cursor *c, const char *p, struct sv *text);

/* Members of an object, elements of an array: `each` gets the position of the value and returns
 * the one behind it. Meant for a constant `each`, which the compiler then inlines. */
typedef const char *cursor_member_fn(struct cursor *c, void *ctx, struct sv key, const char *p);
typedef const char *cursor_element_fn(struct cursor *c, void *ctx, const char *p);

#define CURSOR_INLINE static inline __attribute__((always_inline))

/* The key of a member and its colon; returns the position of the value. */
CURSOR_INLINE const char *cursor_key(struct cursor *c, const char *p, struct sv *key)
{
    struct cursor_text text;
    p = cursor_text(c, p, &text);
    if (UNLIKELY(!p))
        return NULL;
    *key = cursor_plain(c, &text);
    p = cursor_ws(p);
    if (UNLIKELY(*p != ':'))
        return cursor_bad(c, p, "expected ':' after a member name");
    return cursor_ws(p + 1);
}

/* `p` stands at '{'. */
CURSOR_INLINE const char *cursor_members(struct cursor *c, const char *p, cursor_member_fn *each,
                                     void *ctx)
{
    p = cursor_ws(p + 1);
    if (*p == '}')
        return p + 1;
    for (;;) {
        struct sv key;
        p = cursor_key(c, p, &key);
        if (UNLIKELY(!p) || UNLIKELY(!(p = each(c, ctx, key, p))))
            return NULL;
        p = cursor_ws(p);
        if (*p == '}')
            return p + 1;
        if (UNLIKELY(*p != ','))
            return cursor_bad(c, p, "expected ',' or '}' after a member");
        p = cursor_ws(p + 1);
    }
}

/* `p` stands at '['. */
CURSOR_INLINE const char *cursor_elements(struct cursor *c, const char *p, cursor_element_fn *each,
                                      void *ctx)
{
    p = cursor_ws(p + 1);
    if (*p == ']')
        return p + 1;
    for (;;) {
        p = each(c, ctx, p);
        if (UNLIKELY(!p))
            return NULL;
        p = cursor_ws(p);
        if (*p == ']')
            return p + 1;
        if (UNLIKELY(*p != ','))
            return cursor_bad(c, p, "expected ',' or ']' after an element");
        p = cursor_ws(p + 1);
    }
}

void cursor_release(struct cursor *c);

#endif
