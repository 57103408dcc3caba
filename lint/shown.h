#ifndef SPANVET_LINT_SHOWN_H
#define SPANVET_LINT_SHOWN_H
/*
 * Span names and attribute keys as they may be shown. Whatever prints one goes through here: a
 * name that holds a credential or an e-mail address ends before it, with `***` for the rest.
 */
#include "core/buf.h"

/* How many bytes of the text may be shown; all of them, but for such names. */
size_t shown_length(struct sv text);

/* The text itself, or what may be shown of it in `tmp`, which is emptied before. */
struct sv shown_text(struct sv text, struct buf *tmp);

#endif
