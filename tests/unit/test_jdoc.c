#include "io/jdoc.h"

#include "tests/unit/test.h"

static struct store store;
static struct build build;

static void begin(void)
{
    store_release(&store);
    store_init(&store);
    build_init(&build, &store);
    build_input(&build, SV("test"), "test", false);
}

static void end(void)
{
    build_release(&build);
    store_release(&store);
}

static json_t *load(const char *text)
{
    json_t *v = jdoc_load(&build, sv_from_c(text), 0, NULL);
    CHECK(v != NULL);
    return v;
}

/* ---- ids ---- */

static struct raw_id trace_id(const char *text)
{
    json_t *v = load(text);
    struct raw_id id = jdoc_trace_id(&build, v);
    json_decref(v);
    return id;
}

static struct raw_id span_id(const char *text)
{
    json_t *v = load(text);
    struct raw_id id = jdoc_span_id(&build, v);
    json_decref(v);
    return id;
}

static void check_number(struct raw_id id, uint64_t hi, uint64_t lo)
{
    CHECK_EQ(id.state, ID_NUMBER);
    CHECK_EQ(id.id.hi, hi);
    CHECK_EQ(id.id.lo, lo);
}

static void check_text(struct raw_id id, const char *text)
{
    CHECK_EQ(id.state, ID_TEXT);
    CHECK_EQ(id.id.hi, 0);
    CHECK_SV(store_sv(&store, (sym)id.id.lo), text);
}

TEST(trace_ids)
{
    const uint64_t hi = 0x5b8efff798038103, lo = 0xd269b633813fc60c;
    begin();
    check_number(trace_id("\"5b8efff798038103d269b633813fc60c\""), hi, lo);
    check_number(trace_id("\"5B8EFFF798038103D269B633813FC60C\""), hi, lo);
    check_number(trace_id("\"0x5b8efff798038103d269b633813fc60c\""), hi, lo);
    check_number(trace_id("\"5b8efff7-9803-8103-d269-b633813fc60c\""), hi, lo);
    check_number(trace_id("\"W47/95gDgQPSabYzgT/GDA==\""), hi, lo);
    check_number(trace_id("121702245401190319682828931810593850892"), hi, lo);
    check_number(trace_id("{\"type\":\"Buffer\",\"data\":[91,142,255,247,152,3,129,3,"
                          "210,105,182,51,129,63,198,12]}"), hi, lo);
    check_number(trace_id("\"006c3cf93508f205\""), 0, 0x006c3cf93508f205);
    check_number(trace_id("\"6c3cf93508f205\""), 0, 0x006c3cf93508f205);
    check_number(trace_id("1"), 0, 1);
    check_number(trace_id("340282366920938463463374607431768211455"), UINT64_MAX, UINT64_MAX);
    check_text(trace_id("340282366920938463463374607431768211456"),
               "340282366920938463463374607431768211456");
    check_text(trace_id("\"trace-123\""), "trace-123");
    check_text(trace_id("-1"), "-1");
    check_text(trace_id("[1]"), "[1]");
    check_text(trace_id("1.5"), "1.5");
    check_text(trace_id("true"), "true");
    end();
}

TEST(span_ids)
{
    begin();
    check_number(span_id("\"eee19b7ec3c1b174\""), 0, 0xeee19b7ec3c1b174);
    check_number(span_id("\"0xEEE19B7EC3C1B174\""), 0, 0xeee19b7ec3c1b174);
    check_number(span_id("\"AAAAAAAAAAI=\""), 0, 2);
    check_number(span_id("12324293800750531911"), 0, 12324293800750531911u);
    check_number(span_id("\"2\""), 0, 2);
    check_number(span_id("{\"type\":\"Buffer\",\"data\":[0,0,0,0,0,0,1,2]}"), 0, 0x102);
    check_text(span_id("18446744073709551616"), "18446744073709551616");
    check_text(span_id("\"0d8f5427-c91a-44c8-86c5-e12d806edd57\""),
               "0d8f5427-c91a-44c8-86c5-e12d806edd57");
    check_text(span_id("\"span_f120b0c49d4643e7bedbb5d2\""), "span_f120b0c49d4643e7bedbb5d2");
    check_text(span_id("{\"type\":\"Buffer\",\"data\":[1,2]}"), "0102");
    end();
}

TEST(unset_ids)
{
    begin();
    CHECK_EQ(trace_id("null").state, ID_ABSENT);
    CHECK_EQ(trace_id("\"\"").state, ID_ABSENT);
    CHECK_EQ(trace_id("0").state, ID_ZERO);
    CHECK_EQ(trace_id("\"00000000000000000000000000000000\"").state, ID_ZERO);
    CHECK_EQ(trace_id("\"00000000-0000-0000-0000-000000000000\"").state, ID_ZERO);
    CHECK_EQ(span_id("\"0000000000000000\"").state, ID_ZERO);
    CHECK_EQ(span_id("\"0x0\"").state, ID_ZERO);
    CHECK_EQ(span_id("\"AAAAAAAAAAA=\"").state, ID_ZERO);
    CHECK_EQ(jdoc_trace_id(&build, NULL).state, ID_ABSENT);
    check_text(span_id("\"-\""), "-");
    end();
}

/* ---- times ---- */

static struct when time_of(const char *text, uint64_t unit)
{
    json_t *v = load(text);
    struct when w = jdoc_time(v, unit);
    json_decref(v);
    return w;
}

static void check_time(const char *text, uint64_t unit, uint64_t ns)
{
    struct when w = time_of(text, unit);
    CHECK(w.ok);
    CHECK_EQ(w.ns, ns);
}

TEST(times)
{
    const uint64_t ns = 1758026593210770123;
    begin();
    check_time("1758026593210770123", WHEN_NS, ns);
    check_time("\"1758026593210770123\"", WHEN_BY_SIZE, ns);
    check_time("1758026593210770", WHEN_US, 1758026593210770000);
    check_time("1758026593210", WHEN_BY_SIZE, 1758026593210000000);
    check_time("1758026593.25", WHEN_S, 1758026593250000000);
    check_time("1758026593.123456", WHEN_BY_SIZE, 1758026593123456000);
    check_time("\"2025-09-16T12:43:13.210770123Z\"", WHEN_US, ns);
    check_time("\"2025-09-16T08:43:13.210770123-04:00\"", WHEN_US, ns);
    check_time("[1758026593, 210770123]", WHEN_BY_SIZE, ns);
    check_time("{\"seconds\":\"1758026593\",\"nanos\":210770123}", WHEN_BY_SIZE, ns);
    check_time("{\"seconds\":1758026593}", WHEN_BY_SIZE, 1758026593000000000);
    check_time("{\"low\":-1846006517,\"high\":409322437,\"unsigned\":true}", WHEN_NS,
               409322437ull << 32 | (uint32_t)-1846006517);
    check_time("18446744073709551615", WHEN_NS, UINT64_MAX);
    check_time("0", WHEN_NS, 0);
    CHECK(!time_of("18446744073709551616", WHEN_NS).ok);
    CHECK(!time_of("-5", WHEN_NS).ok);
    CHECK(!time_of("true", WHEN_NS).ok);
    CHECK(!time_of("\"yesterday\"", WHEN_NS).ok);
    CHECK(!time_of("[1,2,3]", WHEN_NS).ok);
    CHECK(!time_of("[1,\"x\"]", WHEN_NS).ok);
    CHECK(!time_of("{}", WHEN_NS).ok);
    CHECK(!jdoc_time(NULL, WHEN_NS).ok);
    end();
}

TEST(lengths_before_the_start)
{
    struct span_head h = {0};
    begin();
    json_t *start = json_integer(10), *length = json_integer(-4);
    jdoc_end_after(&build, &h, length, WHEN_NS);
    CHECK_EQ(h.flags, 0);
    jdoc_start(&build, &h, start, WHEN_NS);
    jdoc_end_after(&build, &h, length, WHEN_NS);
    CHECK_EQ(h.end, 6);
    CHECK_EQ(h.flags, SPAN_HAS_START | SPAN_HAS_END);
    json_decref(start);
    json_decref(length);
    end();
}

TEST(a_time_that_cannot_be_read)
{
    struct span_head h = {.place = 7};
    begin();
    json_t *start = json_string("noon");
    jdoc_start(&build, &h, start, WHEN_NS);
    CHECK_EQ(h.flags, 0);
    CHECK_EQ(store.defects.n, 1);
    CHECK_EQ(store.defects.v[0].kind, DEFECT_start_time);
    CHECK_EQ(store.defects.v[0].place, 7);
    CHECK_SV(store_sv(&store, store.defects.v[0].text), "noon");
    json_decref(start);
    end();
}

/* ---- enums ---- */

static void check_kind(const char *text, uint8_t kind, size_t defects)
{
    json_t *v = load(text);
    size_t before = store.defects.n;
    CHECK_EQ(jdoc_kind(&build, v, 0), kind);
    CHECK_EQ(store.defects.n - before, defects);
    json_decref(v);
}

TEST(kinds_and_status)
{
    begin();
    check_kind("\"SPAN_KIND_CLIENT\"", KIND_CLIENT, 0);
    check_kind("\"SpanKind.INTERNAL\"", KIND_INTERNAL, 0);
    check_kind("\"Server\"", KIND_SERVER, 0);
    check_kind("\"producer\"", KIND_PRODUCER, 0);
    check_kind("5", KIND_CONSUMER, 0);
    check_kind("\"3\"", KIND_CLIENT, 0);
    check_kind("null", KIND_UNSPECIFIED, 0);
    check_kind("\"\"", KIND_UNSPECIFIED, 0);
    check_kind("6", KIND_OTHER, 1);
    check_kind("-1", KIND_OTHER, 1);
    check_kind("\"sideways\"", KIND_OTHER, 1);
    check_kind("{}", KIND_OTHER, 1);
    json_t *v = load("[\"OK\", \"StatusCode.ERROR\", \"STATUS_CODE_UNSET\", 2, \"great\"]");
    CHECK_EQ(jdoc_status(&build, json_array_get(v, 0), 0), STATUS_OK);
    CHECK_EQ(jdoc_status(&build, json_array_get(v, 1), 0), STATUS_ERROR);
    CHECK_EQ(jdoc_status(&build, json_array_get(v, 2), 0), STATUS_UNSET);
    CHECK_EQ(jdoc_status(&build, json_array_get(v, 3), 0), STATUS_ERROR);
    CHECK_EQ(jdoc_status(&build, json_array_get(v, 4), 0), STATUS_OTHER);
    json_decref(v);
    end();
}

/* ---- attributes ---- */

static struct attr attr_of(const char *json)
{
    json_t *v = load(json);
    size_t before = store.attrs.n;
    jdoc_attr(&build, SV("k"), v);
    json_decref(v);
    CHECK_EQ(store.attrs.n, before + 1);
    return store.attrs.v[store.attrs.n - 1];
}

static void check_attr(const char *json, enum value_type type, const char *text)
{
    struct attr a = attr_of(json);
    CHECK_EQ(a.type, type);
    CHECK_SV(store_sv(&store, (sym)a.bits), text);
}

TEST(attributes)
{
    begin();
    CHECK_EQ(attr_of("9223372036854775807").bits, INT64_MAX);
    CHECK_EQ(attr_of("1626371667388918123").type, VALUE_INT);
    CHECK_EQ(attr_of("true").type, VALUE_BOOL);
    CHECK_EQ(attr_of("4.8e-6").bits, value_bits(4.8e-6));
    CHECK_EQ(attr_of("-Infinity").bits, value_bits(-1.0 / 0.0));
    CHECK_EQ(attr_of("NaN").type, VALUE_DOUBLE);
    check_attr("\"200\"", VALUE_STRING, "200");
    check_attr("\"\"", VALUE_STRING, "");
    check_attr("18446744073709551615", VALUE_INVALID, "18446744073709551615");
    check_attr("1e999", VALUE_INVALID, "1e999");
    check_attr("[1,\"a\",null,true,0.5]", VALUE_ARRAY,
               "{\"arrayValue\":{\"values\":[{\"intValue\":\"1\"},{\"stringValue\":\"a\"},{},"
               "{\"boolValue\":true},{\"doubleValue\":0.5}]}}");
    check_attr("{\"a\":{},\"b\":NaN}", VALUE_KVLIST,
               "{\"kvlistValue\":{\"values\":[{\"key\":\"a\",\"value\":{\"kvlistValue\":"
               "{\"values\":[]}}},{\"key\":\"b\",\"value\":{\"doubleValue\":\"NaN\"}}]}}");
    size_t before = store.attrs.n;
    jdoc_attr(&build, SV("k"), json_null());
    jdoc_attr(&build, SV("k"), NULL);
    CHECK_EQ(store.attrs.n, before);
    end();
}

TEST(attributes_as_json)
{
    begin();
    json_t *v = load("{\"a\":[1,2.5,\"\\u00e9\\n\",null,false,18446744073709551616],\"b\":{}}");
    jdoc_attr_json(&build, SV("k"), v);
    CHECK_EQ(store.attrs.v[0].type, VALUE_STRING);
    CHECK_SV(store_sv(&store, (sym)store.attrs.v[0].bits),
             "{\"a\":[1,2.5,\"\xc3\xa9\\n\",null,false,18446744073709551616],\"b\":{}}");
    json_decref(v);
    end();
}

/* `depth` arrays around a number. */
static struct attr nested_attr(size_t depth)
{
    char *text = mem_alloc(2 * depth + 2);
    memset(text, '[', depth);
    text[depth] = '1';
    memset(text + depth + 1, ']', depth);
    text[2 * depth + 1] = '\0';
    struct attr a = attr_of(text);
    free(text);
    return a;
}

TEST(deep_attributes)
{
    begin();
    CHECK_EQ(nested_attr(100).type, VALUE_ARRAY);
    CHECK_EQ(nested_attr(101).type, VALUE_INVALID);
    CHECK_EQ(nested_attr(2000).type, VALUE_INVALID);
    end();
}

/* ---- what jansson refuses ---- */

TEST(texts_that_jansson_refuses)
{
    char tmp[40];
    begin();
    json_t *v = load("{\"bad\":\"a\xff\xfe z\",\"lone\":\"x\\ud800y\",\"pair\":\"\\ud83d\\ude00\","
                     "\"nul\":\"a\\u0000b\",\"big\":123456789012345678901234567890,"
                     "\"slash\":\"\\\\ud800\",\"n\":1}");
    CHECK_SV(jdoc_string(JDOC_GET(v, "bad")), "a\xef\xbf\xbd\xef\xbf\xbd z");
    CHECK_SV(jdoc_string(JDOC_GET(v, "lone")), "x\xef\xbf\xbdy");
    CHECK_SV(jdoc_string(JDOC_GET(v, "pair")), "\xf0\x9f\x98\x80");
    CHECK_EQ(jdoc_string(JDOC_GET(v, "nul")).n, 3);
    CHECK_SV(jdoc_number_text(JDOC_GET(v, "big")), "123456789012345678901234567890");
    CHECK_SV(jdoc_text(JDOC_GET(v, "big"), tmp), "123456789012345678901234567890");
    CHECK_EQ(jdoc_string(JDOC_GET(v, "big")).n, 0);
    CHECK_SV(jdoc_string(JDOC_GET(v, "slash")), "\\ud800");
    CHECK_EQ(json_integer_value(JDOC_GET(v, "n")), 1);
    CHECK_EQ(store.defects.n, 1);
    CHECK_EQ(store.defects.v[0].kind, DEFECT_not_utf8);
    json_decref(v);
    end();
}

TEST(texts_of_values)
{
    char tmp[40];
    begin();
    json_t *v = load("[0.1, 1e300, -7, true, \"x\", {}, 0.30000000000000004]");
    CHECK_SV(jdoc_text(json_array_get(v, 0), tmp), "0.1");
    CHECK_SV(jdoc_text(json_array_get(v, 1), tmp), "1e+300");
    CHECK_SV(jdoc_text(json_array_get(v, 2), tmp), "-7");
    CHECK_SV(jdoc_text(json_array_get(v, 3), tmp), "true");
    CHECK_SV(jdoc_text(json_array_get(v, 4), tmp), "x");
    CHECK_EQ(jdoc_text(json_array_get(v, 5), tmp).n, 0);
    CHECK_SV(jdoc_text(json_array_get(v, 6), tmp), "0.30000000000000004");
    json_decref(v);
    v = load("{\"a\":1,\"a\":2}");
    CHECK_EQ(json_integer_value(JDOC_GET(v, "b", "a")), 2);
    json_decref(v);
    end();
}

/* ---- resources and scopes ---- */

TEST(scopes_are_made_once)
{
    struct jdoc_scopes cache = {0};
    begin();
    json_t *r1 = load("{\"service.name\":\"a\"}"), *r2 = load("{\"service.name\":\"b\"}");
    json_t *same = load("{\"service.name\":\"a\"}");
    json_t *scope = load("{\"name\":\"s\",\"version\":\"1\",\"attributes\":{\"x\":1}}");
    uint32_t first = jdoc_scope(&build, &cache, r1, scope);
    CHECK_EQ(jdoc_scope(&build, &cache, same, scope), first);
    CHECK(jdoc_scope(&build, &cache, r2, scope) != first);
    CHECK(jdoc_scope(&build, &cache, r1, NULL) != first);
    CHECK_EQ(jdoc_scope(&build, &cache, NULL, NULL), NO_ROW);
    CHECK_EQ(store.resources.n, 3);
    CHECK_SV(store_sv(&store, store.scopes.v[first].name), "s");
    CHECK_SV(store_sv(&store, store.scopes.v[first].version), "1");
    CHECK_EQ(store.scopes.v[first].attrs.count, 1);
    jdoc_scopes_release(&cache);
    json_decref(r1);
    json_decref(r2);
    json_decref(same);
    json_decref(scope);
    end();
}

TEST_MAIN(TEST_CASE(trace_ids), TEST_CASE(span_ids), TEST_CASE(unset_ids), TEST_CASE(times),
          TEST_CASE(lengths_before_the_start), TEST_CASE(a_time_that_cannot_be_read),
          TEST_CASE(kinds_and_status), TEST_CASE(attributes), TEST_CASE(attributes_as_json),
          TEST_CASE(deep_attributes), TEST_CASE(texts_that_jansson_refuses),
          TEST_CASE(texts_of_values), TEST_CASE(scopes_are_made_once))
