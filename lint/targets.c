#include "lint/targets.h"

#include "lint/key_features.h"

enum {
    TARGET_TRACES_MAX = 4096, /* more traces than this are no call */
    SHARED_MIN = 20, /* so many traces that are whole calls share a constant and no id */
    PIECE_SPANS = 2,
    PIECES_MIN = 3,
    ID_MIN = 6,
    ID_OF_LETTERS_MIN = 12,
};
/* Pieces with so much silence between them belong to two calls. */
static const uint64_t pieces_apart = UINT64_C(300) * 1000000000;

/* A trace with what it is grouped by. */
struct member {
    uint64_t id;    /* the value, or for pieces the service */
    uint64_t start; /* pieces only */
    uint32_t trace, attr;
    uint8_t by;
    uint8_t type; /* of the value */
};

/* ---- ids ---- */

/* "default", "demo" and "my-session" are names and no ids: those have digits, or letters of both
 * cases in great number. */
static bool text_is_id(struct sv text)
{
    bool upper = false, lower = false, digit = false;
    for (size_t i = 0; i < text.n; i++) {
        upper |= text.p[i] >= 'A' && text.p[i] <= 'Z';
        lower |= text.p[i] >= 'a' && text.p[i] <= 'z';
        digit |= text.p[i] >= '0' && text.p[i] <= '9';
    }
    return text.n >= ID_MIN && (digit || (upper && lower && text.n >= ID_OF_LETTERS_MIN));
}

static bool value_is_id(const struct store *s, const struct attr *a)
{
    if (a->type == VALUE_STRING)
        return text_is_id(store_sv(s, (sym)a->bits));
    return a->type == VALUE_INT && attr_int(a) > 999;
}

/* The best id of each trace: of a simulation before a session, of equals the first. */
static void ids_read(struct member *members, const struct store *s, const struct view *v)
{
    sym key = SYM_NONE; /* most come under one */
    uint8_t kind = SESSION_NONE;
    for (size_t i = 0; i < v->sessions.n; i++) {
        const struct session_ref *ref = &v->sessions.v[i];
        const struct attr *a = &s->attrs.v[ref->attr];
        struct member *m = &members[s->span.trace[ref->row]];
        if (a->key != key)
            kind = (uint8_t)session_key_kind(store_sv(s, a->key));
        key = a->key;
        if (value_is_id(s, a) && (m->by == TARGET_TRACE || kind < m->by)) {
            m->by = kind;
            m->id = a->bits;
            m->type = a->type;
            m->attr = ref->attr;
        }
    }
}

/* ---- pieces ---- */

static uint64_t service_of(const struct store *s, const struct view *v, uint32_t row)
{
    const struct resource *r = span_resource(s, row);
    const struct attr *a = r ? attr_find(s, r->attrs, v->keys[KEY_service_name]) : NULL;
    return a && a->type == VALUE_STRING ? a->bits : SYM_EMPTY;
}

static bool is_piece(const struct index *ix, const struct view *v, uint32_t trace)
{
    const uint64_t stages = FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_LLM) |
                            FEATURE_OF(CLASS_TTS) | FEATURE_OF(CLASS_TOOL);
    const uint64_t wholes = FEATURE_OF(CLASS_CONVERSATION) | FEATURE_OF(CLASS_TURN) |
                            FEATURE_OF(CLASS_SESSION) | FEATURE_OF(CLASS_PIPELINE) |
                            FEATURE_OF(CLASS_TRANSPORT) | FEATURE_OF(CLASS_PROBE);
    const struct trace_range *r = &ix->traces[trace];
    uint64_t bits = v->features[trace];
    return r->n_unique && r->n_unique <= PIECE_SPANS && r->n_roots && bits & stages &&
           !(bits & wholes);
}

static void pieces_read(struct member *members, const struct store *s, const struct index *ix,
                        const struct view *v)
{
    for (uint32_t t = 0; t < ix->n_traces; t++) {
        if (members[t].by != TARGET_TRACE || s->traces.v[t].id_state == TRACE_ID_NONE ||
            !is_piece(ix, v, t))
            continue;
        uint32_t row = ix->order[ix->traces[t].first];
        members[t].by = TARGET_PIECES;
        members[t].id = service_of(s, v, row);
        members[t].start = s->span.start[row];
    }
}

/* ---- groups ---- */

static int member_order(const void *va, const void *vb)
{
    const struct member *a = va, *b = vb;
    if (a->by != b->by)
        return a->by < b->by ? -1 : 1;
    if (a->type != b->type)
        return a->type < b->type ? -1 : 1;
    if (a->id != b->id)
        return a->id < b->id ? -1 : 1;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return a->trace < b->trace ? -1 : a->trace > b->trace;
}

/* Symbols are numbered as they come, so that ids of calls that came one by one are in order. */
static void members_sort(struct member *members, uint32_t n)
{
    uint32_t i = 1;
    while (i < n && member_order(&members[i - 1], &members[i]) < 0)
        i++;
    if (i < n)
        qsort(members, n, sizeof(*members), member_order);
}

static bool same_call(const struct member *a, const struct member *b)
{
    return a->by != TARGET_TRACE && a->by == b->by && a->type == b->type && a->id == b->id &&
           (a->by != TARGET_PIECES || b->start - a->start < pieces_apart);
}

/* Pieces of a voice call have speech in them; a service that only calls a model makes traces of
 * one span all day. */
static bool group_holds(const struct member *m, size_t n, const struct view *v)
{
    const uint64_t whole = FEATURE_OF(CLASS_CONVERSATION) | FEATURE_OF(CLASS_SESSION);
    uint64_t all = 0;
    size_t wholes = 0;
    for (size_t i = 0; i < n; i++) {
        all |= v->features[m[i].trace];
        wholes += (v->features[m[i].trace] & whole) != 0;
    }
    if (n > TARGET_TRACES_MAX)
        return false;
    if (m->by == TARGET_PIECES)
        return n >= PIECES_MIN && all & (FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_TTS));
    return n < SHARED_MIN || 2 * wholes < n;
}

static int trace_order(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void target_add(struct targets *t, const struct member *m, uint32_t first, uint32_t n,
                       uint8_t by)
{
    for (uint32_t i = 0; i < n; i++) {
        t->traces[first + i] = m[i].trace;
        t->of[m[i].trace] = (uint32_t)t->list.n;
    }
    if (n > 1)
        qsort(t->traces + first, n, sizeof(*t->traces), trace_order);
    uint32_t attr = by == TARGET_TRACE || by == TARGET_PIECES ? NO_ROW : m->attr;
    vec_push(&t->list, ((struct trace_target){.first = first, .n = n, .attr = attr, .by = by}));
}

/* A lone piece is a trace like any other; one trace with an id keeps it. */
static void group_add(struct targets *t, const struct member *m, uint32_t first, uint32_t n,
                      const struct view *v)
{
    if (n == 1 ? m->by != TARGET_PIECES : group_holds(m, n, v)) {
        target_add(t, m, first, n, m->by);
        return;
    }
    for (uint32_t i = 0; i < n; i++)
        target_add(t, m + i, first + i, 1, TARGET_TRACE);
}

static void before_fill(struct targets *t, const struct view *v)
{
    for (size_t i = 0; i < t->list.n; i++) {
        const struct trace_target *target = &t->list.v[i];
        uint64_t features = 0;
        for (uint32_t k = target->first; k < target->first + target->n; k++) {
            t->before[t->traces[k]] = features;
            features |= v->features[t->traces[k]];
        }
    }
}

void targets_build(struct targets *t, const struct store *s, const struct index *ix,
                   const struct view *v)
{
    uint32_t n = ix->n_traces;
    struct member *members = mem_zalloc(arena_size(sizeof(*members), n));
    *t = (struct targets){0};
    t->traces = mem_alloc(arena_size(sizeof(*t->traces), n));
    t->of = mem_alloc(arena_size(sizeof(*t->of), n));
    t->before = mem_alloc(arena_size(sizeof(*t->before), n));
    for (uint32_t i = 0; i < n; i++)
        members[i].trace = i;
    ids_read(members, s, v);
    pieces_read(members, s, ix, v);
    members_sort(members, n);
    for (uint32_t first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && same_call(&members[end - 1], &members[end]);)
            end++;
        group_add(t, members + first, first, end - first, v);
    }
    free(members);
    before_fill(t, v);
}

void targets_release(struct targets *t)
{
    vec_release(&t->list);
    free(t->traces);
    free(t->of);
    free(t->before);
    *t = (struct targets){0};
}
