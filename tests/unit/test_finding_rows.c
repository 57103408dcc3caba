#include "lint/check.h"
#include "lint/finding_rows.h"
#include "rules/catalog.h"
#include "rules/census.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"

#include <time.h>

/* ---- rules made for the tests ---- */

/* Two parts with the same names: first every span, then every second one. */
static void parts_check(struct check *c)
{
    struct hit *h;
    for (uint32_t p = c->first; p < c->end; p++)
        check_hit(c, p, 0);
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "every");
    for (uint32_t p = c->first; p < c->end; p += 2)
        check_hit(c, p, 0);
    h = check_all(c);
    if (h)
        check_found(c, h, NO_PARAM, "every second, whatever its name");
    check_hit_as(c, span_name(c, c->first), c->end - 1, 0);
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "the last");
}

static void examples_check(struct check *c)
{
    struct finding *f = check_found_trace(c, c->end - c->first, 0, NO_PARAM, "loop");
    for (uint32_t p = c->first; p < c->end && check_wants_example(c, f); p++)
        check_example(c, f, p);
    f = check_found_trace(c, 2, 0, NO_PARAM, "also");
    check_example(c, f, c->end - 1);
    check_also(c, c->first);
    check_also(c, c->first);
    check_found_trace(c, 5, 0, NO_PARAM, "nothing");
}

/* A finding for each trace, the last one first, and one about all. */
static void store_check(struct check *c)
{
    struct hit *h;
    for (uint32_t t = c->ix->n_traces; t-- > 0;) {
        check_enter(c, t);
        for (uint32_t p = c->end; p-- > c->first;)
            check_hit(c, p, 0);
        h = check_all(c);
        check_found(c, h, NO_PARAM, "trace");
    }
    check_enter(c, NO_ROW);
    for (uint32_t p = c->first; p < c->end; p += 3)
        check_hit(c, p, 0);
    h = check_all(c);
    check_found(c, h, NO_PARAM, "every third of all");
}

static void kept_check(struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p++)
        census_hit(c, span_name(c, p), p);
}

static void kept_say(struct check *c, const struct hit *h)
{
    struct finding *f = check_found(c, h, NO_PARAM, "kept %s", census_where(h).text);
    f->name = SYM_NONE;
    f->key = h->name;
}

static void kept_end(struct check *c)
{
    census_report(c, 10, "name", kept_say);
}

/* Each trace together with the next one, in the other order than the findings are asked for. */
static void pairs_check(struct check *c)
{
    for (uint32_t t = c->ix->n_traces; t-- > 1;) {
        check_enter(c, NO_ROW);
        check_hit(c, c->ix->traces[t].first, 0);
        check_hit(c, c->ix->traces[t - 1].first, 0);
        struct finding *f = check_found(c, check_all(c), NO_PARAM, "pair %06u", t);
        f->name = SYM_NONE;
    }
}

static const struct rule rule_parts = {.code = "N901", .slug = "parts", .check = parts_check};
static const struct rule rule_examples = {
    .code = "N902", .slug = "examples", .check = examples_check};
static const struct rule rule_store = {
    .code = "N903", .slug = "store", .scope = SCOPE_STORE, .check = store_check};
static const struct rule rule_kept = {
    .code = "N904", .slug = "kept", .check = kept_check, .end = kept_end};
static const struct rule rule_pairs = {
    .code = "N905", .slug = "pairs", .scope = SCOPE_STORE, .check = pairs_check};
static const struct rule *const pair_rules[] = {&rule_pairs};
static const struct catalog pair_catalog = {pair_rules, ARRAY_LEN(pair_rules)};
static const struct rule *const test_rules[] = {&rule_parts, &rule_examples, &rule_store,
                                                &rule_kept};
static const struct catalog test_catalog = {test_rules, ARRAY_LEN(test_rules)};

/* ---- a run of them ---- */

struct fixture {
    struct linted l;
    struct settings set;
    struct lint lint;
    struct finding_rows *rows;
};

static void fixture_open(struct fixture *x, const struct catalog *cat, const char *json)
{
    linted_open(&x->l, json);
    settings_init(&x->set, cat);
    lint_run(&x->lint, &x->l.s, &x->l.ix, &x->l.v, &x->set);
    x->rows = finding_rows_make(&x->l.s, &x->l.ix, &x->l.v, &x->set);
}

static void fixture_close(struct fixture *x)
{
    finding_rows_free(x->rows);
    lint_release(&x->lint);
    settings_release(&x->set);
    linted_close(&x->l);
}

/* Ascending, each once, with all examples of the finding. */
static void spans_check(const struct fixture *x, const struct finding *f,
                        struct finding_spans spans)
{
    for (uint32_t i = 1; i < spans.n; i++)
        CHECK(spans.v[i - 1] < spans.v[i]);
    for (uint32_t k = 0; k < f->n_rows; k++) {
        uint32_t found = 0;
        for (uint32_t i = 0; i < spans.n; i++)
            found += x->l.ix.order[spans.v[i]] == f->rows[k];
        CHECK_EQ(found, 1);
    }
    for (uint32_t i = 0; f->trace != NO_ROW && i < spans.n; i++)
        CHECK_EQ(x->l.s.span.trace[x->l.ix.order[spans.v[i]]], f->trace);
    CHECK_EQ(spans.counted, spans.n > 0 && spans.n == f->count);
}

static struct finding_spans get(struct fixture *x, uint32_t i)
{
    struct finding_spans spans = finding_rows_get(x->rows, &x->lint, i);
    spans_check(x, &x->lint.findings.list.v[i], spans);
    return spans;
}

/* Seven spans in two traces: five of `a` and `b` in one, two in the other. */
static const char JSON[] =
    SPANS(SPAN("01", "a", "") "," SPAN("02", "b", "") "," SPAN("03", "a", "") ","
          SPAN("04", "a", "") "," SPAN("05", "b", "") ","
          SPAN_IN("b", "06", "a", "") "," SPAN_IN("b", "07", "b", ""));

static uint32_t find(const struct fixture *x, uint32_t trace, const char *message)
{
    for (uint32_t i = 0; i < x->lint.findings.list.n; i++) {
        const struct finding *f = &x->lint.findings.list.v[i];
        if (f->trace == trace && sv_eq(f->message, sv_from_c(message)))
            return i;
    }
    return NO_ROW;
}

static void find_check(struct fixture *x, uint32_t trace, const char *message, uint32_t n,
                       bool counted)
{
    uint32_t i = find(x, trace, message);
    CHECK(i != NO_ROW);
    if (i == NO_ROW)
        return;
    struct finding_spans spans = get(x, i);
    CHECK_EQ(spans.n, n);
    CHECK_EQ(spans.counted, counted);
}

TEST(parts)
{
    struct fixture x;
    fixture_open(&x, &test_catalog, JSON);
    uint32_t every = find(&x, 0, "every");
    CHECK_EQ(get(&x, every).n, 3);
    CHECK_EQ(get(&x, every + 1).n, 2);
    find_check(&x, 0, "every second, whatever its name", 3, true);
    find_check(&x, 0, "the last", 1, true);
    CHECK_EQ(get(&x, find(&x, 0, "the last")).v[0], 4);
    /* In any order, too. */
    CHECK_EQ(get(&x, every + 1).n, 2);
    CHECK_EQ(get(&x, every).n, 3);
    fixture_close(&x);
}

TEST(examples)
{
    struct fixture x;
    fixture_open(&x, &test_catalog, JSON);
    CHECK_EQ(x.lint.findings.list.v[find(&x, 0, "loop")].n_rows, FINDING_EXAMPLES);
    find_check(&x, 0, "loop", 5, true);
    find_check(&x, 0, "also", 2, true);
    find_check(&x, 0, "nothing", 0, false);
    find_check(&x, 1, "loop", 2, true);
    find_check(&x, 1, "nothing", 0, false);
    fixture_close(&x);
}

TEST(store)
{
    struct fixture x;
    fixture_open(&x, &test_catalog, JSON);
    find_check(&x, 0, "trace", 5, true);
    find_check(&x, 1, "trace", 2, true);
    find_check(&x, NO_ROW, "every third of all", 3, true);
    find_check(&x, NO_ROW, "kept 4 spans in 2 traces", 4, true);
    find_check(&x, NO_ROW, "kept 3 spans in 2 traces", 3, true);
    /* Once more: what the rule keeps was made anew. */
    find_check(&x, 0, "trace", 5, true);
    find_check(&x, NO_ROW, "kept 4 spans in 2 traces", 4, true);
    fixture_close(&x);
}

/* What a finding costs does not depend on how many others there are. */
static double pairs_seconds(uint32_t n)
{
    struct fixture x;
    struct buf b = {0};
    buf_addz(&b, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[");
    for (uint32_t i = 1; i <= n; i++)
        buf_fmt(&b, "%s{\"traceId\":\"%032x\",\"spanId\":\"%016x\",\"name\":\"a\"}",
                i > 1 ? "," : "", i, i);
    buf_addz(&b, "]}]}]}");
    buf_addc(&b, '\0');
    fixture_open(&x, &pair_catalog, b.p);
    CHECK_EQ(x.lint.findings.list.n, n - 1);
    clock_t begin = clock();
    for (uint32_t i = n - 1; i-- > 0;) {
        struct finding_spans spans = finding_rows_get(x.rows, &x.lint, i);
        CHECK(spans.n == 2 && spans.v[0] + 1 == spans.v[1]);
    }
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    fixture_close(&x);
    buf_release(&b);
    return seconds;
}

TEST(many)
{
    double few = pairs_seconds(4000), many = pairs_seconds(32000);
    CHECK(many < 24 * few + 0.1); /* 64 times as long when it is quadratic */
}

TEST(ranges)
{
    struct fixture x;
    fixture_open(&x, &test_catalog, JSON);
    struct finding_range whole = findings_of(&x.lint.findings, NO_ROW);
    struct finding_range first = findings_of(&x.lint.findings, 0);
    struct finding_range second = findings_of(&x.lint.findings, 1);
    CHECK_EQ(whole.first, 0);
    CHECK_EQ(whole.n, 3);
    CHECK_EQ(first.first, 3);
    CHECK_EQ(second.first, first.first + first.n);
    CHECK_EQ(second.first + second.n, x.lint.findings.list.n);
    CHECK_EQ(findings_of(&(struct findings){0}, NO_ROW).n, 0);
    fixture_close(&x);
}

TEST(excludes)
{
    struct fixture x;
    linted_open(&x.l, JSON);
    settings_init(&x.set, &test_catalog);
    struct excludes excludes = {.file = SV("x")};
    vec_push(&excludes.list, ((struct exclude){.rule = SV("N901"), .span = SV("a"),
                                               .reason = SV("known"), .until = UINT64_MAX}));
    x.set.excludes = &excludes;
    lint_run(&x.lint, &x.l.s, &x.l.ix, &x.l.v, &x.set);
    x.rows = finding_rows_make(&x.l.s, &x.l.ix, &x.l.v, &x.set);
    CHECK_EQ(x.lint.excluded, 4);
    find_check(&x, 0, "every", 2, true);
    find_check(&x, 0, "every second, whatever its name", 3, true);
    fixture_close(&x);
    vec_release(&excludes.list);
}

/* ---- all rules ---- */

/* Those that count other things than spans, or of which the spans are only a part. */
static const char *const others[] = {"E120", "I001", "I002", "I004", "I010", "M143", "M144",
                                     "M145", "M147", "M149", "N061", "N158", "N160", "P141",
                                     "R181", "R182", "S042", "S046", "S052", "S053", "S151",
                                     "S154"};

static bool counts_others(const char *code)
{
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (strcmp(others[i], code) == 0)
            return true;
    return false;
}

static uint32_t sample_check(const char *path)
{
    struct fixture x = {.rows = NULL};
    struct build b;
    store_init(&x.l.s);
    build_init(&b, &x.l.s);
    read_input(&b, sv_from_c(path));
    build_release(&b);
    CHECK(x.l.s.n_spans > 0);
    index_build(&x.l.ix, &x.l.s);
    CHECK(view_init(&x.l.v, &x.l.s, &x.l.ix, rules_packs, rules_packs_n, &x.l.e));
    settings_init(&x.set, &rules_catalog);
    lint_run(&x.lint, &x.l.s, &x.l.ix, &x.l.v, &x.set);
    x.rows = finding_rows_make(&x.l.s, &x.l.ix, &x.l.v, &x.set);
    uint32_t more = 0;
    for (uint32_t i = 0; i < x.lint.findings.list.n; i++) {
        const char *code = rules_catalog.rules[x.lint.findings.list.v[i].rule]->code;
        struct finding_spans spans = get(&x, i);
        more += spans.n > FINDING_EXAMPLES;
        if (!spans.counted && !counts_others(code)) {
            printf("%s: %s has %u spans of %u\n", path, code, spans.n,
                   x.lint.findings.list.v[i].count);
            CHECK(spans.counted);
        }
    }
    fixture_close(&x);
    return more;
}

TEST(samples)
{
    static const char *const paths[] = {
        "samples/noisy.jsonl", "samples/broken.jsonl", "samples/sparse.jsonl",
        "samples/broken.js.jsonl", "samples/clean.pb", "samples/frameworks/pipecat.jsonl",
        "samples/frameworks/livekit.jsonl",
    };
    uint32_t more = 0;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++)
        more += sample_check(paths[i]);
    CHECK(more > 10);
}

TEST_MAIN(TEST_CASE(parts), TEST_CASE(examples), TEST_CASE(store), TEST_CASE(many),
          TEST_CASE(ranges), TEST_CASE(excludes), TEST_CASE(samples))
