/*
 * LangSmith: runs as its SDKs send them ({"post":[...],"patch":[...]}), as its API answers
 * ({"runs":[...]}, {"items":[...]}), in a list, one a line, or nested under child_runs.
 *
 * A run is a span. When it is sent it comes in halves: one posted at its start, one patched at its
 * end, joined by id or, where the second half has none, by the end of its dotted_order. So the
 * spans are written when all of the input has been read, in the order of the first halves.
 */
#include "io/format.h"
#include "io/jdoc.h"

static const struct json_shape shape = {
    .lists = (const char *const[]){"post", "patch", "runs", "items", "data", NULL},
    .marks = (const char *const[]){"run_type", "dotted_order", NULL},
};

struct run {
    json_t *value;
    uint64_t place;
};

struct langsmith {
    struct source *src;
    VEC(struct run) runs;
    json_t *by_id; /* id -> number of the run that began last with it */
};

/* ---- dotted order: time and id of each run from the root on, joined by dots ---- */

enum { UUID_BYTES = 36 };

/* The id at the end of a segment, which is "20241011T205820695375Z" and a UUID. */
static struct sv segment_id(struct sv segment)
{
    return segment.n > UUID_BYTES ? sv_from(segment, segment.n - UUID_BYTES) : (struct sv){0};
}

struct order_ids {
    struct sv trace, parent, run; /* empty when they are not there */
};

static struct order_ids order_read(const json_t *run)
{
    struct order_ids ids = {0};
    struct sv_cut cut = {.tail = jdoc_string(JDOC_GET(run, "dotted_order")), .found = true};
    while (cut.found && cut.tail.n) {
        cut = sv_cut(cut.tail, '.');
        ids.parent = ids.run;
        ids.run = segment_id(cut.head);
        if (!ids.trace.n)
            ids.trace = ids.run;
    }
    return ids;
}

static struct sv run_id(const json_t *run)
{
    struct sv id = jdoc_string(JDOC_GET(run, "id"));
    return id.n ? id : order_read(run).run;
}

/* ---- joining halves ---- */

/* The later half knows more, but what it leaves empty stands in the earlier one. */
static void run_merge(json_t *run, json_t *half)
{
    const char *key;
    json_t *value;
    json_object_foreach(half, key, value)
        if (!(json_is_null(value) || jdoc_is_empty(value)) || !json_object_get(run, key))
            json_object_set(run, key, value);
}

/* A second half ends a run that another one began. */
static bool is_second_half(const json_t *run, const char *list)
{
    return strcmp(list, "patch") == 0 || !JDOC_GET(run, "start_time");
}

static void run_add(struct langsmith *ls, json_t *value, const char *list, uint64_t place)
{
    struct sv id = run_id(value);
    const json_t *known = id.n ? json_object_getn(ls->by_id, id.p, id.n) : NULL;
    json_t *begun = known ? ls->runs.v[json_integer_value(known)].value : NULL;
    if (begun && (is_second_half(value, list) || is_second_half(begun, ""))) {
        run_merge(begun, value);
        return;
    }
    if (id.n)
        json_object_setn_new(ls->by_id, id.p, id.n, json_integer((json_int_t)ls->runs.n));
    vec_push(&ls->runs, ((struct run){json_copy(value), place}));
}

/* The run and, when it holds them, all below it. */
static void runs_add(struct langsmith *ls, json_t *run, const char *list, uint64_t place)
{
    VEC(json_t *) open = {0};
    vec_push(&open, run);
    while (open.n) {
        json_t *one = open.v[--open.n];
        json_t *children = JDOC_GET(one, "child_runs");
        run_add(ls, one, list, place);
        for (size_t i = json_array_size(children); i-- > 0;)
            if (json_is_object(json_array_get(children, i)))
                vec_push(&open, json_array_get(children, i));
    }
    vec_release(&open);
}

static void item_read(struct build *b, const struct jdoc_item *item, void *ctx)
{
    struct langsmith *ls = ctx;
    if (JDOC_GET(item->value, "run_type", "dotted_order", "trace_id", "parent_run_id"))
        runs_add(ls, item->value, item->list, item->place);
    else
        jdoc_no_span(b, ls->src, item, "LangSmith run");
}

/* ---- attributes ---- */

/* Members that are fields of the span or have an attribute of their own. */
static const char *const not_attrs[] = {
    "id", "trace_id", "parent_run_id", "parent_run_ids", "name", "start_time", "end_time",
    "run_type", "error", "inputs", "outputs", "extra", "events", "child_runs", "child_run_ids",
    "tags", "session_name", "session_id", "metadata", "prompt_tokens", "completion_tokens",
    "total_tokens", NULL};
static const char *const not_extra[] = {"metadata", NULL};

/* Tokens where the platform's import looks for them, the first place that has them. */
static void tokens_add(struct build *b, const json_t *run)
{
    const json_t *outputs = JDOC_GET(run, "outputs");
    const json_t *usage = JDOC_GET(outputs, "usage_metadata");
    if (!usage)
        usage = JDOC_GET(JDOC_GET(outputs, "llm_output"), "token_usage");
    if (!usage)
        usage = run;
    jdoc_attr(b, SV("gen_ai.usage.input_tokens"),
              JDOC_GET(usage, "input_tokens", "prompt_tokens"));
    jdoc_attr(b, SV("gen_ai.usage.output_tokens"),
              JDOC_GET(usage, "output_tokens", "completion_tokens"));
    jdoc_attr(b, SV("gen_ai.usage.total_tokens"), JDOC_GET(usage, "total_tokens"));
    jdoc_attr_json(b, SV("langsmith.usage_metadata"), JDOC_GET(outputs, "usage_metadata"));
}

static void model_add(struct build *b, const json_t *extra, const json_t *metadata)
{
    const json_t *model = JDOC_GET(metadata, "ls_model_name");
    if (!model)
        model = JDOC_GET(JDOC_GET(extra, "invocation_params"), "model", "model_name");
    jdoc_attr(b, SV("gen_ai.request.model"), model);
    jdoc_attr(b, SV("gen_ai.provider.name"), JDOC_GET(metadata, "ls_provider"));
}

static struct attr_range attrs_read(struct build *b, const json_t *run)
{
    const json_t *extra = JDOC_GET(run, "extra"), *metadata = JDOC_GET(extra, "metadata");
    json_t *kind = JDOC_GET(run, "run_type");
    struct sv type = jdoc_string(kind);
    uint32_t mark = build_attrs_mark(b);
    if (!metadata)
        metadata = JDOC_GET(run, "metadata");
    jdoc_attr_lower(b, SV("langsmith.span.kind"), kind);
    if (sv_eq_nocase(type, SV("llm")) || sv_eq_nocase(type, SV("embedding"))) {
        model_add(b, extra, metadata);
        tokens_add(b, run);
    }
    jdoc_attr_json(b, SV("input"), JDOC_GET(run, "inputs"));
    jdoc_attr_json(b, SV("output"), JDOC_GET(run, "outputs"));
    jdoc_attr(b, SV("langsmith.trace.session_name"), JDOC_GET(run, "session_name"));
    jdoc_attr(b, SV("langsmith.trace.session_id"), JDOC_GET(run, "session_id"));
    if (!jdoc_is_empty(json_object_get(run, "tags")))
        jdoc_attr(b, SV("langsmith.span.tags"), json_object_get(run, "tags"));
    jdoc_attrs(b, metadata, "langsmith.metadata.", NULL);
    jdoc_attrs(b, extra, "langsmith.extra.", not_extra);
    jdoc_attrs(b, run, "langsmith.span.", not_attrs);
    return build_attrs_since(b, mark);
}

/* ---- spans ---- */

static void event_add(struct build *b, const json_t *event, struct span_head *h)
{
    uint32_t mark = build_attrs_mark(b);
    jdoc_attrs(b, JDOC_GET(event, "kwargs"), "", NULL);
    jdoc_event(b, h, JDOC_GET(event, "name"), JDOC_GET(event, "time"), WHEN_BY_SIZE,
               build_attrs_since(b, mark));
}

/* A parent that is named, the last of the ancestors, or the one before the run in its order. */
static struct raw_id parent_read(struct build *b, const json_t *run, struct sv of_order)
{
    const json_t *ids = JDOC_GET(run, "parent_run_ids");
    json_t *parent = JDOC_GET(run, "parent_run_id");
    if (!parent && json_array_size(ids))
        parent = json_array_get(ids, json_array_size(ids) - 1);
    return parent ? jdoc_span_id(b, parent) : jdoc_id_text(b, of_order, 8);
}

static void run_write(struct build *b, const struct run *r)
{
    const json_t *run = r->value, *event;
    struct sv error = jdoc_string(JDOC_GET(run, "error"));
    struct span_head h = {.place = r->place, .scope = NO_ROW};
    struct order_ids order = order_read(run);
    struct sv trace = jdoc_string(JDOC_GET(run, "trace_id"));
    size_t i;
    h.trace_id = jdoc_id_text(b, trace.n ? trace : order.trace, 16);
    h.span_id = jdoc_id_text(b, run_id(run), 8);
    h.parent_id = parent_read(b, run, order.parent);
    jdoc_name(b, &h, JDOC_GET(run, "name"));
    jdoc_start(b, &h, JDOC_GET(run, "start_time"), WHEN_BY_SIZE);
    jdoc_end(b, &h, JDOC_GET(run, "end_time"), WHEN_BY_SIZE);
    if (error.n || sv_eq_nocase(jdoc_string(JDOC_GET(run, "status")), SV("error")))
        h.status = STATUS_ERROR;
    h.extra.status_message = build_sym(b, error);
    json_array_foreach(JDOC_GET(run, "events"), i, event)
        event_add(b, event, &h);
    h.attrs = attrs_read(b, run);
    build_span(b, &h);
}

static int langsmith_sniff(const struct sketch *sk)
{
    if (!sk->is_json)
        return 0;
    if (sketch_has(sk, SV("dotted_order")))
        return 95;
    return sketch_has(sk, SV("run_type")) &&
                   (sketch_has(sk, SV("start_time")) || sketch_has(sk, SV("parent_run_id")))
               ? 90
               : 0;
}

static void langsmith_decode(struct build *b, struct source *src)
{
    struct langsmith ls = {.src = src, .by_id = json_object()};
    jdoc_each(b, src, &shape, item_read, &ls);
    for (size_t i = 0; i < ls.runs.n; i++) {
        run_write(b, &ls.runs.v[i]);
        json_decref(ls.runs.v[i].value);
    }
    vec_release(&ls.runs);
    json_decref(ls.by_id);
}

const struct format format_langsmith = {
    .name = "langsmith",
    .title = "LangSmith runs",
    .sniff = langsmith_sniff,
    .decode = langsmith_decode,
};
