/* The summary's own figures: types, slowest and failed spans, names in other orders. */
#include "rules/catalog.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"
#include "tui/digest.h"

struct digested {
    struct linted l;
    struct summary m;
    struct tui_data d;
    struct digest g;
};

static void digested_open(struct digested *a, const char *json)
{
    linted_open(&a->l, json);
    summary_make(&a->m, &a->l.s, &a->l.ix);
    a->d = (struct tui_data){.s = &a->l.s, .ix = &a->l.ix, .v = &a->l.v, .summary = &a->m};
    CHECK(digest_make(&a->g, &a->d, NO_ROW, NULL));
}

static void digested_close(struct digested *a)
{
    summary_release(&a->m);
    linted_close(&a->l);
}

static uint64_t seed = 21;
static unsigned random_of(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

enum { SPANS_MADE = 400 };

static struct buf spans_make(void)
{
    static const char *const names[] = {"llm", "tts", "recv_audio", "turn", "zzz"};
    struct buf b = {0};
    buf_addz(&b, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[");
    for (unsigned i = 0; i < SPANS_MADE; i++) {
        unsigned name = random_of(5);
        buf_fmt(&b, "%s{\"traceId\":\"%032x\",\"spanId\":\"%016x\",\"name\":\"%s\","
                    "\"startTimeUnixNano\":\"1738000000000000000\",\"endTimeUnixNano\":\"%llu\"%s}",
                i ? "," : "", 1 + random_of(3), i + 1, names[name],
                1738000000000000000ull + (random_of(90) + name) * 1000000ull,
                random_of(9) ? "" : ",\"status\":{\"code\":2}");
    }
    buf_addz(&b, "]}]}]}");
    buf_addc(&b, '\0');
    return b;
}

static uint64_t length_at(const struct digested *a, uint32_t position)
{
    uint32_t row = a->l.ix.order[position];
    return a->l.s.span.end[row] - a->l.s.span.start[row];
}

TEST(spans_against_a_plain_count)
{
    struct digested a;
    struct buf json = spans_make();
    digested_open(&a, json.p);
    CHECK_EQ(a.l.s.n_spans, SPANS_MADE);
    uint64_t spans[SPAN_TYPES] = {0}, failed = 0, as_slow = 0;
    double time[SPAN_TYPES] = {0};
    uint64_t tenth = a.g.slowest[DIGEST_SPANS - 1].length;
    for (uint32_t p = 0; p < SPANS_MADE; p++) {
        enum span_type type = type_of_row_of(&a.l.v, &a.l.s, a.l.ix.order[p]);
        spans[type]++;
        time[type] += (double)length_at(&a, p);
        failed += a.l.s.span.status[a.l.ix.order[p]] == STATUS_ERROR;
        as_slow += length_at(&a, p) > tenth;
    }
    for (int i = 0; i < SPAN_TYPES; i++)
        CHECK(spans[i] == a.g.spans[i] && time[i] == a.g.time[i]);
    CHECK_EQ(a.g.all_failed, failed);
    CHECK_EQ(a.g.n_slowest, DIGEST_SPANS);
    CHECK(as_slow < DIGEST_SPANS);
    for (int i = 0; i < DIGEST_SPANS; i++) {
        CHECK_EQ(a.g.slowest[i].length, length_at(&a, a.g.slowest[i].position));
        CHECK(!i || a.g.slowest[i - 1].length > a.g.slowest[i].length ||
              (a.g.slowest[i - 1].length == a.g.slowest[i].length &&
               a.g.slowest[i - 1].position < a.g.slowest[i].position));
        CHECK(!i || a.g.failed[i - 1].position < a.g.failed[i].position);
    }
    digested_close(&a);
    buf_release(&json);
}

TEST(names_in_every_order)
{
    struct digested a;
    struct buf json = spans_make();
    uint32_t order[8];
    digested_open(&a, json.p);
    const struct summary_name *names = a.m.names.v;
    CHECK_EQ(digest_names(&a.d, DIGEST_BY_NAME, false, order), 5);
    for (int i = 1; i < 5; i++)
        CHECK(sv_cmp(store_sv(&a.l.s, names[order[i - 1]].name),
                     store_sv(&a.l.s, names[order[i]].name)) < 0);
    digest_names(&a.d, DIGEST_BY_TIME, false, order);
    for (int i = 1; i < 5; i++)
        CHECK(names[order[i - 1]].total >= names[order[i]].total);
    digest_names(&a.d, DIGEST_BY_P95, true, order);
    for (int i = 1; i < 5; i++)
        CHECK(names[order[i - 1]].p95 <= names[order[i]].p95);
    uint32_t p = digest_first_of(&a.d, names[0].name);
    CHECK_EQ(a.l.s.span.name[a.l.ix.order[p]], names[0].name);
    CHECK_EQ(digest_first_of(&a.d, SYM_EMPTY), NO_ROW);
    digested_close(&a);
    buf_release(&json);
}

TEST(odd_spans)
{
    struct digested a;
    digested_open(&a, SPANS("{\"traceId\":\"0000000000000000000000000000000a\",\"spanId\":"
                            "\"00000000000000a1\",\"name\":\"x\"}," SPAN("a2", "y", "")));
    CHECK_EQ(a.g.n_slowest, 1);
    CHECK_EQ(a.g.slowest[0].length, 1000000000);
    atomic_bool stop = true;
    CHECK(!digest_make(&a.g, &a.d, NO_ROW, &stop));
    digested_close(&a);
    digested_open(&a, "{\"resourceSpans\":[]}");
    CHECK_EQ(a.g.n_slowest, 0);
    digested_close(&a);
}

TEST(first_spans_of_types)
{
    struct buf json = spans_make();
    struct digested a;
    digested_open(&a, json.p);
    for (uint32_t type = 0; type < SPAN_TYPES; type++) {
        uint32_t least = NO_ROW, traces = (uint32_t)a.l.s.traces.n;
        for (uint32_t trace = 0; trace < traces; trace++) {
            const struct trace_range *r = &a.l.ix.traces[trace];
            uint32_t p = digest_first_of_type(&a.d, trace, (enum span_type)type);
            CHECK(p == NO_ROW || (p >= r->first && p < r->first + r->count));
            CHECK(p == NO_ROW || type_of_row(&a.d, a.l.ix.order[p]) == type);
            least = p < least ? p : least;
        }
        CHECK_EQ(digest_first_of_type(&a.d, NO_ROW, (enum span_type)type), least);
        CHECK_EQ(least == NO_ROW, a.g.spans[type] == 0);
    }
    digested_close(&a);
    buf_release(&json);
}

TEST(traces_add_up_to_all)
{
    struct buf json = spans_make();
    struct digested a;
    digested_open(&a, json.p);
    uint64_t failed = 0, spans = 0, types[SPAN_TYPES] = {0}, longest = 0;
    for (uint32_t trace = 0; trace < a.l.s.traces.n; trace++) {
        const struct trace_range *r = &a.l.ix.traces[trace];
        struct digest g;
        CHECK(digest_make(&g, &a.d, trace, NULL));
        CHECK_EQ(g.all_spans, r->count);
        for (uint32_t i = 0; i < g.n_slowest; i++)
            CHECK(g.slowest[i].position - r->first < r->count);
        for (uint32_t i = 0; i < g.n_failed; i++)
            CHECK(g.failed[i].position - r->first < r->count);
        longest = g.slowest[0].length > longest ? g.slowest[0].length : longest;
        failed += g.all_failed;
        spans += g.all_spans;
        for (uint32_t type = 0; type < SPAN_TYPES; type++)
            types[type] += g.spans[type];
    }
    CHECK(a.l.s.traces.n > 1);
    CHECK_EQ(longest, a.g.slowest[0].length);
    CHECK_EQ(failed, a.g.all_failed);
    CHECK_EQ(spans, a.g.all_spans);
    for (uint32_t type = 0; type < SPAN_TYPES; type++)
        CHECK_EQ(types[type], a.g.spans[type]);
    digested_close(&a);
    buf_release(&json);
}

TEST_MAIN(TEST_CASE(spans_against_a_plain_count), TEST_CASE(names_in_every_order),
          TEST_CASE(odd_spans), TEST_CASE(first_spans_of_types),
          TEST_CASE(traces_add_up_to_all))
