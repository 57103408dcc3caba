#include "tests/lib/oracle_json.h"

#include <ctype.h>
#include <inttypes.h>
#include <jansson.h>

#include "core/base64.h"
#include "core/buf.h"
#include "io/any_text.h"
#include "io/ids.h"

struct oracle {
    struct build *b;
    uint32_t row;
    struct buf text;
    bool too_deep;
};

static struct sv string_of(const json_t *v)
{
    return sv_of(json_string_value(v), json_string_length(v));
}

static bool is(const char *key, const char *camel, const char *snake)
{
    return strcmp(key, camel) == 0 || strcmp(key, snake) == 0;
}

static void defect(struct oracle *o, enum defect_kind kind)
{
    build_defect(o->b, kind, o->row, 0, SV(""));
}

static sym text_of(struct oracle *o, const json_t *v, sym before)
{
    if (json_is_string(v))
        return build_sym(o->b, string_of(v));
    if (!json_is_null(v))
        defect(o, DEFECT_wrong_type);
    return before;
}

/* ---- integers: text, number or {low, high, unsigned} ---- */

struct integer {
    bool absent, ok, negative;
    uint64_t bits;
};

static struct integer integer_of_text(struct sv s)
{
    struct integer n = {.absent = s.n == 0};
    struct sv_u64 u = sv_to_u64(s);
    struct sv_i64 i = sv_to_i64(s);
    n.ok = u.ok || i.ok;
    n.negative = s.n && s.p[0] == '-';
    n.bits = u.ok ? u.value : (uint64_t)i.value;
    return n;
}

static struct integer integer_of_long(const json_t *v)
{
    struct integer n = {.ok = true};
    uint32_t low = 0, high = 0;
    bool is_unsigned = false;
    const char *key;
    json_t *part;
    json_object_foreach ((json_t *)v, key, part) {
        if (strcmp(key, "unsigned") == 0)
            is_unsigned = json_is_true(part);
        else if (strcmp(key, "low") == 0 && json_is_integer(part))
            low = (uint32_t)json_integer_value(part);
        else if (strcmp(key, "high") == 0 && json_is_integer(part))
            high = (uint32_t)json_integer_value(part);
        else
            n.ok = false;
    }
    n.bits = (uint64_t)high << 32 | low;
    n.negative = !is_unsigned && (high & 0x80000000u);
    return n;
}

static struct integer integer_of(const json_t *v)
{
    if (json_is_null(v))
        return (struct integer){.absent = true};
    if (json_is_string(v))
        return integer_of_text(string_of(v));
    if (json_is_object(v))
        return integer_of_long(v);
    if (!json_is_integer(v))
        return (struct integer){0};
    json_int_t i = json_integer_value(v);
    return (struct integer){.ok = true, .negative = i < 0, .bits = (uint64_t)i};
}

static void time_of(struct oracle *o, const json_t *v, enum defect_kind kind, uint64_t *out,
                    bool *has)
{
    struct integer n = integer_of(v);
    *has = !n.absent && n.ok && !n.negative;
    if (*has)
        *out = n.bits;
    else if (!n.absent)
        defect(o, kind);
}

static uint32_t u32_of(struct oracle *o, const json_t *v)
{
    struct integer n = integer_of(v);
    if (n.ok && !n.negative && n.bits <= UINT32_MAX)
        return (uint32_t)n.bits;
    if (!n.absent)
        defect(o, DEFECT_wrong_type);
    return 0;
}

/* ---- ids ---- */

static void bytes_of_buffer(struct oracle *o, const json_t *v, bool *ok)
{
    json_t *data = json_object_get(v, "data"), *byte;
    size_t i;
    buf_clear(&o->text);
    *ok = true;
    json_array_foreach (data, i, byte) {
        struct integer n = json_is_integer(byte) ? integer_of(byte) : (struct integer){0};
        *ok &= n.ok && !n.negative && n.bits <= 255;
        buf_addc(&o->text, (char)n.bits);
    }
}

/* Is the text the form OTLP JSON demands: 2 * size hex digits, not all zero? */
static bool id_is_canonical(struct sv text, size_t size)
{
    bool zero = true;
    for (size_t i = 0; i < text.n; i++) {
        if (!isxdigit((unsigned char)text.p[i]))
            return false;
        zero &= text.p[i] == '0';
    }
    return text.n == 2 * size && !zero;
}

static struct raw_id id_of(struct oracle *o, const json_t *v, size_t size, enum defect_kind kind)
{
    struct raw_id id = {0};
    bool ok;
    if (json_is_null(v))
        return id;
    if (json_is_string(v)) {
        id = id_from_text(o->b, string_of(v), size);
        if (json_string_length(v) && !id_is_canonical(string_of(v), size))
            defect(o, kind);
        return id;
    }
    if (json_is_object(v)) {
        bytes_of_buffer(o, v, &ok);
        if (ok)
            id = id_from_bytes(o->b, (const unsigned char *)o->text.p, o->text.n, size);
    } else {
        char *text = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT);
        id = id_from_text(o->b, sv_from_c(text), size);
        free(text);
    }
    defect(o, kind);
    return id;
}

/* ---- values ---- */

static void nested_value(struct oracle *o, const json_t *v, size_t depth);

static void nested_container(struct oracle *o, const json_t *v, bool list, size_t depth)
{
    any_text_open(&o->text, list);
    json_t *values = json_object_get(v, "values"), *item;
    size_t i, written = 0;
    o->too_deep |= depth > VALUE_DEPTH_MAX;
    if (!json_is_object(v) || (values && !json_is_array(values) && !json_is_null(values)))
        defect(o, DEFECT_wrong_type);
    json_array_foreach (values, i, item) {
        bool is_item = !list || json_is_object(item);
        if (o->too_deep)
            break;
        if (is_item && written++)
            buf_addc(&o->text, ',');
        if (!list) {
            nested_value(o, item, depth);
        } else if (is_item) {
            json_t *key = json_object_get(item, "key"), *value = json_object_get(item, "value");
            any_text_key(&o->text, json_is_string(key) ? string_of(key) : SV(""));
            if (value)
                nested_value(o, value, depth);
            else
                any_text_empty(&o->text);
            buf_addc(&o->text, '}');
        } else if (!json_is_null(item)) {
            defect(o, DEFECT_wrong_type);
        }
    }
    any_text_close(&o->text);
}

static void nested_bytes(struct oracle *o, const json_t *v)
{
    struct buf bytes = {0};
    if (!json_is_string(v) || !base64_decode(&bytes, string_of(v))) {
        defect(o, DEFECT_value_form);
        buf_clear(&bytes);
    }
    any_text_bytes(&o->text, buf_sv(&bytes));
    buf_release(&bytes);
}

/* A double from a number or a text that spells one. */
static struct sv_f64 double_of(const json_t *v)
{
    if (json_is_string(v))
        return sv_to_f64(string_of(v));
    if (json_is_number(v))
        return (struct sv_f64){json_number_value(v), true};
    struct integer n = json_is_object(v) ? integer_of_long(v) : (struct integer){0};
    if (n.ok)
        return (struct sv_f64){n.negative ? (double)(int64_t)n.bits : (double)n.bits, true};
    return (struct sv_f64){0};
}

static bool fits_int64(struct integer n)
{
    return n.ok && (n.negative || n.bits <= INT64_MAX);
}

static void nested_scalar(struct oracle *o, const char *key, const json_t *v)
{
    if (is(key, "stringValue", "string_value")) {
        if (!json_is_string(v))
            defect(o, DEFECT_value_form);
        any_text_string(&o->text, json_is_string(v) ? string_of(v) : SV("?"));
    } else if (is(key, "boolValue", "bool_value")) {
        if (!json_is_boolean(v))
            defect(o, DEFECT_value_form);
        any_text_bool(&o->text, json_is_true(v));
    } else if (is(key, "intValue", "int_value")) {
        struct integer n = integer_of(v);
        if (!fits_int64(n))
            defect(o, DEFECT_value_form);
        any_text_int(&o->text, fits_int64(n) ? (int64_t)n.bits : 0);
    } else if (is(key, "doubleValue", "double_value")) {
        struct sv_f64 d = double_of(v);
        if (!d.ok)
            defect(o, DEFECT_value_form);
        any_text_double(&o->text, d.value);
    } else {
        nested_bytes(o, v);
    }
}

static int kind_of_value(const char *key)
{
    static const char *const kinds[][2] = {
        {"stringValue", "string_value"}, {"boolValue", "bool_value"},
        {"intValue", "int_value"},       {"doubleValue", "double_value"},
        {"bytesValue", "bytes_value"},   {"arrayValue", "array_value"},
        {"kvlistValue", "kvlist_value"},
    };
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (is(key, kinds[i][0], kinds[i][1]))
            return (int)i;
    return -1;
}

enum { KIND_STRING, KIND_BOOL, KIND_INT, KIND_DOUBLE, KIND_BYTES, KIND_ARRAY, KIND_LIST };

static void nested_value(struct oracle *o, const json_t *v, size_t depth)
{
    size_t from = o->text.n;
    const char *key;
    json_t *value;
    if (!json_is_object(v)) {
        if (!json_is_null(v))
            defect(o, DEFECT_wrong_type);
        any_text_empty(&o->text);
        return;
    }
    json_object_foreach ((json_t *)v, key, value) {
        int kind = kind_of_value(key);
        if (kind < 0 || json_is_null(value))
            continue;
        o->text.n = from;
        if (kind >= KIND_ARRAY)
            nested_container(o, value, kind == KIND_LIST, depth + 1);
        else
            nested_scalar(o, key, value);
    }
    if (o->text.n == from)
        any_text_empty(&o->text);
}

static void invalid(struct oracle *o, struct attr *a)
{
    a->type = VALUE_INVALID;
    a->bits = SYM_EMPTY;
    defect(o, DEFECT_value_form);
}

static void container_value(struct oracle *o, struct attr *a, const json_t *v, bool list)
{
    if (!json_is_object(v)) {
        invalid(o, a);
        return;
    }
    buf_clear(&o->text);
    o->too_deep = false;
    nested_container(o, v, list, 1);
    a->type = o->too_deep ? VALUE_EMPTY : list ? VALUE_KVLIST : VALUE_ARRAY;
    a->bits = o->too_deep ? 0 : build_sym(o->b, buf_sv(&o->text));
    if (o->too_deep)
        defect(o, DEFECT_value_depth);
}

static void bytes_value(struct oracle *o, struct attr *a, const json_t *v)
{
    buf_clear(&o->text);
    a->type = VALUE_BYTES;
    if (json_is_string(v) && base64_decode(&o->text, string_of(v)))
        a->bits = build_sym(o->b, buf_sv(&o->text));
    else
        invalid(o, a);
}

static void one_value(struct oracle *o, struct attr *a, int kind, const json_t *v)
{
    struct integer n = kind == KIND_INT ? integer_of(v) : (struct integer){0};
    struct sv_f64 d = kind == KIND_DOUBLE ? double_of(v) : (struct sv_f64){0};
    if (kind == KIND_STRING && json_is_string(v))
        *a = (struct attr){a->key, VALUE_STRING, build_sym(o->b, string_of(v))};
    else if (kind == KIND_BOOL && json_is_boolean(v))
        *a = (struct attr){a->key, VALUE_BOOL, json_is_true(v)};
    else if (kind == KIND_INT && fits_int64(n))
        *a = (struct attr){a->key, VALUE_INT, n.bits};
    else if (kind == KIND_DOUBLE && d.ok)
        *a = (struct attr){a->key, VALUE_DOUBLE, value_bits(d.value)};
    else if (kind == KIND_BYTES)
        bytes_value(o, a, v);
    else if (kind >= KIND_ARRAY)
        container_value(o, a, v, kind == KIND_LIST);
    else
        invalid(o, a);
}

static void any_value(struct oracle *o, struct attr *a, const json_t *v)
{
    const char *key;
    json_t *value;
    unsigned kinds = 0;
    if (json_is_null(v))
        return;
    if (!json_is_object(v)) {
        invalid(o, a);
        return;
    }
    json_object_foreach ((json_t *)v, key, value) {
        int kind = kind_of_value(key);
        if (kind < 0 || json_is_null(value))
            continue;
        kinds++;
        one_value(o, a, kind, value);
    }
    if (kinds > 1)
        defect(o, DEFECT_value_kinds);
}

static struct attr_range attributes(struct oracle *o, const json_t *list)
{
    uint32_t mark = build_attrs_mark(o->b);
    json_t *item, *member;
    size_t i;
    const char *key;
    if (!json_is_array(list) && !json_is_null(list))
        defect(o, DEFECT_wrong_type);
    json_array_foreach (list, i, item) {
        struct attr a = {0};
        if (!json_is_object(item)) {
            if (!json_is_null(item))
                defect(o, DEFECT_wrong_type);
            continue;
        }
        json_object_foreach (item, key, member) {
            if (strcmp(key, "key") == 0)
                a.key = text_of(o, member, a.key);
            else if (strcmp(key, "value") == 0)
                any_value(o, &a, member);
        }
        build_attr(o->b, a.key, a.type, a.bits);
    }
    return build_attrs_since(o->b, mark);
}

/* ---- spans ---- */

static uint8_t enum_of(struct oracle *o, const json_t *v, const char *const *names, uint8_t n,
                       enum defect_kind kind, uint8_t before)
{
    struct integer i = integer_of(v);
    if (i.absent)
        return before;
    for (uint8_t k = 0; k < n; k++) {
        bool named = json_is_string(v) && strcmp(json_string_value(v), names[k]) == 0;
        if (named && kind == DEFECT_status_code)
            defect(o, DEFECT_status_name);
        if (named || (i.ok && !i.negative && i.bits == k))
            return k;
    }
    defect(o, kind);
    return n;
}

static const char *const kinds[] = {"SPAN_KIND_UNSPECIFIED", "SPAN_KIND_INTERNAL",
                                    "SPAN_KIND_SERVER",      "SPAN_KIND_CLIENT",
                                    "SPAN_KIND_PRODUCER",    "SPAN_KIND_CONSUMER"};
static const char *const codes[] = {"STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"};

static void status(struct oracle *o, const json_t *v, struct span_head *h)
{
    const char *key;
    json_t *member;
    if (!json_is_object(v) && !json_is_null(v))
        defect(o, DEFECT_wrong_type);
    json_object_foreach ((json_t *)v, key, member) {
        if (strcmp(key, "code") == 0)
            h->status = enum_of(o, member, codes, STATUS_OTHER, DEFECT_status_code, h->status);
        else if (strcmp(key, "message") == 0)
            h->extra.status_message = text_of(o, member, h->extra.status_message);
    }
}

static void event(struct oracle *o, const json_t *v, struct span_extra *x)
{
    struct event e = {0};
    const char *key;
    json_t *m;
    json_object_foreach ((json_t *)v, key, m) {
        if (is(key, "timeUnixNano", "time_unix_nano"))
            time_of(o, m, DEFECT_event_time, &e.time, &e.has_time);
        else if (strcmp(key, "name") == 0)
            e.name = text_of(o, m, e.name);
        else if (strcmp(key, "attributes") == 0)
            e.attrs = attributes(o, m);
        else if (is(key, "droppedAttributesCount", "dropped_attributes_count"))
            e.dropped = u32_of(o, m);
    }
    uint32_t at = build_event(o->b, &e);
    if (x->event_count++ == 0)
        x->event_first = at;
}

static void link_of(struct oracle *o, const json_t *v, struct span_extra *x)
{
    struct link l = {0};
    struct raw_id trace = {0}, span = {0};
    const char *key;
    json_t *m;
    json_object_foreach ((json_t *)v, key, m) {
        if (is(key, "traceId", "trace_id"))
            trace = id_of(o, m, 16, DEFECT_link_id);
        else if (is(key, "spanId", "span_id"))
            span = id_of(o, m, 8, DEFECT_link_id);
        else if (is(key, "traceState", "trace_state"))
            l.trace_state = text_of(o, m, l.trace_state);
        else if (strcmp(key, "attributes") == 0)
            l.attrs = attributes(o, m);
        else if (is(key, "droppedAttributesCount", "dropped_attributes_count"))
            l.dropped = u32_of(o, m);
        else if (strcmp(key, "flags") == 0)
            l.flags = u32_of(o, m);
    }
    l.trace_id = trace.id;
    l.span_id = span.id.lo;
    l.trace_text = trace.state == ID_TEXT;
    l.span_text = span.state == ID_TEXT;
    uint32_t at = build_link(o->b, &l);
    if (x->link_count++ == 0)
        x->link_first = at;
}

static void each(struct oracle *o, const json_t *list, struct span_extra *x,
                 void (*one)(struct oracle *, const json_t *, struct span_extra *))
{
    json_t *item;
    size_t i;
    if (!json_is_array(list) && !json_is_null(list))
        defect(o, DEFECT_wrong_type);
    json_array_foreach (list, i, item) {
        if (json_is_object(item))
            one(o, item, x);
        else if (!json_is_null(item))
            defect(o, DEFECT_wrong_type);
    }
}

static void span_time(struct oracle *o, const json_t *m, struct span_head *h, bool start)
{
    bool has;
    uint16_t flag = start ? SPAN_HAS_START : SPAN_HAS_END;
    time_of(o, m, start ? DEFECT_start_time : DEFECT_end_time, start ? &h->start : &h->end, &has);
    h->flags = (uint16_t)(has ? h->flags | flag : h->flags & ~flag);
}

static void span_extra_member(struct oracle *o, const char *key, const json_t *m,
                              struct span_extra *x)
{
    if (strcmp(key, "flags") == 0)
        x->flags = u32_of(o, m);
    else if (is(key, "traceState", "trace_state"))
        x->trace_state = text_of(o, m, x->trace_state);
    else if (is(key, "droppedAttributesCount", "dropped_attributes_count"))
        x->dropped_attrs = u32_of(o, m);
    else if (is(key, "droppedEventsCount", "dropped_events_count"))
        x->dropped_events = u32_of(o, m);
    else if (is(key, "droppedLinksCount", "dropped_links_count"))
        x->dropped_links = u32_of(o, m);
    else if (strcmp(key, "events") == 0)
        each(o, m, x, event);
    else if (strcmp(key, "links") == 0)
        each(o, m, x, link_of);
}

static void span_member(struct oracle *o, const char *key, const json_t *m, struct span_head *h)
{
    if (is(key, "traceId", "trace_id"))
        h->trace_id = id_of(o, m, 16, DEFECT_trace_id);
    else if (is(key, "spanId", "span_id"))
        h->span_id = id_of(o, m, 8, DEFECT_span_id);
    else if (is(key, "parentSpanId", "parent_span_id"))
        h->parent_id = id_of(o, m, 8, DEFECT_parent_id);
    else if (strcmp(key, "kind") == 0)
        h->kind = enum_of(o, m, kinds, KIND_OTHER, DEFECT_kind, h->kind);
    else if (is(key, "startTimeUnixNano", "start_time_unix_nano"))
        span_time(o, m, h, true);
    else if (is(key, "endTimeUnixNano", "end_time_unix_nano"))
        span_time(o, m, h, false);
    else if (strcmp(key, "attributes") == 0)
        h->attrs = attributes(o, m);
    else if (strcmp(key, "status") == 0)
        status(o, m, h);
    else
        span_extra_member(o, key, m, &h->extra);
}

static void span(struct oracle *o, const json_t *v, uint32_t scope)
{
    struct span_head h = {.scope = scope};
    const char *key;
    json_t *m;
    o->row = build_next_row(o->b);
    json_object_foreach ((json_t *)v, key, m) {
        if (strcmp(key, "name") == 0) {
            h.name = text_of(o, m, h.name);
            h.flags |= json_is_string(m) ? SPAN_HAS_NAME : 0;
        } else {
            span_member(o, key, m, &h);
        }
    }
    if (h.trace_id.state == ID_ABSENT)
        defect(o, DEFECT_trace_id);
    if (h.span_id.state == ID_ABSENT)
        defect(o, DEFECT_span_id);
    build_span(o->b, &h);
    o->row = NO_ROW;
}

/* ---- above the spans ---- */

static void scope_header(struct oracle *o, const json_t *v, uint32_t scope)
{
    const char *key;
    json_t *m;
    if (!json_is_object(v) && !json_is_null(v))
        defect(o, DEFECT_wrong_type);
    json_object_foreach ((json_t *)v, key, m) {
        struct scope *s = &o->b->store->scopes.v[scope];
        if (strcmp(key, "name") == 0)
            s->name = text_of(o, m, s->name);
        else if (strcmp(key, "version") == 0)
            s->version = text_of(o, m, s->version);
        else if (strcmp(key, "attributes") == 0)
            s->attrs = attributes(o, m);
        else if (is(key, "droppedAttributesCount", "dropped_attributes_count"))
            s->dropped = u32_of(o, m);
    }
}

static void scope_spans(struct oracle *o, const json_t *v, uint32_t resource)
{
    uint32_t scope = build_scope(o->b, resource);
    struct scope *s = &o->b->store->scopes.v[scope];
    const char *key;
    json_t *m, *item;
    size_t i;
    json_object_foreach ((json_t *)v, key, m) {
        if (strcmp(key, "spans") == 0) {
            if (!json_is_array(m) && !json_is_null(m))
                defect(o, DEFECT_wrong_type);
            json_array_foreach (m, i, item) {
                if (json_is_object(item))
                    span(o, item, scope);
                else if (!json_is_null(item))
                    defect(o, DEFECT_wrong_type);
            }
        } else if (strcmp(key, "scope") == 0 ||
                   is(key, "instrumentationLibrary", "instrumentation_library")) {
            scope_header(o, m, scope);
        } else if (is(key, "schemaUrl", "schema_url")) {
            s->schema_url = text_of(o, m, s->schema_url);
        }
    }
}

static bool signal_of(struct oracle *o, const char *key)
{
    static const char *const metrics[] = {"resourceMetrics", "resource_metrics", "scopeMetrics",
                                          "scope_metrics", "ResourceMetrics"};
    static const char *const logs[] = {"resourceLogs", "resource_logs", "scopeLogs", "scope_logs",
                                       "ResourceLogs"};
    struct input *in = &o->b->store->inputs.v[o->b->store->inputs.n - 1];
    for (size_t i = 0; i < ARRAY_LEN(metrics); i++) {
        bool metric = strcmp(key, metrics[i]) == 0, log = strcmp(key, logs[i]) == 0;
        in->saw_metrics |= metric;
        in->saw_logs |= log;
        if (metric || log)
            return true;
    }
    return false;
}

static void resource_header(struct oracle *o, const json_t *v, uint32_t resource)
{
    const char *key;
    json_t *m;
    if (!json_is_object(v) && !json_is_null(v))
        defect(o, DEFECT_wrong_type);
    json_object_foreach ((json_t *)v, key, m) {
        struct resource *r = &o->b->store->resources.v[resource];
        if (strcmp(key, "attributes") == 0)
            r->attrs = attributes(o, m);
        else if (is(key, "droppedAttributesCount", "dropped_attributes_count"))
            r->dropped = u32_of(o, m);
    }
}

static bool is_scope_list(const char *key)
{
    return is(key, "scopeSpans", "scope_spans") || strcmp(key, "ScopeSpans") == 0 ||
           is(key, "instrumentationLibrarySpans", "instrumentation_library_spans");
}

static void resource_spans(struct oracle *o, const json_t *v)
{
    const char *key;
    json_t *m, *item;
    size_t i;
    if (!json_is_object(v)) {
        if (!json_is_null(v))
            defect(o, DEFECT_wrong_type);
        return;
    }
    uint32_t resource = build_resource(o->b);
    json_object_foreach ((json_t *)v, key, m) {
        if (is_scope_list(key)) {
            if (!json_is_array(m) && !json_is_null(m))
                defect(o, DEFECT_wrong_type);
            json_array_foreach (m, i, item) {
                if (json_is_object(item))
                    scope_spans(o, item, resource);
                else if (!json_is_null(item))
                    defect(o, DEFECT_wrong_type);
            }
        } else if (strcmp(key, "resource") == 0) {
            resource_header(o, m, resource);
        } else if (is(key, "schemaUrl", "schema_url")) {
            struct resource *r = &o->b->store->resources.v[resource];
            r->schema_url = text_of(o, m, r->schema_url);
        } else {
            signal_of(o, key);
        }
    }
}

static bool is_bare(const json_t *v)
{
    static const char *const firsts[] = {
        "resource",    "schemaUrl",  "schema_url", "scopeSpans", "scope_spans",
        "ScopeSpans",  "instrumentationLibrarySpans", "instrumentation_library_spans"};
    void *iter = json_object_iter((json_t *)v);
    for (size_t i = 0; iter && i < ARRAY_LEN(firsts); i++)
        if (strcmp(json_object_iter_key(iter), firsts[i]) == 0)
            return true;
    return false;
}

static void resource_list(struct oracle *o, const json_t *v)
{
    json_t *item;
    size_t i;
    if (!json_is_array(v) && !json_is_null(v))
        defect(o, DEFECT_wrong_type);
    json_array_foreach (v, i, item)
        resource_spans(o, item);
}

static void search(struct oracle *o, const json_t *v)
{
    const char *key;
    json_t *m;
    size_t i;
    if (is_bare(v)) {
        resource_spans(o, v);
        return;
    }
    json_array_foreach (v, i, m)
        search(o, m);
    json_object_foreach ((json_t *)v, key, m) {
        if (is(key, "resourceSpans", "resource_spans") || strcmp(key, "ResourceSpans") == 0 ||
            (strcmp(key, "batches") == 0 && json_is_array(m)))
            resource_list(o, m);
        else if (!signal_of(o, key))
            search(o, m);
    }
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* A minus zero outside of words, most likely a number. */
static bool has_minus_zero(struct sv bytes)
{
    for (size_t i = 0; i + 1 < bytes.n; i++) {
        bool starts = i == 0 || is_space(bytes.p[i - 1]) || memchr(":,[", bytes.p[i - 1], 3);
        if (starts && bytes.p[i] == '-' && bytes.p[i + 1] == '0')
            return true;
    }
    return false;
}

bool oracle_json(struct build *b, struct sv bytes)
{
    struct oracle o = {.b = b, .row = NO_ROW};
    size_t at = 0;
    bool ok = !has_minus_zero(bytes);
    while (ok) {
        while (at < bytes.n && is_space(bytes.p[at]))
            at++;
        if (at == bytes.n)
            break;
        json_error_t e;
        json_t *v = json_loadb(bytes.p + at, bytes.n - at,
                               JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK,
                               &e);
        ok = v != NULL;
        if (!v)
            break;
        search(&o, v);
        at += (size_t)e.position;
        json_decref(v);
    }
    buf_release(&o.text);
    return ok;
}
