#include "core/arena.h"

enum { BLOCK_SIZE = 1 << 20 };

struct arena_block {
    struct arena_block *older;
    size_t size;
};

_Static_assert(sizeof(struct arena_block) % 16 == 0, "objects after the header stay aligned");

size_t arena_size(size_t size, size_t n)
{
    size_t total;
    if (__builtin_mul_overflow(size, n, &total))
        die_no_memory(SIZE_MAX);
    return total;
}

static struct arena_block *block_new(size_t size)
{
    struct arena_block *b = mem_alloc(sizeof(*b) + size);
    b->size = size;
    return b;
}

/* An object larger than a quarter of a block gets its own block, behind the one in use, so that
 * the rest of that one is not lost. */
static void *arena_own_block(struct arena *a, size_t size)
{
    struct arena_block *b = block_new(size);
    if (a->block) {
        b->older = a->block->older;
        a->block->older = b;
    } else {
        b->older = NULL;
        a->block = b;
        a->at = a->end = (char *)(b + 1) + size;
    }
    return b + 1;
}

void *arena_more(struct arena *a, size_t size)
{
    if (size > SIZE_MAX - BLOCK_SIZE)
        die_no_memory(size);
    if (size > BLOCK_SIZE / 4)
        return arena_own_block(a, size);
    struct arena_block *b = block_new(BLOCK_SIZE);
    b->older = a->block;
    a->block = b;
    a->at = (char *)(b + 1) + size;
    a->end = (char *)(b + 1) + BLOCK_SIZE;
    return b + 1;
}

void arena_absorb(struct arena *a, struct arena *from)
{
    struct arena_block *last = from->block;
    if (!a->block) {
        *a = *from;
    } else if (last) {
        while (last->older)
            last = last->older;
        last->older = a->block->older;
        a->block->older = from->block;
    }
    *from = (struct arena){0};
}

struct sv arena_copy(struct arena *a, struct sv s)
{
    char *p = arena_raw(a, s.n + 1);
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return sv_of(p, s.n);
}

void arena_reset(struct arena *a)
{
    struct arena_block *keep = NULL;
    for (struct arena_block *b = a->block, *older; b; b = older) {
        older = b->older;
        if (!keep && b->size == BLOCK_SIZE)
            keep = b;
        else
            free(b);
    }
    *a = (struct arena){0};
    if (!keep)
        return;
    keep->older = NULL;
    a->block = keep;
    a->at = (char *)(keep + 1);
    a->end = a->at + keep->size;
}

void arena_release(struct arena *a)
{
    for (struct arena_block *b = a->block, *older; b; b = older) {
        older = b->older;
        free(b);
    }
    *a = (struct arena){0};
}
