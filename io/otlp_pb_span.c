#include "io/otlp_pb_span.h"

#include "io/ids.h"
#include "io/otlp_packed.pb-c.h"

/* ---- unpacking ---- */

/* The unpacked message, which lives until the next call, or NULL. */
static void *unpack(struct pb_unpack *u, struct sv bytes, const ProtobufCMessageDescriptor *type,
                    uint32_t row, uint64_t place)
{
    arena_reset(&u->arena);
    u->row = row;
    u->place = place;
    u->refused = bytes.n > PB_MESSAGE_MAX;
    return u->refused ? NULL : protobuf_c_message_unpack(type, &u->allocator, bytes.n,
                                                         (const uint8_t *)bytes.p);
}

/* ---- ids ---- */

/* The bytes of an id in hex, as far as they matter: zeros look alike. */
static struct sv id_hex(const struct pb_unpack *u, const struct raw_id *id, size_t size)
{
    struct sv zeros = SV("00000000000000000000000000000000");
    if (id->state == ID_TEXT)
        return store_sv(u->b->store, (sym)id->id.lo);
    return sv_of(zeros.p, id->state == ID_ZERO ? 2 * size : 0);
}

/* An id of `size` bytes, 16 or 8. Whatever else stands there gets a defect of this kind, an absent
 * one only when it is needed. */
static struct raw_id read_id(struct pb_unpack *u, ProtobufCBinaryData bytes, size_t size,
                             enum defect_kind kind, bool needed)
{
    struct raw_id id = id_from_bytes(u->b, bytes.data, bytes.len, size);
    if (UNLIKELY(id.state != ID_NUMBER && (id.state != ID_ABSENT || needed)))
        build_defect(u->b, kind, u->row, u->place, id_hex(u, &id, size));
    return id;
}

/* ---- parts of a span ---- */

static uint8_t enum_value(struct pb_unpack *u, int32_t n, uint8_t other, enum defect_kind kind)
{
    if (LIKELY(n >= 0 && n < other))
        return (uint8_t)n;
    char text[16];
    int len = snprintf(text, sizeof(text), "%d", n);
    build_defect(u->b, kind, u->row, u->place, sv_of(text, (size_t)len));
    return other;
}

static void add_event(struct pb_unpack *u, const Otlp__Packed__Event *e)
{
    build_event(u->b, &(struct event){
                          .time = e->time_unix_nano,
                          .attrs = pb_attrs(u, e->n_attributes, e->attributes),
                          .name = pb_text(u, e->name),
                          .dropped = e->dropped_attributes_count,
                          .has_time = e->time_unix_nano != 0,
                      });
}

static void add_link(struct pb_unpack *u, const Otlp__Packed__Link *l)
{
    struct raw_id trace = read_id(u, l->trace_id, 16, DEFECT_link_id, false);
    struct raw_id span = read_id(u, l->span_id, 8, DEFECT_link_id, false);
    build_link(u->b, &(struct link){
                         .trace_id = trace.id,
                         .span_id = span.id.lo,
                         .attrs = pb_attrs(u, l->n_attributes, l->attributes),
                         .trace_state = pb_text(u, l->trace_state),
                         .flags = l->flags,
                         .dropped = l->dropped_attributes_count,
                         .trace_text = trace.state == ID_TEXT,
                         .span_text = span.state == ID_TEXT,
                     });
}

static void read_extra(struct pb_unpack *u, const Otlp__Packed__Span *s, struct span_extra *x)
{
    x->event_first = (uint32_t)u->b->store->events.n;
    x->event_count = (uint32_t)s->n_events;
    for (size_t i = 0; i < s->n_events; i++)
        add_event(u, s->events[i]);
    x->link_first = (uint32_t)u->b->store->links.n;
    x->link_count = (uint32_t)s->n_links;
    for (size_t i = 0; i < s->n_links; i++)
        add_link(u, s->links[i]);
    x->status_message = s->status ? pb_text(u, s->status->message) : SYM_EMPTY;
    x->trace_state = pb_text(u, s->trace_state);
    x->flags = s->flags;
    x->dropped_attrs = s->dropped_attributes_count;
    x->dropped_events = s->dropped_events_count;
    x->dropped_links = s->dropped_links_count;
}

/* proto3 does not write zeros: what is zero or empty here was not there. */
static uint16_t span_flags(const Otlp__Packed__Span *s)
{
    return (s->start_time_unix_nano ? SPAN_HAS_START : 0) |
           (s->end_time_unix_nano ? SPAN_HAS_END : 0) | (s->name.len ? SPAN_HAS_NAME : 0);
}

bool pb_span(struct pb_unpack *u, struct sv bytes, uint32_t scope, uint64_t place)
{
    struct build_mark mark = build_span_mark(u->b);
    const Otlp__Packed__Span *s =
        unpack(u, bytes, &otlp__packed__span__descriptor, build_next_row(u->b), place);
    if (!s)
        return false;
    struct span_head h = {
        .trace_id = read_id(u, s->trace_id, 16, DEFECT_trace_id, true),
        .span_id = read_id(u, s->span_id, 8, DEFECT_span_id, true),
        .parent_id = read_id(u, s->parent_span_id, 8, DEFECT_parent_id, false),
        .start = s->start_time_unix_nano,
        .end = s->end_time_unix_nano,
        .place = place,
        .scope = scope,
        .name = pb_text(u, s->name),
        .flags = span_flags(s),
        .kind = enum_value(u, s->kind, KIND_OTHER, DEFECT_kind),
        .status = enum_value(u, s->status ? s->status->code : 0, STATUS_OTHER,
                             DEFECT_status_code),
    };
    h.attrs = pb_attrs(u, s->n_attributes, s->attributes);
    read_extra(u, s, &h.extra);
    if (u->refused)
        build_span_abandon(u->b, mark);
    else
        build_span(u->b, &h);
    return !u->refused;
}

/* ---- what spans belong to ---- */

bool pb_resource(struct pb_unpack *u, struct sv bytes, uint32_t row, uint64_t place)
{
    const Otlp__Packed__Resource *m =
        unpack(u, bytes, &otlp__packed__resource__descriptor, NO_ROW, place);
    if (!m)
        return false;
    struct resource *r = &u->b->store->resources.v[row];
    r->attrs = pb_attrs(u, m->n_attributes, m->attributes);
    r->dropped = m->dropped_attributes_count;
    return !u->refused;
}

bool pb_scope(struct pb_unpack *u, struct sv bytes, uint32_t row, uint64_t place)
{
    const Otlp__Packed__InstrumentationScope *m =
        unpack(u, bytes, &otlp__packed__instrumentation_scope__descriptor, NO_ROW, place);
    if (!m)
        return false;
    struct scope *s = &u->b->store->scopes.v[row];
    s->name = pb_text(u, m->name);
    s->version = pb_text(u, m->version);
    s->attrs = pb_attrs(u, m->n_attributes, m->attributes);
    s->dropped = m->dropped_attributes_count;
    return !u->refused;
}
