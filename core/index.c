#include "core/index.h"

/* The spans of one trace while they are put in order. Numbers are local: 0 is the span that
 * starts first. Arrays are as long as the largest trace and used again for the next one. */
struct node {
    uint64_t start;
    uint32_t row;
    uint32_t parent, first_child, next_sibling;
    uint32_t position; /* in order, or NO_ROW while not yet placed */
    uint32_t walk;     /* which walk up the parents came by here */
    uint8_t facts;
};

struct work {
    const struct store *s;
    struct index *ix;
    struct node *nodes, *spare;
    uint32_t n;
    uint32_t *slots; /* span id -> local number */
    uint32_t mask;
    uint64_t seed;
    uint32_t position; /* the next one to fill */
};

/* ---- order of start ---- */

static bool starts_before(const struct node *a, const struct node *b)
{
    return a->start != b->start ? a->start < b->start : a->row < b->row;
}

static void insertion_sort(struct node *v, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++) {
        struct node key = v[i];
        uint32_t at = i;
        for (; at > 0 && starts_before(&key, &v[at - 1]); at--)
            v[at] = v[at - 1];
        v[at] = key;
    }
}

static void merge(struct node *out, const struct node *a, uint32_t na, const struct node *b,
                  uint32_t nb)
{
    while (na && nb) {
        bool second = starts_before(b, a);
        *out++ = second ? *b++ : *a++;
        if (second)
            nb--;
        else
            na--;
    }
    memcpy(out, na ? a : b, (na + nb) * sizeof(*out));
}

static bool is_sorted(const struct node *v, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        if (starts_before(&v[i], &v[i - 1]))
            return false;
    return true;
}

/* Runs of 32 by insertion, then merges from one array to the other. */
static void sort_by_start(struct work *w)
{
    enum { RUN = 32 };
    if (is_sorted(w->nodes, w->n))
        return;
    for (uint32_t i = 0; i < w->n; i += RUN)
        insertion_sort(w->nodes + i, w->n - i < RUN ? w->n - i : RUN);
    for (uint64_t run = RUN; run < w->n; run *= 2) {
        for (uint64_t i = 0; i < w->n; i += 2 * run) {
            uint32_t na = (uint32_t)(w->n - i < run ? w->n - i : run);
            uint32_t rest = (uint32_t)(w->n - i - na);
            uint32_t nb = rest < run ? rest : (uint32_t)run;
            merge(w->spare + i, w->nodes + i, na, w->nodes + i + na, nb);
        }
        struct node *swap = w->nodes;
        w->nodes = w->spare;
        w->spare = swap;
    }
}

/* ---- who is who ---- */

/* Ids of both sorts live in one table: opaque ones are told apart by their flag. */
static uint32_t id_slot(const struct work *w, uint64_t id, bool text)
{
    uint32_t at = (uint32_t)hash_u64(id, w->seed + text) & w->mask;
    for (; w->slots[at] != NO_ROW; at = (at + 1) & w->mask) {
        uint32_t row = w->nodes[w->slots[at]].row;
        bool is_text = w->s->span.flags[row] & SPAN_ID_TEXT;
        if (w->s->span.span_id[row] == id && is_text == text)
            break;
    }
    return at;
}

/* The earliest row with an id is the span, later ones repeat it. */
static void ids_fill(struct work *w)
{
    const struct span_columns *c = &w->s->span;
    uint32_t n_slots = 8;
    while (n_slots < w->n * (uint64_t)2)
        n_slots *= 2;
    w->mask = n_slots - 1;
    memset(w->slots, 0xff, n_slots * sizeof(uint32_t));
    for (uint32_t i = 0; i < w->n; i++) {
        uint32_t row = w->nodes[i].row;
        if (!(c->flags[row] & SPAN_HAS_ID))
            continue;
        uint32_t at = id_slot(w, c->span_id[row], c->flags[row] & SPAN_ID_TEXT);
        if (w->slots[at] == NO_ROW) {
            w->slots[at] = i;
        } else if (w->nodes[w->slots[at]].row < row) {
            w->nodes[i].facts |= FACT_DUPLICATE;
        } else {
            w->nodes[w->slots[at]].facts |= FACT_DUPLICATE;
            w->slots[at] = i;
        }
    }
}

static void parents_fill(struct work *w)
{
    const struct span_columns *c = &w->s->span;
    for (uint32_t i = 0; i < w->n; i++) {
        struct node *node = &w->nodes[i];
        node->parent = node->first_child = node->next_sibling = node->position = NO_ROW;
        node->walk = NO_ROW;
        if (!(c->flags[node->row] & SPAN_HAS_PARENT)) {
            node->facts |= FACT_ROOT;
            continue;
        }
        bool text = c->flags[node->row] & SPAN_PARENT_TEXT;
        node->parent = w->slots[id_slot(w, c->parent_id[node->row], text)];
        if (node->parent == NO_ROW)
            node->facts |= FACT_ORPHAN;
    }
}

/* From the last to the first, so that lists of children begin with the earliest. */
static void children_fill(struct work *w)
{
    for (uint32_t i = w->n; i-- > 0;) {
        uint32_t parent = w->nodes[i].parent;
        if (parent == NO_ROW || w->nodes[i].facts & FACT_DUPLICATE)
            continue;
        w->nodes[i].next_sibling = w->nodes[parent].first_child;
        w->nodes[parent].first_child = i;
    }
}

/* ---- preorder ---- */

static void place(struct work *w, uint32_t i, uint32_t parent_position)
{
    struct index *ix = w->ix;
    uint32_t p = w->position++;
    w->nodes[i].position = p;
    ix->order[p] = w->nodes[i].row;
    ix->facts[p] = w->nodes[i].facts;
    ix->parent[p] = parent_position;
    ix->depth[p] = parent_position == NO_ROW ? 0 : ix->depth[parent_position] + 1;
}

/* The first of the siblings from `i` on that is not placed: in a cycle the top is also somebody's
 * child. */
static uint32_t unplaced(const struct work *w, uint32_t i)
{
    while (i != NO_ROW && w->nodes[i].position != NO_ROW)
        i = w->nodes[i].next_sibling;
    return i;
}

static void tree_place(struct work *w, uint32_t top)
{
    uint32_t i = top;
    place(w, top, NO_ROW);
    for (;;) {
        uint32_t next = unplaced(w, w->nodes[i].first_child);
        while (next == NO_ROW) {
            w->ix->size[w->nodes[i].position] = w->position - w->nodes[i].position;
            if (i == top)
                return;
            next = unplaced(w, w->nodes[i].next_sibling);
            if (next == NO_ROW)
                i = w->nodes[i].parent;
        }
        place(w, next, w->nodes[w->nodes[next].parent].position);
        i = next;
    }
}

/* `i` is on a cycle: marks its spans and returns the one that starts first. */
static uint32_t cycle_mark(struct work *w, uint32_t i)
{
    uint32_t first = i, at = i;
    do {
        w->nodes[at].facts |= FACT_CYCLE;
        if (at < first)
            first = at;
        at = w->nodes[at].parent;
    } while (at != i);
    return first;
}

/* What no top reaches hangs on a cycle. Walking up from each such span finds it: a walk ends where
 * it meets itself, on the cycle. */
static void cycles_place(struct work *w)
{
    for (uint32_t i = 0; i < w->n; i++) {
        if (w->nodes[i].position != NO_ROW || w->nodes[i].facts & FACT_DUPLICATE)
            continue;
        uint32_t at = i;
        while (w->nodes[at].walk != i) {
            w->nodes[at].walk = i;
            at = w->nodes[at].parent;
        }
        tree_place(w, cycle_mark(w, at));
    }
}

static void tops_place(struct work *w)
{
    for (uint32_t i = 0; i < w->n; i++)
        if (w->nodes[i].parent == NO_ROW && !(w->nodes[i].facts & FACT_DUPLICATE))
            tree_place(w, i);
}

static void duplicates_place(struct work *w)
{
    const struct span_columns *c = &w->s->span;
    for (uint32_t i = 0; i < w->n; i++) {
        uint32_t row = w->nodes[i].row;
        if (!(w->nodes[i].facts & FACT_DUPLICATE))
            continue;
        uint32_t first = w->slots[id_slot(w, c->span_id[row], c->flags[row] & SPAN_ID_TEXT)];
        w->ix->size[w->position] = 1;
        place(w, i, NO_ROW);
        w->ix->parent[w->nodes[i].position] = w->nodes[first].position;
    }
}

static void range_count(struct index *ix, struct trace_range *t)
{
    for (uint32_t p = t->first; p < t->first + t->count; p++) {
        t->n_roots += !!(ix->facts[p] & FACT_ROOT);
        t->n_orphans += !!(ix->facts[p] & FACT_ORPHAN);
        t->n_duplicates += !!(ix->facts[p] & FACT_DUPLICATE);
        t->n_cycle += !!(ix->facts[p] & FACT_CYCLE);
        if (ix->depth[p] > t->max_depth)
            t->max_depth = ix->depth[p];
    }
    ix->n_roots += t->n_roots;
    ix->n_orphans += t->n_orphans;
    ix->n_duplicates += t->n_duplicates;
    ix->n_cycle += t->n_cycle;
}

/* The rows of the trace stand in `order` in the order of the input; they leave it in preorder. */
static void trace_build(struct work *w, struct trace_range *t)
{
    const struct span_columns *c = &w->s->span;
    w->n = t->count;
    w->position = t->first;
    for (uint32_t i = 0; i < t->count; i++) {
        uint32_t row = w->ix->order[t->first + i];
        bool has_start = c->flags[row] & SPAN_HAS_START;
        w->nodes[i].row = row;
        w->nodes[i].start = has_start ? c->start[row] : UINT64_MAX;
        w->nodes[i].facts = 0;
    }
    sort_by_start(w);
    ids_fill(w);
    parents_fill(w);
    children_fill(w);
    tops_place(w);
    if (w->position < t->first + t->count)
        cycles_place(w);
    t->n_unique = w->position - t->first;
    if (t->n_unique < t->count)
        duplicates_place(w);
    range_count(w->ix, t);
}

/* Rows grouped by trace, traces in order of first appearance: a counting sort. */
static uint32_t group_by_trace(struct index *ix, const struct store *s)
{
    uint32_t largest = 0, first = 0;
    for (uint32_t row = 0; row < s->n_spans; row++)
        ix->traces[s->span.trace[row]].count++;
    for (uint32_t t = 0; t < ix->n_traces; t++) {
        uint32_t count = ix->traces[t].count;
        ix->traces[t].first = first;
        first += count;
        if (count > largest)
            largest = count;
        ix->traces[t].count = 0;
        ix->n_real_traces += count && s->traces.v[t].id_state != TRACE_ID_NONE;
    }
    for (uint32_t row = 0; row < s->n_spans; row++) {
        struct trace_range *t = &ix->traces[s->span.trace[row]];
        ix->order[t->first + t->count++] = row;
    }
    return largest;
}

void index_build(struct index *ix, const struct store *s)
{
    uint32_t n = s->n_spans;
    *ix = (struct index){.n_spans = n, .n_traces = (uint32_t)s->traces.n};
    ix->order = mem_alloc(arena_size(sizeof(uint32_t), n));
    ix->size = mem_alloc(arena_size(sizeof(uint32_t), n));
    ix->parent = mem_alloc(arena_size(sizeof(uint32_t), n));
    ix->depth = mem_alloc(arena_size(sizeof(uint32_t), n));
    ix->facts = mem_zalloc(n);
    ix->traces = mem_zalloc(arena_size(sizeof(struct trace_range), s->traces.n));
    uint32_t largest = group_by_trace(ix, s);
    struct work w = {.s = s, .ix = ix, .seed = hash_seed()};
    w.nodes = mem_alloc(arena_size(sizeof(struct node), largest));
    w.spare = mem_alloc(arena_size(sizeof(struct node), largest));
    w.slots = mem_alloc(arena_size(sizeof(uint32_t), largest * (size_t)4 + 8));
    for (uint32_t t = 0; t < ix->n_traces; t++)
        if (ix->traces[t].count)
            trace_build(&w, &ix->traces[t]);
    free(w.nodes);
    free(w.spare);
    free(w.slots);
}

void index_release(struct index *ix)
{
    free(ix->order);
    free(ix->size);
    free(ix->parent);
    free(ix->depth);
    free(ix->facts);
    free(ix->traces);
    *ix = (struct index){0};
}
