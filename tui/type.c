#include "tui/type.h"

static const struct sv names[SPAN_TYPES] = {
    [TYPE_CONVERSATION] = SV_INIT("conversation"),
    [TYPE_TURN] = SV_INIT("turn"),
    [TYPE_STT] = SV_INIT("stt"),
    [TYPE_LLM] = SV_INIT("llm"),
    [TYPE_TOOL] = SV_INIT("tool"),
    [TYPE_TTS] = SV_INIT("tts"),
    [TYPE_VAD] = SV_INIT("vad"),
    [TYPE_TRANSPORT] = SV_INIT("transport"),
    [TYPE_WRAPPER] = SV_INIT("wrapper"),
    [TYPE_MARKER] = SV_INIT("marker"),
    [TYPE_OTHER] = SV_INIT("other"),
};

_Static_assert(ROLE_CONVERSATION + TYPE_OTHER == ROLE_OTHER, "types and their roles part");

struct sv type_name(enum span_type type)
{
    return names[type];
}

enum span_type type_of_name(struct sv name)
{
    unsigned type = 0;
    while (type < SPAN_TYPES && !sv_eq_nocase(names[type], name))
        type++;
    return (enum span_type)type;
}

enum span_type type_of_class(uint8_t class)
{
    static const uint8_t types[CLASSES] = {
        [CLASS_OTHER] = TYPE_OTHER,
        [CLASS_CONVERSATION] = TYPE_CONVERSATION,
        [CLASS_TURN] = TYPE_TURN,
        [CLASS_STT] = TYPE_STT,
        [CLASS_STT_PROVIDER] = TYPE_STT,
        [CLASS_LLM] = TYPE_LLM,
        [CLASS_TOOL] = TYPE_TOOL,
        [CLASS_TTS] = TYPE_TTS,
        [CLASS_VAD] = TYPE_VAD,
        [CLASS_PIPELINE] = TYPE_WRAPPER,
        [CLASS_TRANSPORT] = TYPE_TRANSPORT,
        [CLASS_SESSION] = TYPE_WRAPPER,
        [CLASS_MARKER] = TYPE_MARKER,
        [CLASS_PROBE] = TYPE_MARKER,
    };
    return (enum span_type)types[class];
}

enum span_type type_of_span(uint8_t class, struct sv name)
{
    if (class == CLASS_OTHER && sv_starts(name, SV("transport.")))
        return TYPE_TRANSPORT;
    return type_of_class(class);
}
