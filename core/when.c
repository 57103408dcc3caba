#include "core/when.h"

/* 24 digits times the nanoseconds of a day still fit into 128 bits. */
enum { DECIMAL_DIGITS = 24 };

/* ---- decimal numbers ---- */

/* digits * 10^scale; `used` bytes of the text. */
struct decimal {
    __uint128_t digits;
    int scale;
    bool negative;
    size_t used; /* 0: no number stands there */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads digits from i on. What is beyond DECIMAL_DIGITS is cut off and `cut` counts it. */
static size_t decimal_digits(struct sv s, size_t i, struct decimal *d, int *n, int *cut)
{
    for (; i < s.n && is_digit(s.p[i]); i++) {
        if (*n >= DECIMAL_DIGITS) {
            *cut += *cut < 1000;
            continue;
        }
        d->digits = d->digits * 10 + (unsigned)(s.p[i] - '0');
        *n += d->digits != 0;
    }
    return i;
}

/* An exponent at i, which may not be there. */
static size_t decimal_exponent(struct sv s, size_t i, struct decimal *d)
{
    if (i + 1 >= s.n || (s.p[i] | 0x20) != 'e')
        return i;
    size_t from = i + 1;
    bool negative = s.p[from] == '-';
    from += negative || s.p[from] == '+';
    int e = 0;
    size_t to = from;
    for (; to < s.n && is_digit(s.p[to]); to++)
        e = e < 1000 ? e * 10 + (s.p[to] - '0') : e;
    if (to == from)
        return i;
    d->scale += negative ? -e : e;
    return to;
}

static struct decimal decimal_read(struct sv s)
{
    struct decimal d = {0};
    int n = 0, cut = 0, past = 0;
    size_t from = s.n && (s.p[0] == '-' || s.p[0] == '+');
    d.negative = s.n && s.p[0] == '-';
    size_t i = decimal_digits(s, from, &d, &n, &cut);
    size_t digits = i - from;
    if (i < s.n && s.p[i] == '.') {
        size_t to = decimal_digits(s, i + 1, &d, &n, &past);
        d.scale = -(int)(to - i - 1 < 1000 ? to - i - 1 : 1000) + past;
        digits += to - i - 1;
        i = to;
    }
    d.scale += cut;
    d.used = digits ? decimal_exponent(s, i, &d) : 0;
    return d;
}

/* The number of `unit`s as nanoseconds, without its sign; what is below one nanosecond is cut. */
static struct when decimal_ns(struct decimal d, uint64_t unit)
{
    __uint128_t ns = d.digits * unit;
    for (; d.scale > 0 && ns && ns <= UINT64_MAX; d.scale--)
        ns *= 10;
    for (; d.scale < 0 && ns; d.scale++)
        ns /= 10;
    return (struct when){(uint64_t)ns, ns <= UINT64_MAX};
}

static uint64_t unit_by_size(struct decimal d)
{
    static const struct {
        uint64_t below, unit;
    } sizes[] = {{100000000000u, WHEN_S}, {100000000000000u, WHEN_MS},
                 {100000000000000000u, WHEN_US}};
    struct when size = decimal_ns(d, 1);
    for (size_t i = 0; size.ok && i < ARRAY_LEN(sizes); i++)
        if (size.ns < sizes[i].below)
            return sizes[i].unit;
    return WHEN_NS;
}

struct when when_number(struct sv s, uint64_t unit)
{
    struct decimal d = decimal_read(s);
    if (!d.used || d.used != s.n || (d.negative && d.digits))
        return (struct when){0};
    return decimal_ns(d, unit == WHEN_BY_SIZE ? unit_by_size(d) : unit);
}

/* ---- ISO 8601 ---- */

/* Two or four digits at *i, which moves behind them and, when it stands there, behind `sep`. -1
 * when something else is there. */
static int iso_field(struct sv s, size_t *i, size_t n, char sep)
{
    int v = 0;
    for (size_t end = *i + n; *i < end; (*i)++) {
        if (*i >= s.n || !is_digit(s.p[*i]))
            return -1;
        v = v * 10 + (s.p[*i] - '0');
    }
    if (!sep)
        return v;
    return *i < s.n && s.p[*i] == sep ? ((*i)++, v) : -1;
}

static bool date_exists(int y, int m, int d)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (y < 1970 || y > 2554 || m < 1 || m > 12 || d < 1)
        return false;
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    return d <= days[m - 1] + (m == 2 && leap);
}

/* Days since 1970-01-01; the year begins in March, so that the leap day is its last. */
static int64_t date_days(int y, int m, int d)
{
    y -= m <= 2;
    int64_t of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return y * 365LL + y / 4 - y / 100 + y / 400 + of_year - 719468;
}

/* The offset of a zone in seconds; `ok` is false for an unknown one. */
static struct sv_i64 zone_seconds(struct sv s)
{
    s = sv_trim(s);
    if (s.n == 0 || sv_eq_nocase(s, SV("z")) || sv_eq(s, SV("UTC")))
        return (struct sv_i64){0, true};
    size_t i = 1;
    int hours = iso_field(s, &i, 2, 0), minutes = 0;
    i += i < s.n && s.p[i] == ':';
    if (i < s.n)
        minutes = iso_field(s, &i, 2, 0);
    int64_t v = hours * 3600LL + minutes * 60LL;
    bool ok = (s.p[0] == '+' || s.p[0] == '-') && i == s.n && hours >= 0 && hours < 24 &&
              minutes >= 0 && minutes < 60;
    return (struct sv_i64){s.p[0] == '-' ? -v : v, ok};
}

/* The fraction of a second at *i as nanoseconds, 0 when there is none. */
static int64_t iso_fraction(struct sv s, size_t *i)
{
    if (*i + 1 >= s.n || (s.p[*i] != '.' && s.p[*i] != ',') || !is_digit(s.p[*i + 1]))
        return 0;
    int64_t ns = 0, unit = WHEN_S;
    for ((*i)++; *i < s.n && is_digit(s.p[*i]); (*i)++) {
        unit /= 10;
        ns += (s.p[*i] - '0') * unit;
    }
    return ns;
}

struct when when_iso(struct sv s)
{
    size_t i = 0;
    s = sv_trim(s);
    int year = iso_field(s, &i, 4, '-'), month = iso_field(s, &i, 2, '-');
    int day = iso_field(s, &i, 2, 0);
    if (day < 0 || !date_exists(year, month, day) || i >= s.n ||
        ((s.p[i] | 0x20) != 't' && s.p[i] != ' '))
        return (struct when){0};
    i++;
    int h = iso_field(s, &i, 2, ':'), m = iso_field(s, &i, 2, ':'), sec = iso_field(s, &i, 2, 0);
    if (h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 60)
        return (struct when){0};
    int64_t fraction = iso_fraction(s, &i);
    struct sv_i64 zone = zone_seconds(sv_from(s, i));
    int64_t seconds =
        date_days(year, month, day) * 86400 + h * 3600LL + m * 60LL + sec - zone.value;
    if (!zone.ok || seconds < 0 || (uint64_t)seconds >= UINT64_MAX / WHEN_S)
        return (struct when){0};
    return (struct when){(uint64_t)seconds * WHEN_S + (uint64_t)fraction, true};
}

/* ---- lengths ---- */

struct length_unit {
    struct sv name;
    uint64_t ns;
};

static const struct length_unit go_units[] = {
    {SV_INIT("ns"), WHEN_NS},         {SV_INIT("us"), WHEN_US}, {SV_INIT("\xc2\xb5s"), WHEN_US},
    {SV_INIT("\xce\xbcs"), WHEN_US},  {SV_INIT("ms"), WHEN_MS}, {SV_INIT("s"), WHEN_S},
    {SV_INIT("m"), 60ull * WHEN_S},   {SV_INIT("h"), 3600ull * WHEN_S},
};
static const struct length_unit iso_date_units[] = {{SV_INIT("W"), 604800ull * WHEN_S},
                                                    {SV_INIT("D"), 86400ull * WHEN_S}};
static const struct length_unit iso_time_units[] = {
    {SV_INIT("H"), 3600ull * WHEN_S}, {SV_INIT("M"), 60ull * WHEN_S}, {SV_INIT("S"), WHEN_S}};

/* The unit that `s` begins with; the longest one, which stands first. NULL when there is none. */
static const struct length_unit *unit_at(struct sv s, const struct length_unit *units, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (sv_starts(s, units[i].name))
            return &units[i];
    return NULL;
}

/* The sum of all "number unit" at the start of *s, which moves behind them. */
static struct when parts_sum(struct sv *s, const struct length_unit *units, size_t n)
{
    struct when sum = {0, true};
    while (sum.ok && s->n && (is_digit(s->p[0]) || s->p[0] == '.')) {
        struct decimal d = decimal_read(*s);
        const struct length_unit *u = unit_at(sv_from(*s, d.used), units, n);
        if (!d.used || !u)
            return (struct when){0};
        struct when part = decimal_ns(d, u->ns);
        sum.ok = part.ok && !__builtin_add_overflow(sum.ns, part.ns, &sum.ns);
        *s = sv_from(*s, d.used + u->name.n);
    }
    return sum;
}

static struct when length_iso(struct sv s)
{
    struct when days = parts_sum(&s, iso_date_units, ARRAY_LEN(iso_date_units));
    struct when time = {0, true};
    if (s.n > 1 && s.p[0] == 'T') {
        s = sv_from(s, 1);
        time = parts_sum(&s, iso_time_units, ARRAY_LEN(iso_time_units));
    }
    uint64_t ns;
    bool ok = days.ok && time.ok && s.n == 0 && !__builtin_add_overflow(days.ns, time.ns, &ns);
    return ok ? (struct when){ns, true} : (struct when){0};
}

static struct when length_go(struct sv s)
{
    struct when sum = parts_sum(&s, go_units, ARRAY_LEN(go_units));
    return (struct when){sum.ns, sum.ok && s.n == 0};
}

struct when when_length(struct sv s, uint64_t unit)
{
    s = sv_trim(s);
    bool negative = s.n && s.p[0] == '-';
    if (s.n && (negative || s.p[0] == '+'))
        s = sv_from(s, 1);
    if (!s.n || s.p[0] == '-' || s.p[0] == '+')
        return (struct when){0};
    struct when w = s.p[0] == 'P' && s.n > 1 ? length_iso(sv_from(s, 1)) : when_number(s, unit);
    if (!w.ok)
        w = length_go(s);
    if (negative)
        w.ns = -w.ns;
    return w;
}
