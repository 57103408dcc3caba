#include "rules/words.h"

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_small(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* Does a new word begin at `i`? Of several capitals the last one belongs to what follows. */
static bool breaks(struct sv s, size_t i)
{
    if (!is_capital(s.p[i]))
        return !is_small(s.p[i]);
    if (is_small(s.p[i - 1]))
        return true;
    return i + 1 < s.n && s.p[i + 1] >= 'a' && s.p[i + 1] <= 'z';
}

bool word_next(struct sv *rest, struct sv *word)
{
    struct sv s = *rest;
    while (s.n && !is_capital(s.p[0]) && !is_small(s.p[0]))
        s = sv_from(s, 1);
    size_t n = s.n ? 1 : 0;
    while (n < s.n && !breaks(s, n))
        n++;
    *word = sv_of(s.p, n);
    *rest = sv_from(s, n);
    return n > 0;
}

bool word_in(struct sv word, const struct sv *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq_nocase(word, list[i]))
            return true;
    return false;
}
