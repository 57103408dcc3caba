#ifndef SPANVET_CORE_NEAREST_H
#define SPANVET_CORE_NEAREST_H
/*
 * The word that somebody probably meant:
 *
 *     struct nearest n = {.word = typed};
 *     for each right word: nearest_try(&n, right);
 *     if (n.best.n) ... did you mean n.best?
 */
#include "core/sv.h"

struct nearest {
    struct sv word;
    struct sv best; /* empty while nothing is near enough */
    size_t distance;
};

/* Near is what differs in a third of the letters, at least 2 (1 in words of up to 4 that
 * begin otherwise), and what begins with the word, from 3 letters on. Case does not count.
 * `candidate` must live as long as `n` is used. */
void nearest_try(struct nearest *n, struct sv candidate);

#endif
