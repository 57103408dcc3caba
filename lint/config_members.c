#include "lint/config_parts.h"

json_t *config_document(struct sv file, struct sv text, struct err *e)
{
    json_error_t why;
    json_t *top = json_loadb(text.n ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &why);
    if (!top)
        err_set(e, "%.*s:%d:%d: this is no configuration, as it is no JSON document (%s); `spanvet "
                   "init` writes one", SV_ARG(file), why.line > 0 ? why.line : 1,
                why.column > 0 ? why.column : 1, why.text);
    return top;
}

/* ---- where, and what is wrong there ---- */

size_t config_enter(struct config_reader *r, const char *name)
{
    size_t before = r->path.n;
    buf_fmt(&r->path, "%s%s", before ? "." : "", name);
    return before;
}

size_t config_enter_item(struct config_reader *r, size_t i)
{
    size_t before = r->path.n;
    buf_fmt(&r->path, "[%zu]", i);
    return before;
}

void config_leave(struct config_reader *r, size_t before)
{
    r->path.n = before;
}

bool config_fail(struct config_reader *r, const char *fmt, ...)
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

const char *config_type_of(const json_t *value)
{
    static const char *const names[] = {
        [JSON_OBJECT] = "an object", [JSON_ARRAY] = "a list",    [JSON_STRING] = "a text",
        [JSON_INTEGER] = "a number", [JSON_REAL] = "a number",   [JSON_TRUE] = "true",
        [JSON_FALSE] = "false",      [JSON_NULL] = "null",
    };
    return names[json_typeof(value)];
}

bool config_expect(struct config_reader *r, bool ok, const char *what, const json_t *value)
{
    return ok || config_fail(r, "must be %s, not %s", what, config_type_of(value));
}

bool config_is_comment(const char *key)
{
    return strncmp(key, "//", 2) == 0 || strcmp(key, "_comment") == 0;
}

bool config_comment(struct config_reader *r, const json_t *value)
{
    size_t i;
    json_t *item;
    if (!json_is_array(value))
        return config_expect(r, json_is_string(value), "a text or a list of texts: a comment",
                             value);
    json_array_foreach(value, i, item)
        if (!json_is_string(item))
            return config_fail(r, "must be a text or a list of texts: a comment");
    return true;
}

/* "span_name" and "trace.id" where "span" and "trace" were meant. */
static bool begins_with_word(const char *key, const char *word)
{
    size_t n = strlen(word);
    return strncmp(key, word, n) == 0 && memchr("_.- ", key[n], 4);
}

void config_member_try(struct nearest *near, const char *key, const char *name)
{
    nearest_try(near, sv_from_c(name));
    if (!near->best.n && begins_with_word(key, name))
        *near = (struct nearest){near->word, sv_from_c(name), near->word.n};
}

bool config_member_unknown(struct config_reader *r, const char *key, struct nearest near)
{
    return config_fail(r, "there is no member \"%s\" here%s%.*s%s", key,
                       near.best.n ? "; did you mean \"" : "", SV_ARG(near.best),
                       near.best.n ? "\"?" : "");
}

bool config_member(struct config_reader *r, const struct config_member *members, size_t n,
                   const char *key, const json_t *value)
{
    struct nearest near = {.word = sv_from_c(key)};
    config_read_fn *read = config_is_comment(key) ? config_comment : NULL;
    for (size_t i = 0; i < n && !read; i++) {
        if (strcmp(members[i].name, key) == 0)
            read = members[i].read;
        config_member_try(&near, key, members[i].name);
    }
    if (!read)
        return config_member_unknown(r, key, near);
    size_t before = config_enter(r, key);
    bool ok = read(r, value);
    config_leave(r, before);
    return ok;
}

bool config_members(struct config_reader *r, const struct config_member *members, size_t n,
                    const json_t *object)
{
    const char *key;
    json_t *value;
    if (!config_expect(r, json_is_object(object), "an object", object))
        return false;
    json_object_foreach((json_t *)object, key, value)
        if (!config_member(r, members, n, key, value))
            return false;
    for (size_t i = 0; i < n; i++)
        if (members[i].required && !json_object_get(object, members[i].name))
            return config_fail(r, "has no member \"%s\"", members[i].name);
    return true;
}

bool config_items(struct config_reader *r, const json_t *list, config_read_fn *read)
{
    size_t i;
    json_t *item;
    if (!config_expect(r, json_is_array(list), "a list", list))
        return false;
    json_array_foreach(list, i, item) {
        size_t before = config_enter_item(r, i);
        if (!read(r, item))
            return false;
        config_leave(r, before);
    }
    return true;
}

bool config_text(struct config_reader *r, const json_t *value, struct sv *out)
{
    if (!config_expect(r, json_is_string(value), "a text", value))
        return false;
    if (json_string_length(value) == 0)
        return config_fail(r, "must not be empty");
    *out = arena_copy(&r->c->arena, sv_of(json_string_value(value), json_string_length(value)));
    return true;
}
