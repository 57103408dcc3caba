#ifndef SPANVET_TUI_BADGE_H
#define SPANVET_TUI_BADGE_H
/* The few words that say which one a span is among those of its name: the model of an llm, the name
 * of a tool, the role of a turn, the voice's or recogniser's provider. */
#include "tui/tui.h"

/* Appends them, masked where need be; nothing when the span has no such attribute. */
void badge_add(struct buf *b, const struct tui *t, uint32_t row);

#endif
