#include "core/vec.h"

void *vec_grow(void *v, size_t *cap, size_t n, size_t more, size_t size)
{
    size_t want, bytes, new_cap = *cap ? *cap * 2 : 16;
    if (__builtin_add_overflow(n, more, &want))
        die_no_memory(SIZE_MAX);
    if (new_cap < want)
        new_cap = want;
    if (__builtin_mul_overflow(new_cap, size, &bytes))
        die_no_memory(SIZE_MAX);
    *cap = new_cap;
    return mem_realloc(v, bytes);
}
