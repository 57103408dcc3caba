/* The score of each trace: what the score would be if there were no other trace. */
#include "rules/catalog.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"

/* Only rules that judge traces one by one. */
static void settings_of_traces(struct settings *set)
{
    settings_init(set, &rules_catalog);
    for (size_t i = 0; i < rules_catalog.n; i++)
        if (rules_catalog.rules[i]->scope != SCOPE_TRACE || rules_catalog.rules[i]->end)
            set->enabled[i] = false;
    set->trace_scores = true;
}

static uint64_t seed = 5;
static unsigned random_of(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

/* A trace whose spans have this and that wrong with them. */
static void trace_write(struct buf *b, unsigned trace, unsigned spans)
{
    static const char *const names[] = {"turn", "llm", "recv_audio", "stt", "LLM", "tts"};
    for (unsigned i = 0; i < spans; i++) {
        const char *name = i ? names[random_of(6)] : "conversation";
        unsigned long long start = 1738000000000000000ull + i * 50000000ull;
        buf_fmt(b, "%s{\"traceId\":\"%032x\",\"spanId\":\"%08x%08x\",\"name\":\"%s\","
                   "\"startTimeUnixNano\":\"%llu\",\"endTimeUnixNano\":\"%llu\",\"kind\":%u",
                b->n ? "," : "", trace + 1, trace + 1, i + 1, name, start,
                start + random_of(900) * 1000000ull, 1 + random_of(5));
        if (i)
            buf_fmt(b, ",\"parentSpanId\":\"%08x%08x\"", trace + 1, random_of(8) ? 1 : 9999);
        if (random_of(4) == 0)
            buf_fmt(b, ",\"status\":{\"code\":2}");
        if (random_of(3) == 0)
            buf_addz(b, ",\"attributes\":[{\"key\":\"metrics.ttfb\",\"value\":"
                        "{\"stringValue\":\"0.3\"}}]");
        buf_addc(b, '}');
    }
}

static struct buf request_of(const struct buf *spans, unsigned n)
{
    struct buf b = {0};
    buf_addz(&b, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[");
    for (unsigned i = 0; i < n; i++) {
        buf_add(&b, buf_sv(&spans[i]));
        buf_addz(&b, i + 1 < n ? "," : "]}]}]}");
    }
    buf_addc(&b, '\0');
    return b;
}

static void lint_open(struct linted *l, struct lint *lint, const char *json,
                      const struct settings *set)
{
    linted_open(l, json);
    CHECK(l->ok);
    lint_run(lint, &l->s, &l->ix, &l->v, set);
}

static void lint_close(struct linted *l, struct lint *lint)
{
    lint_release(lint);
    linted_close(l);
}

static double alone(const struct buf *spans, const struct settings *set)
{
    struct buf json = request_of(spans, 1);
    struct linted l;
    struct lint lint;
    lint_open(&l, &lint, json.p, set);
    double score = lint.score;
    CHECK(fabs(lint.trace_scores[0] - score) < 1e-9);
    lint_close(&l, &lint);
    buf_release(&json);
    return score;
}

TEST(as_if_there_were_no_other)
{
    enum { TRACES = 12 };
    struct buf spans[TRACES] = {0};
    struct settings set;
    struct linted l;
    struct lint lint;
    settings_of_traces(&set);
    for (unsigned i = 0; i < TRACES; i++)
        trace_write(&spans[i], i, 4 + 3 * i);
    struct buf json = request_of(spans, TRACES);
    lint_open(&l, &lint, json.p, &set);
    CHECK_EQ(l.s.traces.n, TRACES);
    double lowest = 100;
    for (unsigned i = 0; i < TRACES; i++) {
        double want = alone(&spans[i], &set), got = lint.trace_scores[i];
        lowest = want < lowest ? want : lowest;
        if (fabs(got - want) > 1e-9)
            printf("  trace %u: %.17g, alone %.17g\n", i, got, want);
        CHECK(fabs(got - want) < 1e-9);
        buf_release(&spans[i]);
    }
    CHECK(lowest < 90);
    lint_close(&l, &lint);
    settings_release(&set);
    buf_release(&json);
}

TEST(what_is_about_no_trace_does_not_count)
{
    struct settings set;
    struct linted l;
    struct lint lint;
    settings_init(&set, &rules_catalog);
    set.trace_scores = true;
    lint_open(&l, &lint, SPANS(SPAN("a1", "conversation", "")), &set);
    bool any_of_store = false;
    for (size_t i = 0; i < lint.findings.list.n; i++)
        any_of_store |= lint.findings.list.v[i].trace == NO_ROW;
    CHECK(any_of_store && lint.score < lint.trace_scores[0]);
    lint_close(&l, &lint);
    set.trace_scores = false;
    lint_open(&l, &lint, SPANS(SPAN("a1", "conversation", "")), &set);
    CHECK(lint.trace_scores == NULL);
    lint_close(&l, &lint);
    settings_release(&set);
}

TEST(rules_about_the_store_count_where_they_name_a_trace)
{
    struct settings set;
    struct linted l;
    struct lint lint;
    struct err e = {0};
    settings_init(&set, &rules_catalog);
    CHECK(settings_select(&set, SV("P133"), &e));
    set.trace_scores = true;
    lint_open(&l, &lint, SPANS(SPAN("a1", "conversation", "") ","
              SPAN("a2", "llm", ",\"attributes\":[{\"key\":\"api_key\",\"value\":"
                                "{\"stringValue\":\"x1y2\"}}]")), &set);
    CHECK_EQ(lint.findings.list.n, 1);
    CHECK(lint.score < 100 && fabs(lint.trace_scores[0] - lint.score) < 1e-9);
    lint_close(&l, &lint);
    settings_release(&set);
}

TEST(the_same_with_any_number_of_threads)
{
    enum { TRACES = 1500, SPANS_EACH = 80 };
    struct buf *spans = mem_zalloc(TRACES * sizeof(*spans));
    struct settings set;
    struct linted l[2];
    struct lint lint[2];
    settings_init(&set, &rules_catalog);
    set.trace_scores = true;
    for (unsigned i = 0; i < TRACES; i++)
        trace_write(&spans[i], i, SPANS_EACH);
    struct buf json = request_of(spans, TRACES);
    for (int i = 0; i < 2; i++) {
        set.threads = i ? 3 : 1;
        lint_open(&l[i], &lint[i], json.p, &set);
    }
    CHECK_EQ(l[0].s.n_spans, TRACES * SPANS_EACH);
    CHECK(memcmp(lint[0].trace_scores, lint[1].trace_scores, TRACES * sizeof(double)) == 0);
    for (int i = 0; i < 2; i++)
        lint_close(&l[i], &lint[i]);
    for (unsigned i = 0; i < TRACES; i++)
        buf_release(&spans[i]);
    free(spans);
    settings_release(&set);
    buf_release(&json);
}

TEST_MAIN(TEST_CASE(as_if_there_were_no_other), TEST_CASE(what_is_about_no_trace_does_not_count),
          TEST_CASE(rules_about_the_store_count_where_they_name_a_trace),
          TEST_CASE(the_same_with_any_number_of_threads))
