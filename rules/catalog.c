#include "rules/catalog.h"

static const struct rule *const all[] = {
#define RULE(name) &rule_##name,
#include "rules/rules.def"
#undef RULE
};

const struct catalog rules_catalog = {all, ARRAY_LEN(all)};
