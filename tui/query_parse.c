/* Reading a query. */
#include "tui/query_parts.h"

#include "core/nearest.h"
#include "lint/settings.h"
#include "tui/type.h"

/* ---- what is behind an operator ---- */

typedef bool parse_fn(struct term *t, const struct tui_data *d, struct sv value, struct err *e);

static bool glob_parse(struct term *t, const struct tui_data *d, struct sv value, struct err *e)
{
    (void)d, (void)e;
    t->value = value;
    size_t stars = 0;
    while (stars < value.n && value.p[stars] == '*')
        stars++;
    t->any = stars && stars == value.n;
    return true;
}

/* An id by itself means ids that begin so. */
static bool id_parse(struct term *t, const struct tui_data *d, struct sv value, struct err *e)
{
    if (sv_find_char(value, '*') != SIZE_MAX || sv_find_char(value, '?') != SIZE_MAX)
        return glob_parse(t, d, value, e);
    t->pattern = mem_alloc(value.n + 1);
    memcpy(t->pattern, value.n ? value.p : "", value.n);
    t->pattern[value.n] = '*';
    return glob_parse(t, d, sv_of(t->pattern, value.n + 1), e);
}

static bool duration_parse(struct term *t, const struct tui_data *d, struct sv value, struct err *e)
{
    (void)d;
    return query_word_duration(value, &t->number, e);
}

/* One of some words, each for bits of a mask. */
struct choice {
    struct sv name;
    uint32_t mask;
};

static bool choose(struct term *t, const struct choice *list, size_t n, struct sv value,
                   const char *what, struct err *e)
{
    struct nearest near = {.word = value};
    struct buf names = {0};
    for (size_t i = 0; i < n; i++) {
        if (sv_eq_nocase(list[i].name, value))
            t->mask = list[i].mask;
        nearest_try(&near, list[i].name);
        buf_fmt(&names, "%s%.*s", i ? ", " : "", SV_ARG(list[i].name));
    }
    if (!t->mask && near.best.n)
        err_set(e, "%s=%.*s: did you mean %.*s?", what, SV_ARG(value), SV_ARG(near.best));
    else if (!t->mask)
        err_set(e, "%s=%.*s: it is one of %.*s", what, SV_ARG(value), SV_ARG(buf_sv(&names)));
    buf_release(&names);
    return t->mask != 0;
}

static bool status_parse(struct term *t, const struct tui_data *d, struct sv value, struct err *e)
{
    static const struct choice list[] = {{SV_INIT("error"), 1 << STATUS_ERROR},
                                         {SV_INIT("ok"), 1 << STATUS_OK},
                                         {SV_INIT("unset"), 1 << STATUS_UNSET}};
    (void)d;
    return choose(t, list, ARRAY_LEN(list), value, "status", e);
}

static bool type_parse(struct term *t, const struct tui_data *d, struct sv value, struct err *e)
{
    struct choice list[SPAN_TYPES];
    (void)d;
    for (unsigned i = 0; i < SPAN_TYPES; i++)
        list[i] = (struct choice){type_name((enum span_type)i), 1u << i};
    return choose(t, list, SPAN_TYPES, value, "type", e);
}

static bool fact_parse(struct term *t, const struct tui_data *d, struct sv value, struct err *e)
{
    enum { CRITICAL = 1 << 30 };
    static const struct choice list[] = {
        {SV_INIT("root"), FACT_ROOT},           {SV_INIT("orphan"), FACT_ORPHAN},
        {SV_INIT("cycle"), FACT_CYCLE},         {SV_INIT("duplicate"), FACT_DUPLICATE},
        {SV_INIT("critical"), CRITICAL}};
    (void)d;
    if (!choose(t, list, ARRAY_LEN(list), value, "is", e))
        return false;
    t->critical = t->mask == CRITICAL;
    t->kind = t->critical ? TERM_SPANS : TERM_FACT;
    return true;
}

static bool rule_parse(struct term *t, const struct tui_data *d, struct sv value, struct err *e)
{
    const struct catalog *cat = d->settings->catalog;
    bool any = false;
    t->rules = mem_zalloc(cat->n + 1);
    for (size_t i = 0; i < cat->n; i++) {
        t->rules[i] = rule_is_meant(cat->rules[i], value);
        any |= t->rules[i];
    }
    return any || settings_no_rule(cat, value, e);
}

/* ---- terms ---- */

static const struct {
    struct sv key;
    uint8_t kind;
    bool compares; /* < and > may stand behind it */
    parse_fn *parse;
} own_keys[] = {
    {SV_INIT("name"), TERM_NAME, false, glob_parse},
    {SV_INIT("id"), TERM_ID, false, id_parse},
    {SV_INIT("duration"), TERM_DURATION, true, duration_parse},
    {SV_INIT("status"), TERM_STATUS, false, status_parse},
    {SV_INIT("type"), TERM_TYPE, false, type_parse},
    {SV_INIT("rule"), TERM_SPANS, false, rule_parse},
    {SV_INIT("service"), TERM_SERVICE, false, glob_parse},
    {SV_INIT("scope"), TERM_SCOPE, false, glob_parse},
    {SV_INIT("event"), TERM_EVENT, false, glob_parse},
    {SV_INIT("is"), TERM_FACT, false, fact_parse},
};

/* What a word says of an attribute. */
static bool key_parse(struct term *t, const struct tui_data *d, const struct query_word *w,
                      struct err *e)
{
    struct sv_f64 number = sv_to_f64(w->value);
    t->kind = w->op == OP_IS ? TERM_KEY : TERM_NUMBER;
    t->key = w->key;
    t->is_number = number.ok;
    t->number = number.value;
    if (w->op == OP_IS)
        return glob_parse(t, d, w->value, e);
    return number.ok || err_set(e, "\"%.*s\" is no number; write one behind %.*s, as in %.*s>1.5",
                                SV_ARG(w->value), SV_ARG(w->key), SV_ARG(w->key));
}

/* How an id begins that the word may be the beginning of: hex digits, and not a plain word. */
static struct id_start id_start_of(struct sv word)
{
    enum { DIGITS_MIN = 4, DIGITS_SURE = 8, DIGITS = 16, DIGITS_MAX = 32 };
    struct id_start id = {0};
    bool any_decimal = false;
    for (size_t i = 0; i < word.n && i < DIGITS_MAX; i++) {
        char c = word.p[i] | 0x20;
        bool decimal = word.p[i] >= '0' && word.p[i] <= '9';
        if (!decimal && (c < 'a' || c > 'f'))
            return (struct id_start){0};
        uint64_t digit = (uint64_t)(decimal ? word.p[i] - '0' : c - 'a' + 10);
        unsigned shift = 60 - 4 * (i % DIGITS);
        *(i < DIGITS ? &id.hi : &id.lo) |= digit << shift;
        *(i < DIGITS ? &id.hi_mask : &id.lo_mask) |= UINT64_C(15) << shift;
        any_decimal |= decimal;
    }
    id.on = word.n <= DIGITS_MAX && word.n >= (any_decimal ? DIGITS_MIN : DIGITS_SURE);
    return id;
}

static bool text_parse(struct term *t, const struct tui_data *d, const struct query_word *w,
                       struct err *e)
{
    if (!w->quoted && sv_eq(w->key, SV("finding"))) {
        t->kind = TERM_SPANS;
        return rule_parse(t, d, SV("all"), e);
    }
    t->kind = TERM_TEXT;
    t->value = w->key;
    t->needle = needle_of(t->value);
    t->id = id_start_of(t->value);
    return true;
}

static bool term_parse(struct term *t, const struct tui_data *d, const struct query_word *w,
                       struct err *e)
{
    t->no = w->no;
    t->op = w->op;
    if (!w->has_op)
        return text_parse(t, d, w, e);
    size_t i = 0;
    while (i < ARRAY_LEN(own_keys) && !sv_eq(own_keys[i].key, w->key))
        i++;
    if (i == ARRAY_LEN(own_keys) || w->quoted)
        return key_parse(t, d, w, e);
    if (w->op != OP_IS && !own_keys[i].compares)
        return err_set(e, "%.*s is not compared; write %.*s=%.*s", SV_ARG(w->key), SV_ARG(w->key),
                       SV_ARG(w->value));
    t->kind = own_keys[i].kind;
    return own_keys[i].parse(t, d, w->value, e);
}

bool query_parse(struct query *q, struct err *e)
{
    struct sv rest = q->text;
    struct query_word w;
    while (query_word_take(&rest, &w, e)) {
        struct term t = {0};
        bool ok = term_parse(&t, q->d, &w, e);
        vec_push(&q->terms, t);
        if (!ok)
            return false;
    }
    return !e->set;
}
