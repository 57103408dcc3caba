/*
 * OpenAI Agents SDK, its own trace export: {"data":[items]} as it is sent, {"traces":[{"spans"}]},
 * or items one a line. Items are traces (object "trace") and spans ("trace.span"); what a trace
 * says stands on its first root, if it comes before that.
 *
 * The name of a span is inside span_data, whose type names the rest.
 */
#include "core/buf.h"
#include "io/format.h"
#include "io/jdoc.h"

static const struct json_shape shape = {
    .lists = (const char *const[]){"traces", "spans", "data", "items", NULL},
    .marks = (const char *const[]){"span_data", NULL},
};

struct agents {
    struct source *src;
    json_t *traces;     /* id -> the trace item, until it has been told on a root */
    uint32_t said_list; /* the list whose container has been told on a root */
};

static const char *const trace_members[] = {"object", "id", NULL};

static const char *const not_attrs[] = {"type", "name", "input", "output", "usage", "model", NULL};

/* Members of a span that are its fields; some dumps also copy span_data beside itself. */
static const char *const span_members[] = {
    "object", "id", "trace_id", "parent_id", "started_at", "ended_at", "span_data", "error",
    "name", "type", NULL};

/* `trace_` and 32 hex digits; `span_` and 24, which is too long for a span id of OTLP, so the text
 * is the id. */
static struct raw_id trace_id_read(struct build *b, const json_t *value)
{
    struct sv id = jdoc_string(value), prefix = SV("trace_");
    return sv_starts(id, prefix) ? jdoc_id_text(b, sv_from(id, prefix.n), 16)
                                 : jdoc_trace_id(b, value);
}

/* The spans of tasks and turns repeat the sum of their children's tokens. */
static void tokens_add(struct build *b, const json_t *data)
{
    struct sv type = jdoc_string(JDOC_GET(data, "type"));
    const json_t *usage = JDOC_GET(data, "usage");
    if (!sv_eq(type, SV("generation")) && !sv_eq(type, SV("response"))) {
        jdoc_attr_json(b, SV("span_data.usage"), usage);
        return;
    }
    jdoc_attr(b, SV("gen_ai.usage.input_tokens"), JDOC_GET(usage, "input_tokens"));
    jdoc_attr(b, SV("gen_ai.usage.output_tokens"), JDOC_GET(usage, "output_tokens"));
    jdoc_attr(b, SV("gen_ai.usage.total_tokens"), JDOC_GET(usage, "total_tokens"));
}

/* Takes what span_data says out of `rest`, where some dumps repeat it. */
static void repeated_del(json_t *rest, const char *name, const json_t *value)
{
    if (json_equal(json_object_get(rest, name), value))
        json_object_del(rest, name);
}

/* Such dumps also write a member of theirs twice: "response" and "span_data_response". */
static void prefixed_del(json_t *rest)
{
    const char *name;
    json_t *value;
    void *next;
    json_object_foreach_safe(rest, next, name, value) {
        struct sv prefix = SV("span_data_");
        if (sv_starts(sv_from_c(name), prefix))
            repeated_del(rest, name, json_object_get(rest, name + prefix.n));
    }
}

/* Members of the span itself that no field holds and span_data does not repeat. */
static void own_attrs(struct build *b, const json_t *span, const json_t *data)
{
    const char *name;
    json_t *value, *rest = json_copy((json_t *)(uintptr_t)span);
    struct buf prefixed = {0};
    for (const char *const *m = span_members; *m; m++)
        json_object_del(rest, *m);
    json_object_foreach((json_t *)(uintptr_t)data, name, value) {
        buf_clear(&prefixed);
        buf_fmt(&prefixed, "span_data_%s", name);
        buf_addc(&prefixed, '\0');
        repeated_del(rest, name, value);
        repeated_del(rest, prefixed.p, value);
    }
    prefixed_del(rest);
    jdoc_attrs(b, rest, "", NULL);
    json_decref(rest);
    buf_release(&prefixed);
}

static struct attr_range attrs_read(struct build *b, const json_t *span, const json_t *trace)
{
    const json_t *data = JDOC_GET(span, "span_data");
    uint32_t mark = build_attrs_mark(b);
    jdoc_attr(b, SV("span_data.type"), JDOC_GET(data, "type"));
    jdoc_attr_json(b, SV("input"), JDOC_GET(data, "input"));
    jdoc_attr_json(b, SV("output"), JDOC_GET(data, "output"));
    jdoc_attr(b, SV("gen_ai.request.model"), JDOC_GET(data, "model"));
    tokens_add(b, data);
    jdoc_attrs(b, data, "span_data.", not_attrs);
    own_attrs(b, span, data);
    jdoc_attrs(b, trace, "", trace_members);
    return build_attrs_since(b, mark);
}

/* The trace to be told on this root: an item that came before, or the container of its list. NULL
 * when it has been told. The caller owns it. */
static json_t *trace_take(struct agents *a, const struct jdoc_item *item)
{
    const char *id = json_string_value(JDOC_GET(item->value, "trace_id"));
    json_t *known = json_incref(id ? json_object_get(a->traces, id) : NULL);
    if (known)
        json_object_del(a->traces, id);
    else if (strcmp(item->list, "spans") == 0 && a->said_list != item->list_no)
        known = json_incref((json_t *)(uintptr_t)item->owner);
    a->said_list = item->list_no;
    return known;
}

static void status_read(struct build *b, const json_t *error, struct span_head *h)
{
    if (!error)
        return;
    const json_t *message = JDOC_GET(error, "message");
    h->status = STATUS_ERROR;
    h->extra.status_message = build_sym(b, jdoc_string(message ? message : error));
}

static void item_read(struct build *b, const struct jdoc_item *item, void *ctx)
{
    struct agents *a = ctx;
    const json_t *span = item->value, *data = JDOC_GET(span, "span_data");
    const char *id = json_string_value(JDOC_GET(span, "id"));
    if (sv_eq(jdoc_string(JDOC_GET(span, "object")), SV("trace")) && id) {
        json_object_set(a->traces, id, item->value);
        return;
    }
    if (!data && !sv_eq(jdoc_string(JDOC_GET(span, "object")), SV("trace.span"))) {
        jdoc_no_span(b, a->src, item, "span of the OpenAI Agents SDK");
        return;
    }
    struct span_head h = {.place = item->place, .scope = NO_ROW};
    h.trace_id = trace_id_read(b, JDOC_GET(span, "trace_id"));
    h.span_id = jdoc_span_id(b, JDOC_GET(span, "id"));
    h.parent_id = jdoc_span_id(b, JDOC_GET(span, "parent_id"));
    jdoc_name(b, &h, JDOC_GET(data, "name", "type"));
    jdoc_start(b, &h, JDOC_GET(span, "started_at"), WHEN_BY_SIZE);
    jdoc_end(b, &h, JDOC_GET(span, "ended_at"), WHEN_BY_SIZE);
    status_read(b, JDOC_GET(span, "error"), &h);
    json_t *trace = h.parent_id.state < ID_NUMBER ? trace_take(a, item) : NULL;
    h.attrs = attrs_read(b, span, trace);
    build_span(b, &h);
    json_decref(trace);
}

static int openai_agents_sniff(const struct sketch *sk)
{
    if (!sk->is_json)
        return 0;
    if (sketch_has(sk, SV("span_data")))
        return 95;
    return sketch_has(sk, SV("workflow_name")) && sketch_has(sk, SV("group_id")) &&
                   sketch_has(sk, SV("object"))
               ? 80
               : 0;
}

static void openai_agents_decode(struct build *b, struct source *src)
{
    struct agents a = {.src = src, .traces = json_object()};
    jdoc_each(b, src, &shape, item_read, &a);
    json_decref(a.traces);
}

const struct format format_openai_agents = {
    .name = "openai-agents",
    .title = "OpenAI Agents SDK export",
    .sniff = openai_agents_sniff,
    .decode = openai_agents_decode,
};
