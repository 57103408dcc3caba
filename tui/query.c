#include "tui/query_parts.h"

/* ---- making and releasing ---- */

struct query *query_make(struct sv text, const struct tui_data *d, struct err *e)
{
    struct query *q = mem_zalloc(sizeof(*q));
    char *copy = mem_alloc(text.n + 1);
    memcpy(copy, text.n ? text.p : "", text.n);
    q->text = sv_of(copy, text.n);
    q->d = d;
    if (query_parse(q, e) && q->terms.n)
        return q;
    query_free(q);
    return NULL;
}

static void term_release(struct term *t)
{
    free(t->rules);
    free(t->pattern);
    bits_release(&t->keys);
    bits_release(&t->texts);
    bits_release(&t->traces);
    bits_release(&t->parts);
    bits_release(&t->spans);
}

void query_free(struct query *q)
{
    if (!q)
        return;
    for (size_t i = 0; i < q->terms.n; i++)
        term_release(&q->terms.v[i]);
    vec_release(&q->terms);
    free((char *)q->text.p);
    free(q);
}

struct sv query_text(const struct query *q)
{
    return q->text;
}

bool query_prepare(struct query *q, const atomic_bool *stop)
{
    struct query_pace pace = {.stop = stop};
    q->prepared = false;
    if (!q->d->s || !q->d->ix || !q->d->v)
        return true;
    for (size_t i = 0; i < q->terms.n; i++)
        if (!query_texts_fill(&q->terms.v[i], q->d, &pace) ||
            !query_spans_fill(&q->terms.v[i], q->d, &pace))
            return false;
    q->prepared = true;
    return true;
}

/* ---- where words stand ---- */

size_t query_find(const struct query *q, struct sv text, size_t from, size_t *length)
{
    size_t best = SIZE_MAX;
    *length = 0;
    for (size_t i = 0; i < q->terms.n; i++) {
        const struct term *t = &q->terms.v[i];
        if (t->kind != TERM_TEXT || t->no || !t->value.n)
            continue;
        size_t at = needle_find(&t->needle, text, from);
        if (at > best || at == SIZE_MAX || (at == best && t->value.n <= *length))
            continue;
        best = at;
        *length = t->value.n;
    }
    return best;
}
