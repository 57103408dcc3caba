#include "core/hash.h"

#include <pthread.h>
#include <sys/random.h>

static uint64_t process_seed;

static void seed_init(void)
{
    if (getrandom(&process_seed, sizeof(process_seed), 0) != (ssize_t)sizeof(process_seed))
        process_seed = (uint64_t)time(NULL) * 0x9e3779b97f4a7c15u;
}

uint64_t hash_seed(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, seed_init);
    return process_seed;
}

uint64_t hash_stable(uint64_t h, struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
    return h;
}
