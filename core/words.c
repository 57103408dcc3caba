#include "core/words.h"

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_small(char c)
{
    return (c >= 'a' && c <= 'z') || is_digit(c) || (unsigned char)c >= 0x80;
}

/* Does a new word begin at `i`? Of several capitals the last one belongs to what follows; a number
 * is a word of its own ("error404"). */
static bool breaks(struct sv s, size_t i)
{
    if (is_digit(s.p[i]) != is_digit(s.p[i - 1]))
        return true;
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

bool word_ends_in(struct sv word, const struct sv *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (word.n >= list[i].n && sv_eq_nocase(sv_from(word, word.n - list[i].n), list[i]))
            return true;
    return false;
}
