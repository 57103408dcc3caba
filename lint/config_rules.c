/* The members that need to know the rules: "rules" and "exclude". */
#include "lint/config_parts.h"

/* ---- rules ---- */

static bool level_read(struct config_reader *r, const json_t *value, uint8_t *level)
{
    static const char *const words[] = {"error", "warning", "info", "off"};
    struct sv text;
    if (!config_text(r, value, &text))
        return false;
    if (level_parse(text, level))
        return true;
    struct nearest near = {.word = text};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        nearest_try(&near, sv_from_c(words[i]));
    return config_fail(r, "must be error, warning, info or off, not \"%.*s\"%s%.*s%s",
                       SV_ARG(text), near.best.n ? "; did you mean " : "", SV_ARG(near.best),
                       near.best.n ? "?" : "");
}

static bool rule_severity_read(struct config_reader *r, const json_t *value)
{
    struct config_level l = {.rule = r->rule};
    if (!level_read(r, value, &l.level))
        return false;
    vec_push(&r->c->levels, l);
    return true;
}

static bool param_read(struct config_reader *r, const char *name, const json_t *value)
{
    const struct rule *rule = r->catalog->rules[r->rule];
    struct err why = {0};
    size_t k = settings_param_find(rule, sv_from_c(name), &why);
    if (k == RULE_PARAMS)
        return config_fail(r, "%s", why.text);
    size_t before = config_enter(r, name);
    if (!config_expect(r, json_is_number(value), "a number", value))
        return false;
    double number = json_number_value(value);
    if (!settings_param_allows(rule, k, number, &why))
        return config_fail(r, "%s", why.text);
    vec_push(&r->c->params, ((struct config_param){r->rule, (uint8_t)k, number}));
    config_leave(r, before);
    return true;
}

static bool rule_params_read(struct config_reader *r, const json_t *object)
{
    const char *name;
    json_t *value;
    if (!config_expect(r, json_is_object(object), "an object", object))
        return false;
    json_object_foreach((json_t *)object, name, value)
        if (config_is_comment(name) ? !config_comment(r, value) : !param_read(r, name, value))
            return false;
    return true;
}

static bool span_name_read(struct config_reader *r, const json_t *value)
{
    return config_text(r, value, &r->level->span);
}

static bool span_severity_read(struct config_reader *r, const json_t *value)
{
    return level_read(r, value, &r->level->level);
}

static bool rule_span_read(struct config_reader *r, const json_t *object)
{
    static const struct config_member members[] = {{"name", span_name_read, true},
                                                   {"severity", span_severity_read, true}};
    struct config_level l = {.rule = r->rule};
    r->level = &l;
    if (!config_members(r, members, ARRAY_LEN(members), object))
        return false;
    vec_push(&r->c->levels, l);
    return true;
}

static bool rule_spans_read(struct config_reader *r, const json_t *list)
{
    return config_items(r, list, rule_span_read);
}

/* Rules are written as `spanvet rules` writes them, so that a schema can list them. */
static bool rule_find(struct config_reader *r, struct sv name)
{
    struct err why = {0};
    size_t i = catalog_find(r->catalog, name);
    if (i == r->catalog->n) {
        settings_no_rule(r->catalog, name, &why);
        return config_fail(r, "%s", why.text);
    }
    const struct rule *rule = r->catalog->rules[i];
    if (!settings_decides(rule, &why))
        return config_fail(r, "%s", why.text);
    if (!sv_eq(name, sv_from_c(rule->code)) && !sv_eq(name, sv_from_c(rule->slug)))
        return config_fail(r, "there is no rule \"%.*s\"; did you mean %s or %s?", SV_ARG(name),
                           rule->code, rule->slug);
    if (r->seen[i])
        return config_fail(r, "%s and %s are the same rule; put their members into one", rule->code,
                           rule->slug);
    r->seen[i] = 1;
    r->rule = (uint32_t)i;
    return true;
}

static const struct config_member rule_members[] = {{"severity", rule_severity_read, false},
                                                    {"params", rule_params_read, false},
                                                    {"spans", rule_spans_read, false}};

/* A threshold beside "params" is the most common slip; config_members knows the others. */
static bool thresholds_in_place(struct config_reader *r, const json_t *object)
{
    const struct rule *rule = r->catalog->rules[r->rule];
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value) {
        struct nearest near = {.word = sv_from_c(key)};
        for (size_t i = 0; i < ARRAY_LEN(rule_members); i++)
            config_member_try(&near, key, rule_members[i].name);
        if (near.best.n || config_is_comment(key) || !rule->params[0].name)
            continue;
        struct err unused = {0};
        size_t k = settings_param_find(rule, sv_from_c(key), &unused);
        const struct param *p = &rule->params[k < RULE_PARAMS ? k : 0];
        return config_fail(r, "there is no member \"%s\" here; thresholds stand in \"params\": "
                           "{\"%s\": %.10g}", key, p->name, p->value);
    }
    return true;
}

/* "off" is short for {"severity": "off"}. */
static bool rule_read(struct config_reader *r, const char *name, const json_t *value)
{
    if (!rule_find(r, sv_from_c(name)))
        return false;
    size_t before = config_enter(r, name);
    bool ok;
    if (json_is_string(value))
        ok = rule_severity_read(r, value);
    else
        ok = config_expect(r, json_is_object(value), "a severity or an object", value) &&
             thresholds_in_place(r, value) &&
             config_members(r, rule_members, ARRAY_LEN(rule_members), value);
    config_leave(r, before);
    return ok;
}

static bool rules_read(struct config_reader *r, const json_t *object)
{
    const char *name;
    json_t *value;
    if (!config_expect(r, json_is_object(object), "an object", object))
        return false;
    json_object_foreach((json_t *)object, name, value)
        if (config_is_comment(name) ? !config_comment(r, value) : !rule_read(r, name, value))
            return false;
    return true;
}

/* ---- excludes ---- */

static bool exclude_rule_read(struct config_reader *r, const json_t *value)
{
    struct err why = {0};
    if (!config_text(r, value, &r->exclude->rule))
        return false;
    for (size_t i = 0; i < r->catalog->n; i++)
        if (rule_is_meant(r->catalog->rules[i], r->exclude->rule))
            return true;
    settings_no_rule(r->catalog, r->exclude->rule, &why);
    return config_fail(r, "%s", why.text);
}

static bool exclude_expires_read(struct config_reader *r, const json_t *value)
{
    return config_text(r, value, &r->exclude->expires) &&
           (exclude_day(r->exclude->expires, &r->exclude->until) ||
            config_fail(r, "must be a day from 1970 to 2199 such as \"2027-01-31\", not \"%.*s\"",
                        SV_ARG(r->exclude->expires)));
}

#define TEXT_MEMBER(member)                                                                        \
    static bool exclude_##member##_read(struct config_reader *r, const json_t *value)              \
    {                                                                                              \
        return config_text(r, value, &r->exclude->member);                                         \
    }
TEXT_MEMBER(trace)
TEXT_MEMBER(service)
TEXT_MEMBER(span)
TEXT_MEMBER(attribute)
TEXT_MEMBER(reason)

static bool exclude_read(struct config_reader *r, const json_t *object)
{
    static const struct config_member members[] = {
        {"rule", exclude_rule_read, true},       {"reason", exclude_reason_read, true},
        {"trace", exclude_trace_read, false},    {"service", exclude_service_read, false},
        {"span", exclude_span_read, false},      {"attribute", exclude_attribute_read, false},
        {"expires", exclude_expires_read, false}};
    struct exclude x = {.until = UINT64_MAX};
    r->exclude = &x;
    if (!config_members(r, members, ARRAY_LEN(members), object))
        return false;
    vec_push(&r->c->excludes.list, x);
    return true;
}

static bool excludes_read(struct config_reader *r, const json_t *list)
{
    return config_items(r, list, exclude_read);
}

/* ---- the whole ---- */

static bool section_read(struct config_reader *r, const json_t *top, const char *name,
                         config_read_fn *read)
{
    const json_t *value = json_object_get(top, name);
    if (!value)
        return true;
    size_t before = config_enter(r, name);
    bool ok = read(r, value);
    config_leave(r, before);
    return ok;
}

bool config_read_rules(struct config *c, const struct catalog *catalog, struct err *e)
{
    struct config_reader r = {.c = c, .catalog = catalog, .e = e};
    json_t *top = c->text.n ? config_document(c->file, c->text, e) : NULL;
    if (!top)
        return c->text.n == 0;
    r.seen = mem_zalloc(catalog->n);
    bool ok = section_read(&r, top, "rules", rules_read) &&
              section_read(&r, top, "exclude", excludes_read);
    json_decref(top);
    free(r.seen);
    buf_release(&r.path);
    return ok;
}
