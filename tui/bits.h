#ifndef SPANVET_TUI_BITS_H
#define SPANVET_TUI_BITS_H
/* struct bits: a bit for each of n things. The zero value has none, and every bit of it is 0. */
#include "core/base.h"

struct bits {
    uint64_t *words;
    uint32_t n; /* bits */
};

/* n bits, all 0. */
void bits_resize(struct bits *b, uint32_t n);
void bits_fill(struct bits *b, bool on);
void bits_release(struct bits *b);
/* All bits of `from`, also how many. */
void bits_copy(struct bits *to, const struct bits *from);
uint32_t bits_count(const struct bits *b);
/* Of those from `from` on, before `to`. */
uint32_t bits_count_in(const struct bits *b, uint32_t from, uint32_t to);
/* The first set bit from `i` on, or the last one before `i`; NO_ROW = none. */
uint32_t bits_next(const struct bits *b, uint32_t i);
uint32_t bits_before(const struct bits *b, uint32_t i);

static inline bool bits_get(const struct bits *b, uint32_t i)
{
    return i < b->n && (b->words[i / 64] >> i % 64 & 1);
}
static inline void bits_swap(struct bits *a, struct bits *b)
{
    struct bits old = *a;
    *a = *b;
    *b = old;
}
static inline void bits_set(struct bits *b, uint32_t i)
{
    b->words[i / 64] |= UINT64_C(1) << i % 64;
}
static inline void bits_clear(struct bits *b, uint32_t i)
{
    b->words[i / 64] &= ~(UINT64_C(1) << i % 64);
}
static inline void bits_put(struct bits *b, uint32_t i, bool on)
{
    if (on)
        bits_set(b, i);
    else
        bits_clear(b, i);
}

#endif
