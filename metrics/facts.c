#include "metrics/facts.h"

enum {
    SHARE_LEAST = 5,
    NUMBER_MAX = 40 /* bytes of a text that may be a number */
};
#define SHARE_WITHIN 0.01
#define PAST_END_SECONDS 0.05

/* ---- finding the pair of a name and a key ---- */

/*
 * Spans of a name mostly have the same keys in the same order, so the pair that followed the one
 * before is tried first; the table is asked only when it is another one.
 */
struct builder {
    struct facts *f;
    const struct store *s;
    VEC(uint32_t) first;     /* by name: the pair that a span began with, or NO_ROW */
    VEC(uint32_t) following; /* by pair: the pair that followed it, or NO_ROW */
    VEC(uint32_t) last_row;      /* by pair: the row that had it last */
    VEC(uint32_t) last_trace;    /* by pair: the trace that had a number last */
    VEC(uint32_t) name_trace;    /* by name: the trace that had such a span last */
    sym timing;                  /* trace.timing */
    uint32_t call, trace;        /* in hand */
};

static uint32_t slot_of(const struct facts *f, uint32_t name, sym key)
{
    uint64_t mixed = ((uint64_t)name << 32 | key) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(mixed >> 32) & f->mask;
}

/* The slot of the pair, or the free one where it belongs. */
static uint32_t slot_find(const struct facts *f, uint32_t name, sym key)
{
    uint32_t at = slot_of(f, name, key);
    for (; f->slots[at] != NO_ROW; at = (at + 1) & f->mask) {
        const struct pair_fact *p = &f->pairs.v[f->slots[at]];
        if (p->name == name && p->key == key)
            break;
    }
    return at;
}

static void slots_grow(struct facts *f)
{
    free(f->slots);
    f->mask = f->mask ? f->mask * 2 + 1 : 1023;
    f->slots = mem_alloc(arena_size(sizeof(*f->slots), (size_t)f->mask + 1));
    memset(f->slots, 0xff, sizeof(*f->slots) * ((size_t)f->mask + 1));
    for (size_t i = 0; i < f->pairs.n; i++)
        f->slots[slot_find(f, f->pairs.v[i].name, f->pairs.v[i].key)] = (uint32_t)i;
}

static const struct key_meaning *meaning_of(const struct metrics_input *in, sym key)
{
    size_t low = 0, high = in->n_meanings;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (in->meanings[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < in->n_meanings && in->meanings[low].key == key ? &in->meanings[low] : NULL;
}

static uint32_t pair_add(struct builder *b, uint32_t name, sym key)
{
    struct facts *f = b->f;
    uint32_t pair = (uint32_t)f->pairs.n;
    const struct key_meaning *m = meaning_of(f->in, key);
    vec_push(&f->pairs, ((struct pair_fact){.name = name,
                                            .key = key,
                                            .means = m ? m->means : store_sv(b->s, key),
                                            .factor = m && m->factor > 0 ? m->factor : 1}));
    vec_push(&f->names.v[name].pairs, pair);
    vec_push(&b->following, NO_ROW);
    vec_push(&b->last_row, NO_ROW);
    vec_push(&b->last_trace, NO_ROW);
    if (f->pairs.n > f->mask / 2)
        slots_grow(f);
    return pair;
}

static uint32_t pair_look_up(struct builder *b, uint32_t name, sym key)
{
    uint32_t at = slot_find(b->f, name, key);
    if (b->f->slots[at] != NO_ROW)
        return b->f->slots[at];
    b->f->slots[at] = (uint32_t)b->f->pairs.n;
    return pair_add(b, name, key);
}

static uint32_t pair_after(struct builder *b, uint32_t name, uint32_t before, sym key)
{
    uint32_t guess = before == NO_ROW ? b->first.v[name] : b->following.v[before];
    if (guess != NO_ROW && b->f->pairs.v[guess].key == key)
        return guess;
    uint32_t pair = pair_look_up(b, name, key);
    if (before == NO_ROW)
        b->first.v[name] = pair;
    else
        b->following.v[before] = pair;
    return pair;
}

/* ---- counting ---- */

static void series_add(struct series *to, uint32_t call, double v)
{
    vec_push(&to->v, v);
    if (!to->runs.n || to->runs.v[to->runs.n - 1].call != call)
        vec_push(&to->runs, ((struct series_run){.call = call}));
    to->runs.v[to->runs.n - 1].n++;
}

/* What is known of the span whose attributes are looked at. */
struct span_in_hand {
    uint32_t row;
    double length; /* seconds; below 0 when it has none */
    bool marker;
};

static void number_add(struct builder *b, uint32_t pair, const struct span_in_hand *span, double v)
{
    struct pair_fact *p = &b->f->pairs.v[pair];
    p->min = p->values.v.n && p->min < v ? p->min : v;
    p->max = p->values.v.n && p->max > v ? p->max : v;
    p->zeros += v == 0;
    p->ones += v == 1;
    p->negative += v < 0;
    p->fractional += v != floor(v);
    p->on_markers += span->marker;
    if (span->length > 0) {
        double share = v * p->factor / span->length;
        p->share_min = p->lengths && p->share_min < share ? p->share_min : share;
        p->share_max = p->lengths && p->share_max > share ? p->share_max : share;
        p->length_max = p->length_max > span->length ? p->length_max : span->length;
        p->lengths++;
        p->past_end += v * p->factor > span->length + PAST_END_SECONDS;
    }
    if (b->last_trace.v[pair] != b->trace) {
        b->last_trace.v[pair] = b->trace;
        p->traces++;
    }
    series_add(&p->values, b->call, v);
}

static bool is_number(struct sv text)
{
    bool may_be = text.n && text.n <= NUMBER_MAX && (text.p[0] == '-' || text.p[0] <= '9');
    struct sv_f64 number = may_be ? sv_to_f64(text) : (struct sv_f64){0};
    return number.ok && isfinite(number.value);
}

static void attribute_add(struct builder *b, uint32_t pair, const struct span_in_hand *span,
                          const struct attr *a)
{
    struct pair_fact *p = &b->f->pairs.v[pair];
    double v;
    if (b->last_row.v[pair] == span->row)
        return;
    b->last_row.v[pair] = span->row;
    p->spans++;
    if (attr_number(a, &v)) {
        number_add(b, pair, span, v);
    } else if (a->type == VALUE_BOOL) {
        p->bools++;
        p->ones += a->bits != 0;
    } else if (a->type == VALUE_STRING) {
        p->texts++;
        p->text_numbers += is_number(store_sv(b->s, (sym)a->bits));
    } else {
        p->others++;
    }
}

static double span_length(const struct store *s, uint32_t row)
{
    const uint16_t both = SPAN_HAS_START | SPAN_HAS_END;
    if ((s->span.flags[row] & both) != both || s->span.end[row] < s->span.start[row])
        return -1;
    return (double)(s->span.end[row] - s->span.start[row]) / 1e9;
}

static void name_count(struct builder *b, uint32_t name, const struct span_in_hand *span,
                       bool root)
{
    struct name_fact *n = &b->f->names.v[name];
    bool failed = b->s->span.status[span->row] == STATUS_ERROR;
    n->spans++;
    n->errors += failed;
    n->ok += b->s->span.status[span->row] == STATUS_OK;
    n->roots += root;
    n->markers += span->marker;
    if (b->name_trace.v[name] != b->trace) {
        b->name_trace.v[name] = b->trace;
        n->traces++;
    }
    if (!n->runs.n || n->runs.v[n->runs.n - 1].call != b->call)
        vec_push(&n->runs, ((struct span_run){.call = b->call}));
    n->runs.v[n->runs.n - 1].spans++;
    n->runs.v[n->runs.n - 1].errors += failed;
    if (span->length >= 0) {
        series_add(&n->durations, b->call, span->length);
        n->longest = n->longest > span->length ? n->longest : span->length;
    }
}

static uint32_t name_at(struct builder *b, sym name)
{
    struct facts *f = b->f;
    if (f->name_of[name] == NO_ROW) {
        uint8_t role = f->in->role_of[name];
        f->name_of[name] = (uint32_t)f->names.n;
        if (f->n_of_role[role] < ROLE_NAMES)
            f->of_role[role][f->n_of_role[role]++] = f->name_of[name];
        vec_push(&f->names, ((struct name_fact){.name = name, .role = role}));
        vec_push(&b->first, NO_ROW);
        vec_push(&b->name_trace, NO_ROW);
    }
    return f->name_of[name];
}

static void span_add(struct builder *b, uint32_t row, uint8_t facts)
{
    uint32_t name = name_at(b, b->s->span.name[row]);
    struct attr_range r = span_attrs(b->s, row);
    if (b->f->in->probes[row]) {
        b->f->names.v[name].probes++;
        b->f->probes++;
        return;
    }
    struct span_in_hand span = {
        .row = row,
        .length = span_length(b->s, row),
        .marker = input_is_marker(b->f->in, b->timing, r)};
    name_count(b, name, &span, facts & FACT_ROOT);
    uint32_t pair = NO_ROW;
    for (uint32_t i = 0; i < r.count; i++) {
        const struct attr *a = &b->s->attrs.v[r.first + i];
        pair = pair_after(b, name, pair, a->key);
        attribute_add(b, pair, &span, a);
    }
}

static void trace_add(struct builder *b, uint32_t trace)
{
    const struct index *ix = b->f->in->ix;
    const struct trace_range *t = &ix->traces[trace];
    b->trace = trace;
    b->f->spans += t->n_unique;
    b->f->repeats += t->count - t->n_unique;
    for (uint32_t p = t->first; p < t->first + t->n_unique; p++)
        span_add(b, ix->order[p], ix->facts[p]);
    for (uint32_t p = t->first + t->n_unique; p < t->first + t->count; p++) {
        uint32_t name = name_at(b, b->s->span.name[ix->order[p]]); /* may move the names */
        b->f->names.v[name].repeats++;
    }
}

/* ---- life ---- */

void facts_build(struct facts *f, const struct metrics_input *in)
{
    const struct store *s = in->s;
    *f = (struct facts){.in = in, .traces = in->ix->n_real_traces};
    f->name_of = mem_alloc(arena_size(sizeof(*f->name_of), s->syms.texts.n));
    memset(f->name_of, 0xff, sizeof(*f->name_of) * s->syms.texts.n);
    struct builder b = {.f = f, .s = s, .timing = input_timing(in)};
    slots_grow(f);
    uint32_t *order = input_traces(in);
    for (size_t i = 0; i < s->traces.n; i++) {
        b.call = in->call_of[order[i]];
        trace_add(&b, order[i]);
    }
    free(order);
    vec_release(&b.first);
    vec_release(&b.following);
    vec_release(&b.last_row);
    vec_release(&b.last_trace);
    vec_release(&b.name_trace);
}

static void series_release(struct series *s)
{
    vec_release(&s->v);
    vec_release(&s->runs);
}

void facts_release(struct facts *f)
{
    for (size_t i = 0; i < f->names.n; i++) {
        series_release(&f->names.v[i].durations);
        vec_release(&f->names.v[i].runs);
        vec_release(&f->names.v[i].pairs);
    }
    for (size_t i = 0; i < f->pairs.n; i++)
        series_release(&f->pairs.v[i].values);
    vec_release(&f->names);
    vec_release(&f->pairs);
    free(f->name_of);
    free(f->slots);
    *f = (struct facts){0};
}

/* ---- asking ---- */

const struct name_fact *facts_name(const struct facts *f, struct sv name)
{
    sym y = sym_find(&f->in->s->syms, name);
    uint32_t at = y == SYM_NONE ? NO_ROW : f->name_of[y];
    return at == NO_ROW || !f->names.v[at].spans ? NULL : &f->names.v[at];
}

const struct pair_fact *facts_pair(const struct facts *f, const struct name_fact *name,
                                   struct sv key)
{
    sym y = sym_find(&f->in->s->syms, key);
    if (y == SYM_NONE)
        return NULL;
    uint32_t pair = f->slots[slot_find(f, (uint32_t)(name - f->names.v), y)];
    return pair == NO_ROW ? NULL : &f->pairs.v[pair];
}

bool facts_share(const struct pair_fact *p)
{
    return p->lengths >= SHARE_LEAST && p->lengths == p->values.v.n && p->share_min > 0 &&
           p->share_max <= p->share_min * (1 + SHARE_WITHIN);
}
