#ifndef SPANVET_CORE_SHOWN_H
#define SPANVET_CORE_SHOWN_H
/*
 * Span names, attribute keys and opaque ids as they may be shown. Whatever prints one goes through
 * here: what holds a credential or a personal value (core/personal_shapes.h) ends before it, with
 * `***` for the rest. Ids of hex digits, as OpenTelemetry has them, are neither.
 */
#include "core/buf.h"
#include "core/store.h"

/* How many bytes of the text may be shown; all of them, but for such names. */
size_t shown_length(struct sv text);

/* The text itself, or what may be shown of it in `tmp`, which is emptied before. */
struct sv shown_text(struct sv text, struct buf *tmp);

/* What people write for this program, and sentences that quote it: each credential and personal
 * value is `***` up to its end, and the text goes on behind it; RULE@SPAN=LEVEL is no address. What
 * is shown is put into `tmp`, which is emptied before. */
struct sv shown_sentence(struct sv text, struct buf *tmp);

/* Says of each byte of such a text whether it is hidden; `is_hidden` has room for all of them. */
void shown_mark(struct sv text, uint8_t *is_hidden);

/* What shown_sentence makes of it, appended safe for a terminal and cut as by fmt_foreign. */
void shown_add_sentence(struct buf *b, struct sv text, size_t max);

/* The id of a trace or span, appended: as in core/id.h, but an opaque id goes the same way. */
void shown_add_trace(struct buf *b, const struct store *s, uint32_t trace);
void shown_add_span(struct buf *b, const struct store *s, uint32_t row);

#endif
