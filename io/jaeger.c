/*
 * Jaeger JSON: what the UI downloads and the query API answers ({"data":[{"spans","processes"}]},
 * or one trace of it), the protobuf-JSON shape (base64 ids, ISO times, "5000ns"), and Elasticsearch
 * documents (one span each, its process inlined).
 *
 * Units: startTime, duration and log timestamps are microseconds unless they are texts.
 */
#include "core/base64.h"
#include "core/buf.h"
#include "io/format.h"
#include "io/ids.h"
#include "io/jdoc.h"

static const struct json_shape shape = {
    .lists = (const char *const[]){"data", "spans", "hits", "_source", NULL},
    .marks = (const char *const[]){"spanID", "spanId", "operationName", NULL},
};

struct jaeger {
    struct source *src;
    struct jdoc_scopes scopes;
    uint32_t list_no;    /* of the trace that the next two belong to */
    json_t *process_map; /* process id -> process, of the protobuf-JSON shape */
    json_t *known;       /* process id and scope -> row, so that a process is read once a trace */
};

/* ---- tags ---- */

static const struct tag_type {
    struct sv name;
    const char *member; /* where the protobuf-JSON shape keeps the value */
    uint8_t type;
} tag_types[] = {
    {SV_INIT("string"), "vStr", VALUE_STRING},     {SV_INIT("bool"), "vBool", VALUE_BOOL},
    {SV_INIT("int64"), "vInt64", VALUE_INT},       {SV_INIT("float64"), "vFloat64", VALUE_DOUBLE},
    {SV_INIT("binary"), "vBinary", VALUE_BYTES},
};

/* The type that a tag names; that of the protobuf-JSON shape is left out when it is STRING. NULL
 * when it names none that is known. */
static const struct tag_type *tag_type(const json_t *tag)
{
    struct sv name = jdoc_string(JDOC_GET(tag, "type", "vType"));
    for (size_t i = 0; i < ARRAY_LEN(tag_types); i++)
        if (sv_eq_nocase(name, tag_types[i].name))
            return &tag_types[i];
    return !name.n && !json_object_get(tag, "value") ? &tag_types[0] : NULL;
}

/* A value as its type says: numbers and booleans may be written as text. What does not fit its
 * type stays as it is written. The caller owns the result. */
static json_t *tag_typed(json_t *value, uint8_t type)
{
    char tmp[40];
    struct sv text = jdoc_text(value, tmp);
    struct sv_i64 integer = sv_to_i64(text);
    struct sv_f64 real = sv_to_f64(text);
    json_t *typed = NULL;
    if (type == VALUE_BOOL && (sv_eq(text, SV("true")) || sv_eq(text, SV("false"))))
        typed = json_boolean(sv_eq(text, SV("true")));
    else if (type == VALUE_INT && integer.ok)
        typed = json_integer(integer.value);
    else if (type == VALUE_DOUBLE && real.ok)
        typed = json_real(real.value); /* NULL for what is not finite */
    return typed ? typed : json_incref(value);
}

/* The value of a tag. The protobuf-JSON shape leaves out empty texts, zeros and false. */
static json_t *tag_value(const json_t *tag)
{
    const struct tag_type *t = tag_type(tag);
    json_t *value = JDOC_GET(tag, "value", t ? t->member : "value");
    if (value)
        return t ? tag_typed(value, t->type) : json_incref(value);
    if (!t || json_object_get(tag, "value"))
        return NULL;
    return t->type == VALUE_INT      ? json_integer(0)
           : t->type == VALUE_DOUBLE ? json_real(0)
           : t->type == VALUE_BOOL   ? json_false()
                                     : json_stringn("", 0);
}

static bool hex_decode(struct buf *out, struct sv s)
{
    if (s.n % 2)
        return false;
    for (size_t i = 0; i < s.n; i += 2) {
        char digits[3] = {s.p[i], s.p[i + 1], '\0'}, *end;
        buf_addc(out, (char)strtoul(digits, &end, 16));
        if (*end)
            return false;
    }
    return true;
}

/* Binary tags are base64; in Elasticsearch documents hex. */
static bool attr_binary(struct build *b, struct sv key, struct sv text, bool is_hex)
{
    struct buf bytes = {0};
    bool ok = is_hex ? hex_decode(&bytes, text) : base64_decode(&bytes, text);
    if (ok)
        build_attr(b, build_sym(b, key), VALUE_BYTES, build_sym(b, buf_sv(&bytes)));
    buf_release(&bytes);
    return ok;
}

static void tag_attr(struct build *b, const json_t *tag, bool is_hex)
{
    const struct tag_type *t = tag_type(tag);
    struct sv key = jdoc_string(JDOC_GET(tag, "key"));
    json_t *value = tag_value(tag);
    if (!(t && t->type == VALUE_BYTES && attr_binary(b, key, jdoc_string(value), is_hex)))
        jdoc_attr(b, key, value);
    json_decref(value);
}

/* ---- tags that OTLP keeps elsewhere ---- */

enum tag_role {
    ROLE_KIND,
    ROLE_STATUS,
    ROLE_STATUS_MESSAGE,
    ROLE_SCOPE_NAME,
    ROLE_SCOPE_VERSION,
    ROLE_TRACE_STATE,
    ROLES
};

static const struct {
    struct sv key;
    enum tag_role role;
} tag_roles[] = {
    {SV_INIT("span.kind"), ROLE_KIND},
    {SV_INIT("otel.status_code"), ROLE_STATUS},
    {SV_INIT("otel.status_description"), ROLE_STATUS_MESSAGE},
    {SV_INIT("otel.scope.name"), ROLE_SCOPE_NAME},
    {SV_INIT("otel.library.name"), ROLE_SCOPE_NAME},
    {SV_INIT("otel.scope.version"), ROLE_SCOPE_VERSION},
    {SV_INIT("otel.library.version"), ROLE_SCOPE_VERSION},
    {SV_INIT("w3c.tracestate"), ROLE_TRACE_STATE},
};

/* ROLES when the tag is an attribute like any other. */
static enum tag_role role_of(const json_t *tag)
{
    struct sv key = jdoc_string(JDOC_GET(tag, "key"));
    for (size_t i = 0; i < ARRAY_LEN(tag_roles); i++)
        if (sv_eq(key, tag_roles[i].key))
            return tag_roles[i].role;
    return ROLES;
}

/* The tag `error` says whether the span failed when it is true or false (or left out, as protobuf
 * does with false); with any other value it is an attribute. */
static bool is_error_flag(const json_t *tag, bool *failed)
{
    const json_t *value = JDOC_GET(tag, "value", "vStr", "vBool");
    struct sv text = jdoc_string(value);
    *failed = json_is_true(value) || sv_eq(text, SV("true"));
    return sv_eq(jdoc_string(JDOC_GET(tag, "key")), SV("error")) &&
           (!value || json_is_boolean(value) || *failed || sv_eq(text, SV("false")));
}

/* What the tags of a span say apart from attributes; values borrowed. */
struct tags {
    json_t *roles[ROLES];
    bool error; /* the tag `error` is true */
};

static struct tags tags_read(const json_t *list)
{
    struct tags t = {0};
    size_t i;
    json_t *tag;
    json_array_foreach(list, i, tag) {
        enum tag_role role = role_of(tag);
        bool failed;
        if (role < ROLES)
            t.roles[role] = JDOC_GET(tag, "value", "vStr", "vBool");
        else if (is_error_flag(tag, &failed))
            t.error = failed;
    }
    return t;
}

static struct attr_range tags_attrs(struct build *b, const json_t *span)
{
    bool is_hex = json_object_get(span, "startTimeMillis");
    uint32_t mark = build_attrs_mark(b);
    size_t i;
    bool failed;
    json_t *tag;
    json_array_foreach(json_object_get(span, "tags"), i, tag) {
        if (role_of(tag) == ROLES && !is_error_flag(tag, &failed))
            tag_attr(b, tag, is_hex);
    }
    jdoc_attrs(b, json_object_get(span, "tag"), "", NULL);
    jdoc_attr(b, SV("jaeger.warnings"), json_object_get(span, "warnings"));
    return build_attrs_since(b, mark);
}

/* ---- process and scope ---- */

/* Prepares for the spans of another trace. */
static void trace_begin(struct jaeger *jg, const struct jdoc_item *item)
{
    json_t *entry;
    size_t i;
    if (jg->list_no == item->list_no)
        return;
    jg->list_no = item->list_no;
    json_object_clear(jg->process_map);
    json_object_clear(jg->known);
    json_array_foreach(JDOC_GET(item->owner, "processMap"), i, entry) {
        const char *id = json_string_value(JDOC_GET(entry, "processId", "processID"));
        json_t *process = JDOC_GET(entry, "process");
        if (id && process)
            json_object_set(jg->process_map, id, process);
    }
}

/* The process that a trace lists under this id. */
static const json_t *process_find(const struct jaeger *jg, const json_t *trace, const char *id)
{
    const json_t *process = json_object_get(JDOC_GET(trace, "processes"), id);
    return process ? process : json_object_get(jg->process_map, id);
}

/* The resource attributes of a process; the caller owns them. */
static json_t *process_resource(const json_t *process)
{
    json_t *resource = json_object(), *tag;
    size_t i;
    json_t *service = JDOC_GET(process, "serviceName");
    if (service)
        json_object_set(resource, "service.name", service);
    json_array_foreach(JDOC_GET(process, "tags"), i, tag) {
        const json_t *key = JDOC_GET(tag, "key");
        json_t *value = tag_value(tag);
        if (json_is_string(key) && value)
            json_object_set(resource, json_string_value(key), value);
        json_decref(value);
    }
    json_object_update(resource, JDOC_GET(process, "tag"));
    return resource;
}

static uint32_t scope_make(struct build *b, struct jaeger *jg, const json_t *process,
                           const struct tags *tags)
{
    json_t *resource = process_resource(process), *scope = json_object();
    if (tags->roles[ROLE_SCOPE_NAME])
        json_object_set(scope, "name", tags->roles[ROLE_SCOPE_NAME]);
    if (tags->roles[ROLE_SCOPE_VERSION])
        json_object_set(scope, "version", tags->roles[ROLE_SCOPE_VERSION]);
    uint32_t row = jdoc_scope(b, &jg->scopes, resource, scope);
    json_decref(resource);
    json_decref(scope);
    return row;
}

static uint32_t scope_of(struct build *b, struct jaeger *jg, const struct jdoc_item *item,
                         const struct tags *tags)
{
    const json_t *process = JDOC_GET(item->value, "process");
    const json_t *id = JDOC_GET(item->value, "processID", "processId");
    if (process || !json_is_string(id))
        return scope_make(b, jg, process, tags);
    struct buf key = {0};
    buf_json(&key, jdoc_string(id));
    buf_json(&key, jdoc_string(tags->roles[ROLE_SCOPE_NAME]));
    buf_json(&key, jdoc_string(tags->roles[ROLE_SCOPE_VERSION]));
    const json_t *known = json_object_getn(jg->known, key.p, key.n);
    uint32_t row = (uint32_t)json_integer_value(known);
    if (!known) {
        row = scope_make(b, jg, process_find(jg, item->owner, json_string_value(id)), tags);
        json_object_setn_new(jg->known, key.p, key.n, json_integer(row));
    }
    buf_release(&key);
    return row;
}

/* ---- logs and references ---- */

static void log_event(struct build *b, const json_t *log, struct span_head *h)
{
    const json_t *name = NULL;
    uint32_t mark = build_attrs_mark(b);
    json_t *field;
    size_t i;
    json_array_foreach(JDOC_GET(log, "fields"), i, field) {
        if (!name && sv_eq(jdoc_string(JDOC_GET(field, "key")), SV("event")))
            name = JDOC_GET(field, "value", "vStr");
        else
            tag_attr(b, field, false);
    }
    jdoc_event(b, h, name, JDOC_GET(log, "timestamp"), WHEN_US, build_attrs_since(b, mark));
}

static bool id_eq(const struct raw_id *a, const struct raw_id *c)
{
    return a->state == c->state && a->id.hi == c->id.hi && a->id.lo == c->id.lo;
}

static void reference_link(struct build *b, struct raw_id trace, struct raw_id span,
                           bool is_child, struct span_head *h)
{
    uint32_t mark = build_attrs_mark(b);
    struct sv type = is_child ? SV("child_of") : SV("follows_from");
    build_attr(b, build_sym(b, SV("opentracing.ref_type")), VALUE_STRING, build_sym(b, type));
    jdoc_link(b, h, trace, span, NULL, build_attrs_since(b, mark));
}

/* The parent is the first CHILD_OF of the same trace; every other reference is a link. */
static void references_read(struct build *b, const json_t *span, struct span_head *h)
{
    bool has_parent = false;
    json_t *r;
    size_t i;
    json_array_foreach(JDOC_GET(span, "references"), i, r) {
        struct raw_id trace = jdoc_trace_id(b, JDOC_GET(r, "traceID", "traceId"));
        struct raw_id id = jdoc_span_id(b, JDOC_GET(r, "spanID", "spanId"));
        struct sv type = jdoc_string(JDOC_GET(r, "refType"));
        bool is_child = !type.n || sv_eq_nocase(type, SV("CHILD_OF"));
        if (is_child && !has_parent && id_eq(&trace, &h->trace_id)) {
            h->parent_id = id;
            has_parent = true;
        } else {
            reference_link(b, trace, id, is_child, h);
        }
    }
    if (!has_parent)
        h->parent_id = jdoc_span_id(b, JDOC_GET(span, "parentSpanID", "parentSpanId"));
}

/* ---- spans ---- */

static void status_read(struct build *b, const struct tags *tags, struct span_head *h)
{
    h->status = jdoc_status(b, tags->roles[ROLE_STATUS], h->place);
    if (tags->error && h->status == STATUS_UNSET)
        h->status = STATUS_ERROR;
    h->extra.status_message = build_sym(b, jdoc_string(tags->roles[ROLE_STATUS_MESSAGE]));
    h->extra.trace_state = build_sym(b, jdoc_string(tags->roles[ROLE_TRACE_STATE]));
}

static void span_read(struct build *b, const struct jdoc_item *item, void *ctx)
{
    struct jaeger *jg = ctx;
    const json_t *span = item->value, *log;
    size_t i;
    if (!JDOC_GET(span, "spanID", "spanId", "operationName")) {
        jdoc_no_span(b, jg->src, item, "Jaeger span");
        return;
    }
    struct span_head h = {.place = item->place};
    struct tags tags = tags_read(json_object_get(span, "tags"));
    trace_begin(jg, item);
    h.scope = scope_of(b, jg, item, &tags);
    h.trace_id = jdoc_trace_id(b, JDOC_GET(span, "traceID", "traceId"));
    h.span_id = jdoc_span_id(b, JDOC_GET(span, "spanID", "spanId"));
    h.extra.flags = (uint32_t)json_integer_value(JDOC_GET(span, "flags")) & 1;
    jdoc_name(b, &h, JDOC_GET(span, "operationName"));
    jdoc_start(b, &h, JDOC_GET(span, "startTime"), WHEN_US);
    jdoc_end_after(b, &h, JDOC_GET(span, "duration"), WHEN_US);
    h.kind = jdoc_kind(b, tags.roles[ROLE_KIND], item->place);
    status_read(b, &tags, &h);
    references_read(b, span, &h);
    json_array_foreach(JDOC_GET(span, "logs"), i, log)
        log_event(b, log, &h);
    h.attrs = tags_attrs(b, span);
    build_span(b, &h);
}

static int jaeger_sniff(const struct sketch *sk)
{
    bool has_id = sketch_has(sk, SV("spanID")) || sketch_has(sk, SV("spanId"));
    if (!sk->is_json)
        return 0;
    if (has_id && sketch_has(sk, SV("operationName")))
        return 90;
    if (sketch_has(sk, SV("spans")) && sketch_has(sk, SV("processes")))
        return 80;
    bool is_answer = sketch_has_at(sk, SV("data"), 1) && sketch_has_at(sk, SV("limit"), 1) &&
                     sketch_has_at(sk, SV("offset"), 1) && sketch_has_at(sk, SV("errors"), 1);
    return is_answer ? 60 : 0;
}

static void jaeger_decode(struct build *b, struct source *src)
{
    struct jaeger jg = {.src = src, .process_map = json_object(), .known = json_object()};
    jdoc_each(b, src, &shape, span_read, &jg);
    jdoc_scopes_release(&jg.scopes);
    json_decref(jg.process_map);
    json_decref(jg.known);
}

const struct format format_jaeger = {
    .name = "jaeger",
    .title = "Jaeger JSON",
    .sniff = jaeger_sniff,
    .decode = jaeger_decode,
};
