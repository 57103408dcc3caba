#ifndef SPANVET_TUI_SPAN_JSON_H
#define SPANVET_TUI_SPAN_JSON_H
/*
 * A span as one span object of OTLP JSON: names and keys as they were emitted, ids in hex, and
 * credentials and personal values as `***` unless they are revealed. What is absent is left out.
 */
#include "core/buf.h"
#include "core/store.h"

void span_json(struct buf *b, const struct store *s, uint32_t row, bool reveal);
/* Would it hold a `***` that stands for something? */
bool span_json_hides(const struct store *s, uint32_t row);

#endif
