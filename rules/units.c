/* Units and types of attribute values: A084, A085, A086. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/notes.h"
#include "rules/say.h"
#include "core/words.h"

enum { NUMERIC = 1 << VALUE_INT | 1 << VALUE_DOUBLE };

/* The last word of a key, and in `before` the one before it; empty where there is none. */
static struct sv last_word(struct sv key, struct sv *before)
{
    struct sv word, last = {0};
    *before = last;
    while (word_next(&key, &word)) {
        *before = last;
        last = word;
    }
    return last;
}

/* Does the key have one of the words? */
static bool has_word(struct sv key, const struct sv *list, size_t n)
{
    struct sv word;
    while (word_next(&key, &word))
        if (word_in(word, list, n))
            return true;
    return false;
}

/* ---- A084 ambiguous-unit ---- */

/* Conventions that say in their text which unit such a key has. */
static bool unit_is_agreed(struct sv key)
{
    static const struct sv spaces[] = {
        SV_INIT("lk."),        SV_INIT("gen_ai."),  SV_INIT("ai."),      SV_INIT("http."),
        SV_INIT("messaging."), SV_INIT("rpc."),     SV_INIT("network."), SV_INIT("process."),
        SV_INIT("system."),    SV_INIT("faas."),    SV_INIT("k8s."),     SV_INIT("container."),
        SV_INIT("file."),      SV_INIT("db."),      SV_INIT("langfuse."),
    };
    for (size_t i = 0; i < ARRAY_LEN(spaces); i++)
        if (sv_starts(key, spaces[i]))
            return true;
    return false;
}

/* "latency", "tool.duration", "responseTime"; but "time" alone is no length, and "batch size" and
 * "page size" count things. */
static bool lacks_unit(struct sv key)
{
    static const struct sv words[] = {
        SV_INIT("latency"), SV_INIT("duration"), SV_INIT("delay"), SV_INIT("elapsed"),
    };
    static const struct sv before_time[] = {
        SV_INIT("response"), SV_INIT("processing"), SV_INIT("wait"), SV_INIT("queue"),
        SV_INIT("run"), SV_INIT("execution"), SV_INIT("elapsed"), SV_INIT("total"),
        SV_INIT("round"), SV_INIT("trip"), SV_INIT("lookup"), SV_INIT("setup"),
    };
    static const struct sv before_size[] = {
        SV_INIT("payload"), SV_INIT("audio"), SV_INIT("body"), SV_INIT("request"),
        SV_INIT("response"), SV_INIT("file"), SV_INIT("message"), SV_INIT("content"),
    };
    struct sv before, word = last_word(key, &before);
    if (unit_is_agreed(key))
        return false;
    if (sv_eq_nocase(word, SV("time")))
        return !before.n || word_in(before, before_time, ARRAY_LEN(before_time));
    if (sv_eq_nocase(word, SV("size")))
        return !before.n || word_in(before, before_size, ARRAY_LEN(before_size));
    return word_in(word, words, ARRAY_LEN(words));
}

/* The memo's entry of the empty text says whether any key is in question. */
enum { KEY_FINE = 1, KEY_IN_QUESTION };

static bool any_in_question(const struct check *c, uint8_t *memo,
                            bool (*in_question)(const struct check *c, sym key))
{
    if (LIKELY(memo[SYM_EMPTY]))
        return memo[SYM_EMPTY] == KEY_IN_QUESTION;
    memo[SYM_EMPTY] = KEY_FINE;
    for (size_t i = 0; i < c->v->span_keys.n; i++) {
        sym key = c->v->span_keys.v[i];
        if (key != SYM_EMPTY && in_question(c, key))
            memo[key] = memo[SYM_EMPTY] = KEY_IN_QUESTION;
    }
    return memo[SYM_EMPTY] == KEY_IN_QUESTION;
}

static bool unit_in_question(const struct check *c, sym key)
{
    return c->v->key_types[key] & NUMERIC && lacks_unit(store_sv(c->s, key));
}

static void units_read(struct check *c, const uint8_t *memo, struct notes *notes, uint32_t p)
{
    struct attr_range r = span_attrs(c->s, span_row(c, p));
    const struct attr *a = c->s->attrs.v + r.first;
    double unused;
    for (const struct attr *end = a + r.count; a < end; a++)
        if (UNLIKELY(memo[a->key] == KEY_IN_QUESTION) && a->key != SYM_EMPTY &&
            attr_number(a, &unused)) {
            check_hit_key(c, p, a->key, 0);
            notes_add(notes, (struct note){SYM_NONE, a->key, "number", 0});
        }
}

static void ambiguous_unit_check(struct check *c)
{
    uint8_t *memo = check_memo(c);
    c->looked += c->end - c->first;
    if (LIKELY(!any_in_question(c, memo, unit_in_question)))
        return;
    struct notes notes = {0};
    for (uint32_t p = c->first; p < c->end; p++)
        units_read(c, memo, &notes, p);
    struct hit *h = check_all(c); /* the key is at fault, whatever the span */
    if (h)
        check_found(c, h, NO_PARAM, "no unit in the key of a number on %s: %.*s",
                    fmt_amount(h->count, "span").text,
                    SV_ARG(notes_say(&notes, c->s, SYM_NONE)));
    notes_release(&notes);
}

const struct rule rule_ambiguous_unit = {
    .code = "A084",
    .slug = "ambiguous-unit",
    .snippet = "unit-in-key",
    .title = "a length of time or a size without a unit",
    .why = "A latency of 1.2 may be seconds and one of 340 milliseconds. Whoever makes a metric "
           "of it has to guess, and one service that guesses otherwise spoils the average.",
    .fix = "Put the unit at the end of the key: _ms, _seconds, _bytes.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_ATTRIBUTES,
    .check = ambiguous_unit_check,
};

/* ---- A085 unit-conflict ---- */

enum unit { UNIT_UNKNOWN, UNIT_NONE, UNIT_MS, UNIT_S };

/* What the values of one key are in a trace; `round` is the trace plus 1. */
struct unit_uses {
    uint32_t round;
    uint32_t n;     /* values that can tell */
    uint32_t n_odd; /* of them, as if in the other unit */
    uint32_t n_near; /* of these, about as long as their span */
    uint8_t unit;
};

/* Milliseconds have to be of a length of work; a wait or an interval may well be short in a long
 * span. Where a time is counted from, or a limit, has nothing to do with the span's length. */
static uint8_t unit_of(struct sv key)
{
    static const struct sv work[] = {
        SV_INIT("latency"), SV_INIT("duration"), SV_INIT("elapsed"), SV_INIT("took"),
        SV_INIT("ttfb"), SV_INIT("ttft"), SV_INIT("time"),
    };
    static const struct sv others[] = {
        SV_INIT("from"), SV_INIT("since"), SV_INIT("offset"), SV_INIT("audio"),
        SV_INIT("timeout"), SV_INIT("max"), SV_INIT("limit"), SV_INIT("ttl"),
        SV_INIT("target"), SV_INIT("interval"), SV_INIT("at"),
    };
    if (has_word(key, others, ARRAY_LEN(others)))
        return UNIT_NONE;
    if (sv_ends(key, SV("_ms")))
        return has_word(key, work, ARRAY_LEN(work)) ? UNIT_MS : UNIT_NONE;
    return sv_ends(key, SV("_seconds")) || sv_ends(key, SV("_s")) ? UNIT_S : UNIT_NONE;
}

/* The value in seconds, were it of the other unit; negative when it can be what its key says;
 * and false when it can tell nothing: 12 under _ms in a span of 13 s may be either, and is left to
 * the other values of the key. */
static bool value_as_other(uint8_t unit, double value, double length_s, double *other)
{
    if (value <= 0)
        return false;
    if (unit == UNIT_MS) {
        bool may_be_both = value >= 10 && value >= 0.5 * length_s && value <= 1.05 * length_s;
        *other = value < 10 && length_s > 1 ? value : -1;
        return value >= 10 ? !may_be_both : length_s > 1;
    }
    *other = value > 100 && value > 10 * length_s ? value / 1000 : -1;
    return true;
}

static void unit_read(struct unit_uses *u, double value, double length_s)
{
    double other;
    if (!value_as_other(u->unit, value, length_s, &other))
        return;
    u->n++;
    bool odd = other >= 0.05 * length_s && other <= 1.05 * length_s + 0.05;
    u->n_odd += odd;
    u->n_near += odd && other >= 0.5 * length_s;
}

static struct unit_uses *unit_uses_of(const struct check *c, struct unit_uses *table, sym key)
{
    struct unit_uses *u = &table[key];
    if (UNLIKELY(u->unit == UNIT_UNKNOWN))
        u->unit = unit_of(store_sv(c->s, key));
    if (u->round != c->trace + 1)
        *u = (struct unit_uses){.round = c->trace + 1, .unit = u->unit};
    return u;
}

static bool unit_is_wrong(const struct unit_uses *u, const struct check *c)
{
    return u->n > 0 && u->n_odd == u->n && (u->n_near == u->n || u->n >= c->param[0]);
}

static void units_count(struct check *c, struct unit_uses *table, uint32_t p)
{
    struct attr_range r = span_attrs(c->s, span_row(c, p));
    const struct attr *a = c->s->attrs.v + r.first;
    double value;
    if (!span_has_length(c, p))
        return;
    for (const struct attr *end = a + r.count; a < end; a++)
        if (table[a->key].unit != UNIT_NONE && attr_number(a, &value)) {
            struct unit_uses *u = unit_uses_of(c, table, a->key);
            if (u->unit != UNIT_NONE)
                unit_read(u, value, ns_to_ms(span_length(c, p)) / 1000);
        }
}

static void units_hit(struct check *c, const struct unit_uses *table, struct notes *notes,
                      uint32_t p)
{
    struct attr_range r = span_attrs(c->s, span_row(c, p));
    const struct attr *a = c->s->attrs.v + r.first;
    double value;
    for (const struct attr *end = a + r.count; a < end; a++) {
        const struct unit_uses *u = &table[a->key];
        if (u->round != c->trace + 1 || !unit_is_wrong(u, c) || !attr_number(a, &value))
            continue;
        check_hit_key(c, p, a->key, value);
        notes_add(notes, (struct note){span_name(c, p), a->key,
                                       u->unit == UNIT_MS ? "looks like seconds"
                                                          : "looks like milliseconds", 0});
    }
}

static void unit_conflict_check(struct check *c)
{
    struct unit_uses *table = check_table(c, sizeof(*table));
    struct notes notes = {0};
    c->looked += c->end - c->first;
    for (uint32_t p = c->first; p < c->end; p++)
        units_count(c, table, p);
    for (uint32_t p = c->first; p < c->end; p++)
        units_hit(c, table, &notes, p);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s of %s with a value that does not fit its key (up to "
                    "%.4g): %.*s", fmt_amount(h->count, "span").text,
                    say_name(store_sv(c->s, h->name)).text, h->measured,
                    SV_ARG(notes_say(&notes, c->s, h->name)));
    notes_release(&notes);
}

const struct rule rule_unit_conflict = {
    .code = "A085",
    .slug = "unit-conflict",
    .snippet = "unit-in-key",
    .title = "a value of another unit than its key says",
    .why = "The key promises milliseconds and the value is in seconds, or the reverse: held "
           "against the length of its span it can only be the other one. Metrics are then wrong "
           "by a factor of 1000.",
    .fix = "Convert before you set the attribute: seconds x 1000 for _ms, milliseconds / 1000 for "
           "_seconds.",
    .severity = SEVERITY_ERROR,
    .when = FEATURE_FEW_MS | FEATURE_MANY_S,
    .params = {{"min_values", 3, 1, 1e6, "count",
                "fewer values tell only when they are about as long as their span"}},
    .check = unit_conflict_check,
};

/* ---- A086 mixed-types ---- */

struct type_uses {
    uint32_t round, numbers, texts;
};

/* What tools and models take and give may be of any type. */
static bool holds_anything(struct sv key)
{
    static const struct sv words[] = {
        SV_INIT("input"), SV_INIT("output"), SV_INIT("value"), SV_INIT("result"),
        SV_INIT("arguments"), SV_INIT("args"), SV_INIT("parameters"), SV_INIT("content"),
        SV_INIT("body"), SV_INIT("data"), SV_INIT("payload"), SV_INIT("message"),
        SV_INIT("response"), SV_INIT("text"), SV_INIT("return"), SV_INIT("answer"),
    };
    struct sv before;
    return word_in(last_word(key, &before), words, ARRAY_LEN(words));
}

static bool type_in_question(const struct check *c, sym key)
{
    uint16_t types = c->v->key_types[key];
    return types & NUMERIC && types & 1 << VALUE_STRING && !holds_anything(store_sv(c->s, key));
}

static bool any_mixed(const struct check *c)
{
    for (size_t i = 0; i < c->v->span_keys.n; i++)
        if (type_in_question(c, c->v->span_keys.v[i]))
            return true;
    return false;
}

static void types_count(struct check *c, struct type_uses *table, uint32_t p)
{
    struct attr_range r = span_attrs(c->s, span_row(c, p));
    const struct attr *a = c->s->attrs.v + r.first;
    for (const struct attr *end = a + r.count; a < end; a++) {
        uint16_t types = c->v->key_types[a->key];
        if (LIKELY(!(types & NUMERIC) || !(types & 1 << VALUE_STRING)) || a->key == SYM_EMPTY)
            continue;
        struct type_uses *u = &table[a->key];
        if (u->round != c->trace + 1)
            *u = (struct type_uses){.round = c->trace + 1};
        u->texts += a->type == VALUE_STRING;
        u->numbers += a->type == VALUE_INT || a->type == VALUE_DOUBLE;
    }
}

/* The fewer ones are the odd ones; of equally many, the texts. */
static void types_hit(struct check *c, const struct type_uses *table, struct notes *notes,
                      uint32_t p)
{
    struct attr_range r = span_attrs(c->s, span_row(c, p));
    const struct attr *a = c->s->attrs.v + r.first;
    for (const struct attr *end = a + r.count; a < end; a++) {
        const struct type_uses *u = &table[a->key];
        if (u->round != c->trace + 1 || !u->texts || !u->numbers ||
            !type_in_question(c, a->key))
            continue;
        bool text_is_odd = u->texts <= u->numbers;
        if (text_is_odd ? a->type != VALUE_STRING : !(NUMERIC >> a->type & 1))
            continue;
        check_hit_key(c, p, a->key, 0);
        notes_add(notes, (struct note){SYM_NONE, a->key,
                                       text_is_odd ? "text on these, a number elsewhere"
                                                   : "a number on these, text elsewhere", 0});
    }
}

static void mixed_types_check(struct check *c)
{
    struct type_uses *table = check_table(c, sizeof(*table));
    struct type_uses *state = &table[SYM_EMPTY]; /* of the whole store: any key in question? */
    c->looked += c->end - c->first;
    if (UNLIKELY(!state->texts))
        state->texts = any_mixed(c) ? KEY_IN_QUESTION : KEY_FINE;
    if (LIKELY(state->texts == KEY_FINE) || store_input_of(c->s, span_row(c, c->first))->texts_only)
        return;
    struct notes notes = {0};
    for (uint32_t p = c->first; p < c->end; p++)
        types_count(c, table, p);
    for (uint32_t p = c->first; p < c->end; p++)
        types_hit(c, table, &notes, p);
    struct hit *h = check_all(c);
    if (h)
        check_found(c, h, NO_PARAM, "%s with a key that is of another type elsewhere: %.*s",
                    fmt_amount(h->count, "span").text,
                    SV_ARG(notes_say(&notes, c->s, SYM_NONE)));
    notes_release(&notes);
}

const struct rule rule_mixed_types = {
    .code = "A086",
    .slug = "mixed-types",
    .snippet = "one-type-per-key",
    .title = "one key with numbers and texts",
    .why = "Stores fix the type of a key by its first value and drop what does not fit; metrics "
           "skip the texts. What remains is an average over some of the spans.",
    .fix = "Convert at the place that sets the attribute, and keep one type for each key.",
    .severity = SEVERITY_ERROR,
    .when = FEATURE_ATTRIBUTES,
    .check = mixed_types_check,
};
