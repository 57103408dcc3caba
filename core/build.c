#include "core/build.h"

#include <stdarg.h>

enum { FIRST_SLOTS = 1 << 6, FIRST_SPANS = 64, DEFECT_TEXT_MAX = 256 };

/* ---- traces ---- */

static uint32_t trace_hash(const struct build *b, struct id128 id)
{
    return (uint32_t)hash_mix(id.hi ^ b->seed, id.lo ^ 0x9e3779b97f4a7c15u);
}

static void trace_slots_fill(struct build *b, uint32_t n_slots)
{
    struct trace_map *m = &b->traces;
    free(m->slots);
    m->slots = mem_alloc(arena_size(sizeof(uint32_t), n_slots));
    memset(m->slots, 0xff, n_slots * sizeof(uint32_t));
    m->mask = n_slots - 1;
    for (size_t i = 0; i < b->store->traces.n; i++) {
        if (b->store->traces.v[i].id_state == TRACE_ID_NONE)
            continue;
        uint32_t at = trace_hash(b, b->store->traces.v[i].id) & m->mask;
        while (m->slots[at] != NO_ROW)
            at = (at + 1) & m->mask;
        m->slots[at] = (uint32_t)i;
    }
}

static bool trace_is(const struct trace *t, struct id128 id, uint8_t state)
{
    return t->id.lo == id.lo && t->id.hi == id.hi && t->id_state == state;
}

static uint32_t trace_add(struct build *b, struct id128 id, uint8_t state)
{
    vec_push(&b->store->traces, ((struct trace){.id = id, .id_state = state}));
    return (uint32_t)b->store->traces.n - 1;
}

static uint32_t trace_lookup(struct build *b, struct id128 id, uint8_t state)
{
    struct trace_map *m = &b->traces;
    uint32_t at = trace_hash(b, id) & m->mask;
    for (; m->slots[at] != NO_ROW; at = (at + 1) & m->mask)
        if (trace_is(&b->store->traces.v[m->slots[at]], id, state))
            return m->slots[at];
    uint32_t row = m->slots[at] = trace_add(b, id, state);
    if (b->store->traces.n > m->mask / 2)
        trace_slots_fill(b, (m->mask + 1) * 2);
    return row;
}

static uint32_t trace_none(struct build *b)
{
    if (b->none_trace == NO_ROW)
        b->none_trace = trace_add(b, (struct id128){0}, TRACE_ID_NONE);
    return b->none_trace;
}

static uint32_t trace_of(struct build *b, const struct raw_id *id)
{
    if (UNLIKELY(id->state < ID_NUMBER))
        return trace_none(b);
    uint8_t state = id->state == ID_TEXT ? TRACE_ID_TEXT : TRACE_ID_NUMBER;
    if (b->last_trace != NO_ROW &&
        trace_is(&b->store->traces.v[b->last_trace], id->id, state))
        return b->last_trace;
    return b->last_trace = trace_lookup(b, id->id, state);
}

/* ---- life ---- */

void build_init(struct build *b, struct store *s)
{
    *b = (struct build){
        .store = s, .last_trace = NO_ROW, .none_trace = NO_ROW, .seed = hash_seed()};
    trace_slots_fill(b, FIRST_SLOTS);
}

void build_release(struct build *b)
{
    free(b->traces.slots);
    vec_release(&b->trace_input);
    *b = (struct build){0};
}

/* ---- inputs ---- */

static struct input *current_input(const struct build *b)
{
    BUG_ON(b->store->inputs.n == 0);
    return &b->store->inputs.v[b->store->inputs.n - 1];
}

struct input *build_input(struct build *b, struct sv uri, const char *format, bool is_otlp)
{
    vec_push(&b->store->inputs, ((struct input){
                                    .uri = arena_copy(&b->store->arena, uri),
                                    .format = format,
                                    .is_otlp = is_otlp,
                                    .first_row = b->store->n_spans,
                                }));
    return current_input(b);
}

/* Distinct traces among the rows of the current input. Each trace remembers the input that saw it
 * last, so a directory of many files costs no more than its spans. */
static uint32_t count_traces(struct build *b, uint32_t first_row)
{
    const struct store *s = b->store;
    uint32_t input = (uint32_t)s->inputs.n - 1, n = 0;
    while (b->trace_input.n < s->traces.n)
        vec_push(&b->trace_input, NO_ROW);
    for (uint32_t row = first_row; row < s->n_spans; row++) {
        uint32_t t = s->span.trace[row];
        n += b->trace_input.v[t] != input && s->traces.v[t].id_state != TRACE_ID_NONE;
        b->trace_input.v[t] = input;
    }
    return n;
}

void build_input_end(struct build *b)
{
    struct input *in = current_input(b);
    in->n_rows = b->store->n_spans - in->first_row;
    in->n_traces = count_traces(b, in->first_row);
    if (in->status == INPUT_OK && in->n_diagnostics)
        in->status = in->n_rows ? INPUT_PARTIAL : INPUT_FAILED;
}

void build_diagnostic(struct build *b, uint64_t offset, uint64_t line, const char *fmt, ...)
{
    struct input *in = current_input(b);
    if (in->n_diagnostics++ >= DIAGNOSTICS_MAX)
        return;
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    vec_push(&in->diagnostics,
             ((struct diagnostic){offset, line,
                                  arena_copy(&b->store->arena, sv_from_c(text))}));
}

void build_document(struct build *b, uint64_t offset)
{
    vec_push(&b->store->documents, ((struct document){
                                       .offset = offset,
                                       .input = (uint32_t)b->store->inputs.n - 1,
                                       .first_row = b->store->n_spans,
                                   }));
}

void build_document_end(struct build *b, uint64_t end_offset)
{
    struct document *d = &b->store->documents.v[b->store->documents.n - 1];
    d->bytes = end_offset - d->offset;
}

/* ---- resources, scopes, parts of spans ---- */

uint32_t build_resource(struct build *b)
{
    vec_push(&b->store->resources,
             ((struct resource){.input = (uint32_t)b->store->inputs.n - 1}));
    return (uint32_t)b->store->resources.n - 1;
}

uint32_t build_scope(struct build *b, uint32_t resource)
{
    vec_push(&b->store->scopes, ((struct scope){.resource = resource}));
    return (uint32_t)b->store->scopes.n - 1;
}

uint32_t build_event(struct build *b, const struct event *e)
{
    vec_push(&b->store->events, *e);
    return (uint32_t)b->store->events.n - 1;
}

uint32_t build_link(struct build *b, const struct link *l)
{
    vec_push(&b->store->links, *l);
    return (uint32_t)b->store->links.n - 1;
}

/* ---- spans ---- */

static void columns_grow(struct store *s)
{
    struct span_columns *c = &s->span;
    BUG_ON(s->cap_spans > UINT32_MAX / 2 - 1);
    uint32_t cap = s->cap_spans ? s->cap_spans * 2 : FIRST_SPANS;
#define GROW(column) c->column = mem_realloc(c->column, arena_size(sizeof(*c->column), cap))
    GROW(span_id);
    GROW(parent_id);
    GROW(start);
    GROW(end);
    GROW(place);
    GROW(trace);
    GROW(scope);
    GROW(name);
    GROW(attr_first);
    GROW(attr_count);
    GROW(extra);
    GROW(flags);
    GROW(kind);
    GROW(status);
#undef GROW
    s->cap_spans = cap;
}

static bool extra_is_set(const struct span_extra *x)
{
    return x->event_count | x->link_count | x->status_message | x->trace_state | x->flags |
           x->dropped_attrs | x->dropped_events | x->dropped_links;
}

_Static_assert(sizeof(struct span_extra) == 10 * sizeof(uint32_t), "no padding to compare");

/* Recent SDKs write the same span flags on every span and nothing else: those spans share a row,
 * the last one without events or links. */
static uint32_t extra_add(struct build *b, const struct span_extra *x)
{
    struct store *s = b->store;
    if (!extra_is_set(x))
        return 0;
    bool is_plain = !x->event_count && !x->link_count;
    if (is_plain && memcmp(x, &s->extras.v[b->plain_extra], sizeof(*x)) == 0)
        return b->plain_extra;
    vec_push(&s->extras, *x);
    uint32_t row = (uint32_t)s->extras.n - 1;
    if (is_plain)
        b->plain_extra = row;
    return row;
}

static uint16_t id_flags(const struct raw_id *id, uint16_t has, uint16_t text)
{
    return id->state < ID_NUMBER ? 0 : id->state == ID_TEXT ? has | text : has;
}

/* Two bits of the OTLP span flags say whether it is known that the parent is remote, and whether
 * it is. */
static uint16_t remote_flag(const struct span_head *h)
{
    enum { HAS_IS_REMOTE = 0x100, IS_REMOTE = 0x200, REMOTE = HAS_IS_REMOTE | IS_REMOTE };
    return (h->extra.flags & REMOTE) == REMOTE ? SPAN_IS_REMOTE : 0;
}

uint32_t build_span(struct build *b, const struct span_head *h)
{
    struct store *s = b->store;
    if (UNLIKELY(s->n_spans == s->cap_spans))
        columns_grow(s);
    uint32_t row = s->n_spans++;
    struct span_columns *c = &s->span;
    uint16_t ids = id_flags(&h->span_id, SPAN_HAS_ID, SPAN_ID_TEXT) |
                   id_flags(&h->parent_id, SPAN_HAS_PARENT, SPAN_PARENT_TEXT);
    c->span_id[row] = h->span_id.state < ID_NUMBER ? 0 : h->span_id.id.lo;
    c->parent_id[row] = h->parent_id.state < ID_NUMBER ? 0 : h->parent_id.id.lo;
    c->start[row] = h->start;
    c->end[row] = h->end;
    c->place[row] = h->place;
    c->trace[row] = trace_of(b, &h->trace_id);
    c->scope[row] = h->scope;
    c->name[row] = h->name;
    c->attr_first[row] = h->attrs.first;
    c->attr_count[row] = h->attrs.count;
    c->extra[row] = extra_add(b, &h->extra);
    c->flags[row] = h->flags | ids | remote_flag(h);
    c->kind[row] = h->kind;
    c->status[row] = h->status;
    return row;
}

struct build_mark build_span_mark(const struct build *b)
{
    const struct store *s = b->store;
    return (struct build_mark){s->attrs.n, s->events.n, s->links.n, s->defects.n};
}

void build_span_abandon(struct build *b, struct build_mark mark)
{
    struct store *s = b->store;
    s->attrs.n = mark.attrs;
    s->events.n = mark.events;
    s->links.n = mark.links;
    s->defects.n = mark.defects;
}

void build_defect(struct build *b, enum defect_kind kind, uint32_t row, uint64_t place,
                  struct sv text)
{
    if (text.n > DEFECT_TEXT_MAX)
        text.n = DEFECT_TEXT_MAX;
    vec_push(&b->store->defects, ((struct defect){
                                     .place = place,
                                     .row = row,
                                     .input = (uint32_t)b->store->inputs.n - 1,
                                     .text = build_sym(b, text),
                                     .kind = (uint8_t)kind,
                                 }));
}
