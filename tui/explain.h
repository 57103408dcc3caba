#ifndef SPANVET_TUI_EXPLAIN_H
#define SPANVET_TUI_EXPLAIN_H
/*
 * The explanation of a finding as a text: what is wrong, how far from the threshold, on which
 * spans, why it matters, what to do, with code, and how to change what the rule asks for. The same
 * of a rule without a finding.
 */
#include "tui/accepted.h"
#include "tui/extent.h"
#include "tui/text.h"

/* What it is about. */
struct explain_subject {
    uint32_t finding; /* NO_ROW = a rule as a whole */
    uint32_t rule;    /* NO_ROW = nothing */
    uint32_t skipped; /* number in lint->skipped, or NO_ROW */
};

/* Tags of lines: the value, whose row has room for a bar; an example, by its number. */
enum { EXPLAIN_VALUE = 1, EXPLAIN_EXAMPLE };

/* `accepted` is the exclude that holds for the finding, or NULL; `known` a trace whose first start
 * is known, or NULL: other traces are looked through for it when they are small. */
void explain_make(struct text *x, const struct tui_data *d, const struct explain_subject *subject,
                  const struct exclude *accepted, const struct extent *known, bool reveal);

#endif
