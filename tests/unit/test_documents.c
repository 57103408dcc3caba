/* The formats that are read as documents: what becomes of their fields, damage, and which format
 * an input is taken for. */
#include "core/buf.h"
#include "io/read.h"
#include "tests/unit/test.h"

static struct store s;

static void read_text(const char *text)
{
    struct build b;
    store_release(&s);
    store_init(&s);
    build_init(&b, &s);
    read_bytes(&b, SV("test"), sv_from_c(text));
    build_release(&b);
}

static struct sv name_of(uint32_t row)
{
    return store_sv(&s, s.span.name[row]);
}

static const struct attr *attr_in(struct attr_range r, const char *key)
{
    return attr_find(&s, r, sym_find(&s.syms, sv_from_c(key)));
}

/* The text of a span's attribute; "" when it has none of that name, or none that is text. */
static struct sv text_of(uint32_t row, const char *key)
{
    const struct attr *a = attr_in(span_attrs(&s, row), key);
    return a && a->type == VALUE_STRING ? store_sv(&s, (sym)a->bits) : SV("");
}

static int64_t int_of(uint32_t row, const char *key)
{
    const struct attr *a = attr_in(span_attrs(&s, row), key);
    return a && a->type == VALUE_INT ? attr_int(a) : INT64_MIN;
}

static struct sv resource_text(uint32_t row, const char *key)
{
    const struct resource *r = span_resource(&s, row);
    const struct attr *a = r ? attr_in(r->attrs, key) : NULL;
    return a && a->type == VALUE_STRING ? store_sv(&s, (sym)a->bits) : SV("");
}

#define FORMAT_IS(text) CHECK_SV(sv_from_c(s.inputs.v[0].format), text)

/* ---- Jaeger ---- */

#define JAEGER_IDS(n) "\"traceID\":\"1\",\"spanID\":\"" #n "\",\"operationName\":\"op" #n "\","

TEST(jaeger_tags)
{
    read_text("{\"data\":[{\"traceID\":\"1\",\"spans\":[{" JAEGER_IDS(2)
              "\"startTime\":1000,\"duration\":5,\"processID\":\"p1\",\"tags\":["
              "{\"key\":\"span.kind\",\"type\":\"string\",\"value\":\"server\"},"
              "{\"key\":\"otel.status_code\",\"type\":\"string\",\"value\":\"ERROR\"},"
              "{\"key\":\"otel.status_description\",\"type\":\"string\",\"value\":\"no\"},"
              "{\"key\":\"otel.scope.name\",\"type\":\"string\",\"value\":\"lib\"},"
              "{\"key\":\"n\",\"type\":\"int64\",\"value\":\"9223372036854775807\"},"
              "{\"key\":\"t\",\"type\":\"string\",\"value\":\"12\"},"
              "{\"key\":\"w\",\"type\":\"int64\",\"value\":\"many\"}]}],"
              "\"processes\":{\"p1\":{\"serviceName\":\"svc\",\"tags\":[]}}}]}");
    FORMAT_IS("jaeger");
    CHECK_EQ(s.n_spans, 1);
    CHECK_EQ(s.span.kind[0], KIND_SERVER);
    CHECK_EQ(s.span.status[0], STATUS_ERROR);
    CHECK_SV(store_sv(&s, span_extra(&s, 0)->status_message), "no");
    CHECK_SV(store_sv(&s, s.scopes.v[s.span.scope[0]].name), "lib");
    CHECK_SV(resource_text(0, "service.name"), "svc");
    CHECK_EQ(int_of(0, "n"), INT64_MAX);
    CHECK_SV(text_of(0, "t"), "12");
    CHECK_SV(text_of(0, "w"), "many");
    CHECK_EQ(span_attrs(&s, 0).count, 3);
    CHECK_EQ(s.span.start[0], 1000000);
    CHECK_EQ(s.span.end[0], 1005000);
}

TEST(jaeger_errors)
{
    read_text("[{" JAEGER_IDS(2) "\"tags\":[{\"key\":\"error\",\"type\":\"bool\",\"value\":true}]},"
              "{" JAEGER_IDS(3) "\"tags\":[{\"key\":\"error\",\"type\":\"bool\",\"value\":false}]},"
              "{" JAEGER_IDS(4) "\"tags\":[{\"key\":\"error\",\"vType\":\"BOOL\"}]},"
              "{" JAEGER_IDS(5) "\"tags\":[{\"key\":\"error\",\"value\":\"late\"}]}]");
    CHECK_EQ(s.n_spans, 4);
    CHECK_EQ(s.span.status[0], STATUS_ERROR);
    CHECK_EQ(s.span.status[1], STATUS_UNSET);
    CHECK_EQ(s.span.status[2], STATUS_UNSET);
    CHECK_EQ(s.span.status[3], STATUS_UNSET);
    for (uint32_t row = 0; row < 3; row++)
        CHECK_EQ(span_attrs(&s, row).count, 0);
    CHECK_SV(text_of(3, "error"), "late");
    CHECK_EQ(s.span.flags[0] & (SPAN_HAS_START | SPAN_HAS_END), 0);
    CHECK_EQ(s.span.scope[0], NO_ROW);
}

TEST(jaeger_references)
{
    read_text("[{" JAEGER_IDS(5) "\"references\":["
              "{\"refType\":\"CHILD_OF\",\"traceID\":\"ff\",\"spanID\":\"9\"},"
              "{\"refType\":\"FOLLOWS_FROM\",\"traceID\":\"1\",\"spanID\":\"8\"},"
              "{\"refType\":\"CHILD_OF\",\"traceID\":\"01\",\"spanID\":\"7\"},"
              "{\"refType\":\"CHILD_OF\",\"traceID\":\"1\",\"spanID\":\"6\"}]},"
              "{" JAEGER_IDS(4) "\"parentSpanID\":\"3\"},"
              "{" JAEGER_IDS(3) "\"references\":["
              "{\"refType\":\"FOLLOWS_FROM\",\"traceID\":\"1\",\"spanID\":\"8\"}]}]");
    CHECK_EQ(s.span.parent_id[0], 7);
    CHECK_EQ(span_extra(&s, 0)->link_count, 3);
    CHECK_EQ(s.span.parent_id[1], 3);
    CHECK(!(s.span.flags[2] & SPAN_HAS_PARENT));
    CHECK_EQ(span_extra(&s, 2)->link_count, 1);
}

/* ---- Zipkin ---- */

#define ZIPKIN(id, kind, more)                                                                     \
    "{\"traceId\":\"a\",\"id\":\"" id "\",\"kind\":\"" kind "\",\"name\":\"n\"," more              \
    "\"timestamp\":1000,\"duration\":2,\"localEndpoint\":{\"serviceName\":\"svc\"}}"

TEST(zipkin_halves)
{
    read_text("[[" ZIPKIN("1", "SERVER", "") "," ZIPKIN("1", "CLIENT", "") "],["
              ZIPKIN("2", "SERVER", "\"shared\":true,") "," ZIPKIN("3", "SERVER", "") "]]");
    FORMAT_IS("zipkin");
    CHECK_EQ(s.n_spans, 4);
    CHECK(s.span.flags[0] & SPAN_SHARED);
    CHECK(!(s.span.flags[1] & SPAN_SHARED));
    CHECK(s.span.flags[2] & SPAN_SHARED);
    CHECK(!(s.span.flags[3] & SPAN_SHARED));
    CHECK_EQ(s.resources.n, 1);
}

TEST(zipkin_fields)
{
    read_text(ZIPKIN("1", "CLIENT", "\"parentId\":\"9\",\"tags\":{\"error\":\"\",\"a\":\"1\","
                     "\"peer.service\":\"tag\"},\"remoteEndpoint\":{\"serviceName\":\"db\","
                     "\"port\":5432},\"annotations\":[{\"timestamp\":1001,\"value\":\"ws\"}],"));
    CHECK_EQ(s.n_spans, 1);
    CHECK_EQ(s.span.status[0], STATUS_ERROR);
    CHECK_EQ(s.span.parent_id[0], 9);
    CHECK_SV(text_of(0, "a"), "1");
    CHECK_SV(text_of(0, "peer.service"), "tag");
    CHECK_EQ(int_of(0, "net.peer.port"), 5432);
    CHECK_EQ(span_attrs(&s, 0).count, 3);
    CHECK_EQ(s.events.v[0].time, 1001000);
    CHECK_SV(store_sv(&s, s.events.v[0].name), "ws");
}

TEST(zipkin_errors)
{
    read_text(ZIPKIN("1", "CLIENT", "\"tags\":{\"error\":\"late\",\"error.type\":\"timeout\"},"));
    CHECK_EQ(s.span.status[0], STATUS_ERROR);
    CHECK_SV(store_sv(&s, span_extra(&s, 0)->status_message), "late");
    CHECK_EQ(span_attrs(&s, 0).count, 1);
    read_text(ZIPKIN("1", "CLIENT", "\"tags\":{\"error\":\"true\"},"));
    CHECK_EQ(s.span.status[0], STATUS_ERROR);
    CHECK(!span_extra(&s, 0) || !span_extra(&s, 0)->status_message);
    read_text(ZIPKIN("1", "CLIENT", "\"tags\":{\"error\":\"false\"},"));
    CHECK_EQ(s.span.status[0], STATUS_UNSET);
}

/* ---- rows ---- */

TEST(rows_of_the_platform)
{
    read_text("{\"traces\":[{\"TraceId\":\"5b8efff798038103d269b633813fc60c\",\"SpanId\":"
              "\"eee19b7ec3c1b174\",\"ParentSpanId\":\"\",\"SpanName\":\"llm\",\"SpanKind\":"
              "\"Client\",\"ServiceName\":\"agent\","
              "\"Timestamp\":\"2025-01-01 00:00:00.000000001\","
              "\"Duration\":1500,\"StatusCode\":\"Error\",\"StatusMessage\":\"late\","
              "\"SpanAttributes\":{\"metrics.ttfb\":\"0.5\"},\"ResourceAttributes\":{\"a\":\"b\"},"
              "\"Events.Timestamp\":[\"2025-01-01 00:00:00.000000005\"],\"Events.Name\":[\"e\"],"
              "\"Events.Attributes\":[{\"k\":\"v\"}],\"simulation_output_id\":\"so-1\"}],"
              "\"total_spans\":1}");
    FORMAT_IS("span-rows");
    CHECK_EQ(s.n_spans, 1);
    CHECK_SV(name_of(0), "llm");
    CHECK_EQ(s.span.kind[0], KIND_CLIENT);
    CHECK_EQ(s.span.status[0], STATUS_ERROR);
    CHECK_SV(store_sv(&s, span_extra(&s, 0)->status_message), "late");
    CHECK(!(s.span.flags[0] & SPAN_HAS_PARENT));
    CHECK_EQ(s.span.start[0], 1735689600000000001);
    CHECK_EQ(s.span.end[0], 1735689600000001501);
    CHECK_SV(text_of(0, "metrics.ttfb"), "0.5");
    CHECK_SV(text_of(0, "simulation_output_id"), "so-1");
    CHECK_SV(resource_text(0, "service.name"), "agent");
    CHECK_SV(resource_text(0, "a"), "b");
    CHECK_EQ(s.events.v[0].time, 1735689600000000005);
    read_text("{\"traces\":[],\"total_spans\":0}");
    FORMAT_IS("span-rows");
    CHECK_EQ(s.inputs.v[0].status, INPUT_OK);
}

TEST(rows_of_sdks)
{
    read_text("[{\"name\":\"a\",\"context\":{\"trace_id\":\"0x1f\",\"span_id\":\"0x2\","
              "\"trace_state\":\"[]\"},\"kind\":\"SpanKind.SERVER\",\"parent_id\":null,"
              "\"start_time\":\"2025-01-01T00:00:00.5Z\",\"end_time\":\"2025-01-01T00:00:01Z\","
              "\"status\":{\"status_code\":\"ERROR\",\"description\":\"d\"},\"attributes\":{},"
              "\"events\":[{\"name\":\"e\",\"timestamp\":\"2025-01-01T00:00:00.6Z\","
              "\"attributes\":{\"x\":1}}],\"links\":[{\"context\":{\"trace_id\":\"0x3\","
              "\"span_id\":\"0x4\"},\"attributes\":{}}],\"resource\":{\"attributes\":"
              "{\"service.name\":\"s\"},\"schema_url\":\"\"}},"
              "{\"name\":\"b\",\"_spanContext\":{\"traceId\":\"1f\",\"spanId\":\"5\"},\"kind\":0,"
              "\"parentSpanContext\":{\"traceId\":\"1f\",\"spanId\":\"2\",\"isRemote\":true},"
              "\"startTime\":[1735689600,5],\"endTime\":[1735689600,9],\"status\":{\"code\":1},"
              "\"resource\":{\"_rawAttributes\":[[\"service.name\",\"js\"]]},"
              "\"instrumentationScope\":{\"name\":\"lib\",\"version\":\"2\"}},"
              "{\"traceId\":\"1f\",\"id\":\"6\",\"parentId\":\"5\",\"name\":\"c\",\"kind\":2,"
              "\"timestamp\":1735689600000001,\"duration\":7,\"attributes\":{},\"status\":{}}]");
    CHECK_EQ(s.n_spans, 3);
    CHECK_EQ(s.traces.n, 1);
    CHECK_EQ(s.span.kind[0], KIND_SERVER);
    CHECK_EQ(s.span.status[0], STATUS_ERROR);
    CHECK_EQ(span_extra(&s, 0)->trace_state, SYM_EMPTY);
    CHECK_EQ(s.links.v[0].span_id, 4);
    CHECK_EQ(s.events.v[0].has_time, true);
    CHECK_SV(resource_text(0, "service.name"), "s");
    CHECK_EQ(s.span.kind[1], KIND_INTERNAL);
    CHECK_EQ(s.span.parent_id[1], 2);
    CHECK(s.span.flags[1] & SPAN_IS_REMOTE);
    CHECK_EQ(s.span.end[1], 1735689600000000009);
    CHECK_EQ(s.span.status[1], STATUS_OK);
    CHECK_SV(resource_text(1, "service.name"), "js");
    CHECK_SV(store_sv(&s, s.scopes.v[s.span.scope[1]].version), "2");
    CHECK_EQ(s.span.kind[2], KIND_CLIENT);
    CHECK_EQ(s.span.start[2], 1735689600000001000);
    CHECK_EQ(s.span.end[2], 1735689600000008000);
}

#define ROW_IDS "\"trace_id\":\"1\",\"span_id\":\"2\",\"name\":\"n\",\"start_time\":1735689600.5,"

TEST(rows_of_other_kinds)
{
    read_text("{\"trace_id\":\"77\",\"spans\":[{\"span_id\":\"2\",\"name\":\"n\",\"start_ms\":5,"
              "\"duration_ms\":1.5,\"status\":\"completed\",\"span_kind\":\"LLM\",\"tagMap\":"
              "{\"n\":\"1\"},\"numberTagMap\":{\"n\":1},\"attributes\":[{\"key\":\"o\",\"value\":"
              "{\"intValue\":\"4\"}},{\"key\":\"l\",\"value\":{\"arrayValue\":{\"values\":"
              "[{\"stringValue\":\"x\"}]}}}]}]}");
    CHECK_EQ(s.n_spans, 1);
    CHECK_EQ(s.traces.v[s.span.trace[0]].id.lo, 0x77);
    CHECK_EQ(s.span.start[0], 5000000);
    CHECK_EQ(s.span.end[0], 6500000);
    CHECK_EQ(s.span.status[0], STATUS_UNSET);
    CHECK_SV(text_of(0, "status"), "completed");
    CHECK_SV(text_of(0, "span_kind"), "LLM");
    CHECK_EQ(int_of(0, "n"), 1);
    CHECK_EQ(int_of(0, "o"), 4);
    CHECK_EQ(attr_in(span_attrs(&s, 0), "l")->type, VALUE_ARRAY);
    CHECK_EQ(s.defects.n, 0);
    read_text("{" ROW_IDS "\"end_time\":\"soon\",\"kind\":\"odd\"}");
    CHECK_EQ(s.n_spans, 1);
    CHECK_EQ(s.span.flags[0] & (SPAN_HAS_START | SPAN_HAS_END), SPAN_HAS_START);
    CHECK_EQ(s.span.start[0], 1735689600500000000);
    CHECK_EQ(s.span.kind[0], KIND_OTHER);
    CHECK_EQ(s.defects.n, 2);
}

/* ---- Langfuse ---- */

#define OBSERVATION(id, parent, more)                                                              \
    "{\"id\":\"" id "\",\"traceId\":\"t\",\"parentObservationId\":" parent ",\"startTime\":"       \
    "\"2025-01-01T00:00:00.000Z\"" more "}"

TEST(langfuse_lists)
{
    read_text("{\"trace\":{\"id\":\"t\",\"name\":\"call\",\"sessionId\":\"s\",\"observations\":["
              OBSERVATION("1", "null", "") "," OBSERVATION("2", "\"1\"", "") ","
              OBSERVATION("3", "\"1\"", "") "]},\"observations\":["
              OBSERVATION("1", "null", ",\"name\":\"root\"") ","
              OBSERVATION("2", "\"1\"", ",\"name\":\"\"") ","
              OBSERVATION("2", "\"1\"", "") "]}");
    FORMAT_IS("langfuse");
    CHECK_EQ(s.n_spans, 4); /* 1 2 2 and, only in the trace, 3 */
    CHECK_SV(name_of(0), "root");
    CHECK_SV(text_of(0, "langfuse.trace.name"), "call");
    CHECK_SV(text_of(0, "session.id"), "s");
    CHECK_EQ(attr_in(span_attrs(&s, 1), "langfuse.trace.name") == NULL, true);
    CHECK_EQ(s.span.flags[2] & SPAN_HAS_NAME, 0);
    CHECK_EQ(s.span.flags[0] & SPAN_HAS_END, 0);
    CHECK_EQ(s.inputs.v[0].status, INPUT_OK);
}

TEST(langfuse_generations)
{
    read_text("{\"data\":[" OBSERVATION("0d8f5427-c91a-44c8-86c5-e12d806edd57", "null",
              ",\"type\":\"GENERATION\",\"level\":\"ERROR\",\"statusMessage\":\"m\",\"model\":"
              "\"gpt\",\"usageDetails\":{\"input\":3,\"input_cached_tokens\":4,\"output\":5,"
              "\"output_reasoning\":6,\"total\":18},\"input\":{\"a\":[1]},\"output\":\"text\","
              "\"modelParameters\":{},\"latency\":1.5,\"metadata\":\"{\\\"attributes\\\":{"
              "\\\"gen_ai.usage.input_tokens\\\":\\\"7\\\",\\\"custom\\\":\\\"c\\\"},"
              "\\\"resourceAttributes\\\":{\\\"service.name\\\":\\\"svc\\\"},\\\"scope\\\":{"
              "\\\"name\\\":\\\"sdk\\\",\\\"version\\\":\\\"1\\\"},\\\"k\\\":2}\"") ","
              OBSERVATION("2", "\"0d8f5427-c91a-44c8-86c5-e12d806edd57\"",
              ",\"type\":\"SPAN\",\"usageDetails\":{\"input\":3},\"metadata\":\"not json\"") "],"
              "\"meta\":{\"page\":1}}");
    CHECK_EQ(s.n_spans, 2);
    CHECK_EQ(s.span.status[0], STATUS_ERROR);
    CHECK_SV(text_of(0, "langfuse.observation.type"), "generation");
    CHECK_SV(text_of(0, "gen_ai.request.model"), "gpt");
    CHECK_EQ(int_of(0, "gen_ai.usage.input_tokens"), 7);
    CHECK_EQ(int_of(0, "gen_ai.usage.output_tokens"), 11);
    CHECK_SV(text_of(0, "langfuse.observation.input"), "{\"a\":[1]}");
    CHECK_SV(text_of(0, "langfuse.observation.output"), "text");
    CHECK_SV(text_of(0, "custom"), "c");
    CHECK_EQ(int_of(0, "langfuse.observation.metadata.k"), 2);
    CHECK_SV(resource_text(0, "service.name"), "svc");
    CHECK_SV(store_sv(&s, s.scopes.v[s.span.scope[0]].name), "sdk");
    CHECK(attr_in(span_attrs(&s, 0), "langfuse.observation.model.parameters") == NULL);
    CHECK_EQ(s.span.parent_id[1], s.span.span_id[0]);
    CHECK(attr_in(span_attrs(&s, 1), "gen_ai.usage.input_tokens") == NULL);
    CHECK_SV(text_of(1, "langfuse.observation.metadata"), "not json");
    CHECK_EQ(s.span.scope[1], NO_ROW);
}

/* What Langfuse copied out of the attributes of a span is not said twice. */
TEST(langfuse_over_otlp)
{
    read_text("{\"data\":[" OBSERVATION("1", "null",
              ",\"input\":{\"city\":\"Rome\"},\"output\":\"sunny\",\"metadata\":{\"step\":4,"
              "\"other\":5,\"attributes\":{\"langfuse.observation.metadata.step\":\"4\","
              "\"input.value\":\"{ \\\"city\\\":\\\"Rome\\\"}\",\"output.value\":\"sunny\"}}") ","
              OBSERVATION("2", "\"1\"",
              ",\"input\":\"all\",\"output\":\"rain\",\"metadata\":{\"attributes\":{"
              "\"input.value\":\"a part\",\"note\":\"rain\"}}") "]}");
    CHECK_EQ(s.n_spans, 2);
    CHECK_SV(text_of(0, "langfuse.observation.metadata.step"), "4");
    CHECK_EQ(int_of(0, "langfuse.observation.metadata.other"), 5);
    CHECK(attr_in(span_attrs(&s, 0), "langfuse.observation.input") == NULL);
    CHECK(attr_in(span_attrs(&s, 0), "langfuse.observation.output") == NULL);
    CHECK_SV(text_of(0, "output.value"), "sunny");
    CHECK_SV(text_of(1, "langfuse.observation.input"), "all");
    CHECK_SV(text_of(1, "langfuse.observation.output"), "rain");
    CHECK_SV(text_of(1, "input.value"), "a part");
}

TEST(langfuse_without_observations)
{
    read_text("{\"data\":[{\"id\":\"t\",\"htmlPath\":\"/x\",\"observations\":[\"1\",\"2\"]}]}");
    FORMAT_IS("langfuse");
    CHECK_EQ(s.n_spans, 0);
    CHECK_EQ(s.inputs.v[0].n_diagnostics, 1);
    CHECK_EQ(s.inputs.v[0].status, INPUT_FAILED);
}

/* ---- LangSmith ---- */

#define RUN_A "fe8ffecb-72ce-4cd2-bdb7-01f34654c391"
#define RUN_B "0d6c73e1-be16-436d-a905-b4108912fa93"
#define ORDER_A "20241011T205820695375Z" RUN_A
#define ORDER_B ORDER_A ".20241011T205820700000Z" RUN_B

TEST(langsmith_halves)
{
    read_text("{\"post\":[{\"id\":\"" RUN_A "\",\"trace_id\":\"" RUN_A "\",\"name\":\"chat\","
              "\"run_type\":\"llm\",\"start_time\":1728803138291,\"outputs\":{},\"dotted_order\":"
              "\"" ORDER_A "\",\"extra\":{\"metadata\":{\"ls_model_name\":\"o1\",\"session_id\":"
              "\"s\"}}}],\"patch\":[]}\n"
              "{\"post\":[],\"patch\":[{\"end_time\":1728803148730,\"dotted_order\":\"" ORDER_A
              "\",\"outputs\":{\"usage_metadata\":{\"input_tokens\":43,\"output_tokens\":9}},"
              "\"extra\":{},\"error\":null}]}\n"
              "{\"post\":[{\"id\":\"" RUN_B "\",\"run_type\":\"TOOL\",\"name\":\"get\","
              "\"start_time\":\"2024-10-11T20:58:20.7\",\"dotted_order\":\"" ORDER_B "\","
              "\"inputs\":{\"q\":1},\"error\":\"boom\",\"events\":[{\"name\":\"new_token\","
              "\"time\":\"2024-10-11T20:58:21.933794+00:00\",\"kwargs\":{\"token\":\"x\"}}]}]}");
    FORMAT_IS("langsmith");
    CHECK_EQ(s.n_spans, 2);
    CHECK_EQ(s.traces.n, 1);
    CHECK_EQ(s.span.end[0], 1728803148730000000);
    CHECK_EQ(int_of(0, "gen_ai.usage.input_tokens"), 43);
    CHECK_SV(text_of(0, "gen_ai.request.model"), "o1");
    CHECK_SV(text_of(0, "langsmith.metadata.session_id"), "s");
    CHECK_SV(text_of(0, "langsmith.span.kind"), "llm");
    CHECK(!(s.span.flags[0] & SPAN_HAS_PARENT));
    CHECK_SV(text_of(1, "langsmith.span.kind"), "tool");
    CHECK_SV(text_of(1, "input"), "{\"q\":1}");
    CHECK_EQ(s.span.parent_id[1], s.span.span_id[0]);
    CHECK_EQ(s.span.status[1], STATUS_ERROR);
    CHECK_EQ(s.span.flags[1] & SPAN_HAS_END, 0);
    CHECK_EQ(s.span.start[1], 1728680300700000000);
    CHECK_SV(store_sv(&s, s.events.v[0].name), "new_token");
}

#define RUN(id, more)                                                                              \
    "{\"id\":\"" id "\",\"trace_id\":\"" RUN_A "\",\"run_type\":\"chain\",\"name\":\"r\","         \
    "\"start_time\":\"2024-10-11T20:58:20\"" more "}"

TEST(langsmith_lists)
{
    read_text("{\"runs\":[" RUN(RUN_A, ",\"child_runs\":[" RUN(RUN_B, ",\"parent_run_ids\":[\""
              RUN_A "\"]") "]") "," RUN(RUN_B, "") "],\"cursors\":{}}");
    FORMAT_IS("langsmith");
    CHECK_EQ(s.n_spans, 3); /* the same run twice is a duplicate, no half */
    CHECK_EQ(s.span.parent_id[1], s.span.span_id[0]);
    CHECK_EQ(s.span.span_id[1], s.span.span_id[2]);
    read_text(RUN(RUN_A, "") "\n" RUN(RUN_B, ""));
    CHECK_EQ(s.n_spans, 2);
    CHECK(s.inputs.v[0].lines);
}

/* ---- Arize Phoenix ---- */

#define PHOENIX(n, parent)                                                                         \
    "{\"id\":\"Span:" #n "\",\"name\":\"llm\",\"context\":{\"trace_id\":"                          \
    "\"5b8efff798038103d269b633813fc60c\",\"span_id\":\"00000000000000a" #n "\"},"                 \
    "\"span_kind\":\"LLM\",\"parent_id\":" parent ",\"start_time\":"                               \
    "\"2025-01-27T17:46:40.5+00:00\",\"end_time\":\"2025-01-27T17:46:41+00:00\","                  \
    "\"status_code\":\"ERROR\",\"status_message\":\"busy\","                                       \
    "\"attributes\":{\"metrics.ttfb\":0.3},"                                                       \
    "\"events\":[]}"

/* The span is named by its context; `id` is a record of Phoenix. */
TEST(phoenix_spans)
{
    read_text("{\"data\":[" PHOENIX(1, "null") "," PHOENIX(2, "\"00000000000000a1\"")
              "],\"next_cursor\":null}");
    FORMAT_IS("phoenix");
    CHECK_EQ(s.n_spans, 2);
    CHECK_EQ(s.span.parent_id[1], s.span.span_id[0]);
    CHECK_EQ(s.span.status[0], STATUS_ERROR);
    CHECK_SV(store_sv(&s, span_extra(&s, 0)->status_message), "busy");
    CHECK_SV(text_of(0, "span_kind"), "LLM");
    CHECK_EQ(s.span.end[0] - s.span.start[0], 500000000);
    read_text(PHOENIX(1, "null") "\n" PHOENIX(2, "null"));
    FORMAT_IS("phoenix");
    CHECK_EQ(s.n_spans, 2);
}

/* ---- OpenAI Agents SDK ---- */

TEST(openai_agents)
{
    read_text("{\"data\":[{\"object\":\"trace\",\"id\":\"trace_5b8efff798038103d269b633813fc60c\","
              "\"workflow_name\":\"Voice\",\"group_id\":\"g1\"},{\"object\":\"trace.span\",\"id\":"
              "\"span_1\",\"trace_id\":\"trace_5b8efff798038103d269b633813fc60c\",\"parent_id\":"
              "null,\"started_at\":\"2025-01-01T00:00:00+00:00\",\"ended_at\":null,\"span_data\":{"
              "\"type\":\"generation\",\"model\":\"gpt\",\"input\":[{\"role\":\"user\"}],\"usage\":"
              "{\"input_tokens\":3,\"output_tokens\":4}},\"error\":{\"message\":\"bad\"}},"
              "{\"object\":\"trace.span\",\"id\":\"span_2\",\"trace_id\":"
              "\"trace_5b8efff798038103d269b633813fc60c\",\"parent_id\":\"span_1\",\"span_data\":{"
              "\"type\":\"function\",\"name\":\"get_weather\",\"output\":\"sunny\"},"
              "\"error\":null}]}");
    FORMAT_IS("openai-agents");
    CHECK_EQ(s.n_spans, 2);
    CHECK_EQ(s.traces.v[0].id.lo, 0xd269b633813fc60c);
    CHECK_SV(name_of(0), "generation");
    CHECK_SV(name_of(1), "get_weather");
    CHECK_EQ(s.span.status[0], STATUS_ERROR);
    CHECK_SV(store_sv(&s, span_extra(&s, 0)->status_message), "bad");
    CHECK_EQ(s.span.status[1], STATUS_UNSET);
    CHECK_EQ(s.span.flags[0] & SPAN_HAS_END, 0);
    CHECK_EQ(int_of(0, "gen_ai.usage.output_tokens"), 4);
    CHECK_SV(text_of(0, "gen_ai.request.model"), "gpt");
    CHECK_SV(text_of(0, "input"), "[{\"role\":\"user\"}]");
    CHECK_SV(text_of(0, "group_id"), "g1");
    CHECK_SV(text_of(1, "output"), "sunny");
    CHECK_SV(text_of(1, "group_id"), "");
    CHECK_EQ(s.span.parent_id[1], s.span.span_id[0]);
}

TEST(openai_agents_copies)
{
    read_text("{\"data\":[{\"object\":\"trace.span\",\"id\":\"span_1\",\"trace_id\":"
              "\"trace_5b8efff798038103d269b633813fc60c\",\"span_data\":{\"type\":\"response\"},"
              "\"response\":\"r\",\"span_data_response\":\"r\",\"span_data_input\":\"i\","
              "\"tools\":[\"a\"],\"span_data_tools\":[\"b\"]}]}");
    CHECK_EQ(s.n_spans, 1);
    CHECK_SV(text_of(0, "response"), "r");
    CHECK(attr_in(span_attrs(&s, 0), "span_data_response") == NULL);
    CHECK_SV(text_of(0, "span_data_input"), "i");
    CHECK(attr_in(span_attrs(&s, 0), "tools") && attr_in(span_attrs(&s, 0), "span_data_tools"));
}

/* ---- damage ---- */

TEST(a_damaged_line_costs_itself)
{
    read_text("{" ROW_IDS "\"end_time\":1735689601}\n{" ROW_IDS "\"end_time\":}\n[1, {\"a\":2}]\n{"
              ROW_IDS "\"end_time\":1735689602}\n");
    CHECK_EQ(s.n_spans, 2);
    CHECK_EQ(s.inputs.v[0].status, INPUT_PARTIAL);
    CHECK_EQ(s.inputs.v[0].n_diagnostics, 3); /* the line, 1, {"a":2} */
    CHECK_EQ(s.inputs.v[0].diagnostics.v[0].line, 2);
    CHECK_EQ(s.inputs.v[0].diagnostics.v[2].line, 3);
    CHECK_EQ(s.documents.n, 4);
}

TEST(a_cut_leaves_what_is_complete)
{
    read_text("{\"data\":[{\"traceID\":\"1\",\"processes\":{\"p1\":{\"serviceName\":\"svc\"}},"
              "\"spans\":[{" JAEGER_IDS(2) "\"processID\":\"p1\"},{" JAEGER_IDS(3)
              "\"processID\":\"p1\"},{" JAEGER_IDS(4) "\"tags\":[{\"key\":\"a\",");
    FORMAT_IS("jaeger");
    CHECK_EQ(s.n_spans, 2);
    CHECK_SV(resource_text(1, "service.name"), "svc");
    CHECK_EQ(s.inputs.v[0].status, INPUT_PARTIAL);
    CHECK_EQ(s.inputs.v[0].n_diagnostics, 1);
    CHECK_EQ(s.inputs.v[0].diagnostics.v[0].offset, s.inputs.v[0].bytes);
    read_text("{\"trace\":{\"id\":\"t\",\"observations\":[" OBSERVATION("1", "null", "") ","
              OBSERVATION("2", "\"1\"", "") ",{\"id\":\"3\"");
    FORMAT_IS("langfuse");
    CHECK_EQ(s.n_spans, 2);
}

TEST(places_are_those_of_the_spans)
{
    const char *text = "[{" ROW_IDS "\"end_time\":2},\n {" ROW_IDS "\"end_time\":3}]";
    read_text(text);
    CHECK_EQ(s.n_spans, 2);
    CHECK_EQ(s.span.place[0], 1);
    CHECK_EQ(s.span.place[1], (uint64_t)(strchr(text, '\n') - text + 2));
}

/* A row, then `depth` containers around nothing, closed or not. */
static void read_nested(size_t depth, bool closed)
{
    struct buf text = {0};
    buf_addz(&text, "{" ROW_IDS "\"end_time\":2}\n");
    for (size_t i = 0; i < depth; i++)
        buf_addz(&text, "{\"data\":");
    buf_addc(&text, '1');
    if (closed)
        buf_fill(&text, '}', depth);
    buf_addc(&text, '\0');
    read_text(text.p);
    buf_release(&text);
}

TEST(containers_nested_without_end)
{
    read_nested(100, true);
    CHECK_EQ(s.n_spans, 1);
    CHECK_EQ(s.inputs.v[0].status, INPUT_PARTIAL);
    read_nested(100000, true);
    CHECK_EQ(s.n_spans, 1);
    CHECK_EQ(s.inputs.v[0].n_diagnostics, 1);
    read_nested(100000, false);
    CHECK_EQ(s.n_spans, 1);
    CHECK_EQ(s.inputs.v[0].n_diagnostics, 1);
}

/* ---- what is none of them ---- */

TEST(not_for_us)
{
    read_text("{\"a\":{\"b\":[1,2]}}");
    FORMAT_IS("unknown");
    read_text("{\"timestamp\":\"2025-01-01T00:00:00Z\",\"trace_id\":\"1\",\"span_id\":\"2\","
              "\"level\":\"info\",\"message\":\"hello\"}");
    FORMAT_IS("unknown");
    read_text("{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"m\","
              "\"exemplars\":[{\"traceId\":\"1\",\"spanId\":\"2\",\"startTime\":1,\"end\":2}]"
              "}]}]}]}");
    CHECK_EQ(s.n_spans, 0);
    read_text("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":"
              "\"5b8efff798038103d269b633813fc60c\",\"spanId\":\"eee19b7ec3c1b174\",\"name\":\"n\","
              "\"startTimeUnixNano\":\"1\",\"endTimeUnixNano\":\"2\"}]}]}]}");
    FORMAT_IS("otlp-json");
}

TEST_MAIN(TEST_CASE(jaeger_tags), TEST_CASE(jaeger_errors), TEST_CASE(jaeger_references),
          TEST_CASE(zipkin_halves), TEST_CASE(zipkin_fields), TEST_CASE(zipkin_errors),
          TEST_CASE(rows_of_the_platform), TEST_CASE(rows_of_sdks), TEST_CASE(rows_of_other_kinds),
          TEST_CASE(langfuse_lists),
          TEST_CASE(langfuse_generations), TEST_CASE(langfuse_over_otlp),
          TEST_CASE(langfuse_without_observations),
          TEST_CASE(langsmith_halves), TEST_CASE(langsmith_lists), TEST_CASE(phoenix_spans),
          TEST_CASE(openai_agents),
          TEST_CASE(openai_agents_copies), TEST_CASE(a_damaged_line_costs_itself),
          TEST_CASE(a_cut_leaves_what_is_complete),
          TEST_CASE(places_are_those_of_the_spans), TEST_CASE(containers_nested_without_end),
          TEST_CASE(not_for_us))
