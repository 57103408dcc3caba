#include "lint/summary.h"

#include <math.h>

/* ---- counts ---- */

static bool has_end(const struct span_columns *c, uint32_t row)
{
    return (c->flags[row] & SPAN_HAS_END) && c->end[row] != 0;
}

static bool has_start(const struct span_columns *c, uint32_t row)
{
    return c->flags[row] & SPAN_HAS_START;
}

static bool leaves_parent(const struct span_columns *c, uint32_t child, uint32_t parent)
{
    bool early = has_start(c, child) && has_start(c, parent) &&
                 c->start[child] < c->start[parent] &&
                 c->start[parent] - c->start[child] > SUMMARY_TOLERANCE;
    bool late = has_end(c, child) && has_end(c, parent) && c->end[child] > c->end[parent] &&
                c->end[child] - c->end[parent] > SUMMARY_TOLERANCE;
    return early || late;
}

void summary_count(struct summary_counts *c, const struct store *s, const struct index *ix)
{
    *c = (struct summary_counts){
        .traces = ix->n_real_traces,
        .spans = ix->n_spans,
        .unique = ix->n_spans - ix->n_duplicates,
        .duplicates = ix->n_duplicates,
        .roots = ix->n_roots,
        .orphans = ix->n_orphans,
    };
    for (uint32_t row = 0; row < s->n_spans; row++)
        c->status[s->span.status[row]]++;
    for (uint32_t p = 0; p < ix->n_spans; p++)
        if (ix->parent[p] != NO_ROW && !(ix->facts[p] & FACT_DUPLICATE))
            c->timing_violations += leaves_parent(&s->span, ix->order[p], ix->order[ix->parent[p]]);
}

/* ---- keys ---- */

/* Counts keys of one group of spans or resources: a slot for each symbol, and which are in use. */
struct key_count {
    const struct store *s;
    uint32_t *slot; /* by symbol: number in `keys` from `first` on, plus 1 */
    uint32_t *last; /* by symbol: the last member of the group that had it, plus 1 */
    uint32_t first;
};

static void keys_note(struct key_count *k, struct summary *m, struct attr_range r, uint32_t member)
{
    for (uint32_t i = r.first; i < r.first + r.count; i++) {
        const struct attr *a = &k->s->attrs.v[i];
        if (k->slot[a->key] == 0) {
            vec_push(&m->keys, ((struct summary_key){.key = a->key}));
            k->slot[a->key] = (uint32_t)m->keys.n - k->first;
        }
        struct summary_key *key = &m->keys.v[k->first + k->slot[a->key] - 1];
        key->types |= 1u << a->type;
        key->count += k->last[a->key] != member + 1;
        k->last[a->key] = member + 1;
    }
}

static int key_cmp(const void *a, const void *b, void *ctx)
{
    const struct summary_key *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return sv_cmp(store_sv(ctx, x->key), store_sv(ctx, y->key));
}

/* The group is complete: its keys in order, the slots free for the next group. */
static uint32_t keys_close(struct key_count *k, struct summary *m)
{
    uint32_t n = (uint32_t)m->keys.n - k->first;
    for (uint32_t i = k->first; i < m->keys.n; i++) {
        k->slot[m->keys.v[i].key] = 0;
        k->last[m->keys.v[i].key] = 0;
    }
    if (n)
        qsort_r(m->keys.v + k->first, n, sizeof(*m->keys.v), key_cmp, (void *)k->s);
    k->first = (uint32_t)m->keys.n;
    return n;
}

static void resource_keys_fill(struct summary *m, struct key_count *k)
{
    for (uint32_t r = 0; r < k->s->resources.n; r++)
        keys_note(k, m, k->s->resources.v[r].attrs, r);
    uint32_t n = keys_close(k, m);
    if (n)
        memcpy(vec_room(&m->resource_keys, n), m->keys.v, n * sizeof(*m->keys.v));
    m->resource_keys.n = n;
    m->keys.n = k->first = 0;
}

/* ---- names ---- */

static int u64_cmp(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static double percentile(const uint64_t *sorted, size_t n, double p)
{
    double at = (double)(n - 1) * p;
    size_t below = (size_t)at;
    size_t above = below + 1 < n ? below + 1 : below;
    double low = (double)sorted[below], high = (double)sorted[above];
    return low + (high - low) * (at - (double)below);
}

static void lengths_fill(struct summary_name *n, uint64_t *lengths)
{
    n->p50 = n->p95 = n->max = (double)NAN;
    if (n->with_length == 0)
        return;
    qsort(lengths, n->with_length, sizeof(*lengths), u64_cmp);
    n->p50 = percentile(lengths, n->with_length, 0.50);
    n->p95 = percentile(lengths, n->with_length, 0.95);
    n->max = (double)lengths[n->with_length - 1];
}

/* One name: `rows` are its spans; `lengths` has room for as many. */
static void name_fill(struct summary *m, struct key_count *k, struct summary_name *n,
                      const uint32_t *rows, uint64_t *lengths)
{
    const struct span_columns *c = &k->s->span;
    for (uint32_t i = 0; i < n->count; i++) {
        uint32_t row = rows[i];
        n->status[c->status[row]]++;
        keys_note(k, m, span_attrs(k->s, row), row);
        if (!has_start(c, row) || !has_end(c, row) || c->end[row] < c->start[row])
            continue;
        uint64_t length = c->end[row] - c->start[row];
        n->n_short += length < SUMMARY_SHORT;
        n->total += (double)length;
        lengths[n->with_length++] = length;
    }
    lengths_fill(n, lengths);
    n->share = (double)n->count / (double)k->s->n_spans;
    n->share_of_time = m->time > 0 ? n->total / m->time : 0;
    n->first_key = k->first;
    n->n_keys = keys_close(k, m);
}

static int name_cmp(const void *a, const void *b, void *ctx)
{
    const struct summary_name *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return sv_cmp(store_sv(ctx, x->name), store_sv(ctx, y->name));
}

/* Rows in groups of the same name, groups in the order of m->names: a counting sort. */
static uint32_t *rows_by_name(struct summary *m, const struct store *s)
{
    uint32_t *at = mem_zalloc(arena_size(sizeof(uint32_t), s->syms.texts.n));
    uint32_t *rows = mem_alloc(arena_size(sizeof(uint32_t), s->n_spans));
    uint32_t first = 0;
    for (uint32_t row = 0; row < s->n_spans; row++)
        at[s->span.name[row]]++;
    for (sym y = 0; y < s->syms.texts.n; y++)
        if (at[y])
            vec_push(&m->names, ((struct summary_name){.name = y, .count = at[y]}));
    if (m->names.n)
        qsort_r(m->names.v, m->names.n, sizeof(*m->names.v), name_cmp, (void *)s);
    for (size_t i = 0; i < m->names.n; i++) {
        at[m->names.v[i].name] = first;
        first += m->names.v[i].count;
    }
    for (uint32_t row = 0; row < s->n_spans; row++)
        rows[at[s->span.name[row]]++] = row;
    free(at);
    return rows;
}

static void names_fill(struct summary *m, struct key_count *k)
{
    uint32_t *rows = rows_by_name(m, k->s);
    uint64_t *lengths = mem_alloc(arena_size(sizeof(uint64_t), k->s->n_spans));
    uint32_t first = 0;
    for (size_t i = 0; i < m->names.n; i++) {
        name_fill(m, k, &m->names.v[i], rows + first, lengths);
        first += m->names.v[i].count;
    }
    free(lengths);
    free(rows);
}

/* ---- all of it ---- */

static double trace_time(const struct store *s, const struct index *ix, const struct trace_range *t)
{
    const struct span_columns *c = &s->span;
    uint64_t first = UINT64_MAX, last = 0;
    for (uint32_t p = t->first; p < t->first + t->count; p++) {
        uint32_t row = ix->order[p];
        if (!has_start(c, row) || !has_end(c, row) || c->end[row] < c->start[row])
            continue;
        first = c->start[row] < first ? c->start[row] : first;
        last = c->end[row] > last ? c->end[row] : last;
    }
    return first < last ? (double)(last - first) : 0;
}

void summary_make(struct summary *m, const struct store *s, const struct index *ix)
{
    *m = (struct summary){0};
    summary_count(&m->counts, s, ix);
    for (size_t i = 0; i < s->inputs.n; i++)
        m->is_truncated |= s->inputs.v[i].status != INPUT_OK;
    for (uint32_t t = 0; t < ix->n_traces; t++)
        m->time += trace_time(s, ix, &ix->traces[t]);
    for (size_t i = 0; i < s->defects.n; i++)
        m->defects[s->defects.v[i].kind]++;
    struct key_count k = {.s = s};
    k.slot = mem_zalloc(arena_size(sizeof(uint32_t), s->syms.texts.n));
    k.last = mem_zalloc(arena_size(sizeof(uint32_t), s->syms.texts.n));
    resource_keys_fill(m, &k);
    names_fill(m, &k);
    free(k.slot);
    free(k.last);
}

void summary_release(struct summary *m)
{
    vec_release(&m->names);
    vec_release(&m->keys);
    vec_release(&m->resource_keys);
}

const char *summary_type_name(unsigned type)
{
    static const char *const names[] = {
        [VALUE_EMPTY] = "empty", [VALUE_STRING] = "string", [VALUE_BOOL] = "bool",
        [VALUE_INT] = "int",     [VALUE_DOUBLE] = "double", [VALUE_BYTES] = "bytes",
        [VALUE_ARRAY] = "array", [VALUE_KVLIST] = "kvlist", [VALUE_INVALID] = "invalid"};
    BUG_ON(type >= ARRAY_LEN(names));
    return names[type];
}
