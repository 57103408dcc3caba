#ifndef SPANVET_CORE_ID_H
#define SPANVET_CORE_ID_H
/* Ids of a store as text, appended to a buffer: lower-case hex, or an opaque id as it was. */
#include "core/buf.h"
#include "core/store.h"

/* 32 digits; nothing for the row of spans without trace id. */
void id_add_trace(struct buf *b, const struct store *s, uint32_t trace);
/* 16 digits; nothing for a span without id. */
void id_add_span(struct buf *b, const struct store *s, uint32_t row);

#endif
