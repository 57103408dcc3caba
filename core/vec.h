#ifndef SPANVET_CORE_VEC_H
#define SPANVET_CORE_VEC_H
/*
 * Growing arrays: `VEC(struct event) events;` is {v, n, cap}, zero is empty. Capacity doubles, and
 * memory not yet written costs nothing: large blocks come straight from the kernel.
 */
#include "core/base.h"

#define VEC(T)                                                                                     \
    struct {                                                                                       \
        T *v;                                                                                      \
        size_t n, cap;                                                                             \
    }

/* Room for `more` elements behind the n in use; returns the address of the first free one. */
#define vec_room(vec, more)                                                                        \
    ((vec)->cap - (vec)->n < (size_t)(more)                                                        \
         ? ((vec)->v = vec_grow((vec)->v, &(vec)->cap, (vec)->n, (more), sizeof(*(vec)->v)),       \
            (vec)->v + (vec)->n)                                                                   \
         : (vec)->v + (vec)->n)

/* Appends one element: `vec_push(&v, ((struct pair){1, 2}))`. */
#define vec_push(vec, ...)                                                                         \
    do {                                                                                           \
        (void)vec_room((vec), 1);                                                                  \
        (vec)->v[(vec)->n++] = __VA_ARGS__;                                                        \
    } while (0)

#define vec_release(vec)                                                                           \
    do {                                                                                           \
        free((vec)->v);                                                                            \
        (vec)->v = NULL;                                                                           \
        (vec)->n = (vec)->cap = 0;                                                                 \
    } while (0)

/* realloc of `v` so that `n + more` elements of `size` bytes fit; updates `*cap`. */
void *vec_grow(void *v, size_t *cap, size_t n, size_t more, size_t size);

#endif
