#ifndef SPANVET_LINT_KEY_FEATURES_H
#define SPANVET_LINT_KEY_FEATURES_H
/*
 * What one attribute tells about the trace of its span, as bits of view.features: by the text of
 * its key, which is read once per distinct key, and then by its value.
 */
#include "lint/view.h"

/* The families of ids that say which call a span belongs to. */
enum session_kind {
    SESSION_NONE,
    SESSION_SIMULATION, /* simulation_output_id and its like: one simulated call */
    SESSION_SESSION,    /* session.id and its like */
    SESSION_CONVERSATION, /* conversation.id, gen_ai.conversation.id, group_id */
};

/* The family of a key, also below the prefixes under which tools store metadata
 * (langfuse.trace.metadata., traceloop.association.properties., ...). */
enum session_kind session_key_kind(struct sv key);

/* The features that a key can give. Those in KEY_FEATURES_BY_VALUE hold for some values only. */
uint64_t key_text_features(struct sv key);

#define KEY_FEATURES_BY_VALUE                                                                      \
    (FEATURE_FLAG_SET | FEATURE_FEW_MS | FEATURE_MANY_S | FEATURE_FINISH_ODD | FEATURE_HTTP_ODD)

/* Texts that key_value_features knows. */
struct value_texts {
    sym stop, tool_calls;
};

/* `bits` of a key without those that do not hold for this value of it. */
uint64_t key_value_features(const struct value_texts *t, uint64_t bits, const struct attr *a);

#endif
