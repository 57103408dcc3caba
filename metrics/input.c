#include "metrics/input.h"

uint32_t *input_traces(const struct metrics_input *in)
{
    size_t n = in->s->traces.n;
    uint32_t *order = mem_alloc(arena_size(sizeof(*order), n));
    uint32_t *next = mem_zalloc(arena_size(sizeof(*next), (size_t)in->n_calls + 1));
    for (size_t t = 0; t < n; t++)
        next[in->call_of[t] + 1]++;
    for (uint32_t c = 0; c < in->n_calls; c++)
        next[c + 1] += next[c];
    for (size_t t = 0; t < n; t++)
        order[next[in->call_of[t]]++] = (uint32_t)t;
    free(next);
    return order;
}

sym input_timing(const struct metrics_input *in)
{
    return sym_find(&in->s->syms, SV("trace.timing"));
}

bool input_is_marker(const struct metrics_input *in, sym timing, struct attr_range attrs)
{
    const struct attr *a = timing == SYM_NONE ? NULL : attr_find(in->s, attrs, timing);
    return a && a->type == VALUE_STRING &&
           sv_eq(store_sv(in->s, (sym)a->bits), SV("metadata_marker"));
}
