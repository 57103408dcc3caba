#include "lint/own_read_parts.h"

/* ---- lists ---- */

/* Lists may also be one item. Calls `read` for each with its place in an array of `size` bytes an
 * item, which is returned with its length; NULL after walk_fail. */
static void *list_read(struct json_walk *w, json_t *value, size_t size, walk_read *read, size_t *n)
{
    bool is_list = json_is_array(value);
    *n = is_list ? json_array_size(value) : 1;
    if (*n == 0 || *n > OWN_LIST_MAX) {
        walk_fail(w, "this list has %zu items; 1 to %d may be in it", *n, OWN_LIST_MAX);
        return NULL;
    }
    char *items = arena_zero(w->arena, arena_size(size, *n));
    for (size_t i = 0; i < *n; i++) {
        size_t mark = is_list ? walk_enter(w, NULL, i) : w->path.n;
        if (!read(w, is_list ? json_array_get(value, i) : value, items + i * size))
            return NULL;
        walk_leave(w, mark);
    }
    return items;
}

static bool text_read(struct json_walk *w, json_t *value, void *to)
{
    return walk_text(w, value, OWN_TEXT_MAX, to);
}

bool own_read_texts(struct json_walk *w, json_t *value, void *to)
{
    struct own_texts *texts = to;
    texts->v = list_read(w, value, sizeof(*texts->v), text_read, &texts->n);
    return texts->v;
}

bool own_read_key(struct json_walk *w, const char *text, struct own_key *out)
{
    static const struct sv known[KNOWN_KEYS] = {
#define KEY(name, text) SV_INIT(text),
#include "lint/keys.def"
#undef KEY
    };
    struct sv key = sv_from_c(text);
    if (key.n == 0 || key.n > OWN_TEXT_MAX)
        return walk_fail(w, "an attribute key has 1 to %d bytes", OWN_TEXT_MAX);
    out->text = arena_copy(w->arena, key);
    out->known = 0;
    while (out->known < KNOWN_KEYS && !sv_eq(known[out->known], key))
        out->known++;
    return true;
}

static bool scalar_read(struct json_walk *w, json_t *value, void *to)
{
    struct own_value *out = to;
    if (json_is_string(value)) {
        out->type = OWN_STRING;
        out->text = arena_copy(w->arena, sv_of(json_string_value(value),
                                               json_string_length(value)));
        return out->text.n <= OWN_TEXT_MAX ||
               walk_fail(w, "this text has more than %d bytes", OWN_TEXT_MAX);
    }
    out->type = json_is_number(value) ? OWN_NUMBER : OWN_BOOL;
    out->number = json_is_number(value) ? json_number_value(value) : json_is_true(value);
    return json_is_number(value) || json_is_boolean(value) ||
           walk_fail(w, "this must be a text, a number, true or false");
}

bool own_read_values(struct json_walk *w, json_t *value, void *to)
{
    struct own_values *values = to;
    if (!json_is_array(value))
        return walk_fail(w, "this must be a list");
    values->v = list_read(w, value, sizeof(*values->v), scalar_read, &values->n);
    return values->v;
}

static bool value_read_alone(struct json_walk *w, json_t *value, void *to)
{
    struct own_values *values = to;
    values->v = arena_new(w->arena, struct own_value, 1);
    values->n = 1;
    return scalar_read(w, value, values->v);
}

bool own_read_bits(struct json_walk *w, json_t *value, const char *what, const char *const *words,
                   uint32_t *out)
{
    bool is_list = json_is_array(value);
    size_t n = is_list ? json_array_size(value) : 1;
    if (n == 0)
        return walk_fail(w, "this list is empty");
    for (size_t i = 0; i < n; i++) {
        size_t mark = is_list ? walk_enter(w, NULL, i) : w->path.n;
        int word = walk_word(w, is_list ? json_array_get(value, i) : value, what, words);
        if (word < 0)
            return false;
        *out |= UINT32_C(1) << word;
        walk_leave(w, mark);
    }
    return true;
}

/* ---- tests of attributes ---- */

static bool present_read(struct json_walk *w, json_t *value, void *to)
{
    bool present;
    if (!walk_read_bool(w, value, &present))
        return false;
    *(bool *)to = !present;
    return true;
}

static bool test_read(struct json_walk *w, json_t *value, struct own_test *test)
{
    static const struct walk_member members[] = {
        {"present", present_read, offsetof(struct own_test, absent), false},
        {"equals", value_read_alone, offsetof(struct own_test, values), false},
        {"one_of", own_read_values, offsetof(struct own_test, values), false},
        {"glob", own_read_texts, offsetof(struct own_test, globs), false},
        {"min", walk_read_number, offsetof(struct own_test, range.min), false},
        {"max", walk_read_number, offsetof(struct own_test, range.max), false},
    };
    test->range = (struct own_range){-HUGE_VAL, HUGE_VAL};
    if (!walk_members(w, value, members, ARRAY_LEN(members), test))
        return false;
    if (json_object_size(value) == 0)
        return walk_fail(w, "this asks nothing; {\"present\": true} asks for the attribute");
    if (test->absent && json_object_size(value) > 1)
        return walk_fail(w, "an attribute that may not be present has nothing else to it");
    if (json_object_get(value, "equals") && json_object_get(value, "one_of"))
        return walk_fail(w, "give \"equals\" or \"one_of\", not both");
    return test->range.min <= test->range.max || walk_fail(w, "\"min\" is above \"max\"");
}

static bool tests_read(struct json_walk *w, json_t *object, void *to)
{
    struct own_match *match = to;
    const char *key;
    json_t *value;
    size_t n = json_object_size(object);
    if (!json_is_object(object) || n > OWN_LIST_MAX)
        return walk_fail(w, "this must be an object of attribute keys, %d at most", OWN_LIST_MAX);
    match->tests = arena_new(w->arena, struct own_test, n);
    json_object_foreach(object, key, value) {
        struct own_test *test = &match->tests[match->n_tests++];
        size_t mark = walk_enter(w, key, 0);
        if (!own_read_key(w, key, &test->key) || !test_read(w, value, test))
            return false;
        walk_leave(w, mark);
    }
    return true;
}

/* ---- matchers ---- */

static bool class_read(struct json_walk *w, json_t *value, void *to)
{
    return own_read_bits(w, value, "class", pack_class_words, to);
}

static bool dialects_read(struct json_walk *w, json_t *value, void *to)
{
    const struct pack *pack = own_reader(w)->vocabulary;
    const char **words = arena_new(w->arena, const char *, pack->dialects.n + 1);
    struct own_texts *names = to;
    for (size_t i = 0; i < pack->dialects.n; i++)
        words[i] = pack->dialects.v[i].name.p;
    if (!own_read_texts(w, value, names))
        return false;
    for (size_t i = 0; i < names->n; i++)
        if (pack_dialect_find(pack, names->v[i]) == pack->dialects.n)
            return walk_fail_word(w, "dialect", names->v[i], words);
    return true;
}

static bool status_read(struct json_walk *w, json_t *value, void *to)
{
    static const char *const words[] = {[STATUS_UNSET] = "unset", [STATUS_OK] = "ok",
                                        [STATUS_ERROR] = "error", [STATUS_OTHER] = "other", NULL};
    return own_read_bits(w, value, "status", words, to);
}

static bool kind_read(struct json_walk *w, json_t *value, void *to)
{
    static const char *const words[] = {
        [KIND_UNSPECIFIED] = "unspecified", [KIND_INTERNAL] = "internal", [KIND_SERVER] = "server",
        [KIND_CLIENT] = "client", [KIND_PRODUCER] = "producer", [KIND_CONSUMER] = "consumer",
        [KIND_OTHER] = "other", NULL};
    return own_read_bits(w, value, "kind", words, to);
}

static bool root_read(struct json_walk *w, json_t *value, void *to)
{
    struct own_match *match = to;
    if (!walk_read_bool(w, value, &match->roots))
        return false;
    match->no_roots = !match->roots;
    return true;
}

bool own_read_match(struct json_walk *w, json_t *value, void *to)
{
    static const struct walk_member members[] = {
        {"name", own_read_texts, offsetof(struct own_match, names), false},
        {"except", own_read_texts, offsetof(struct own_match, except), false},
        {"class", class_read, offsetof(struct own_match, classes), false},
        {"dialect", dialects_read, offsetof(struct own_match, dialects), false},
        {"attributes", tests_read, 0, false},
        {"status", status_read, offsetof(struct own_match, status), false},
        {"kind", kind_read, offsetof(struct own_match, kinds), false},
        {"root", root_read, 0, false},
    };
    return walk_members(w, value, members, ARRAY_LEN(members), to);
}
