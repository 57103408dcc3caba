#ifndef SPANVET_LINT_SETTINGS_H
#define SPANVET_LINT_SETTINGS_H
/*
 * struct settings: which rules run, with which thresholds. Starts with the catalogue's defaults;
 * options change it. Errors name the nearest right word.
 */
#include "core/err.h"
#include "lint/rule.h"

struct settings {
    const struct catalog *catalog;
    double (*params)[RULE_PARAMS]; /* by rule */
    bool *enabled;                 /* by rule */
    unsigned threads;              /* that share the traces; 0 = as many as there are cores */
    bool selected; /* settings_select was called: `enabled` began empty */
};

void settings_init(struct settings *set, const struct catalog *catalog);
void settings_release(struct settings *set);

/* "chunk-noise.max_share=0.6" or "N055.max_share=0.6". False with a sentence for an unknown rule
 * or parameter, something that is no number, or a number out of its range. */
bool settings_set(struct settings *set, struct sv text, struct err *e);

/* Comma-separated codes, code prefixes ("N", "N05"), slugs, or "all", in any case: only these
 * rules run (the first call), further calls add; or these do not run. False with a sentence for
 * a word that names no rule. */
bool settings_select(struct settings *set, struct sv list, struct err *e);
bool settings_ignore(struct settings *set, struct sv list, struct err *e);

#endif
