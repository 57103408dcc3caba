#include "core/json_text.h"

#include "core/utf8.h"

/* ---- escapes ---- */

/* What a letter after a backslash stands for; 'u' is apart. */
static const char escapes[256] = {['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
                                  ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t'};

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char letter = (char)(c | 0x20);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

bool json_escape_skip(const char **p, const char *end)
{
    ++*p;
    if (*p == end || !(escapes[(unsigned char)**p] || **p == 'u'))
        return false;
    int n_digits = **p == 'u' ? 4 : 0;
    for (++*p; n_digits > 0; n_digits--, ++*p)
        if (*p == end || hex_digit(**p) < 0)
            return false;
    return true;
}

static uint32_t hex4(const char *p)
{
    uint32_t v = 0;
    for (int i = 0; i < 4; i++)
        v = v << 4 | (uint32_t)hex_digit(p[i]);
    return v;
}

/* The code point of the \u escape at p, which is well formed; returns what follows it. */
static const char *escape_code(const char *p, const char *end, uint32_t *code)
{
    *code = hex4(p + 2);
    p += 6;
    if (*code < 0xd800 || *code > 0xdfff)
        return p;
    uint32_t high = *code;
    *code = 0xfffd;
    if (high > 0xdbff || end - p < 6 || p[0] != '\\' || p[1] != 'u')
        return p;
    uint32_t low = hex4(p + 2);
    if (low < 0xdc00 || low > 0xdfff)
        return p;
    *code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    return p + 6;
}

/* An escape is never shorter than what it stands for. */
struct sv json_unescape(struct buf *out, struct sv raw)
{
    buf_clear(out);
    const char *p = raw.p, *end = raw.p + raw.n;
    char *to = buf_room(out, raw.n);
    while (p < end) {
        const char *stop = memchr(p, '\\', (size_t)(end - p));
        size_t plain = (size_t)((stop ? stop : end) - p);
        memcpy(to, p, plain);
        to += plain;
        p += plain;
        if (!stop)
            break;
        if (p[1] == 'u') {
            uint32_t code;
            p = escape_code(p, end, &code);
            to += utf8_put(to, code);
        } else {
            *to++ = escapes[(unsigned char)p[1]];
            p += 2;
        }
    }
    out->n = (size_t)(to - out->p);
    return buf_sv(out);
}

/* ---- numbers ---- */

static size_t digits(struct sv s, size_t i)
{
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    return i;
}

/* The position behind a fraction or exponent that begins at i; i when there is none and 0 when
 * it lacks its digits. */
static size_t fraction(struct sv s, size_t i)
{
    if (i == s.n || s.p[i] != '.')
        return i;
    size_t to = digits(s, i + 1);
    return to > i + 1 ? to : 0;
}

static size_t exponent(struct sv s, size_t i)
{
    if (i == s.n || (s.p[i] | 0x20) != 'e')
        return i;
    i++;
    if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
        i++;
    size_t to = digits(s, i);
    return to > i ? to : 0;
}

bool json_is_number(struct sv s)
{
    size_t i = s.n && s.p[0] == '-' ? 1 : 0;
    size_t to = digits(s, i);
    if (to == i)
        return sv_eq(sv_from(s, i), SV("Infinity")) || sv_eq(s, SV("NaN"));
    if (s.p[i] == '0' && to > i + 1)
        return false;
    to = fraction(s, to);
    return to && exponent(s, to) == s.n;
}
