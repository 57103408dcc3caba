#ifndef SPANVET_CORE_SYM_H
#define SPANVET_CORE_SYM_H
/*
 * struct symtab: every text of a store once. A text becomes a symbol, a 32-bit number counted from
 * 0 in order of first appearance; equal texts have equal symbols, so rules compare integers and
 * keep side tables indexed by symbol. Symbol 0 is the empty text, always present after
 * symtab_init. Texts may hold any bytes. Reading is safe from any number of threads, adding from
 * one.
 */
#include "core/arena.h"
#include "core/hash.h"
#include "core/vec.h"

typedef uint32_t sym;

enum { SYM_EMPTY = 0 };
#define SYM_NONE UINT32_MAX /* what sym_find returns for a text that is not there */

struct sym_text {
    const char *p;
    uint32_t n;
    uint32_t hash;
};

struct symtab {
    VEC(struct sym_text) texts; /* by symbol */
    sym *slots;                 /* open addressing; SYM_NONE is free */
    uint32_t mask;              /* number of slots - 1 */
    uint64_t seed;
    struct arena arena;
};

void symtab_init(struct symtab *t);
/* Also for a zeroed table. */
void symtab_release(struct symtab *t);

/* The symbol of `s`, which is copied when it is new. `s.n` must be below 4 GiB. */
sym sym_put(struct symtab *t, struct sv s);
/* The symbol of `s`, or SYM_NONE when no text of the table equals it. */
sym sym_find(const struct symtab *t, struct sv s);

/* The text of a symbol; valid until symtab_release. */
static inline struct sv sym_sv(const struct symtab *t, sym y)
{
    const struct sym_text *e = &t->texts.v[y];
    return sv_of(e->p, e->n);
}

#endif
