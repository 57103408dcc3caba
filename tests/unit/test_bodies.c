#include "metrics/bodies.h"
#include "tests/unit/test.h"

static struct bodies b;

static bool read_text(const char *text)
{
    bodies_release(&b);
    b = (struct bodies){0};
    return bodies_read(&b, SV("f.json"), sv_from_c(text));
}

/* The text has one body, here, of this name and this Terraform resource. */
static void check_one(const char *text, const char *path, const char *resource, int form)
{
    CHECK(read_text(text));
    CHECK_EQ(b.list.n, 1);
    if (b.list.n != 1)
        return;
    CHECK_SV(b.list.v[0].path, path);
    CHECK_SV(b.list.v[0].resource, resource);
    CHECK_SV(b.list.v[0].definition.metric_name, "A");
    CHECK_EQ(b.list.v[0].form, form);
}

#define A "{\"metric_name\":\"A\"}"

TEST(forms)
{
    check_one(A, "$", "", BODY_WRITTEN);
    check_one("\xef\xbb\xbf" A, "$", "", BODY_WRITTEN);
    check_one("[" A "]", "$[0]", "", BODY_WRITTEN);
    check_one("[{\"metric\":" A "}]", "$[0].metric", "", BODY_WRITTEN);
    check_one("{\"metric\":" A "}", "$.metric", "", BODY_SERVICE);
    check_one("{\"metrics\":[" A "],\"next_page_token\":\"\"}", "$.metrics[0]", "", BODY_SERVICE);
    check_one("{\"schema\":\"spanvet.bundle/1\",\"profile\":\"legacy\",\"metrics\":[" A "]}",
              "$.metrics[0]", "", BODY_WRITTEN);
    CHECK_SV(b.files.v[0].profile, "legacy");
    CHECK(read_text("{\"metrics\":[]}"));
    CHECK_EQ(b.list.n, 0);
}

TEST(a_plan_without_what_it_rejects)
{
    check_one("{\"schema\":\"spanvet.metrics/1\",\"profile\":\"full\",\"metrics\":["
              "{\"verdict\":\"reject\",\"definition\":{\"metric_name\":\"B\"}},"
              "{\"verdict\":\"propose\",\"definition\":" A "}]}",
              "$.metrics[1].definition", "", BODY_WRITTEN);
}

TEST(terraform_syntax)
{
    check_one("{\"resource\":{\"coval_metric\":{\"a\":" A ",\"//\":\"x\"},\"other\":{\"b\":{}}}}",
              "$.resource.coval_metric.a", "coval_metric.a", BODY_TERRAFORM);
    check_one("{\"resource\":[{\"other\":{}},{\"coval_metric\":[{\"a b\":[" A "]}]}]}",
              "$.resource[1].coval_metric[0][\"a b\"][0]", "coval_metric.a b", BODY_TERRAFORM);
    CHECK(read_text("{\"resource\":{\"other\":{}}}"));
    CHECK_EQ(b.list.n, 0);
}

#define RESOURCE(address, mode, type)                                                              \
    "{\"address\":\"" address "\",\"mode\":\"" mode "\",\"type\":\"" type "\",\"values\":" A "}"

TEST(terraform_show)
{
    check_one("{\"format_version\":\"1.0\",\"values\":{\"root_module\":{\"resources\":["
              RESOURCE("data.coval_metric.x", "data", "coval_metric") ","
              RESOURCE("x.y", "managed", "x") "],\"child_modules\":[{\"child_modules\":["
              "{\"resources\":[" RESOURCE("module.m.coval_metric.a", "managed", "coval_metric")
              "]}]}]}}}",
              "$.values.root_module.child_modules[0].child_modules[0].resources[0].values",
              "module.m.coval_metric.a", BODY_TERRAFORM);
    check_one("{\"format_version\":\"1.2\",\"planned_values\":{\"root_module\":{\"resources\":["
              RESOURCE("coval_metric.a", "managed", "coval_metric") "]}}}",
              "$.planned_values.root_module.resources[0].values", "coval_metric.a",
              BODY_TERRAFORM);
    CHECK(read_text("{\"format_version\":\"1.0\",\"terraform_version\":\"1.9.0\"}"));
    CHECK_EQ(b.list.n, 0);
}

static void check_trouble(const char *text, const char *sentence)
{
    CHECK(!read_text(text));
    CHECK_EQ(b.troubles.n, 1);
    if (b.troubles.n)
        CHECK_SV(b.troubles.v[0], sentence);
}

TEST(troubles)
{
    check_trouble("", "f.json:1:1: this is no JSON document (unexpected token)");
    check_trouble("{\"metric_name\":\n \"A\", \"metric_name\": 1}",
                  "f.json:2:19: this is no JSON document (duplicate object key)");
    check_trouble("7", "f.json, $: a definition is an object, not a number");
    check_trouble("[" A ",\"x\"]", "f.json, $[1]: a definition is an object, not a text");
    CHECK_EQ(b.list.n, 1);
    check_trouble("{\"metrics\":{}}",
                  "f.json, $.metrics: must be a list of definitions, not an object");
    check_trouble("{\"schema\":\"spanvet.bundle/1\"}",
                  "f.json, $.metrics: must be a list of definitions, not nothing");
    check_trouble("{\"schema\":\"spanvet.report/1\",\"metrics\":[]}",
                  "f.json: this holds no definitions of metrics, it is another document of "
                  "spanvet; give a bundle (spanvet.bundle/1) or a plan (spanvet.metrics/1)");
    CHECK(!read_text("{\"a\":1}"));
    check_trouble("\n{ \"resourceSpans\":[]}\n{",
                  "f.json holds traces, and no definition of a metric; `spanvet metrics stage` "
                  "makes definitions of traces, `spanvet metrics check` takes traces with "
                  "--traces");
    CHECK(read_text("{\"metric_name\":\"A\",\"metric_type\":\"X\",\"resourceSpans\":[]}"));
}

TEST(lines)
{
    CHECK(read_text("[\n"
                    " {\"metric_name\": \"{ \\\" {\",\n"
                    "  \"x\": {\"y\": [{}]}},\n"
                    " {\"target_condition\": {\n"
                    "   \"comparison_operator\":\n"
                    "     \"lt\"},\n"
                    "  \"unit\": 1}\n"
                    "]"));
    CHECK_EQ(b.list.n, 2);
    const struct body *second = &b.list.v[1];
    CHECK_EQ(body_line(&b, &b.list.v[0], NULL, NULL), 2);
    CHECK_EQ(body_line(&b, &b.list.v[0], "x", NULL), 3);
    CHECK_EQ(body_line(&b, second, NULL, NULL), 4);
    CHECK_EQ(body_line(&b, second, "metric_name", NULL), 4);
    CHECK_EQ(body_line(&b, second, "unit", NULL), 7);
    CHECK_EQ(body_line(&b, second, "target_condition", "comparison_operator"), 6);
    CHECK_EQ(body_line(&b, second, "target_condition", "target_float"), 4);
    CHECK_EQ(body_line(&b, second, "unit", "target_float"), 7);
}

/* A bundle, cut off at every byte: a sentence each time, and nothing else happens. */
TEST(every_prefix)
{
    static const char text[] = "{\"schema\":\"spanvet.bundle/1\",\"metrics\":[" A ",\n{\"values\":"
                               "{\"root_module\":[{}]},\"a\\\"\":1.5e3}]}";
    CHECK(read_text(text));
    for (size_t n = 0; n < sizeof(text) - 1; n++) {
        bodies_release(&b);
        b = (struct bodies){0};
        CHECK(!bodies_read(&b, SV("f"), sv_of(text, n)));
        CHECK_EQ(b.troubles.n, 1);
        CHECK_EQ(b.list.n, 0);
    }
}

/* As deep as the reader of documents goes: nothing here recurses. */
TEST(deep_modules)
{
    enum { DEEP = 900 };
    struct buf text = {0};
    buf_addz(&text, "{\"values\":{\"root_module\":");
    for (int i = 0; i < DEEP; i++)
        buf_addz(&text, "{\"child_modules\":[");
    buf_addz(&text, "{\"resources\":[" RESOURCE("a", "managed", "coval_metric") "]}");
    for (int i = 0; i < DEEP; i++)
        buf_addz(&text, "]}");
    buf_addz(&text, "}}");
    buf_addc(&text, '\0');
    CHECK(read_text(text.p));
    CHECK_EQ(b.list.n, 1);
    buf_release(&text);
}

TEST(no_such_file)
{
    bodies_release(&b);
    b = (struct bodies){0};
    CHECK(!bodies_load(&b, SV("/nowhere/at all.json")));
    CHECK_EQ(b.troubles.n, 1);
    bodies_release(&b);
}

TEST_MAIN(TEST_CASE(forms), TEST_CASE(a_plan_without_what_it_rejects), TEST_CASE(terraform_syntax),
          TEST_CASE(terraform_show), TEST_CASE(troubles), TEST_CASE(lines),
          TEST_CASE(every_prefix), TEST_CASE(deep_modules), TEST_CASE(no_such_file))
