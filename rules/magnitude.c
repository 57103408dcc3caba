/* A173: seconds and milliseconds under one key. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "rules/spans.h"

enum { WAIT_MS, WAIT_S };

/* What a value can be, seen from the length of its span: a wait inside the span is not longer
 * than it. */
enum magnitude { EITHER, SECONDS, MILLISECONDS };

static enum magnitude magnitude_of(const struct check *c, uint32_t p, double value)
{
    const double slack_s = 0.05;
    if (!span_has_length(c, p) || value <= 0)
        return EITHER;
    double length_s = ns_to_ms(span_length(c, p)) / 1e3;
    if (value >= c->param[WAIT_MS] && value > length_s + slack_s)
        return MILLISECONDS;
    return value < c->param[WAIT_S] && value <= length_s + slack_s ? SECONDS : EITHER;
}

/* By symbol of a key. */
struct wait_key {
    uint8_t verdict; /* KEY_* below */
    uint32_t trace; /* the last one, plus 1, in which it has seconds */
};

enum { KEY_UNKNOWN, KEY_OTHER, KEY_WAIT };

static bool is_wait(struct wait_key *keys, const struct check *c, sym key)
{
    if (UNLIKELY(keys[key].verdict == KEY_UNKNOWN))
        keys[key].verdict = view_key_is_wait(store_sv(c->s, key)) ? KEY_WAIT : KEY_OTHER;
    return keys[key].verdict == KEY_WAIT;
}

static void wait_judge(struct wait_key *keys, struct check *c, uint32_t p, const struct attr *a,
                       bool report)
{
    double value;
    if (!is_wait(keys, c, a->key) || !attr_number(a, &value))
        return;
    enum magnitude m = magnitude_of(c, p, value);
    if (!report && m == SECONDS)
        keys[a->key].trace = c->trace + 1;
    if (report && m == MILLISECONDS && keys[a->key].trace == c->trace + 1)
        check_hit_key(c, p, a->key, value);
    c->looked += report;
}

static void mixed_check(struct check *c)
{
    struct wait_key *keys = check_table(c, sizeof(*keys));
    for (int report = 0; report < 2; report++)
        for (uint32_t p = c->first; p < c->end; p++) {
            struct attr_range r = span_attrs(c->s, span_row(c, p));
            for (uint32_t i = r.first; i < r.first + r.count; i++)
                wait_judge(keys, c, p, &c->s->attrs.v[i], report);
        }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, WAIT_MS, "%s with %s of up to %s, more than the span is long in "
                    "seconds, while others have seconds", fmt_amount(h->count, "span").text,
                    say_name(store_sv(c->s, h->key)).text, fmt_number(h->measured).text);
}

const struct rule rule_mixed_magnitude = {
    .code = "A173",
    .slug = "mixed-magnitude",
    .snippet = "measure-ttfb",
    .title = "seconds and milliseconds under one key",
    .why = "An average over both is neither. One value of 420 among seconds turns a latency of "
           "half a second into minutes.",
    .fix = "Divide the milliseconds by 1000 where they are set: metrics.ttfb is in seconds. Give "
           "keys of your own their unit in the name (lookup.latency_ms).",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .when = FEATURE_BIG_WAIT,
    .params =
        {
            [WAIT_MS] = {"min_ms", 100, 1, 1e9, "count",
                         "from here on a value may be milliseconds"},
            [WAIT_S] = {"max_s", 60, 0.001, 1e9, "count", "below this it may be seconds"},
        },
    .check = mixed_check,
};
