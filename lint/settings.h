#ifndef SPANVET_LINT_SETTINGS_H
#define SPANVET_LINT_SETTINGS_H
/*
 * struct settings: which rules run, with which thresholds and severities, and what of their
 * findings is excluded. Starts with the catalogue's defaults; the configuration file, the
 * environment and the command line change it, in this order. Errors name the nearest right word.
 */
#include "core/err.h"
#include "core/level.h"
#include "lint/exclude.h"
#include "lint/origin.h"
#include "lint/rule.h"

/* The level of a rule's findings about spans whose name matches a glob. */
struct span_level {
    uint32_t rule;
    uint8_t level, from; /* enum origin */
    struct sv glob;      /* the caller's text; core/glob.h */
};

struct settings {
    const struct catalog *catalog;
    double (*params)[RULE_PARAMS];      /* by rule */
    uint8_t (*param_from)[RULE_PARAMS]; /* enum origin */
    bool *enabled;                      /* by rule */
    unsigned threads; /* that share the traces; 0 = as many as there are cores */
    bool trace_scores; /* also a score for each trace: lint.trace_scores */
    bool selected; /* settings_select was called: `enabled` began empty */
    uint8_t *level, *level_from;        /* by rule: a level, its enum origin */
    VEC(struct span_level) span_levels; /* the last that matches holds */
    const struct excludes *excludes;    /* the caller's, or NULL */
    enum origin origin;                 /* of what the calls below set from here on */
};

void settings_init(struct settings *set, const struct catalog *catalog);
void settings_release(struct settings *set);

/* ---- thresholds ---- */

/* "chunk-noise.max_share=0.6" or "N055.max_share=0.6". False with a sentence for an unknown rule
 * or parameter, something that is no number, or a number out of its range. */
bool settings_set(struct settings *set, struct sv text, struct err *e);
/* Its parts: the number of the rule's parameter, RULE_PARAMS with a sentence when it has none of
 * that name; and whether a value is in range. */
size_t settings_param_find(const struct rule *rule, struct sv name, struct err *e);
bool settings_param_allows(const struct rule *rule, size_t param, double value, struct err *e);

/* ---- which rules run ---- */

/* Comma-separated codes, code prefixes ("N", "N05"), slugs, or "all", in any case: only these
 * rules run (the first call), further calls add; or these do not run. False with a sentence for
 * a word that names no rule. */
bool settings_select(struct settings *set, struct sv list, struct err *e);
bool settings_ignore(struct settings *set, struct sv list, struct err *e);
/* Sets the sentence for a word that names no rule, with the nearest one that does; false. */
bool settings_no_rule(const struct catalog *cat, struct sv word, struct err *e);
/* Do traces decide this rule? False with a sentence that names the command that does. */
bool settings_decides(const struct rule *rule, struct err *e);

/* ---- levels ---- */

/* "N055=info", "T=off,orphan-span@session:*=error": rules as settings_select takes them, a glob
 * for span names behind an @, and a level; several by comma. `text` must outlive the settings. */
bool settings_severity(struct settings *set, struct sv text, struct err *e);
/* The same for one rule; an empty glob is for all its findings. */
void settings_level_set(struct settings *set, uint32_t rule, struct sv glob, uint8_t level);
/* Rules that the list names by their whole code or slug and that are off get their own level back:
 * who asks for a rule by name wants to see it. */
void settings_wake(struct settings *set, struct sv list);
/* After all calls: rules that are off do not run. */
void settings_finish(struct settings *set);

/* What a finding of this rule about this span name (empty: about none) becomes. */
uint8_t settings_level_of(const struct settings *set, uint32_t rule, struct sv name);

#endif
