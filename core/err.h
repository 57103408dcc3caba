#ifndef SPANVET_CORE_ERR_H
#define SPANVET_CORE_ERR_H
/*
 * struct err: why something could not go on, as a sentence for a person: what, where, and what to
 * do. The first error wins; later ones are ignored. The zero value means "no error".
 */
#include "core/sv.h"

struct err {
    bool set;
    char text[512]; /* cut, not overrun, when longer */
};

/* Sets the sentence unless one is set already. `e` may not be NULL. Returns false, so that
 * `return err_set(...)` fails in one line. */
bool err_set(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
