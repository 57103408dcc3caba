#ifndef SPANVET_METRICS_INPUT_H
#define SPANVET_METRICS_INPUT_H
/*
 * What the planner is given: finished traces, and what somebody who knows the vocabulary says of
 * them. The planner itself knows no dialect; definitions always hold names as they were emitted.
 * Everything belongs to the caller and must stay as it is while the planner is used.
 */
#include "core/index.h"

/* What spans of a name are, in the canonical vocabulary. */
enum span_role {
    SPAN_OTHER,
    SPAN_CONVERSATION,
    SPAN_TURN,
    SPAN_STT,
    SPAN_STT_PROVIDER, /* stt.provider.<name> */
    SPAN_LLM,
    SPAN_TOOL,
    SPAN_TTS,
    SPAN_VAD,
    SPAN_PIPELINE,
    SPAN_TRANSPORT,
    SPAN_SESSION,
    SPAN_MARKER, /* *_marker */
    SPAN_PROBE,  /* connectivity probes */
    SPAN_ROLES
};

/* A call: the traces that share an id of a simulation, session or conversation, or one trace. */
struct call {
    struct sv id;     /* as it may be shown */
    const char *kind; /* "simulation", "session", "conversation" or "trace" */
};

/* What a framework's own attribute key means: `factor` times its value is the canonical value. */
struct key_meaning {
    sym key;
    struct sv means; /* "metrics.ttfb" */
    double factor;   /* 0.001 for a first-byte time in ms; 0 when it is not one number */
};

struct metrics_input {
    const struct store *s;
    const struct index *ix;
    const uint8_t *role_of;  /* by symbol of a span name: enum span_role */
    const uint8_t *probes;   /* by row: is it a connectivity probe? */
    const uint32_t *call_of; /* by trace: its call */
    const struct call *calls;
    uint32_t n_calls;
    const struct key_meaning *meanings; /* ascending by key */
    size_t n_meanings;
    bool vapi; /* a dialect of Vapi is spoken */
};

/* All traces, those of a call together, calls ascending; the caller frees. */
uint32_t *input_traces(const struct metrics_input *in);

/* The symbol of the key trace.timing, or SYM_NONE. Does a span with these attributes say by it that
 * it measures nothing? */
sym input_timing(const struct metrics_input *in);
bool input_is_marker(const struct metrics_input *in, sym timing, struct attr_range attrs);

#endif
