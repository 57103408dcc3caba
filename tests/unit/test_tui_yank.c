/* What is copied: values and spans as they may be shown, ids, rows and attributes. */
#include "core/json_scan.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"
#include "tui/span_json.h"
#include "tui/value.h"
#include "tui/yank.h"

#define ATTRIBUTE(key, type, value)                                                                \
    "{\"key\":\"" key "\",\"value\":{\"" type "Value\":" value "}}"
#define NESTED                                                                                     \
    "{\"key\":\"nested\",\"value\":{\"kvlistValue\":{\"values\":["                                 \
    ATTRIBUTE("a", "int", "\"1\"") ",{\"key\":\"b\",\"value\":{\"arrayValue\":{\"values\":["       \
    "{\"stringValue\":\"x\\\"y\"},{\"doubleValue\":0.5},{\"boolValue\":true},{}]}}}]}}}"

static const char one_span[] = SPANS(SPAN(
    "a1", "llm", ",\"parentSpanId\":\"00000000000000ff\",\"attributes\":["
                 ATTRIBUTE("text", "string", "\"a\\nb\"") "," ATTRIBUTE("whole", "int", "\"42\"")
                 "," ATTRIBUTE("part", "double", "0.25") "," ATTRIBUTE("yes", "bool", "true") ","
                 ATTRIBUTE("raw", "bytes", "\"AQID\"") "," NESTED "]"
                 ",\"events\":[{\"timeUnixNano\":\"1738000000500000000\",\"name\":\"first\"}]"
                 ",\"status\":{\"code\":2,\"message\":\"broken\"}"));

/* ---- values ---- */

static void check_value(const struct linted *l, uint32_t i, const char *plain, const char *json)
{
    struct buf b = {0};
    value_add(&b, &l->s, &l->s.attrs.v[i], 0, false);
    CHECK_SV(buf_sv(&b), plain);
    buf_clear(&b);
    value_json(&b, &l->s, &l->s.attrs.v[i], false);
    CHECK_SV(buf_sv(&b), json);
    buf_release(&b);
}

TEST(values_for_people_and_programs)
{
    struct linted l;
    linted_open(&l, one_span);
    uint32_t first = l.s.span.attr_first[0];
    check_value(&l, first, "a\nb", "{\"stringValue\":\"a\\nb\"}");
    check_value(&l, first + 1, "42", "{\"intValue\":\"42\"}");
    check_value(&l, first + 2, "0.25", "{\"doubleValue\":0.25}");
    check_value(&l, first + 3, "true", "{\"boolValue\":true}");
    check_value(&l, first + 4, "3 bytes: 010203", "{\"bytesValue\":\"AQID\"}");
    check_value(&l, first + 5, "{\"a\": 1, \"b\": [\"x\\\"y\", 0.5, true, null]}",
                "{\"kvlistValue\":{\"values\":[{\"key\":\"a\",\"value\":{\"intValue\":\"1\"}},"
                "{\"key\":\"b\",\"value\":{\"arrayValue\":{\"values\":[{\"stringValue\":"
                "\"x\\\"y\"},{\"doubleValue\":0.5},{\"boolValue\":true},{}]}}}]}}");
    linted_close(&l);
}

TEST(long_values_are_cut)
{
    struct buf b = {0};
    value_add_text(&b, SV("abc\xc3\xa9" "def"), 4, false);
    CHECK_SV(buf_sv(&b), "abc... (5 more bytes)");
    buf_clear(&b);
    value_add_text(&b, SV("abcd"), 4, false);
    CHECK_SV(buf_sv(&b), "abcd");
    buf_release(&b);
}

/* ---- spans ---- */

/* Reads the object back with the reader of OTLP JSON. */
static bool reads_back(const struct buf *span, struct linted *l)
{
    struct buf whole = {0};
    buf_fmt(&whole, SPANS("%.*s"), SV_ARG(buf_sv(span)));
    buf_addc(&whole, '\0');
    linted_open(l, whole.p);
    buf_release(&whole);
    return l->ok && l->s.n_spans == 1 && l->s.defects.n == 0;
}

TEST(a_span_as_json_reads_back_the_same)
{
    struct linted l, again;
    struct buf b = {0}, twice = {0};
    linted_open(&l, one_span);
    span_json(&b, &l.s, 0, false);
    CHECK(reads_back(&b, &again));
    span_json(&twice, &again.s, 0, false);
    CHECK(sv_eq(buf_sv(&b), buf_sv(&twice)));
    CHECK(sv_find(buf_sv(&b), SV("\"parentSpanId\": \"00000000000000ff\"")) != SIZE_MAX);
    CHECK_EQ(again.s.span.attr_count[0], 6);
    CHECK_EQ(again.s.span.status[0], STATUS_ERROR);
    CHECK(!span_json_hides(&l.s, 0));
    linted_close(&again);
    linted_close(&l);
    buf_release(&b);
    buf_release(&twice);
}

TEST(secrets_are_hidden_and_it_stays_json)
{
    struct linted l, again;
    struct buf json = {0}, b = {0};
    buf_fmt(&json,
            SPANS(SPAN("a1", "llm", ",\"attributes\":["
                ATTRIBUTE("password", "string", "\"%s\"") ","
                "{\"key\":\"deep\",\"value\":{\"arrayValue\":{\"values\":[{\"stringValue\":"
                "\"mail jane.doe@" "example.org, please\"}]}}},"
                ATTRIBUTE("caller.phone", "int", "\"4915112345678\"") "]")), "open sesame");
    buf_addc(&json, '\0');
    linted_open(&l, json.p);
    span_json(&b, &l.s, 0, false);
    CHECK(sv_find(buf_sv(&b), SV("sesame")) == SIZE_MAX);
    CHECK(sv_find(buf_sv(&b), SV("jane")) == SIZE_MAX);
    CHECK(sv_find(buf_sv(&b), SV("4915112345678")) == SIZE_MAX);
    CHECK(sv_find(buf_sv(&b), SV("please")) != SIZE_MAX);
    CHECK(span_json_hides(&l.s, 0));
    CHECK(reads_back(&b, &again));
    linted_close(&again);
    buf_clear(&b);
    span_json(&b, &l.s, 0, true);
    CHECK(sv_find(buf_sv(&b), SV("sesame")) != SIZE_MAX);
    CHECK(sv_find(buf_sv(&b), SV("4915112345678")) != SIZE_MAX);
    linted_close(&l);
    buf_release(&b);
    buf_release(&json);
}

/* Texts of every byte, as names, keys and values. */
TEST(any_bytes_make_json)
{
    for (int c = 1; c < 256; c++) {
        struct buf json = {0}, b = {0};
        struct linted l;
        struct json_scan scan;
        const char bytes[] = {(char)c, '"', (char)c};
        struct sv odd = sv_of(bytes, sizeof(bytes)), value;
        size_t offset;
        const char *damage;
        buf_addz(&json, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":");
        buf_json(&json, odd);
        buf_addz(&json, ",\"attributes\":[{\"key\":");
        buf_json(&json, odd);
        buf_addz(&json, ",\"value\":{\"arrayValue\":{\"values\":[{\"stringValue\":");
        buf_json(&json, odd);
        buf_addz(&json, "}]}}}]}]}]}]}");
        buf_addc(&json, '\0');
        linted_open(&l, json.p);
        CHECK_EQ(l.s.n_spans, 1);
        span_json(&b, &l.s, 0, false);
        json_scan_init(&scan, buf_sv(&b));
        CHECK(json_values_next(&scan, &value, &offset, &damage) && !damage);
        json_scan_release(&scan);
        linted_close(&l);
        buf_release(&json);
        buf_release(&b);
    }
}

/* ---- what is under the cursor ---- */

static void row_draw(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r, uint32_t i)
{
    (void)t, (void)v;
    canvas_fmt(c, r, 0, 0, ROLE_TEXT, "row %u", i);
}

static void check_yank(struct tui *t, uint8_t view, enum yank which, const char *want)
{
    const struct view_ops plain = {
        .name = "plain", .row = row_draw, .subject = view_rows[view].ops->subject};
    struct tui_view v = {.ops = &plain, .id = view, .list = {.n = 3, .cursor = 2}};
    struct buf b = {0};
    struct err e = {0};
    const char *what = NULL;
    bool ok = yank_text(&b, &what, t, &v, which, &e);
    CHECK_EQ(ok, want != NULL);
    CHECK(ok ? what != NULL : e.set);
    if (want)
        CHECK_SV(buf_sv(&b), want);
    buf_release(&b);
}

TEST(each_view_copies_its_own)
{
    struct linted l;
    linted_open(&l, one_span);
    const struct tui_data data = {.s = &l.s, .ix = &l.ix, .v = &l.v}, none = {0};
    struct tui t = {.data = &data, .trace = 0, .span = 0, .finding = NO_ROW, .marked = NO_ROW};
    check_yank(&t, VIEW_waterfall, YANK_ID, "00000000000000a1");
    check_yank(&t, VIEW_traces, YANK_ID, "0000000000000000000000000000000a");
    check_yank(&t, VIEW_waterfall, YANK_ROW, "row 2");
    check_yank(&t, VIEW_waterfall, YANK_ATTRIBUTE, NULL);
    t.attribute = SV("whole");
    check_yank(&t, VIEW_detail, YANK_ATTRIBUTE, "whole=42");
    check_yank(&t, VIEW_traces, YANK_JSON, NULL);
    t.span = NO_ROW;
    check_yank(&t, VIEW_waterfall, YANK_ID, "0000000000000000000000000000000a");
    check_yank(&t, VIEW_waterfall, YANK_JSON, NULL);
    t.data = &none;
    check_yank(&t, VIEW_waterfall, YANK_ID, NULL);
    check_yank(&t, VIEW_metrics, YANK_JSON, NULL);
    linted_close(&l);
}

TEST_MAIN(TEST_CASE(values_for_people_and_programs), TEST_CASE(long_values_are_cut),
          TEST_CASE(a_span_as_json_reads_back_the_same),
          TEST_CASE(secrets_are_hidden_and_it_stays_json), TEST_CASE(any_bytes_make_json),
          TEST_CASE(each_view_copies_its_own))
