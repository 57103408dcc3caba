#include "lint/key_features.h"

/* ---- ids of calls ---- */

static const struct {
    struct sv key;
    uint8_t kind;
} session_keys[] = {
    {SV_INIT("simulation_output_id"), SESSION_SIMULATION},
    {SV_INIT("coval_simulation_output_id"), SESSION_SIMULATION},
    {SV_INIT("coval.internal.simulation_id"), SESSION_SIMULATION},
    {SV_INIT("coval.simulation_output_id"), SESSION_SIMULATION},
    {SV_INIT("coval.simulation_id"), SESSION_SIMULATION},
    {SV_INIT("session_id"), SESSION_SESSION},
    {SV_INIT("session.id"), SESSION_SESSION},
    {SV_INIT("langfuse.session.id"), SESSION_SESSION},
    {SV_INIT("gen_ai.conversation.id"), SESSION_CONVERSATION},
    {SV_INIT("conversation.id"), SESSION_CONVERSATION},
    {SV_INIT("coval.conversation_id"), SESSION_CONVERSATION},
    {SV_INIT("group_id"), SESSION_CONVERSATION},
};

static struct sv without_metadata_prefix(struct sv key)
{
    static const struct sv prefixes[] = {
        SV_INIT("langsmith.metadata."),      SV_INIT("traceloop.association.properties."),
        SV_INIT("ai.telemetry.metadata."),   SV_INIT("metadata."),
        SV_INIT("langfuse.trace.metadata."),
    };
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
        if (sv_starts(key, prefixes[i]))
            return sv_of(key.p + prefixes[i].n, key.n - prefixes[i].n);
    return key;
}

enum session_kind session_key_kind(struct sv key)
{
    struct sv bare = without_metadata_prefix(key);
    for (size_t i = 0; i < ARRAY_LEN(session_keys); i++)
        if (sv_eq(bare, session_keys[i].key))
            return session_keys[i].kind;
    return SESSION_NONE;
}

/* ---- keys ---- */

static const struct {
    struct sv text;
    enum { WHOLE, START, END } where;
    uint64_t bits;
} key_texts[] = {
    {SV_INIT("trace.source"), WHOLE, FEATURE_MARKER_KEY},
    {SV_INIT("trace.timing"), WHOLE, FEATURE_MARKER_KEY},
    {SV_INIT("trace.duration_note"), WHOLE, FEATURE_MARKER_KEY},
    {SV_INIT("llm.finish_reason"), WHOLE, FEATURE_FINISH_ODD},
    {SV_INIT("http.status_code"), WHOLE, FEATURE_HTTP_ODD},
    {SV_INIT("http.response.status_code"), WHOLE, FEATURE_HTTP_ODD},
    {SV_INIT("coval.internal."), START, FEATURE_INTERNAL},
    {SV_INIT("_ms"), END, FEATURE_FEW_MS},
    {SV_INIT("_seconds"), END, FEATURE_MANY_S},
    {SV_INIT("_s"), END, FEATURE_MANY_S},
};

uint64_t key_text_features(struct sv key)
{
    uint64_t bits = session_key_kind(key) ? FEATURE_SESSION : 0;
    for (size_t i = 0; i < ARRAY_LEN(key_texts); i++) {
        struct sv text = key_texts[i].text;
        if (key_texts[i].where == WHOLE   ? sv_eq(key, text)
            : key_texts[i].where == START ? sv_starts(key, text)
                                          : sv_ends(key, text))
            bits |= key_texts[i].bits;
    }
    return bits;
}

/* ---- values ---- */

uint64_t key_value_features(const struct value_texts *t, uint64_t bits, const struct attr *a)
{
    double value;
    bool number = attr_number(a, &value);
    if (!number || value != 1)
        bits &= ~FEATURE_FLAG_SET;
    if (!number || value <= 0 || value >= 10)
        bits &= ~FEATURE_FEW_MS;
    if (!number || value <= 100)
        bits &= ~FEATURE_MANY_S;
    if (number && value >= 100 && value <= 599)
        bits &= ~FEATURE_HTTP_ODD;
    if (a->type == VALUE_STRING && ((sym)a->bits == t->stop || (sym)a->bits == t->tool_calls))
        bits &= ~FEATURE_FINISH_ODD;
    return bits;
}
