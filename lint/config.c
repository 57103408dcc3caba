#include "lint/config_parts.h"

#include <math.h>

/* ---- options ---- */

static void value_add(struct config_reader *r, size_t option, struct sv text)
{
    vec_push(&r->c->values, ((struct config_value){(uint32_t)option, text}));
}

static bool list_read(struct config_reader *r, size_t option, const json_t *list)
{
    size_t i;
    json_t *item;
    if (!config_expect(r, json_is_array(list), "a list of texts", list))
        return false;
    json_array_foreach(list, i, item) {
        struct sv text;
        size_t before = config_enter_item(r, i);
        if (!config_text(r, item, &text))
            return false;
        config_leave(r, before);
        value_add(r, option, text);
    }
    return true;
}

static bool number_read(struct config_reader *r, size_t option, const json_t *value)
{
    struct buf text = {0};
    buf_json_f64(&text, json_number_value(value));
    value_add(r, option, arena_copy(&r->c->arena, buf_sv(&text)));
    buf_release(&text);
    return true;
}

/* 3.0 is a whole number too, as it is for JSON schemas. */
static bool count_read(struct config_reader *r, size_t option, const json_t *value, int least)
{
    double number = json_number_value(value);
    struct buf text = {0};
    if (!json_is_number(value) || !(number >= least && number <= 1e15) || floor(number) != number)
        return config_fail(r, least ? "must be a whole number from 1 on"
                                    : "must be a whole number from 0 on");
    buf_fmt(&text, "%.0f", number);
    value_add(r, option, arena_copy(&r->c->arena, buf_sv(&text)));
    buf_release(&text);
    return true;
}

static bool option_read(struct config_reader *r, size_t option, const json_t *value)
{
    struct sv text;
    switch ((enum config_type)r->options[option].type) {
    case CONFIG_FLAG:
        if (!config_expect(r, json_is_boolean(value), "true or false", value))
            return false;
        value_add(r, option, json_is_true(value) ? SV("true") : SV("false"));
        return true;
    case CONFIG_TEXT:
        if (!config_text(r, value, &text))
            return false;
        value_add(r, option, text);
        return true;
    case CONFIG_LIST:
        return list_read(r, option, value);
    case CONFIG_COUNT:
    case CONFIG_LIMIT:
        return count_read(r, option, value, r->options[option].type == CONFIG_COUNT);
    case CONFIG_NUMBER:
        return config_expect(r, json_is_number(value), "a number", value) &&
               number_read(r, option, value);
    }
    return false;
}

/* ---- the whole ---- */

static bool pack_path_read(struct config_reader *r, const json_t *value)
{
    struct sv path;
    if (!config_text(r, value, &path))
        return false;
    vec_push(&r->c->packs, config_path(r->c, path));
    return true;
}

static bool packs_read(struct config_reader *r, const json_t *list)
{
    return config_items(r, list, pack_path_read);
}

static bool dialect_read(struct config_reader *r, const json_t *value)
{
    return config_text(r, value, &r->c->dialect);
}

static bool schema_read(struct config_reader *r, const json_t *value)
{
    return config_expect(r, json_is_string(value), "a text", value);
}

/* config_read_rules reads it. */
static bool later_read(struct config_reader *r, const json_t *value)
{
    (void)r;
    (void)value;
    return true;
}

/* What the path in hand is among the options. */
struct option_at {
    size_t option;       /* the one of this name; n_options = none */
    bool is_object;      /* options stand inside */
    struct nearest near; /* to the key, among what stands beside it */
};

/* The name without the object's own path before it, up to the next point; nothing for an option
 * elsewhere. */
static struct sv_cut name_inside(struct sv name, struct sv object)
{
    bool is_inside = !object.n || (sv_starts(name, object) && name.n > object.n &&
                                   name.p[object.n] == '.');
    if (!name.n || !is_inside)
        return (struct sv_cut){0};
    return sv_cut(sv_from(name, object.n ? object.n + 1 : 0), '.');
}

static struct option_at option_find(const struct config_reader *r, const char *key)
{
    struct option_at at = {.option = r->n_options, .near = {.word = sv_from_c(key)}};
    for (size_t i = 0; i < r->n_options; i++) {
        struct sv_cut name = name_inside(r->options[i].name, buf_sv(&r->path));
        bool same = name.head.n && sv_eq(name.head, sv_from_c(key));
        if (same && !name.found)
            at.option = i;
        at.is_object |= same && name.found;
        nearest_try(&at.near, name.head);
    }
    return at;
}

static bool other_member_read(struct config_reader *r, const char *key, const json_t *value,
                              struct nearest near)
{
    static const struct config_member members[] = {
        {"$schema", schema_read, false}, {"rules", later_read, false},
        {"exclude", later_read, false},  {"packs", packs_read, false},
        {"dialect", dialect_read, false}};
    size_t n = r->path.n ? 0 : ARRAY_LEN(members); /* they stand at the top */
    bool known = config_is_comment(key);
    for (size_t i = 0; i < n; i++) {
        known |= strcmp(members[i].name, key) == 0;
        nearest_try(&near, sv_from_c(members[i].name));
    }
    return known ? config_member(r, members, n, key, value) : config_member_unknown(r, key, near);
}

/* Each member of the document, or of an object of options in it: as deep as the options' names. */
static bool object_read(struct config_reader *r, const json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value) {
        struct option_at at = option_find(r, key);
        if (at.option == r->n_options && !at.is_object) {
            if (!other_member_read(r, key, value, at.near))
                return false;
            continue;
        }
        size_t before = config_enter(r, key);
        bool ok = at.is_object ? config_expect(r, json_is_object(value), "an object", value) &&
                                     object_read(r, value)
                               : option_read(r, at.option, value);
        if (!ok)
            return false;
        config_leave(r, before);
    }
    return true;
}

static bool top_read(struct config_reader *r, const json_t *top)
{
    return json_is_object(top) ? object_read(r, top)
                               : config_fail(r, "a configuration is a JSON object, not %s",
                                             config_type_of(top));
}

bool config_read(struct config *c, struct sv file, struct sv text,
                 const struct config_option *options, size_t n_options, struct err *e)
{
    struct config_reader r = {.c = c, .options = options, .n_options = n_options, .e = e};
    c->file = c->excludes.file = arena_copy(&c->arena, file);
    if (text.n > CONFIG_BYTES_MAX)
        return err_set(e, "%.*s: larger than 1 MiB; this is no configuration", SV_ARG(file));
    json_t *top = config_document(c->file, text, e);
    if (!top)
        return false;
    c->text = arena_copy(&c->arena, text);
    bool ok = top_read(&r, top);
    json_decref(top);
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
