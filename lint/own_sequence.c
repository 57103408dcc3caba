#include "lint/own_sequence.h"

/* ---- conversations ---- */

/* Any of them names the conversation; the first that a span has counts. */
static const struct sv conversation_keys[] = {
    SV_INIT("gen_ai.conversation.id"), SV_INIT("conversation.id"), SV_INIT("conversation_id"),
    SV_INIT("conversation.conversation_id"), SV_INIT("simulation_output_id"),
    SV_INIT("coval_simulation_output_id"), SV_INIT("session.id"), SV_INIT("session_id"),
    SV_INIT("langfuse.session.id"),
};

/* 0 stands for none: a symbol of a text that is an id is never that of the empty text. */
static uint64_t conversation_of(const struct check *c, uint32_t row, const sym *keys)
{
    for (size_t i = 0; i < ARRAY_LEN(conversation_keys); i++) {
        const struct attr *a =
            keys[i] == SYM_NONE ? NULL : attr_find(c->s, span_attrs(c->s, row), keys[i]);
        if (a && a->bits && (a->type == VALUE_STRING || a->type == VALUE_INT))
            return a->bits * 2 + (a->type == VALUE_INT);
    }
    return 0;
}

static void trace_conversations(const struct check *c, const struct trace_range *t,
                                const sym *keys, uint64_t *out)
{
    uint64_t first = 0;
    for (uint32_t p = t->first; p < t->first + t->n_unique; p++) {
        uint32_t parent = c->ix->parent[p];
        out[p] = conversation_of(c, span_row(c, p), keys);
        if (!first)
            first = out[p];
        if (!out[p] && parent != NO_ROW)
            out[p] = out[parent];
    }
    for (uint32_t p = t->first; p < t->first + t->n_unique; p++)
        if (!out[p])
            out[p] = first;
}

static uint64_t *conversations(const struct check *c)
{
    sym keys[ARRAY_LEN(conversation_keys)];
    uint64_t *out = mem_zalloc(arena_size(sizeof(*out), c->ix->n_spans));
    for (size_t i = 0; i < ARRAY_LEN(conversation_keys); i++)
        keys[i] = sym_find(&c->s->syms, conversation_keys[i]);
    for (uint32_t t = 0; t < c->ix->n_traces; t++)
        trace_conversations(c, &c->ix->traces[t], keys, out);
    return out;
}

/* ---- groups ---- */

static void bits_add(struct buf *b, char type, uint64_t bits)
{
    buf_addc(b, type);
    buf_add(b, sv_of((const char *)&bits, sizeof(bits)));
}

/* 5 and 5.0 are the same; integers that no double can hold are compared as they are. */
static void value_add(struct buf *b, const struct attr *a)
{
    const int64_t exact = INT64_C(1) << 53;
    double number;
    if (a->type == VALUE_INT && (attr_int(a) > exact || attr_int(a) < -exact))
        bits_add(b, 'i', a->bits);
    else if (attr_number(a, &number))
        bits_add(b, 'n', value_bits(number + 0.0));
    else
        bits_add(b, (char)('A' + a->type), a->bits);
}

/* The group of a span as bytes in q->text; false when it lacks a value that must be the same. */
static bool group_text(struct own_sequence *q, const struct check *c, uint32_t p)
{
    uint32_t row = span_row(c, p);
    buf_clear(&q->text);
    if (q->conversation && q->conversation[p])
        bits_add(&q->text, 'c', q->conversation[p]);
    else
        bits_add(&q->text, 't', c->s->span.trace[row]);
    for (size_t i = 0; i < q->need->n_with_same; i++) {
        const struct attr *a = own_attr(c, row, q->same[i]);
        if (!a)
            return false;
        value_add(&q->text, a);
    }
    return true;
}

/* ---- points ---- */

static bool time_of(const struct check *c, uint32_t p, bool end, uint64_t *out)
{
    uint32_t row = span_row(c, p);
    *out = end ? c->s->span.end[row] : c->s->span.start[row];
    return (c->s->span.flags[row] & (end ? SPAN_HAS_END : SPAN_HAS_START)) && *out;
}

static int point_cmp(const void *va, const void *vb)
{
    const struct own_point *a = va, *b = vb;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    return a->p < b->p ? -1 : a->p > b->p;
}

static void point_take(struct own_sequence *q, struct own_matcher *other, const struct check *c,
                       uint32_t p)
{
    struct own_point point = {.p = p};
    if (!own_matches(other, c, p) || !group_text(q, c, p) ||
        !time_of(c, p, q->need->kind == OWN_NEED_EARLIER, &point.time))
        return;
    point.group = sym_put(&q->groups, buf_sv(&q->text));
    vec_push(&q->points, point);
}

void own_sequence_init(struct own_sequence *q, const struct own_need *need,
                       struct own_matcher *other, const struct check *c)
{
    *q = (struct own_sequence){.need = need};
    symtab_init(&q->groups);
    q->same = mem_zalloc(arena_size(sizeof(*q->same), need->n_with_same));
    for (size_t i = 0; i < need->n_with_same; i++)
        q->same[i] = own_key_find(c->s, &need->with_same[i]);
    if (need->conversation)
        q->conversation = conversations(c);
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        const struct trace_range *range = &c->ix->traces[t];
        for (uint32_t p = range->first; p < range->first + range->n_unique; p++)
            point_take(q, other, c, p);
    }
    if (q->points.n)
        qsort(q->points.v, q->points.n, sizeof(*q->points.v), point_cmp);
}

void own_sequence_release(struct own_sequence *q)
{
    symtab_release(&q->groups);
    vec_release(&q->points);
    buf_release(&q->text);
    free(q->same);
    free(q->conversation);
    *q = (struct own_sequence){0};
}

/* ---- questions ---- */

/* The first point that does not stand before the key. */
static size_t lower_bound(const struct own_sequence *q, struct own_point key)
{
    size_t low = 0, high = q->points.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (point_cmp(&q->points.v[mid], &key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The nearest point of the group at or before `time` (`step` -1), or at or after it (+1), that is
 * not the span itself; NULL when there is none. */
static const struct own_point *nearest(const struct own_sequence *q, uint32_t group, uint64_t time,
                                       uint32_t self, int step)
{
    struct own_point key = {group, step < 0 ? UINT32_MAX : 0, time};
    size_t at = lower_bound(q, key) - (step < 0);
    if (at < q->points.n && q->points.v[at].p == self)
        at += (size_t)step;
    return at < q->points.n && q->points.v[at].group == group ? &q->points.v[at] : NULL;
}

enum own_verdict own_sequence_judge(struct own_sequence *q, const struct check *c, uint32_t p,
                                    double within_ms)
{
    bool earlier = q->need->kind == OWN_NEED_EARLIER;
    uint64_t time;
    if (!time_of(c, p, !earlier, &time))
        return OWN_UNKNOWN;
    sym group = group_text(q, c, p) ? sym_find(&q->groups, buf_sv(&q->text)) : SYM_NONE;
    const struct own_point *near =
        group == SYM_NONE ? NULL : nearest(q, group, time, p, earlier ? -1 : 1);
    if (!near)
        return OWN_FAILS;
    uint64_t gap = earlier ? time - near->time : near->time - time;
    return ns_to_ms(gap) <= within_ms ? OWN_HOLDS : OWN_FAILS;
}
