#include "io/otlp_json_read.h"

/* ---- enums ---- */

/* A number or a name from a table; `*named` says which. OTHER when it is neither. */
static const char *enum_read(struct otlp_json *o, const char *p, const struct sv *names,
                             uint8_t n_names, enum defect_kind defect, uint8_t *out, bool *named)
{
    struct sv text;
    const char *from = p;
    *named = *p == '"';
    p = otlp_int_text(o, p, &text);
    if (!p || text.n == 0)
        return p;
    struct sv_u64 number = sv_to_u64(text);
    *named &= !number.ok;
    for (uint8_t i = 0; i < n_names; i++)
        if (number.ok ? number.value == i : sv_eq(text, names[i])) {
            *out = i;
            return p;
        }
    *out = n_names;
    build_defect(o->b, defect, o->row, otlp_place(o, from), text);
    return p;
}

static const char *kind_read(struct otlp_json *o, const char *p, uint8_t *out)
{
    static const struct sv names[] = {
        SV_INIT("SPAN_KIND_UNSPECIFIED"), SV_INIT("SPAN_KIND_INTERNAL"),
        SV_INIT("SPAN_KIND_SERVER"),      SV_INIT("SPAN_KIND_CLIENT"),
        SV_INIT("SPAN_KIND_PRODUCER"),    SV_INIT("SPAN_KIND_CONSUMER"),
    };
    _Static_assert(ARRAY_LEN(names) == KIND_OTHER, "one name a kind");
    bool named;
    if (LIKELY(*p >= '0' && *p <= '5' && (p[1] == ',' || p[1] == '}'))) {
        *out = (uint8_t)(*p - '0');
        return p + 1;
    }
    return enum_read(o, p, names, KIND_OTHER, DEFECT_kind, out, &named);
}

static const char *status_code(struct otlp_json *o, const char *p, uint8_t *out)
{
    static const struct sv names[] = {SV_INIT("STATUS_CODE_UNSET"), SV_INIT("STATUS_CODE_OK"),
                                      SV_INIT("STATUS_CODE_ERROR")};
    _Static_assert(ARRAY_LEN(names) == STATUS_OTHER, "one name a status");
    const char *from = p;
    bool named;
    p = enum_read(o, p, names, STATUS_OTHER, DEFECT_status_code, out, &named);
    if (p && named && *out != STATUS_OTHER)
        build_defect(o->b, DEFECT_status_name, o->row, otlp_place(o, from), names[*out]);
    return p;
}

static const char *status_member(struct cursor *c, void *ctx, struct sv key, const char *p)
{
    struct otlp_json *o = otlp_of(c);
    struct span_head *h = ctx;
    struct sv ignored;
    if (sv_eq(key, SV("code")))
        return status_code(o, p, &h->status);
    if (sv_eq(key, SV("message")))
        return otlp_sym(o, p, &h->extra.status_message);
    return cursor_skip(c, p, &ignored);
}

/* ---- events and links ---- */

static const char *event_member(struct cursor *c, void *ctx, struct sv key, const char *p)
{
    struct otlp_json *o = otlp_of(c);
    struct event *e = ctx;
    struct sv ignored;
    if (OTLP_IS(key, "timeUnixNano", "time_unix_nano"))
        return otlp_time(o, p, DEFECT_event_time, &e->time, &e->has_time);
    if (sv_eq(key, SV("name")))
        return otlp_sym(o, p, &e->name);
    if (sv_eq(key, SV("attributes")))
        return otlp_attributes(o, p, &e->attrs);
    if (OTLP_IS(key, "droppedAttributesCount", "dropped_attributes_count"))
        return otlp_u32(o, p, &e->dropped);
    return cursor_skip(c, p, &ignored);
}

static const char *event_read(struct cursor *c, void *ctx, const char *p)
{
    struct otlp_json *o = otlp_of(c);
    struct span_extra *x = ctx;
    struct event e = {0};
    bool is_object = *p == '{';
    p = otlp_object(o, p, event_member, &e);
    if (p && is_object) {
        uint32_t at = build_event(o->b, &e);
        if (x->event_count++ == 0)
            x->event_first = at;
    }
    return p;
}

struct link_read {
    struct link link;
    struct raw_id trace_id, span_id;
};

static const char *link_member(struct cursor *c, void *ctx, struct sv key, const char *p)
{
    struct otlp_json *o = otlp_of(c);
    struct link_read *l = ctx;
    struct sv ignored;
    if (OTLP_IS(key, "traceId", "trace_id"))
        return otlp_id(o, p, 16, DEFECT_link_id, &l->trace_id);
    if (OTLP_IS(key, "spanId", "span_id"))
        return otlp_id(o, p, 8, DEFECT_link_id, &l->span_id);
    if (OTLP_IS(key, "traceState", "trace_state"))
        return otlp_sym(o, p, &l->link.trace_state);
    if (sv_eq(key, SV("attributes")))
        return otlp_attributes(o, p, &l->link.attrs);
    if (OTLP_IS(key, "droppedAttributesCount", "dropped_attributes_count"))
        return otlp_u32(o, p, &l->link.dropped);
    if (sv_eq(key, SV("flags")))
        return otlp_u32(o, p, &l->link.flags);
    return cursor_skip(c, p, &ignored);
}

static const char *link_element(struct cursor *c, void *ctx, const char *p)
{
    struct otlp_json *o = otlp_of(c);
    struct span_extra *x = ctx;
    struct link_read l = {0};
    bool is_object = *p == '{';
    p = otlp_object(o, p, link_member, &l);
    if (!p || !is_object)
        return p;
    l.link.trace_id = l.trace_id.id;
    l.link.span_id = l.span_id.id.lo;
    l.link.trace_text = l.trace_id.state == ID_TEXT;
    l.link.span_text = l.span_id.state == ID_TEXT;
    uint32_t at = build_link(o->b, &l.link);
    if (x->link_count++ == 0)
        x->link_first = at;
    return p;
}

/* A list given twice replaces the first, as a second member of the same name does in JSON. */
static const char *events_read(struct otlp_json *o, const char *p, struct span_extra *x)
{
    x->event_first = x->event_count = 0;
    return otlp_array(o, p, event_read, x);
}

static const char *links_read(struct otlp_json *o, const char *p, struct span_extra *x)
{
    x->link_first = x->link_count = 0;
    return otlp_array(o, p, link_element, x);
}

/* ---- spans ---- */

static const char *span_time(struct otlp_json *o, const char *p, struct span_head *h, bool start)
{
    bool has;
    uint16_t flag = start ? SPAN_HAS_START : SPAN_HAS_END;
    p = otlp_time(o, p, start ? DEFECT_start_time : DEFECT_end_time,
                  start ? &h->start : &h->end, &has);
    h->flags = (uint16_t)(has ? h->flags | flag : h->flags & ~flag);
    return p;
}

static const char *name_read(struct otlp_json *o, const char *p, struct span_head *h)
{
    if (*p == '"')
        h->flags |= SPAN_HAS_NAME;
    return otlp_sym(o, p, &h->name);
}

/* Members that few spans have. */
static const char *span_rare(struct otlp_json *o, struct sv key, const char *p,
                             struct span_extra *x)
{
    struct sv ignored;
    if (OTLP_IS(key, "traceState", "trace_state"))
        return otlp_sym(o, p, &x->trace_state);
    if (OTLP_IS(key, "droppedAttributesCount", "dropped_attributes_count"))
        return otlp_u32(o, p, &x->dropped_attrs);
    if (OTLP_IS(key, "droppedEventsCount", "dropped_events_count"))
        return otlp_u32(o, p, &x->dropped_events);
    if (OTLP_IS(key, "droppedLinksCount", "dropped_links_count"))
        return otlp_u32(o, p, &x->dropped_links);
    return cursor_skip(&o->c, p, &ignored);
}

/* The members in the order in which exporters write them. */
CURSOR_INLINE const char *span_member(struct cursor *c, void *ctx, struct sv key, const char *p)
{
    struct otlp_json *o = otlp_of(c);
    struct span_head *h = ctx;
    if (OTLP_IS(key, "traceId", "trace_id"))
        return otlp_id(o, p, 16, DEFECT_trace_id, &h->trace_id);
    if (OTLP_IS(key, "spanId", "span_id"))
        return otlp_id(o, p, 8, DEFECT_span_id, &h->span_id);
    if (OTLP_IS(key, "parentSpanId", "parent_span_id"))
        return otlp_id(o, p, 8, DEFECT_parent_id, &h->parent_id);
    if (sv_eq(key, SV("flags")))
        return otlp_u32(o, p, &h->extra.flags);
    if (sv_eq(key, SV("name")))
        return name_read(o, p, h);
    if (sv_eq(key, SV("kind")))
        return kind_read(o, p, &h->kind);
    if (OTLP_IS(key, "startTimeUnixNano", "start_time_unix_nano"))
        return span_time(o, p, h, true);
    if (OTLP_IS(key, "endTimeUnixNano", "end_time_unix_nano"))
        return span_time(o, p, h, false);
    if (sv_eq(key, SV("attributes")))
        return otlp_attributes(o, p, &h->attrs);
    if (sv_eq(key, SV("status")))
        return otlp_object(o, p, status_member, h);
    if (sv_eq(key, SV("events")))
        return events_read(o, p, &h->extra);
    if (sv_eq(key, SV("links")))
        return links_read(o, p, &h->extra);
    return span_rare(o, key, p, &h->extra);
}

/* An id that is not there at all is as wrong as one of the wrong form. */
static void missing_ids(struct otlp_json *o, const struct span_head *h)
{
    if (h->trace_id.state == ID_ABSENT)
        build_defect(o->b, DEFECT_trace_id, o->row, h->place, SV(""));
    if (h->span_id.state == ID_ABSENT)
        build_defect(o->b, DEFECT_span_id, o->row, h->place, SV(""));
}

const char *otlp_span(struct otlp_json *o, const char *p, uint32_t scope)
{
    struct span_head h = {.scope = scope, .place = otlp_place(o, p)};
    struct build_mark mark = build_span_mark(o->b);
    if (UNLIKELY(*p != '{'))
        return cursor_at_null(p) ? p + 4 : otlp_wrong_type(o, p);
    o->row = build_next_row(o->b);
    p = cursor_members(&o->c, p, span_member, &h);
    if (LIKELY(p)) {
        missing_ids(o, &h);
        build_span(o->b, &h);
    } else {
        build_span_abandon(o->b, mark);
    }
    o->row = NO_ROW;
    return p;
}
