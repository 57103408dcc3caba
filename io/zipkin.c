/*
 * Zipkin v2 JSON: a list of spans, a list of such lists, or one span a line.
 *
 * Client and server of a call share one span id there; the server's half is marked SPAN_SHARED, by
 * its own flag or because a client half with the same ids is in the input.
 *
 * Units: timestamp and duration are microseconds. Source: the Zipkin v2 API definition, and the
 * OpenTelemetry specification's mapping to Zipkin for names of endpoints.
 */
#include "core/hash.h"
#include "io/format.h"
#include "io/jdoc.h"

static const struct json_shape shape = {
    .lists = (const char *const[]){NULL},
    .marks = (const char *const[]){"traceId", NULL},
};

struct zipkin {
    struct source *src;
    struct jdoc_scopes scopes;
};

static uint32_t scope_of(struct build *b, struct zipkin *z, const json_t *span)
{
    json_t *service = JDOC_GET(JDOC_GET(span, "localEndpoint"), "serviceName");
    json_t *resource = json_object();
    if (service)
        json_object_set(resource, "service.name", service);
    uint32_t row = jdoc_scope(b, &z->scopes, resource, NULL);
    json_decref(resource);
    return row;
}

static const struct {
    const char *endpoint, *member;
    struct sv key;
} endpoint_attrs[] = {
    {"localEndpoint", "ipv4", SV_INIT("net.host.ip")},
    {"localEndpoint", "ipv6", SV_INIT("net.host.ip")},
    {"localEndpoint", "port", SV_INIT("net.host.port")},
    {"remoteEndpoint", "serviceName", SV_INIT("peer.service")},
    {"remoteEndpoint", "ipv4", SV_INIT("net.peer.ip")},
    {"remoteEndpoint", "ipv6", SV_INIT("net.peer.ip")},
    {"remoteEndpoint", "port", SV_INIT("net.peer.port")},
};

static struct attr_range attrs_read(struct build *b, const json_t *span)
{
    static const char *const not[] = {"error", NULL};
    uint32_t mark = build_attrs_mark(b);
    jdoc_attrs(b, JDOC_GET(span, "tags"), "", not);
    for (size_t i = 0; i < ARRAY_LEN(endpoint_attrs); i++) {
        const json_t *endpoint = JDOC_GET(span, endpoint_attrs[i].endpoint);
        if (!jdoc_has_attr(b, mark, endpoint_attrs[i].key))
            jdoc_attr(b, endpoint_attrs[i].key, JDOC_GET(endpoint, endpoint_attrs[i].member));
    }
    jdoc_attr(b, SV("zipkin.debug"), JDOC_GET(span, "debug"));
    return build_attrs_since(b, mark);
}

/* Zipkin's `error` tag means failure whatever its text is; OpenTelemetry's exporters also write
 * the status itself, and its description into this tag. It is no attribute of the span. */
static void status_read(struct build *b, const json_t *tags, struct span_head *h)
{
    const json_t *error = JDOC_GET(tags, "error");
    struct sv text = jdoc_string(error);
    bool is_flag = sv_eq(text, SV("true")) || sv_eq(text, SV("false"));
    h->status = jdoc_status(b, JDOC_GET(tags, "otel.status_code"), h->place);
    if (error && h->status == STATUS_UNSET && !sv_eq(text, SV("false")))
        h->status = STATUS_ERROR;
    if (!is_flag)
        h->extra.status_message = build_sym(b, text);
}

static void span_read(struct build *b, const struct jdoc_item *item, void *ctx)
{
    struct zipkin *z = ctx;
    const json_t *span = item->value, *annotation;
    size_t i;
    if (!JDOC_GET(span, "traceId", "id")) {
        jdoc_no_span(b, z->src, item, "Zipkin span");
        return;
    }
    struct span_head h = {.place = item->place};
    h.scope = scope_of(b, z, span);
    h.trace_id = jdoc_trace_id(b, JDOC_GET(span, "traceId"));
    h.span_id = jdoc_span_id(b, JDOC_GET(span, "id"));
    h.parent_id = jdoc_span_id(b, JDOC_GET(span, "parentId"));
    jdoc_name(b, &h, JDOC_GET(span, "name"));
    jdoc_start(b, &h, JDOC_GET(span, "timestamp"), WHEN_US);
    jdoc_end_after(b, &h, JDOC_GET(span, "duration"), WHEN_US);
    h.kind = jdoc_kind(b, JDOC_GET(span, "kind"), item->place);
    status_read(b, JDOC_GET(span, "tags"), &h);
    if (json_is_true(JDOC_GET(span, "shared")))
        h.flags |= SPAN_SHARED;
    json_array_foreach(JDOC_GET(span, "annotations"), i, annotation)
        jdoc_event(b, &h, JDOC_GET(annotation, "value"), JDOC_GET(annotation, "timestamp"),
                   WHEN_US, (struct attr_range){0});
    h.attrs = attrs_read(b, span);
    build_span(b, &h);
}

/* ---- halves without the flag ---- */

/* The client halves of an input by their ids: slot -> row, NO_ROW is free. */
struct clients {
    const struct store *s;
    uint32_t *slots;
    uint32_t mask;
};

/* The slot of the client half with the ids of `row`, or a free one. */
static uint32_t *clients_slot(const struct clients *c, uint32_t row)
{
    const struct span_columns *span = &c->s->span;
    uint32_t at = (uint32_t)hash_u64(span->span_id[row], span->trace[row] ^ hash_seed()) & c->mask;
    for (; c->slots[at] != NO_ROW; at = (at + 1) & c->mask) {
        uint32_t other = c->slots[at];
        bool same_type = !((span->flags[row] ^ span->flags[other]) & SPAN_ID_TEXT);
        if (span->span_id[other] == span->span_id[row] &&
            span->trace[other] == span->trace[row] && same_type)
            break;
    }
    return &c->slots[at];
}

static void mark_server_halves(struct store *s, uint32_t first_row)
{
    struct clients c = {.s = s, .mask = 15};
    while (c.mask / 2 < s->n_spans - first_row)
        c.mask = c.mask * 2 + 1;
    size_t bytes = arena_size(sizeof(uint32_t), (size_t)c.mask + 1);
    c.slots = mem_alloc(bytes);
    memset(c.slots, 0xff, bytes);
    for (uint32_t row = first_row; row < s->n_spans; row++)
        if (s->span.kind[row] == KIND_CLIENT && s->span.flags[row] & SPAN_HAS_ID)
            *clients_slot(&c, row) = row;
    for (uint32_t row = first_row; row < s->n_spans; row++)
        if (s->span.kind[row] == KIND_SERVER && *clients_slot(&c, row) != NO_ROW)
            s->span.flags[row] |= SPAN_SHARED;
    free(c.slots);
}

static int zipkin_sniff(const struct sketch *sk)
{
    bool has_ids = sketch_has_at(sk, SV("traceId"), 1) && sketch_has_at(sk, SV("id"), 1);
    bool is_other = sketch_has_at(sk, SV("attributes"), 1) ||
                    sketch_has_at(sk, SV("startTime"), 1) || sketch_has_at(sk, SV("type"), 1) ||
                    sketch_has_at(sk, SV("trace_id"), 1);
    if (!sk->is_json || !has_ids || is_other)
        return 0;
    return sketch_has_at(sk, SV("localEndpoint"), 1) ? 90 : 50;
}

static void zipkin_decode(struct build *b, struct source *src)
{
    struct zipkin z = {.src = src};
    uint32_t first_row = build_next_row(b);
    jdoc_each(b, src, &shape, span_read, &z);
    mark_server_halves(b->store, first_row);
    jdoc_scopes_release(&z.scopes);
}

const struct format format_zipkin = {
    .name = "zipkin",
    .title = "Zipkin v2 JSON",
    .texts_only = true,
    .sniff = zipkin_sniff,
    .decode = zipkin_decode,
};
