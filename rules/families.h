#ifndef SPANVET_RULES_FAMILIES_H
#define SPANVET_RULES_FAMILIES_H
/*
 * struct families: span names that are the same but for ids and numbers ("chunk-1", "chunk-2").
 * Each distinct name is looked at once, and then counting the families of a trace is one step a
 * span. Families are numbered from 0. One thread; the zero value is for families_release only.
 */
#include "core/buf.h"
#include "lint/check.h"

struct family {
    uint32_t count; /* in the last round in which it was present */
    uint32_t round;
};

struct families {
    uint32_t *of;         /* by symbol of a name: its family + 1; 0 = not looked at yet */
    struct symtab masks;  /* "chunk-*"; the symbol of a mask is the number of the family */
    VEC(struct family) list;
    VEC(uint32_t) present; /* the families of this round, in order of appearance */
    struct buf mask;
    uint32_t round;
};

void families_init(struct families *f, const struct store *s);
void families_release(struct families *f);

/* The family of a span name. */
uint32_t family_of(struct families *f, const struct store *s, sym name);
/* "chunk-*", without what may not be shown. Valid until families_release. */
struct sv family_text(const struct families *f, uint32_t family);

/* A count begins, and one span with this name is added to it: afterwards `present` has the families
 * that were added and `list` their counts. */
void families_clear(struct families *f);
void families_add(struct families *f, const struct store *s, sym name);
/* Counts all spans of the present trace of `c`. */
void families_count(struct families *f, const struct check *c);

/* The symbol that stands most often in `v`, of equals the smallest; SYM_NONE when `n` is 0.
 * Sorts `v`. */
sym sym_most_frequent(sym *v, size_t n);

#endif
