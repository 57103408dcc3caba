#include "core/nearest.h"

enum { WORD_MAX = 64 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool same(struct sv a, size_t i, struct sv b, size_t j)
{
    return sv_eq_nocase(sv_of(a.p + i, 1), sv_of(b.p + j, 1));
}

/* Letters to insert, delete, change, or exchange with the next one. Three rows of the table: of
 * letter i - 2, i - 1 and i. */
static size_t edit_distance(struct sv a, struct sv b)
{
    size_t rows[3][WORD_MAX + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            row[j] = least(above[j - 1] + !same(a, i - 1, b, j - 1),
                           least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && same(a, i - 1, b, j - 2) && same(a, i - 2, b, j - 1))
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return row[b.n];
}

/* A short word of which half is changed and the beginning too is another word. */
static size_t limit_of(struct sv word, struct sv candidate)
{
    enum { SHORT = 4 };
    bool begins_so = word.n && candidate.n && same(word, 0, candidate, 0);
    if (word.n <= SHORT && !begins_so)
        return 1;
    return word.n / 3 > 2 ? word.n / 3 : 2;
}

static bool is_beginning(struct sv word, struct sv candidate)
{
    enum { TELLING = 3 };
    return word.n >= TELLING && candidate.n > word.n &&
           sv_eq_nocase(word, sv_of(candidate.p, word.n));
}

void nearest_try(struct nearest *n, struct sv candidate)
{
    if (n->word.n > WORD_MAX || candidate.n > WORD_MAX)
        return;
    size_t limit = limit_of(n->word, candidate);
    size_t distance = is_beginning(n->word, candidate) ? 1 : edit_distance(n->word, candidate);
    if (distance > limit || (n->best.n && distance >= n->distance))
        return;
    n->best = candidate;
    n->distance = distance;
}
