#include "cli/config_schema.h"

#include "cli/command.h"
#include "core/json_out.h"
#include "rules/catalog.h"

#define LEVELS "error|warning|info|off"
/* A folder of the file's own or below: not "/x", "../x" or "html=../x". */
#define PATH_BELOW "^(?!([^/=]*=)?/)(?!([^/=]*=)?(.*/)?\\.\\.(/|$))"
#define DAY                                                                                        \
    "^(19[7-9][0-9]|2[01][0-9]{2})-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|"                    \
    "(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))$"

static void text(struct json_out *j, const char *key, const char *value)
{
    json_out_text(j, key, sv_from_c(value));
}

static void ref(struct json_out *j, const char *key, const char *name)
{
    struct buf path = {0};
    buf_fmt(&path, "#/$defs/%s", name);
    json_out_open(j, key, '{');
    json_out_text(j, "$ref", buf_sv(&path));
    json_out_close(j);
    buf_release(&path);
}

static void words(struct json_out *j, const char *key, const char *list)
{
    struct sv_cut c = {.tail = sv_from_c(list), .found = true};
    json_out_open(j, key, '[');
    while (c.found) {
        c = sv_cut(c.tail, '|');
        json_out_text(j, NULL, c.head);
    }
    json_out_close(j);
}

/* An object of known members and comments; "properties" is open when this returns. */
static void object_open(struct json_out *j, const char *key)
{
    json_out_open(j, key, '{');
    text(j, "type", "object");
    json_out_bool(j, "additionalProperties", false);
    json_out_open(j, "patternProperties", '{');
    ref(j, "^//", "comment");
    json_out_close(j);
    json_out_open(j, "properties", '{');
    ref(j, "_comment", "comment");
}

static void object_close(struct json_out *j, const char *required)
{
    json_out_close(j);
    if (required)
        words(j, "required", required);
    json_out_close(j);
}

static void list_of(struct json_out *j, const char *key, const char *item)
{
    json_out_open(j, key, '{');
    text(j, "type", "array");
    ref(j, "items", item);
    json_out_close(j);
}

/* ---- options ---- */

static void option_type(struct json_out *j, const struct opt *o)
{
    const char *item = o->kind & OPT_WRITES ? "path_below" : "text";
    switch (opt_kind(o)) {
    case OPT_FLAG:
        text(j, "type", "boolean");
        return;
    case OPT_TEXT:
        json_out_text(j, "$ref", o->kind & OPT_WRITES ? SV("#/$defs/path_below")
                                                      : SV("#/$defs/text"));
        return;
    case OPT_LIST:
        text(j, "type", "array");
        ref(j, "items", item);
        return;
    case OPT_CHOICE:
        words(j, "enum", o->choices);
        return;
    case OPT_COUNT:
    case OPT_LIMIT:
        text(j, "type", "integer");
        json_out_u64(j, "minimum", opt_kind(o) == OPT_COUNT);
        json_out_u64(j, "maximum", 1000000000000000);
        return;
    }
}

static void options_add(struct json_out *j, const struct opt_values *v)
{
    struct buf name = {0};
    for (size_t i = 0; i < v->n; i++) {
        if (v->table[i].kind & OPT_NOT_IN_FILE)
            continue;
        buf_clear(&name);
        option_member(&name, &v->table[i]);
        buf_addc(&name, '\0');
        json_out_open(j, name.p, '{');
        text(j, "description", v->table[i].help);
        option_type(j, &v->table[i]);
        json_out_close(j);
    }
    buf_release(&name);
}

/* Does the group hold commands with options in the file? */
static bool is_in_file(const struct command *group)
{
    size_t i = 0;
    while (i < n_commands && !(commands[i]->in_file && command_is_in(commands[i], group)))
        i++;
    return i < n_commands;
}

/* An object for each group of commands, in it one for each command. */
static void groups_add(struct json_out *j)
{
    for (size_t i = 0; i < n_commands; i++) {
        const struct command *group = commands[i];
        if (group->run || !is_in_file(group))
            continue;
        object_open(j, group->name);
        for (size_t k = 0; k < n_commands; k++) {
            struct opt_values v = command_options(commands[k]);
            if (!commands[k]->in_file || !command_is_in(commands[k], group))
                continue;
            object_open(j, command_verb(commands[k]));
            options_add(j, &v);
            object_close(j, NULL);
        }
        object_close(j, NULL);
    }
}

static bool is_option(const struct opt_values *v, const char *name)
{
    size_t i = 0;
    while (i < v->n && strcmp(v->table[i].name, name) != 0)
        i++;
    return i < v->n;
}

/* ---- rules ---- */

static void param_add_schema(struct json_out *j, const struct param *p)
{
    json_out_open(j, p->name, '{');
    text(j, "type", "number");
    json_out_f64(j, "minimum", p->min);
    json_out_f64(j, "maximum", p->max);
    json_out_f64(j, "default", p->value);
    text(j, "description", p->help);
    json_out_close(j);
}

static void rule_add(struct json_out *j, const struct rule *rule)
{
    json_out_open(j, rule->code, '{');
    text(j, "title", rule->title);
    words(j, "type", "object|string");
    text(j, "pattern", "^(" LEVELS ")$");
    json_out_bool(j, "additionalProperties", false);
    json_out_open(j, "patternProperties", '{');
    ref(j, "^//", "comment");
    json_out_close(j);
    json_out_open(j, "properties", '{');
    ref(j, "_comment", "comment");
    ref(j, "severity", "level");
    object_open(j, "params");
    for (size_t k = 0; k < RULE_PARAMS && rule->params[k].name; k++)
        param_add_schema(j, &rule->params[k]);
    object_close(j, NULL);
    list_of(j, "spans", "span");
    json_out_close(j);
    json_out_close(j);
}

/* ---- the parts that do not come from tables ---- */

static void pattern_add(struct json_out *j, const char *key, const char *what, const char *pattern)
{
    json_out_open(j, key, '{');
    text(j, "description", what);
    text(j, "type", "string");
    json_out_u64(j, "minLength", 1);
    if (pattern)
        text(j, "pattern", pattern);
    json_out_close(j);
}

static void comment_add(struct json_out *j)
{
    json_out_open(j, "comment", '{');
    text(j, "description", "Passed over.");
    words(j, "type", "string|array");
    json_out_open(j, "items", '{');
    text(j, "type", "string");
    json_out_close(j);
    json_out_close(j);
}

static void exclude_add(struct json_out *j)
{
    static const char *const rows[][3] = {
        {"rule", "Code, beginning of a code, slug, or all.", NULL},
        {"reason", "Why this is accepted.", NULL},
        {"trace", "Trace ids: a glob with * and ?.", NULL},
        {"service", "service.name of the spans: a glob.", NULL},
        {"span", "Span names: a glob.", NULL},
        {"attribute", "Attribute keys: a glob.", NULL},
        {"expires", "The last day, held against the newest start time in the traces.", DAY},
    };
    object_open(j, "exclude");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        pattern_add(j, rows[i][0], rows[i][1], rows[i][2]);
    object_close(j, "rule|reason");
}

static void parts_add(struct json_out *j)
{
    comment_add(j);
    pattern_add(j, "text", "Not empty.", NULL);
    pattern_add(j, "path_below", "In the folder of the configuration, or below it.", PATH_BELOW);
    json_out_open(j, "level", '{');
    words(j, "enum", LEVELS);
    json_out_close(j);
    object_open(j, "span");
    pattern_add(j, "name", "Span names: a glob with * and ?.", NULL);
    ref(j, "severity", "level");
    object_close(j, "name|severity");
    exclude_add(j);
    object_open(j, "rules");
    for (size_t i = 0; i < rules_catalog.n; i++) {
        const struct rule *rule = rules_catalog.rules[i];
        if (!rule->check)
            continue;
        ref(j, rule->code, rule->code);
        ref(j, rule->slug, rule->code);
    }
    object_close(j, NULL);
}

void config_schema(struct buf *b)
{
    struct json_out j = {.b = b};
    struct opt_values v = command_options(&cmd_lint);
    json_out_open(&j, NULL, '{');
    text(&j, "$schema", "https://json-schema.org/draft/2020-12/schema");
    text(&j, "$id", "urn:spanvet:config:1");
    text(&j, "title", "Configuration of spanvet, .spanvet.json");
    text(&j, "type", "object");
    json_out_bool(&j, "additionalProperties", false);
    json_out_open(&j, "patternProperties", '{');
    ref(&j, "^//", "comment");
    json_out_close(&j);
    json_out_open(&j, "properties", '{');
    ref(&j, "_comment", "comment");
    json_out_open(&j, "$schema", '{');
    text(&j, "type", "string");
    json_out_close(&j);
    options_add(&j, &v);
    groups_add(&j);
    ref(&j, "rules", "rules");
    list_of(&j, "exclude", "exclude");
    if (!is_option(&v, "packs"))
        list_of(&j, "packs", "text");
    if (!is_option(&v, "dialect"))
        ref(&j, "dialect", "text");
    json_out_close(&j);
    json_out_open(&j, "$defs", '{');
    parts_add(&j);
    for (size_t i = 0; i < rules_catalog.n; i++)
        if (rules_catalog.rules[i]->check)
            rule_add(&j, rules_catalog.rules[i]);
    json_out_close(&j);
    json_out_close(&j);
}
