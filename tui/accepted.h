#ifndef SPANVET_TUI_ACCEPTED_H
#define SPANVET_TUI_ACCEPTED_H
/*
 * struct accepted: findings that were accepted while the browser ran: excludes that went into the
 * configuration, and which findings each of them matches. The run itself knows nothing of them
 * until the files are read again.
 */
#include "tui/bits.h"
#include "tui/data.h"

struct accepted {
    VEC(struct exclude) list;
    VEC(struct bits) which;      /* by exclude: a bit for each finding */
    struct bits any;             /* of size 0 = none at all */
    uint32_t totals[SEVERITIES]; /* findings */
    struct arena arena;
};

/* Which findings of d->lint an exclude matches; returns how many. `which` is resized. */
uint32_t accepted_match(struct bits *which, const struct tui_data *d, const struct exclude *x);
/* Adds an exclude; its texts are copied. */
void accepted_add(struct accepted *a, const struct tui_data *d, const struct exclude *x);
/* The exclude that matches a finding, or NULL. */
const struct exclude *accepted_of(const struct accepted *a, uint32_t finding);
void accepted_release(struct accepted *a);

#endif
