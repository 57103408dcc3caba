#ifndef SPANVET_TUI_DATA_H
#define SPANVET_TUI_DATA_H
/*
 * struct tui_data: what the views show. Read-only; the caller's (tui/host.h). The members are
 * filled in the order in which they stand while loading goes on, and are NULL until then.
 */
#include "lint/engine.h"
#include "lint/report.h"
#include "lint/summary.h"
#include "metrics/facts.h"

struct tui_data {
    const struct store *s;
    const struct index *ix;
    const struct view *v;
    const struct settings *settings; /* there from the beginning, and so are the snippets */
    const struct snippet *snippets;
    size_t n_snippets;
    int gate; /* the lowest severity that fails `spanvet lint`; SEVERITIES = none does */
    const struct lint *lint;
    const struct summary *summary;
    const struct facts *facts;
    const struct tui_data *before; /* the other dump to compare with; NULL = none */
};

/* A report on them, for the functions of lint/finding_text.h. */
static inline struct report tui_data_report(const struct tui_data *d)
{
    return (struct report){.store = d->s, .index = d->ix, .view = d->v, .settings = d->settings,
                           .lint = d->lint, .snippets = d->snippets,
                           .n_snippets = d->n_snippets, .gate = SEVERITIES};
}

#endif
