#include "metrics/contract_parts.h"

#include <math.h>

#include "core/fmt.h"
#include "metrics/json_sv.h"

#define TARGET "target_condition"

/* ---- its form ---- */

/* NULL when there is none, or it is no object. */
static const json_t *target_of(const struct contract_case *t)
{
    const json_t *target = case_member(t, TARGET);
    return json_is_object(target) ? target : NULL;
}

/* A member of the target; what a service wrote as absent is. */
static const json_t *part(const struct contract_case *t, const char *member)
{
    const json_t *value = json_object_get(target_of(t), member);
    bool absent = t->body->form != BODY_WRITTEN &&
                  (json_is_null(value) || (json_is_array(value) && json_array_size(value) == 0));
    return absent ? NULL : value;
}

static struct sv operator_of(const struct contract_case *t)
{
    return json_sv(part(t, "comparison_operator"));
}

/* Those that the messages are Terraform's of. */
void check_target_one_of(struct contract_case *t)
{
    if (target_of(t) && !part(t, "target_float") == !part(t, "target_values"))
        contract_say(t, TARGET, NULL, "Set exactly one of target_float or target_values.");
}

void check_target_value(struct contract_case *t)
{
    const struct sv op = operator_of(t);
    if (op.n == 0 || !part(t, "target_float") == !part(t, "target_values"))
        return;
    if (target_is_membership(op) != (part(t, "target_values") != NULL))
        contract_say(t, TARGET, "comparison_operator", "Use target_values with in or nin, and "
                     "target_float with eq, neq, gt, gte, lt, or lte.");
}

void check_target_operator(struct contract_case *t)
{
    static const char *const words[] = {"eq", "neq", "gt",  "gte", "lt",
                                        "lte", "in", "nin", NULL};
    static const char *const known[] = {"comparison_operator", "target_float", "target_values",
                                        NULL};
    const json_t *op = part(t, "comparison_operator");
    const char *name;
    json_t *value;
    if (!target_of(t))
        return;
    if (!op)
        contract_say(t, TARGET, NULL, "there is no comparison_operator");
    else if (!json_is_string(op))
        contract_say(t, TARGET, "comparison_operator", "comparison_operator must be a text, not %s",
                     body_type_word(op));
    else if (sv_eq(json_sv(op), SV("bt")) || sv_eq(json_sv(op), SV("nbt")))
        contract_say(t, TARGET, "comparison_operator", "%s is an operator of thresholds of an "
                     "organization, and not of targets", json_string_value(op));
    else
        case_word(t, TARGET, "comparison_operator", "operator", json_sv(op), words);
    json_object_foreach((json_t *)target_of(t), name, value)
        (void)case_word(t, TARGET, name, "member of a target", sv_from_c(name), known);
}

static bool has_twice(const json_t *list, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (json_equal(json_array_get(list, k), json_array_get(list, i)))
            return true;
    return false;
}

const char *contract_texts_fault(const json_t *list, size_t least, size_t most)
{
    size_t i;
    json_t *item;
    if (!json_is_array(list))
        return "is no list";
    if (json_array_size(list) < least || json_array_size(list) > most)
        return json_array_size(list) < least ? "holds too few texts" : "holds too many texts";
    json_array_foreach(list, i, item) {
        if (json_sv(item).n == 0)
            return "holds what is no text, or an empty one";
        if (has_twice(list, i))
            return "holds a text twice";
    }
    return NULL;
}

void check_target_values(struct contract_case *t)
{
    const json_t *values = part(t, "target_values"), *number = part(t, "target_float");
    const char *fault = values ? contract_texts_fault(values, 1, 50) : NULL;
    if (fault)
        contract_say(t, TARGET, "target_values", "target_values %s; it takes 1 to 50 different "
                     "texts", fault);
    if (number && !json_is_number(number))
        contract_say(t, TARGET, "target_float", "target_float must be a number, not %s",
                     body_type_word(number));
}

/* ---- its sense ---- */

static bool is_category(const struct contract_case *t, struct sv word)
{
    size_t i;
    json_t *item;
    if (case_is(t, KINDS_BINARY))
        return sv_eq(word, SV("YES")) || sv_eq(word, SV("NO"));
    json_array_foreach(case_member(t, "categories"), i, item)
        if (sv_eq(json_sv(item), word))
            return true;
    return false;
}

static void check_words(struct contract_case *t, const json_t *values)
{
    size_t i;
    json_t *item;
    json_array_foreach(values, i, item)
        if (i < 50 && json_sv(item).n && !is_category(t, json_sv(item)))
            contract_say(t, TARGET, "target_values", "the judge never answers \"%.*s\"%s",
                         CUT_ARG(json_sv(item)),
                         case_is(t, KINDS_BINARY) ? "; it answers YES or NO"
                                                  : ": that is none of its categories");
}

void check_target_type(struct contract_case *t)
{
    const json_t *values = part(t, "target_values");
    bool numeric = case_is(t, KIND_BIT(METRIC_TRACE) | KINDS_NUMERICAL);
    if (values && numeric)
        contract_say(t, TARGET, "target_values", "the metric gives numbers, which are no texts");
    else if (values && case_is(t, KINDS_BINARY | KINDS_CATEGORICAL))
        check_words(t, values);
    else if (part(t, "target_float") && case_is(t, KINDS_BINARY | KINDS_CATEGORICAL))
        contract_say(t, TARGET, "target_float", "the judge answers with words, and no number");
}

/* What the metric can give. */
struct range {
    double low, high;
};

static struct range range_of(const struct contract_case *t)
{
    const struct unit unit = unit_find(t->d->unit);
    if (case_is(t, KINDS_NUMERICAL) && t->d->has_range)
        return (struct range){t->d->min_value, t->d->max_value};
    if (t->kind != METRIC_TRACE)
        return (struct range){-HUGE_VAL, HUGE_VAL};
    if (unit.family == FAMILY_SHARE && t->how != AGG_SUM)
        return (struct range){0, 1 / unit.scale};
    if (case_of_spans(t) || definition_is_duration(t->d) || unit.family == FAMILY_TIME ||
        unit.family == FAMILY_COUNT || unit.family == FAMILY_TOKENS)
        return (struct range){0, t->how == AGG_ERROR_RATE || t->how == AGG_SUCCESS_RATE ? 100
                                                                                       : HUGE_VAL};
    return (struct range){-HUGE_VAL, HUGE_VAL};
}

/* Does every value of the range meet the target (1), none (-1), or does it depend (0)? */
static int verdict_of(struct sv op, double v, struct range r)
{
    if (sv_eq(op, SV("gt")))
        return v < r.low ? 1 : v >= r.high ? -1 : 0;
    if (sv_eq(op, SV("gte")))
        return v <= r.low ? 1 : v > r.high ? -1 : 0;
    if (sv_eq(op, SV("lt")))
        return v > r.high ? 1 : v <= r.low ? -1 : 0;
    if (sv_eq(op, SV("lte")))
        return v >= r.high ? 1 : v < r.low ? -1 : 0;
    bool outside = v < r.low || v > r.high;
    if (sv_eq(op, SV("eq")))
        return outside ? -1 : 0;
    return sv_eq(op, SV("neq")) && outside ? 1 : 0;
}

void check_target_range(struct contract_case *t)
{
    const json_t *number = part(t, "target_float");
    if (!json_is_number(number))
        return;
    const double v = json_number_value(number);
    const struct range r = range_of(t);
    const int verdict = verdict_of(operator_of(t), v, r);
    if (verdict == 0)
        return;
    struct buf high = {0};
    if (isfinite(r.high))
        buf_fmt(&high, "%s to %s", fmt_number(r.low).text, fmt_number(r.high).text);
    else
        buf_fmt(&high, "from %s on", fmt_number(r.low).text);
    contract_say(t, TARGET, "target_float", "%.*s %s is met by %s value: they are %.*s",
                 CUT_ARG(operator_of(t)), fmt_number(v).text, verdict > 0 ? "every" : "no",
                 SV_ARG(buf_sv(&high)));
    buf_release(&high);
}
