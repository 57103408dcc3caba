#ifndef SPANVET_RULES_CATALOG_H
#define SPANVET_RULES_CATALOG_H
/*
 * All rules. A rule is defined in the file of its subject and listed in rules/rules.def, in the
 * order of the letters I T U S N F A R L E P M G V and by number below each; that order is the
 * order of findings and of every list of rules.
 */
#include "lint/rule.h"

extern const struct catalog rules_catalog;

/* What the letter of a code stands for, in the order of the catalogue. X is for rules of packs. */
struct rule_section {
    char letter;
    const char *title;
};

extern const struct rule_section rule_sections[];
extern const size_t rule_sections_n;

/* The section of a rule; X for a letter that has none. */
const struct rule_section *rule_section(const struct rule *rule);

#define RULE(name) extern const struct rule rule_##name;
#include "rules/rules.def"
#undef RULE

#endif
