#include "lint/pack.h"

#include "lint/pack_dialect.h"

/* ---- names of spans ---- */

static struct pack_name name_of(struct sv text, uint8_t class)
{
    bool prefix = sv_ends(text, SV("*"));
    text.n -= prefix;
    return (struct pack_name){.text = text, .class = class, .prefix = prefix};
}

static void near_add(struct pack *pack, struct pack_name name)
{
    char folded[PACK_FOLDED];
    name.text = arena_copy(&pack->arena, pack_fold(name.text, folded));
    vec_push(&pack->near, name);
}

static void name_add(struct pack *pack, struct pack_name name)
{
    vec_push(&pack->names, name);
    if (!name.prefix)
        near_add(pack, name);
}

/* What is said about the names of a class. */
struct class_names {
    struct texts names, aliases, near;
};

static void class_names_add(struct pack *pack, const struct class_names *all, uint8_t class)
{
    for (size_t i = 0; i < all->names.n; i++) {
        struct pack_name name = name_of(all->names.v[i], class);
        name.means = name.prefix ? class_name(class) : name.text;
        name_add(pack, name);
    }
    for (size_t i = 0; i < all->aliases.n; i++) {
        struct pack_name name = name_of(all->aliases.v[i], class);
        name.means = class_name(class);
        name.alias = true;
        name_add(pack, name);
    }
    for (size_t i = 0; i < all->near.n; i++) {
        struct pack_name name = name_of(all->near.v[i], class);
        name.means = class_name(class);
        near_add(pack, name);
    }
}

static bool class_read(struct json_walk *w, json_t *object, void *into)
{
    static const struct walk_member members[] = {
        {"names", pack_read_texts, offsetof(struct class_names, names), false},
        {"aliases", pack_read_texts, offsetof(struct class_names, aliases), false},
        {"near", pack_read_texts, offsetof(struct class_names, near), false},
    };
    struct class_names all = {0};
    uint8_t class = CLASS_OTHER;
    (void)into;
    bool ok = pack_known_class(w, w->key, &class);
    if (ok && class == CLASS_OTHER)
        ok = walk_fail(w, "the class \"other\" has no names of its own");
    ok = ok && walk_members(w, object, members, ARRAY_LEN(members), &all);
    if (ok)
        class_names_add(pack_reader(w)->pack, &all, class);
    vec_release(&all.names);
    vec_release(&all.aliases);
    vec_release(&all.near);
    return ok;
}

static bool spans_read(struct json_walk *w, json_t *object, void *into)
{
    return walk_map(w, object, class_read, into);
}

/* ---- keys and probes ---- */

static bool role_read(struct json_walk *w, json_t *list, uint8_t role)
{
    struct texts keys = {0};
    bool ok = pack_read_texts(w, list, &keys);
    for (size_t i = 0; i < keys.n; i++)
        vec_push(&pack_reader(w)->pack->keys, ((struct pack_key){keys.v[i], role}));
    vec_release(&keys);
    return ok;
}

static bool numbers_read(struct json_walk *w, json_t *list, void *into)
{
    (void)into;
    return role_read(w, list, ROLE_NUMBER);
}

static bool flags_read(struct json_walk *w, json_t *list, void *into)
{
    (void)into;
    return role_read(w, list, ROLE_FLAG);
}

static bool keys_read(struct json_walk *w, json_t *object, void *into)
{
    static const struct walk_member members[] = {{"number", numbers_read, 0, false},
                                                 {"flag", flags_read, 0, false}};
    return walk_members(w, object, members, ARRAY_LEN(members), into);
}

static bool probes_read(struct json_walk *w, json_t *object, void *into)
{
    static const struct walk_member members[] = {
        {"services", pack_read_texts, offsetof(struct pack, probe_services), false},
        {"attributes", pack_read_texts, offsetof(struct pack, probe_keys), false},
    };
    return walk_members(w, object, members, ARRAY_LEN(members), into);
}

/* ---- a pack ---- */

static bool schema_read(struct json_walk *w, json_t *value, void *into)
{
    const char *schema = json_string_value(value);
    (void)into;
    return (schema && strcmp(schema, "spanvet.pack/1") == 0) ||
           walk_fail(w, "this must be \"spanvet.pack/1\"");
}

static bool own_name_read(struct json_walk *w, json_t *value, void *into)
{
    (void)into;
    return pack_read_text(w, value, &pack_reader(w)->name);
}

/* lint/own_read.c reads these, and says what is wrong with them. */
static bool rules_pass(struct json_walk *w, json_t *value, void *into)
{
    (void)into;
    return json_is_array(value) || walk_fail(w, "this must be a list of rules");
}

static bool comment_pass(struct json_walk *w, json_t *value, void *into)
{
    (void)into;
    return json_is_string(value) || walk_fail(w, "this must be a text");
}

static bool top_read(struct json_walk *w, json_t *top)
{
    /* In the order in which they are read, whatever the order in the text. */
    static const struct walk_member members[] = {
        {"schema", schema_read, 0, true},
        {"pack", own_name_read, 0, true},
        {"spans", spans_read, 0, false},
        {"plain_names", pack_read_texts, offsetof(struct pack, plain_names), false},
        {"keys", keys_read, 0, false},
        {"probes", probes_read, 0, false},
        {"values", pack_read_values, 0, false},
        {"dialect", pack_read_dialect, 0, false},
        {"rules", rules_pass, 0, false},
        {"comment", comment_pass, 0, false},
    };
    return walk_members(w, top, members, ARRAY_LEN(members), pack_reader(w)->pack);
}

bool pack_read(struct pack *pack, const struct pack_text *text, struct err *e)
{
    struct pack_reader r = {.pack = pack};
    struct json_walk w = {.file = text->name, .e = e, .arena = &pack->arena, .user = &r};
    json_t *top = walk_parse(&w, text->json, text->n);
    if (!top)
        return false;
    bool ok = top_read(&w, top);
    walk_release(&w);
    json_decref(top);
    return ok;
}

void pack_release(struct pack *pack)
{
    vec_release(&pack->names);
    vec_release(&pack->near);
    vec_release(&pack->plain_names);
    vec_release(&pack->keys);
    vec_release(&pack->probe_services);
    vec_release(&pack->probe_keys);
    for (size_t i = 0; i < pack->dialects.n; i++)
        dialect_release(&pack->dialects.v[i]);
    vec_release(&pack->dialects);
    vec_release(&pack->values);
    arena_release(&pack->arena);
}

bool pack_name_is(const struct pack_name *n, struct sv name)
{
    return n->prefix ? name.n > n->text.n && sv_starts(name, n->text) : sv_eq(name, n->text);
}

struct sv pack_fold(struct sv s, char out[static PACK_FOLDED])
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        else if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
            continue;
        if (n == PACK_FOLDED)
            return (struct sv){0};
        out[n++] = c;
    }
    return sv_of(out, n);
}
