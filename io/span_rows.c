/*
 * Spans as plain JSON objects, one row each, as SDK exporters, test harnesses and databases dump
 * them: the Python SDK's to_json, ReadableSpan objects of JavaScript, rows of ClickHouse and
 * SigNoz, {"traces":[rows],"total_spans":N}, and whatever else names its members in a way that can
 * be told. Names are compared without case and separators, so trace_id, traceID and TraceId are
 * one spelling; span_row.c has them all.
 *
 * Numbers for times are taken by their size unless the name says the unit. A `duration` that is a
 * bare number of unknown unit counts nanoseconds, as the databases do, and microseconds in the
 * console shape of JavaScript.
 */
#include "core/base64.h"
#include "io/span_row.h"

#include "core/buf.h"
#include "io/format.h"
#include "io/ids.h"

static const struct json_shape shape = {
    .lists = (const char *const[]){"spans", "traces", "data", "result", "results", "list", "rows",
                                   "items", "records", "hits", "_source", "trace", NULL},
    .marks = (const char *const[]){"span_id", "spanId", "spanID", "SpanId", "context",
                                   "spanContext", "_spanContext", NULL},
};

struct rows {
    struct source *src;
    struct jdoc_scopes scopes;
    uint32_t list_no;    /* of the container whose resource and scope were read last */
    uint32_t list_scope; /* the row they became */
};

/* ---- members that may be JSON text ---- */

/* The value itself, or what it holds when it is a text of JSON. The caller owns the result. */
static json_t *unquoted(struct build *b, json_t *value, uint64_t place)
{
    struct sv text = sv_trim(jdoc_string(value));
    bool is_json = text.n && (text.p[0] == '{' || text.p[0] == '[');
    json_t *inside = is_json ? jdoc_load(b, text, place, NULL) : NULL;
    return inside ? inside : json_incref(value);
}

/* ---- attributes ---- */

static void attr_key_value(struct build *b, const json_t *pair)
{
    struct sv key = jdoc_string(JDOC_GET(pair, "key"));
    json_t *value = json_object_get(pair, "value");
    const json_t *bytes = JDOC_GET(value, "bytesValue", "bytes_value");
    struct buf raw = {0};
    if (bytes && base64_decode(&raw, jdoc_string(bytes))) {
        build_attr(b, build_sym(b, key), VALUE_BYTES, build_sym(b, buf_sv(&raw)));
    } else {
        json_t *plain = any_value_plain(value, 0);
        jdoc_attr(b, key, plain);
        json_decref(plain);
    }
    buf_release(&raw);
}

/* A map, a list of key-values as in OTLP, or either of them as text. */
static void attrs_add(struct build *b, json_t *value, uint64_t place)
{
    json_t *attrs = unquoted(b, value, place), *pair;
    size_t i;
    json_array_foreach(attrs, i, pair)
        attr_key_value(b, pair);
    jdoc_attrs(b, attrs, "", NULL);
    json_decref(attrs);
}

/* Databases say an attribute twice, as text among all and as number or boolean among its kind:
 * then it is not text. */
static void map_put(json_t *map, const char *key, json_t *value)
{
    const json_t *had = json_object_get(map, key);
    if (!had || (json_is_string(had) && !json_is_string(value)))
        json_object_set(map, key, value);
}

static void map_merge(struct build *b, json_t *map, json_t *value, uint64_t place)
{
    json_t *attrs = unquoted(b, value, place), *one;
    const char *key;
    if (json_is_array(attrs))
        attrs_add(b, attrs, place);
    json_object_foreach(attrs, key, one)
        map_put(map, key, one);
    json_decref(attrs);
}

/* Attributes of a row: its maps, and members that mean nothing else. */
static struct attr_range row_attrs(struct build *b, const struct span_row *row, uint64_t place)
{
    uint32_t mark = build_attrs_mark(b);
    json_t *map = json_object(), *value;
    const char *name;
    json_object_foreach(row->object, name, value) {
        const struct span_row_name *n = span_row_name(sv_from_c(name));
        if (n && n->field == ROW_ATTRS)
            map_merge(b, map, value, place);
        else if (!n || row->rejected[n->field])
            map_put(map, name, value);
    }
    jdoc_attrs(b, map, "", NULL);
    json_decref(map);
    return build_attrs_since(b, mark);
}

/* ---- resource and scope ---- */

/* The attributes of a resource however it is written; the caller owns them. */
static json_t *resource_map(struct build *b, json_t *value, json_t *service, uint64_t place)
{
    json_t *resource = unquoted(b, value, place), *map = json_object(), *pair;
    json_t *inside = JDOC_GET(resource, "attributes", "_attributes", "_rawAttributes");
    json_t *attrs = inside ? inside : resource;
    size_t i;
    json_array_foreach(attrs, i, pair) {
        bool is_entry = json_is_array(pair); /* ["key", value], as JavaScript keeps them */
        const json_t *name = is_entry ? json_array_get(pair, 0) : JDOC_GET(pair, "key");
        const char *key = json_string_value(name);
        json_t *value_of = is_entry ? json_array_get(pair, 1) : json_object_get(pair, "value");
        json_t *plain = any_value_plain(value_of, 0);
        if (key && plain)
            json_object_set(map, key, plain);
        json_decref(plain);
    }
    if (json_is_object(attrs))
        json_object_update(map, attrs);
    if (json_is_string(service) && !json_object_get(map, "service.name"))
        json_object_set(map, "service.name", service);
    json_decref(resource);
    return map;
}

static uint32_t scope_make(struct build *b, struct rows *rows, const struct span_row *row,
                           uint64_t place)
{
    json_t *resource = resource_map(b, row->field[ROW_RESOURCE], row->field[ROW_SERVICE], place);
    json_t *scope = json_incref(row->field[ROW_SCOPE]);
    if (!scope && row->field[ROW_SCOPE_NAME]) {
        scope = json_object();
        json_object_set(scope, "name", row->field[ROW_SCOPE_NAME]);
        if (row->field[ROW_SCOPE_VERSION])
            json_object_set(scope, "version", row->field[ROW_SCOPE_VERSION]);
    }
    uint32_t at = jdoc_scope(b, &rows->scopes, resource, scope);
    json_decref(scope);
    json_decref(resource);
    return at;
}

/* What a container says for all its rows is read once. */
static uint32_t row_scope(struct build *b, struct rows *rows, const struct span_row *row,
                          const struct jdoc_item *item)
{
    if (!row->has_list_scope)
        return scope_make(b, rows, row, item->place);
    if (rows->list_no != item->list_no)
        rows->list_scope = scope_make(b, rows, row, item->place);
    rows->list_no = item->list_no;
    return rows->list_scope;
}

/* ---- events and links ---- */

static void event_add(struct build *b, struct span_head *h, const json_t *name,
                      const json_t *time, json_t *attrs)
{
    uint32_t mark = build_attrs_mark(b);
    if (attrs)
        attrs_add(b, attrs, h->place);
    jdoc_event(b, h, name, time, WHEN_BY_SIZE, build_attrs_since(b, mark));
}

static void events_read(struct build *b, const struct span_row *row, struct span_head *h)
{
    json_t *events = unquoted(b, row->field[ROW_EVENTS], h->place), *value;
    size_t i;
    json_array_foreach(events, i, value) {
        json_t *e = unquoted(b, value, h->place);
        event_add(b, h, JDOC_GET(e, "name", "event"),
                  JDOC_GET(e, "timestamp", "time", "timeUnixNano", "time_unix_nano",
                           "timestamp_ns", "time_ns", "ts"),
                  JDOC_GET(e, "attributes", "attributeMap", "fields"));
        json_decref(e);
    }
    json_decref(events);
}

/* ClickHouse keeps them as parallel arrays. */
static void event_columns_read(struct build *b, const struct span_row *row, struct span_head *h)
{
    for (size_t i = 0; i < json_array_size(row->field[ROW_EVENT_NAMES]); i++)
        event_add(b, h, json_array_get(row->field[ROW_EVENT_NAMES], i),
                  json_array_get(row->field[ROW_EVENT_TIMES], i),
                  json_array_get(row->field[ROW_EVENT_ATTRS], i));
}

static void link_add(struct build *b, struct span_head *h, const json_t *trace,
                     const json_t *span, const json_t *state, json_t *attrs)
{
    struct raw_id trace_id = jdoc_trace_id(b, trace), span_id = jdoc_span_id(b, span);
    uint32_t mark = build_attrs_mark(b);
    if (attrs)
        attrs_add(b, attrs, h->place);
    jdoc_link(b, h, trace_id, span_id, state, build_attrs_since(b, mark));
}

static void links_read(struct build *b, const struct span_row *row, struct span_head *h)
{
    json_t *links = unquoted(b, row->field[ROW_LINKS], h->place), *link;
    size_t i;
    json_array_foreach(links, i, link) {
        const json_t *context = JDOC_GET(link, "context", "spanContext");
        const json_t *ids = context ? context : link;
        link_add(b, h, JDOC_GET(ids, "trace_id", "traceId", "traceID"),
                 JDOC_GET(ids, "span_id", "spanId", "spanID"),
                 JDOC_GET(ids, "trace_state", "traceState"), JDOC_GET(link, "attributes"));
    }
    json_decref(links);
}

static void link_columns_read(struct build *b, const struct span_row *row, struct span_head *h)
{
    for (size_t i = 0; i < json_array_size(row->field[ROW_LINK_SPANS]); i++)
        link_add(b, h, json_array_get(row->field[ROW_LINK_TRACES], i),
                 json_array_get(row->field[ROW_LINK_SPANS], i),
                 json_array_get(row->field[ROW_LINK_STATES], i),
                 json_array_get(row->field[ROW_LINK_ATTRS], i));
}

/* ---- the span itself ---- */

static void ids_read(struct build *b, const struct span_row *row, struct span_head *h)
{
    json_t *context = row->field[ROW_CONTEXT], *parent = row->field[ROW_PARENT];
    json_t *trace = row->field[ROW_TRACE_ID], *span = row->field[ROW_SPAN_ID];
    json_t *own = JDOC_GET(context, "span_id", "spanId"); /* beside it, `id` counts records */
    if (json_is_object(parent)) {
        if (json_is_true(JDOC_GET(parent, "is_remote", "isRemote")))
            h->flags |= SPAN_IS_REMOTE;
        parent = JDOC_GET(parent, "span_id", "spanId");
    }
    h->trace_id = jdoc_trace_id(b, trace ? trace : JDOC_GET(context, "trace_id", "traceId"));
    h->span_id = jdoc_span_id(b, own ? own : span);
    h->parent_id = jdoc_span_id(b, parent);
}

/* In the SDKs of JavaScript and Python INTERNAL has the number 0, and so on. */
static uint8_t kind_read(struct build *b, const struct span_row *row, uint64_t place)
{
    json_t *kind = row->field[ROW_KIND];
    if (!row->from_sdk || !json_is_integer(kind))
        return jdoc_kind(b, kind, place);
    json_t *otlp = json_integer(json_integer_value(kind) + 1);
    uint8_t k = jdoc_kind(b, otlp, place);
    json_decref(otlp);
    return k;
}

/* Python prints an empty trace state as "[]". */
static sym trace_state_read(struct build *b, const struct span_row *row)
{
    struct sv state = jdoc_string(row->field[ROW_TRACE_STATE]);
    if (!state.n)
        state = jdoc_string(JDOC_GET(row->field[ROW_CONTEXT], "trace_state", "traceState"));
    return build_sym(b, sv_eq(state, SV("[]")) ? SV("") : state);
}

static void status_read(struct build *b, const struct span_row *row, struct span_head *h)
{
    json_t *status = row->field[ROW_STATUS], *message = row->field[ROW_STATUS_MESSAGE];
    if (json_is_object(status)) {
        if (!message)
            message = JDOC_GET(status, "description", "message");
        status = JDOC_GET(status, "status_code", "code", "statusCode");
    }
    h->status = jdoc_status(b, status, h->place);
    h->extra.status_message = build_sym(b, jdoc_string(message));
}

static uint32_t count_of(const json_t *value)
{
    json_int_t n = json_integer_value(value);
    return n > 0 && n <= UINT32_MAX ? (uint32_t)n : 0;
}

static void times_read(struct build *b, const struct span_row *row, struct span_head *h)
{
    uint64_t unit = row->unit[ROW_LENGTH];
    if (unit == WHEN_BY_SIZE)
        unit = row->is_console ? WHEN_US : WHEN_NS;
    jdoc_start(b, h, row->field[ROW_START], row->unit[ROW_START]);
    jdoc_end(b, h, row->field[ROW_END], row->unit[ROW_END]);
    jdoc_end_after(b, h, row->field[ROW_LENGTH], unit);
}

static void row_read(struct build *b, const struct jdoc_item *item, void *ctx)
{
    struct rows *rows = ctx;
    struct span_row row;
    if (!span_row_match(&row, item)) {
        jdoc_no_span(b, rows->src, item, "span");
        return;
    }
    struct span_head h = {.place = item->place};
    h.scope = row_scope(b, rows, &row, item);
    ids_read(b, &row, &h);
    jdoc_name(b, &h, row.field[ROW_NAME]);
    times_read(b, &row, &h);
    h.kind = kind_read(b, &row, item->place);
    status_read(b, &row, &h);
    h.extra.trace_state = trace_state_read(b, &row);
    h.extra.flags = count_of(row.field[ROW_FLAGS]);
    h.extra.dropped_attrs = count_of(row.field[ROW_DROPPED_ATTRS]);
    h.extra.dropped_events = count_of(row.field[ROW_DROPPED_EVENTS]);
    h.extra.dropped_links = count_of(row.field[ROW_DROPPED_LINKS]);
    events_read(b, &row, &h);
    event_columns_read(b, &row, &h);
    links_read(b, &row, &h);
    link_columns_read(b, &row, &h);
    h.attrs = row_attrs(b, &row, item->place);
    build_span(b, &h);
}

void span_rows_decode(struct build *b, struct source *src)
{
    struct rows rows = {.src = src};
    jdoc_each(b, src, &shape, row_read, &rows);
    jdoc_scopes_release(&rows.scopes);
}

const struct format format_span_rows = {
    .name = "span-rows",
    .title = "JSON rows of spans",
    .sniff = span_row_sniff,
    .decode = span_rows_decode,
};
