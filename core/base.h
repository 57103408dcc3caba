#ifndef SPANVET_CORE_BASE_H
#define SPANVET_CORE_BASE_H
/*
 * What every file of the project stands on: fixed-width types, the check for our own bugs, and
 * the list of C functions that do not compile here because they lose lengths or share state.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define LIKELY(c) __builtin_expect(!!(c), 1)
#define UNLIKELY(c) __builtin_expect(!!(c), 0)

/* "No row": the value of a row, trace or scope number that points at nothing. */
#define NO_ROW UINT32_MAX

/* Stops the program where an invariant of ours is broken. Never for bad input. Any thread. */
#define BUG_ON(cond)                                                                               \
    do {                                                                                           \
        if (UNLIKELY(cond))                                                                        \
            bug_stop(__FILE__, __LINE__, #cond);                                                   \
    } while (0)

_Noreturn void bug_stop(const char *file, int line, const char *what);

/* Out of memory ends the program here, with a sentence and exit code 2. */
_Noreturn void die_no_memory(size_t wanted);

/* malloc, calloc and realloc that never return NULL. The caller frees. */
void *mem_alloc(size_t size);
void *mem_zalloc(size_t size);
void *mem_realloc(void *old, size_t size);

#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef strtok
#undef sprintf
#undef vsprintf
#undef atoi
#undef gmtime
#undef localtime
#define strcpy(...) banned_use_buf_or_sv
#define strcat(...) banned_use_buf_or_sv
#define strncpy(...) banned_use_buf_or_sv
#define strncat(...) banned_use_buf_or_sv
#define strtok(...) banned_use_sv_cut
#define sprintf(...) banned_use_buf
#define vsprintf(...) banned_use_buf
#define atoi(...) banned_use_sv_parse
#define gmtime(...) banned_use_gmtime_r
#define localtime(...) banned_use_gmtime_r

#endif
