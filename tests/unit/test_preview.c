#include "metrics/preview.h"
#include "tests/unit/metered.h"
#include "tests/unit/test.h"

#define NUMBER(value) ",\"attributes\":[{\"key\":\"x\",\"value\":{\"doubleValue\":" value "}}]"
#define TEXT ",\"attributes\":[{\"key\":\"x\",\"value\":{\"stringValue\":\"1\"}}]"
#define FAILED ",\"status\":{\"code\":2}"

static const char trace[] =
    SPANS(SPAN("a1", "llm", NUMBER("4")) "," SPAN("a2", "llm", NUMBER("1")) "," SPAN(
        "a3", "llm", NUMBER("3")) "," SPAN("a4", "llm", TEXT FAILED) "," SPAN("a5", "tts", TEXT));

static struct preview preview_of(const struct metered *m, const char *name, const char *key,
                                 const char *how, const char *source)
{
    const struct definition d = {.metric_type = METRIC_CUSTOM_TRACE,
                                 .span_name = sv_from_c(name),
                                 .metric_attribute = sv_from_c(key),
                                 .value_source = sv_from_c(source),
                                 .aggregation_method = sv_from_c(how)};
    struct preview p = {0};
    preview_make(&p, &m->f, &d, PERCENTILE_LINEAR);
    return p;
}

static void check_value(const char *key, const char *how, const char *source, double expected,
                        uint64_t n)
{
    struct metered m;
    metered_open(&m, trace);
    struct preview p = preview_of(&m, "llm", key, how, source);
    CHECK_EQ(p.problem, PREVIEW_FINE);
    CHECK_EQ(p.matching_spans, 4);
    CHECK_EQ(p.with_value, n);
    CHECK(p.overall == expected);
    CHECK_EQ(p.calls.n, 1);
    CHECK(p.calls.n == 1 && p.calls.v[0].value == expected && p.calls.v[0].n == n);
    preview_release(&p);
    metered_close(&m);
}

TEST(numbers_are_reduced_and_texts_left_out)
{
    check_value("x", "average", NULL, 8.0 / 3, 3);
    check_value("x", "MEDIAN", NULL, 3, 3);
    check_value("x", "sum", "attribute", 8, 3);
    check_value("x", "max", NULL, 4, 3);
}

/* Alone it is what it is among all. */
static void check_call(const char *key, const char *how)
{
    struct metered m;
    metered_open(&m, SPANS(SPAN_IN("a", "a1", "llm", NUMBER("4")) "," SPAN_IN(
                         "b", "b1", "llm", NUMBER("1")) "," SPAN_IN(
                         "b", "b2", "llm", NUMBER("3") FAILED) "," SPAN_IN("c", "c1", "llm", "")));
    const struct definition d = {.metric_type = METRIC_CUSTOM_TRACE,
                                 .span_name = SV("llm"),
                                 .metric_attribute = sv_from_c(key),
                                 .aggregation_method = sv_from_c(how)};
    struct preview p = {0};
    preview_make(&p, &m.f, &d, PERCENTILE_LINEAR);
    size_t n = 0;
    for (uint32_t call = 0; call < m.in.n_calls; call++) {
        struct preview_value value;
        bool has = preview_call_make(&value, &m.f, &d, PERCENTILE_LINEAR, call);
        bool listed = n < p.calls.n && p.calls.v[n].call == call;
        CHECK_EQ(has, listed);
        CHECK(!has || !listed ||
              (value.value == p.calls.v[n].value && value.n == p.calls.v[n].n));
        n += listed;
    }
    CHECK_EQ(n, p.calls.n);
    CHECK(n > 1);
    preview_release(&p);
    metered_close(&m);
}

TEST(a_call_alone)
{
    check_call("x", "average");
    check_call("x", "p90");
    check_call("", "count");
    check_call("", "error_rate");
}

TEST(spans_are_counted)
{
    check_value(NULL, "count", NULL, 4, 4);
    check_value(NULL, "error_rate", NULL, 25, 4);
    check_value("x", "success_rate", NULL, 75, 4);
}

static void check_problem(const char *name, const char *key, const char *how,
                          enum preview_problem expected)
{
    struct metered m;
    metered_open(&m, trace);
    struct preview p = preview_of(&m, name, key, how, NULL);
    CHECK_EQ(p.problem, expected);
    CHECK_EQ(p.calls.n, 0);
    preview_release(&p);
    metered_close(&m);
}

TEST(what_keeps_a_definition_from_a_value)
{
    check_problem("stt", "x", "p90", PREVIEW_NO_SPANS);
    check_problem("llm", NULL, "p90", PREVIEW_NO_ATTRIBUTE);
    check_problem("llm", "y", "p90", PREVIEW_ABSENT);
    check_problem("tts", "x", "p90", PREVIEW_NOT_NUMBERS);
    check_problem("llm", "x", "mean", PREVIEW_AGGREGATION);
}

TEST_MAIN(TEST_CASE(a_call_alone),
          TEST_CASE(numbers_are_reduced_and_texts_left_out), TEST_CASE(spans_are_counted),
          TEST_CASE(what_keeps_a_definition_from_a_value))
