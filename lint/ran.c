#include "lint/ran.h"

bool *lint_ran(const struct lint *l, const struct settings *set)
{
    size_t n = set->catalog->n;
    bool *ran = mem_alloc(arena_size(sizeof(*ran), n));
    for (size_t i = 0; i < n; i++)
        ran[i] = set->enabled[i];
    for (size_t i = 0; i < l->skipped.n; i++)
        ran[l->skipped.v[i].rule] = false;
    return ran;
}
