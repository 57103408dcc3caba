#include "core/base.h"

void bug_stop(const char *file, int line, const char *what)
{
    fprintf(stderr, "spanvet: internal error at %s:%d: %s\n", file, line, what);
    abort();
}

void die_no_memory(size_t wanted)
{
    fprintf(stderr, "spanvet: out of memory (wanted %zu bytes more); lint fewer files at a time\n",
            wanted);
    exit(2);
}

void *mem_alloc(size_t size)
{
    void *p = malloc(size ? size : 1);
    if (!p)
        die_no_memory(size);
    return p;
}

void *mem_zalloc(size_t size)
{
    void *p = calloc(1, size ? size : 1);
    if (!p)
        die_no_memory(size);
    return p;
}

void *mem_realloc(void *old, size_t size)
{
    void *p = realloc(old, size ? size : 1);
    if (!p)
        die_no_memory(size);
    return p;
}
