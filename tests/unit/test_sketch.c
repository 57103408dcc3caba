#include "core/buf.h"
#include "io/sketch.h"
#include "tests/unit/test.h"

static struct sketch sk;

TEST(no_json)
{
    sketch_make(&sk, SV(""));
    CHECK(!sk.is_json && !sk.is_array && sk.n_keys == 0);
    sketch_make(&sk, SV("\xef\xbb\xbf \n"));
    CHECK(!sk.is_json);
    sketch_make(&sk, SV("key,value\n\"a\":1"));
    CHECK(!sk.is_json && sk.n_keys == 0);
}

TEST(begins)
{
    sketch_make(&sk, SV("\xef\xbb\xbf \r\n{\"a\":1}"));
    CHECK(sk.is_json && !sk.is_array);
    CHECK(sketch_has_at(&sk, SV("a"), 1));
    sketch_make(&sk, SV("\t[1]"));
    CHECK(sk.is_json && sk.is_array && sk.n_keys == 0);
}

TEST(depths)
{
    sketch_make(&sk, SV("{\"a\":[[{\"b\":{\"a\":1}}]],\"c\":{}} [{\"d\":1}]"));
    CHECK_EQ(sk.n_keys, 5);
    CHECK(sketch_has_at(&sk, SV("a"), 1) && sketch_has_at(&sk, SV("a"), 3));
    CHECK(!sketch_has_at(&sk, SV("a"), 2));
    CHECK(sketch_has_at(&sk, SV("b"), 2) && sketch_has_at(&sk, SV("c"), 1));
    CHECK(sketch_has_at(&sk, SV("d"), 1));
    CHECK(sketch_has(&sk, SV("b")) && !sketch_has(&sk, SV("e")));
}

TEST(distinct_in_order)
{
    sketch_make(&sk, SV("{\"b\":1,\"a\":2,\"b\":3,\"\":4}\n{\"a\":1,\"c\":2}"));
    CHECK_EQ(sk.n_keys, 4);
    CHECK_SV(sk.keys[0].key, "b");
    CHECK_SV(sk.keys[1].key, "a");
    CHECK_SV(sk.keys[2].key, "");
    CHECK_SV(sk.keys[3].key, "c");
}

TEST(goes_on_after_damage)
{
    sketch_make(&sk, SV("{\"a\":x}\n{\"b\":\"cut\n{\"c\":1}\n"));
    CHECK(sketch_has(&sk, SV("a")) && sketch_has(&sk, SV("b")) && sketch_has(&sk, SV("c")));
}

/* A key whose end lies behind a cut is not seen; the keys before it are. */
TEST(every_prefix)
{
    static const char text[] = "[{\"one\":1},{\"two\":\"2\\u00e9\",\"three\":{\"four\":null}}]";
    size_t before = 0;
    for (size_t n = 0; n < sizeof(text); n++) {
        char *copy = malloc(n + 1);
        memcpy(copy, text, n);
        sketch_make(&sk, sv_of(realloc(copy, n ? n : 1), n));
        CHECK(sk.n_keys >= before && sk.n_keys <= before + 1);
        before = sk.n_keys;
        for (size_t i = 0; i < sk.n_keys; i++)
            CHECK(sk.keys[i].key.p + sk.keys[i].key.n < sk.bytes.p + n);
        free((char *)(uintptr_t)sk.bytes.p);
    }
    CHECK_EQ(before, 4);
}

/* A span with hundreds of attributes before its ids is still told by its ids. */
TEST(crowded)
{
    struct buf text = {0};
    buf_addz(&text, "[{\"attributes\":{\"first\":0");
    for (int i = 0; i < 2 * SKETCH_KEYS; i++)
        buf_fmt(&text, ",\"llm.input_messages.%d\":%d", i, i);
    buf_addz(&text, "},\"trace_id\":\"1\",\"span_id\":\"2\"}]");
    sketch_make(&sk, buf_sv(&text));
    CHECK(sketch_has_at(&sk, SV("trace_id"), 1) && sketch_has_at(&sk, SV("span_id"), 1));
    buf_release(&text);
}

TEST(bounded)
{
    struct buf text = {0};
    buf_addz(&text, "{\"first\":0");
    for (int i = 0; i < 2 * SKETCH_KEYS; i++)
        buf_fmt(&text, ",\"k%d\":%d", i, i);
    sketch_make(&sk, buf_sv(&text));
    CHECK_EQ(sk.n_keys, SKETCH_DEPTH_KEYS);
    CHECK(sketch_has(&sk, SV("k126")) && !sketch_has(&sk, SV("k127")));
    buf_clear(&text);
    buf_addz(&text, "{\"first\":\"");
    buf_fill(&text, 'x', SKETCH_BYTES);
    buf_addz(&text, "\",\"late\":1}");
    sketch_make(&sk, buf_sv(&text));
    CHECK(sketch_has(&sk, SV("first")) && !sketch_has(&sk, SV("late")));
    buf_release(&text);
}

TEST_MAIN(TEST_CASE(no_json), TEST_CASE(begins), TEST_CASE(depths), TEST_CASE(distinct_in_order),
          TEST_CASE(goes_on_after_damage), TEST_CASE(every_prefix), TEST_CASE(crowded),
          TEST_CASE(bounded))
