#include "metrics/json_lines.h"

/* ---- where objects begin ---- */

static void text_begins(struct json_lines *l, struct sv text)
{
    bool quoted = false;
    uint32_t line = 1;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '\n')
            line++;
        else if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (c == '{' && !quoted)
            vec_push(&l->begins, ((struct json_begin){NULL, i, line}));
    }
}

/* ---- which objects they are: jansson keeps the order of members ---- */

struct level {
    const json_t *holder;
    void *member; /* of an object: the next */
    size_t item;  /* of a list: the next */
};

static const json_t *level_next(struct level *at)
{
    json_t *holder = (json_t *)at->holder;
    if (json_is_array(holder))
        return json_array_get(holder, at->item++);
    const json_t *value = json_object_iter_value(at->member);
    at->member = json_object_iter_next(holder, at->member);
    return value;
}

static bool is_holder(const json_t *value)
{
    return json_is_object(value) || json_is_array(value);
}

static int by_object(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const struct json_begin *)a)->object;
    uintptr_t y = (uintptr_t)((const struct json_begin *)b)->object;
    return (x > y) - (x < y);
}

void json_lines_build(struct json_lines *l, const json_t *top, struct sv text)
{
    VEC(struct level) levels = {0};
    size_t n = 0;
    if (!is_holder(top))
        return;
    text_begins(l, text);
    for (const json_t *value = top; value || levels.n;) {
        if (json_is_object(value) && n < l->begins.n)
            l->begins.v[n++].object = value;
        if (is_holder(value))
            vec_push(&levels, ((struct level){value, json_object_iter((json_t *)value), 0}));
        value = level_next(&levels.v[levels.n - 1]);
        if (!value)
            levels.n--;
    }
    vec_release(&levels);
    BUG_ON(n != l->begins.n);
    if (n)
        qsort(l->begins.v, n, sizeof(*l->begins.v), by_object);
}

void json_lines_release(struct json_lines *l)
{
    vec_release(&l->begins);
}

const struct json_begin *json_lines_find(const struct json_lines *l, const json_t *object)
{
    const struct json_begin key = {.object = object};
    return bsearch(&key, l->begins.v, l->begins.n, sizeof(key), by_object);
}
