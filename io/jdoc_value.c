#include "io/jdoc.h"

#include "core/buf.h"
#include "io/ids.h"

/* ---- times ---- */

/* The parts of a pair: [seconds, nanoseconds], {seconds, nanos} or {low, high}. */
struct pair {
    const json_t *big, *small;
    bool is_words; /* {low, high}: the halves of one number */
};

static bool pair_of(const json_t *value, struct pair *p)
{
    if (json_is_array(value) && json_array_size(value) == 2) {
        *p = (struct pair){json_array_get(value, 0), json_array_get(value, 1), false};
        return true;
    }
    const json_t *high = JDOC_GET(value, "high"), *low = JDOC_GET(value, "low");
    *p = high && low ? (struct pair){high, low, true}
                     : (struct pair){JDOC_GET(value, "seconds"),
                                     JDOC_GET(value, "nanos", "nanoseconds"), false};
    return p->big != NULL;
}

static struct when pair_number(const struct pair *p, uint64_t unit)
{
    char tmp[40];
    if (!json_is_integer(p->big) || !json_is_integer(p->small))
        return (struct when){0};
    uint64_t high = (uint32_t)json_integer_value(p->big);
    uint64_t v = high << 32 | (uint32_t)json_integer_value(p->small);
    int n = snprintf(tmp, sizeof(tmp), "%llu", (unsigned long long)v);
    return when_number(sv_of(tmp, (size_t)n), unit);
}

static struct when pair_time(const struct pair *p, uint64_t unit)
{
    char tmp[2][40];
    if (p->is_words)
        return pair_number(p, unit);
    struct when big = when_number(jdoc_text(p->big, tmp[0]), WHEN_S), small = {0, true};
    if (p->small)
        small = when_number(jdoc_text(p->small, tmp[1]), WHEN_NS);
    uint64_t sum;
    bool ok = big.ok && small.ok && !__builtin_add_overflow(big.ns, small.ns, &sum);
    return ok ? (struct when){sum, true} : (struct when){0};
}

struct when jdoc_time(const json_t *value, uint64_t unit)
{
    char tmp[40];
    struct pair pair;
    if (pair_of(value, &pair))
        return pair_time(&pair, unit);
    if (json_is_boolean(value))
        return (struct when){0};
    struct sv text = jdoc_text(value, tmp);
    struct when w = when_number(text, unit);
    return w.ok ? w : when_iso(text);
}

struct when jdoc_length(const json_t *value, uint64_t unit)
{
    char tmp[40];
    struct pair pair;
    if (pair_of(value, &pair))
        return pair_time(&pair, unit);
    if (json_is_boolean(value))
        return (struct when){0};
    return when_length(jdoc_text(value, tmp), unit);
}

/* ---- ids ---- */

static struct raw_id id_opaque(struct build *b, const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
    struct raw_id id = {{0, build_sym(b, sv_from_c(text))}, ID_TEXT};
    free(text);
    return id;
}

static bool is_all(struct sv s, const char *chars)
{
    for (size_t i = 0; i < s.n; i++)
        if (!s.p[i] || !strchr(chars, s.p[i]))
            return false;
    return s.n > 0;
}

struct raw_id jdoc_id_text(struct build *b, struct sv text, size_t size)
{
    char padded[32];
    if (is_all(text, "0-") && sv_find_char(text, '0') != SIZE_MAX)
        return (struct raw_id){.state = ID_ZERO};
    if (text.n >= 2 * size || !is_all(text, "0123456789abcdefABCDEF"))
        return id_from_text(b, text, size);
    memset(padded, '0', sizeof(padded));
    memcpy(padded + 2 * size - text.n, text.p, text.n);
    return id_from_text(b, sv_of(padded, 2 * size), size);
}

/* The decimal digits of an integer as an id; one of more than `size` bytes is opaque. */
static struct raw_id id_integer(struct build *b, struct sv digits, size_t size)
{
    __uint128_t v = 0, limit = size == 8 ? UINT64_MAX : ~(__uint128_t)0;
    bool fits = is_all(digits, "0123456789");
    for (size_t i = 0; fits && i < digits.n; i++) {
        unsigned digit = (unsigned)(digits.p[i] - '0');
        fits = v <= (limit - digit) / 10;
        v = v * 10 + digit;
    }
    if (!fits)
        return (struct raw_id){{0, build_sym(b, digits)}, ID_TEXT};
    return (struct raw_id){{(uint64_t)(v >> 64), (uint64_t)v}, v ? ID_NUMBER : ID_ZERO};
}

static struct raw_id id_buffer(struct build *b, const json_t *bytes, size_t size)
{
    unsigned char id[16];
    size_t n = json_array_size(bytes);
    if (n > sizeof(id))
        return id_opaque(b, bytes);
    for (size_t i = 0; i < n; i++)
        id[i] = (unsigned char)json_integer_value(json_array_get(bytes, i));
    return id_from_bytes(b, id, n, size);
}

static struct raw_id id_of(struct build *b, const json_t *value, size_t size)
{
    char tmp[40];
    if (!value || json_is_null(value))
        return (struct raw_id){0};
    if (json_is_integer(value) || jdoc_number_text(value).n)
        return id_integer(b, jdoc_text(value, tmp), size);
    if (json_is_string(value))
        return jdoc_id_text(b, jdoc_string(value), size);
    const json_t *bytes = JDOC_GET(value, "data");
    return json_is_array(bytes) ? id_buffer(b, bytes, size) : id_opaque(b, value);
}

struct raw_id jdoc_trace_id(struct build *b, const json_t *value)
{
    return id_of(b, value, 16);
}

struct raw_id jdoc_span_id(struct build *b, const json_t *value)
{
    return id_of(b, value, 8);
}

/* ---- names of enums ---- */

static const struct sv kind_names[] = {
    SV_INIT("unspecified"), SV_INIT("internal"), SV_INIT("server"),
    SV_INIT("client"),      SV_INIT("producer"), SV_INIT("consumer"),
};
static const struct sv status_names[] = {SV_INIT("unset"), SV_INIT("ok"), SV_INIT("error")};

/* "SPAN_KIND_", "SpanKind." and the like; they are spelled in the case of their language. */
static const struct sv enum_prefixes[] = {SV_INIT("SPAN_KIND_"), SV_INIT("SpanKind."),
                                          SV_INIT("STATUS_CODE_"), SV_INIT("StatusCode.")};

static struct sv enum_name(struct sv s)
{
    for (size_t i = 0; i < ARRAY_LEN(enum_prefixes); i++)
        if (sv_starts(s, enum_prefixes[i]))
            return sv_from(s, enum_prefixes[i].n);
    return s;
}

/* The number of a name or number; `n` when it is neither. */
static size_t enum_find(struct sv text, const struct sv *names, size_t n)
{
    struct sv name = enum_name(text);
    struct sv_u64 number = sv_to_u64(text);
    if (number.ok)
        return number.value < n ? (size_t)number.value : n;
    for (size_t i = 0; i < n; i++)
        if (sv_eq_nocase(name, names[i]))
            return i;
    return n;
}

static uint8_t enum_read(struct build *b, const json_t *value, const struct sv *names, size_t n,
                         enum defect_kind defect, uint64_t place)
{
    char tmp[40];
    struct sv text = jdoc_text(value, tmp);
    if (!value || json_is_null(value) || (json_is_string(value) && text.n == 0))
        return 0;
    size_t i = enum_find(text, names, n);
    if (i == n)
        build_defect(b, defect, build_next_row(b), place, text);
    return (uint8_t)i;
}

uint8_t jdoc_kind(struct build *b, const json_t *value, uint64_t place)
{
    _Static_assert(ARRAY_LEN(kind_names) == KIND_OTHER, "one name a kind");
    return enum_read(b, value, kind_names, ARRAY_LEN(kind_names), DEFECT_kind, place);
}

uint8_t jdoc_status(struct build *b, const json_t *value, uint64_t place)
{
    _Static_assert(ARRAY_LEN(status_names) == STATUS_OTHER, "one name a status");
    return enum_read(b, value, status_names, ARRAY_LEN(status_names), DEFECT_status_code, place);
}

/* ---- parts of a span ---- */

void jdoc_name(struct build *b, struct span_head *h, const json_t *value)
{
    char tmp[40];
    if (!value || json_is_null(value))
        return;
    h->name = build_sym(b, jdoc_text(value, tmp));
    h->flags |= SPAN_HAS_NAME;
}

static void time_set(struct build *b, struct span_head *h, const json_t *value, struct when w,
                     enum span_flag flag, enum defect_kind defect, uint64_t *out)
{
    char tmp[40];
    if (!value || json_is_null(value))
        return;
    if (!w.ok) {
        build_defect(b, defect, build_next_row(b), h->place, jdoc_text(value, tmp));
        return;
    }
    *out = w.ns;
    h->flags |= (uint16_t)flag;
}

void jdoc_start(struct build *b, struct span_head *h, const json_t *value, uint64_t unit)
{
    time_set(b, h, value, jdoc_time(value, unit), SPAN_HAS_START, DEFECT_start_time, &h->start);
}

void jdoc_end(struct build *b, struct span_head *h, const json_t *value, uint64_t unit)
{
    time_set(b, h, value, jdoc_time(value, unit), SPAN_HAS_END, DEFECT_end_time, &h->end);
}

void jdoc_end_after(struct build *b, struct span_head *h, const json_t *length, uint64_t unit)
{
    if (!(h->flags & SPAN_HAS_START) || h->flags & SPAN_HAS_END)
        return;
    struct when w = jdoc_length(length, unit);
    w.ns += h->start;
    time_set(b, h, length, w, SPAN_HAS_END, DEFECT_end_time, &h->end);
}


/* ---- events and links ---- */

void jdoc_event(struct build *b, struct span_head *h, const json_t *name, const json_t *time,
                uint64_t unit, struct attr_range attrs)
{
    char tmp[40];
    struct when w = jdoc_time(time, unit);
    struct event e = {.time = w.ns, .attrs = attrs, .has_time = w.ok};
    e.name = build_sym(b, jdoc_string(name));
    if (time && !json_is_null(time) && !w.ok)
        build_defect(b, DEFECT_event_time, build_next_row(b), h->place, jdoc_text(time, tmp));
    uint32_t row = build_event(b, &e);
    if (!h->extra.event_count++)
        h->extra.event_first = row;
}

void jdoc_link(struct build *b, struct span_head *h, struct raw_id trace_id, struct raw_id span_id,
               const json_t *trace_state, struct attr_range attrs)
{
    struct link l = {.trace_id = trace_id.id,
                     .span_id = span_id.id.lo,
                     .attrs = attrs,
                     .trace_text = trace_id.state == ID_TEXT,
                     .span_text = span_id.state == ID_TEXT};
    l.trace_state = build_sym(b, jdoc_string(trace_state));
    uint32_t row = build_link(b, &l);
    if (!h->extra.link_count++)
        h->extra.link_first = row;
}
