#include "lint/worst.h"

int worst_cmp(const struct findings *f, uint32_t i, uint32_t k)
{
    const struct finding *a = &f->list.v[i], *b = &f->list.v[k];
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return i < k ? -1 : i > k;
}

struct sorting {
    const struct findings *findings;
};

static int number_cmp(const void *a, const void *b, void *sorting)
{
    const struct sorting *s = sorting;
    return worst_cmp(s->findings, *(const uint32_t *)a, *(const uint32_t *)b);
}

void worst_sort(uint32_t *numbers, size_t n, const struct findings *f)
{
    struct sorting sorting = {f};
    if (n)
        qsort_r(numbers, n, sizeof(*numbers), number_cmp, &sorting);
}

uint32_t *worst_first(const struct findings *f)
{
    uint32_t *numbers = mem_alloc(arena_size(sizeof(*numbers), f->list.n));
    for (uint32_t i = 0; i < f->list.n; i++)
        numbers[i] = i;
    worst_sort(numbers, f->list.n, f);
    return numbers;
}
