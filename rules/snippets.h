#ifndef SPANVET_RULES_SNIPPETS_H
#define SPANVET_RULES_SNIPPETS_H
/*
 * Code that shows a fix, by topic: rules/snippets/<topic>.py with the Python SDK of OpenTelemetry
 * and <topic>.js with the JavaScript SDK, embedded by rules/snippets/embed.sh when the program is
 * built. A rule names its topic (struct rule.snippet); rules with the same fix share one.
 */
#include "lint/snippet.h"

#include <stddef.h>

extern const struct snippet rules_snippets[]; /* by topic, ascending */
extern const size_t rules_snippets_n;

/* The snippet of a topic, or NULL; `topic` may be NULL. */
const struct snippet *snippet_find(const char *topic);

#endif
