#ifndef SPANVET_IO_REGION_H
#define SPANVET_IO_REGION_H
/*
 * struct region: one piece of memory that grows without copying, straight from the kernel; for
 * inputs that cannot be mapped. Pages that were never written cost nothing. Unlike a buf it fails
 * instead of ending the program, because its size is up to whoever made the input. The zero value
 * is an empty region without a limit.
 */
#include "core/sv.h"

struct region {
    char *p;
    size_t n, cap; /* bytes in use, bytes mapped */
    size_t limit;  /* n stays at or below it; 0 = none */
};

/* Where the next bytes go and, in `*room`, how many may: at least 1. NULL when the limit is
 * reached or there is no memory. The caller adds what it wrote to `n`. */
char *region_room(struct region *r, size_t *room);
/* Appends a copy of `s`; false when that does not fit, and then as much of it as does. */
bool region_add(struct region *r, struct sv s);
/* Gives back what was mapped but not used, except `pad` bytes of zero behind the n in use, which
 * stand there whatever the limit. */
void region_finish(struct region *r, size_t pad);

#endif
