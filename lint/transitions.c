#include "lint/transitions.h"

#include "core/fmt.h"
#include "core/shown.h"

/* A span in the order of its call. */
struct step {
    uint64_t start;
    uint32_t position;
};

/* How it is made. The states are first found as they come ("raw"), then folded. */
struct making {
    struct transitions *t;
    const struct store *s;
    const struct index *ix;
    const struct view *v;
    const struct transitions_wish *wish;
    VEC(struct transition_state) raw;
    uint32_t *slots;    /* open addressing over raw: name, detail; NO_ROW is free */
    uint32_t mask;      /* number of slots - 1 */
    uint32_t *state_of; /* by position: raw state, or NO_ROW */
    uint32_t *folded;   /* by raw state: its place in t->states */
    VEC(struct step) steps; /* of the call in hand */
};

static bool stopped(const struct making *m)
{
    return m->wish->stop && atomic_load_explicit(m->wish->stop, memory_order_relaxed);
}

/* ---- states ---- */

static uint8_t class_of_row(const struct making *m, uint32_t row)
{
    if (m->v->features[m->s->span.trace[row]] & FEATURE_OF(CLASS_PROBE) &&
        view_is_probe(m->v, m->s, row))
        return CLASS_PROBE;
    return m->v->row_class[row];
}

/* The text under a known key or a dialect's twin of it, SYM_EMPTY without one. */
static sym text_of(const struct making *m, uint32_t row, enum known_key key)
{
    const struct attr *a = attr_find(m->s, span_attrs(m->s, row), m->v->keys[key]);
    if (!a && m->v->has_alias[key])
        a = view_alias(m->v, row, key);
    return a && a->type == VALUE_STRING ? (sym)a->bits : SYM_EMPTY;
}

static sym detail_of(const struct making *m, uint32_t row, uint8_t class)
{
    static const enum known_key TOOL_KEYS[] = {KEY_function_name, KEY_tool_name,
                                               KEY_genai_tool_name};
    sym detail = SYM_EMPTY;
    if (class == CLASS_TURN)
        detail = text_of(m, row, KEY_turn_role);
    for (size_t i = 0; class == CLASS_TOOL && detail == SYM_EMPTY && i < ARRAY_LEN(TOOL_KEYS); i++)
        detail = text_of(m, row, TOOL_KEYS[i]);
    return detail;
}

static uint32_t *slot_of(const struct making *m, sym name, sym detail)
{
    uint64_t key = (uint64_t)name << 32 | detail;
    uint32_t i = (uint32_t)hash_u64(key, m->s->syms.seed) & m->mask;
    while (m->slots[i] != NO_ROW && (m->raw.v[m->slots[i]].name != name ||
                                     m->raw.v[m->slots[i]].detail != detail))
        i = (i + 1) & m->mask;
    return &m->slots[i];
}

static void slots_resize(struct making *m, uint32_t n)
{
    free(m->slots);
    m->slots = mem_alloc(arena_size(sizeof(*m->slots), n));
    m->mask = n - 1;
    memset(m->slots, 0xff, n * sizeof(*m->slots));
    for (size_t i = 0; i < m->raw.n; i++)
        *slot_of(m, m->raw.v[i].name, m->raw.v[i].detail) = (uint32_t)i;
}

static uint32_t state_put(struct making *m, sym name, sym detail, uint8_t class)
{
    uint32_t *slot = slot_of(m, name, detail);
    if (*slot == NO_ROW) {
        *slot = (uint32_t)m->raw.n;
        vec_push(&m->raw, ((struct transition_state){name, detail, class, 0, 0}));
        if (m->raw.n > m->mask / 2) {
            slots_resize(m, 2 * (m->mask + 1));
            slot = slot_of(m, name, detail);
        }
    }
    m->raw.v[*slot].spans++;
    return *slot;
}

static bool takes_part(const struct making *m, uint8_t class, sym name)
{
    const struct transitions_wish *w = m->wish;
    return (w->classes >> class & 1) &&
           (!w->takes || w->takes(w->self, class, store_sv(m->s, name)));
}

static uint32_t state_of_row(struct making *m, uint32_t row)
{
    uint8_t class = class_of_row(m, row);
    if (!takes_part(m, class, m->s->span.name[row]))
        return NO_ROW;
    if (!(m->s->span.flags[row] & SPAN_HAS_START) || m->s->span.start[row] == 0) {
        m->t->no_start++;
        return NO_ROW;
    }
    sym name = m->s->span.name[row], detail = detail_of(m, row, class);
    if (detail != SYM_EMPTY && sv_find(store_sv(m->s, name), store_sv(m->s, detail)) != SIZE_MAX)
        detail = SYM_EMPTY;
    return state_put(m, name, detail, class);
}

static bool states_find(struct making *m)
{
    slots_resize(m, 1024);
    m->state_of = mem_alloc(arena_size(sizeof(*m->state_of), m->ix->n_spans));
    memset(m->state_of, 0xff, m->ix->n_spans * sizeof(*m->state_of));
    for (uint32_t i = 0; i < m->ix->n_traces; i++) {
        uint32_t first = m->ix->traces[i].first, end = first + m->ix->traces[i].n_unique;
        for (uint32_t p = first; p < end; p++) {
            if (p % 8192 == 0 && stopped(m))
                return false;
            m->state_of[p] = state_of_row(m, m->ix->order[p]);
        }
    }
    return true;
}

static int by_spans(const void *va, const void *vb, void *arg)
{
    const struct making *m = arg;
    const struct transition_state *a = &m->raw.v[*(const uint32_t *)va];
    const struct transition_state *b = &m->raw.v[*(const uint32_t *)vb];
    if (a->spans != b->spans)
        return a->spans > b->spans ? -1 : 1;
    int c = sv_cmp(store_sv(m->s, a->name), store_sv(m->s, b->name));
    return c ? c : sv_cmp(store_sv(m->s, a->detail), store_sv(m->s, b->detail));
}

/* The most frequent ones stay, all others are one. */
static void states_fold(struct making *m)
{
    uint32_t n = (uint32_t)m->raw.n, keep = m->wish->max_states;
    uint32_t *order = mem_alloc(arena_size(sizeof(*order), n));
    m->folded = mem_alloc(arena_size(sizeof(*m->folded), n));
    for (uint32_t i = 0; i < n; i++)
        order[i] = i;
    qsort_r(order, n, sizeof(*order), by_spans, m);
    if (n <= keep)
        keep = n;
    for (uint32_t i = 0; i < n; i++) {
        const struct transition_state *raw = &m->raw.v[order[i]];
        m->folded[order[i]] = i < keep ? i : keep;
        if (i < keep) {
            vec_push(&m->t->states, *raw);
            continue;
        }
        if (i == keep)
            vec_push(&m->t->states, ((struct transition_state){.class = CLASS_OTHER}));
        m->t->states.v[keep].spans += raw->spans;
        m->t->states.v[keep].n_folded++;
    }
    free(order);
}

/* ---- calls ---- */

static bool is_error(const struct making *m, uint32_t position)
{
    return m->s->span.status[m->ix->order[position]] == STATUS_ERROR;
}

static bool call_failed(const struct making *m, const struct trace_target *call)
{
    uint32_t roots = 0, conversations = 0;
    bool root_failed = false, conversation_failed = false;
    for (uint32_t i = call->first; i < call->first + call->n; i++) {
        const struct trace_range *r = &m->ix->traces[m->v->targets.traces[i]];
        for (uint32_t p = r->first; p < r->first + r->n_unique; p++) {
            uint8_t class = m->v->row_class[m->ix->order[p]];
            bool is_root = m->ix->facts[p] & FACT_ROOT;
            if ((!is_root && class != CLASS_CONVERSATION) ||
                class_of_row(m, m->ix->order[p]) == CLASS_PROBE)
                continue;
            bool failed = is_error(m, p);
            roots += is_root;
            root_failed |= is_root && failed;
            conversations += class == CLASS_CONVERSATION;
            conversation_failed |= class == CLASS_CONVERSATION && failed;
        }
    }
    return conversations ? conversation_failed : roots == 1 && root_failed;
}

static int by_start(const void *va, const void *vb, void *arg)
{
    const struct step *a = va, *b = vb;
    const struct index *ix = arg;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (ix->depth[a->position] != ix->depth[b->position])
        return ix->depth[a->position] < ix->depth[b->position] ? -1 : 1;
    uint32_t x = ix->order[a->position], y = ix->order[b->position];
    return x < y ? -1 : x > y;
}

static void steps_find(struct making *m, const struct trace_target *call)
{
    bool sorted = true;
    m->steps.n = 0;
    for (uint32_t i = call->first; i < call->first + call->n; i++) {
        const struct trace_range *r = &m->ix->traces[m->v->targets.traces[i]];
        for (uint32_t p = r->first; p < r->first + r->n_unique; p++) {
            if (m->state_of[p] == NO_ROW)
                continue;
            struct step step = {m->s->span.start[m->ix->order[p]], p};
            sorted = sorted && (m->steps.n == 0 ||
                                by_start(&m->steps.v[m->steps.n - 1], &step, (void *)m->ix) < 0);
            vec_push(&m->steps, step);
        }
    }
    if (!sorted)
        qsort_r(m->steps.v, m->steps.n, sizeof(*m->steps.v), by_start, (void *)m->ix);
}

/* ---- pairs ---- */

/* Keeps one occurrence a call, a failed one if there is any; and where there are enough calls, such
 * a one instead of one that did not fail. */
static void exemplar_keep(const struct making *m, struct transition *pair,
                          struct transition_exemplar found, uint32_t call)
{
    struct transitions *t = m->t;
    struct transition_exemplar *own = NULL, *good = NULL;
    uint32_t *link = &pair->exemplar, n = 0;
    while (*link) {
        struct transition_exemplar *e = &t->exemplars.v[*link - 1];
        if (m->v->targets.of[m->s->span.trace[m->ix->order[e->to]]] == call)
            own = e;
        if (!e->failed)
            good = e;
        link = &e->next;
        n++;
    }
    if (!own && n < TRANSITIONS_EXEMPLARS) {
        *link = (uint32_t)t->exemplars.n + 1;
        vec_push(&t->exemplars, found);
        return;
    }
    struct transition_exemplar *place = own ? own : good;
    if (found.failed && place && !place->failed) {
        found.next = place->next;
        *place = found;
    }
}

static void pair_count(struct making *m, const struct step *from, const struct step *to,
                       uint32_t call, bool failed_call)
{
    struct transitions *t = m->t;
    uint32_t a = m->folded[m->state_of[from->position]], b = m->folded[m->state_of[to->position]];
    struct transition *pair = &t->pairs[(size_t)a * t->states.n + b];
    bool error = is_error(m, to->position), failed = error || failed_call;
    bool is_new = pair->last_call != call + 1;
    bool is_new_failure = failed && pair->last_failed != call + 1;
    pair->count++;
    pair->failed += failed;
    pair->errors += error;
    pair->calls += is_new;
    pair->failed_calls += is_new_failure;
    pair->last_call = call + 1;
    if (failed)
        pair->last_failed = call + 1;
    if (is_new || is_new_failure)
        exemplar_keep(m, pair,
                      (struct transition_exemplar){from->position, to->position, 0, failed}, call);
    t->occurrences++;
    t->failed += failed;
}

static bool pairs_count(struct making *m)
{
    struct transitions *t = m->t;
    t->pairs = mem_zalloc(arena_size(sizeof(*t->pairs), t->states.n * t->states.n));
    for (uint32_t call = 0; call < m->v->targets.list.n; call++) {
        if (stopped(m))
            return false;
        const struct trace_target *target = &m->v->targets.list.v[call];
        steps_find(m, target);
        bool failed = m->steps.n && call_failed(m, target);
        t->calls += m->steps.n > 0;
        t->failed_calls += failed;
        for (size_t i = 1; i < m->steps.n; i++)
            pair_count(m, &m->steps.v[i - 1], &m->steps.v[i], call, failed);
    }
    return true;
}

static int by_failures(const void *va, const void *vb, void *arg)
{
    const struct transitions *t = arg;
    uint32_t i = *(const uint32_t *)va, k = *(const uint32_t *)vb;
    const struct transition *a = &t->pairs[i], *b = &t->pairs[k];
    if (a->failed != b->failed)
        return a->failed > b->failed ? -1 : 1;
    uint64_t x = (uint64_t)a->failed_calls * b->calls, y = (uint64_t)b->failed_calls * a->calls;
    if (x != y)
        return x > y ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return i < k ? -1 : i > k;
}

static void hotspots_find(struct transitions *t)
{
    uint32_t n = (uint32_t)(t->states.n * t->states.n);
    t->hotspots = mem_alloc(arena_size(sizeof(*t->hotspots), n));
    for (uint32_t i = 0; i < n; i++)
        if (t->pairs[i].count)
            t->hotspots[t->n_hotspots++] = i;
    qsort_r(t->hotspots, t->n_hotspots, sizeof(*t->hotspots), by_failures, t);
}

/* ---- outside ---- */

bool transitions_make(struct transitions *t, const struct store *s, const struct index *ix,
                      const struct view *v, const struct transitions_wish *wish)
{
    struct making m = {.t = t, .s = s, .ix = ix, .v = v, .wish = wish};
    bool done = false;
    BUG_ON(wish->max_states < 1 || wish->max_states > TRANSITIONS_STATES_MAX);
    *t = (struct transitions){0};
    if (!states_find(&m))
        goto out;
    states_fold(&m);
    if (!pairs_count(&m))
        goto out;
    hotspots_find(t);
    done = true;
out:
    free(m.slots);
    free(m.state_of);
    free(m.folded);
    vec_release(&m.raw);
    vec_release(&m.steps);
    return done;
}

void transitions_release(struct transitions *t)
{
    vec_release(&t->states);
    vec_release(&t->exemplars);
    free(t->pairs);
    free(t->hotspots);
    *t = (struct transitions){0};
}

uint32_t transition_exemplars(const struct transitions *t, const struct transition *p,
                              struct transition_exemplar out[TRANSITIONS_EXEMPLARS])
{
    uint32_t n = 0;
    for (int failed = 1; failed >= 0; failed--)
        for (uint32_t i = p->exemplar; i; i = t->exemplars.v[i - 1].next)
            if (t->exemplars.v[i - 1].failed == failed)
                out[n++] = t->exemplars.v[i - 1];
    return n;
}

static void text_add(struct buf *b, const struct store *s, sym text, bool raw)
{
    struct buf tmp = {0};
    buf_add(b, raw ? store_sv(s, text) : shown_text(store_sv(s, text), &tmp));
    buf_release(&tmp);
}

void transition_state_add(struct buf *b, const struct store *s,
                          const struct transition_state *state, bool raw)
{
    if (state->n_folded) {
        buf_addz(b, fmt_amount(state->n_folded, "other name").text);
        return;
    }
    if (state->name == SYM_EMPTY)
        buf_addz(b, "(no name)");
    text_add(b, s, state->name, raw);
    if (state->detail != SYM_EMPTY) {
        buf_addz(b, ": ");
        text_add(b, s, state->detail, raw);
    }
}
