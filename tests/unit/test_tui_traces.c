/* The list of traces: what stands in a row, sorting and filtering against plain ways to do it. */
#include "rules/catalog.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"
#include "tui/traces.h"

struct listed {
    struct linted l;
    struct settings set;
    struct lint lint;
    struct tui_data d;
    struct traces x;
};

static void listed_open(struct listed *a, const char *json)
{
    linted_open(&a->l, json);
    CHECK(a->l.ok);
    settings_init(&a->set, &rules_catalog);
    a->set.trace_scores = true;
    lint_run(&a->lint, &a->l.s, &a->l.ix, &a->l.v, &a->set);
    a->d = (struct tui_data){.s = &a->l.s, .ix = &a->l.ix, .v = &a->l.v, .settings = &a->set,
                             .lint = &a->lint};
    CHECK(traces_build(&a->x, &a->d, NULL));
}

static void listed_close(struct listed *a)
{
    traces_release(&a->x);
    lint_release(&a->lint);
    settings_release(&a->set);
    linted_close(&a->l);
}

#define SERVICE(name)                                                                             \
    "{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":" \
    "{\"stringValue\":\"" name "\"}}]},\"scopeSpans\":[{\"spans\":["
#define PARENT(id) ",\"parentSpanId\":\"00000000000000" id "\""
#define FAILED ",\"status\":{\"code\":2}"

/* a: an orphan that starts first, then a root with a child; b: one failed span; c: a cycle; and a
 * span without trace id and without times. */
static const char sample[] =
    "{\"resourceSpans\":[" SERVICE("Bot")
    SPAN_IN("a", "a1", "lost", PARENT("ff")) ","
    "{\"traceId\":\"0000000000000000000000000000000a\",\"spanId\":\"00000000000000a2\",\"name\":"
    "\"Call\",\"startTimeUnixNano\":\"1738000000500000000\",\"endTimeUnixNano\":"
    "\"1738000003000000000\"}" ","
    "{\"traceId\":\"0000000000000000000000000000000a\",\"spanId\":\"00000000000000a3\",\"name\":"
    "\"llm\",\"parentSpanId\":\"00000000000000a2\",\"startTimeUnixNano\":\"1738000001000000000\","
    "\"endTimeUnixNano\":\"1738000000900000000\"" FAILED "}]}]},"
    SERVICE("gateway") SPAN_IN("b", "b1", "turn", FAILED) ","
    SPAN_IN("c", "c1", "loop", PARENT("c2")) "," SPAN_IN("c", "c2", "loop2", PARENT("c1")) ","
    "{\"spanId\":\"00000000000000d1\",\"name\":\"\"}]}]}]}";

TEST(rows)
{
    struct listed a;
    double score;
    listed_open(&a, sample);
    CHECK_EQ(a.x.n, 4);
    CHECK_EQ(a.x.errors, 2);
    CHECK_SV(traces_root(&a.x, 0), "Call");
    CHECK_EQ(traces_spans(&a.x, 0), 3);
    CHECK_EQ(a.x.rows[0].errors, 1);
    CHECK_EQ(a.x.rows[0].start, 1738000000000000000);
    CHECK_EQ(a.x.rows[0].length, 3000000000); /* an end before the start counts as none */
    CHECK_SV(traces_service(&a.x, 0), "Bot");
    CHECK_SV(traces_service(&a.x, 1), "gateway");
    CHECK_SV(traces_root(&a.x, 2), "loop");
    CHECK_EQ(traces_spans(&a.x, 2), 2);
    CHECK_SV(traces_root(&a.x, 3), "");
    CHECK(!a.x.rows[3].start && !a.x.rows[3].length);
    uint32_t found[SEVERITIES] = {0};
    for (size_t i = 0; i < a.lint.findings.list.n; i++)
        if (a.lint.findings.list.v[i].trace == 0)
            found[a.lint.findings.list.v[i].severity]++;
    for (int i = 0; i < SEVERITIES; i++)
        CHECK_EQ(a.x.rows[0].found[i], found[i]);
    CHECK(traces_findings(&a.x, 0) > 0);
    CHECK(traces_score(&a.x, 0, &score) && score > 0 && score < 100);
    const struct finding *worst = &a.lint.findings.list.v[a.x.worst];
    for (size_t i = 0; i < a.lint.findings.list.n; i++)
        CHECK(a.lint.findings.list.v[i].severity <= worst->severity);
    listed_close(&a);
}

TEST(what_is_not_there_yet)
{
    struct listed a;
    double score;
    listed_open(&a, sample);
    traces_release(&a.x);
    a.d.lint = NULL;
    CHECK(traces_build(&a.x, &a.d, NULL));
    CHECK_EQ(a.x.worst, NO_ROW);
    CHECK_EQ(traces_findings(&a.x, 0), 0);
    CHECK(!traces_score(&a.x, 0, &score));
    atomic_bool stop = true;
    traces_release(&a.x);
    CHECK(!traces_build(&a.x, &a.d, &stop));
    traces_release(&a.x);
    CHECK(traces_build(&a.x, &(struct tui_data){0}, NULL));
    CHECK_EQ(a.x.n, 0);
    listed_close(&a);
    listed_open(&a, "{\"resourceSpans\":[]}");
    CHECK_EQ(a.x.n, 0);
    CHECK_EQ(a.x.worst, a.lint.findings.list.n ? a.x.worst : NO_ROW);
    listed_close(&a);
}

/* The traces that pass, as letters, in the order of the column. */
static const char *listing(const struct listed *a, const char *filter, enum traces_column column,
                           bool descending)
{
    static char letters[27];
    struct err e = {0};
    uint32_t order[26], n = 0;
    struct traces_filter *f = traces_filter_make(sv_from_c(filter), &a->d, &e);
    if (e.set)
        return snprintf(letters, sizeof(letters), "%.20s", e.text) ? letters : "";
    for (uint32_t i = 0; i < a->x.n; i++)
        if (traces_match(&a->x, f, i))
            order[n++] = i;
    CHECK(traces_sort(&a->x, column, descending, order, n, NULL));
    for (uint32_t i = 0; i < n; i++)
        letters[i] = (char)('a' + order[i]);
    letters[n] = '\0';
    traces_filter_free(f);
    return letters;
}

#define CHECK_LISTING(a, filter, column, descending, want)                                         \
    CHECK_SV(sv_from_c(listing((a), (filter), (column), (descending))), (want))

TEST(sorting)
{
    struct listed a;
    listed_open(&a, sample);
    CHECK_LISTING(&a, "", BY_APPEARANCE, false, "abcd");
    CHECK_LISTING(&a, "", BY_APPEARANCE, true, "dcba");
    CHECK_LISTING(&a, "", BY_ROOT, false, "dacb"); /* "", Call, loop, turn */
    CHECK_LISTING(&a, "", BY_ROOT, true, "bcad");
    CHECK_LISTING(&a, "", BY_LENGTH, true, "abcd"); /* b and c are as long: as they appeared */
    CHECK_LISTING(&a, "", BY_LENGTH, false, "dbca");
    CHECK_LISTING(&a, "", BY_SPANS, true, "acbd");
    CHECK_LISTING(&a, "", BY_ERRORS, true, "abcd");
    CHECK_LISTING(&a, "", BY_SERVICE, false, "abcd");
    CHECK_LISTING(&a, "", BY_ID, true, "dcba");
    for (unsigned i = 0; i < TRACES_COLUMNS; i++)
        CHECK_EQ(strlen(listing(&a, "", (enum traces_column)i, true)), 4);
    CHECK(traces_column_descends(BY_SPANS) && !traces_column_descends(BY_SCORE));
    listed_close(&a);
}

TEST(filters)
{
    struct listed a;
    listed_open(&a, sample);
    CHECK_LISTING(&a, "call", BY_APPEARANCE, false, "a");
    CHECK_LISTING(&a, "CALL", BY_APPEARANCE, false, "");
    CHECK_LISTING(&a, "-call", BY_APPEARANCE, false, "bcd");
    CHECK_LISTING(&a, "gate", BY_APPEARANCE, false, "bcd");
    CHECK_LISTING(&a, "0000000a", BY_APPEARANCE, false, "a");
    CHECK_LISTING(&a, "root=lo*", BY_APPEARANCE, false, "c");
    CHECK_LISTING(&a, "service=bot", BY_APPEARANCE, false, "a");
    CHECK_LISTING(&a, "id=*b", BY_APPEARANCE, false, "b");
    CHECK_LISTING(&a, "errors>0", BY_APPEARANCE, false, "ab");
    CHECK_LISTING(&a, "errors=0", BY_APPEARANCE, false, "cd");
    CHECK_LISTING(&a, "spans>=2 errors>0", BY_APPEARANCE, false, "a");
    CHECK_LISTING(&a, "duration>2s", BY_APPEARANCE, false, "a");
    CHECK_LISTING(&a, "duration<=1000", BY_APPEARANCE, false, "bcd");
    CHECK_LISTING(&a, "score<=100", BY_APPEARANCE, false, "abcd");
    CHECK_LISTING(&a, "score<0", BY_APPEARANCE, false, "");
    CHECK_LISTING(&a, "findings>100", BY_APPEARANCE, false, "");
    CHECK_LISTING(&a, "dialect=*", BY_APPEARANCE, false, "");
    CHECK_LISTING(&a, "duration>x", BY_APPEARANCE, false, "\"x\" is no duration; ");
    CHECK_LISTING(&a, "erors>1", BY_APPEARANCE, false, "traces have no erors");
    CHECK_LISTING(&a, "spans>x", BY_APPEARANCE, false, "\"x\" is no number; wr");
    CHECK_LISTING(&a, "root>x", BY_APPEARANCE, false, "root is not compared");
    struct traces_filter *f = traces_filter_make(SV("al -x ll"), &a.d, &(struct err){0});
    size_t n;
    CHECK_EQ(traces_filter_find(f, SV("ALL calls"), 0, &n), 0);
    CHECK_EQ(traces_filter_find(f, SV("ALL calls"), 1, &n), 1);
    CHECK_EQ(n, 2);
    CHECK(traces_filter_find(NULL, SV("x"), 0, &n) == SIZE_MAX);
    traces_filter_free(f);
    listed_close(&a);
}

/* ---- many traces ---- */

static uint64_t seed = 11;
static unsigned random_of(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

enum { MANY = 700 };

static struct buf many_make(void)
{
    static const char *const names[] = {"call", "Call", "turn", "conversation of a long name",
                                        "conversation of a long nam", ""};
    struct buf b = {0};
    for (unsigned i = 0; i < MANY; i++) {
        for (unsigned k = 0, n = 1 + random_of(4); k < n; k++)
            buf_fmt(&b, "%s{\"traceId\":\"%032x\",\"spanId\":\"%016x\",\"name\":\"%s\","
                        "\"startTimeUnixNano\":\"%llu\",\"endTimeUnixNano\":\"%llu\"%s}",
                    b.n ? "," : "", i + 1, i * 8 + k + 1, names[random_of(6)],
                    1738000000000000000ull + random_of(9) * 1000000000ull,
                    1738000009000000000ull + random_of(9) * 1000000000ull,
                    random_of(3) ? "" : FAILED);
    }
    struct buf all = {0};
    buf_addz(&all, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[");
    buf_add(&all, buf_sv(&b));
    buf_addz(&all, "]}]}]}");
    buf_addc(&all, '\0');
    buf_release(&b);
    return all;
}

/* What the column compares, in a plain way. */
static int plain_cmp(const struct traces *x, enum traces_column column, uint32_t a, uint32_t b)
{
    const struct trace_row *p = &x->rows[a], *q = &x->rows[b];
    int64_t differs = 0;
    double s1 = 0, s2 = 0;
    if (column == BY_ROOT) {
        struct sv m = traces_root(x, a), n = traces_root(x, b);
        int c = strncasecmp(m.n ? m.p : "", n.n ? n.p : "", m.n < n.n ? m.n : n.n);
        return c ? c : m.n != n.n ? (m.n < n.n ? -1 : 1) : sv_cmp(m, n);
    }
    if (column == BY_START)
        differs = (int64_t)(p->start - q->start);
    if (column == BY_LENGTH)
        differs = (int64_t)(p->length - q->length);
    if (column == BY_SPANS)
        differs = (int64_t)traces_spans(x, a) - traces_spans(x, b);
    if (column == BY_ERRORS)
        differs = (int64_t)p->errors - q->errors;
    for (int i = SEVERITY_ERROR; column == BY_FINDINGS && !differs && i >= 0; i--)
        differs = (int64_t)p->found[i] - q->found[i];
    if (column == BY_SCORE && traces_score(x, a, &s1) && traces_score(x, b, &s2))
        return s1 < s2 ? -1 : s1 > s2;
    return differs < 0 ? -1 : differs > 0;
}

TEST(sorted_and_stable)
{
    struct listed a;
    struct buf json = many_make();
    uint32_t order[MANY];
    listed_open(&a, json.p);
    CHECK_EQ(a.x.n, MANY);
    for (unsigned column = BY_ROOT; column <= BY_SCORE; column++)
        for (int down = 0; down < 2; down++) {
            for (uint32_t i = 0; i < MANY; i++)
                order[i] = i;
            CHECK(traces_sort(&a.x, (enum traces_column)column, down, order, MANY, NULL));
            unsigned ties = 0;
            for (uint32_t i = 1; i < MANY; i++) {
                int c = plain_cmp(&a.x, (enum traces_column)column, order[i - 1], order[i]);
                CHECK(down ? c >= 0 : c <= 0);
                CHECK(c || order[i - 1] < order[i]);
                ties += c == 0;
            }
            CHECK(ties > 0);
        }
    atomic_bool stop = true;
    CHECK(!traces_sort(&a.x, BY_ROOT, false, order, MANY, &stop));
    listed_close(&a);
    buf_release(&json);
}

TEST_MAIN(TEST_CASE(rows), TEST_CASE(what_is_not_there_yet), TEST_CASE(sorting),
          TEST_CASE(filters), TEST_CASE(sorted_and_stable))
