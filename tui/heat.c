#include "tui/heat.h"

#include "core/utf8.h"
#include "tui/type.h"

#include <math.h>

enum { TEXT_MAX = 400 }; /* bytes of a state's text that are kept */

const struct sv heat_by_names[HEAT_BYS] = {
    [HEAT_BY_RATE] = SV_INIT("failure-rate"),
    [HEAT_BY_COUNT] = SV_INIT("count"),
    [HEAT_BY_NAME] = SV_INIT("name"),
};

void heat_rename(struct heat *h, const struct store *s, bool raw)
{
    struct buf b = {0};
    arena_release(&h->names);
    h->texts = arena_new(&h->names, struct sv, h->t.states.n);
    for (size_t i = 0; i < h->t.states.n; i++) {
        buf_clear(&b);
        transition_state_add(&b, s, &h->t.states.v[i], raw);
        h->texts[i] = arena_copy(&h->names, utf8_prefix(buf_sv(&b), TEXT_MAX));
    }
    buf_release(&b);
}

/* "Other names" are of no type. */
static void types_make(struct heat *h, const struct store *s)
{
    h->types = arena_new(&h->arena, uint8_t, h->t.states.n);
    for (size_t i = 0; i < h->t.states.n; i++) {
        const struct transition_state *state = &h->t.states.v[i];
        struct sv name = state->n_folded ? (struct sv){0} : store_sv(s, state->name);
        h->types[i] = (uint8_t)type_of_span(state->class, name);
    }
}

bool heat_make(struct heat *h, const struct store *s, const struct index *ix, const struct view *v,
               const struct transitions_wish *wish, bool raw)
{
    heat_release(h);
    if (!transitions_make(&h->t, s, ix, v, wish))
        return false;
    heat_rename(h, s, raw);
    types_make(h, s);
    return true;
}

void heat_release(struct heat *h)
{
    transitions_release(&h->t);
    arena_release(&h->arena);
    arena_release(&h->names);
    vec_release(&h->shown);
    free(h->rows);
    free(h->columns);
    *h = (struct heat){0};
}

/* ---- order ---- */

struct ordering {
    const struct heat *h;
    uint64_t *failed; /* by state: occurrences from and to it */
    int sign;
};

/* "Other names" stay at the end, whatever the order. */
static int by_wish(const void *va, const void *vb, void *arg)
{
    const struct ordering *o = arg;
    uint32_t i = *(const uint32_t *)va, k = *(const uint32_t *)vb;
    const struct transition_state *a = &o->h->t.states.v[i], *b = &o->h->t.states.v[k];
    if (!a->n_folded != !b->n_folded)
        return a->n_folded ? 1 : -1;
    if (o->h->by == HEAT_BY_RATE && o->failed[i] != o->failed[k])
        return o->failed[i] > o->failed[k] ? -o->sign : o->sign;
    int c = o->h->by == HEAT_BY_NAME ? sv_cmp(o->h->texts[i], o->h->texts[k]) : 0;
    if (c)
        return c * o->sign;
    return i < k ? -o->sign : i > k ? o->sign : 0;
}

static uint64_t *failures_by_state(const struct transitions *t)
{
    size_t n = t->states.n;
    uint64_t *failed = mem_zalloc(arena_size(sizeof(*failed), n));
    for (size_t from = 0; from < n; from++)
        for (size_t to = 0; to < n; to++) {
            uint32_t here = t->pairs[from * n + to].failed;
            failed[from] += here;
            failed[to] += from == to ? 0 : here;
        }
    return failed;
}

static void totals_count(struct heat *h)
{
    size_t n = h->shown.n;
    free(h->rows);
    free(h->columns);
    h->rows = mem_zalloc(arena_size(sizeof(*h->rows), n));
    h->columns = mem_zalloc(arena_size(sizeof(*h->columns), n));
    h->all = (struct heat_total){0};
    h->most = 0;
    for (size_t row = 0; row < n; row++)
        for (size_t column = 0; column < n; column++) {
            const struct transition *pair = heat_cell(h, row, column);
            struct heat_total *totals[] = {&h->rows[row], &h->columns[column], &h->all};
            for (size_t i = 0; i < ARRAY_LEN(totals); i++) {
                totals[i]->count += pair->count;
                totals[i]->failed += pair->failed;
            }
            h->most = pair->count > h->most ? pair->count : h->most;
        }
}

void heat_arrange(struct heat *h, enum heat_by by, bool reversed, struct sv filter)
{
    struct ordering o = {h, failures_by_state(&h->t), reversed ? -1 : 1};
    h->by = (uint8_t)by;
    h->shown.n = 0;
    for (uint32_t i = 0; i < h->t.states.n; i++)
        if (filter.n == 0 || sv_find_nocase(h->texts[i], filter) != SIZE_MAX)
            vec_push(&h->shown, i);
    if (h->shown.n > 1)
        qsort_r(h->shown.v, h->shown.n, sizeof(*h->shown.v), by_wish, &o);
    free(o.failed);
    totals_count(h);
}

/* ---- cells ---- */

int heat_level(const struct heat *h, const struct transition *pair)
{
    static const double RATES[] = {0.1, 0.25, 0.5};
    int level = 1;
    if (h->by == HEAT_BY_COUNT) {
        double share = h->most > 1 ? log(pair->count) / log(h->most) : 1;
        return pair->count == 0 ? 0 : share >= 1 ? HEAT_LEVELS - 1 : 1 + (int)(share * 4);
    }
    if (pair->failed_calls == 0)
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(RATES) && transition_rate(pair) > RATES[i]; i++)
        level++;
    return level;
}

uint32_t heat_place(const struct heat *h, uint32_t state)
{
    for (uint32_t i = 0; i < h->shown.n; i++)
        if (h->shown.v[i] == state)
            return i;
    return NO_ROW;
}
