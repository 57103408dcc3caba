#ifndef SPANVET_TUI_VALUE_H
#define SPANVET_TUI_VALUE_H
/*
 * Values of attributes, for people and as OTLP JSON. What looks like a credential or a personal
 * value, by itself or by the key that it stands under, is `***`; with `reveal` all is shown.
 * Texts are not made safe for a terminal here: canvases and buf_json do that.
 */
#include "core/buf.h"
#include "core/store.h"

/* The value under `key` as a person reads it: a text as it is, lists and objects as plain JSON,
 * "no value". After `max` bytes it is cut, and "... (1,204 more bytes)" follows; 0 = all of it. */
void value_add(struct buf *b, const struct store *s, const struct attr *a, size_t max, bool reveal);
/* A text of a trace without a key, a status message for example, in the same way. */
void value_add_text(struct buf *b, struct sv text, size_t max, bool reveal);
/* {"stringValue":"..."} */
void value_json(struct buf *b, const struct store *s, const struct attr *a, bool reveal);

/* A name or key in the same way, cut to `max` bytes. */
void value_add_name(struct buf *b, struct sv name, size_t max, bool reveal);
/* A name or key: as core/shown.h lets it be shown, or with `reveal` as it is. Valid until `tmp` is
 * used again. */
struct sv value_name(struct sv name, struct buf *tmp, bool reveal);

#endif
