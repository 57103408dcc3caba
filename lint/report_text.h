#ifndef SPANVET_LINT_REPORT_TEXT_H
#define SPANVET_LINT_REPORT_TEXT_H
/* What the parts of the text report share; only for lint/report_text*.c. */
#include "core/fmt.h"
#include "lint/finding_text.h"

enum {
    NAME_COLUMNS = 60,
    SEVERITY_COLUMN = 2, /* where the severity stands */
    TEXT_COLUMN = 10     /* where code, message, spans and fix stand */
};

/* The findings of one trace, or those about the whole input. */
struct group {
    uint32_t trace;    /* or NO_ROW */
    uint32_t first, n; /* of `order` */
    uint32_t totals[SEVERITIES];
    uint64_t spans; /* affected, over all findings */
};

struct writer {
    struct page page;
    const struct report *r;
    const struct store *s;
    VEC(struct group) groups; /* the worst first */
    uint32_t *order;          /* numbers of findings; the worst first within each group */
    uint32_t *n_of_rule;      /* by rule: findings in the whole report */
    struct sv *fix_shown;     /* by rule */
    struct buf tmp;           /* a line while it is put together */
};

static inline const struct rule *rule_of(const struct writer *w, uint32_t rule)
{
    return w->r->settings->catalog->rules[rule];
}

/* The finding at a place of `order`. */
static inline const struct finding *finding_at(const struct writer *w, uint32_t place)
{
    return &w->r->lint->findings.list.v[w->order[place]];
}

/* Writes w->tmp in one colour and empties it. */
void text_flush(struct writer *w, enum ink ink);

/* One trace with its findings; report_text_trace.c. */
void text_group(struct writer *w, const struct group *g);
/* The groups from number `from` on in one line a rule; report_text_rest.c. */
void text_rest(struct writer *w, size_t from);

#endif
