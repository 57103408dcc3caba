#include "tui/finding_list.h"

#include "lint/worst.h"

/* ---- making ---- */

/* What is in hand while a list is made. */
struct making {
    struct finding_list *l;
    const struct tui_data *d;
    const struct finding_wish *wish;
    const atomic_bool *stop;
    struct bits pass;    /* by finding */
    uint32_t *group_of;  /* by id + 1, or by rule: the number of its group */
    uint32_t n_ids;
    struct buf id;
};

static bool stops(const struct making *m)
{
    return m->stop && atomic_load_explicit(m->stop, memory_order_relaxed);
}

static const struct finding *finding_of(const struct making *m, uint32_t i)
{
    return &m->d->lint->findings.list.v[i];
}

static bool is_accepted(const struct making *m, uint32_t i)
{
    return m->wish->accepted && bits_get(m->wish->accepted, i);
}

static uint32_t slot_of(const struct making *m, const struct finding *f)
{
    return m->l->by == FINDINGS_BY_RULE ? f->rule : f->trace + 1;
}

static void finding_count(struct making *m, uint32_t i)
{
    const struct finding *f = finding_of(m, i);
    uint32_t *slot = &m->group_of[slot_of(m, f)];
    if (*slot == NO_ROW) {
        *slot = m->l->n_groups++;
        m->l->groups[*slot] = (struct finding_group){
            .id = m->l->by == FINDINGS_BY_RULE ? f->rule : f->trace, .first = i, .worst = NO_ROW};
    }
    struct finding_group *g = &m->l->groups[*slot];
    bits_set(&m->pass, i);
    m->l->n_findings++;
    g->n++;
    g->spans += f->count;
    if (is_accepted(m, i)) {
        g->accepted++;
        return;
    }
    g->counts[f->severity]++;
    if (g->worst == NO_ROW || worst_cmp(&m->d->lint->findings, i, g->worst) < 0)
        g->worst = i;
}

static bool findings_count(struct making *m)
{
    uint32_t n = (uint32_t)m->d->lint->findings.list.n;
    bits_resize(&m->pass, n);
    for (uint32_t i = 0; i < n; i++) {
        if (i % 4096 == 0 && stops(m))
            return false;
        if (!m->wish->filter ||
            finding_filter_passes(m->wish->filter, m->d, finding_of(m, i), &m->id))
            finding_count(m, i);
    }
    return true;
}

/* ---- the order of groups ---- */

static int by_number(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* As their worst findings; those that have none left come last. */
static int group_worst(const struct making *m, const struct finding_group *a,
                       const struct finding_group *b)
{
    if (a->worst == NO_ROW || b->worst == NO_ROW)
        return by_number(a->worst, b->worst);
    return worst_cmp(&m->d->lint->findings, a->worst, b->worst);
}

/* `first` is the first finding as yet: of the first trace, and of its first rule. */
static int group_cmp(const void *va, const void *vb, void *making)
{
    const struct finding_group *a = va, *b = vb;
    const struct making *m = making;
    bool by_rule = m->l->by == FINDINGS_BY_RULE;
    int order = 0;
    if (m->wish->sort == FINDINGS_WORST)
        order = group_worst(m, a, b);
    else if (m->wish->sort == FINDINGS_COUNT)
        order = by_number(b->spans, a->spans);
    else if (m->wish->sort == FINDINGS_TRACE && by_rule)
        order = by_number(a->first, b->first);
    else if (m->wish->sort == FINDINGS_RULE && !by_rule)
        order = by_number(finding_of(m, a->first)->rule, finding_of(m, b->first)->rule);
    if (!order)
        order = by_number(a->id + 1, b->id + 1);
    return m->wish->reverse ? -order : order;
}

static void groups_sort(struct making *m)
{
    struct finding_list *l = m->l;
    if (l->n_groups)
        qsort_r(l->groups, l->n_groups, sizeof(*l->groups), group_cmp, m);
    uint32_t first = 0;
    for (uint32_t g = 0; g < l->n_groups; g++) {
        bool by_rule = l->by == FINDINGS_BY_RULE;
        m->group_of[by_rule ? l->groups[g].id : l->groups[g].id + 1] = g;
        l->groups[g].first = first;
        first += l->groups[g].n;
        l->groups[g].n = 0;
    }
}

/* ---- the order in a group ---- */

struct sort_key {
    uint64_t key;
    uint32_t finding;
};

static int key_cmp(const void *va, const void *vb)
{
    const struct sort_key *a = va, *b = vb;
    int order = by_number(a->key, b->key);
    return order ? order : by_number(a->finding, b->finding);
}

static uint64_t key_of(const struct making *m, uint32_t i)
{
    const struct finding *f = finding_of(m, i);
    uint64_t few = UINT32_MAX - f->count, mild = SEVERITY_ERROR - (uint64_t)f->severity;
    uint64_t last = UINT64_C(1) << 63, key = i;
    if (m->wish->sort == FINDINGS_WORST)
        key = mild << 32 | few;
    else if (m->wish->sort == FINDINGS_COUNT)
        key = few;
    if (m->wish->reverse)
        key = last - 1 - key;
    return is_accepted(m, i) ? key | last : key;
}

static void group_sort(struct making *m, const struct finding_group *g, struct sort_key *keys)
{
    uint32_t *order = m->l->order + g->first;
    for (uint32_t i = 0; i < g->n; i++)
        keys[i] = (struct sort_key){key_of(m, order[i]), order[i]};
    qsort(keys, g->n, sizeof(*keys), key_cmp);
    for (uint32_t i = 0; i < g->n; i++)
        order[i] = keys[i].finding;
}

static bool findings_place(struct making *m)
{
    struct finding_list *l = m->l;
    uint32_t most = 0, n = m->pass.n;
    for (uint32_t i = bits_next(&m->pass, 0); i < n; i = bits_next(&m->pass, i + 1)) {
        struct finding_group *g = &l->groups[m->group_of[slot_of(m, finding_of(m, i))]];
        l->order[g->first + g->n++] = i;
        most = g->n > most ? g->n : most;
    }
    struct sort_key *keys = mem_alloc(arena_size(sizeof(*keys), most));
    for (uint32_t g = 0; g < l->n_groups && !stops(m); g++)
        if (l->groups[g].n > 1)
            group_sort(m, &l->groups[g], keys);
    free(keys);
    return !stops(m);
}

static void skipped_add(struct making *m)
{
    struct finding_list *l = m->l;
    const struct lint *lint = m->d->lint;
    struct finding_group g = {.id = FINDINGS_SKIPPED, .first = l->n_findings};
    for (uint32_t i = 0; i < lint->skipped.n; i++)
        if (!m->wish->filter ||
            finding_filter_passes_skipped(m->wish->filter, m->d->settings->catalog,
                                          &lint->skipped.v[i]))
            l->order[g.first + g.n++] = i;
    if (g.n)
        l->groups[l->n_groups++] = g;
}

bool finding_list_make(struct finding_list *l, const struct tui_data *d,
                       const struct finding_wish *wish, const atomic_bool *stop)
{
    finding_list_release(l);
    l->by = wish->by;
    struct making m = {.l = l, .d = d, .wish = wish, .stop = stop};
    size_t n = d->lint->findings.list.n, n_skipped = d->lint->skipped.n;
    m.n_ids = wish->by == FINDINGS_BY_RULE ? (uint32_t)d->settings->catalog->n
                                           : (uint32_t)d->s->traces.n + 1;
    m.group_of = mem_alloc(arena_size(sizeof(*m.group_of), m.n_ids));
    memset(m.group_of, 0xff, sizeof(*m.group_of) * m.n_ids);
    l->groups = mem_alloc(arena_size(sizeof(*l->groups), (n < m.n_ids ? n : m.n_ids) + 1));
    bool ok = findings_count(&m);
    if (ok) {
        groups_sort(&m);
        l->order = mem_alloc(arena_size(sizeof(*l->order), l->n_findings + n_skipped));
        ok = findings_place(&m);
        skipped_add(&m);
    }
    bits_release(&m.pass);
    buf_release(&m.id);
    free(m.group_of);
    if (!ok)
        finding_list_release(l);
    return ok;
}

void finding_list_release(struct finding_list *l)
{
    free(l->groups);
    free(l->order);
    *l = (struct finding_list){0};
}

/* ---- folds ---- */

void finding_folds_release(struct finding_folds *f)
{
    for (int i = 0; i < FINDING_BYS; i++)
        bits_release(&f->closed[i]);
    *f = (struct finding_folds){0};
}

bool finding_folds_closed(const struct finding_folds *f, const struct finding_list *l,
                          uint32_t group)
{
    uint32_t id = l->groups[group].id;
    return id == FINDINGS_SKIPPED ? !f->skipped_open : bits_get(&f->closed[l->by], id + 1);
}

static void folds_room(struct finding_folds *f, const struct finding_list *l)
{
    struct bits *b = &f->closed[l->by], old = *b;
    uint32_t most = 0;
    for (uint32_t g = 0; g < l->n_groups; g++)
        if (l->groups[g].id != FINDINGS_SKIPPED && l->groups[g].id + 1 > most)
            most = l->groups[g].id + 1;
    if (b->n > most)
        return;
    *b = (struct bits){0};
    bits_resize(b, most + 1);
    for (uint32_t i = bits_next(&old, 0); i != NO_ROW; i = bits_next(&old, i + 1))
        bits_set(b, i);
    bits_release(&old);
}

static void fold_set(struct finding_folds *f, const struct finding_list *l, uint32_t group,
                     bool closed)
{
    uint32_t id = l->groups[group].id;
    if (id == FINDINGS_SKIPPED)
        f->skipped_open = !closed;
    else
        bits_put(&f->closed[l->by], id + 1, closed);
}

void finding_folds_set(struct finding_folds *f, const struct finding_list *l, uint32_t group,
                       bool closed)
{
    folds_room(f, l);
    fold_set(f, l, group, closed);
}

void finding_folds_set_all(struct finding_folds *f, const struct finding_list *l, bool closed)
{
    folds_room(f, l);
    for (uint32_t g = 0; g < l->n_groups; g++)
        fold_set(f, l, g, closed);
}

void finding_list_fold(struct finding_list *l, const struct finding_folds *f)
{
    l->n_rows = 0;
    for (uint32_t g = 0; g < l->n_groups; g++) {
        l->groups[g].row = l->n_rows;
        l->n_rows += 1 + (finding_folds_closed(f, l, g) ? 0 : l->groups[g].n);
    }
}

/* ---- rows ---- */

struct finding_at finding_list_at(const struct finding_list *l, uint32_t row)
{
    uint32_t low = 0, high = l->n_groups;
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (l->groups[mid].row <= row)
            low = mid;
        else
            high = mid;
    }
    struct finding_at at = {low, NO_ROW, NO_ROW, NO_ROW};
    const struct finding_group *g = &l->groups[low];
    if (row == g->row)
        return at;
    at.place = g->first + (row - g->row - 1);
    if (g->id == FINDINGS_SKIPPED)
        at.skipped = l->order[at.place];
    else
        at.finding = l->order[at.place];
    return at;
}

uint32_t finding_list_place(const struct finding_list *l, uint32_t finding)
{
    for (uint32_t i = 0; i < l->n_findings; i++)
        if (l->order[i] == finding)
            return i;
    return NO_ROW;
}

uint32_t finding_list_group(const struct finding_list *l, uint32_t place)
{
    uint32_t low = 0, high = l->n_groups;
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (l->groups[mid].first <= place)
            low = mid;
        else
            high = mid;
    }
    return low;
}

uint32_t finding_list_row(const struct finding_list *l, uint32_t place,
                          const struct finding_folds *f)
{
    uint32_t g = finding_list_group(l, place);
    const struct finding_group *group = &l->groups[g];
    return finding_folds_closed(f, l, g) ? group->row : group->row + 1 + place - group->first;
}
