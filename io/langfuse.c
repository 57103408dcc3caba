/*
 * Langfuse: a trace as its UI exports it ({"trace":{...},"observations":[...]}), answers of its API
 * ({"data":[observations]}, one trace with its observations), and observations one a line. An
 * observation is a span. The trace itself is none: what it says stands on its first root.
 *
 * The UI's export lists the observations twice, in the trace and, with more detail, beside it; an
 * observation that a second list repeats is counted once.
 */
#include "core/buf.h"
#include "io/format.h"
#include "io/jdoc.h"

static const struct json_shape shape = {
    .lists = (const char *const[]){"observations", "data", "trace", "traces", NULL},
    .marks = (const char *const[]){"traceId", "trace_id", "parentObservationId",
                                   "parent_observation_id", NULL},
};

struct langfuse {
    struct source *src;
    struct jdoc_scopes scopes;
    json_t *seen; /* of the document: observation -> number of the list that had it first */
    size_t n_documents;
    uint32_t said_list; /* the list whose trace has been told on a root */
    bool said_ids_only;
};

/* ---- attributes ---- */

enum member_form { FORM_PLAIN, FORM_JSON, FORM_LOWER };

struct member {
    const char *name, *snake; /* as the API and the database exports spell it */
    struct sv key;
    enum member_form form;
};

/* Members of an observation that Langfuse has an attribute name for. */
static const struct member of_observation[] = {
    {"type", "type", SV_INIT("langfuse.observation.type"), FORM_LOWER},
    {"level", "level", SV_INIT("langfuse.observation.level"), FORM_PLAIN},
    {"completionStartTime", "completion_start_time",
     SV_INIT("langfuse.observation.completion_start_time"), FORM_PLAIN},
    {"model", "provided_model_name", SV_INIT("langfuse.observation.model.name"), FORM_PLAIN},
    {"modelParameters", "model_parameters", SV_INIT("langfuse.observation.model.parameters"),
     FORM_JSON},
    {"usageDetails", "usage_details", SV_INIT("langfuse.observation.usage_details"), FORM_JSON},
    {"costDetails", "cost_details", SV_INIT("langfuse.observation.cost_details"), FORM_JSON},
    {"promptName", "prompt_name", SV_INIT("langfuse.observation.prompt.name"), FORM_PLAIN},
    {"promptVersion", "prompt_version", SV_INIT("langfuse.observation.prompt.version"),
     FORM_PLAIN},
    {"environment", "environment", SV_INIT("langfuse.environment"), FORM_PLAIN},
    {"version", "version", SV_INIT("langfuse.version"), FORM_PLAIN},
    {"release", "release", SV_INIT("langfuse.release"), FORM_PLAIN},
    {"sessionId", "session_id", SV_INIT("session.id"), FORM_PLAIN},
    {"userId", "user_id", SV_INIT("user.id"), FORM_PLAIN},
    {"traceName", "trace_name", SV_INIT("langfuse.trace.name"), FORM_PLAIN},
    {"tags", "tags", SV_INIT("langfuse.trace.tags"), FORM_PLAIN},
};

/* What went in and came out, which Langfuse takes from attributes when a span came over OTLP, and
 * leaves most of them where they are. */
static const struct {
    struct member member;
    const char *const *taken_from;
} payloads[] = {
    {{"input", "input", SV_INIT("langfuse.observation.input"), FORM_JSON},
     (const char *const[]){"input.value", "input", "gen_ai.input.messages",
                           "gen_ai.tool.call.arguments", "traceloop.entity.input",
                           "mlflow.spanInputs", "gcp.vertex.agent.llm_request",
                           "gcp.vertex.agent.tool_call_args", NULL}},
    {{"output", "output", SV_INIT("langfuse.observation.output"), FORM_JSON},
     (const char *const[]){"output.value", "output", "gen_ai.output.messages",
                           "gen_ai.tool.call.result", "traceloop.entity.output",
                           "mlflow.spanOutputs", "gcp.vertex.agent.llm_response",
                           "gcp.vertex.agent.tool_response", NULL}},
};

static const struct member of_trace[] = {
    {"name", "name", SV_INIT("langfuse.trace.name"), FORM_PLAIN},
    {"sessionId", "session_id", SV_INIT("session.id"), FORM_PLAIN},
    {"userId", "user_id", SV_INIT("user.id"), FORM_PLAIN},
    {"tags", "tags", SV_INIT("langfuse.trace.tags"), FORM_PLAIN},
    {"input", "input", SV_INIT("langfuse.trace.input"), FORM_JSON},
    {"output", "output", SV_INIT("langfuse.trace.output"), FORM_JSON},
    {"public", "public", SV_INIT("langfuse.trace.public"), FORM_PLAIN},
    {"release", "release", SV_INIT("langfuse.release"), FORM_PLAIN},
    {"version", "version", SV_INIT("langfuse.version"), FORM_PLAIN},
};

/* Members that are fields of the span, or about the record and not about the call. */
static const char *const not_attrs[] = {
    "id", "traceId", "trace_id", "parentObservationId", "parent_observation_id", "name",
    "startTime", "start_time", "endTime", "end_time", "statusMessage", "status_message",
    "metadata", "projectId", "project_id", "createdAt", "created_at", "updatedAt", "updated_at",
    "type", "level", "completionStartTime", "completion_start_time", "model",
    "provided_model_name", "providedModelName", "modelParameters", "model_parameters",
    "usageDetails", "usage_details", "costDetails", "cost_details", "promptName", "prompt_name",
    "promptVersion", "prompt_version", "environment", "version", "release", "sessionId",
    "session_id", "userId", "user_id", "traceName", "trace_name", "tags", "input", "output", NULL};

/* What the list begun at `mark` has already came over OTLP, and is more exact. */
static void members_add(struct build *b, uint32_t mark, const json_t *object,
                        const struct member *members, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct member *m = &members[i];
        const json_t *value = JDOC_GET(object, m->name, m->snake);
        if (!value || jdoc_is_empty(value) || jdoc_has_attr(b, mark, m->key))
            continue;
        if (m->form == FORM_LOWER)
            jdoc_attr_lower(b, m->key, value);
        else if (m->form == FORM_JSON)
            jdoc_attr_json(b, m->key, value);
        else
            jdoc_attr(b, m->key, value);
    }
}

/* ---- tokens ---- */

static const struct member of_generation[] = {
    {"model", "provided_model_name", SV_INIT("gen_ai.request.model"), FORM_PLAIN},
    {"providedModelName", "provided_model_name", SV_INIT("gen_ai.request.model"), FORM_PLAIN},
    {"promptTokens", "prompt_tokens", SV_INIT("gen_ai.usage.input_tokens"), FORM_PLAIN},
    {"completionTokens", "completion_tokens", SV_INIT("gen_ai.usage.output_tokens"), FORM_PLAIN},
};
static const char *const token_attrs[] = {"gen_ai.usage.input_tokens",
                                          "gen_ai.usage.output_tokens", NULL};

static bool key_is_part(struct sv key, struct sv kind)
{
    return sv_starts(key, kind) && (key.n == kind.n || key.p[kind.n] == '_');
}

/* Langfuse counts cached and audio tokens apart from `input`, and reasoning apart from `output`;
 * the sum of the parts is what OpenTelemetry calls input and output tokens. */
static bool usage_attr(struct build *b, const json_t *usage, const char *kind, const char *key)
{
    json_int_t sum = 0;
    bool any = false;
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)usage, name, value) {
        if (!json_is_integer(value) || !key_is_part(sv_from_c(name), sv_from_c(kind)))
            continue;
        any = !__builtin_add_overflow(sum, json_integer_value(value), &sum);
    }
    if (any)
        build_attr(b, build_sym(b, sv_from_c(key)), VALUE_INT, (uint64_t)sum);
    return any;
}

/* The counts of other observations repeat what is in their children. */
static bool is_generation(const json_t *o)
{
    struct sv type = jdoc_string(JDOC_GET(o, "type"));
    return sv_eq_nocase(type, SV("generation")) || sv_eq_nocase(type, SV("embedding"));
}

/* True when both counts are there. */
static bool tokens_add(struct build *b, const json_t *o)
{
    json_t *usage = JDOC_GET(o, "usageDetails", "usage_details", "usage");
    bool has_input = usage_attr(b, usage, "input", token_attrs[0]);
    return usage_attr(b, usage, "output", token_attrs[1]) && has_input;
}

/* ---- metadata: what came over OTLP is in there ---- */

static const char *const otlp_members[] = {"attributes", "resourceAttributes", "scope", NULL};

/* An object, also when it is written as text; NULL when it is neither. The caller owns it. */
static json_t *metadata_of(struct build *b, const json_t *object, uint64_t place)
{
    json_t *value = JDOC_GET(object, "metadata");
    if (json_is_string(value))
        return jdoc_load(b, jdoc_string(value), place, NULL);
    return json_incref(value);
}

/* Metadata that the span sent as attributes of these names is copied from them, where it has its
 * own type: there it is a text, here a number. */
static void metadata_members(struct build *b, const json_t *metadata, const json_t *attributes,
                             const char *prefix)
{
    struct buf key = {0};
    const char *name;
    json_t *value, *own = json_copy((json_t *)(uintptr_t)metadata);
    json_object_foreach((json_t *)(uintptr_t)metadata, name, value) {
        buf_clear(&key);
        buf_fmt(&key, "%s%s", prefix, name);
        buf_addc(&key, '\0');
        if (json_object_get(attributes, key.p))
            json_object_del(own, name);
    }
    jdoc_attrs(b, own, prefix, otlp_members);
    json_decref(own);
    buf_release(&key);
}

static void metadata_add(struct build *b, const json_t *object, const json_t *metadata,
                         const char *const *not)
{
    if (json_is_object(metadata)) {
        const json_t *attributes = JDOC_GET(metadata, "attributes");
        jdoc_attrs(b, attributes, "", not);
        metadata_members(b, metadata, attributes, "langfuse.observation.metadata.");
    } else {
        jdoc_attr(b, SV("langfuse.observation.metadata"), JDOC_GET(object, "metadata"));
    }
}

/* ---- observations ---- */

/* Does the attribute say what the member says, maybe as JSON text? */
static bool is_same(struct build *b, const json_t *member, const json_t *attribute, uint64_t place)
{
    if (!attribute || json_equal(member, attribute))
        return attribute;
    json_t *parsed = json_is_string(member) ? NULL
                                            : jdoc_load(b, jdoc_string(attribute), place, NULL);
    bool same = parsed && json_equal(member, parsed);
    json_decref(parsed);
    return same;
}

/* A text that stands in an attribute is no second text of the span. */
static void payloads_add(struct build *b, uint32_t mark, const struct jdoc_item *item,
                         const json_t *metadata)
{
    const json_t *attributes = JDOC_GET(metadata, "attributes");
    for (size_t i = 0; i < ARRAY_LEN(payloads); i++) {
        const struct member *m = &payloads[i].member;
        const json_t *value = JDOC_GET(item->value, m->name);
        const char *const *from = payloads[i].taken_from;
        while (value && *from && !is_same(b, value, JDOC_GET(attributes, *from), item->place))
            from++;
        if (!*from)
            members_add(b, mark, item->value, m, 1);
    }
}

/* What the trace says. Its metadata repeats that of the root when both came over OTLP,
 * so only what else it has is taken. */
static void trace_attrs(struct build *b, uint32_t mark, const json_t *trace,
                        const json_t *attributes, uint64_t place)
{
    json_t *metadata = metadata_of(b, trace, place);
    members_add(b, mark, trace, of_trace, ARRAY_LEN(of_trace));
    if (json_is_object(metadata))
        metadata_members(b, metadata, attributes, "langfuse.trace.metadata.");
    json_decref(metadata);
}

static struct attr_range attrs_read(struct build *b, const struct jdoc_item *item,
                                    const json_t *metadata, bool tell_trace)
{
    const json_t *trace = JDOC_GET(item->owner, "trace");
    uint32_t mark = build_attrs_mark(b);
    /* Langfuse keeps the attributes of a span as texts, also its token counts. */
    bool has_tokens = is_generation(item->value) && tokens_add(b, item->value);
    metadata_add(b, item->value, metadata, has_tokens ? token_attrs : NULL);
    members_add(b, mark, item->value, of_observation, ARRAY_LEN(of_observation));
    payloads_add(b, mark, item, metadata);
    if (is_generation(item->value))
        members_add(b, mark, item->value, of_generation, ARRAY_LEN(of_generation));
    jdoc_attrs(b, item->value, "langfuse.observation.", not_attrs);
    if (tell_trace)
        trace_attrs(b, mark, trace ? trace : item->owner,
                    JDOC_GET(metadata, "attributes"), item->place);
    return build_attrs_since(b, mark);
}

/* Has another list of the same document had this observation already? */
static bool is_repeated(struct build *b, struct langfuse *lf, const struct jdoc_item *item)
{
    struct sv id = jdoc_string(JDOC_GET(item->value, "id"));
    if (!id.n || !item->list_no)
        return false;
    if (lf->n_documents != b->store->documents.n)
        json_object_clear(lf->seen);
    lf->n_documents = b->store->documents.n;
    const json_t *first = json_object_getn(lf->seen, id.p, id.n);
    if (first)
        return json_integer_value(first) != item->list_no;
    json_object_setn_new(lf->seen, id.p, id.n, json_integer(item->list_no));
    return false;
}

/* Lists of traces name their observations by id alone. */
static void ids_only(struct build *b, struct langfuse *lf, const struct jdoc_item *item)
{
    if (!lf->said_ids_only)
        build_diagnostic(b, item->place, source_place(lf->src, item->place).line,
                         "the observations are only named by their ids; export the observations "
                         "themselves");
    lf->said_ids_only = true;
}

static void observation_read(struct build *b, const struct jdoc_item *item, void *ctx)
{
    struct langfuse *lf = ctx;
    const json_t *o = item->value;
    if (strcmp(item->list, "trace") == 0 || is_repeated(b, lf, item))
        return;
    if (json_is_string(o) && strcmp(item->list, "observations") == 0) {
        ids_only(b, lf, item);
        return;
    }
    if (!JDOC_GET(o, "traceId", "trace_id", "parentObservationId", "parent_observation_id") &&
        !(JDOC_GET(o, "id") && JDOC_GET(o, "startTime", "start_time"))) {
        jdoc_no_span(b, lf->src, item, "Langfuse observation");
        return;
    }
    struct span_head h = {.place = item->place};
    json_t *metadata = metadata_of(b, o, item->place);
    const json_t *trace = JDOC_GET(o, "traceId", "trace_id");
    h.scope = jdoc_scope(b, &lf->scopes, JDOC_GET(metadata, "resourceAttributes"),
                         JDOC_GET(metadata, "scope"));
    h.trace_id = jdoc_trace_id(b, trace ? trace : JDOC_GET(item->owner, "id"));
    h.span_id = jdoc_span_id(b, JDOC_GET(o, "id"));
    h.parent_id = jdoc_span_id(b, JDOC_GET(o, "parentObservationId", "parent_observation_id"));
    jdoc_name(b, &h, JDOC_GET(o, "name"));
    jdoc_start(b, &h, JDOC_GET(o, "startTime", "start_time"), WHEN_BY_SIZE);
    jdoc_end(b, &h, JDOC_GET(o, "endTime", "end_time"), WHEN_BY_SIZE);
    if (sv_eq(jdoc_string(JDOC_GET(o, "level")), SV("ERROR")))
        h.status = STATUS_ERROR;
    h.extra.status_message =
        build_sym(b, jdoc_string(JDOC_GET(o, "statusMessage", "status_message")));
    bool is_root = h.parent_id.state < ID_NUMBER;
    h.attrs = attrs_read(b, item, metadata, is_root && lf->said_list != item->list_no);
    if (is_root)
        lf->said_list = item->list_no;
    build_span(b, &h);
    json_decref(metadata);
}

static int langfuse_sniff(const struct sketch *sk)
{
    if (!sk->is_json)
        return 0;
    if (sketch_has(sk, SV("parentObservationId")) || sketch_has(sk, SV("parent_observation_id")))
        return 95;
    bool has_trace = sketch_has(sk, SV("traceId")) || sketch_has(sk, SV("trace")) ||
                     sketch_has(sk, SV("sessionId")) || sketch_has(sk, SV("htmlPath"));
    return sketch_has(sk, SV("observations")) && has_trace ? 85 : 0;
}

static void langfuse_decode(struct build *b, struct source *src)
{
    struct langfuse lf = {.src = src, .seen = json_object()};
    jdoc_each(b, src, &shape, observation_read, &lf);
    jdoc_scopes_release(&lf.scopes);
    json_decref(lf.seen);
}

const struct format format_langfuse = {
    .name = "langfuse",
    .title = "Langfuse export",
    .sniff = langfuse_sniff,
    .decode = langfuse_decode,
};
