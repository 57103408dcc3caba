#include "core/sv.h"

#include <float.h>
#include <math.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

bool sv_eq_nocase(struct sv a, struct sv b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

bool sv_in(struct sv s, const struct sv *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(list[i], s))
            return true;
    return false;
}

size_t sv_find(struct sv s, struct sv needle)
{
    if (needle.n == 0)
        return 0;
    if (needle.n > s.n)
        return SIZE_MAX;
    const char *end = s.p + s.n - needle.n + 1;
    for (const char *p = s.p; p < end; p++) {
        p = memchr(p, needle.p[0], (size_t)(end - p));
        if (!p)
            return SIZE_MAX;
        if (memcmp(p, needle.p, needle.n) == 0)
            return (size_t)(p - s.p);
    }
    return SIZE_MAX;
}

size_t sv_find_nocase(struct sv s, struct sv needle)
{
    for (size_t i = 0; i + needle.n <= s.n; i++)
        if (sv_eq_nocase(sv_of(s.p + i, needle.n), needle))
            return i;
    return SIZE_MAX;
}

size_t sv_find_char(struct sv s, char c)
{
    const char *p = s.n ? memchr(s.p, c, s.n) : NULL;
    return p ? (size_t)(p - s.p) : SIZE_MAX;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct sv sv_trim(struct sv s)
{
    while (s.n && is_space(s.p[0]))
        s = sv_from(s, 1);
    while (s.n && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

int sv_cmp(struct sv a, struct sv b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    if (c)
        return c < 0 ? -1 : 1;
    return a.n == b.n ? 0 : a.n < b.n ? -1 : 1;
}

struct sv_cut sv_cut(struct sv s, char sep)
{
    size_t at = sv_find_char(s, sep);
    if (at == SIZE_MAX)
        return (struct sv_cut){.head = s};
    return (struct sv_cut){{s.p, at}, {s.p + at + 1, s.n - at - 1}, true};
}

struct sv_u64 sv_to_u64(struct sv s)
{
    uint64_t v = 0;
    if (s.n == 0)
        return (struct sv_u64){0};
    for (size_t i = 0; i < s.n; i++) {
        unsigned digit = (unsigned)(unsigned char)s.p[i] - '0';
        if (digit > 9 || v > (UINT64_MAX - digit) / 10)
            return (struct sv_u64){0};
        v = v * 10 + digit;
    }
    return (struct sv_u64){v, true};
}

struct sv_i64 sv_to_i64(struct sv s)
{
    bool minus = s.n && s.p[0] == '-';
    struct sv_u64 u = sv_to_u64(minus ? sv_from(s, 1) : s);
    uint64_t limit = (uint64_t)INT64_MAX + (minus ? 1 : 0);
    if (!u.ok || u.value > limit)
        return (struct sv_i64){0};
    return (struct sv_i64){minus ? (int64_t)(0 - u.value) : (int64_t)u.value, true};
}

/* Everything the fast path of sv_to_f64 does not cover: many digits, large exponents. */
static struct sv_f64 f64_slow(struct sv s)
{
    char small[64];
    char *text = s.n < sizeof(small) ? small : mem_alloc(s.n + 1);
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    char *end;
    double v = strtod(text, &end);
    bool ok = end == text + s.n;
    if (text != small)
        free(text);
    return (struct sv_f64){v, ok};
}

static bool f64_is_json(struct sv s)
{
    size_t i = s.n && s.p[0] == '-' ? 1 : 0;
    size_t digits = 0;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        digits++;
    if (i < s.n && s.p[i] == '.')
        for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
            digits++;
    if (digits == 0 || i == s.n)
        return digits > 0;
    if ((s.p[i] | 0x20) != 'e')
        return false;
    i++;
    if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
        i++;
    if (i == s.n)
        return false;
    for (; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

/* m / 10^f, correctly rounded; `ok` is false in the rare cases that need more than one division.
 * Up to 15 digits the double division is exact enough by itself (Clinger 1990). With up to 19 the
 * quotient is taken with 64 bits; rounding that to 53 bits is right unless it stands so close to
 * the middle of two doubles that its own rounding error could matter. */
static struct sv_f64 f64_divide(uint64_t m, size_t digits, size_t f)
{
    static const double pow10[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    if (digits <= 15)
        return (struct sv_f64){(double)m / pow10[f], true};
#if LDBL_MANT_DIG == 64
    static const long double more10[] = {1e15L, 1e16L, 1e17L, 1e18L, 1e19L};
    long double q = (long double)m / (f < 15 ? (long double)pow10[f] : more10[f - 15]);
    uint64_t bits;
    memcpy(&bits, &q, sizeof(bits));
    unsigned cut = bits & 0x7ff;
    return (struct sv_f64){(double)q, cut < 0x3ff || cut > 0x401};
#else
    return (struct sv_f64){0};
#endif
}

struct sv_f64 sv_to_f64(struct sv s)
{
    enum { DIGITS_MAX = 19 };
    size_t i = s.n && s.p[0] == '-' ? 1 : 0;
    uint64_t mantissa = 0;
    size_t digits = 0, dot_at = SIZE_MAX;
    for (; i < s.n && digits <= DIGITS_MAX; i++) {
        unsigned digit = (unsigned)(unsigned char)s.p[i] - '0';
        if (digit <= 9) {
            mantissa = mantissa * 10 + digit;
            digits++;
        } else if (s.p[i] == '.' && dot_at == SIZE_MAX) {
            dot_at = digits;
        } else {
            break;
        }
    }
    if (LIKELY(i == s.n && digits > 0 && digits <= DIGITS_MAX)) {
        struct sv_f64 v = f64_divide(mantissa, digits, dot_at < digits ? digits - dot_at : 0);
        if (v.ok)
            return (struct sv_f64){s.p[0] == '-' ? -v.value : v.value, true};
    }
    if (sv_eq(s, SV("NaN")))
        return (struct sv_f64){(double)NAN, true};
    if (sv_eq(s, SV("Infinity")) || sv_eq(s, SV("-Infinity")))
        return (struct sv_f64){s.p[0] == '-' ? -(double)INFINITY : (double)INFINITY, true};
    return f64_is_json(s) ? f64_slow(s) : (struct sv_f64){0};
}
