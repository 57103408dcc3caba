#include "metrics/goal.h"

#include <math.h>

struct op_row {
    const char *sign, *other, *word;
};

/* A sign that another one begins with comes behind it in `tried`. */
static const struct op_row ops[GOAL_OPS] = {
    [GOAL_EQ] = {"==", "=", "eq"}, [GOAL_NEQ] = {"!=", NULL, "neq"},
    [GOAL_GT] = {">", NULL, "gt"}, [GOAL_GTE] = {">=", "=>", "gte"},
    [GOAL_LT] = {"<", NULL, "lt"}, [GOAL_LTE] = {"<=", "=<", "lte"},
};
static const uint8_t tried[] = {GOAL_GTE, GOAL_LTE, GOAL_NEQ, GOAL_EQ, GOAL_GT, GOAL_LT};

const char *goal_op_sign(enum goal_op op)
{
    return ops[op].sign;
}

enum goal_op goal_op_find(struct sv word)
{
    unsigned i = 0;
    while (i < GOAL_OPS && !sv_eq_nocase(word, sv_from_c(ops[i].word)))
        i++;
    return (enum goal_op)i;
}

/* Takes the sign at the front of `*s`. GOAL_OPS when there is none. */
static enum goal_op sign_take(struct sv *s)
{
    for (size_t i = 0; i < ARRAY_LEN(tried); i++) {
        const struct op_row *row = &ops[tried[i]];
        struct sv signs[] = {sv_from_c(row->sign), sv_from_c(row->other)};
        for (size_t k = 0; k < ARRAY_LEN(signs); k++)
            if (signs[k].n && sv_starts(*s, signs[k])) {
                *s = sv_from(*s, signs[k].n);
                return (enum goal_op)tried[i];
            }
    }
    return GOAL_OPS;
}

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* Takes a word, a letter and then letters, digits and _, at the front of `*s`, and the white space
 * behind it. */
static struct sv word_take(struct sv *s)
{
    size_t n = 0;
    while (n < s->n &&
           (is_letter(s->p[n]) || (n && ((s->p[n] >= '0' && s->p[n] <= '9') || s->p[n] == '_'))))
        n++;
    struct sv word = sv_of(s->p, n);
    *s = sv_trim(sv_from(*s, n));
    return word;
}

/* An aggregation, or none, and an operator. */
static bool condition_take(struct goal *g, struct sv *s, struct err *e)
{
    struct sv before = *s, word = word_take(s);
    g->op = goal_op_find(word);
    if (word.n && g->op == GOAL_OPS) {
        g->how = aggregation_find(word);
        if (g->how == AGGREGATIONS)
            return err_set(e,
                           "in the target `%.*s` there is no aggregation `%.*s`: use average, "
                           "median, p90, p95, p99, max, min, sum, count, error_rate or "
                           "success_rate",
                           SV_ARG(g->text), SV_ARG(word));
        before = *s;
        word = word_take(s);
        g->op = goal_op_find(word);
    }
    if (g->op == GOAL_OPS) {
        *s = before;
        g->op = sign_take(s);
    }
    return g->op != GOAL_OPS;
}

bool goal_parse(struct goal *g, struct sv text, struct err *e)
{
    *g = (struct goal){.text = sv_trim(text), .how = AGGREGATIONS};
    struct sv rest = g->text;
    size_t colon = SIZE_MAX;
    for (size_t i = 0; i < rest.n; i++)
        colon = rest.p[i] == ':' ? i : colon;
    if (colon != SIZE_MAX) {
        g->name = sv_trim(sv_of(rest.p, colon));
        rest = sv_trim(sv_from(rest, colon + 1));
    }
    if (condition_take(g, &rest, e)) {
        struct sv_f64 value = sv_to_f64(sv_trim(rest));
        g->value = value.value;
        if (value.ok && isfinite(value.value) && (g->name.n || g->how != AGGREGATIONS))
            return true;
    }
    return err_set(e,
                   "the target `%.*s` is not understood: write AGGREGATION OPERATOR NUMBER, as "
                   "\"p90<=1.5\", or NAME: OPERATOR NUMBER, as \"Tool Failure Rate: <=0.02\"",
                   SV_ARG(g->text));
}

bool goal_holds(enum goal_op op, double value, double bound)
{
    switch (op) {
    case GOAL_EQ:
        return value == bound;
    case GOAL_NEQ:
        return value != bound;
    case GOAL_GT:
        return value > bound;
    case GOAL_GTE:
        return value >= bound;
    case GOAL_LT:
        return value < bound;
    default:
        return value <= bound;
    }
}
