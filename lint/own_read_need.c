#include <math.h>

#include "lint/own_read_parts.h"

/* ---- needs, and their numbers as parameters ---- */

/* A need as it is read, with what only concerns reading. */
struct draft {
    struct own_need need;
    double seen;
    uint32_t per;
    /* Of an attribute. */
    bool present;
    double coverage;
    struct sv pattern;
    uint32_t types, unit;
    struct own_values values;
};

static struct draft draft_of(enum own_need_kind kind)
{
    return (struct draft){.need = {.kind = (uint8_t)kind,
                                   .range = {-HUGE_VAL, HUGE_VAL},
                                   .min_param = NO_PARAM,
                                   .max_param = NO_PARAM,
                                   .share = 1},
                          .coverage = -1};
}

static bool need_add(struct json_walk *w, const struct draft *d, const struct own_need *need)
{
    struct own_reader *r = own_reader(w);
    if (r->needs.n == OWN_NEEDS_MAX)
        return walk_fail(w, "a rule may ask for at most %d things", OWN_NEEDS_MAX);
    if (d->seen < 0 || d->seen > 4e9 || d->seen != floor(d->seen))
        return walk_fail(w, "\"seen\" must be a number of spans");
    vec_push(&r->needs, *need);
    r->needs.v[r->needs.n - 1].seen = (uint32_t)d->seen;
    return true;
}

/* Makes a bound a parameter of the rule, so that --set changes it: the first of each name, while
 * there is room. */
static int8_t param_take(struct own_rule *rule, const struct param *param)
{
    int8_t k = 0;
    if (!isfinite(param->value) || param->value < param->min || param->value > param->max)
        return NO_PARAM;
    for (; k < RULE_PARAMS && rule->rule.params[k].name; k++)
        if (strcmp(rule->rule.params[k].name, param->name) == 0)
            return NO_PARAM;
    if (k == RULE_PARAMS)
        return NO_PARAM;
    rule->rule.params[k] = *param;
    return k;
}

struct bound_names {
    const char *min, *max, *unit, *about;
    double most; /* of the parameters */
};

static bool range_check(struct json_walk *w, struct own_need *need, const struct bound_names *names)
{
    struct own_rule *rule = own_reader(w)->rule;
    struct own_range range = need->range;
    if (!own_range_bounded(range))
        return walk_fail(w, "this sets no bound; give \"%s\" or \"%s\"",
                         strcmp(names->unit, "ms") == 0 ? names->min : "min",
                         strcmp(names->unit, "ms") == 0 ? names->max : "max");
    if (range.min > range.max)
        return walk_fail(w, "the least (%g) is above the most (%g)", range.min, range.max);
    need->min_param = param_take(
        rule, &(struct param){names->min, range.min, 0, names->most, names->unit, names->about});
    need->max_param = param_take(
        rule, &(struct param){names->max, range.max, 0, names->most, names->unit, names->about});
    return true;
}

/* ---- one item or a list of them ---- */

static bool each(struct json_walk *w, json_t *value, walk_read *read)
{
    if (!json_is_array(value))
        return read(w, value, NULL);
    if (json_array_size(value) == 0)
        return walk_fail(w, "this list is empty");
    return walk_items(w, value, read, NULL);
}

/* ---- attributes ---- */

struct unit {
    const char *name, *shown;
    double min, max;
    bool whole;
};

/* What a number in a unit can be at all: times up to a day, which catches milliseconds that are
 * said to be seconds only when they are many, so a range may say more. */
static const struct unit units[] = {
    {"s", "s", 0, 86400, false},           {"ms", "ms", 0, 864e5, false},
    {"us", "us", 0, 864e8, false},         {"ns", "ns", 0, 864e11, false},
    {"share", NULL, 0, 1, false},          {"percent", "%", 0, 100, false},
    {"count", NULL, 0, HUGE_VAL, true},    {"flag", NULL, 0, 1, true},
    {"bytes", "bytes", 0, HUGE_VAL, true},
};

static bool unit_read(struct json_walk *w, json_t *value, void *to)
{
    const char *words[ARRAY_LEN(units) + 1] = {0};
    for (size_t i = 0; i < ARRAY_LEN(units); i++)
        words[i] = units[i].name;
    int word = walk_word(w, value, "unit", words);
    *(uint32_t *)to = (uint32_t)word + 1;
    return word >= 0;
}

static bool types_read(struct json_walk *w, json_t *value, void *to)
{
    return own_read_bits(w, value, "type", own_type_words, to);
}

static bool pattern_read(struct json_walk *w, json_t *value, void *to)
{
    return walk_text(w, value, OWN_PATTERN_MAX, to);
}

static bool present_add(struct json_walk *w, struct draft *d)
{
    struct own_need need = d->need;
    need.kind = OWN_NEED_PRESENT;
    need.share = d->coverage < 0 ? 1 : d->coverage;
    if (need.share > 1 || (d->coverage >= 0 && need.share <= 0))
        return walk_fail(w, "\"coverage\" is a share above 0 and up to 1");
    if (need.share < 1)
        need.min_param = param_take(own_reader(w)->rule,
                                    &(struct param){"coverage", need.share, 0, 1, "share",
                                                    "spans that carry the attribute, at least"});
    return need_add(w, d, &need);
}

static bool range_add(struct json_walk *w, struct draft *d)
{
    struct own_need need = d->need;
    const struct unit *unit = d->unit ? &units[d->unit - 1] : NULL;
    need.kind = OWN_NEED_RANGE;
    if (unit) {
        need.range.min = fmax(need.range.min, unit->min);
        need.range.max = fmin(need.range.max, unit->max);
        need.unit = unit->shown;
        need.whole = unit->whole;
    }
    if (need.range.min > need.range.max)
        return walk_fail(w, "no number is in this range%s", unit ? " and unit" : "");
    return need_add(w, d, &need);
}

static bool pattern_add(struct json_walk *w, struct draft *d)
{
    struct own_need need = d->need;
    size_t mark = walk_enter(w, "pattern", 0);
    need.kind = OWN_NEED_PATTERN;
    need.pattern = own_pattern(w, d->pattern);
    if (!need.pattern)
        return false;
    walk_leave(w, mark);
    return need_add(w, d, &need);
}

static bool values_add(struct json_walk *w, struct draft *d)
{
    struct own_need need = d->need;
    need.kind = d->values.n ? OWN_NEED_ENUM : OWN_NEED_TYPE;
    need.types = d->types;
    need.values = d->values;
    return need_add(w, d, &need);
}

static bool attribute_add(struct json_walk *w, struct draft *d)
{
    struct draft type = *d;
    type.values.n = 0;
    bool ranged = d->unit || own_range_bounded(d->need.range);
    bool presence = d->present || d->coverage >= 0;
    if (!presence && !d->types && !ranged && !d->values.n && !d->pattern.n)
        return walk_fail(w, "this asks nothing; {\"present\": true} asks for the attribute");
    return (!presence || present_add(w, d)) && (!d->types || values_add(w, &type)) &&
           (!ranged || range_add(w, d)) && (!d->values.n || values_add(w, d)) &&
           (!d->pattern.n || pattern_add(w, d));
}

static bool attribute_read(struct json_walk *w, json_t *value, void *to)
{
    static const struct walk_member members[] = {
        {"present", walk_read_bool, offsetof(struct draft, present), false},
        {"coverage", walk_read_number, offsetof(struct draft, coverage), false},
        {"type", types_read, offsetof(struct draft, types), false},
        {"unit", unit_read, offsetof(struct draft, unit), false},
        {"min", walk_read_number, offsetof(struct draft, need.range.min), false},
        {"max", walk_read_number, offsetof(struct draft, need.range.max), false},
        {"enum", own_read_values, offsetof(struct draft, values), false},
        {"pattern", pattern_read, offsetof(struct draft, pattern), false},
        {"seen", walk_read_number, offsetof(struct draft, seen), false},
    };
    struct draft d = draft_of(OWN_NEED_PRESENT);
    (void)to;
    return own_read_key(w, w->key.p, &d.need.key) &&
           walk_members(w, value, members, ARRAY_LEN(members), &d) && attribute_add(w, &d);
}

static bool attributes_read(struct json_walk *w, json_t *object, void *to)
{
    return walk_map(w, object, attribute_read, to);
}

/* ---- what may not be ---- */

static bool forbid_read(struct json_walk *w, json_t *value, void *to)
{
    static const struct walk_member members[] = {
        {"spans", walk_read_bool, offsetof(struct draft, present), false},
        {"attributes", own_read_texts, offsetof(struct draft, need.globs), false},
        {"seen", walk_read_number, offsetof(struct draft, seen), false},
    };
    struct draft d = draft_of(OWN_NEED_FORBID);
    (void)to;
    if (!walk_members(w, value, members, ARRAY_LEN(members), &d))
        return false;
    if (d.present && !need_add(w, &d, &d.need))
        return false;
    d.need.kind = OWN_NEED_ABSENT;
    if (d.need.globs.n && !need_add(w, &d, &d.need))
        return false;
    return d.present || d.need.globs.n ||
           walk_fail(w, "this forbids nothing; give \"spans\": true or \"attributes\"");
}

/* ---- the tree ---- */

static bool root_need_read(struct json_walk *w, json_t *value, void *to)
{
    struct draft d = draft_of(OWN_NEED_ROOT);
    bool root;
    (void)to;
    if (!walk_read_bool(w, value, &root))
        return false;
    return root ? need_add(w, &d, &d.need)
                : walk_fail(w, "only true has a meaning here; \"parent\" asks for a parent");
}

static bool parent_read(struct json_walk *w, json_t *value, void *to)
{
    static const struct walk_member members[] = {
        {"match", own_read_match, offsetof(struct draft, need.match), true},
        {"or_root", walk_read_bool, offsetof(struct draft, need.or_root), false},
        {"seen", walk_read_number, offsetof(struct draft, seen), false},
    };
    struct draft d = draft_of(OWN_NEED_PARENT);
    (void)to;
    return walk_members(w, value, members, ARRAY_LEN(members), &d) && need_add(w, &d, &d.need);
}

static bool ancestor_read(struct json_walk *w, json_t *value, void *to)
{
    static const struct walk_member members[] = {
        {"match", own_read_match, offsetof(struct draft, need.match), true},
        {"seen", walk_read_number, offsetof(struct draft, seen), false},
    };
    struct draft d = draft_of(OWN_NEED_ANCESTOR);
    (void)to;
    return walk_members(w, value, members, ARRAY_LEN(members), &d) && need_add(w, &d, &d.need);
}

static bool child_read(struct json_walk *w, json_t *value, void *to)
{
    static const struct walk_member members[] = {
        {"match", own_read_match, offsetof(struct draft, need.match), true},
        {"min", walk_read_number, offsetof(struct draft, need.range.min), false},
        {"max", walk_read_number, offsetof(struct draft, need.range.max), false},
        {"seen", walk_read_number, offsetof(struct draft, seen), false},
    };
    static const struct bound_names names = {"min_children", "max_children", "count",
                                             "children of the asked kind", 1e9};
    struct draft d = draft_of(OWN_NEED_CHILDREN);
    (void)to;
    return walk_members(w, value, members, ARRAY_LEN(members), &d) &&
           range_check(w, &d.need, &names) && need_add(w, &d, &d.need);
}

static bool children_read(struct json_walk *w, json_t *value, void *to)
{
    (void)to;
    return each(w, value, child_read);
}

/* ---- before and after ---- */

static bool scope_read(struct json_walk *w, json_t *value, void *to)
{
    static const char *const words[] = {"trace", "conversation", NULL};
    int word = walk_word(w, value, "scope", words);
    *(bool *)to = word == 1;
    return word >= 0;
}

static bool with_same_read(struct json_walk *w, json_t *value, void *to)
{
    struct own_need *need = to;
    struct own_texts keys = {0};
    if (!own_read_texts(w, value, &keys))
        return false;
    need->with_same = arena_new(w->arena, struct own_key, keys.n);
    need->n_with_same = keys.n;
    for (size_t i = 0; i < keys.n; i++)
        if (!own_read_key(w, keys.v[i].p, &need->with_same[i]))
            return false;
    return true;
}

static bool sequence_read(struct json_walk *w, json_t *value, enum own_need_kind kind)
{
    static const struct walk_member members[] = {
        {"match", own_read_match, offsetof(struct draft, need.match), true},
        {"scope", scope_read, offsetof(struct draft, need.conversation), false},
        {"with_same", with_same_read, offsetof(struct draft, need), false},
        {"within_ms", walk_read_number, offsetof(struct draft, need.range.max), false},
        {"seen", walk_read_number, offsetof(struct draft, seen), false},
    };
    struct draft d = draft_of(kind);
    if (!walk_members(w, value, members, ARRAY_LEN(members), &d))
        return false;
    if (d.need.range.max < 0)
        return walk_fail(w, "\"within_ms\" may not be below 0");
    d.need.max_param = param_take(own_reader(w)->rule,
                                  &(struct param){"within_ms", d.need.range.max, 0, 1e12, "ms",
                                                  "between the one and the other, at most"});
    return need_add(w, &d, &d.need);
}

static bool earlier_item_read(struct json_walk *w, json_t *value, void *to)
{
    (void)to;
    return sequence_read(w, value, OWN_NEED_EARLIER);
}

static bool later_item_read(struct json_walk *w, json_t *value, void *to)
{
    (void)to;
    return sequence_read(w, value, OWN_NEED_LATER);
}

static bool earlier_read(struct json_walk *w, json_t *value, void *to)
{
    (void)to;
    return each(w, value, earlier_item_read);
}

static bool later_read(struct json_walk *w, json_t *value, void *to)
{
    (void)to;
    return each(w, value, later_item_read);
}

/* ---- amounts ---- */

static bool duration_read(struct json_walk *w, json_t *value, void *to)
{
    static const struct walk_member members[] = {
        {"min_ms", walk_read_number, offsetof(struct draft, need.range.min), false},
        {"max_ms", walk_read_number, offsetof(struct draft, need.range.max), false},
        {"seen", walk_read_number, offsetof(struct draft, seen), false},
    };
    static const struct bound_names names = {"min_ms", "max_ms", "ms", "how long a span lasts",
                                             1e12};
    struct draft d = draft_of(OWN_NEED_DURATION);
    (void)to;
    return walk_members(w, value, members, ARRAY_LEN(members), &d) &&
           range_check(w, &d.need, &names) && need_add(w, &d, &d.need);
}

static bool per_read(struct json_walk *w, json_t *value, void *to)
{
    static const char *const words[] = {"trace", "turn", NULL};
    int word = walk_word(w, value, "unit to count in", words);
    *(bool *)to = word == 1;
    return word >= 0;
}

static bool count_item_read(struct json_walk *w, json_t *value, void *to)
{
    static const struct walk_member members[] = {
        {"per", per_read, offsetof(struct draft, need.per_turn), true},
        {"min", walk_read_number, offsetof(struct draft, need.range.min), false},
        {"max", walk_read_number, offsetof(struct draft, need.range.max), false},
        {"seen", walk_read_number, offsetof(struct draft, seen), false},
    };
    static const struct bound_names names = {"min_count", "max_count", "count",
                                             "spans of the matched kind", 1e9};
    struct draft d = draft_of(OWN_NEED_COUNT);
    (void)to;
    return walk_members(w, value, members, ARRAY_LEN(members), &d) &&
           range_check(w, &d.need, &names) && need_add(w, &d, &d.need);
}

static bool count_read(struct json_walk *w, json_t *value, void *to)
{
    (void)to;
    return each(w, value, count_item_read);
}

static bool ratio_item_read(struct json_walk *w, json_t *value, void *to)
{
    static const struct walk_member members[] = {
        {"of", own_read_match, offsetof(struct draft, need.match), true},
        {"min", walk_read_number, offsetof(struct draft, need.range.min), false},
        {"max", walk_read_number, offsetof(struct draft, need.range.max), false},
        {"seen", walk_read_number, offsetof(struct draft, seen), false},
    };
    static const struct bound_names names = {"min_ratio", "max_ratio", "share",
                                             "time of the spans below by time of the span", 1e6};
    struct draft d = draft_of(OWN_NEED_RATIO);
    (void)to;
    return walk_members(w, value, members, ARRAY_LEN(members), &d) &&
           range_check(w, &d.need, &names) && need_add(w, &d, &d.need);
}

static bool ratio_read(struct json_walk *w, json_t *value, void *to)
{
    (void)to;
    return each(w, value, ratio_item_read);
}

/* ---- */

bool own_read_require(struct json_walk *w, json_t *value, void *to)
{
    static const struct walk_member members[] = {
        {"attributes", attributes_read, 0, false}, {"forbid", forbid_read, 0, false},
        {"root", root_need_read, 0, false},        {"parent", parent_read, 0, false},
        {"ancestor", ancestor_read, 0, false},     {"children", children_read, 0, false},
        {"earlier", earlier_read, 0, false},       {"later", later_read, 0, false},
        {"duration", duration_read, 0, false},     {"count", count_read, 0, false},
        {"ratio", ratio_read, 0, false},
    };
    struct own_rule *rule = own_reader(w)->rule;
    struct own_reader *r = own_reader(w);
    (void)to;
    r->needs.n = 0;
    if (!walk_members(w, value, members, ARRAY_LEN(members), rule))
        return false;
    if (r->needs.n == 0)
        return walk_fail(w, "this asks nothing");
    rule->needs = arena_new(w->arena, struct own_need, r->needs.n);
    rule->n_needs = r->needs.n;
    memcpy(rule->needs, r->needs.v, r->needs.n * sizeof(*rule->needs));
    return true;
}
