#ifndef SPANVET_CORE_MARKDOWN_H
#define SPANVET_CORE_MARKDOWN_H
/*
 * Texts that nobody vouches for inside Markdown as GitHub and GitLab read it. What comes out holds
 * no markup, no HTML, no link, no line break and mentions nobody, also in a cell of a table.
 */
#include "core/buf.h"

/* Appends the text; what stands between backquotes becomes <code>. */
void markdown_text(struct buf *b, struct sv text);
/* The same as code throughout. */
void markdown_code(struct buf *b, struct sv text);

#endif
