#include "lint/pack_read.h"

#include "core/nearest.h"

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

bool pack_read_text(struct json_walk *w, json_t *value, void *into)
{
    return walk_text(w, value, SIZE_MAX, into);
}

static bool text_push(struct json_walk *w, json_t *value, void *into)
{
    struct sv text;
    if (!pack_read_text(w, value, &text))
        return false;
    vec_push((struct texts *)into, text);
    return true;
}

bool pack_read_texts(struct json_walk *w, json_t *value, void *into)
{
    return walk_items(w, value, text_push, into);
}

bool pack_known_class(struct json_walk *w, struct sv word, uint8_t *out)
{
    uint8_t i = 0;
    while (i < CLASSES && !sv_eq(sv_from_c(pack_class_words[i]), word))
        i++;
    *out = i;
    return i < CLASSES || walk_fail_word(w, "class", word, pack_class_words);
}

bool pack_read_class(struct json_walk *w, json_t *value, void *into)
{
    struct sv word;
    return pack_read_text(w, value, &word) && pack_known_class(w, word, into);
}

static bool class_add(struct json_walk *w, json_t *value, void *into)
{
    uint8_t class;
    if (!pack_read_class(w, value, &class))
        return false;
    *(uint64_t *)into |= FEATURE_OF(class);
    return true;
}

bool pack_read_classes(struct json_walk *w, json_t *value, void *into)
{
    return walk_items(w, value, class_add, into);
}

bool pack_known_key(struct json_walk *w, struct sv text, uint16_t *out)
{
    for (*out = 0; *out < KNOWN_KEYS; ++*out)
        if (sv_eq(key_text(*out), text))
            return true;
    struct nearest near = {.word = text};
    for (uint16_t k = 0; k < KNOWN_KEYS; k++)
        nearest_try(&near, key_text(k));
    return walk_fail_near(w, "canonical attribute", &near);
}

bool pack_read_key(struct json_walk *w, json_t *value, void *into)
{
    struct sv text;
    return pack_read_text(w, value, &text) && pack_known_key(w, text, into);
}
