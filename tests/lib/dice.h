#ifndef SPANVET_TESTS_LIB_DICE_H
#define SPANVET_TESTS_LIB_DICE_H
/*
 * struct dice: where tests take chance from: a seed, which gives the same throws each time, or the
 * bytes that a fuzzer thinks of. When those are used up every throw is 0.
 */
#include "core/sv.h"

struct dice {
    uint64_t state;  /* the seed; not used with bytes */
    bool from_bytes;
    struct sv bytes; /* what is left of them */
};

static inline uint64_t dice_next(struct dice *d)
{
    uint64_t z = d->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static inline uint32_t dice_byte(struct dice *d)
{
    if (d->bytes.n == 0)
        return 0;
    uint32_t byte = (unsigned char)d->bytes.p[0];
    d->bytes = sv_from(d->bytes, 1);
    return byte;
}

/* A number below n, which is not 0. */
static inline uint32_t dice_roll(struct dice *d, uint32_t n)
{
    if (!d->from_bytes)
        return (uint32_t)(dice_next(d) % n);
    uint32_t number = dice_byte(d);
    return (n > 256 ? number << 8 | dice_byte(d) : number) % n;
}

/* True once in n throws. */
static inline bool dice_once_in(struct dice *d, uint32_t n)
{
    return dice_roll(d, n) == n - 1;
}

static inline bool dice_over(const struct dice *d)
{
    return d->from_bytes && d->bytes.n == 0;
}

#endif
