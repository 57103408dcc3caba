/* Spans of both sides by their paths. */
#include "tui/compare_match.h"

#include "core/name_ids.h"
#include "core/shown.h"
#include "metrics/aggregate.h"

/* How it is made. */
struct making {
    struct compare *c;
    const atomic_bool *stop;
    uint32_t *slots;      /* open addressing over paths: parent, name; NO_ROW is free */
    uint32_t mask;        /* number of slots - 1 */
    sym *name_of[2];      /* by symbol of the store: its masked name, SYM_NONE = not yet */
    struct compare_match match;
    VEC(double) lengths;
    struct buf shown, tmp;
};

static bool stopped(const struct making *m)
{
    return m->stop && atomic_load_explicit(m->stop, memory_order_relaxed);
}

double compare_length(const struct compare_side *side, uint32_t position)
{
    const uint16_t both = SPAN_HAS_START | SPAN_HAS_END;
    const struct span_columns *span = &side->s->span;
    uint32_t row = side->ix->order[position];
    bool has = (span->flags[row] & both) == both && span->end[row] >= span->start[row];
    return has ? (double)(span->end[row] - span->start[row]) : (double)NAN;
}

/* ---- paths ---- */

/* What is hidden goes first: with stars for its digits a credential has no shape any more. */
static sym name_put(struct making *m, int side, sym name)
{
    sym *known = &m->name_of[side][name];
    if (*known == SYM_NONE) {
        struct sv shown = shown_sentence(store_sv(m->c->side[side].s, name), &m->shown);
        name_mask(&m->tmp, shown, MASK_IDS);
        *known = sym_put(&m->c->names, buf_sv(&m->tmp));
    }
    return *known;
}

static uint32_t *slot_of(const struct making *m, uint32_t parent, sym name)
{
    const struct compare_path *paths = m->c->paths.v;
    uint32_t i = (uint32_t)hash_u64((uint64_t)parent << 32 | name, m->c->names.seed) & m->mask;
    while (m->slots[i] != NO_ROW &&
           (paths[m->slots[i]].parent != parent || paths[m->slots[i]].name != name))
        i = (i + 1) & m->mask;
    return &m->slots[i];
}

static void slots_resize(struct making *m, uint32_t n)
{
    free(m->slots);
    m->slots = mem_alloc(arena_size(sizeof(*m->slots), n));
    m->mask = n - 1;
    memset(m->slots, 0xff, n * sizeof(*m->slots));
    for (uint32_t i = 1; i < m->c->paths.n; i++)
        *slot_of(m, m->c->paths.v[i].parent, m->c->paths.v[i].name) = i;
}

/* Of too many paths, those that come last are their parents', or together at the top. */
static uint32_t path_put(struct making *m, uint32_t parent, sym name)
{
    struct compare *c = m->c;
    uint32_t *slot = slot_of(m, parent, name);
    if (*slot == NO_ROW && c->paths.n >= COMPARE_PATHS_MAX) {
        if (parent)
            return parent;
        name = sym_put(&c->names, SV("other names"));
        slot = slot_of(m, parent, name);
    }
    if (*slot != NO_ROW)
        return *slot;
    uint32_t path = *slot = (uint32_t)c->paths.n;
    vec_push(&c->paths, ((struct compare_path){.parent = parent, .name = name,
                                               .moved_from = NO_ROW}));
    if (c->paths.n > m->mask / 2)
        slots_resize(m, 2 * (m->mask + 1));
    return path;
}

/* The part of index.order that is compared. */
static void range_find(struct making *m, int side)
{
    const struct compare_side *x = &m->c->side[side];
    m->match.n[side] = x->ix->n_spans;
    if (x->trace != NO_ROW) {
        m->match.first[side] = x->ix->traces[x->trace].first;
        m->match.n[side] = x->ix->traces[x->trace].n_unique;
    }
}

static bool paths_find(struct making *m, int side)
{
    const struct compare_side *x = &m->c->side[side];
    uint32_t first = m->match.first[side], n = m->match.n[side];
    m->name_of[side] = mem_alloc(arena_size(sizeof(sym), x->s->syms.texts.n));
    memset(m->name_of[side], 0xff, x->s->syms.texts.n * sizeof(sym));
    m->match.path_of[side] = mem_alloc(arena_size(sizeof(uint32_t), n));
    for (uint32_t i = 0; i < n; i++) {
        uint32_t above = x->ix->parent[first + i], row = x->ix->order[first + i];
        if (i % 8192 == 0 && stopped(m))
            return false;
        m->match.path_of[side][i] = NO_ROW;
        if (x->ix->facts[first + i] & FACT_DUPLICATE)
            continue;
        uint32_t parent = above == NO_ROW ? 0 : m->match.path_of[side][above - first];
        uint32_t path = path_put(m, parent, name_put(m, side, x->s->span.name[row]));
        m->match.path_of[side][i] = path;
        m->c->paths.v[path].n[side]++;
        m->c->paths.v[path].errors[side] += x->s->span.status[row] == STATUS_ERROR;
        m->c->spans[side]++;
        m->c->errors[side] += x->s->span.status[row] == STATUS_ERROR;
    }
    return true;
}

/* Groups the positions by path, each group in the order of the tree. */
static void members_find(struct making *m, int side)
{
    struct compare *c = m->c;
    uint32_t at = 0;
    c->members[side] = mem_alloc(arena_size(sizeof(uint32_t), m->match.n[side]));
    for (size_t i = 0; i < c->paths.n; i++) {
        c->paths.v[i].first[side] = at;
        at += c->paths.v[i].n[side];
        c->paths.v[i].n[side] = 0; /* counted once more below */
    }
    for (uint32_t i = 0; i < m->match.n[side]; i++)
        if (m->match.path_of[side][i] != NO_ROW) {
            struct compare_path *p = &c->paths.v[m->match.path_of[side][i]];
            c->members[side][p->first[side] + p->n[side]++] = m->match.first[side] + i;
        }
}

static void lengths_find(struct making *m, struct compare_path *p, int side)
{
    m->lengths.n = 0;
    for (uint32_t i = 0; i < p->n[side]; i++) {
        uint32_t position = m->c->members[side][p->first[side] + i];
        double length = compare_length(&m->c->side[side], position);
        if (!isnan(length))
            vec_push(&m->lengths, length);
    }
    p->median[side] = p->p95[side] = (double)NAN;
    if (m->lengths.n == 0)
        return;
    p->total[side] = aggregate_values(AGG_SUM, PERCENTILE_LINEAR, m->lengths.v, m->lengths.n);
    p->median[side] = aggregate_values(AGG_MEDIAN, PERCENTILE_LINEAR, m->lengths.v, m->lengths.n);
    p->p95[side] = aggregate_values(AGG_P95, PERCENTILE_LINEAR, m->lengths.v, m->lengths.n);
}

/* From the first start to the last end, traces added up. */
static double reach_of(const struct compare_side *x)
{
    double sum = 0;
    uint32_t from = x->trace == NO_ROW ? 0 : x->trace;
    uint32_t to = x->trace == NO_ROW ? x->ix->n_traces : x->trace + 1;
    for (uint32_t i = from; i < to; i++) {
        uint64_t first = UINT64_MAX, last = 0;
        const struct trace_range *r = &x->ix->traces[i];
        for (uint32_t p = r->first; p < r->first + r->n_unique; p++) {
            uint32_t row = x->ix->order[p];
            uint64_t start = x->s->span.start[row];
            if (isnan(compare_length(x, p)) || start == 0)
                continue;
            first = start < first ? start : first;
            last = x->s->span.end[row] > last ? x->s->span.end[row] : last;
        }
        sum += last > first ? (double)(last - first) : 0;
    }
    return sum;
}

/* ---- what moved ---- */

/* What one path has too many of and another one with the same name too few. */
static void moves_between_paths(struct making *m)
{
    struct compare *c = m->c;
    uint32_t *short_of = mem_alloc(arena_size(sizeof(*short_of), c->names.texts.n));
    uint32_t *next = mem_alloc(arena_size(sizeof(*next), c->paths.n));
    memset(short_of, 0xff, c->names.texts.n * sizeof(*short_of));
    for (uint32_t i = (uint32_t)c->paths.n; i-- > 1;) {
        const struct compare_path *p = &c->paths.v[i];
        if (p->n[0] <= p->n[1] || (c->is_dumps && p->n[1]))
            continue;
        next[i] = short_of[p->name];
        short_of[p->name] = i;
    }
    for (uint32_t i = 1; i < c->paths.n; i++) {
        struct compare_path *to = &c->paths.v[i];
        uint32_t *source = &short_of[to->name];
        if (c->is_dumps && to->n[0])
            continue;
        while (to->n[1] > to->n[0] + to->moved_in && *source != NO_ROW) {
            struct compare_path *from = &c->paths.v[*source];
            uint32_t wanted = to->n[1] - to->n[0] - to->moved_in;
            uint32_t left = from->n[0] - from->n[1] - from->moved_out;
            uint32_t taken = wanted < left ? wanted : left;
            if (to->moved_from == NO_ROW)
                to->moved_from = *source;
            to->moved_in += taken;
            from->moved_out += taken;
            if (taken == left)
                *source = next[*source];
        }
    }
    free(short_of);
    free(next);
}

/* ---- findings ---- */

static struct compare_finding *finding_put(struct making *m, uint32_t *slots, uint32_t mask,
                                           uint32_t rule, sym name)
{
    struct compare *c = m->c;
    uint32_t i = (uint32_t)hash_u64((uint64_t)rule << 32 | name, c->names.seed) & mask;
    while (slots[i] != NO_ROW &&
           (c->findings.v[slots[i]].rule != rule || c->findings.v[slots[i]].name != name))
        i = (i + 1) & mask;
    if (slots[i] == NO_ROW) {
        slots[i] = (uint32_t)c->findings.n;
        vec_push(&c->findings,
                 ((struct compare_finding){.rule = rule, .name = name, .first = {NO_ROW, NO_ROW}}));
    }
    return &c->findings.v[slots[i]];
}

static void findings_of(struct making *m, uint32_t *slots, uint32_t mask, int side)
{
    const struct compare_side *x = &m->c->side[side];
    const struct findings *all = &x->lint->findings;
    for (uint32_t i = 0; i < all->list.n; i++) {
        const struct finding *f = &all->list.v[i];
        if (x->trace != NO_ROW && f->trace != x->trace)
            continue;
        sym name = f->name == SYM_NONE ? SYM_EMPTY : name_put(m, side, f->name);
        struct compare_finding *kind = finding_put(m, slots, mask, f->rule, name);
        kind->spans[side] += f->count;
        if (kind->n[side]++ == 0)
            kind->first[side] = i;
        if (f->severity > kind->severity)
            kind->severity = f->severity;
    }
}

static void findings_find(struct making *m)
{
    const struct compare *c = m->c;
    uint32_t size = 64;
    if (!c->side[0].lint || !c->side[1].lint)
        return;
    size_t n = c->side[0].lint->findings.list.n + c->side[1].lint->findings.list.n;
    while (size / 2 < n)
        size *= 2;
    uint32_t *slots = mem_alloc(arena_size(sizeof(*slots), size));
    memset(slots, 0xff, size * sizeof(*slots));
    for (int side = 0; side < 2; side++)
        findings_of(m, slots, size - 1, side);
    free(slots);
}

/* ---- outside ---- */

static bool all_find(struct making *m)
{
    struct compare *c = m->c;
    for (int side = 0; side < 2; side++) {
        range_find(m, side);
        if (!paths_find(m, side))
            return false;
    }
    for (int side = 0; side < 2; side++) {
        members_find(m, side);
        for (size_t i = 1; i < c->paths.n; i++)
            lengths_find(m, &c->paths.v[i], side);
        c->length[side] = reach_of(&c->side[side]);
        if (stopped(m))
            return false;
    }
    moves_between_paths(m);
    findings_find(m);
    return true;
}

bool compare_make(struct compare *c, const struct compare_side side[2],
                  const struct catalog *catalog, const atomic_bool *stop)
{
    struct making m = {.c = c, .stop = stop};
    compare_release(c);
    c->side[0] = side[0];
    c->side[1] = side[1];
    c->catalog = catalog;
    symtab_init(&c->names);
    vec_push(&c->paths, ((struct compare_path){.moved_from = NO_ROW}));
    slots_resize(&m, 1024);
    c->is_dumps = side[0].trace == NO_ROW || side[1].trace == NO_ROW;
    bool done = all_find(&m);
    if (done && !c->is_dumps)
        compare_match_make(&m.match, c);
    if (done)
        compare_rows_make(c, c->is_dumps ? NULL : &m.match);
    compare_match_release(&m.match);
    free(m.name_of[0]);
    free(m.name_of[1]);
    free(m.slots);
    vec_release(&m.lengths);
    buf_release(&m.shown);
    buf_release(&m.tmp);
    return done;
}

void compare_release(struct compare *c)
{
    if (c->names.slots)
        symtab_release(&c->names);
    vec_release(&c->paths);
    vec_release(&c->findings);
    vec_release(&c->rows);
    vec_release(&c->lines);
    free(c->members[0]);
    free(c->members[1]);
    for (int i = 0; i < COMPARE_ORDERS; i++)
        free(c->order[i]);
    *c = (struct compare){0};
}
