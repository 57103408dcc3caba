#ifndef SPANVET_CORE_ARENA_H
#define SPANVET_CORE_ARENA_H
/*
 * struct arena: memory that is given back all at once. The project has three lifetimes and an
 * arena for each: the store (until closed), a request (one payload or one span while it is
 * decoded), a frame (one redraw). Blocks are chained, 1 MiB each unless one object is larger.
 * Allocation never fails (see die_no_memory). One thread at a time. The zero value is an empty
 * arena; arena_release accepts it.
 */
#include "core/sv.h"

struct arena_block;

struct arena {
    struct arena_block *block; /* the block in use; the others hang behind it */
    char *at, *end;            /* the free part of it */
};

/* `size` bytes, aligned for any type, not cleared. */
static inline void *arena_raw(struct arena *a, size_t size);
/* `size` bytes, aligned for any type, all zero. */
static inline void *arena_zero(struct arena *a, size_t size);
/* `n` objects of type T, all zero. */
#define arena_new(a, T, n) ((T *)arena_zero((a), arena_size(sizeof(T), (n))))

/* `n` bytes without alignment, not cleared: for texts, which then lie end to end. */
static inline char *arena_bytes(struct arena *a, size_t n);

/* A copy of `s` that lives as long as the arena, with a NUL after it for libraries. */
struct sv arena_copy(struct arena *a, struct sv s);

/* Forgets every object but keeps one block for the next ones. */
void arena_reset(struct arena *a);
/* Takes over everything that `from` holds, which is empty afterwards. */
void arena_absorb(struct arena *a, struct arena *from);
/* Gives all memory back; the arena is empty and usable again. */
void arena_release(struct arena *a);

/* n * size, or the end of the program when that does not fit. */
size_t arena_size(size_t size, size_t n);

void *arena_more(struct arena *a, size_t size);

static inline void *arena_raw(struct arena *a, size_t size)
{
    size_t skip = -(uintptr_t)a->at & 15;
    size_t room = (size_t)(a->end - a->at);
    if (UNLIKELY(size >= room || skip >= room - size))
        return arena_more(a, size);
    char *p = a->at + skip;
    a->at = p + size;
    return p;
}

static inline char *arena_bytes(struct arena *a, size_t n)
{
    if (UNLIKELY(n > (size_t)(a->end - a->at)))
        return arena_more(a, n);
    char *p = a->at;
    a->at += n;
    return p;
}

static inline void *arena_zero(struct arena *a, size_t size)
{
    return memset(arena_raw(a, size), 0, size);
}

#endif
