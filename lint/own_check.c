#include "lint/own_sequence.h"

/* One own rule over one store. */
struct own_run {
    struct check *c;
    const struct own_rule *rule;
    struct own_matcher match;
    struct need_run {
        struct own_key_at key;
        struct own_memo memo;       /* texts and a pattern, keys and globs */
        struct own_matcher other;   /* the need's matcher */
        struct own_sequence before; /* of `earlier` and `later` */
    } *needs;                       /* by need */
    VEC(uint32_t) found;            /* positions of this trace's spans that the rule is about */
    uint32_t *totals;               /* by symbol of a name: spans of this trace judged */
    /* Of the trace in hand, by position from c->first on: filled by a need that looks up or down
     * the tree. */
    VEC(uint8_t) above;
    VEC(double) below;
};

static struct own_range range_in_force(const struct check *c, const struct own_need *need)
{
    struct own_range range = need->range;
    if (need->min_param >= 0)
        range.min = c->param[need->min_param];
    if (need->max_param >= 0)
        range.max = c->param[need->max_param];
    return range;
}

static bool in_range(struct own_range range, double v)
{
    return v >= range.min && v <= range.max;
}

/* ---- what holds for one span ---- */

/* Judges the span at position `p`; `*measured` for what has a number. */
typedef enum own_verdict judge_fn(struct own_run *r, size_t i, uint32_t p, double *measured);

static const struct attr *attr_of(struct own_run *r, size_t i, uint32_t p)
{
    return own_attr(r->c, span_row(r->c, p), r->needs[i].key);
}

static enum own_verdict verdict(bool holds)
{
    return holds ? OWN_HOLDS : OWN_FAILS;
}

static enum own_verdict present_judge(struct own_run *r, size_t i, uint32_t p, double *measured)
{
    (void)measured;
    return verdict(attr_of(r, i, p));
}

static uint32_t types_of(const struct attr *a)
{
    static const uint32_t types[] = {
        [VALUE_STRING] = 1u << OWN_STRING,
        [VALUE_BOOL] = 1u << OWN_BOOL,
        [VALUE_INT] = 1u << OWN_INT | 1u << OWN_NUMBER,
        [VALUE_DOUBLE] = 1u << OWN_NUMBER,
        [VALUE_ARRAY] = 1u << OWN_ARRAY,
    };
    return a->type < ARRAY_LEN(types) ? types[a->type] : 0;
}

static enum own_verdict type_judge(struct own_run *r, size_t i, uint32_t p, double *measured)
{
    const struct attr *a = attr_of(r, i, p);
    (void)measured;
    return a ? verdict(types_of(a) & r->rule->needs[i].types) : OWN_UNKNOWN;
}

/* What is no number is for the type to say; it is in no range either. */
static enum own_verdict range_judge(struct own_run *r, size_t i, uint32_t p, double *measured)
{
    const struct own_need *need = &r->rule->needs[i];
    const struct attr *a = attr_of(r, i, p);
    if (!a)
        return OWN_UNKNOWN;
    return verdict(attr_number(a, measured) && in_range(need->range, *measured) &&
                   (!need->whole || *measured == floor(*measured)));
}

static enum own_verdict enum_judge(struct own_run *r, size_t i, uint32_t p, double *measured)
{
    const struct attr *a = attr_of(r, i, p);
    (void)measured;
    return a ? verdict(own_value_in(r->c->s, &r->rule->needs[i].values, a)) : OWN_UNKNOWN;
}

static enum own_verdict pattern_judge(struct own_run *r, size_t i, uint32_t p, double *measured)
{
    const struct attr *a = attr_of(r, i, p);
    (void)measured;
    return a ? verdict(a->type == VALUE_STRING && own_fits(&r->needs[i].memo, r->c->s,
                                                           r->rule->needs[i].pattern,
                                                           (sym)a->bits))
             : OWN_UNKNOWN;
}

static enum own_verdict absent_judge(struct own_run *r, size_t i, uint32_t p, double *measured)
{
    struct attr_range range = span_attrs(r->c->s, span_row(r->c, p));
    (void)measured;
    for (uint32_t k = range.first; k < range.first + range.count; k++)
        if (own_like(&r->needs[i].memo, r->c->s, &r->rule->needs[i].globs,
                     r->c->s->attrs.v[k].key))
            return OWN_FAILS;
    return OWN_HOLDS;
}

static enum own_verdict forbid_judge(struct own_run *r, size_t i, uint32_t p, double *measured)
{
    (void)r, (void)i, (void)p, (void)measured;
    return OWN_FAILS;
}

static enum own_verdict root_judge(struct own_run *r, size_t i, uint32_t p, double *measured)
{
    (void)i, (void)measured;
    return verdict(r->c->ix->facts[p] & FACT_ROOT);
}

static enum own_verdict parent_judge(struct own_run *r, size_t i, uint32_t p, double *measured)
{
    uint32_t parent = r->c->ix->parent[p];
    (void)measured;
    if (r->c->ix->facts[p] & FACT_ROOT)
        return verdict(r->rule->needs[i].or_root);
    if (parent == NO_ROW)
        return OWN_UNKNOWN;
    return verdict(own_matches(&r->needs[i].other, r->c, parent));
}

static enum own_verdict ancestor_judge(struct own_run *r, size_t i, uint32_t p, double *measured)
{
    (void)i, (void)measured;
    return (enum own_verdict)r->above.v[p - r->c->first];
}

static enum own_verdict children_judge(struct own_run *r, size_t i, uint32_t p, double *measured)
{
    const uint32_t *size = r->c->ix->size;
    for (uint32_t child = p + 1; child < p + size[p]; child += size[child])
        *measured += own_matches(&r->needs[i].other, r->c, child);
    return verdict(in_range(range_in_force(r->c, &r->rule->needs[i]), *measured));
}

static enum own_verdict sequence_judge(struct own_run *r, size_t i, uint32_t p, double *measured)
{
    (void)measured;
    return own_sequence_judge(&r->needs[i].before, r->c, p,
                              range_in_force(r->c, &r->rule->needs[i]).max);
}

static enum own_verdict duration_judge(struct own_run *r, size_t i, uint32_t p, double *measured)
{
    if (!span_has_length(r->c, p))
        return OWN_UNKNOWN;
    *measured = ns_to_ms(span_length(r->c, p));
    return verdict(in_range(range_in_force(r->c, &r->rule->needs[i]), *measured));
}

static enum own_verdict ratio_judge(struct own_run *r, size_t i, uint32_t p, double *measured)
{
    if (!span_has_length(r->c, p) || span_length(r->c, p) == 0)
        return OWN_UNKNOWN;
    *measured = r->below.v[p - r->c->first] / (double)span_length(r->c, p);
    return verdict(in_range(range_in_force(r->c, &r->rule->needs[i]), *measured));
}

/* ---- before the spans of a trace are judged ---- */

/* Is a span that the need asks for above? Parents stand before their children. */
static void above_fill(struct own_run *r, size_t i)
{
    const struct check *c = r->c;
    r->above.n = 0;
    (void)vec_room(&r->above, c->end - c->first);
    for (uint32_t p = c->first; p < c->end; p++) {
        uint32_t parent = c->ix->parent[p];
        uint8_t *to = &r->above.v[p - c->first];
        if (parent == NO_ROW)
            *to = c->ix->facts[p] & FACT_ROOT ? OWN_FAILS : OWN_UNKNOWN;
        else
            *to = own_matches(&r->needs[i].other, c, parent) ? (uint8_t)OWN_HOLDS
                                                             : r->above.v[parent - c->first];
    }
}

/* Time of the asked spans below each span, in ns: of those that lie in each other the outer one. */
static void below_fill(struct own_run *r, size_t i)
{
    const struct check *c = r->c;
    r->below.n = 0;
    double *below = vec_room(&r->below, c->end - c->first);
    for (uint32_t k = 0; k < c->end - c->first; k++)
        below[k] = 0;
    for (uint32_t p = c->end; p-- > c->first;) {
        uint32_t parent = c->ix->parent[p];
        if (parent == NO_ROW)
            continue;
        bool asked = own_matches(&r->needs[i].other, c, p) && span_has_length(c, p);
        below[parent - c->first] += asked ? (double)span_length(c, p) : below[p - c->first];
    }
}

/* ---- findings ---- */

static double bound_broken(struct own_range range, double v)
{
    return v > range.max || !(range.min > -HUGE_VAL) ? range.max : range.min;
}

static bool has_number(const struct own_need *need)
{
    return need->kind == OWN_NEED_RANGE || need->kind == OWN_NEED_CHILDREN ||
           need->kind == OWN_NEED_DURATION || need->kind == OWN_NEED_COUNT ||
           need->kind == OWN_NEED_RATIO || (need->kind == OWN_NEED_PRESENT && need->share < 1);
}

static int param_broken(const struct own_need *need, struct own_range range, double v)
{
    return v > range.max ? need->max_param : v < range.min ? need->min_param : NO_PARAM;
}

static void fault_found(struct own_run *r, const struct own_need *need, struct hit *h,
                        uint32_t total)
{
    struct own_fault fault = {r->rule, need, range_in_force(r->c, need), h->name, h->key,
                              h->count, total, h->measured};
    struct buf text = {0};
    int param = has_number(need) ? param_broken(need, fault.range, h->measured) : NO_PARAM;
    own_fault_say(&text, r->c->s, &fault);
    struct finding *f = check_found(r->c, h, param, "%.*s", SV_ARG(buf_sv(&text)));
    if (has_number(need) && param == NO_PARAM)
        check_against(f, h->measured, bound_broken(fault.range, h->measured));
    buf_release(&text);
}

/* Missing on some spans may be all right. */
static bool is_tolerated(struct own_run *r, const struct own_need *need, struct hit *h,
                         uint32_t total)
{
    if (need->kind != OWN_NEED_PRESENT || need->share >= 1)
        return false;
    double share = need->min_param >= 0 ? r->c->param[need->min_param] : need->share;
    h->measured = 1 - (double)h->count / (double)total;
    return h->measured >= share - 1e-9;
}

/* ---- needs ---- */

static void spans_judge(struct own_run *r, size_t i, judge_fn *judge)
{
    const struct own_need *need = &r->rule->needs[i];
    for (size_t k = 0; k < r->found.n; k++) {
        uint32_t p = r->found.v[k];
        double measured = 0;
        enum own_verdict v = judge(r, i, p, &measured);
        if (v == OWN_UNKNOWN)
            continue;
        r->c->looked++;
        r->totals[span_name(r->c, p)]++;
        if (v == OWN_FAILS)
            check_hit_key(r->c, p, r->needs[i].key.y, measured);
    }
    struct hit *h;
    while ((h = check_next(r->c)))
        if (!is_tolerated(r, need, h, r->totals[h->name]))
            fault_found(r, need, h, r->totals[h->name]);
    for (size_t k = 0; k < r->found.n; k++)
        r->totals[span_name(r->c, r->found.v[k])] = 0;
}

static void trace_count(struct own_run *r, size_t i)
{
    const struct own_need *need = &r->rule->needs[i];
    struct own_fault fault = {r->rule, need, range_in_force(r->c, need), SYM_NONE, SYM_NONE,
                              1, 1, (double)r->found.n};
    struct buf text = {0};
    r->c->looked++;
    if (in_range(fault.range, fault.measured))
        return;
    own_fault_say(&text, r->c->s, &fault);
    int param = param_broken(need, fault.range, fault.measured);
    struct finding *f = check_found_trace(r->c, 1, fault.measured, param, "%.*s",
                                          SV_ARG(buf_sv(&text)));
    if (param == NO_PARAM)
        check_against(f, fault.measured, bound_broken(fault.range, fault.measured));
    for (size_t k = 0; k < r->found.n && check_wants_example(r->c, f); k++)
        check_example(r->c, f, r->found.v[k]);
    buf_release(&text);
}

/* Turns that lie in another turn are part of it. `found` ascends, and so do the turns. */
static void turns_count(struct own_run *r, size_t i)
{
    const struct check *c = r->c;
    const struct own_need *need = &r->rule->needs[i];
    struct own_range range = range_in_force(c, need);
    size_t at = 0;
    uint32_t total = 0;
    for (uint32_t p = c->first; p < c->end;) {
        if (span_class(c, p) != CLASS_TURN) {
            p++;
            continue;
        }
        uint32_t end = p + c->ix->size[p];
        while (at < r->found.n && r->found.v[at] < p)
            at++;
        size_t from = at;
        while (at < r->found.n && r->found.v[at] < end)
            at++;
        total++;
        r->c->looked++;
        if (!in_range(range, (double)(at - from)))
            check_hit(r->c, p, (double)(at - from));
        p = end;
    }
    struct hit *h;
    while ((h = check_next(r->c)))
        fault_found(r, need, h, total);
}

static void need_judge(struct own_run *r, size_t i)
{
    static judge_fn *const judges[OWN_NEEDS] = {
        [OWN_NEED_PRESENT] = present_judge,   [OWN_NEED_TYPE] = type_judge,
        [OWN_NEED_RANGE] = range_judge,       [OWN_NEED_ENUM] = enum_judge,
        [OWN_NEED_PATTERN] = pattern_judge,   [OWN_NEED_ABSENT] = absent_judge,
        [OWN_NEED_FORBID] = forbid_judge,     [OWN_NEED_ROOT] = root_judge,
        [OWN_NEED_PARENT] = parent_judge,     [OWN_NEED_ANCESTOR] = ancestor_judge,
        [OWN_NEED_CHILDREN] = children_judge, [OWN_NEED_EARLIER] = sequence_judge,
        [OWN_NEED_LATER] = sequence_judge,    [OWN_NEED_DURATION] = duration_judge,
        [OWN_NEED_RATIO] = ratio_judge,
    };
    const struct own_need *need = &r->rule->needs[i];
    if (need->kind == OWN_NEED_COUNT) {
        need->per_turn ? turns_count(r, i) : trace_count(r, i);
        return;
    }
    if (r->found.n == 0)
        return;
    if (need->kind == OWN_NEED_ANCESTOR)
        above_fill(r, i);
    if (need->kind == OWN_NEED_RATIO)
        below_fill(r, i);
    spans_judge(r, i, judges[need->kind]);
}

/* ---- the rule ---- */

static void run_init(struct own_run *r, struct check *c)
{
    *r = (struct own_run){.c = c, .rule = c->rule->row};
    r->needs = mem_zalloc(arena_size(sizeof(*r->needs), r->rule->n_needs));
    r->totals = mem_zalloc(arena_size(sizeof(*r->totals), c->s->syms.texts.n));
    own_matcher_init(&r->match, &r->rule->match, c->s, c->v);
    for (size_t i = 0; i < r->rule->n_needs; i++) {
        const struct own_need *need = &r->rule->needs[i];
        r->needs[i].key = need->key.text.n ? own_key_find(c->s, &need->key)
                                           : (struct own_key_at){SYM_NONE, KNOWN_KEYS};
        own_matcher_init(&r->needs[i].other, &need->match, c->s, c->v);
        if (need->kind == OWN_NEED_EARLIER || need->kind == OWN_NEED_LATER)
            own_sequence_init(&r->needs[i].before, need, &r->needs[i].other, c);
    }
}

static void run_release(struct own_run *r)
{
    for (size_t i = 0; i < r->rule->n_needs; i++) {
        own_memo_release(&r->needs[i].memo);
        own_matcher_release(&r->needs[i].other);
        own_sequence_release(&r->needs[i].before);
    }
    own_matcher_release(&r->match);
    vec_release(&r->found);
    vec_release(&r->above);
    vec_release(&r->below);
    free(r->needs);
    free(r->totals);
}

static void trace_check(struct own_run *r, uint32_t trace)
{
    check_enter(r->c, trace);
    r->found.n = 0;
    for (uint32_t p = r->c->first; p < r->c->end; p++)
        if (own_matches(&r->match, r->c, p))
            vec_push(&r->found, p);
    for (size_t i = 0; i < r->rule->n_needs; i++)
        need_judge(r, i);
}

void own_rule_check(struct check *c)
{
    struct own_run r;
    run_init(&r, c);
    for (uint32_t t = 0; t < c->ix->n_traces; t++)
        if (c->ix->traces[t].n_unique &&
            !(c->rule->structural && c->s->traces.v[t].id_state == TRACE_ID_NONE))
            trace_check(&r, t);
    check_enter(c, NO_ROW);
    if (!c->looked)
        check_skip(c, "no span is of the kind that it is about");
    run_release(&r);
}
