#ifndef SPANVET_METRICS_TITLE_H
#define SPANVET_METRICS_TITLE_H
/*
 * Names of metrics, in Title Case: "gen_ai.usage.output_tokens" becomes "Output Tokens",
 * "llm_tool_call" "LLM Tool Call". Words are what stands between dots, underscores, dashes and
 * other signs, and at a change from small to capital letters; known short forms are in capitals.
 */
#include "core/buf.h"

enum { TITLE_MAX = 200 }; /* bytes of a metric's name */

/* The words of a name or key, appended. Units at its end ("_ms", "_seconds") and prefixes that say
 * nothing ("gen_ai.usage.", "metrics.") are left out. */
void title_add(struct buf *b, struct sv name);

/* The words of a name that the text does not have yet, as long as they fit into `max` more
 * bytes. */
void title_add_words(struct buf *b, struct sv name, size_t max);

/* The words of a key on a span: those of the span's name come first unless the key has one of them
 * already: ("llm", "metrics.ttfb") "LLM TTFB", ("llm_tool_call", "tool.error") "Tool Error". */
void title_add_pair(struct buf *b, struct sv span_name, struct sv key);

#endif
