#include "core/json_scan.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "core/json_text.h"

#define BOM SV("\xef\xbb\xbf")

static const char input_ends[] = "the input ends inside a value";

/* Records damage at p. From here on p is the end, so that no other function has to ask. */
static bool json_damage(struct json_scan *j, const char *what)
{
    if (!j->bad)
        j->bad = j->p == j->limit ? input_ends : what;
    j->end = j->p;
    return false;
}

/* Damage where something else stands than ought to. A container at the beginning of a line is most
 * likely the next document after one that was cut off: then the damage is where that one ends. */
static bool json_unexpected(struct json_scan *j, const char *what)
{
    const char *p = j->p;
    if (p < j->end && (*p == '{' || *p == '[') && p > j->start && p[-1] == '\n')
        while (j->p > j->start && (unsigned char)j->p[-1] <= ' ')
            j->p--;
    return json_damage(j, what);
}

static void skip_bom(struct json_scan *j)
{
    if (sv_starts(sv_of(j->p, (size_t)(j->end - j->p)), BOM))
        j->p += BOM.n;
}

void json_scan_init(struct json_scan *j, struct sv bytes)
{
    const char *p = bytes.p ? bytes.p : "";
    *j = (struct json_scan){.p = p, .end = p + bytes.n, .start = p, .limit = p + bytes.n};
    skip_bom(j);
}

void json_scan_release(struct json_scan *j)
{
    buf_release(&j->scratch);
    vec_release(&j->nest);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

char json_peek_space(struct json_scan *j)
{
    while (j->p < j->end && is_space(*j->p))
        j->p++;
    return j->p < j->end ? *j->p : '\0';
}

bool json_more(struct json_scan *j)
{
    const char *before;
    do {
        before = j->p;
        skip_bom(j);
        if (json_peek(j) == ',')
            j->p++;
    } while (j->p != before);
    return j->p < j->end;
}

/* ---- strings ---- */

/* The first byte from p on that is a quote, a backslash or a control character, or `end`. */
static inline const char *string_stop(const char *p, const char *end)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\');
    const __m128i control = _mm_set1_epi8(0x1f);
    for (; end - p >= 16; p += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, backslash));
        hit = _mm_or_si128(hit, _mm_cmpeq_epi8(_mm_min_epu8(v, control), v));
        int mask = _mm_movemask_epi8(hit);
        if (mask)
            return p + __builtin_ctz((unsigned)mask);
    }
#endif
    while (p < end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20)
        p++;
    return p;
}

/* Steps over the string at p, to what follows its closing quote. */
static bool string_skip(struct json_scan *j, bool *escaped)
{
    *escaped = false;
    j->p++;
    for (;;) {
        j->p = string_stop(j->p, j->end);
        if (j->p < j->end && *j->p == '"') {
            j->p++;
            return true;
        }
        if (j->p == j->end || *j->p != '\\')
            return json_damage(j, j->p < j->end && *j->p == '\n'
                                      ? "the line ends inside a string"
                                      : "a control character inside a string");
        *escaped = true;
        if (!json_escape_skip(&j->p, j->end))
            return json_damage(j, "an escape that JSON does not have");
    }
}

/* The string at p, unescaped. */
static bool string_read(struct json_scan *j, struct sv *text)
{
    bool escaped;
    const char *from = j->p + 1;
    if (!string_skip(j, &escaped))
        return false;
    *text = sv_of(from, (size_t)(j->p - 1 - from));
    if (UNLIKELY(escaped))
        *text = json_unescape(&j->scratch, *text);
    return true;
}

/* ---- numbers, true, false, null ---- */

static const bool ends_scalar[256] = {[' '] = true, ['\n'] = true, ['\r'] = true, ['\t'] = true,
                                      [','] = true, [':'] = true,  ['"'] = true,  ['['] = true,
                                      [']'] = true, ['{'] = true,  ['}'] = true};


static void scalar_skip(struct json_scan *j)
{
    const char *from = j->p;
    while (j->p < j->end && !ends_scalar[(unsigned char)*j->p])
        j->p++;
    struct sv s = sv_of(from, (size_t)(j->p - from));
    if (json_is_number(s) || sv_eq(s, SV("null")) || sv_eq(s, SV("true")) || sv_eq(s, SV("false")))
        return;
    if (j->p < j->limit)
        j->p = from;
    json_damage(j, s.n ? "neither a number nor true, false or null" : "a value is expected");
}

/* ---- containers ---- */

static bool container_open(struct json_scan *j, char open, const char *what)
{
    if (json_peek(j) != open)
        return json_unexpected(j, what);
    j->p++;
    return true;
}

bool json_object_open(struct json_scan *j)
{
    return container_open(j, '{', "an object is expected");
}

bool json_array_open(struct json_scan *j)
{
    return container_open(j, '[', "an array is expected");
}

/* Consumes the closing bracket (false) or what stands before a further element (true). */
static inline bool container_next(struct json_scan *j, bool *first, char close)
{
    char c = json_peek(j);
    bool was_first = *first;
    *first = false;
    if (c == close) {
        j->p++;
        return false;
    }
    if (was_first)
        return true;
    if (c != ',')
        return json_unexpected(j, "a comma or the closing bracket is missing");
    j->p++;
    return true;
}

bool json_object_next(struct json_scan *j, bool *first, struct sv *key)
{
    if (!container_next(j, first, '}'))
        return false;
    if (json_peek(j) != '"')
        return json_unexpected(j, "a member name in quotes is missing");
    if (!string_read(j, key))
        return false;
    if (json_peek(j) != ':')
        return json_unexpected(j, "a colon is missing after the member name");
    j->p++;
    return true;
}

bool json_array_next(struct json_scan *j, bool *first)
{
    if (!container_next(j, first, ']'))
        return false;
    char c = json_peek(j);
    return c && c != ']' && c != ',' ? true : json_damage(j, "a value is expected");
}

/* Steps over a string or scalar, or into a container; true in the latter case. */
static bool value_enter(struct json_scan *j, uint32_t *depth)
{
    bool escaped;
    char c = json_peek(j);
    if (c == '{' || c == '[') {
        vec_push(&j->nest, c);
        *depth += c == '{';
        j->p++;
        return true;
    }
    if (c == '"')
        string_skip(j, &escaped);
    else
        scalar_skip(j);
    return false;
}

struct sv json_walk(struct json_scan *j, json_each_key *each, void *ctx)
{
    json_peek(j);
    const char *from = j->p;
    uint32_t depth = 0;
    j->nest.n = 0;
    do {
        bool first = value_enter(j, &depth), more = false;
        while (j->nest.n && !more) {
            struct sv key;
            bool is_object = j->nest.v[j->nest.n - 1] == '{';
            more = is_object ? json_object_next(j, &first, &key) : json_array_next(j, &first);
            if (more && is_object && each)
                each(ctx, key, depth);
            if (!more) {
                depth -= is_object;
                j->nest.n--;
            }
        }
    } while (j->nest.n);
    return sv_of(from, (size_t)(j->p - from));
}

/* ---- sequences of values ---- */

bool json_resync(struct json_scan *j)
{
    const char *p = j->p;
    while (p < j->limit && (p = memchr(p, '\n', (size_t)(j->limit - p)))) {
        p++;
        if (p < j->limit && (*p == '{' || *p == '['))
            break;
    }
    j->p = p ? p : j->limit;
    j->end = j->limit;
    j->bad = NULL;
    return j->p < j->end;
}

bool json_values_next(struct json_scan *j, struct sv *value, size_t *offset, const char **damage)
{
    if (j->bad)
        json_resync(j);
    *damage = NULL;
    if (!json_more(j))
        return false;
    *offset = json_offset(j);
    *value = json_skip(j);
    *damage = j->bad;
    return true;
}
