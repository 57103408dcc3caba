#include "metrics/definition.h"
#include "tests/unit/test.h"

static json_t *parsed(const char *text)
{
    return json_loads(text, 0, NULL);
}

/* `want` without spaces; the order of members counts. */
static void check_json(const struct definition *d, const char *want)
{
    struct buf b = {0};
    struct json_out j = {.b = &b};
    definition_json(&j, NULL, d);
    json_t *json = json_loadb(b.p, b.n, 0, NULL);
    char *compact = json_dumps(json, JSON_COMPACT);
    CHECK_SV(sv_from_c(compact), want);
    free(compact);
    json_decref(json);
    buf_release(&b);
}

static void check_round(const char *body)
{
    json_t *json = parsed(body);
    struct definition d = definition_of(json);
    check_json(&d, body);
    json_decref(json);
}

TEST(written_in_the_order_of_the_contract)
{
    check_round("{\"metric_name\":\"Tool Latency P90\",\"description\":\"x\",\"metric_type\":"
                "\"METRIC_CUSTOM_TRACE\",\"span_name\":\"llm_tool_call\",\"metric_attribute\":"
                "\"tool.latency_ms\",\"aggregation_method\":\"p90\",\"unit\":\"ms\","
                "\"target_condition\":{\"comparison_operator\":\"lte\",\"target_float\":900}}");
    check_round("{\"metric_name\":\"A\",\"description\":\"x\",\"metric_type\":"
                "\"METRIC_CUSTOM_TRACE\",\"span_name\":\"llm\",\"value_source\":\"duration\","
                "\"aggregation_method\":\"average\",\"unit\":\"s\"}");
    check_round("{\"metric_name\":\"A\",\"description\":\"x\",\"metric_type\":"
                "\"METRIC_NUMERICAL_LLM_JUDGE\",\"prompt\":\"p\",\"min_value\":0,\"max_value\":5,"
                "\"include_traces\":true,\"target_condition\":{\"comparison_operator\":\"gt\","
                "\"target_float\":3.5}}");
    check_round("{\"metric_name\":\"A\",\"description\":\"x\",\"metric_type\":"
                "\"METRIC_LLM_BINARY\",\"prompt\":\"p\",\"include_traces\":true,"
                "\"target_condition\":{\"comparison_operator\":\"in\",\"target_values\":"
                "[\"YES\"]}}");
}

TEST(categories_are_a_list)
{
    static const struct sv words[] = {SV_INIT("good"), SV_INIT("bad")};
    struct definition d = {.metric_name = SV("A"), .categories = words, .n_categories = 2};
    check_json(&d, "{\"metric_name\":\"A\",\"categories\":[\"good\",\"bad\"]}");
    d = (struct definition){0};
    check_json(&d, "{}");
}

TEST(what_is_of_a_wrong_type_is_absent)
{
    json_t *json = parsed("{\"metric_name\":7,\"description\":null,\"span_name\":[\"a\"],"
                          "\"unit\":{},\"include_traces\":\"true\",\"min_value\":1,"
                          "\"target_condition\":[1]}");
    struct definition d = definition_of(json);
    check_json(&d, "{}");
    CHECK(!d.has_range);
    json_decref(json);
    d = definition_of(NULL);
    check_json(&d, "{}");
}

static struct target read_target(const char *text)
{
    json_t *json = parsed(text);
    struct target t = definition_of(json).target;
    t.op.n = t.op.n ? 1 : 0; /* the texts go with the document */
    json_decref(json);
    return t;
}

TEST(a_target_needs_the_value_of_its_operator)
{
#define TARGET(more) "{\"target_condition\":{\"comparison_operator\":" more "}}"
    CHECK(read_target(TARGET("\"lt\",\"target_float\":2")).value == 2);
    CHECK_EQ(read_target(TARGET("\"lt\",\"target_float\":2")).op.n, 1);
    CHECK_EQ(read_target(TARGET("\"lt\",\"target_float\":\"2\"")).op.n, 0);
    CHECK_EQ(read_target(TARGET("\"lt\",\"target_values\":[\"2\"]")).op.n, 0);
    CHECK_EQ(read_target(TARGET("\"in\",\"target_values\":[\"YES\"]")).op.n, 1);
    CHECK_EQ(read_target(TARGET("\"in\",\"target_values\":[\"YES\",\"NO\"]")).op.n, 0);
    CHECK_EQ(read_target(TARGET("\"in\",\"target_float\":2")).op.n, 0);
    CHECK_EQ(read_target(TARGET("7,\"target_float\":2")).op.n, 0);
}

static struct definition trace(struct sv span, struct sv attribute, struct sv aggregation)
{
    return (struct definition){.metric_type = METRIC_CUSTOM_TRACE,
                               .span_name = span,
                               .metric_attribute = attribute,
                               .aggregation_method = aggregation};
}

TEST(meaning)
{
    struct definition a = trace(SV("llm"), SV("metrics.ttfb"), SV("p90"));
    struct definition b = trace(SV("llm"), SV("metrics.ttfb"), SV("P90"));
    b.metric_name = SV("Another name");
    b.value_source = SV("attribute");
    CHECK(definition_same_meaning(&a, &b));
    b.span_name = SV("LLM");
    CHECK(!definition_same_meaning(&a, &b));
    b = trace(SV("llm"), SV("metrics.ttft"), SV("p90"));
    CHECK(!definition_same_meaning(&a, &b));
    b = trace(SV("llm"), SV("metrics.ttfb"), SV("p95"));
    CHECK(!definition_same_meaning(&a, &b));
    b = a;
    b.value_source = SV("duration");
    CHECK(!definition_same_meaning(&a, &b));
    a = trace(SV("llm"), SV("x"), SV("p90"));
    a.value_source = SV("duration");
    CHECK(definition_same_meaning(&a, &b)); /* both measure lengths */
    a = trace(SV("llm"), SV(""), SV("count"));
    b = trace(SV("llm"), SV("x"), SV("count"));
    CHECK(definition_same_meaning(&a, &b)); /* both count spans */
}

TEST(meaning_of_judges)
{
    struct definition a = {.metric_type = SV("METRIC_LLM_BINARY"), .prompt = SV("Is it?")}, b = a;
    CHECK(definition_same_meaning(&a, &b));
    b.prompt = SV("Was it?");
    CHECK(!definition_same_meaning(&a, &b));
    b.prompt = a.prompt = SV("");
    CHECK(!definition_same_meaning(&a, &b));
    b = trace(SV("llm"), SV(""), SV("count"));
    CHECK(!definition_same_meaning(&a, &b));
}

TEST_MAIN(TEST_CASE(written_in_the_order_of_the_contract), TEST_CASE(categories_are_a_list),
          TEST_CASE(what_is_of_a_wrong_type_is_absent),
          TEST_CASE(a_target_needs_the_value_of_its_operator), TEST_CASE(meaning),
          TEST_CASE(meaning_of_judges))
