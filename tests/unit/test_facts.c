#include "tests/unit/metered.h"
#include "tests/unit/test.h"

/* `more` of a span with these attributes. */
#define ATTRS(list) ",\"attributes\":[" list "]"
#define NUMBER(key, value) "{\"key\":\"" key "\",\"value\":{\"doubleValue\":" value "}}"
#define TEXT(key, value) "{\"key\":\"" key "\",\"value\":{\"stringValue\":\"" value "\"}}"
#define FLAG(key, value) "{\"key\":\"" key "\",\"value\":{\"boolValue\":" value "}}"

static const struct pair_fact *pair(const struct metered *m, const char *name, const char *key)
{
    const struct name_fact *n = facts_name(&m->f, sv_from_c(name));
    return n ? facts_pair(&m->f, n, sv_from_c(key)) : NULL;
}

TEST(values_are_counted_by_type)
{
    struct metered m;
    metered_open(&m, SPANS(SPAN("a1", "llm", ATTRS(NUMBER("x", "0.5") "," TEXT("y", "1.5"))) ","
                           SPAN("a2", "llm", ATTRS(TEXT("x", "soon") "," NUMBER("y", "-2"))) ","
                           SPAN("a3", "llm", ATTRS(FLAG("x", "true") "," NUMBER("y", "3"))) ","
                           SPAN("a4", "tts", ATTRS(NUMBER("x", "7")))));
    const struct pair_fact *x = pair(&m, "llm", "x"), *y = pair(&m, "llm", "y");
    CHECK_EQ(m.f.names.n, 2);
    CHECK_EQ(facts_name(&m.f, SV("llm"))->spans, 3);
    CHECK_EQ(facts_name(&m.f, SV("llm"))->role, SPAN_LLM);
    CHECK_EQ(x->spans, 3);
    CHECK_EQ(x->values.v.n, 1);
    CHECK_EQ(x->texts, 1);
    CHECK_EQ(x->bools, 1);
    CHECK_EQ(y->text_numbers, 1);
    CHECK_EQ(y->negative, 1);
    CHECK(y->min == -2 && y->max == 3);
    CHECK_EQ(pair(&m, "tts", "x")->values.v.n, 1);
    CHECK(!pair(&m, "tts", "y") && !facts_name(&m.f, SV("stt")) && !facts_name(&m.f, SV("x")));
    metered_close(&m);
}

TEST(a_key_twice_on_a_span_counts_once)
{
    struct metered m;
    metered_open(&m, SPANS(SPAN("a1", "llm", ATTRS(NUMBER("x", "1") "," NUMBER("x", "2")))));
    CHECK_EQ(pair(&m, "llm", "x")->spans, 1);
    CHECK(pair(&m, "llm", "x")->max == 1);
    metered_close(&m);
}

TEST(rows_that_repeat_a_span_count_apart)
{
    struct metered m;
    metered_open(&m, SPANS(SPAN("a1", "llm", ATTRS(NUMBER("x", "1"))) ","
                           SPAN("a1", "llm", ATTRS(NUMBER("x", "1")))));
    CHECK_EQ(facts_name(&m.f, SV("llm"))->spans, 1);
    CHECK_EQ(facts_name(&m.f, SV("llm"))->repeats, 1);
    CHECK_EQ(pair(&m, "llm", "x")->values.v.n, 1);
    metered_close(&m);
}

/* A name that only a repeat has comes while the list of names is full. */
TEST(repeats_under_names_of_their_own_are_counted)
{
    struct buf json = {0};
    struct metered m;
    buf_addz(&json, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[");
    for (int i = 1; i <= 70; i++)
        for (int again = 0; again < 1 + (i > 1); again++)
            buf_fmt(&json, "%s{\"traceId\":\"%032x\",\"spanId\":\"%016x\",\"name\":\"%s %d\"}",
                    i == 1 && !again ? "" : ",", i, i, again ? "repeat" : "first", i);
    buf_addz(&json, "]}]}]}");
    buf_addc(&json, '\0');
    metered_open(&m, json.p);
    CHECK_EQ(m.f.names.n, 139);
    for (size_t i = 0; i < m.f.names.n; i++)
        CHECK_EQ(m.f.names.v[i].spans + m.f.names.v[i].repeats, 1);
    metered_close(&m);
    buf_release(&json);
}

TEST(attributes_in_any_order_and_number_find_their_pair)
{
    struct buf b = {0};
    struct metered m;
    buf_addz(&b, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[");
    for (int i = 0; i < 600; i++) {
        buf_fmt(&b, "%s{\"traceId\":\"%032x\",\"spanId\":\"%016x\",", i ? "," : "", 1 + i % 7,
                1 + i);
        buf_addz(&b, "\"name\":\"llm\",\"attributes\":[");
        for (int k = 0; k < 5; k++)
            buf_fmt(&b, "%s{\"key\":\"k%d\",\"value\":{\"intValue\":\"%d\"}}", k ? "," : "",
                    (i * 7 + k * 3) % 900, k);
        buf_addz(&b, "]}");
    }
    buf_addz(&b, "]}]}]}");
    buf_addc(&b, 0);
    metered_open(&m, b.p);
    size_t values = 0, runs = 0;
    for (size_t i = 0; i < m.f.pairs.n; i++) {
        values += m.f.pairs.v[i].values.v.n;
        for (size_t k = i + 1; k < m.f.pairs.n; k++)
            CHECK(m.f.pairs.v[i].key != m.f.pairs.v[k].key);
    }
    for (size_t i = 0; i < m.f.names.v[0].runs.n; i++)
        runs += m.f.names.v[0].runs.v[i].spans;
    CHECK_EQ(values, 3000);
    CHECK_EQ(runs, 600);
    CHECK_EQ(m.f.names.v[0].runs.n, 7);
    CHECK_EQ(m.f.names.v[0].traces, 7);
    metered_close(&m);
    buf_release(&b);
}

TEST_MAIN(TEST_CASE(values_are_counted_by_type), TEST_CASE(a_key_twice_on_a_span_counts_once),
          TEST_CASE(rows_that_repeat_a_span_count_apart),
          TEST_CASE(repeats_under_names_of_their_own_are_counted),
          TEST_CASE(attributes_in_any_order_and_number_find_their_pair))
