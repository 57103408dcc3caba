#include "lint/own_rule.h"

const char *const own_type_words[OWN_TYPES + 1] = {[OWN_STRING] = "string", [OWN_INT] = "int",
                                                   [OWN_NUMBER] = "number", [OWN_BOOL] = "bool",
                                                   [OWN_ARRAY] = "array"};

void own_rules_release(struct own_rules *own)
{
    for (size_t i = 0; i < own->patterns.n; i++) {
        regfree(own->patterns.v[i]);
        free(own->patterns.v[i]);
    }
    vec_release(&own->patterns);
    vec_release(&own->list);
    arena_release(&own->arena);
}

struct catalog own_rules_catalog(struct own_rules *own, const struct catalog *built_in)
{
    size_t n = built_in->n + own->list.n;
    const struct rule **rules = arena_raw(&own->arena, arena_size(sizeof(*rules), n));
    for (size_t i = 0; i < built_in->n; i++)
        rules[i] = built_in->rules[i];
    for (size_t i = 0; i < own->list.n; i++)
        rules[built_in->n + i] = &own->list.v[i]->rule;
    return (struct catalog){rules, n};
}
