#ifndef SPANVET_CORE_HASH_H
#define SPANVET_CORE_HASH_H
/*
 * Hashes for tables in memory: fast, seeded per process because ids and keys can be chosen by
 * whoever sends the trace. The numbers differ from run to run and are never written anywhere;
 * hash_stable is for fingerprints, which must not change.
 */
#include "core/sv.h"

/* The seed of this process, random, the same at every call. Any thread. */
uint64_t hash_seed(void);

static inline uint64_t hash_mix(uint64_t a, uint64_t b)
{
    __uint128_t m = (__uint128_t)a * b;
    return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static inline uint64_t hash_load(const char *p, size_t n)
{
    uint64_t v = 0;
    memcpy(&v, p, n);
    return v;
}

static inline uint64_t hash_u64(uint64_t v, uint64_t seed)
{
    return hash_mix(v ^ seed, 0x9e3779b97f4a7c15u);
}

/* Every byte counts; short strings take two loads and two multiplications. */
static inline uint64_t hash_bytes(struct sv s, uint64_t seed)
{
    const uint64_t k0 = 0xa0761d6478bd642fu, k1 = 0xe7037ed1a0b428dbu;
    uint64_t h = seed ^ s.n;
    const char *p = s.p;
    size_t n = s.n;
    for (; n > 16; p += 16, n -= 16)
        h = hash_mix(hash_load(p, 8) ^ k0, hash_load(p + 8, 8) ^ h);
    uint64_t a, b;
    if (n >= 8) {
        a = hash_load(p, 8);
        b = hash_load(p + n - 8, 8);
    } else if (n >= 4) {
        a = hash_load(p, 4);
        b = hash_load(p + n - 4, 4);
    } else {
        a = n ? (uint64_t)(unsigned char)p[0] << 16 | (uint64_t)(unsigned char)p[n >> 1] << 8 |
                    (unsigned char)p[n - 1]
              : 0;
        b = 0;
    }
    return hash_mix(k1 ^ h, hash_mix(a ^ k0, b ^ h ^ k1));
}

/* FNV-1a, 64 bits: the same everywhere and for ever. Start with HASH_STABLE_START. */
#define HASH_STABLE_START 0xcbf29ce484222325u
uint64_t hash_stable(uint64_t h, struct sv s);

#endif
