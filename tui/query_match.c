/* Asking of one span: cheap, since all texts have been looked at before. */
#include "tui/query_parts.h"

#include "core/glob.h"
#include "tui/type.h"

/* A span that is asked about. */
struct asked {
    const struct tui_data *d;
    const struct store *s;
    uint32_t position, row;
};

/* ---- attributes ---- */

static bool value_holds(const struct term *t, const struct attr *a)
{
    double v;
    if (t->kind == TERM_KEY && t->any)
        return true;
    bool is_number = attr_number(a, &v);
    if (t->kind == TERM_NUMBER && !is_number)
        return false;
    if (is_number)
        return t->is_number && query_op_holds((enum query_op)t->op, v, t->number);
    if (a->type == VALUE_BOOL)
        return glob_match_nocase(t->value, a->bits ? SV("true") : SV("false"));
    return query_attr_is_text(a) && bits_get(&t->texts, (sym)a->bits);
}

static bool key_holds(const struct term *t, const struct asked *q)
{
    struct attr_range r = span_attrs(q->s, q->row);
    for (uint32_t i = r.first; i < r.first + r.count; i++)
        if (bits_get(&t->keys, q->s->attrs.v[i].key) && value_holds(t, &q->s->attrs.v[i]))
            return true;
    const struct view *v = q->d->v;
    if (!v->alias_first)
        return false;
    for (uint32_t i = v->alias_first[q->row]; i < v->alias_first[q->row + 1]; i++)
        if (key_set_has(&t->known, (enum known_key)v->aliases.v[i].key) &&
            value_holds(t, &v->aliases.v[i].attr))
            return true;
    return false;
}

static bool attrs_have(const struct term *t, const struct asked *q)
{
    struct attr_range r = span_attrs(q->s, q->row);
    for (uint32_t i = r.first; i < r.first + r.count; i++) {
        const struct attr *a = &q->s->attrs.v[i];
        if (bits_get(&t->texts, a->key) ||
            (query_attr_is_text(a) && bits_get(&t->texts, (sym)a->bits)))
            return true;
    }
    return false;
}

static bool event_holds(const struct term *t, const struct asked *q)
{
    const struct span_extra *x = span_extra(q->s, q->row);
    for (uint32_t i = x->event_first; i < x->event_first + x->event_count; i++)
        if (bits_get(&t->texts, q->s->events.v[i].name))
            return true;
    return false;
}

/* ---- ids ---- */

/* Does an id of the span begin so? */
static bool id_starts(const struct term *t, const struct asked *q)
{
    const struct id_start *id = &t->id;
    const struct trace *trace = &q->s->traces.v[q->s->span.trace[q->row]];
    uint64_t span_id = q->s->span.span_id[q->row];
    uint16_t flags = q->s->span.flags[q->row];
    bool is_hex = id->on && (flags & SPAN_HAS_ID) && !(flags & SPAN_ID_TEXT);
    if (is_hex && !id->lo_mask && (span_id & id->hi_mask) == id->hi)
        return true;
    return id->on && trace->id_state == TRACE_ID_NUMBER &&
           (trace->id.hi & id->hi_mask) == id->hi && (trace->id.lo & id->lo_mask) == id->lo;
}

static bool id_is_text(const struct term *t, const struct asked *q)
{
    const struct trace *trace = &q->s->traces.v[q->s->span.trace[q->row]];
    uint16_t flags = q->s->span.flags[q->row];
    if ((flags & SPAN_ID_TEXT) && bits_get(&t->texts, (sym)q->s->span.span_id[q->row]))
        return true;
    return trace->id_state == TRACE_ID_TEXT && bits_get(&t->texts, (sym)trace->id.lo);
}

/* ---- what else there is ---- */

static bool text_holds(const struct term *t, const struct asked *q)
{
    return bits_get(&t->texts, q->s->span.name[q->row]) || attrs_have(t, q) ||
           bits_get(&t->texts, span_extra(q->s, q->row)->status_message) || event_holds(t, q) ||
           id_starts(t, q) || id_is_text(t, q);
}

static bool name_holds(const struct term *t, const struct asked *q)
{
    return bits_get(&t->texts, q->s->span.name[q->row]);
}

static bool id_holds(const struct term *t, const struct asked *q)
{
    static const char digits[] = "0123456789abcdef";
    uint16_t flags = q->s->span.flags[q->row];
    uint64_t id = q->s->span.span_id[q->row];
    char hex[16];
    if (bits_get(&t->traces, q->s->span.trace[q->row]))
        return true;
    if (flags & SPAN_ID_TEXT)
        return glob_match_nocase(t->value, store_sv(q->s, (sym)id));
    for (int i = 0; i < 16; i++)
        hex[i] = digits[id >> (60 - 4 * i) & 15];
    return (flags & SPAN_HAS_ID) && glob_match_nocase(t->value, sv_of(hex, sizeof(hex)));
}

static bool duration_holds(const struct term *t, const struct asked *q)
{
    const struct span_columns *col = &q->s->span;
    uint16_t both = SPAN_HAS_START | SPAN_HAS_END;
    if ((col->flags[q->row] & both) != both || col->end[q->row] < col->start[q->row])
        return false;
    return query_op_holds((enum query_op)t->op, (double)(col->end[q->row] - col->start[q->row]),
                          t->number);
}

static bool status_holds(const struct term *t, const struct asked *q)
{
    return t->mask >> q->s->span.status[q->row] & 1;
}

static bool type_holds(const struct term *t, const struct asked *q)
{
    return t->mask >> type_of_row(q->d, q->row) & 1;
}

static bool fact_holds(const struct term *t, const struct asked *q)
{
    return q->d->ix->facts[q->position] & t->mask;
}

static bool spans_hold(const struct term *t, const struct asked *q)
{
    return bits_get(&t->spans, q->position);
}

static bool part_holds(const struct term *t, const struct asked *q)
{
    return bits_get(&t->parts, q->s->span.scope[q->row]);
}

typedef bool holds_fn(const struct term *t, const struct asked *q);

bool query_match(const struct query *q, uint32_t position)
{
    static holds_fn *const holds[TERM_KINDS] = {
        [TERM_TEXT] = text_holds,     [TERM_NAME] = name_holds,
        [TERM_ID] = id_holds,         [TERM_KEY] = key_holds,
        [TERM_NUMBER] = key_holds,    [TERM_DURATION] = duration_holds,
        [TERM_STATUS] = status_holds, [TERM_TYPE] = type_holds,
        [TERM_FACT] = fact_holds,     [TERM_SPANS] = spans_hold,
        [TERM_SERVICE] = part_holds,  [TERM_SCOPE] = part_holds,
        [TERM_EVENT] = event_holds,
    };
    if (!q->prepared)
        return false;
    struct asked asked = {q->d, q->d->s, position, q->d->ix->order[position]};
    for (size_t i = 0; i < q->terms.n; i++)
        if (holds[q->terms.v[i].kind](&q->terms.v[i], &asked) == q->terms.v[i].no)
            return false;
    return true;
}
