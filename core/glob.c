#include "core/glob.h"

/* Bytes of the character at `at`: a byte with those that continue it. */
static size_t character_at(struct sv s, size_t at)
{
    size_t n = 1;
    if ((unsigned char)s.p[at] >= 0xc0)
        while (n < 4 && at + n < s.n && ((unsigned char)s.p[at + n] & 0xc0) == 0x80)
            n++;
    return n;
}

static bool same(char pattern, char c, bool nocase)
{
    if (pattern == c)
        return true;
    return nocase && pattern >= 'a' && pattern <= 'z' && pattern - 'a' + 'A' == c;
}

static inline bool match(struct sv pattern, struct sv s, bool nocase)
{
    size_t p = 0, at = 0;
    size_t star = SIZE_MAX; /* behind the last star */
    size_t resume = 0;      /* where the text goes on when that star takes one more byte */
    while (at < s.n) {
        if (p < pattern.n && pattern.p[p] == '*') {
            /* What stood between the stars is matched for good: the first place is the best. */
            star = ++p;
            resume = at;
        } else if (p < pattern.n && pattern.p[p] == '?') {
            at += character_at(s, at);
            p++;
        } else if (p < pattern.n && same(pattern.p[p], s.p[at], nocase)) {
            at++;
            p++;
        } else if (star != SIZE_MAX) {
            p = star;
            at = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*')
        p++;
    return p == pattern.n;
}

bool glob_match(struct sv pattern, struct sv s)
{
    return match(pattern, s, false);
}

bool glob_match_nocase(struct sv pattern, struct sv s)
{
    return match(pattern, s, true);
}
