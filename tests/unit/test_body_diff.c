#include "metrics/body_diff.h"
#include "tests/unit/test.h"

/* The members that differ, "a b"; "?" in front when what is measured is hidden. */
static const char *differ(const char *wanted, const char *there)
{
    static struct buf said;
    json_t *a = json_loads(wanted, 0, NULL), *b = json_loads(there, 0, NULL);
    struct body_diff d = {0};
    CHECK(a && b);
    body_diff_make(&d, a, b);
    buf_clear(&said);
    buf_addz(&said, d.hidden ? "?" : "");
    for (size_t i = 0; i < d.list.n; i++)
        buf_fmt(&said, "%s%s", i ? " " : "", d.list.v[i].member);
    buf_addc(&said, '\0');
    body_diff_release(&d);
    json_decref(a);
    json_decref(b);
    return said.p;
}

#define DIFFERS(wanted, there, expected) CHECK_SV(sv_from_c(differ(wanted, there)), expected)

TEST(equal)
{
    DIFFERS("{}", "{}", "");
    DIFFERS("{\"unit\":\"s\"}", "{\"unit\":\"s\",\"id\":\"x\",\"create_time\":\"y\"}", "");
    DIFFERS("{\"unit\":null}", "{}", "");
    DIFFERS("{}", "{\"unit\":null,\"tags\":[],\"include_traces\":false}", "");
    DIFFERS("{\"value_source\":\"ATTRIBUTE\"}", "{}", "");
    DIFFERS("{\"aggregation_method\":\"p90\"}", "{\"aggregation_method\":\"P90\"}", "");
    DIFFERS("{\"min_value\":1}", "{\"min_value\":1.0}", "");
    DIFFERS("{\"tags\":[\"a\",\"b\"]}", "{\"tags\":[\"b\",\"a\",\"a\"]}", "");
    DIFFERS("{\"target_condition\":{\"target_float\":1}}",
            "{\"target_condition\":{\"target_float\":1.0,\"target_values\":null}}", "");
    DIFFERS("{}", "{\"runtime_config\":{\"model_version\":\"m\"}}", "");
}

TEST(different)
{
    DIFFERS("{\"unit\":\"s\"}", "{\"unit\":\"S\"}", "unit");
    DIFFERS("{\"unit\":\"s\"}", "{}", "unit");
    DIFFERS("{}", "{\"unit\":\"s\"}", "unit");
    DIFFERS("{\"value_source\":\"duration\"}", "{\"span_name\":\"a\"}", "value_source span_name");
    DIFFERS("{\"prompt\":\"a\",\"metric_name\":\"x\"}", "{\"metric_name\":\"y\"}",
            "prompt metric_name");
    DIFFERS("{\"tags\":[\"a\"]}", "{\"tags\":[\"a\",\"b\"]}", "tags");
    DIFFERS("{\"categories\":[\"a\",\"b\"]}", "{\"categories\":[\"b\",\"a\"]}", "categories");
    DIFFERS("{\"target_condition\":{\"target_float\":1}}",
            "{\"target_condition\":{\"target_float\":2}}", "target_condition");
    DIFFERS("{\"target_condition\":{\"target_float\":1}}",
            "{\"target_condition\":{\"target_float\":1,\"target_values\":[]}}", "target_condition");
    DIFFERS("{\"own\":1}", "{\"own\":\"1\"}", "own");
    DIFFERS("{\"runtime_config\":{\"a\":1}}", "{\"runtime_config\":{\"a\":2}}", "runtime_config");
}

TEST(hidden)
{
    DIFFERS("{\"span_name\":\"a\",\"unit\":\"s\"}", "{\"metric_name\":\"x\"}", "?metric_name");
    DIFFERS("{\"span_name\":\"a\"}", "{\"span_name\":null}", "span_name");
    DIFFERS("{\"prompt\":\"a\"}", "{}", "prompt");
}

static const char *sent(const char *text)
{
    static struct buf b;
    json_t *body = json_loads(text, 0, NULL), *clean = body_clean(body);
    buf_clear(&b);
    body_text(&b, clean);
    buf_addc(&b, '\0');
    json_decref(body);
    json_decref(clean);
    return b.p;
}

TEST(what_is_sent)
{
    CHECK_SV(sv_from_c(sent("{\"unit\": null, \"b\": 0.9, \"a\": 1.0, \"id\": \"x\", "
                            "\"n\": 1e300}")),
             "{\"b\":0.9,\"a\":1.0,\"n\":1e300}");
    CHECK_SV(sv_from_c(sent("{\"a\": 0.12345678901234567, \"é\": \"\\u001b\"}")),
             "{\"a\":0.12345678901234566,\"é\":\"\\u001B\"}");
}

TEST_MAIN(TEST_CASE(equal), TEST_CASE(different), TEST_CASE(hidden), TEST_CASE(what_is_sent))
