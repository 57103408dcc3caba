#include "io/region.h"

#include <sys/mman.h>
#include <unistd.h>

enum { REGION_FIRST = 1 << 20 };

static bool region_grow(struct region *r)
{
    size_t cap = r->cap ? 2 * r->cap : REGION_FIRST;
    void *p = r->p ? mremap(r->p, r->cap, cap, MREMAP_MAYMOVE)
                   : mmap(NULL, cap, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (cap < r->cap || p == MAP_FAILED)
        return false;
    r->p = p;
    r->cap = cap;
    return true;
}

char *region_room(struct region *r, size_t *room)
{
    if (r->limit && r->n >= r->limit)
        return NULL;
    if (r->n == r->cap && !region_grow(r))
        return NULL;
    *room = r->cap - r->n;
    if (r->limit && *room > r->limit - r->n)
        *room = r->limit - r->n;
    return r->p + r->n;
}

bool region_add(struct region *r, struct sv s)
{
    while (s.n) {
        size_t room;
        char *to = region_room(r, &room);
        if (!to)
            return false;
        size_t n = s.n < room ? s.n : room;
        memcpy(to, s.p, n);
        r->n += n;
        s = sv_from(s, n);
    }
    return true;
}

void region_finish(struct region *r, size_t pad)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t used = (r->n + pad + page - 1) / page * page;
    while (r->cap < used)
        if (!region_grow(r))
            die_no_memory(pad);
    if (used < r->cap)
        munmap(r->p + used, r->cap - used);
    r->cap = used;
    memset(r->p + r->n, 0, pad);
}
