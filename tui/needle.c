#include "tui/needle.h"

/* From the most frequent byte of names, keys, ids and English text to the rarest; what is not among
 * them is rarer still. */
static const char frequent[] = "e taoinsrl0123456789dchu_m.fpg,ywb\"vk-xjqz:/{}";

static size_t rank_of(char c)
{
    const char *at = memchr(frequent, c, sizeof(frequent) - 1);
    return at ? (size_t)(at - frequent) : sizeof(frequent);
}

static char capital(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

struct needle needle_of(struct sv text)
{
    struct needle n = {.text = text};
    for (size_t i = 1; i < text.n; i++)
        if (rank_of(text.p[i]) > rank_of(text.p[n.rare]))
            n.rare = i;
    n.one = text.n ? text.p[n.rare] : '\0';
    n.two = capital(n.one);
    return n;
}

static bool stands_at(struct sv needle, const char *p)
{
    for (size_t i = 0; i < needle.n; i++)
        if (p[i] != needle.p[i] && p[i] != capital(needle.p[i]))
            return false;
    return true;
}

static const char *byte_find(const char *at, const char *end, char c)
{
    const char *p = at < end ? memchr(at, c, (size_t)(end - at)) : NULL;
    return p ? p : end;
}

size_t needle_find(const struct needle *n, struct sv s, size_t from)
{
    if (n->text.n > s.n || from > s.n - n->text.n)
        return SIZE_MAX;
    if (!n->text.n)
        return from;
    const char *end = s.p + s.n - n->text.n + n->rare + 1;
    const char *at = s.p + from + n->rare;
    const char *one = byte_find(at, end, n->one);
    const char *two = n->two == n->one ? end : byte_find(at, end, n->two);
    while ((at = one < two ? one : two) < end) {
        if (stands_at(n->text, at - n->rare))
            return (size_t)(at - n->rare - s.p);
        if (at == one)
            one = byte_find(at + 1, end, n->one);
        else
            two = byte_find(at + 1, end, n->two);
    }
    return SIZE_MAX;
}
