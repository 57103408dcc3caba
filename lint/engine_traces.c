/* Which rules about one trace there are to run, and on which traces they do. */
#include "lint/engine_parts.h"

/* ---- which rules ---- */

bool run_has_key(const struct run *r, const struct rule *rule)
{
    unsigned key = rule->needs_key - 1u;
    return !rule->needs_key || r->v->keys[key] != SYM_NONE || r->v->has_alias[key];
}

/* A rule that passes over traces for which a feature vouches counts their spans as looked at; then
 * it counts so everywhere, or its score would depend on which traces those are. */
static bool counts_spans(const struct rule *rule)
{
    return rule->finds || rule->may_find || (rule->when && !rule->needs);
}

/* Does the rule judge by thresholds that somebody has set? */
static bool is_tuned(const struct rule *rule, const double *params)
{
    for (size_t i = 0; i < RULE_PARAMS && rule->params[i].name; i++)
        if (params[i] != rule->params[i].value)
            return true;
    return false;
}

/* What only saves time is right for the thresholds that the rule comes with. */
static struct todo todo_of(const struct rule *rule, const double *params, uint32_t i)
{
    struct todo x = {.when = rule->when ? rule->when : UINT64_MAX, .rule = i};
    x.finds = rule->finds ? rule->finds : UINT64_MAX;
    x.structural = rule->structural;
    x.counts_spans = counts_spans(rule);
    if (is_tuned(rule, params)) {
        x.when = rule->needs ? x.when : UINT64_MAX;
        x.finds = UINT64_MAX;
    }
    if (rule->needs_key)
        key_set_add(&x.keys, (enum known_key)(rule->needs_key - 1));
    else
        memset(&x.keys, 0xff, sizeof(x.keys));
    return x;
}

static bool may_find(const struct run *r, struct check_state *st, uint32_t i)
{
    struct check c = run_check(r, st, NO_ROW);
    run_rule_set(r, &c, i);
    return !c.rule->may_find || c.rule->may_find(&c);
}

static void rules_pick(struct run *r, struct check_state *st, bool with_end)
{
    const struct catalog *cat = r->set->catalog;
    for (uint32_t i = 0; i < cat->n; i++) {
        const struct rule *rule = cat->rules[i];
        if (!r->set->enabled[i] || rule->scope != SCOPE_TRACE || !run_has_key(r, rule) ||
            (rule->end != NULL) != with_end)
            continue;
        r->rules[r->n_rules] = todo_of(rule, r->set->params[i], i);
        if (!may_find(r, st, i))
            r->rules[r->n_rules].finds = 0;
        r->n_rules++;
    }
}

void run_pick(struct run *r, struct check_state *st)
{
    const struct catalog *cat = r->set->catalog;
    r->rules = mem_alloc(arena_size(sizeof(*r->rules), cat->n));
    rules_pick(r, st, false);
    r->n_free = r->n_rules;
    rules_pick(r, st, true);
}

/* ---- on which traces ---- */

/* A trace in hand, with what decides which rules it needs. */
struct candidate {
    struct check check;
    uint64_t features;
    struct key_set keys;
    bool no_id;
};

/* The first rules that look at a trace would wait for each of its rows. */
static void rows_prefetch(const struct run *r, uint32_t t)
{
    const struct trace_range *range = &r->ix->traces[t];
    const struct span_columns *col = &r->s->span;
    for (uint32_t p = range->first; p < range->first + range->n_unique; p++) {
        uint32_t row = r->ix->order[p];
        __builtin_prefetch(&r->s->attrs.v[col->attr_first[row]]);
        __builtin_prefetch(&r->v->row_keys[row]);
        __builtin_prefetch(&col->start[row]);
        __builtin_prefetch(&col->end[row]);
    }
}

static struct candidate candidate_of(const struct run *r, struct check_state *st,
                                     struct trace_state *ts, uint32_t t)
{
    struct candidate x = {
        .check = run_check(r, st, t),
        .features = r->v->features[t],
        .keys = r->v->trace_keys[t],
        .no_id = r->s->traces.v[t].id_state == TRACE_ID_NONE,
    };
    /* For rules that ask for no key. */
    x.keys.bits[KEY_SET_WORDS - 1] |= UINT64_C(1) << 63;
    x.check.in_hand = ts;
    trace_state_enter(ts, r->v, r->ix, t);
    rows_prefetch(r, t);
    return x;
}

static void rule_try(const struct run *r, const struct todo *rule, struct candidate *x)
{
    if (!(rule->when & x->features) || !key_set_meets(&rule->keys, &x->keys) ||
        (rule->structural && x->no_id))
        return;
    if (rule->finds & x->features)
        run_rule(r, &x->check, rule->rule, rule->counts_spans);
    else
        run_rule_pass(r, x->check.state, rule->rule, x->check.trace);
}

/* Rules that share memory run on one trace after the other, since their memory is about one. */
static size_t group_end(const struct run *r, const struct check_state *st, size_t k, size_t n)
{
    size_t end = k + 1;
    while (end < n &&
           st->memory_of[r->rules[end].rule] == st->memory_of[r->rules[k].rule])
        end++;
    return end;
}

void run_traces(const struct run *r, struct check_state *st, uint32_t first, size_t from,
                size_t to)
{
    if (from == to)
        return;
    uint32_t left = r->ix->n_traces - first;
    uint32_t end = first + (left < TRACES_IN_HAND ? left : TRACES_IN_HAND);
    struct candidate list[TRACES_IN_HAND];
    uint32_t n = 0;
    for (uint32_t t = first; t < end; t++)
        if (r->ix->traces[t].count) {
            list[n] = candidate_of(r, st, &st->traces[n], t);
            n++;
        }
    for (size_t k = from, next; k < to; k = next) {
        next = group_end(r, st, k, to);
        for (uint32_t i = 0; i < n; i++)
            for (size_t g = k; g < next; g++)
                rule_try(r, &r->rules[g], &list[i]);
    }
}
