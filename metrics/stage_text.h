#ifndef SPANVET_METRICS_STAGE_TEXT_H
#define SPANVET_METRICS_STAGE_TEXT_H
/*
 * Texts in the hand-off report. They are as safe as core/markdown.h makes them, but people read the
 * file as it is too: code stands between backquotes wherever nothing in it could end that.
 */
#include "core/buf.h"

/* A sentence, in which code stands between backquotes. */
void stage_text(struct buf *b, struct sv text);
/* The same as code throughout. */
void stage_text_code(struct buf *b, struct sv code);
/* The name of a metric; a span name or an attribute, as code: what of them may be shown. */
void stage_text_name(struct buf *b, struct sv name);
void stage_text_key(struct buf *b, struct sv key);

#endif
