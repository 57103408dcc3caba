/* The detail of a span: what it tells, what it hides, and that it bears any data. */
#include "rules/catalog.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"
#include "tui/detail.h"
#include "tui/extent.h"

struct bench {
    struct linted l;
    struct settings settings;
    struct lint lint;
    struct tui_data data;
    struct detail d;
};

static void bench_open(struct bench *b, const char *json)
{
    *b = (struct bench){0};
    linted_open(&b->l, json);
    settings_init(&b->settings, &rules_catalog);
    lint_run(&b->lint, &b->l.s, &b->l.ix, &b->l.v, &b->settings);
    b->data = (struct tui_data){.s = &b->l.s, .ix = &b->l.ix, .v = &b->l.v,
                                .settings = &b->settings, .lint = &b->lint};
}

static void bench_close(struct bench *b)
{
    detail_release(&b->d);
    lint_release(&b->lint);
    settings_release(&b->settings);
    linted_close(&b->l);
}

static void make(struct bench *b, uint32_t position, bool reveal)
{
    struct extent x;
    uint32_t trace = b->l.s.span.trace[b->l.ix.order[position]];
    extent_of(&x, &b->l.s, &b->l.ix, trace);
    detail_make(&b->d, &b->data, x.zero, position, NULL, reveal);
    text_wrap(&b->d.text, 60);
}

static bool tells(const struct bench *b, const char *part)
{
    bool found = sv_find(buf_sv(&b->d.text.bytes), sv_from_c(part)) != SIZE_MAX;
    return found;
}

#define CHECK_TELLS(b, part)                                                                       \
    do {                                                                                           \
        if (!tells(b, part))                                                                       \
            printf("not told: %s\n", part);                                                        \
        CHECK(tells(b, part));                                                                     \
    } while (0)

/* The position of the first span with this name. */
static uint32_t at(const struct bench *b, const char *name)
{
    for (uint32_t p = 0; p < b->l.ix.n_spans; p++)
        if (sv_eq(store_sv(&b->l.s, b->l.s.span.name[b->l.ix.order[p]]), sv_from_c(name)))
            return p;
    return NO_ROW;
}

static const struct detail_item *item_where(const struct bench *b, const char *part,
                                            enum detail_kind kind)
{
    for (uint32_t i = 0; i < b->d.text.lines.n; i++) {
        const struct detail_item *item = detail_item_of(&b->d, i);
        struct sv line;
        detail_match(&b->d, i, 0, &line);
        if (item && item->kind == kind && sv_find(line, sv_from_c(part)) != SIZE_MAX)
            return item;
    }
    return NULL;
}

/* Times in ms from the moment that all tests begin with. */
#define TIMED(id, name, from, to, more)                                                            \
    "{\"traceId\":\"0000000000000000000000000000000a\",\"spanId\":\"00000000000000" id             \
    "\",\"name\":\"" name "\",\"kind\":3,\"startTimeUnixNano\":\"1738000000" from                  \
    "000000\",\"endTimeUnixNano\":\"1738000000" to "000000\"" more "}"
#define CHILD_OF(id) ",\"parentSpanId\":\"00000000000000" id "\""
#define ATTRIBUTE(key, type, value)                                                                \
    "{\"key\":\"" key "\",\"value\":{\"" type "Value\":" value "}}"

static const char family[] = SPANS(
    TIMED("a1", "turn", "000", "500", "") "," TIMED(
        "a2", "llm", "020", "495",
        CHILD_OF("a1") ",\"attributes\":[" ATTRIBUTE("metrics.ttfb", "double", "0.31") ","
        ATTRIBUTE("tool.latency_ms", "int", "\"812\"") ","
        ATTRIBUTE("note", "string", "\"Hello\"") "]"
        ",\"status\":{\"code\":2,\"message\":\"no answer\"}"
        ",\"events\":[{\"timeUnixNano\":\"1738000000030000000\",\"name\":\"exception\","
        "\"attributes\":[" ATTRIBUTE("exception.type", "string", "\"Timeout\"") "]}]"
        ",\"links\":[{\"traceId\":\"0000000000000000000000000000000a\",\"spanId\":"
        "\"00000000000000a3\"}]") "," TIMED("a3", "tts", "490", "620", CHILD_OF("a1")) "," TIMED(
        "a4", "lost", "100", "110", CHILD_OF("ff")));

/* ---- what it tells ---- */

TEST(times_and_how_they_fit_the_parent)
{
    struct bench b;
    bench_open(&b, family);
    make(&b, at(&b, "llm"), false);
    CHECK_TELLS(&b, "2025-01-27 17:46:40.020 UTC");
    CHECK_TELLS(&b, ", +20 ms");
    CHECK_TELLS(&b, "475 ms");
    CHECK_TELLS(&b, "95 % of its parent");
    CHECK_TELLS(&b, "starts 20 ms after it");
    CHECK_TELLS(&b, "ends 5 ms before its end");
    CHECK_TELLS(&b, "ERROR");
    CHECK_TELLS(&b, "no answer");
    CHECK_TELLS(&b, "kind client");
    make(&b, at(&b, "tts"), false);
    CHECK_TELLS(&b, "! ends 120 ms BEYOND its end");
    make(&b, at(&b, "lost"), false);
    CHECK_TELLS(&b, "an orphan");
    bench_close(&b);
}

TEST(attributes_events_and_links)
{
    struct bench b;
    bench_open(&b, family);
    make(&b, at(&b, "llm"), false);
    CHECK_TELLS(&b, "metrics.ttfb = 0.31  double");
    CHECK_TELLS(&b, "tool.latency_ms = 812  int, ms");
    CHECK_TELLS(&b, "note = Hello  string");
    CHECK_TELLS(&b, "Events (1)");
    CHECK_TELLS(&b, "exception  +30 ms");
    CHECK_TELLS(&b, "exception.type = Timeout");
    const struct detail_item *item = item_where(&b, "metrics.ttfb", DETAIL_ATTRIBUTE);
    CHECK(item && item->of_span);
    CHECK(item && sv_eq(store_sv(&b.l.s, b.l.s.attrs.v[item->number].key), SV("metrics.ttfb")));
    item = item_where(&b, "exception.type", DETAIL_ATTRIBUTE);
    CHECK(item && !item->of_span);
    item = item_where(&b, "00000000000000a3", DETAIL_SPAN);
    CHECK(item && item->number == at(&b, "tts"));
    item = item_where(&b, "  turn", DETAIL_SPAN);
    CHECK(item && item->number == at(&b, "turn"));
    make(&b, at(&b, "turn"), false);
    CHECK_TELLS(&b, "Children (2, 2 spans below it)");
    item = item_where(&b, "tts", DETAIL_SPAN);
    CHECK(item && item->number == at(&b, "tts"));
    bench_close(&b);
}

TEST(what_the_rules_say_stands_with_the_attribute)
{
    struct bench b;
    bench_open(&b, SPANS(SPAN("a1", "llm", ",\"attributes\":[" ATTRIBUTE(
                                               "metrics.ttfb", "string", "\"0.3\"") "]")));
    make(&b, 0, false);
    bool any = false;
    for (size_t i = 0; i < b.lint.findings.list.n; i++) {
        const struct finding *f = &b.lint.findings.list.v[i];
        if (f->key != SYM_NONE && sv_eq(store_sv(&b.l.s, f->key), SV("metrics.ttfb"))) {
            any = true;
            CHECK_TELLS(&b, rules_catalog.rules[f->rule]->code);
        }
    }
    CHECK(any);
    CHECK(item_where(&b, "A08", DETAIL_FINDING) != NULL);
    bench_close(&b);
}

/* ---- what it hides ---- */

TEST(secrets_and_personal_values_are_masked_until_asked)
{
    struct bench b;
    struct buf json = {0}, secret = {0};
    buf_addz(&secret, "gh" "p_");
    for (int i = 0; i < 36; i++)
        buf_addc(&secret, "aB3dE5gH7j"[i % 10]);
    buf_addc(&secret, '\0');
    buf_fmt(&json,
            SPANS(SPAN("a1", "llm", ",\"attributes\":[" ATTRIBUTE("note", "string", "\"it is %s.\"")
                "," ATTRIBUTE("db.password", "string", "\"open sesame\"") ","
                ATTRIBUTE("who", "string", "\"ask jane.doe@" "example.org\"") ","
                "{\"key\":\"deep\",\"value\":{\"kvlistValue\":{\"values\":["
                ATTRIBUTE("client_secret", "string", "\"hush hush\"") "]}}}]"
                ",\"status\":{\"code\":2,\"message\":\"bad %s\"}")), secret.p, secret.p);
    buf_addc(&json, '\0');
    bench_open(&b, json.p);
    make(&b, 0, false);
    CHECK(!tells(&b, secret.p) && !tells(&b, "sesame") && !tells(&b, "jane") && !tells(&b, "hush"));
    CHECK_TELLS(&b, "db.password = ***");
    CHECK_TELLS(&b, "{\"client_secret\": \"***\"}");
    make(&b, 0, true);
    CHECK_TELLS(&b, secret.p);
    CHECK_TELLS(&b, "open sesame");
    CHECK_TELLS(&b, "hush hush");
    bench_close(&b);
    buf_release(&json);
    buf_release(&secret);
}

/* ---- searching ---- */

TEST(search_steps_and_wraps)
{
    struct bench b;
    bool wrapped;
    struct sv line;
    bench_open(&b, family);
    make(&b, at(&b, "llm"), false);
    detail_search(&b.d, SV("hello"));
    CHECK_EQ(b.d.matches.n, 1);
    uint32_t found = detail_step(&b.d, 0, false, &wrapped);
    CHECK(found != NO_ROW && !wrapped);
    size_t byte = found == NO_ROW ? SIZE_MAX : detail_match(&b.d, found, 0, &line);
    CHECK(byte != SIZE_MAX);
    if (byte != SIZE_MAX)
        CHECK_SV(sv_of(line.p + byte, 5), "Hello");
    CHECK_EQ(detail_step(&b.d, found, false, &wrapped), found);
    CHECK(wrapped);
    detail_search(&b.d, SV("hellO")); /* a capital is one */
    CHECK_EQ(b.d.matches.n, 0);
    CHECK_EQ(detail_step(&b.d, 0, false, &wrapped), NO_ROW);
    detail_search(&b.d, SV("clientstatus")); /* the end of a line and the beginning of the next */
    CHECK_EQ(b.d.matches.n, 0);
    bench_close(&b);
}

/* ---- any data ---- */

TEST(cycles_duplicates_and_missing_times)
{
    struct bench b;
    bench_open(&b, SPANS(
        TIMED("a1", "x", "000", "500", CHILD_OF("a2")) "," TIMED("a2", "y", "000", "500",
        CHILD_OF("a1")) "," TIMED("a2", "again", "000", "500", CHILD_OF("a1")) ","
        "{\"traceId\":\"0000000000000000000000000000000a\",\"spanId\":\"00000000000000a5\"},"
        TIMED("a6", "backwards", "500", "400", "") ",{}"));
    for (uint32_t p = 0; p < b.l.ix.n_spans; p++) {
        make(&b, p, p % 2);
        CHECK(b.d.text.lines.n > 5);
    }
    make(&b, at(&b, "x"), false);
    CHECK_TELLS(&b, "in a cycle");
    make(&b, at(&b, "again"), false);
    CHECK_TELLS(&b, "a duplicate");
    make(&b, at(&b, "backwards"), false);
    CHECK_TELLS(&b, "it ends 100 ms before it starts");
    detail_make_trace(&b.d, &b.data, 0);
    CHECK(b.d.text.bytes.n > 0);
    detail_make_trace(&b.d, &b.data, NO_ROW);
    bench_close(&b);
}

TEST(what_is_endless_is_cut_and_counted)
{
    struct bench b;
    struct buf json = {0};
    buf_addz(&json, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":"
                    "\"0000000000000000000000000000000a\",\"spanId\":\"00000000000000a1\","
                    "\"name\":\"");
    buf_fill(&json, 'n', 100000);
    buf_addz(&json, "\",\"attributes\":[");
    for (int i = 0; i < 1000; i++) {
        buf_fmt(&json, "%s{\"key\":\"key%d\\n", i ? "," : "", i);
        buf_fill(&json, 'k', i == 7 ? 100000 : 3);
        buf_addz(&json, "\",\"value\":{\"stringValue\":\"");
        buf_fill(&json, 'v', 10000);
        buf_addz(&json, "\"}}");
    }
    buf_addz(&json, "]}]}]}]}");
    buf_addc(&json, '\0');
    bench_open(&b, json.p);
    make(&b, 0, false);
    CHECK_TELLS(&b, "Attributes (1,000)");
    CHECK_TELLS(&b, "and 800 more attributes");
    CHECK_TELLS(&b, "more bytes)");
    CHECK_TELLS(&b, "key0\\x0a");
    CHECK(b.d.text.bytes.n < 300000);
    bench_close(&b);
    buf_release(&json);
}

TEST(a_run_is_told_before_its_first_span)
{
    struct bench b;
    struct extent x;
    bench_open(&b, SPANS(TIMED("01", "poll", "000", "100", "") "," TIMED("02", "poll", "100", "400",
                                                                       "")));
    extent_of(&x, &b.l.s, &b.l.ix, 0);
    const struct detail_run run = {&x, 2, 2e8};
    detail_make(&b.d, &b.data, x.zero, 0, &run, false);
    CHECK_TELLS(&b, "A row of 2 spans");
    CHECK_TELLS(&b, "400 ms, 100 % of the trace");
    CHECK_TELLS(&b, "100 ms to 300 ms, median 200 ms");
    detail_make(&b.d, &b.data, x.zero, 0, NULL, false);
    CHECK(!tells(&b, "A row of"));
    bench_close(&b);
}

TEST_MAIN(TEST_CASE(times_and_how_they_fit_the_parent), TEST_CASE(attributes_events_and_links),
          TEST_CASE(what_the_rules_say_stands_with_the_attribute),
          TEST_CASE(secrets_and_personal_values_are_masked_until_asked),
          TEST_CASE(search_steps_and_wraps), TEST_CASE(a_run_is_told_before_its_first_span),
          TEST_CASE(cycles_duplicates_and_missing_times),
          TEST_CASE(what_is_endless_is_cut_and_counted))
