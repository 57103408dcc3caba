#include "lint/worst.h"

static int number_cmp(const void *va, const void *vb, void *findings)
{
    uint32_t i = *(const uint32_t *)va, k = *(const uint32_t *)vb;
    const struct finding *list = findings, *a = &list[i], *b = &list[k];
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return i < k ? -1 : i > k;
}

void worst_sort(uint32_t *numbers, size_t n, const struct findings *f)
{
    if (n)
        qsort_r(numbers, n, sizeof(*numbers), number_cmp, f->list.v);
}

uint32_t *worst_first(const struct findings *f)
{
    uint32_t *numbers = mem_alloc(arena_size(sizeof(*numbers), f->list.n));
    for (uint32_t i = 0; i < f->list.n; i++)
        numbers[i] = i;
    worst_sort(numbers, f->list.n, f);
    return numbers;
}
