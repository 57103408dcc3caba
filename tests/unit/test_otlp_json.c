/* The OTLP JSON reader: every spelling met in real files, and damage. */
#include "io/otlp_json.h"
#include "tests/unit/test.h"

struct world {
    struct store s;
    struct build b;
};

static void world_make(struct world *w, const char *text)
{
    store_init(&w->s);
    build_init(&w->b, &w->s);
    build_input(&w->b, SV("test"), "otlp-json", true);
    otlp_json_bytes(&w->b, sv_from_c(text), 0);
    build_input_end(&w->b);
}

static void world_release(struct world *w)
{
    build_release(&w->b);
    store_release(&w->s);
}

/* A document with these members in its only span. */
static const char *span_with(const char *members)
{
    static char text[8192];
    snprintf(text, sizeof(text),
             "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{"
             "\"traceId\":\"5B8EFFF798038103D269B633813FC60C\","
             "\"spanId\":\"eee19b7ec3c1b174\",%s}]}]}]}",
             members);
    return text;
}

static const struct attr *only_attr(struct world *w, const char *value)
{
    char members[4096];
    snprintf(members, sizeof(members), "\"attributes\":[{\"key\":\"k\",\"value\":%s}]", value);
    world_make(w, span_with(members));
    CHECK_EQ(w->s.n_spans, 1);
    CHECK_EQ(w->s.attrs.n, 1);
    return w->s.attrs.v;
}

static bool has_defect(const struct world *w, enum defect_kind kind)
{
    for (size_t i = 0; i < w->s.defects.n; i++)
        if (w->s.defects.v[i].kind == kind)
            return true;
    return false;
}

TEST(ids_of_every_spelling)
{
    static const struct {
        const char *id;
        bool defect;
    } cases[] = {
        {"\"5b8efff798038103d269b633813fc60c\"", false},
        {"\"5B8EFFF798038103D269B633813FC60C\"", false},
        {"\"W47/95gDgQPSabYzgT/GDA==\"", true},
        {"\"0x5b8efff798038103d269b633813fc60c\"", true},
        {"\"5b8efff7-9803-8103-d269-b633813fc60c\"", true},
        {"{\"type\":\"Buffer\",\"data\":[91,142,255,247,152,3,129,3,210,105,182,51,129,63,198,12]}",
         true},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[512];
        snprintf(text, sizeof(text),
                 "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":%s,"
                 "\"spanId\":\"eee19b7ec3c1b174\"}]}]}]}",
                 cases[i].id);
        struct world w;
        world_make(&w, text);
        CHECK_EQ(w.s.traces.n, 1);
        CHECK(w.s.traces.v[0].id.hi == 0x5b8efff798038103u);
        CHECK(w.s.traces.v[0].id.lo == 0xd269b633813fc60cu);
        CHECK_EQ(has_defect(&w, DEFECT_trace_id), cases[i].defect);
        world_release(&w);
    }
}

TEST(ids_that_are_none)
{
    struct world w;
    world_make(&w, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":["
                   "{\"traceId\":\"00000000000000000000000000000000\",\"spanId\":\"\"},"
                   "{\"traceId\":\"zzz\",\"spanId\":null,\"parentSpanId\":\"\"},"
                   "{\"traceId\":\"zzz\",\"spanId\":\"xyz\",\"parentSpanId\":null}]}]}]}");
    CHECK_EQ(w.s.n_spans, 3);
    CHECK_EQ(w.s.traces.v[0].id_state, TRACE_ID_NONE);
    CHECK_EQ(w.s.traces.v[1].id_state, TRACE_ID_TEXT);
    CHECK_EQ(w.s.span.trace[1], w.s.span.trace[2]);
    CHECK_EQ(w.s.span.flags[0] & (SPAN_HAS_ID | SPAN_HAS_PARENT), 0);
    CHECK_EQ(w.s.span.flags[2] & (SPAN_HAS_ID | SPAN_ID_TEXT), SPAN_HAS_ID | SPAN_ID_TEXT);
    world_release(&w);
}

TEST(times)
{
    struct world w;
    world_make(&w, span_with("\"startTimeUnixNano\":\"1544712660123456789\","
                             "\"endTimeUnixNano\":1544712661999999999"));
    CHECK(w.s.span.start[0] == 1544712660123456789u && w.s.span.end[0] == 1544712661999999999u);
    world_release(&w);
    world_make(&w, span_with("\"startTimeUnixNano\":{\"low\":-1,\"high\":1,\"unsigned\":true},"
                             "\"endTimeUnixNano\":\"18446744073709551615\""));
    CHECK(w.s.span.start[0] == 0x1ffffffffu && w.s.span.end[0] == UINT64_MAX);
    world_release(&w);
    world_make(&w, span_with("\"start_time_unix_nano\":\"0\",\"endTimeUnixNano\":\"-5\""));
    CHECK_EQ(w.s.span.flags[0] & (SPAN_HAS_START | SPAN_HAS_END), SPAN_HAS_START);
    CHECK(has_defect(&w, DEFECT_end_time) && !has_defect(&w, DEFECT_start_time));
    world_release(&w);
    world_make(&w, span_with("\"startTimeUnixNano\":1.5e18,\"endTimeUnixNano\":null"));
    CHECK_EQ(w.s.span.flags[0] & (SPAN_HAS_START | SPAN_HAS_END), 0);
    CHECK(has_defect(&w, DEFECT_start_time) && !has_defect(&w, DEFECT_end_time));
    world_release(&w);
}

TEST(enums)
{
    struct world w;
    world_make(&w, span_with("\"kind\":\"SPAN_KIND_CLIENT\",\"status\":{\"code\":2}"));
    CHECK_EQ(w.s.span.kind[0], KIND_CLIENT);
    CHECK_EQ(w.s.span.status[0], STATUS_ERROR);
    CHECK_EQ(w.s.defects.n, 0);
    world_release(&w);
    world_make(&w, span_with("\"kind\":7,\"status\":{\"code\":\"STATUS_CODE_OK\"}"));
    CHECK_EQ(w.s.span.kind[0], KIND_OTHER);
    CHECK_EQ(w.s.span.status[0], STATUS_OK);
    CHECK(has_defect(&w, DEFECT_kind) && has_defect(&w, DEFECT_status_name));
    world_release(&w);
    world_make(&w, span_with("\"status\":{\"code\":9},\"kind\":\"NOPE\""));
    CHECK_EQ(w.s.span.status[0], STATUS_OTHER);
    CHECK(has_defect(&w, DEFECT_status_code) && has_defect(&w, DEFECT_kind));
    world_release(&w);
}

TEST(values)
{
    struct world w;
    const struct attr *a = only_attr(&w, "{\"intValue\":\"9007199254740993\"}");
    CHECK(a->type == VALUE_INT && attr_int(a) == 9007199254740993);
    world_release(&w);
    a = only_attr(&w, "{\"intValue\":-9223372036854775808}");
    CHECK(a->type == VALUE_INT && attr_int(a) == INT64_MIN);
    world_release(&w);
    a = only_attr(&w, "{\"doubleValue\":0.25}");
    CHECK(a->type == VALUE_DOUBLE && attr_double(a) == 0.25);
    world_release(&w);
    a = only_attr(&w, "{\"string_value\":\"\\u00fc\\ud83d\\ude00\\n\"}");
    CHECK(a->type == VALUE_STRING);
    CHECK_SV(store_sv(&w.s, (sym)a->bits), "\xc3\xbc\xf0\x9f\x98\x80\n");
    world_release(&w);
    a = only_attr(&w, "{\"boolValue\":true}");
    CHECK(a->type == VALUE_BOOL && a->bits == 1);
    world_release(&w);
    a = only_attr(&w, "{\"bytesValue\":\"AAEC\"}");
    CHECK(a->type == VALUE_BYTES && sv_eq(store_sv(&w.s, (sym)a->bits), sv_of("\0\1\2", 3)));
    world_release(&w);
}

TEST(odd_values)
{
    static const struct {
        const char *value;
        enum value_type type;
        int defect; /* -1: none */
    } cases[] = {
        {"{}", VALUE_EMPTY, -1},
        {"null", VALUE_EMPTY, -1},
        {"{\"intValue\":\"abc\"}", VALUE_INVALID, DEFECT_value_form},
        {"{\"intValue\":\"9223372036854775808\"}", VALUE_INVALID, DEFECT_value_form},
        {"{\"boolValue\":\"yes\"}", VALUE_INVALID, DEFECT_value_form},
        {"{\"stringValue\":5}", VALUE_INVALID, DEFECT_value_form},
        {"{\"doubleValue\":\"NaN\"}", VALUE_DOUBLE, -1},
        {"{\"doubleValue\":NaN}", VALUE_DOUBLE, -1},
        {"{\"stringValue\":\"a\",\"intValue\":1}", VALUE_INT, DEFECT_value_kinds},
        {"\"bare\"", VALUE_INVALID, DEFECT_value_form},
        {"{\"bytesValue\":\"***\"}", VALUE_INVALID, DEFECT_value_form},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct world w;
        const struct attr *a = only_attr(&w, cases[i].value);
        CHECK_EQ(a->type, cases[i].type);
        CHECK_EQ(w.s.defects.n, cases[i].defect >= 0);
        CHECK(cases[i].defect < 0 || has_defect(&w, (enum defect_kind)cases[i].defect));
        world_release(&w);
    }
}

TEST(nested_values_have_one_text)
{
    static const char *const spellings[] = {
        "{\"arrayValue\":{\"values\":[{\"stringValue\":\"a\"},{\"kvlistValue\":{\"values\":"
        "[{\"key\":\"x\",\"value\":{\"intValue\":\"1\"}},{\"key\":\"y\",\"value\":{}}]}}]}}",
        "{ \"array_value\" : { \"values\" : [ { \"string_value\" : \"\\u0061\" } , "
        "{ \"kvlist_value\" : { \"values\" : [ { \"value\" : { \"int_value\" : 1 } , "
        "\"key\" : \"x\" } , { \"key\" : \"y\" , \"value\" : null } ] } } ] } }",
    };
    for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
        struct world w;
        const struct attr *a = only_attr(&w, spellings[i]);
        CHECK_EQ(a->type, VALUE_ARRAY);
        CHECK_SV(store_sv(&w.s, (sym)a->bits), spellings[0]);
        world_release(&w);
    }
}

static void nest(char *out, size_t depth)
{
    size_t n = 0;
    for (size_t i = 0; i < depth; i++, n += 25)
        memcpy(out + n, "{\"arrayValue\":{\"values\":[", 25);
    memcpy(out + n, "{}", 2);
    n += 2;
    for (size_t i = 0; i < depth; i++, n += 3)
        memcpy(out + n, "]}}", 3);
    out[n] = '\0';
}

TEST(depth_has_a_limit)
{
    static char value[400], text[3 << 20];
    struct world w;
    nest(value, 3);
    CHECK_EQ(only_attr(&w, value)->type, VALUE_ARRAY);
    world_release(&w);
    for (size_t depth = 100; depth <= 100000; depth = depth == 100 ? 101 : depth * 990) {
        size_t n = (size_t)snprintf(text, 300, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":["
                                               "{\"name\":\"n\",\"attributes\":[{\"key\":\"k\","
                                               "\"value\":");
        nest(text + n, depth);
        memcpy(text + strlen(text), "}]}]}]}]}", 10);
        world_make(&w, text);
        CHECK_EQ(w.s.n_spans, 1);
        CHECK_EQ(w.s.attrs.v[0].type, depth <= VALUE_DEPTH_MAX ? VALUE_ARRAY : VALUE_EMPTY);
        CHECK_EQ(has_defect(&w, DEFECT_value_depth), depth > VALUE_DEPTH_MAX);
        world_release(&w);
    }
}

TEST(where_lists_of_resources_stand)
{
    static const struct {
        const char *text;
        uint32_t spans;
    } cases[] = {
        {"{\"resource_spans\":[{\"scope_spans\":[{\"spans\":[{}]}]}]}", 1},
        {"{\"batches\":[{\"instrumentationLibrarySpans\":[{\"spans\":[{},{}]}]}]}", 2},
        {"{\"result\":{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{}]}]}]}}", 1},
        {"[{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{}]}]}]}]", 1},
        {"{\"resource\":{},\"scopeSpans\":[{\"spans\":[{}]}]}", 1},
        {"{\"scopeSpans\":[{\"spans\":[{}],\"scope\":{\"name\":\"s\"}}],\"resource\":{}}", 1},
        {"{\"ResourceSpans\":[{\"ScopeSpans\":[{\"spans\":[{}]}]}]}", 1},
        {"{\"schemaUrl\":\"u\",\"resource\":{},\"scopeSpans\":[{\"spans\":[{}]}]}", 1},
        {"{\"instrumentation_library_spans\":[{\"spans\":[{}]}]}", 1},
        {"{\"re\\u0073ource\":{},\"scopeSpans\":[{\"spans\":[{}]}]}", 1},
        {"{\"meta\":{\"batches\":3},\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{}]}]}]}", 1},
        {"{\"resourceSpans\":{},\"x\":1}", 0},
        {"\xef\xbb\xbf{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{}]}]}]}\r\n"
         "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{}]}]}]}\r\n",
         2},
        {"{\"resourceLogs\":[]}\n{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{}]}]}]}", 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct world w;
        world_make(&w, cases[i].text);
        CHECK_EQ(w.s.n_spans, cases[i].spans);
        CHECK_EQ(w.s.inputs.v[0].n_diagnostics, 0);
        world_release(&w);
    }
}

#define ONE(name) "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":\"" name "\"}]}]}]}"
#define CUT(name) "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":\"" name "\"},"

TEST(damage_costs_only_itself)
{
    static const struct {
        const char *text;
        uint32_t spans, diagnostics;
        uint64_t offset; /* of the first */
    } cases[] = {
        {ONE("a") "\nnot json\n" ONE("b"), 2, 1, 62},
        {CUT("a") "\n" ONE("b") "\n" ONE("c"), 3, 1, 56}, /* the cut swallows nothing */
        {CUT("a") "{\"name\":\"lost", 1, 1, 69},
        {ONE("a") "\n{\"other\":1}\n" ONE("b"), 2, 1, 62},
        {ONE("a") "\n{\"resourceSpans\":[tru]}\n" ONE("b"), 2, 1, 80},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct world w;
        world_make(&w, cases[i].text);
        CHECK_EQ(w.s.n_spans, cases[i].spans);
        CHECK_EQ(w.s.inputs.v[0].n_diagnostics, cases[i].diagnostics);
        CHECK_EQ(w.s.inputs.v[0].diagnostics.v[0].offset, cases[i].offset);
        CHECK_EQ(w.s.inputs.v[0].status, INPUT_PARTIAL);
        world_release(&w);
    }
}

/* Lines that each look like a beginning may not make the reader look at the rest each time. */
TEST(damage_is_not_quadratic)
{
    enum { LINES = 200000 };
    static char text[LINES * 6 + 1];
    for (size_t i = 0; i < LINES; i++)
        memcpy(text + i * 6, "{\"a\":\n", 6);
    struct world w;
    world_make(&w, text);
    CHECK_EQ(w.s.n_spans, 0);
    CHECK_EQ(w.s.inputs.v[0].status, INPUT_FAILED);
    world_release(&w);
}

TEST(wrong_types_are_defects)
{
    struct world w;
    world_make(&w, "{\"resourceSpans\":[7,{\"resource\":[],\"scopeSpans\":[{\"spans\":[5,null,"
                   "{\"name\":5,\"attributes\":{},\"events\":3,\"status\":[]}]},null]}]}");
    CHECK_EQ(w.s.n_spans, 1);
    CHECK_EQ(w.s.inputs.v[0].n_diagnostics, 0);
    CHECK_EQ(w.s.defects.n, 3 + 4 + 2); /* 7, [], 5; four members; two ids missing */
    world_release(&w);
}

TEST(other_signals_only)
{
    struct world w;
    world_make(&w, "{\"resourceMetrics\":[{\"scopeMetrics\":[]}]}");
    CHECK(w.s.inputs.v[0].saw_metrics && !w.s.inputs.v[0].saw_logs);
    CHECK_EQ(w.s.inputs.v[0].status, INPUT_FAILED);
    CHECK_EQ(w.s.inputs.v[0].n_diagnostics, 1);
    world_release(&w);
}

TEST_MAIN(TEST_CASE(ids_of_every_spelling), TEST_CASE(ids_that_are_none), TEST_CASE(times),
          TEST_CASE(enums), TEST_CASE(values), TEST_CASE(odd_values),
          TEST_CASE(nested_values_have_one_text), TEST_CASE(depth_has_a_limit),
          TEST_CASE(where_lists_of_resources_stand), TEST_CASE(damage_costs_only_itself),
          TEST_CASE(damage_is_not_quadratic), TEST_CASE(wrong_types_are_defects),
          TEST_CASE(other_signals_only))
