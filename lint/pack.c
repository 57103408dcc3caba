#include "lint/pack.h"

#include <jansson.h>

struct reader {
    struct pack *pack;
    const char *name; /* of the pack, for messages */
    struct err *e;
    uint8_t class; /* the class whose names are being read */
};

static const char *const class_words[] = {
    [CLASS_CONVERSATION] = "conversation",
    [CLASS_TURN] = "turn",
    [CLASS_STT] = "stt",
    [CLASS_STT_PROVIDER] = "stt_provider",
    [CLASS_LLM] = "llm",
    [CLASS_TOOL] = "tool",
    [CLASS_TTS] = "tts",
    [CLASS_VAD] = "vad",
    [CLASS_PIPELINE] = "pipeline",
    [CLASS_TRANSPORT] = "transport",
    [CLASS_SESSION] = "session",
    [CLASS_MARKER] = "marker",
    [CLASS_PROBE] = "probe",
};

static struct sv json_sv(struct reader *r, const json_t *value)
{
    return arena_copy(&r->pack->arena,
                      sv_of(json_string_value(value), json_string_length(value)));
}

/* ---- lists of strings, by what is done with each ---- */

typedef void put_fn(struct reader *r, struct sv text);

static struct pack_name name_of(const struct reader *r, struct sv text)
{
    bool prefix = sv_ends(text, SV("*"));
    text.n -= prefix;
    return (struct pack_name){.text = text, .class = r->class, .prefix = prefix};
}

static void near_add(struct reader *r, struct pack_name name)
{
    char folded[PACK_FOLDED];
    name.text = arena_copy(&r->pack->arena, pack_fold(name.text, folded));
    vec_push(&r->pack->near, name);
}

static void name_add(struct reader *r, struct pack_name name)
{
    vec_push(&r->pack->names, name);
    if (!name.prefix)
        near_add(r, name);
}

static void put_canonical(struct reader *r, struct sv text)
{
    struct pack_name name = name_of(r, text);
    name.means = name.prefix ? class_name(r->class) : name.text;
    name_add(r, name);
}

static void put_alias(struct reader *r, struct sv text)
{
    struct pack_name name = name_of(r, text);
    name.means = class_name(r->class);
    name.alias = true;
    name_add(r, name);
}

static void put_near(struct reader *r, struct sv text)
{
    struct pack_name name = name_of(r, text);
    name.means = class_name(r->class);
    near_add(r, name);
}

static void put_plain(struct reader *r, struct sv text)
{
    vec_push(&r->pack->plain_names, text);
}

static void put_number(struct reader *r, struct sv text)
{
    vec_push(&r->pack->keys, ((struct pack_key){text, ROLE_NUMBER}));
}

static void put_flag(struct reader *r, struct sv text)
{
    vec_push(&r->pack->keys, ((struct pack_key){text, ROLE_FLAG}));
}

static void put_probe_service(struct reader *r, struct sv text)
{
    vec_push(&r->pack->probe_services, text);
}

static void put_probe_key(struct reader *r, struct sv text)
{
    vec_push(&r->pack->probe_keys, text);
}

static bool strings_read(struct reader *r, const char *member, const json_t *list, put_fn *put)
{
    size_t i;
    json_t *item;
    if (!json_is_array(list))
        return err_set(r->e, "pack %s: \"%s\" must be a list of strings", r->name, member);
    json_array_foreach(list, i, item) {
        if (!json_is_string(item) || json_string_length(item) == 0)
            return err_set(r->e, "pack %s: \"%s\" holds something that is no text", r->name,
                           member);
        put(r, json_sv(r, item));
    }
    return true;
}

/* ---- objects whose members are such lists ---- */

struct list_member {
    const char *name;
    put_fn *put;
};

static bool lists_read(struct reader *r, const char *where, json_t *object,
                       const struct list_member *members, size_t n)
{
    const char *key;
    json_t *value;
    if (!json_is_object(object))
        return err_set(r->e, "pack %s: \"%s\" must be an object", r->name, where);
    json_object_foreach(object, key, value) {
        size_t i = 0;
        while (i < n && strcmp(members[i].name, key) != 0)
            i++;
        if (i == n)
            return err_set(r->e, "pack %s: \"%s\" has an unknown member \"%s\"", r->name, where,
                           key);
        if (!strings_read(r, key, value, members[i].put))
            return false;
    }
    return true;
}

static bool class_read(struct reader *r, const char *word, json_t *object)
{
    static const struct list_member members[] = {
        {"names", put_canonical}, {"aliases", put_alias}, {"near", put_near}};
    for (r->class = CLASS_OTHER + 1; r->class < CLASSES; r->class ++)
        if (strcmp(class_words[r->class], word) == 0)
            return lists_read(r, word, object, members, ARRAY_LEN(members));
    return err_set(r->e, "pack %s: \"spans\" has an unknown class \"%s\"", r->name, word);
}

static bool spans_read(struct reader *r, json_t *object)
{
    const char *word;
    json_t *value;
    if (!json_is_object(object))
        return err_set(r->e, "pack %s: \"spans\" must be an object", r->name);
    json_object_foreach(object, word, value)
        if (!class_read(r, word, value))
            return false;
    return true;
}

static bool plain_names_read(struct reader *r, json_t *list)
{
    return strings_read(r, "plain_names", list, put_plain);
}

static bool keys_read(struct reader *r, json_t *object)
{
    static const struct list_member members[] = {{"number", put_number}, {"flag", put_flag}};
    return lists_read(r, "keys", object, members, ARRAY_LEN(members));
}

static bool probes_read(struct reader *r, json_t *object)
{
    static const struct list_member members[] = {{"services", put_probe_service},
                                                 {"attributes", put_probe_key}};
    return lists_read(r, "probes", object, members, ARRAY_LEN(members));
}

static bool schema_read(struct reader *r, json_t *value)
{
    const char *schema = json_string_value(value);
    if (schema && strcmp(schema, "spanvet.pack/1") == 0)
        return true;
    return err_set(r->e, "pack %s: \"schema\" must be \"spanvet.pack/1\"", r->name);
}

static bool pack_member_read(struct reader *r, json_t *value)
{
    return json_is_string(value) || err_set(r->e, "pack %s: \"pack\" must be a text", r->name);
}

static bool top_read(struct reader *r, json_t *top)
{
    static const struct {
        const char *name;
        bool (*read)(struct reader *r, json_t *value);
        bool required;
    } members[] = {
        {"schema", schema_read, true},         {"pack", pack_member_read, true},
        {"spans", spans_read, false},          {"keys", keys_read, false},
        {"plain_names", plain_names_read, false}, {"probes", probes_read, false},
    };
    size_t seen = 0;
    if (!json_is_object(top))
        return err_set(r->e, "pack %s is not a JSON object", r->name);
    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        json_t *value = json_object_get(top, members[i].name);
        seen += value != NULL;
        if (!value && members[i].required)
            return err_set(r->e, "pack %s has no member \"%s\"", r->name, members[i].name);
        if (value && !members[i].read(r, value))
            return false;
    }
    return seen == json_object_size(top) ||
           err_set(r->e, "pack %s has an unknown member beside schema, pack, spans, plain_names, "
                         "keys and probes", r->name);
}

bool pack_read(struct pack *pack, const struct pack_text *text, struct err *e)
{
    struct reader r = {.pack = pack, .name = text->name, .e = e};
    json_error_t why;
    json_t *top = json_loadb(text->json, text->n, JSON_REJECT_DUPLICATES, &why);
    if (!top)
        return err_set(e, "pack %s, line %d: %s", text->name, why.line, why.text);
    bool ok = top_read(&r, top);
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
