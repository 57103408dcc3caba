/* What fails in the trace in hand, by name. */
#include "lint/check_state.h"
#include "lint/row_log.h"

static struct hit *hit_of(struct check_state *st, sym name)
{
    BUG_ON(name >= st->n_syms);
    uint32_t slot = st->slot_of[name];
    if (slot >= st->hits.n || st->hits.v[slot].name != name) {
        slot = st->slot_of[name] = (uint32_t)st->hits.n;
        vec_push(&st->hits,
                 ((struct hit){.name = name, .key = SYM_NONE, .last_row = NO_ROW}));
    }
    return &st->hits.v[slot];
}

static void hit_add(struct check *c, sym name, uint32_t row, sym key, double measured)
{
    struct hit *h = hit_of(c->state, name);
    if (h->count == 0)
        h->class = c->v->row_class[row];
    if (h->count == 0 || measured > h->measured)
        h->measured = measured;
    if (h->count == 0)
        h->key = key;
    h->more_keys |= key != h->key;
    if (row == h->last_row)
        return;
    if (h->count < FINDING_EXAMPLES)
        h->rows[h->count] = row;
    h->last_row = row;
    h->count++;
    if (UNLIKELY(c->log != NULL))
        row_log_hit(c->log, name, row, c->state->n_spans == 0);
    c->state->n_spans++;
}

void check_hit(struct check *c, uint32_t p, double measured)
{
    hit_add(c, span_name(c, p), span_row(c, p), SYM_NONE, measured);
}

void check_hit_key(struct check *c, uint32_t p, sym key, double measured)
{
    hit_add(c, span_name(c, p), span_row(c, p), key, measured);
}

void check_hit_as(struct check *c, sym name, uint32_t p, double measured)
{
    hit_add(c, name, span_row(c, p), SYM_NONE, measured);
}

void check_hit_row(struct check *c, uint32_t row, sym key, double measured)
{
    hit_add(c, c->s->span.name[row], row, key, measured);
}

uint32_t check_hits(const struct check *c)
{
    return c->state->n_spans;
}

struct hit *check_next(struct check *c)
{
    struct check_state *st = c->state;
    if (st->n_handed < st->hits.n)
        return &st->hits.v[st->n_handed++];
    st->hits.n = st->n_handed = st->n_spans = 0;
    return NULL;
}

static void hit_merge(struct hit *all, const struct hit *h)
{
    for (uint32_t i = 0; i < h->count && i < FINDING_EXAMPLES; i++)
        if (all->count + i < FINDING_EXAMPLES)
            all->rows[all->count + i] = h->rows[i];
    if (all->count == 0 || h->measured > all->measured)
        all->measured = h->measured;
    if (all->count == 0)
        all->key = h->key;
    all->more_keys |= h->more_keys || h->key != all->key;
    all->count += h->count;
}

struct hit *check_all(struct check *c)
{
    struct check_state *st = c->state;
    struct hit *h;
    st->all = (struct hit){.name = SYM_NONE, .key = SYM_NONE, .last_row = NO_ROW};
    while ((h = check_next(c)))
        hit_merge(&st->all, h);
    return st->all.count ? &st->all : NULL;
}
