#include "tui/bits.h"

static uint32_t words_of(uint32_t n)
{
    return n / 64 + !!(n % 64);
}

void bits_resize(struct bits *b, uint32_t n)
{
    if (words_of(n) != words_of(b->n))
        b->words = mem_realloc(b->words, words_of(n) * sizeof(*b->words));
    b->n = n;
    bits_fill(b, false);
}

void bits_fill(struct bits *b, bool on)
{
    if (!b->n)
        return;
    memset(b->words, on ? 0xff : 0, words_of(b->n) * sizeof(*b->words));
    if (on && b->n % 64)
        b->words[b->n / 64] = (UINT64_C(1) << b->n % 64) - 1;
}

void bits_release(struct bits *b)
{
    free(b->words);
    *b = (struct bits){0};
}

void bits_copy(struct bits *to, const struct bits *from)
{
    bits_resize(to, from->n);
    if (from->n)
        memcpy(to->words, from->words, words_of(from->n) * sizeof(*to->words));
}

uint32_t bits_count(const struct bits *b)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < words_of(b->n); i++)
        count += (uint32_t)__builtin_popcountll(b->words[i]);
    return count;
}

uint32_t bits_count_in(const struct bits *b, uint32_t from, uint32_t to)
{
    uint32_t count = 0;
    for (uint32_t i = bits_next(b, from); i < to;) {
        uint64_t word = b->words[i / 64] >> i % 64;
        uint32_t left = to - i;
        if (left < 64)
            word &= (UINT64_C(1) << left) - 1;
        count += (uint32_t)__builtin_popcountll(word);
        i = bits_next(b, (i / 64 + 1) * 64);
    }
    return count;
}

uint32_t bits_next(const struct bits *b, uint32_t i)
{
    if (i >= b->n)
        return NO_ROW;
    uint32_t at = i / 64, end = words_of(b->n);
    uint64_t word = b->words[at] & UINT64_MAX << i % 64;
    while (!word) {
        if (++at == end)
            return NO_ROW;
        word = b->words[at];
    }
    return at * 64 + (uint32_t)__builtin_ctzll(word);
}

uint32_t bits_before(const struct bits *b, uint32_t i)
{
    if (i > b->n)
        i = b->n;
    if (!i)
        return NO_ROW;
    uint32_t at = (i - 1) / 64;
    uint64_t word = b->words[at] & UINT64_MAX >> (63 - (i - 1) % 64);
    while (!word) {
        if (at-- == 0)
            return NO_ROW;
        word = b->words[at];
    }
    return at * 64 + 63 - (uint32_t)__builtin_clzll(word);
}
