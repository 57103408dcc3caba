#include "lint/nearest.h"

enum { WORD_MAX = 64 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Levenshtein: letters to insert, delete or change. One row of the table at a time. */
static size_t edit_distance(struct sv a, struct sv b)
{
    size_t row[WORD_MAX + 1];
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            bool same = sv_eq_nocase(sv_of(a.p + i - 1, 1), sv_of(b.p + j - 1, 1));
            size_t change = diagonal + !same;
            diagonal = row[j];
            row[j] = least(change, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[b.n];
}

void nearest_try(struct nearest *n, struct sv candidate)
{
    if (n->word.n > WORD_MAX || candidate.n > WORD_MAX)
        return;
    size_t limit = n->word.n / 3 > 2 ? n->word.n / 3 : 2;
    size_t distance = edit_distance(n->word, candidate);
    if (distance > limit || (n->best.n && distance >= n->distance))
        return;
    n->best = candidate;
    n->distance = distance;
}
