#include "lint/json_walk.h"

json_t *walk_parse(struct json_walk *w, const char *text, size_t n)
{
    json_error_t why;
    json_t *top = json_loadb(text, n, JSON_REJECT_DUPLICATES, &why);
    if (!top)
        err_set(w->e, "%s: this is no pack, as it is no JSON document (line %d: %s); `spanvet "
                      "rules infer GOOD... -o FILE` writes one", w->file, why.line, why.text);
    return top;
}

void walk_release(struct json_walk *w)
{
    buf_release(&w->path);
}

bool walk_fail(struct json_walk *w, const char *fmt, ...)
{
    struct buf text = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(&text, fmt, ap);
    va_end(ap);
    err_set(w->e, "%s, $%.*s: %.*s", w->file, SV_ARG(buf_sv(&w->path)), SV_ARG(buf_sv(&text)));
    buf_release(&text);
    return false;
}

/* Of a word that may be anything, enough to find it again. */
static struct sv shortened(struct sv word)
{
    word.n = word.n > 60 ? 60 : word.n;
    return word;
}

bool walk_fail_near(struct json_walk *w, const char *what, const struct nearest *near)
{
    struct sv word = shortened(near->word);
    if (!near->best.n)
        return walk_fail(w, "there is no %s \"%.*s\"", what, SV_ARG(word));
    return walk_fail(w, "there is no %s \"%.*s\"; did you mean \"%.*s\"?", what, SV_ARG(word),
                     SV_ARG(near->best));
}

bool walk_fail_word(struct json_walk *w, const char *what, struct sv word, const char *const *words)
{
    struct nearest near = {.word = word};
    struct buf all = {0};
    for (size_t i = 0; words[i]; i++) {
        nearest_try(&near, sv_from_c(words[i]));
        buf_fmt(&all, "%s%s", i ? ", " : "", words[i]);
    }
    word = shortened(word);
    if (near.best.n)
        walk_fail_near(w, what, &near);
    else
        walk_fail(w, "there is no %s \"%.*s\"; there are %.*s", what, SV_ARG(word),
                  SV_ARG(buf_sv(&all)));
    buf_release(&all);
    return false;
}

/* ---- paths ---- */

size_t walk_enter(struct json_walk *w, const char *key, size_t item)
{
    size_t mark = w->path.n;
    struct sv name = shortened(sv_from_c(key));
    if (!key)
        buf_fmt(&w->path, "[%zu]", item);
    else if (sv_find_char(name, '.') == SIZE_MAX)
        buf_fmt(&w->path, ".%.*s", SV_ARG(name));
    else
        buf_fmt(&w->path, "[\"%.*s\"]", SV_ARG(name));
    return mark;
}

void walk_leave(struct json_walk *w, size_t mark)
{
    w->path.n = mark;
}

/* ---- objects ---- */

static bool member_known(const struct walk_member *table, size_t n, const char *key)
{
    size_t i = 0;
    while (i < n && strcmp(table[i].name, key) != 0)
        i++;
    return i < n;
}

static bool member_unknown(struct json_walk *w, const struct walk_member *table, size_t n,
                           const char *key)
{
    const char **words = mem_zalloc(arena_size(sizeof(*words), n + 1));
    for (size_t i = 0; i < n; i++)
        words[i] = table[i].name;
    walk_fail_word(w, "member", sv_from_c(key), words);
    free(words);
    return false;
}

static bool member_walk(struct json_walk *w, json_t *object, const struct walk_member *m, void *to)
{
    json_t *value = json_object_get(object, m->name);
    if (!value)
        return !m->required || walk_fail(w, "the member \"%s\" is missing", m->name);
    size_t mark = walk_enter(w, m->name, 0);
    bool ok = m->read(w, value, (char *)to + m->offset);
    walk_leave(w, mark);
    return ok;
}

bool walk_members(struct json_walk *w, json_t *object, const struct walk_member *table, size_t n,
                  void *to)
{
    const char *key;
    json_t *value;
    if (!json_is_object(object))
        return walk_fail(w, "this must be an object");
    json_object_foreach(object, key, value)
        if (!member_known(table, n, key))
            return member_unknown(w, table, n, key);
    for (size_t i = 0; i < n; i++)
        if (!member_walk(w, object, &table[i], to))
            return false;
    return true;
}

/* ---- lists, and objects as maps ---- */

bool walk_items(struct json_walk *w, json_t *list, walk_read *read, void *to)
{
    size_t i;
    json_t *value;
    if (!json_is_array(list))
        return walk_fail(w, "this must be a list");
    json_array_foreach(list, i, value)
    {
        size_t mark = walk_enter(w, NULL, i);
        if (!read(w, value, to))
            return false;
        walk_leave(w, mark);
    }
    return true;
}

bool walk_map(struct json_walk *w, json_t *object, walk_read *read, void *to)
{
    const char *key;
    json_t *value;
    if (!json_is_object(object))
        return walk_fail(w, "this must be an object");
    json_object_foreach(object, key, value)
    {
        size_t mark = walk_enter(w, key, 0);
        w->key = sv_from_c(key);
        if (!read(w, value, to))
            return false;
        walk_leave(w, mark);
    }
    return true;
}

/* ---- values ---- */

/* Also the control characters that take two bytes, U+0080 to U+009F. */
static bool has_control(struct sv s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < ' ' || c == 0x7f || (c == 0xc2 && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xa0))
            return true;
    }
    return false;
}

bool walk_text(struct json_walk *w, json_t *value, size_t max, struct sv *out)
{
    struct sv text = sv_of(json_string_value(value), json_string_length(value));
    if (!json_is_string(value) || text.n == 0)
        return walk_fail(w, "this must be a text that is not empty");
    if (text.n > max)
        return walk_fail(w, "this text has %zu bytes; %zu is the limit", text.n, max);
    if (has_control(text))
        return walk_fail(w, "this text has a control character in it");
    *out = arena_copy(w->arena, text);
    return true;
}

int walk_word(struct json_walk *w, json_t *value, const char *what, const char *const *words)
{
    if (!json_is_string(value)) {
        walk_fail(w, "this must be a text: a %s", what);
        return -1;
    }
    struct sv word = sv_of(json_string_value(value), json_string_length(value));
    for (int i = 0; words[i]; i++)
        if (sv_eq(word, sv_from_c(words[i])))
            return i;
    walk_fail_word(w, what, word, words);
    return -1;
}

bool walk_read_bool(struct json_walk *w, json_t *value, void *to)
{
    *(bool *)to = json_is_true(value);
    return json_is_boolean(value) || walk_fail(w, "this must be true or false");
}

bool walk_read_number(struct json_walk *w, json_t *value, void *to)
{
    *(double *)to = json_number_value(value);
    return json_is_number(value) || walk_fail(w, "this must be a number");
}
