#ifndef SPANVET_TUI_FINDING_ACTIONS_H
#define SPANVET_TUI_FINDING_ACTIONS_H
/* What the keys do in the list of findings (tui/view_findings.c). */
#include "tui/finding_pane.h"

enum { FINDING_HANDLERS = 14 };
extern const struct handler finding_handlers[FINDING_HANDLERS];
extern const struct finder finding_finder;

/* The cursor was moved: its finding is selected. */
void finding_moved(struct tui *t, struct tui_view *v);
/* To a span of a finding, by its row; NO_ROW: the first one. n and N then step through all spans
 * that its rule is about. */
void finding_open(struct tui *t, uint32_t finding, uint32_t row);
/* The word for `:sort` of order `i`, empty behind the last one. */
struct sv finding_order_word(uint32_t i);
/* Appends "by rule, worst first". */
void finding_order_add(struct buf *b, const struct finding_pane *p);

static inline const struct rule *finding_rule_of(const struct tui *t, uint32_t rule)
{
    return t->data->settings->catalog->rules[rule];
}

#endif
