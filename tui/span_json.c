#include "tui/span_json.h"

#include <inttypes.h>

#include "core/json_out.h"
#include "tui/value.h"

/* What is written, and from what. */
struct writing {
    struct json_out j;
    const struct store *s;
    bool reveal;
    struct buf tmp, more;
};

static void name_put(struct writing *w, const char *key, struct sv name)
{
    json_out_text(&w->j, key, value_name(name, &w->tmp, w->reveal));
}

static void time_put(struct writing *w, const char *key, uint64_t ns)
{
    buf_clear(&w->tmp);
    buf_fmt(&w->tmp, "%" PRIu64, ns);
    json_out_text(&w->j, key, buf_sv(&w->tmp));
}

/* `text`: the id is opaque, a symbol. */
static void id_put(struct writing *w, const char *key, uint64_t id, bool text)
{
    if (text) {
        name_put(w, key, store_sv(w->s, (sym)id));
        return;
    }
    buf_clear(&w->tmp);
    buf_fmt(&w->tmp, "%016" PRIx64, id);
    json_out_text(&w->j, key, buf_sv(&w->tmp));
}

static void trace_id_put(struct writing *w, struct id128 id, bool text)
{
    if (text) {
        name_put(w, "traceId", store_sv(w->s, (sym)id.lo));
        return;
    }
    buf_clear(&w->tmp);
    buf_fmt(&w->tmp, "%016" PRIx64 "%016" PRIx64, id.hi, id.lo);
    json_out_text(&w->j, "traceId", buf_sv(&w->tmp));
}

static void amount_put(struct writing *w, const char *key, uint32_t n)
{
    if (n)
        json_out_u64(&w->j, key, n);
}

static void attributes_put(struct writing *w, struct attr_range r, uint32_t dropped)
{
    if (r.count) {
        json_out_open(&w->j, "attributes", '[');
        for (uint32_t i = r.first; i < r.first + r.count; i++) {
            const struct attr *a = &w->s->attrs.v[i];
            json_out_open(&w->j, NULL, '{');
            name_put(w, "key", store_sv(w->s, a->key));
            buf_clear(&w->more);
            value_json(&w->more, w->s, a, w->reveal);
            json_out_raw(&w->j, "value", buf_sv(&w->more));
            json_out_close(&w->j);
        }
        json_out_close(&w->j);
    }
    amount_put(w, "droppedAttributesCount", dropped);
}

static void events_put(struct writing *w, const struct span_extra *x)
{
    if (x->event_count) {
        json_out_open(&w->j, "events", '[');
        for (uint32_t i = x->event_first; i < x->event_first + x->event_count; i++) {
            const struct event *e = &w->s->events.v[i];
            json_out_open(&w->j, NULL, '{');
            if (e->has_time)
                time_put(w, "timeUnixNano", e->time);
            name_put(w, "name", store_sv(w->s, e->name));
            attributes_put(w, e->attrs, e->dropped);
            json_out_close(&w->j);
        }
        json_out_close(&w->j);
    }
    amount_put(w, "droppedEventsCount", x->dropped_events);
}

static void links_put(struct writing *w, const struct span_extra *x)
{
    if (x->link_count) {
        json_out_open(&w->j, "links", '[');
        for (uint32_t i = x->link_first; i < x->link_first + x->link_count; i++) {
            const struct link *l = &w->s->links.v[i];
            json_out_open(&w->j, NULL, '{');
            trace_id_put(w, l->trace_id, l->trace_text);
            id_put(w, "spanId", l->span_id, l->span_text);
            attributes_put(w, l->attrs, l->dropped);
            json_out_close(&w->j);
        }
        json_out_close(&w->j);
    }
    amount_put(w, "droppedLinksCount", x->dropped_links);
}

static void status_put(struct writing *w, uint8_t status, sym message)
{
    if (status != STATUS_OK && status != STATUS_ERROR && !store_sv(w->s, message).n)
        return;
    json_out_open(&w->j, "status", '{');
    if (status == STATUS_OK || status == STATUS_ERROR)
        json_out_u64(&w->j, "code", status);
    if (store_sv(w->s, message).n) {
        buf_clear(&w->more);
        value_add_text(&w->more, store_sv(w->s, message), 0, w->reveal);
        json_out_text(&w->j, "message", buf_sv(&w->more));
    }
    json_out_close(&w->j);
}

static void ids_put(struct writing *w, uint32_t row)
{
    const struct span_columns *c = &w->s->span;
    const struct trace *t = &w->s->traces.v[c->trace[row]];
    uint16_t flags = c->flags[row];
    if (t->id_state != TRACE_ID_NONE)
        trace_id_put(w, t->id, t->id_state == TRACE_ID_TEXT);
    if (flags & (SPAN_HAS_ID | SPAN_ID_TEXT))
        id_put(w, "spanId", c->span_id[row], flags & SPAN_ID_TEXT);
    if (flags & (SPAN_HAS_PARENT | SPAN_PARENT_TEXT))
        id_put(w, "parentSpanId", c->parent_id[row], flags & SPAN_PARENT_TEXT);
}

void span_json(struct buf *b, const struct store *s, uint32_t row, bool reveal)
{
    struct writing w = {.j = {.b = b, .more_depth = 0}, .s = s, .reveal = reveal};
    const struct span_columns *c = &s->span;
    const struct span_extra *x = span_extra(s, row);
    json_out_open(&w.j, NULL, '{');
    ids_put(&w, row);
    if (store_sv(s, x->trace_state).n)
        name_put(&w, "traceState", store_sv(s, x->trace_state));
    amount_put(&w, "flags", x->flags);
    if (c->flags[row] & SPAN_HAS_NAME)
        name_put(&w, "name", store_sv(s, c->name[row]));
    if (c->kind[row] && c->kind[row] != KIND_OTHER)
        json_out_u64(&w.j, "kind", c->kind[row]);
    if (c->flags[row] & SPAN_HAS_START)
        time_put(&w, "startTimeUnixNano", c->start[row]);
    if (c->flags[row] & SPAN_HAS_END)
        time_put(&w, "endTimeUnixNano", c->end[row]);
    attributes_put(&w, span_attrs(s, row), x->dropped_attrs);
    events_put(&w, x);
    links_put(&w, x);
    status_put(&w, c->status[row], x->status_message);
    json_out_close(&w.j);
    buf_release(&w.tmp);
    buf_release(&w.more);
}

bool span_json_hides(const struct store *s, uint32_t row)
{
    struct buf shown = {0}, all = {0};
    span_json(&shown, s, row, false);
    span_json(&all, s, row, true);
    bool hides = !sv_eq(buf_sv(&shown), buf_sv(&all));
    buf_release(&shown);
    buf_release(&all);
    return hides;
}
