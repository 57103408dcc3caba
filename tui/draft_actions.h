#ifndef SPANVET_TUI_DRAFT_ACTIONS_H
#define SPANVET_TUI_DRAFT_ACTIONS_H
/*
 * What the keys do with drafts of metrics. Drafting, staging and writing mean the same in every
 * view: what is drafted is the attribute under the cursor of the detail, else what a menu offers of
 * the span, or of the trace; what is staged is the draft under the cursor of the metrics view, else
 * the one that was added last.
 */
#include "tui/tui.h"

handler_fn add_draft_handler, stage_draft_handler, write_drafts_handler;
/* In the metrics view and its companion. */
handler_fn discard_draft_handler, profile_handler;

/* Ends the browser; asks before that when something is staged and was not written. Asked, the keys
 * that end it anywhere (leave_insists) do it at once. */
void leave_browser(struct tui *t);
bool leave_insists(struct tui *t, enum action a);

/* The draft that the keys are about in this view, or NO_ROW. */
uint32_t draft_in_hand(struct tui *t, const struct tui_view *v);

#endif
