#ifndef SPANVET_TUI_DRAFT_TEXT_H
#define SPANVET_TUI_DRAFT_TEXT_H
/* All there is to say of one draft, as lines of text: its fields, what it gives on the traces, the
 * reasons for its verdict, what the other profile makes of it, and the body that creates it. */
#include "tui/drafts.h"
#include "tui/text.h"

/* The tag of a line is a field from 1 on (enum draft_field + 1), 0 = none. `call`: of
 * facts.in->calls, or NO_ROW. */
void draft_text_make(struct text *x, const struct drafts *d, uint32_t draft, uint32_t call,
                     bool ascii);

#endif
