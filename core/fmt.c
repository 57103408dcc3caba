#include "core/fmt.h"

#include <inttypes.h>
#include <math.h>

#include "core/utf8.h"

struct fmt fmt_count(uint64_t n)
{
    char digits[24];
    struct fmt out;
    int len = snprintf(digits, sizeof(digits), "%" PRIu64, n);
    char *at = out.text;
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            *at++ = ',';
        *at++ = digits[i];
    }
    *at = '\0';
    return out;
}

struct fmt fmt_short(uint64_t n)
{
    static const struct {
        double size;
        char unit;
    } units[] = {{1e3, 'k'}, {1e6, 'M'}, {1e9, 'G'}, {1e12, 'T'}};
    struct fmt f;
    size_t i = 0;
    if (n < 10000) {
        snprintf(f.text, sizeof(f.text), "%u", (unsigned)n);
        return f;
    }
    while (i + 1 < ARRAY_LEN(units) && (double)n >= 999.5 * units[i].size)
        i++;
    double v = (double)n / units[i].size;
    snprintf(f.text, sizeof(f.text), v < 9.95 ? "%.1f%c" : "%.0f%c", v, units[i].unit);
    return f;
}

struct fmt fmt_amount(uint64_t n, const char *one)
{
    struct fmt out;
    snprintf(out.text, sizeof(out.text), "%.26s %.18s%s", fmt_count(n).text, one,
             n == 1 ? "" : "s");
    return out;
}

/* `v` with as many decimals as make three significant digits, without trailing zeros. */
static struct fmt three_digits(double v)
{
    struct fmt out;
    int decimals = v < 9.995 ? 2 : v < 99.95 ? 1 : 0;
    size_t n = (size_t)snprintf(out.text, sizeof(out.text), "%.*f", decimals, v);
    while (decimals && out.text[n - 1] == '0')
        n--;
    n -= out.text[n - 1] == '.';
    out.text[n] = '\0';
    return out;
}

/* 245 of 60 to the minute: "4 min 5 s". */
static struct fmt two_units(double small, uint64_t per, const char *big_unit,
                            const char *small_unit)
{
    struct fmt out;
    uint64_t n = small < 1e15 ? (uint64_t)llround(small) : (uint64_t)1e15;
    if (n % per)
        snprintf(out.text, sizeof(out.text), "%" PRIu64 " %s %" PRIu64 " %s", n / per, big_unit,
                 n % per, small_unit);
    else
        snprintf(out.text, sizeof(out.text), "%" PRIu64 " %s", n / per, big_unit);
    return out;
}

struct fmt fmt_duration(double ns)
{
    static const struct {
        double below, unit;
        const char *name;
    } steps[] = {{999.5, 1, "ns"}, {999.5e3, 1e3, "us"}, {999.5e6, 1e6, "ms"}, {59.95e9, 1e9, "s"}};
    struct fmt out;
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        if (fabs(ns) >= steps[i].below)
            continue;
        snprintf(out.text, sizeof(out.text), "%s%.20s %s", ns < 0 ? "-" : "",
                 three_digits(fabs(ns) / steps[i].unit).text, steps[i].name);
        return out;
    }
    struct fmt length = fabs(ns) < 3599.5e9 ? two_units(fabs(ns) / 1e9, 60, "min", "s")
                                            : two_units(fabs(ns) / 60e9, 60, "h", "min");
    snprintf(out.text, sizeof(out.text), "%s%.30s", ns < 0 ? "-" : "", length.text);
    return out;
}

struct fmt fmt_time(uint64_t ns)
{
    struct fmt out;
    struct tm tm;
    time_t seconds = (time_t)(ns / 1000000000u);
    uint32_t rest = (uint32_t)(ns % 1000000000u);
    gmtime_r(&seconds, &tm);
    size_t n = strftime(out.text, sizeof(out.text), "%Y-%m-%d %H:%M:%S", &tm);
    if (rest % 1000000 == 0 && rest)
        n += (size_t)snprintf(out.text + n, sizeof(out.text) - n, ".%03u", rest / 1000000);
    else if (rest % 1000 == 0 && rest)
        n += (size_t)snprintf(out.text + n, sizeof(out.text) - n, ".%06u", rest / 1000);
    else if (rest)
        n += (size_t)snprintf(out.text + n, sizeof(out.text) - n, ".%09u", rest);
    snprintf(out.text + n, sizeof(out.text) - n, " UTC");
    return out;
}

struct fmt fmt_share(double share)
{
    struct fmt out;
    double percent = share * 100;
    if (percent > 0 && percent < 0.1)
        snprintf(out.text, sizeof(out.text), "<0.1 %%");
    else if (percent > 99.9 && percent < 100)
        snprintf(out.text, sizeof(out.text), ">99.9 %%");
    else
        snprintf(out.text, sizeof(out.text), "%.*f %%",
                 fabs(percent - round(percent)) < 0.05 ? 0 : 1, percent);
    return out;
}

struct fmt fmt_number(double v)
{
    struct fmt out;
    if (fabs(v) >= 1000 && fabs(v) < 1e15)
        snprintf(out.text, sizeof(out.text), "%s%.30s", v < 0 ? "-" : "",
                 fmt_count((uint64_t)llround(fabs(v))).text);
    else
        snprintf(out.text, sizeof(out.text), "%.4g", v);
    return out;
}

void fmt_foreign(struct buf *b, struct sv s, size_t max)
{
    size_t columns = 0;
    for (size_t i = 0; i < s.n; columns++) {
        size_t len = utf8_len(sv_from(s, i));
        unsigned char c = (unsigned char)s.p[i];
        if (max && columns + 3 >= max && fmt_columns(sv_from(s, i)) > 3) {
            buf_addz(b, "...");
            return;
        }
        uint32_t code = len ? utf8_code(s.p + i, len) : c;
        if (len && !utf8_is_unseen(code)) {
            buf_add(b, sv_of(s.p + i, len));
            i += len;
        } else if (code >= 0xa0 && len) {
            buf_fmt(b, code > 0xffff ? "\\U%08x" : "\\u%04x", code);
            columns += code > 0xffff ? 9 : 5;
            i += len;
        } else {
            /* U+0080 to U+009F are control characters of terminals too */
            buf_fmt(b, "\\x%02x", c);
            columns += 3;
            i++;
        }
    }
}

/* Nothing in it that a shell or a terminal reads in a way of its own. */
static bool is_plain_word(struct sv word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./:,+@%=";
    for (size_t i = 0; i < word.n; i++)
        if (!memchr(plain, word.p[i], sizeof(plain) - 1))
            return false;
    return word.n > 0;
}

static bool is_shown(struct sv text)
{
    for (size_t i = 0, len; i < text.n; i += len) {
        len = utf8_len(sv_from(text, i));
        if (len == 0 || utf8_is_unseen(utf8_code(text.p + i, len)))
            return false;
    }
    return true;
}

void fmt_shell(struct buf *b, struct sv word)
{
    bool shown = is_shown(word);
    if (is_plain_word(word)) {
        buf_add(b, word);
        return;
    }
    buf_addz(b, shown ? "'" : "$'");
    for (size_t i = 0; i < word.n; i++) {
        unsigned char c = (unsigned char)word.p[i];
        if (shown && c == '\'')
            buf_addz(b, "'\\''");
        else if (!shown && (c < ' ' || c >= 0x7f || c == '\'' || c == '\\'))
            buf_fmt(b, "\\%03o", c);
        else
            buf_addc(b, (char)c);
    }
    buf_addc(b, '\'');
}

size_t fmt_columns(struct sv s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += (s.p[i] & 0xc0) != 0x80;
    return n;
}
