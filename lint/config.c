#include "lint/config.h"

#include <jansson.h>
#include <math.h>

#include "lint/nearest.h"

struct reader {
    struct config *c;
    const struct catalog *catalog;
    const struct config_option *options;
    size_t n_options;
    struct err *e;
    struct buf path; /* of the member that is being read: "rules.N055.params" */
    uint8_t *seen;   /* by rule: it had its member */
    /* What the members below these belong to. */
    uint32_t rule;
    struct config_level *level;
    struct exclude *exclude;
};

/* ---- where, and what is wrong there ---- */

static size_t enter(struct reader *r, const char *name)
{
    size_t before = r->path.n;
    buf_fmt(&r->path, "%s%s", before ? "." : "", name);
    return before;
}

static size_t enter_item(struct reader *r, size_t i)
{
    size_t before = r->path.n;
    buf_fmt(&r->path, "[%zu]", i);
    return before;
}

static void leave(struct reader *r, size_t before)
{
    r->path.n = before;
}

static bool fail(struct reader *r, const char *fmt, ...) PRINTF_LIKE(2, 3);

static bool fail(struct reader *r, const char *fmt, ...)
{
    struct buf what = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(&what, fmt, ap);
    va_end(ap);
    err_set(r->e, "%.*s: %.*s%s%.*s", SV_ARG(r->c->file), SV_ARG(buf_sv(&r->path)),
            r->path.n ? ": " : "", SV_ARG(buf_sv(&what)));
    buf_release(&what);
    return false;
}

/* ---- members ---- */

typedef bool read_fn(struct reader *r, const json_t *value);

struct member {
    const char *name;
    read_fn *read;
    bool required;
};

static const char *type_of(const json_t *value)
{
    static const char *const names[] = {
        [JSON_OBJECT] = "an object", [JSON_ARRAY] = "a list",    [JSON_STRING] = "a text",
        [JSON_INTEGER] = "a number", [JSON_REAL] = "a number",   [JSON_TRUE] = "true",
        [JSON_FALSE] = "false",      [JSON_NULL] = "null",
    };
    return names[json_typeof(value)];
}

static bool expect(struct reader *r, bool ok, const char *what, const json_t *value)
{
    return ok || fail(r, "must be %s, not %s", what, type_of(value));
}

static bool is_comment(const char *key)
{
    return strncmp(key, "//", 2) == 0 || strcmp(key, "_comment") == 0;
}

static bool comment_read(struct reader *r, const json_t *value)
{
    size_t i;
    json_t *item;
    if (!json_is_array(value))
        return expect(r, json_is_string(value), "a text or a list of texts: a comment", value);
    json_array_foreach(value, i, item)
        if (!json_is_string(item))
            return fail(r, "must be a text or a list of texts: a comment");
    return true;
}

/* "span_name" and "trace.id" where "span" and "trace" were meant. */
static bool begins_with_word(const char *key, const char *word)
{
    size_t n = strlen(word);
    return strncmp(key, word, n) == 0 && memchr("_.- ", key[n], 4);
}

static void member_try(struct nearest *near, const char *key, const char *name)
{
    nearest_try(near, sv_from_c(name));
    if (!near->best.n && begins_with_word(key, name))
        *near = (struct nearest){near->word, sv_from_c(name), near->word.n};
}

static bool member_unknown(struct reader *r, const char *key, struct nearest near)
{
    return fail(r, "there is no member \"%s\" here%s%.*s%s", key,
                near.best.n ? "; did you mean \"" : "", SV_ARG(near.best),
                near.best.n ? "\"?" : "");
}

static bool member_read(struct reader *r, const struct member *members, size_t n, const char *key,
                        const json_t *value)
{
    struct nearest near = {.word = sv_from_c(key)};
    read_fn *read = is_comment(key) ? comment_read : NULL;
    for (size_t i = 0; i < n && !read; i++) {
        if (strcmp(members[i].name, key) == 0)
            read = members[i].read;
        member_try(&near, key, members[i].name);
    }
    if (!read)
        return member_unknown(r, key, near);
    size_t before = enter(r, key);
    bool ok = read(r, value);
    leave(r, before);
    return ok;
}

static bool members_read(struct reader *r, const struct member *members, size_t n,
                         const json_t *object)
{
    const char *key;
    json_t *value;
    if (!expect(r, json_is_object(object), "an object", object))
        return false;
    json_object_foreach((json_t *)object, key, value)
        if (!member_read(r, members, n, key, value))
            return false;
    for (size_t i = 0; i < n; i++)
        if (members[i].required && !json_object_get(object, members[i].name))
            return fail(r, "has no member \"%s\"", members[i].name);
    return true;
}

static bool items_read(struct reader *r, const json_t *list, read_fn *read)
{
    size_t i;
    json_t *item;
    if (!expect(r, json_is_array(list), "a list", list))
        return false;
    json_array_foreach(list, i, item) {
        size_t before = enter_item(r, i);
        if (!read(r, item))
            return false;
        leave(r, before);
    }
    return true;
}

static bool text_read(struct reader *r, const json_t *value, struct sv *out)
{
    if (!expect(r, json_is_string(value), "a text", value))
        return false;
    if (json_string_length(value) == 0)
        return fail(r, "must not be empty");
    *out = arena_copy(&r->c->arena, sv_of(json_string_value(value), json_string_length(value)));
    return true;
}

/* ---- rules ---- */

static bool level_read(struct reader *r, const json_t *value, uint8_t *level)
{
    static const char *const words[] = {"error", "warning", "info", "off"};
    struct sv text;
    if (!text_read(r, value, &text))
        return false;
    if (level_parse(text, level))
        return true;
    struct nearest near = {.word = text};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        nearest_try(&near, sv_from_c(words[i]));
    return fail(r, "must be error, warning, info or off, not \"%.*s\"%s%.*s%s", SV_ARG(text),
                near.best.n ? "; did you mean " : "", SV_ARG(near.best), near.best.n ? "?" : "");
}

static bool rule_severity_read(struct reader *r, const json_t *value)
{
    struct config_level l = {.rule = r->rule};
    if (!level_read(r, value, &l.level))
        return false;
    vec_push(&r->c->levels, l);
    return true;
}

static bool param_read(struct reader *r, const char *name, const json_t *value)
{
    const struct rule *rule = r->catalog->rules[r->rule];
    struct err why = {0};
    size_t k = settings_param_find(rule, sv_from_c(name), &why);
    if (k == RULE_PARAMS)
        return fail(r, "%s", why.text);
    size_t before = enter(r, name);
    if (!expect(r, json_is_number(value), "a number", value))
        return false;
    double number = json_number_value(value);
    if (!settings_param_allows(rule, k, number, &why))
        return fail(r, "%s", why.text);
    vec_push(&r->c->params, ((struct config_param){r->rule, (uint8_t)k, number}));
    leave(r, before);
    return true;
}

static bool rule_params_read(struct reader *r, const json_t *object)
{
    const char *name;
    json_t *value;
    if (!expect(r, json_is_object(object), "an object", object))
        return false;
    json_object_foreach((json_t *)object, name, value)
        if (is_comment(name) ? !comment_read(r, value) : !param_read(r, name, value))
            return false;
    return true;
}

static bool span_name_read(struct reader *r, const json_t *value)
{
    return text_read(r, value, &r->level->span);
}

static bool span_severity_read(struct reader *r, const json_t *value)
{
    return level_read(r, value, &r->level->level);
}

static bool rule_span_read(struct reader *r, const json_t *object)
{
    static const struct member members[] = {{"name", span_name_read, true},
                                            {"severity", span_severity_read, true}};
    struct config_level l = {.rule = r->rule};
    r->level = &l;
    if (!members_read(r, members, ARRAY_LEN(members), object))
        return false;
    vec_push(&r->c->levels, l);
    return true;
}

static bool rule_spans_read(struct reader *r, const json_t *list)
{
    return items_read(r, list, rule_span_read);
}

/* Rules are written as `spanvet rules` writes them, so that a schema can list them. */
static bool rule_find(struct reader *r, struct sv name)
{
    struct err why = {0};
    size_t i = catalog_find(r->catalog, name);
    if (i == r->catalog->n) {
        settings_no_rule(r->catalog, name, &why);
        return fail(r, "%s", why.text);
    }
    const struct rule *rule = r->catalog->rules[i];
    if (!settings_decides(rule, &why))
        return fail(r, "%s", why.text);
    if (!sv_eq(name, sv_from_c(rule->code)) && !sv_eq(name, sv_from_c(rule->slug)))
        return fail(r, "there is no rule \"%.*s\"; did you mean %s or %s?", SV_ARG(name),
                    rule->code, rule->slug);
    if (r->seen[i])
        return fail(r, "%s and %s are the same rule; put their members into one", rule->code,
                    rule->slug);
    r->seen[i] = 1;
    r->rule = (uint32_t)i;
    return true;
}

static const struct member rule_members[] = {{"severity", rule_severity_read, false},
                                             {"params", rule_params_read, false},
                                             {"spans", rule_spans_read, false}};

/* A threshold beside "params" is the most common slip; members_read knows the others. */
static bool thresholds_in_place(struct reader *r, const json_t *object)
{
    const struct rule *rule = r->catalog->rules[r->rule];
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value) {
        struct nearest near = {.word = sv_from_c(key)};
        for (size_t i = 0; i < ARRAY_LEN(rule_members); i++)
            member_try(&near, key, rule_members[i].name);
        if (near.best.n || is_comment(key) || !rule->params[0].name)
            continue;
        struct err unused = {0};
        size_t k = settings_param_find(rule, sv_from_c(key), &unused);
        const struct param *p = &rule->params[k < RULE_PARAMS ? k : 0];
        return fail(r, "there is no member \"%s\" here; thresholds stand in \"params\": "
                    "{\"%s\": %.10g}", key, p->name, p->value);
    }
    return true;
}

/* "off" is short for {"severity": "off"}. */
static bool rule_read(struct reader *r, const char *name, const json_t *value)
{
    if (!rule_find(r, sv_from_c(name)))
        return false;
    size_t before = enter(r, name);
    bool ok;
    if (json_is_string(value))
        ok = rule_severity_read(r, value);
    else
        ok = expect(r, json_is_object(value), "a severity or an object", value) &&
             thresholds_in_place(r, value) &&
             members_read(r, rule_members, ARRAY_LEN(rule_members), value);
    leave(r, before);
    return ok;
}

static bool rules_read(struct reader *r, const json_t *object)
{
    const char *name;
    json_t *value;
    if (!expect(r, json_is_object(object), "an object", object))
        return false;
    json_object_foreach((json_t *)object, name, value)
        if (is_comment(name) ? !comment_read(r, value) : !rule_read(r, name, value))
            return false;
    return true;
}

/* ---- excludes ---- */

static bool exclude_rule_read(struct reader *r, const json_t *value)
{
    struct err why = {0};
    if (!text_read(r, value, &r->exclude->rule))
        return false;
    for (size_t i = 0; i < r->catalog->n; i++)
        if (rule_is_meant(r->catalog->rules[i], r->exclude->rule))
            return true;
    settings_no_rule(r->catalog, r->exclude->rule, &why);
    return fail(r, "%s", why.text);
}

static bool exclude_expires_read(struct reader *r, const json_t *value)
{
    return text_read(r, value, &r->exclude->expires) &&
           (exclude_day(r->exclude->expires, &r->exclude->until) ||
            fail(r, "must be a day from 1970 to 2199 such as \"2027-01-31\", not \"%.*s\"",
                 SV_ARG(r->exclude->expires)));
}

#define TEXT_MEMBER(member)                                                                        \
    static bool exclude_##member##_read(struct reader *r, const json_t *value)                     \
    {                                                                                              \
        return text_read(r, value, &r->exclude->member);                                           \
    }
TEXT_MEMBER(trace)
TEXT_MEMBER(service)
TEXT_MEMBER(span)
TEXT_MEMBER(attribute)
TEXT_MEMBER(reason)

static bool exclude_read(struct reader *r, const json_t *object)
{
    static const struct member members[] = {
        {"rule", exclude_rule_read, true},       {"reason", exclude_reason_read, true},
        {"trace", exclude_trace_read, false},    {"service", exclude_service_read, false},
        {"span", exclude_span_read, false},      {"attribute", exclude_attribute_read, false},
        {"expires", exclude_expires_read, false}};
    struct exclude x = {.until = UINT64_MAX};
    r->exclude = &x;
    if (!members_read(r, members, ARRAY_LEN(members), object))
        return false;
    vec_push(&r->c->excludes.list, x);
    return true;
}

static bool excludes_read(struct reader *r, const json_t *list)
{
    return items_read(r, list, exclude_read);
}

/* ---- options ---- */

static void value_add(struct reader *r, size_t option, struct sv text)
{
    vec_push(&r->c->values, ((struct config_value){(uint32_t)option, text}));
}

static bool list_read(struct reader *r, size_t option, const json_t *list)
{
    size_t i;
    json_t *item;
    if (!expect(r, json_is_array(list), "a list of texts", list))
        return false;
    json_array_foreach(list, i, item) {
        struct sv text;
        size_t before = enter_item(r, i);
        if (!text_read(r, item, &text))
            return false;
        leave(r, before);
        value_add(r, option, text);
    }
    return true;
}

static bool number_read(struct reader *r, size_t option, const json_t *value)
{
    struct buf text = {0};
    buf_json_f64(&text, json_number_value(value));
    value_add(r, option, arena_copy(&r->c->arena, buf_sv(&text)));
    buf_release(&text);
    return true;
}

/* 3.0 is a whole number too, as it is for JSON schemas. */
static bool count_read(struct reader *r, size_t option, const json_t *value, int least)
{
    double number = json_number_value(value);
    struct buf text = {0};
    if (!json_is_number(value) || !(number >= least && number <= 1e15) || floor(number) != number)
        return fail(r, least ? "must be a whole number from 1 on"
                             : "must be a whole number from 0 on");
    buf_fmt(&text, "%.0f", number);
    value_add(r, option, arena_copy(&r->c->arena, buf_sv(&text)));
    buf_release(&text);
    return true;
}

static bool option_read(struct reader *r, size_t option, const json_t *value)
{
    struct sv text;
    switch ((enum config_type)r->options[option].type) {
    case CONFIG_FLAG:
        if (!expect(r, json_is_boolean(value), "true or false", value))
            return false;
        value_add(r, option, json_is_true(value) ? SV("true") : SV("false"));
        return true;
    case CONFIG_TEXT:
        if (!text_read(r, value, &text))
            return false;
        value_add(r, option, text);
        return true;
    case CONFIG_LIST:
        return list_read(r, option, value);
    case CONFIG_COUNT:
    case CONFIG_LIMIT:
        return count_read(r, option, value, r->options[option].type == CONFIG_COUNT);
    case CONFIG_NUMBER:
        return expect(r, json_is_number(value), "a number", value) &&
               number_read(r, option, value);
    }
    return false;
}

/* ---- the whole ---- */

static bool pack_path_read(struct reader *r, const json_t *value)
{
    struct sv path;
    if (!text_read(r, value, &path))
        return false;
    vec_push(&r->c->packs, config_path(r->c, path));
    return true;
}

static bool packs_read(struct reader *r, const json_t *list)
{
    return items_read(r, list, pack_path_read);
}

static bool dialect_read(struct reader *r, const json_t *value)
{
    return text_read(r, value, &r->c->dialect);
}

static bool schema_read(struct reader *r, const json_t *value)
{
    return expect(r, json_is_string(value), "a text", value);
}

/* config_read_rules reads it. */
static bool later_read(struct reader *r, const json_t *value)
{
    (void)r;
    (void)value;
    return true;
}

static bool top_member_read(struct reader *r, const char *key, const json_t *value)
{
    static const struct member members[] = {
        {"$schema", schema_read, false}, {"rules", later_read, false},
        {"exclude", later_read, false},  {"packs", packs_read, false},
        {"dialect", dialect_read, false}};
    struct nearest near = {.word = sv_from_c(key)};
    for (size_t i = 0; i < r->n_options; i++) {
        if (r->options[i].name.n && sv_eq(r->options[i].name, sv_from_c(key))) {
            size_t before = enter(r, key);
            bool ok = option_read(r, i, value);
            leave(r, before);
            return ok;
        }
        nearest_try(&near, r->options[i].name);
    }
    bool known = is_comment(key);
    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        known |= strcmp(members[i].name, key) == 0;
        nearest_try(&near, sv_from_c(members[i].name));
    }
    return known ? member_read(r, members, ARRAY_LEN(members), key, value)
                 : member_unknown(r, key, near);
}

static bool top_read(struct reader *r, const json_t *top)
{
    const char *key;
    json_t *value;
    if (!json_is_object(top))
        return fail(r, "a configuration is a JSON object, not %s", type_of(top));
    json_object_foreach((json_t *)top, key, value)
        if (!top_member_read(r, key, value))
            return false;
    return true;
}

static json_t *document_of(struct sv file, struct sv text, struct err *e)
{
    json_error_t why;
    json_t *top = json_loadb(text.n ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &why);
    if (!top)
        err_set(e, "%.*s:%d:%d: %s", SV_ARG(file), why.line > 0 ? why.line : 1,
                why.column > 0 ? why.column : 1, why.text);
    return top;
}

bool config_read(struct config *c, struct sv file, struct sv text,
                 const struct config_option *options, size_t n_options, struct err *e)
{
    struct reader r = {.c = c, .options = options, .n_options = n_options, .e = e};
    c->file = c->excludes.file = arena_copy(&c->arena, file);
    if (text.n > CONFIG_BYTES_MAX)
        return err_set(e, "%.*s: larger than 1 MiB; this is no configuration", SV_ARG(file));
    json_t *top = document_of(c->file, text, e);
    if (!top)
        return false;
    c->text = arena_copy(&c->arena, text);
    bool ok = top_read(&r, top);
    json_decref(top);
    buf_release(&r.path);
    return ok;
}

static bool section_read(struct reader *r, const json_t *top, const char *name, read_fn *read)
{
    const json_t *value = json_object_get(top, name);
    if (!value)
        return true;
    size_t before = enter(r, name);
    bool ok = read(r, value);
    leave(r, before);
    return ok;
}

bool config_read_rules(struct config *c, const struct catalog *catalog, struct err *e)
{
    struct reader r = {.c = c, .catalog = catalog, .e = e};
    json_t *top = c->text.n ? document_of(c->file, c->text, e) : NULL;
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

void config_release(struct config *c)
{
    vec_release(&c->values);
    vec_release(&c->levels);
    vec_release(&c->params);
    vec_release(&c->excludes.list);
    vec_release(&c->packs);
    arena_release(&c->arena);
    *c = (struct config){0};
}

void config_apply(const struct config *c, struct settings *set)
{
    set->origin = ORIGIN_FILE;
    for (size_t i = 0; i < c->levels.n; i++) {
        const struct config_level *l = &c->levels.v[i];
        settings_level_set(set, l->rule, l->span, l->level);
    }
    for (size_t i = 0; i < c->params.n; i++) {
        const struct config_param *p = &c->params.v[i];
        set->params[p->rule][p->param] = p->value;
        set->param_from[p->rule][p->param] = ORIGIN_FILE;
    }
    if (c->excludes.list.n)
        set->excludes = &c->excludes;
}

struct sv config_path(struct config *c, struct sv path)
{
    struct buf b = {0};
    size_t folder = c->file.n;
    while (folder > 0 && c->file.p[folder - 1] != '/')
        folder--;
    if (!sv_starts(path, SV("/")))
        buf_add(&b, sv_of(c->file.p, folder));
    buf_add(&b, path);
    struct sv seen = arena_copy(&c->arena, buf_sv(&b));
    buf_release(&b);
    return seen;
}
