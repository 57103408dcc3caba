#include "tests/unit/pb_bytes.h"

/* ---- one span ---- */

TEST(fields_of_a_span)
{
    struct buf span = plain_span(SV("llm"));
    struct buf status = {0};
    put_bytes(&span, 3, SV("a=b"));
    put_bytes(&span, 4, SV("\xb1\xb2\xb3\xb4\xb5\xb6\xb7\xb8"));
    put_number(&span, 6, 3);
    put_number(&span, 10, 4);
    put_number(&span, 12, 5);
    put_number(&span, 14, 6);
    put_bytes(&status, 2, SV("too late"));
    put_number(&status, 3, 2);
    put_message(&span, 15, status);
    put_varint(&span, 16 << 3 | 5);
    buf_add(&span, SV("\x01\x03\x00\x00"));
    struct fixture f;
    fixture_read_message(&f, request_of(span));
    CHECK_EQ(f.s.n_spans, 1);
    CHECK_EQ(f.s.defects.n, 0);
    CHECK_EQ(input_of(&f)->n_diagnostics, 0);
    CHECK_EQ(f.s.traces.v[0].id.hi, 0x0102030405060708);
    CHECK_EQ(f.s.traces.v[0].id.lo, 0x090a0b0c0d0e0f10);
    CHECK_EQ(f.s.span.span_id[0], (int64_t)0xa1a2a3a4a5a6a7a8u);
    CHECK_EQ(f.s.span.parent_id[0], (int64_t)0xb1b2b3b4b5b6b7b8u);
    CHECK_EQ(f.s.span.flags[0], SPAN_HAS_START | SPAN_HAS_END | SPAN_HAS_NAME | SPAN_HAS_ID |
                                    SPAN_HAS_PARENT | SPAN_IS_REMOTE);
    CHECK_EQ(f.s.span.start[0], 1000);
    CHECK_EQ(f.s.span.end[0], 2000);
    CHECK_SV(name_of(&f, 0), "llm");
    CHECK_EQ(f.s.span.kind[0], KIND_CLIENT);
    CHECK_EQ(f.s.span.status[0], STATUS_ERROR);
    const struct span_extra *x = span_extra(&f.s, 0);
    CHECK_SV(store_sv(&f.s, x->status_message), "too late");
    CHECK_SV(store_sv(&f.s, x->trace_state), "a=b");
    CHECK_EQ(x->flags, 0x301);
    CHECK_EQ(x->dropped_attrs, 4);
    CHECK_EQ(x->dropped_events, 5);
    CHECK_EQ(x->dropped_links, 6);
    const struct resource *r = span_resource(&f.s, 0);
    CHECK_SV(store_sv(&f.s, f.s.attrs.v[r->attrs.first].key), "service.name");
    CHECK_SV(store_sv(&f.s, f.s.scopes.v[0].name), "tracer");
    fixture_release(&f);
}

TEST(empty_span)
{
    struct fixture f;
    fixture_read_message(&f, request_of((struct buf){0}));
    CHECK_EQ(f.s.n_spans, 1);
    CHECK_EQ(f.s.span.flags[0], 0);
    CHECK_EQ(f.s.traces.v[0].id_state, TRACE_ID_NONE);
    CHECK_EQ(defects_of(&f, DEFECT_trace_id, ""), 1);
    CHECK_EQ(defects_of(&f, DEFECT_span_id, ""), 1);
    CHECK_EQ(f.s.defects.n, 2);
    fixture_release(&f);
}

TEST(ids_of_wrong_length_and_zero)
{
    struct buf span = {0};
    put_bytes(&span, 1, SV("\xab\xcd"));
    put_bytes(&span, 2, SV("\0\0\0\0\0\0\0\0"));
    put_bytes(&span, 4, SV("123456789"));
    put_fixed(&span, 7, 1);
    struct fixture f;
    fixture_read_message(&f, request_of(span));
    CHECK_EQ(f.s.traces.v[0].id_state, TRACE_ID_TEXT);
    CHECK_SV(store_sv(&f.s, (sym)f.s.traces.v[0].id.lo), "abcd");
    CHECK_EQ(f.s.span.flags[0], SPAN_HAS_START | SPAN_HAS_PARENT | SPAN_PARENT_TEXT);
    CHECK_SV(store_sv(&f.s, (sym)f.s.span.parent_id[0]), "313233343536373839");
    CHECK_EQ(defects_of(&f, DEFECT_trace_id, "abcd"), 1);
    CHECK_EQ(defects_of(&f, DEFECT_span_id, "0000000000000000"), 1);
    CHECK_EQ(defects_of(&f, DEFECT_parent_id, "313233343536373839"), 1);
    fixture_release(&f);
}

TEST(illegal_enums_stay_illegal)
{
    struct buf span = plain_span(SV("x")), status = {0};
    put_number(&span, 6, 77);
    put_number(&status, 3, (uint64_t)-4);
    put_message(&span, 15, status);
    struct fixture f;
    fixture_read_message(&f, request_of(span));
    CHECK_EQ(f.s.span.kind[0], KIND_OTHER);
    CHECK_EQ(f.s.span.status[0], STATUS_OTHER);
    CHECK_EQ(defects_of(&f, DEFECT_kind, "77"), 1);
    CHECK_EQ(defects_of(&f, DEFECT_status_code, "-4"), 1);
    fixture_release(&f);
}

TEST(texts_keep_their_bytes)
{
    struct buf span = plain_span(SV("a\xff"));
    put_message(&span, 9, attribute(SV("nul"), string_value(SV("a\0b"))));
    put_message(&span, 9, attribute(SV("bad"), string_value(SV("a\xff"))));
    struct fixture f;
    fixture_read_message(&f, request_of(span));
    CHECK(sv_eq(name_of(&f, 0), SV("a\xff")));
    CHECK(sv_eq(store_sv(&f.s, (sym)attr_of(&f, 0, "nul")->bits), SV("a\0b")));
    CHECK_EQ(defects_of(&f, DEFECT_not_utf8, "a\xff"), 2);
    CHECK_EQ(f.s.defects.n, 2);
    fixture_release(&f);
}

TEST(events_and_links)
{
    struct buf span = plain_span(SV("x")), event = {0}, link = {0}, bad = {0};
    put_fixed(&event, 1, 1500);
    put_bytes(&event, 2, SV("first token"));
    put_message(&event, 3, attribute(SV("k"), string_value(SV("v"))));
    put_number(&event, 4, 7);
    put_message(&span, 11, event);
    put_bytes(&link, 1, TRACE_ID);
    put_bytes(&link, 2, SPAN_ID);
    put_bytes(&link, 3, SV("s=t"));
    put_number(&link, 5, 8);
    put_message(&span, 13, link);
    put_bytes(&bad, 1, SV("abc"));
    put_message(&span, 13, bad);
    struct fixture f;
    fixture_read_message(&f, request_of(span));
    const struct span_extra *x = span_extra(&f.s, 0);
    CHECK_EQ(x->event_count, 1);
    const struct event *e = &f.s.events.v[x->event_first];
    CHECK(e->has_time);
    CHECK_EQ(e->time, 1500);
    CHECK_EQ(e->dropped, 7);
    CHECK_EQ(e->attrs.count, 1);
    CHECK_SV(store_sv(&f.s, e->name), "first token");
    CHECK_EQ(x->link_count, 2);
    const struct link *l = &f.s.links.v[x->link_first];
    CHECK_EQ(l[0].trace_id.lo, 0x090a0b0c0d0e0f10);
    CHECK_EQ(l[0].span_id, (int64_t)0xa1a2a3a4a5a6a7a8u);
    CHECK_SV(store_sv(&f.s, l[0].trace_state), "s=t");
    CHECK_EQ(l[0].dropped, 8);
    CHECK(l[1].trace_text);
    CHECK_EQ(defects_of(&f, DEFECT_link_id, "616263"), 1);
    fixture_release(&f);
}

/* ---- values ---- */

static struct buf double_value(double v)
{
    struct buf b = {0};
    put_fixed(&b, 4, value_bits(v));
    return b;
}

/* An array or map value of one element. */
static struct buf container(uint32_t field, struct buf element)
{
    struct buf list = {0}, value = {0};
    put_message(&list, 1, element);
    put_message(&value, field, list);
    return value;
}

TEST(values_of_every_kind)
{
    struct buf span = plain_span(SV("x")), bytes = {0}, no_value = {0};
    put_message(&span, 9, attribute(SV("s"), string_value(SV("text"))));
    put_message(&span, 9, attribute(SV("b"), number_value(2, 1)));
    put_message(&span, 9, attribute(SV("i"), number_value(3, (uint64_t)INT64_MIN)));
    put_message(&span, 9, attribute(SV("d"), double_value(0.1)));
    put_bytes(&bytes, 7, SV("\x00\xff"));
    put_message(&span, 9, attribute(SV("y"), bytes));
    put_message(&span, 9, attribute(SV("e"), (struct buf){0}));
    put_bytes(&no_value, 1, SV("n"));
    put_message(&span, 9, no_value);
    struct fixture f;
    fixture_read_message(&f, request_of(span));
    CHECK_EQ(f.s.span.attr_count[0], 7);
    CHECK_SV(store_sv(&f.s, (sym)attr_of(&f, 0, "s")->bits), "text");
    CHECK_EQ(attr_of(&f, 0, "b")->type, VALUE_BOOL);
    CHECK_EQ(attr_of(&f, 0, "b")->bits, 1);
    CHECK_EQ(attr_int(attr_of(&f, 0, "i")), INT64_MIN);
    CHECK(attr_double(attr_of(&f, 0, "d")) == 0.1);
    CHECK(sv_eq(store_sv(&f.s, (sym)attr_of(&f, 0, "y")->bits), SV("\x00\xff")));
    CHECK_EQ(attr_of(&f, 0, "e")->type, VALUE_EMPTY);
    CHECK_EQ(attr_of(&f, 0, "n")->type, VALUE_EMPTY);
    CHECK_EQ(f.s.defects.n, 0);
    fixture_release(&f);
}

TEST(nested_values_as_text)
{
    struct buf span = plain_span(SV("x")), list = {0}, map = {0}, value = {0}, bytes = {0};
    put_message(&list, 1, string_value(SV("a\"\xff")));
    put_message(&list, 1, number_value(3, (uint64_t)-5));
    put_message(&list, 1, double_value(1.5));
    put_message(&list, 1, double_value(__builtin_nan("")));
    put_message(&list, 1, number_value(2, 0));
    put_bytes(&bytes, 7, SV("abcd"));
    put_message(&list, 1, bytes);
    put_message(&list, 1, (struct buf){0});
    put_message(&map, 1, attribute(SV("l"), container(5, number_value(2, 1))));
    put_message(&map, 1, attribute(SV("m"), container(6, attribute(SV("k"), (struct buf){0}))));
    put_message(&value, 6, map);
    put_message(&list, 1, value);
    struct buf array = {0};
    put_message(&array, 5, list);
    put_message(&span, 9, attribute(SV("a"), array));
    struct fixture f;
    fixture_read_message(&f, request_of(span));
    CHECK_EQ(attr_of(&f, 0, "a")->type, VALUE_ARRAY);
    CHECK_SV(store_sv(&f.s, (sym)attr_of(&f, 0, "a")->bits),
             "{\"arrayValue\":{\"values\":[{\"stringValue\":\"a\\\"\xef\xbf\xbd\"},"
             "{\"intValue\":\"-5\"},{\"doubleValue\":1.5},{\"doubleValue\":\"NaN\"},"
             "{\"boolValue\":false},{\"bytesValue\":\"YWJjZA==\"},{},"
             "{\"kvlistValue\":{\"values\":["
             "{\"key\":\"l\",\"value\":{\"arrayValue\":{\"values\":[{\"boolValue\":true}]}}},"
             "{\"key\":\"m\",\"value\":{\"kvlistValue\":{\"values\":["
             "{\"key\":\"k\",\"value\":{}}]}}}]}}]}}");
    CHECK_EQ(defects_of(&f, DEFECT_not_utf8, "a\"\xff"), 1);
    fixture_release(&f);
}

/* A value of `depth` arrays or maps inside each other. */
static struct buf nested(uint32_t field, int depth)
{
    struct buf v = {0};
    for (int i = 0; i < depth; i++)
        v = container(field, field == 6 && i ? attribute(SV("k"), v) : v);
    return v;
}

static void check_depth(uint32_t field, int depth, bool kept)
{
    struct buf span = plain_span(SV("x"));
    put_message(&span, 9, attribute(SV("before"), number_value(3, 1)));
    put_message(&span, 9, attribute(SV("deep"), nested(field, depth)));
    put_message(&span, 9, attribute(SV("after"), number_value(3, 2)));
    struct fixture f;
    fixture_read_message(&f, request_of(span));
    CHECK_EQ(f.s.n_spans, 1);
    CHECK_EQ(f.s.span.attr_count[0], 3);
    CHECK_EQ(attr_of(&f, 0, "before")->bits, 1);
    CHECK_EQ(attr_of(&f, 0, "after")->bits, 2);
    CHECK_EQ(attr_of(&f, 0, "deep")->type != VALUE_EMPTY, kept);
    CHECK_EQ(defects_of(&f, DEFECT_value_depth, ""), !kept);
    CHECK_EQ(input_of(&f)->n_diagnostics, 0);
    fixture_release(&f);
}

TEST(depth_limit)
{
    check_depth(5, 1, true);
    check_depth(5, 100, true);
    check_depth(5, 101, false);
    check_depth(5, 5000, false);
    check_depth(6, 100, true);
    check_depth(6, 101, false);
    check_depth(6, 3000, false);
}

/* Both values are too deep to be unpacked; protobuf-c does not join two that have no kind, and
 * refuses them. */
TEST(depth_limit_of_each_value)
{
    struct buf span = plain_span(SV("x")), kv = {0}, event = {0};
    put_bytes(&kv, 1, SV("deep"));
    put_message(&kv, 2, nested(5, 20000));
    put_message(&kv, 2, nested(6, 20000));
    put_message(&event, 3, kv);
    put_message(&span, 11, event);
    struct fixture f;
    fixture_read_message(&f, request_of(span));
    CHECK_EQ(f.s.n_spans, 0);
    CHECK_EQ(f.s.events.n, 0);
    CHECK(says(&f, "a span of"));
    fixture_release(&f);
}

TEST(depth_limit_in_an_event)
{
    struct buf span = plain_span(SV("x")), event = {0};
    put_message(&event, 3, attribute(SV("deep"), nested(5, 20000)));
    put_message(&span, 11, event);
    struct fixture f;
    fixture_read_message(&f, request_of(span));
    CHECK_EQ(f.s.n_spans, 1);
    CHECK_EQ(f.s.events.v[0].attrs.count, 1);
    CHECK_EQ(f.s.attrs.v[f.s.events.v[0].attrs.first].type, VALUE_EMPTY);
    CHECK_EQ(defects_of(&f, DEFECT_value_depth, ""), 1);
    fixture_release(&f);
}

TEST(long_text)
{
    struct buf span = plain_span(SV("x")), text = {0};
    buf_fill(&text, 'a', 300000);
    put_message(&span, 9, attribute(SV("transcript"), string_value(buf_sv(&text))));
    struct fixture f;
    fixture_read_message(&f, request_of(span));
    CHECK(sv_eq(store_sv(&f.s, (sym)attr_of(&f, 0, "transcript")->bits), buf_sv(&text)));
    fixture_release(&f);
    buf_release(&text);
}

TEST(damaged_attribute_refuses_the_span)
{
    struct buf span = plain_span(SV("x"));
    put_message(&span, 9, attribute(SV("good"), string_value(SV("v"))));
    put_bytes(&span, 9, SV("\x0a\x05" "abc")); /* a key of five bytes, of which three are there */
    struct fixture f;
    fixture_read_message(&f, request_of(span));
    CHECK_EQ(f.s.n_spans, 0);
    CHECK_EQ(f.s.attrs.n, 1); /* of the resource */
    CHECK_EQ(f.s.defects.n, 0);
    CHECK(says(&f, "a span of"));
    fixture_release(&f);
}

TEST(two_kinds_at_once)
{
    struct buf span = plain_span(SV("x")), both = {0}, twice = {0};
    put_bytes(&both, 1, SV("text"));
    put_number(&both, 3, 5);
    put_message(&span, 9, attribute(SV("both"), both));
    put_number(&twice, 3, 5);
    put_number(&twice, 3, 6);
    put_message(&span, 9, attribute(SV("twice"), twice));
    struct fixture f;
    fixture_read_message(&f, request_of(span));
    CHECK_EQ(attr_int(attr_of(&f, 0, "both")), 5);
    CHECK_EQ(attr_int(attr_of(&f, 0, "twice")), 6);
    CHECK_EQ(defects_of(&f, DEFECT_value_kinds, "both"), 1);
    CHECK_EQ(f.s.defects.n, 1);
    fixture_release(&f);
}

TEST_MAIN(TEST_CASE(fields_of_a_span), TEST_CASE(empty_span),
          TEST_CASE(ids_of_wrong_length_and_zero), TEST_CASE(illegal_enums_stay_illegal),
          TEST_CASE(texts_keep_their_bytes), TEST_CASE(events_and_links),
          TEST_CASE(values_of_every_kind), TEST_CASE(nested_values_as_text), TEST_CASE(depth_limit),
          TEST_CASE(depth_limit_of_each_value), TEST_CASE(depth_limit_in_an_event),
          TEST_CASE(long_text), TEST_CASE(damaged_attribute_refuses_the_span),
          TEST_CASE(two_kinds_at_once))
