#include "lint/pack_read.h"

#include "core/buf.h"
#include "lint/nearest.h"

#include <stdarg.h>

const char *const pack_class_words[CLASSES + 1] = {
    [CLASS_OTHER] = "other",
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

/* ---- errors ---- */

static void path_add(struct buf *b, const struct pack_reader *r)
{
    for (unsigned i = 0; i < r->depth; i++) {
        const struct pack_step *step = &r->path[i];
        if (step->member)
            buf_fmt(b, "%s%.80s", i ? "." : "", step->member);
        else
            buf_fmt(b, "[%zu]", step->index);
    }
}

bool pack_fail(struct pack_reader *r, const char *fmt, ...)
{
    struct buf where = {0};
    char text[256];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    path_add(&where, r);
    err_set(r->e, "pack %s%s%.*s: %s", r->name, where.n ? ": " : "", SV_ARG(buf_sv(&where)), text);
    buf_release(&where);
    return false;
}

static bool fail_near(struct pack_reader *r, const char *what, struct sv word,
                      const struct nearest *near)
{
    return near->best.n
               ? pack_fail(r, "unknown %s \"%.*s\"; did you mean \"%.*s\"?", what,
                           (int)(word.n < 80 ? word.n : 80), word.p, SV_ARG(near->best))
               : pack_fail(r, "unknown %s \"%.*s\"", what, (int)(word.n < 80 ? word.n : 80),
                           word.p);
}

/* ---- objects and lists ---- */

static bool step_read(struct pack_reader *r, struct pack_step step, json_t *value,
                      pack_read_fn *read, void *into)
{
    if (r->depth == PACK_DEPTH)
        return pack_fail(r, "too deep");
    r->path[r->depth++] = step;
    if (!read(r, value, into))
        return false;
    r->depth--;
    return true;
}

static bool members_known(struct pack_reader *r, json_t *object, const struct pack_member *members,
                          size_t n)
{
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value) {
        struct nearest near = {.word = sv_from_c(name)};
        size_t i = 0;
        for (; i < n && strcmp(members[i].name, name) != 0; i++)
            nearest_try(&near, sv_from_c(members[i].name));
        if (i == n)
            return fail_near(r, "member", near.word, &near);
    }
    return true;
}

bool pack_read_object(struct pack_reader *r, json_t *object, const struct pack_member *members,
                      size_t n, void *into)
{
    if (!json_is_object(object))
        return pack_fail(r, "must be an object");
    if (!members_known(r, object, members, n))
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct pack_member *m = &members[i];
        json_t *value = json_object_get(object, m->name);
        if (!value && m->required)
            return pack_fail(r, "no member \"%s\"", m->name);
        if (value && !step_read(r, (struct pack_step){.member = m->name}, value, m->read,
                                (char *)into + m->offset))
            return false;
    }
    return true;
}

bool pack_read_list(struct pack_reader *r, json_t *list, pack_read_fn *item, void *into)
{
    size_t i;
    json_t *value;
    if (!json_is_array(list))
        return pack_fail(r, "must be a list");
    json_array_foreach(list, i, value)
        if (!step_read(r, (struct pack_step){.index = i}, value, item, into))
            return false;
    return true;
}

bool pack_read_map(struct pack_reader *r, json_t *object, pack_read_fn *item, void *into)
{
    const char *name;
    json_t *value;
    if (!json_is_object(object))
        return pack_fail(r, "must be an object");
    json_object_foreach(object, name, value)
        if (!step_read(r, (struct pack_step){.member = name}, value, item, into))
            return false;
    return true;
}

struct sv pack_read_name(const struct pack_reader *r)
{
    for (unsigned i = r->depth; i-- > 0;)
        if (r->path[i].member)
            return sv_from_c(r->path[i].member);
    return (struct sv){0};
}

/* ---- values ---- */

bool pack_read_text(struct pack_reader *r, json_t *value, void *into)
{
    if (!json_is_string(value) || json_string_length(value) == 0)
        return pack_fail(r, "must be a text that is not empty");
    *(struct sv *)into = arena_copy(&r->pack->arena,
                                    sv_of(json_string_value(value), json_string_length(value)));
    return true;
}

static bool text_push(struct pack_reader *r, json_t *value, void *into)
{
    struct sv text;
    if (!pack_read_text(r, value, &text))
        return false;
    vec_push((struct texts *)into, text);
    return true;
}

bool pack_read_texts(struct pack_reader *r, json_t *value, void *into)
{
    return pack_read_list(r, value, text_push, into);
}

bool pack_read_number(struct pack_reader *r, json_t *value, void *into)
{
    if (!json_is_number(value))
        return pack_fail(r, "must be a number");
    *(double *)into = json_number_value(value);
    return true;
}

bool pack_read_flag(struct pack_reader *r, json_t *value, void *into)
{
    if (!json_is_boolean(value))
        return pack_fail(r, "must be true or false");
    *(bool *)into = json_is_true(value);
    return true;
}

bool pack_known_class(struct pack_reader *r, struct sv word, uint8_t *out)
{
    struct nearest near = {.word = word};
    for (uint8_t i = 0; i < CLASSES; i++) {
        nearest_try(&near, sv_from_c(pack_class_words[i]));
        *out = i;
        if (sv_eq(sv_from_c(pack_class_words[i]), word))
            return true;
    }
    return fail_near(r, "class", word, &near);
}

bool pack_read_class(struct pack_reader *r, json_t *value, void *into)
{
    struct sv word;
    return pack_read_text(r, value, &word) && pack_known_class(r, word, into);
}

static bool class_add(struct pack_reader *r, json_t *value, void *into)
{
    uint8_t class;
    if (!pack_read_class(r, value, &class))
        return false;
    *(uint64_t *)into |= FEATURE_OF(class);
    return true;
}

bool pack_read_classes(struct pack_reader *r, json_t *value, void *into)
{
    return pack_read_list(r, value, class_add, into);
}

bool pack_known_key(struct pack_reader *r, struct sv text, uint16_t *out)
{
    struct nearest near = {.word = text};
    for (uint16_t k = 0; k < KNOWN_KEYS; k++) {
        nearest_try(&near, key_text(k));
        *out = k;
        if (sv_eq(key_text(k), text))
            return true;
    }
    return fail_near(r, "canonical attribute", text, &near);
}

bool pack_read_key(struct pack_reader *r, json_t *value, void *into)
{
    struct sv text;
    return pack_read_text(r, value, &text) && pack_known_key(r, text, into);
}
