#include "io/read.h"
#include "lint/summary.h"
#include "tests/unit/test.h"

#include <math.h>

static struct store store;
static struct index ix;
static struct summary m;

#define ID "\"traceId\":\"0000000000000000000000000000000a\","
#define SPAN(id, parent, name, start, end, more)                                                   \
    "{" ID "\"spanId\":\"00000000000000" id "\",\"parentSpanId\":\"" parent "\",\"name\":\"" name  \
    "\",\"startTimeUnixNano\":\"" start "\",\"endTimeUnixNano\":\"" end "\"" more "}"
#define MS "000000"
#define PARENT(id) "00000000000000" id

static void summarise(const char *spans)
{
    struct build b;
    struct buf doc = {0};
    buf_fmt(&doc, "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\","
                  "\"value\":{\"stringValue\":\"x\"}}]},\"scopeSpans\":[{\"spans\":[%s]}]}]}",
            spans);
    store_init(&store);
    build_init(&b, &store);
    read_bytes(&b, SV("test"), buf_sv(&doc));
    build_release(&b);
    buf_release(&doc);
    index_build(&ix, &store);
    summary_make(&m, &store, &ix);
}

static void release(void)
{
    summary_release(&m);
    index_release(&ix);
    store_release(&store);
}

static const struct summary_name *name_of(const char *name)
{
    for (size_t i = 0; i < m.names.n; i++)
        if (sv_eq(store_sv(&store, m.names.v[i].name), sv_from_c(name)))
            return &m.names.v[i];
    return NULL;
}

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-9 * fabs(b) + 1e-12;
}

TEST(counts)
{
    summarise(SPAN("01", "", "conversation", "1000" MS, "2000" MS, "") "," SPAN(
        "02", PARENT("01"), "turn", "1100" MS, "2005" MS, ",\"status\":{\"code\":2}") "," SPAN(
        "03", PARENT("01"), "turn", "1100" MS, "2006" MS, ",\"status\":{\"code\":1}") "," SPAN(
        "03", PARENT("01"), "turn", "1100" MS, "2006" MS, ",\"status\":{\"code\":1}") "," SPAN(
        "04", PARENT("01"), "stt", "900" MS, "1500" MS, "") "," SPAN("05", PARENT("99"), "stt",
                                                                     "1000" MS, "1040" MS, ""));
    CHECK_EQ(m.counts.spans, 6);
    CHECK_EQ(m.counts.unique, 5);
    CHECK_EQ(m.counts.duplicates, 1);
    CHECK_EQ(m.counts.traces, 1);
    CHECK_EQ(m.counts.roots, 1);
    CHECK_EQ(m.counts.orphans, 1);
    /* 5 ms after the parent is tolerated, 6 ms is not, a duplicate does not count again */
    CHECK_EQ(m.counts.timing_violations, 2);
    CHECK_EQ(m.counts.status[STATUS_UNSET], 3);
    CHECK_EQ(m.counts.status[STATUS_OK], 2);
    CHECK_EQ(m.counts.status[STATUS_ERROR], 1);
    CHECK(!m.is_truncated);
    CHECK(near(m.time, 1106e6));
    CHECK_EQ(m.resource_keys.n, 1);
    release();
}

TEST(names)
{
    summarise(SPAN("01", "", "call", "1000" MS, "2000" MS, "") "," SPAN(
        "02", PARENT("01"), "stt", "1000" MS, "1010" MS, "") "," SPAN(
        "03", PARENT("01"), "stt", "1000" MS, "1050" MS, "") "," SPAN(
        "04", PARENT("01"), "stt", "1000" MS, "1200" MS, "") "," SPAN("05", PARENT("01"), "stt",
                                                                      "1000" MS, "900" MS, ""));
    const struct summary_name *stt = name_of("stt"), *call = name_of("call");
    CHECK(stt == &m.names.v[0] && call);
    CHECK_EQ(stt->count, 4);
    CHECK_EQ(stt->with_length, 3);
    CHECK_EQ(stt->n_short, 1);
    CHECK(near(stt->share, 0.8));
    CHECK(near(stt->p50, 50e6));
    CHECK(near(stt->p95, 185e6)); /* position 1.9 between 50 and 200 ms */
    CHECK(near(stt->max, 200e6));
    CHECK(near(stt->share_of_time, 0.26));
    CHECK(near(call->p50, 1000e6) && near(call->p95, 1000e6));
    release();
}

TEST(no_length_is_not_zero)
{
    summarise("{" ID "\"spanId\":\"0000000000000001\",\"name\":\"x\"}");
    CHECK(isnan(name_of("x")->p50));
    CHECK_EQ(name_of("x")->with_length, 0);
    release();
}

TEST(attribute_coverage)
{
    summarise(SPAN("01", "", "llm", "1" MS, "2" MS,
                   ",\"attributes\":[{\"key\":\"b\",\"value\":{\"intValue\":\"1\"}},"
                   "{\"key\":\"b\",\"value\":{\"stringValue\":\"1\"}},"
                   "{\"key\":\"a\",\"value\":{\"boolValue\":true}}]") "," SPAN(
        "02", "", "llm", "1" MS, "2" MS,
        ",\"attributes\":[{\"key\":\"b\",\"value\":{\"doubleValue\":1.5}}]") "," SPAN(
        "03", "", "tts", "1" MS, "2" MS,
        ",\"attributes\":[{\"key\":\"b\",\"value\":{\"intValue\":\"1\"}}]"));
    const struct summary_name *llm = name_of("llm"), *tts = name_of("tts");
    CHECK_EQ(llm->n_keys, 2);
    const struct summary_key *b = &m.keys.v[llm->first_key];
    CHECK_SV(store_sv(&store, b->key), "b");
    CHECK_EQ(b->count, 2); /* spans, not attributes */
    CHECK_EQ(b->types, 1 << VALUE_INT | 1 << VALUE_STRING | 1 << VALUE_DOUBLE);
    CHECK_EQ(b[1].count, 1);
    CHECK_EQ(tts->n_keys, 1);
    CHECK_EQ(m.keys.v[tts->first_key].types, 1 << VALUE_INT);
    release();
}

TEST(nothing)
{
    summarise("");
    CHECK_EQ(m.names.n, 0);
    CHECK_EQ(m.counts.spans, 0);
    struct buf b = {0};
    summary_json(&b, &m, &store);
    summary_text(&b, &m, &store, (struct page_style){.width = 80}, true);
    CHECK(b.n > 0);
    buf_release(&b);
    release();
}

TEST_MAIN(TEST_CASE(counts), TEST_CASE(names), TEST_CASE(no_length_is_not_zero),
          TEST_CASE(attribute_coverage), TEST_CASE(nothing))
