/* 4.B of the catalogue, the part about times kept in attributes: T020, T025. */
#include "core/fmt.h"
#include "lint/check.h"
#include "rules/catalog.h"
#include "rules/say.h"

/* ---- T020 turn-offset-implausible ---- */

static void turn_offset_check(struct check *c)
{
    double offset;
    for (uint32_t p = c->first; p < c->end; p++) {
        if (!span_number(c, p, KEY_turn_seconds_from_start, &offset))
            continue;
        c->looked++;
        if (offset < 0 || offset > c->param[0])
            check_hit_key(c, p, c->v->keys[KEY_turn_seconds_from_start], offset);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, 0,
                    "turn.seconds_from_start below 0 or above %g s on %s", c->param[0],
                    fmt_amount(h->count, "span").text);
}

const struct rule rule_turn_offset_implausible = {
    .code = "T020",
    .slug = "turn-offset-implausible",
    .title = "a turn that starts hours away from its call",
    .why = "The offset of a turn from the start of its call is negative or longer than any call. "
           "Then it is an absolute time or another unit, and all times made from it are wrong.",
    .fix = "Use seconds since the start of the call, and drop messages whose offset is above 7200 "
           "s.",
    .snippet = "number-turns",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_TRACE,
    .when = FEATURE_METRIC_KEY,
    .needs_key = NEEDS_KEY(turn_seconds_from_start),
    .needs = "needs a span with turn.seconds_from_start",
    .params = {{"max_s", 7200, 1, 1e6, "s", "the longest plausible offset"}},
    .check = turn_offset_check,
};

/* ---- T025 timestamp-as-attribute ---- */

/* What the memo says of a key; the entry of the empty text says whether any key is of time. */
enum { KEY_PLAIN = 1, KEY_OF_TIME };

static bool key_names_time(struct sv key)
{
    static const struct sv ends[] = {SV_INIT("_at"), SV_INIT("start_time"), SV_INIT("end_time")};
    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        if (sv_ends(key, ends[i]))
            return true;
    return sv_find_nocase(key, SV("timestamp")) != SIZE_MAX;
}

/* 2010 to 2040 in milliseconds, microseconds or nanoseconds. A number of seconds is too often a
 * count or an id to say so by its value. */
static bool value_is_time(const struct attr *a)
{
    const int64_t from = 1262304000, to = 2208988800;
    if (a->type != VALUE_INT)
        return false;
    for (int64_t factor = 1000; factor <= 1000000000; factor *= 1000)
        if (attr_int(a) >= from * factor && attr_int(a) < to * factor)
            return true;
    return false;
}

static void keys_judge(const struct check *c, uint8_t *memo)
{
    memo[SYM_EMPTY] = KEY_PLAIN;
    for (size_t i = 0; i < c->v->span_keys.n; i++) {
        sym key = c->v->span_keys.v[i];
        if (key_names_time(store_sv(c->s, key)))
            memo[key] = memo[SYM_EMPTY] = KEY_OF_TIME;
    }
}

static void timestamp_check(struct check *c)
{
    uint8_t *memo = check_memo(c);
    c->looked += c->end - c->first;
    if (UNLIKELY(!memo[SYM_EMPTY]))
        keys_judge(c, memo);
    if (memo[SYM_EMPTY] == KEY_PLAIN && !(c->v->features[c->trace] & FEATURE_BIG_INT))
        return;
    for (uint32_t p = c->first; p < c->end; p++) {
        struct attr_range r = span_attrs(c->s, span_row(c, p));
        const struct attr *a = c->s->attrs.v + r.first;
        for (uint32_t i = 0; i < r.count; i++, a++)
            if ((memo[a->key] == KEY_OF_TIME && a->key != SYM_EMPTY) || value_is_time(a))
                check_hit_key(c, p, a->key, 0);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s with a point in time as an attribute: %s%s",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->key)).text,
                    h->more_keys ? " and others" : "");
}

const struct rule rule_timestamp_as_attribute = {
    .code = "T025",
    .slug = "timestamp-as-attribute",
    .title = "a point in time kept as an attribute",
    .why = "The span has a start and an end already. A second copy costs space, has a different "
           "value on every span, and cannot be aggregated.",
    .fix = "Drop it, or set the span's own start and end from it; use an event for a moment within "
           "the span.",
    .snippet = "span-events",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_TRACE,
    .when = FEATURE_ATTRIBUTES,
    .needs = "needs a span with attributes",
    .check = timestamp_check,
};
