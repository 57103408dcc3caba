#include "metrics/letters.h"

struct letter_range {
    uint32_t first, last;
    int32_t step, distance;
};

static const struct letter_range capitals[] = {
#define LOWER(first, last, step, distance) {first, last, step, distance},
#define PUNCTUATION(first, last)
#include "metrics/letters.def"
#undef LOWER
#undef PUNCTUATION
};

static const struct letter_range punctuation[] = {
#define LOWER(first, last, step, distance)
#define PUNCTUATION(first, last) {first, last, 1, 0},
#include "metrics/letters.def"
#undef LOWER
#undef PUNCTUATION
};

static const struct letter_range spaces[] = {
    {0x09, 0x0d, 1, 0},     {0x1c, 0x20, 1, 0},     {0x85, 0x85, 1, 0},     {0xa0, 0xa0, 1, 0},
    {0x1680, 0x1680, 1, 0}, {0x2000, 0x200a, 1, 0}, {0x2028, 0x2029, 1, 0}, {0x202f, 0x202f, 1, 0},
    {0x205f, 0x205f, 1, 0}, {0x3000, 0x3000, 1, 0},
};

/* The range that holds `c`, or NULL. */
static const struct letter_range *range_of(const struct letter_range *ranges, size_t n, uint32_t c)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ranges[middle].last < c)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == n || c < ranges[low].first)
        return NULL;
    return (c - ranges[low].first) % (uint32_t)ranges[low].step ? NULL : &ranges[low];
}

uint32_t letter_lower(uint32_t c)
{
    const struct letter_range *r = range_of(capitals, ARRAY_LEN(capitals), c);
    return r ? (uint32_t)((int32_t)c + r->distance) : c;
}

bool letter_is_punctuation(uint32_t c)
{
    return range_of(punctuation, ARRAY_LEN(punctuation), c) != NULL;
}

bool letter_is_space(uint32_t c)
{
    return range_of(spaces, ARRAY_LEN(spaces), c) != NULL;
}
