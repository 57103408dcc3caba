#include "rules/catalog.h"

static const struct rule *const all[] = {
#define RULE(name) &rule_##name,
#include "rules/rules.def"
#undef RULE
};

const struct catalog rules_catalog = {all, ARRAY_LEN(all)};

const struct rule_section rule_sections[] = {
    {'I', "Input: container and encoding"},
    {'T', "Time"},
    {'U', "Identity: duplicates and targets"},
    {'S', "Structure of the tree"},
    {'N', "Names and density of spans"},
    {'F', "Fabricated values and markers"},
    {'A', "Attributes: types, units, ranges"},
    {'R', "Required attributes and resources"},
    {'L', "Lifecycle: activation and flush"},
    {'E', "Errors, tools, fallback"},
    {'P', "Privacy, safety, size"},
    {'M', "Metrics: what can be made of the spans"},
    {'G', "GenAI semantic conventions"},
    {'V', "Voice turns"},
    {'X', "Your own, from packs"},
};
const size_t rule_sections_n = ARRAY_LEN(rule_sections);

const struct rule_section *rule_section(const struct rule *rule)
{
    size_t i = 0;
    while (i + 1 < rule_sections_n && rule_sections[i].letter != rule->code[0])
        i++;
    return &rule_sections[i];
}
