#ifndef SPANVET_LINT_DIALECTS_TOLD_H
#define SPANVET_LINT_DIALECTS_TOLD_H
/* What reports say about dialects. */
#include "core/json_out.h"
#include "lint/dialects.h"

/* The member "dialects" of the object that is open: name, title and number of traces of each that
 * was found, in order of rank. Empty when `v` is NULL. */
void dialects_json(struct json_out *j, const struct view *v, const struct store *s);
/* "LiveKit Agents (3 traces), Langfuse (1 trace)"; nothing when none was found. */
void dialects_add_counts(struct buf *b, const struct view *v, const struct store *s);

#endif
