#include "metrics/slug.h"

#include <inttypes.h>

static char slug_char(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
}

void slug_add(struct buf *b, struct sv name)
{
    size_t start = b->n;
    bool dash = false;
    for (size_t i = 0; i < name.n && b->n - start < SLUG_MAX; i++) {
        char c = slug_char(name.p[i]);
        if (c == '-') {
            dash = b->n > start;
            continue;
        }
        /* A dash takes its place only before what follows it, so that none stands at the end. */
        if (dash && b->n - start + 2 > SLUG_MAX)
            break;
        if (dash)
            buf_addc(b, '-');
        dash = false;
        buf_addc(b, c);
    }
    if (b->n == start)
        buf_addz(b, "metric");
}

void slugs_init(struct slugs *s)
{
    symtab_init(&s->taken);
    vec_push(&s->last, 0);
}

void slugs_release(struct slugs *s)
{
    symtab_release(&s->taken);
    vec_release(&s->last);
}

static sym put(struct slugs *s, struct sv slug)
{
    sym y = sym_put(&s->taken, slug);
    if (y == s->last.n)
        vec_push(&s->last, 1);
    return y;
}

struct sv slugs_take(struct slugs *s, struct sv name)
{
    struct buf b = {0};
    slug_add(&b, name);
    size_t n = b.n;
    sym y = sym_find(&s->taken, buf_sv(&b));
    if (y != SYM_NONE) {
        /* Where the search went on the last time: many metrics of one name take no longer. */
        do {
            b.n = n;
            buf_fmt(&b, "-%" PRIu32, ++s->last.v[y]);
        } while (sym_find(&s->taken, buf_sv(&b)) != SYM_NONE);
    }
    y = put(s, buf_sv(&b));
    buf_release(&b);
    return sym_sv(&s->taken, y);
}
