#include "metrics/contract_parts.h"

#include <ctype.h>

/* What definitions of a set must not share, sorted so that equal ones meet. */
struct set_key {
    struct sv text; /* empty = equals none */
    uint32_t i;     /* of the cases */
};

static int by_text(const void *a, const void *b)
{
    const struct set_key *x = a, *y = b;
    int order = sv_cmp(x->text, y->text);
    return order ? order : (x->i > y->i) - (x->i < y->i);
}

/* Names that differ only in case are the same to a reader. */
static struct sv name_key(struct arena *a, const struct contract_case *t)
{
    const struct sv name = sv_trim(t->d->metric_name);
    char *lower = arena_bytes(a, name.n);
    for (size_t i = 0; i < name.n; i++)
        lower[i] = (char)tolower((unsigned char)name.p[i]);
    return sv_of(lower, name.n);
}

static struct sv meaning_key(struct arena *a, const struct contract_case *t)
{
    struct buf b = {0};
    if (!t->expressions && (t->how < AGGREGATIONS || !definition_is_trace(t->d)))
        definition_meaning(&b, t->d);
    const struct sv key = arena_copy(a, buf_sv(&b));
    buf_release(&b);
    return key;
}

/* By index of a key: the first case with an equal text, before it. */
static void first_of_each(struct set_key *keys, size_t n, uint32_t *first)
{
    qsort(keys, n, sizeof(*keys), by_text);
    for (size_t i = 0, start = 0; i < n; i++) {
        if (!sv_eq(keys[i].text, keys[start].text))
            start = i;
        first[keys[i].i] = i > start && keys[i].text.n ? keys[start].i : NO_ROW;
    }
}

void contract_set(struct contract_case *cases, size_t n)
{
    struct arena arena = {0};
    struct set_key *keys = arena_raw(&arena, arena_size(sizeof(*keys), n));
    uint32_t *first = arena_raw(&arena, arena_size(sizeof(*first), n));
    for (size_t i = 0; i < n; i++)
        keys[i] = (struct set_key){name_key(&arena, &cases[i]), (uint32_t)i};
    first_of_each(keys, n, first);
    for (size_t i = 0; i < n; i++)
        cases[i].same_name = first[i];
    for (size_t i = 0; i < n; i++)
        keys[i] = (struct set_key){meaning_key(&arena, &cases[i]), (uint32_t)i};
    first_of_each(keys, n, first);
    for (size_t i = 0; i < n; i++)
        cases[i].same_meaning = first[i];
    arena_release(&arena);
}

/* ---- checks ---- */

/* "FILE:LINE" of another body. */
static void place_add(struct buf *b, const struct contract_case *t, uint32_t other)
{
    const struct body *body = &t->b->list.v[other];
    buf_fmt(b, "%.*s:%u", SV_ARG(t->b->files.v[body->file].path),
            body_line(t->b, body, NULL, NULL));
}

void check_name_taken(struct contract_case *t)
{
    struct buf place = {0};
    if (t->same_name == NO_ROW)
        return;
    place_add(&place, t, t->same_name);
    contract_say(t, "metric_name", NULL, "the definition at %.*s is also called \"%.*s\"",
                 SV_ARG(buf_sv(&place)),
                 CUT_ARG(t->b->list.v[t->same_name].definition.metric_name));
    buf_release(&place);
}

void check_same_meaning(struct contract_case *t)
{
    struct buf place = {0};
    if (t->same_meaning == NO_ROW)
        return;
    place_add(&place, t, t->same_meaning);
    contract_say(t, NULL, NULL, "the definition at %.*s, \"%.*s\", measures the same",
                 SV_ARG(buf_sv(&place)),
                 CUT_ARG(t->b->list.v[t->same_meaning].definition.metric_name));
    buf_release(&place);
}
