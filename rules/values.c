/* Attribute values that metrics are made of: A081, A082, A087, A088. */
#include "core/fmt.h"
#include "lint/check.h"
#include "rules/catalog.h"
#include "rules/notes.h"
#include "rules/say.h"

/* ---- A081 non-numeric-metric-attribute, A082 flag-not-01 ---- */

struct value_row {
    uint8_t roles; /* a bit for each enum key_role that is judged */
    /* What is wrong with the value, or NULL. */
    const char *(*wrong)(const struct attr *a);
    const char *what;
};

static const char *wrong_type(const struct attr *a)
{
    return a->type == VALUE_STRING ? "text" : a->type == VALUE_BOOL ? "boolean" : NULL;
}

static const char *wrong_flag(const struct attr *a)
{
    double value;
    if (a->type == VALUE_STRING || a->type == VALUE_BOOL)
        return wrong_type(a);
    if (attr_number(a, &value))
        return value == 0 || value == 1 ? NULL : "neither 0 nor 1";
    return a->type == VALUE_DOUBLE ? "not finite" : NULL;
}

static void values_judge(struct check *c, struct notes *notes, uint32_t p)
{
    const struct value_row *row = c->rule->row;
    struct attr_range r = span_attrs(c->s, span_row(c, p));
    const struct attr *a = c->s->attrs.v + r.first;
    for (const struct attr *end = a + r.count; a < end; a++) {
        if (LIKELY(!(row->roles >> c->v->role_of[a->key] & 1)))
            continue;
        c->looked++;
        const char *wrong = row->wrong(a);
        if (UNLIKELY(wrong) && !store_input_of(c->s, span_row(c, p))->texts_only) {
            check_hit_key(c, p, a->key, 0);
            notes_add(notes, (struct note){span_name(c, p), a->key, wrong, 0});
        }
    }
}

static void value_check(struct check *c)
{
    const struct value_row *row = c->rule->row;
    struct notes notes = {0};
    for (uint32_t p = c->first; p < c->end; p++)
        values_judge(c, &notes, p);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s on %s of %s: %.*s", row->what,
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text,
                    SV_ARG(notes_say(&notes, c->s, h->name)));
    notes_release(&notes);
}

static const struct value_row type_row = {1 << ROLE_NUMBER | 1 << ROLE_FLAG, wrong_type,
                                          "no number where a metric needs one"};

const struct rule rule_non_numeric_metric_attribute = {
    .code = "A081",
    .slug = "non-numeric-metric-attribute",
    .title = "a metric-ready attribute that is no number",
    .why = "Custom metrics aggregate numbers only. A number written as text, or true instead of "
           "1, is skipped, and the metric is empty or wrong without saying so.",
    .fix = "Emit an int or a double: 0.42 and not \"0.42\", 1 and not true.",
    .snippet = "one-type-per-key",
    .severity = SEVERITY_ERROR,
    .when = FEATURE_METRIC_KEY,
    .finds = FEATURE_ODD_METRIC,
    .needs = "needs an attribute that metrics are made of",
    .check = value_check,
    .row = &type_row,
};

static const struct value_row flag_row = {1 << ROLE_FLAG, wrong_flag,
                                          "a rate flag other than 0 and 1"};

const struct rule rule_flag_not_01 = {
    .code = "A082",
    .slug = "flag-not-01",
    .title = "a rate flag that is not 0 or 1",
    .why = "The average of a flag is a rate only when every value is the number 0 or 1. Booleans "
           "and texts are skipped, other numbers bend the rate.",
    .fix = "Emit the number 1 when it happened and 0 when it did not.",
    .snippet = "flag-both-ways",
    .severity = SEVERITY_ERROR,
    .when = FEATURE_METRIC_KEY,
    .finds = FEATURE_ODD_METRIC,
    .needs = "needs an attribute that metrics are made of",
    .check = value_check,
    .row = &flag_row,
};

/* ---- A087 ttfb-range ---- */

enum { TTFB_MAX, TTFB_SLACK };

/* Spans shorter than this are points; their length says nothing about anything on them. */
enum { POINT_NS = 1000 };

/* What is wrong with a value, the worst last. */
enum ttfb_fault { TTFB_GOOD, TTFB_TOO_LONG, TTFB_TOO_LARGE, TTFB_NEGATIVE };

static enum ttfb_fault ttfb_judge(const struct check *c, uint32_t p, double ttfb)
{
    if (ttfb < 0)
        return TTFB_NEGATIVE;
    if (ttfb > c->param[TTFB_MAX])
        return TTFB_TOO_LARGE;
    if (!span_has_length(c, p) || span_length(c, p) < POINT_NS)
        return TTFB_GOOD;
    /* One nanosecond for what a double of seconds cannot hold. */
    double most = (double)span_length(c, p) + c->param[TTFB_SLACK] * 1e6 + 1;
    return ttfb * 1e9 > most ? TTFB_TOO_LONG : TTFB_GOOD;
}

/* The faults of one span name; `round` is the trace they belong to, plus 1. */
struct ttfb_faults {
    double least;
    uint32_t round;
    enum ttfb_fault worst;
};

static void ttfb_note(struct check *c, struct notes *notes, uint32_t p, double ttfb,
                      enum ttfb_fault fault)
{
    static const char *const whats[] = {
        [TTFB_TOO_LONG] = "longer than its span",
        [TTFB_TOO_LARGE] = "so large that it looks like milliseconds",
        [TTFB_NEGATIVE] = "negative",
    };
    struct ttfb_faults *table = check_table(c, sizeof(*table));
    struct ttfb_faults *of = &table[span_name(c, p)];
    if (of->round != c->trace + 1)
        *of = (struct ttfb_faults){.least = ttfb, .round = c->trace + 1};
    of->least = ttfb < of->least ? ttfb : of->least;
    of->worst = fault > of->worst ? fault : of->worst;
    check_hit_key(c, p, span_attr(c, p, KEY_ttfb)->key, ttfb);
    notes_add(notes, (struct note){span_name(c, p), SYM_NONE, whats[fault], 0});
}

/* Of several faults on one name the worst makes the severity and the threshold. How long a span
 * may be is no parameter, so there is none for a value that is only longer than its span. */
static void ttfb_found(struct check *c, struct notes *notes, const struct hit *h)
{
    const struct ttfb_faults *table = check_table(c, sizeof(*table));
    const struct ttfb_faults *of = &table[h->name];
    bool negative = of->worst == TTFB_NEGATIVE;
    struct finding *f = check_found(
        c, h, of->worst == TTFB_TOO_LARGE ? TTFB_MAX : NO_PARAM,
        "metrics.ttfb on %s of %s is %.*s (%s to %.4g s)", fmt_amount(h->count, "span").text,
        say_name(store_sv(c->s, h->name)).text, SV_ARG(notes_say(notes, c->s, h->name)),
        negative ? "down" : "up", negative ? of->least : h->measured);
    f->severity = negative ? SEVERITY_ERROR : SEVERITY_WARNING;
    if (negative)
        check_against(f, of->least, 0);
}

static void ttfb_range_check(struct check *c)
{
    struct notes notes = {0};
    struct numbers found = check_numbers(c, KEY_ttfb);
    c->looked = found.n;
    for (uint32_t i = 0; i < found.n; i++) {
        uint32_t p = found.at[i];
        double ttfb = found.value[i];
        enum ttfb_fault fault = ttfb_judge(c, p, ttfb);
        if (UNLIKELY(fault))
            ttfb_note(c, &notes, p, ttfb, fault);
    }
    struct hit *h;
    while ((h = check_next(c)))
        ttfb_found(c, &notes, h);
    notes_release(&notes);
}

const struct rule rule_ttfb_range = {
    .code = "A087",
    .slug = "ttfb-range",
    .title = "a time to first byte that cannot be",
    .why = "metrics.ttfb is the seconds from the request to the first byte of the answer. Below "
           "zero, longer than the span it was measured in, or above a minute it is the wrong "
           "unit or the wrong clock, and every latency metric takes it as it is.",
    .fix = "Record seconds, from sending the request to the first byte, inside the span of the "
           "request.",
    .snippet = "measure-ttfb",
    .severity = SEVERITY_ERROR,
    .when = FEATURE_TTFB,
    .needs = "needs metrics.ttfb on a span",
    .params =
        {
            [TTFB_MAX] = {"max_s", 60, 0, 86400, "s", "larger values look like milliseconds"},
            [TTFB_SLACK] = {"slack_ms", 50, 0, 60000, "ms",
                            "how much longer than its span it may be"},
        },
    .check = ttfb_range_check,
};

/* ---- A088 confidence-range ---- */

static void confidence_range_check(struct check *c)
{
    struct numbers found = check_numbers(c, KEY_stt_confidence);
    c->looked = found.n;
    for (uint32_t i = 0; i < found.n; i++) {
        uint32_t p = found.at[i];
        double value = found.value[i];
        if (value < 0 || value > 1)
            check_hit_key(c, p, span_attr(c, p, KEY_stt_confidence)->key, value);
    }
    struct hit *h;
    while ((h = check_next(c))) {
        struct finding *f = check_found(
            c, h, NO_PARAM, "stt.confidence on %s of %s is outside 0 to 1 (%.4g)%s",
            fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text, h->measured,
            h->measured > 1 && h->measured <= 100 ? ", as if it were percent" : "");
        check_against(f, h->measured, h->measured < 0 ? 0 : 1);
    }
}

const struct rule rule_confidence_range = {
    .code = "A088",
    .slug = "confidence-range",
    .title = "a recognition confidence outside 0 to 1",
    .why = "Averages and thresholds of confidence assume 0 to 1. One provider that reports percent "
           "makes all of them wrong.",
    .fix = "Divide percent by 100; leave the attribute out when the provider gives none.",
    .snippet = "provider-confidence",
    .severity = SEVERITY_ERROR,
    .when = FEATURE_CONFIDENCE,
    .needs = "needs stt.confidence on a span",
    .check = confidence_range_check,
};

/* ---- A093 http-status-range ---- */

/* What is wrong with a status, or NULL. A text under a key that metrics are made of is said by
 * A081. */
static const char *status_wrong(const struct check *c, const struct attr *a)
{
    double status;
    if (attr_number(a, &status))
        return status < 100 || status > 599 ? "not from 100 to 599" : NULL;
    if (wrong_type(a) && type_row.roles >> c->v->role_of[a->key] & 1)
        return NULL;
    return wrong_type(a) ? wrong_type(a) : "no number";
}

static void http_status_check(struct check *c)
{
    static const enum known_key keys[] = {KEY_http_status_code, KEY_http_response_status_code};
    struct notes notes = {0};
    if (store_input_of(c->s, span_row(c, c->first))->texts_only)
        return;
    for (uint32_t p = c->first; p < c->end; p++)
        for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
            const struct attr *a = span_attr(c, p, keys[i]);
            const char *wrong = a ? status_wrong(c, a) : NULL;
            c->looked += a != NULL;
            if (!wrong)
                continue;
            check_hit_key(c, p, a->key, 0);
            notes_add(&notes, (struct note){span_name(c, p), a->key, wrong, 0});
        }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "no HTTP status from 100 to 599 on %s of %s: %.*s",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text,
                    SV_ARG(notes_say(&notes, c->s, h->name)));
    notes_release(&notes);
}

const struct rule rule_http_status_range = {
    .code = "A093",
    .slug = "http-status-range",
    .snippet = "http-status-number",
    .title = "an HTTP status that is none",
    .why = "Failure rates count statuses of 400 and above. A text, or a 0 for no answer at all, is "
           "not counted or counted as a success.",
    .fix = "Set the number that the server answered. Where there was no answer, leave it out and "
           "set error.type.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_HTTP_ODD,
    .check = http_status_check,
};
