#include "io/ids.h"

#include "core/base64.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* ---- hex ---- */

static int hex_digit(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#ifdef __SSE2__
struct hex16 hex16_read(const char *p)
{
    const __m128i text = _mm_loadu_si128((const __m128i *)(const void *)p);
    const __m128i lower = _mm_or_si128(text, _mm_set1_epi8(0x20));
    const __m128i digit = _mm_sub_epi8(text, _mm_set1_epi8('0'));
    const __m128i letter = _mm_sub_epi8(lower, _mm_set1_epi8('a'));
    const __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit);
    const __m128i is_letter = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(5)), letter);
    if (_mm_movemask_epi8(_mm_or_si128(is_digit, is_letter)) != 0xffff)
        return (struct hex16){0};
    const __m128i nibbles =
        _mm_or_si128(_mm_and_si128(is_digit, digit),
                     _mm_and_si128(is_letter, _mm_add_epi8(letter, _mm_set1_epi8(10))));
    /* Two nibbles lie in each 16-bit lane, the first one low. */
    const __m128i bytes = _mm_and_si128(
        _mm_or_si128(_mm_slli_epi16(nibbles, 4), _mm_srli_epi16(nibbles, 8)),
        _mm_set1_epi16(0xff));
    uint64_t value = (uint64_t)_mm_cvtsi128_si64(_mm_packus_epi16(bytes, bytes));
    return (struct hex16){__builtin_bswap64(value), true};
}
#else
struct hex16 hex16_read(const char *p)
{
    uint64_t value = 0;
    for (int i = 0; i < 16; i++) {
        int digit = hex_digit((unsigned char)p[i]);
        if (digit < 0)
            return (struct hex16){0};
        value = value << 4 | (uint64_t)digit;
    }
    return (struct hex16){value, true};
}
#endif

/* ---- ids ---- */

static struct raw_id id_of_number(struct id128 id, size_t size)
{
    if (size == 8)
        id.hi = 0;
    uint8_t state = id.hi | id.lo ? ID_NUMBER : ID_ZERO;
    return (struct raw_id){id, state};
}

static struct raw_id id_of_text(struct build *b, struct sv text)
{
    return (struct raw_id){{0, build_sym(b, text)}, ID_TEXT};
}

static uint64_t load_big_endian(const unsigned char *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return __builtin_bswap64(v);
}

struct raw_id id_from_bytes(struct build *b, const unsigned char *bytes, size_t n, size_t size)
{
    if (n == 0)
        return (struct raw_id){0};
    if (n == size) {
        struct id128 id = {size == 16 ? load_big_endian(bytes) : 0,
                           load_big_endian(bytes + size - 8)};
        return id_of_number(id, size);
    }
    struct buf hex = {0};
    for (size_t i = 0; i < n; i++)
        buf_fmt(&hex, "%02x", bytes[i]);
    struct raw_id id = id_of_text(b, buf_sv(&hex));
    buf_release(&hex);
    return id;
}

/* Up to 32 hex digits, dashes between them skipped, as a number. */
static bool number_from_hex(struct sv text, struct id128 *out)
{
    size_t digits = 0;
    *out = (struct id128){0};
    for (size_t i = 0; i < text.n; i++) {
        int digit = hex_digit((unsigned char)text.p[i]);
        if (text.p[i] == '-' && i > 0)
            continue;
        if (digit < 0 || ++digits > 32)
            return false;
        out->hi = out->hi << 4 | out->lo >> 60;
        out->lo = out->lo << 4 | (uint64_t)digit;
    }
    return digits > 0;
}

static bool is_uuid(struct sv text)
{
    return text.n == 36 && text.p[8] == '-' && text.p[13] == '-' && text.p[18] == '-' &&
           text.p[23] == '-';
}

/* Spellings other than plain hex of the right length. */
static bool number_from_spelling(struct sv text, size_t size, struct id128 *out)
{
    if (sv_starts(text, SV("0x")) || sv_starts(text, SV("0X")))
        return text.n - 2 <= 2 * size && sv_find_char(text, '-') == SIZE_MAX &&
               number_from_hex(sv_from(text, 2), out);
    if (size == 16 && (text.n == 16 || is_uuid(text)))
        return number_from_hex(text, out);
    if (text.n != (size == 16 ? 24 : 12))
        return false;
    struct buf bytes = {0};
    bool ok = base64_decode(&bytes, text) && bytes.n == size;
    if (ok) {
        const unsigned char *p = (const unsigned char *)bytes.p;
        *out = (struct id128){size == 16 ? load_big_endian(p) : 0, load_big_endian(p + size - 8)};
    }
    buf_release(&bytes);
    return ok;
}

struct raw_id id_from_text(struct build *b, struct sv text, size_t size)
{
    struct id128 id = {0};
    if (text.n == 0)
        return (struct raw_id){0};
    if (text.n == 2 * size) {
        struct hex16 low = hex16_read(text.p + text.n - 16), high = {0, true};
        if (size == 16)
            high = hex16_read(text.p);
        if (low.ok && high.ok)
            return id_of_number((struct id128){high.value, low.value}, size);
    }
    if (number_from_spelling(text, size, &id))
        return id_of_number(id, size);
    return id_of_text(b, text);
}
