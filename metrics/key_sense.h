#ifndef SPANVET_METRICS_KEY_SENSE_H
#define SPANVET_METRICS_KEY_SENSE_H
/* What an attribute key says about its value before any value is looked at. */
#include "core/sv.h"

/* Does the key match one of the patterns, which stand apart by spaces? A pattern is one of
 * core/glob.h. */
bool key_matches(struct sv key, const char *patterns);

/* The unit that the end of the key names: "ms", "s"; empty when it names none of these. */
struct sv key_time_unit(struct sv key);

/* Keys of which no metric is made, or none worth having, whatever their values are. */
enum key_sense {
    KEY_FREE,       /* nothing against it */
    KEY_IDENTIFIER, /* a number that names something: an index, a code, a port */
    KEY_SETTING,    /* chosen by the caller of a model or a library, not measured */
    KEY_MOMENT,     /* a moment in time, or an offset from one */
    KEY_TRANSCRIPT, /* the transcript says the same, without any trace */
    KEY_DIAGNOSTIC  /* tells whether tracing and transport work, not how the agent does */
};

/* What is against it; `*why` is a sentence about such keys, empty for KEY_FREE. */
enum key_sense key_sense(struct sv key, struct sv *why);

#endif
