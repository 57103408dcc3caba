#ifndef SPANVET_IO_OTLP_WORDS_H
#define SPANVET_IO_OTLP_WORDS_H
/*
 * The member names by which OTLP JSON is known, in every spelling met in real files: one table for
 * recognising an input and for reading it.
 */
#include "io/sketch.h"

enum otlp_word {
    OTLP_NOTHING,
    OTLP_RESOURCES, /* a list of ResourceSpans: resourceSpans, batches (Tempo), ... */
    OTLP_RESOURCE,  /* resource, schemaUrl: with what a ResourceSpans begins */
    OTLP_SCOPES,    /* a list of ScopeSpans: scopeSpans, instrumentationLibrarySpans, ... */
    OTLP_METRICS,   /* lists of other signals */
    OTLP_LOGS
};

enum otlp_word otlp_word(struct sv key);

/* Does the input hold a list of any signal? `batches` alone is a common word: it counts only
 * near the top, and with spans below it. */
bool otlp_seen(const struct sketch *sk);

#endif
