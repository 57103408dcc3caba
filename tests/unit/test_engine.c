#include "lint/check.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"

/* ---- rules made for the tests ---- */

static void every_span_check(struct check *c)
{
    c->looked += c->end - c->first;
    for (uint32_t p = c->first; p < c->end; p++)
        check_hit(c, p, p);
    CHECK_EQ(check_hits(c), c->end - c->first);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, 0, "%u", h->count);
    CHECK_EQ(check_hits(c), 0);
}

static void all_check(struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p++)
        check_hit(c, p, p);
    struct hit *h = check_all(c);
    check_found(c, h, NO_PARAM, "all");
    CHECK(check_all(c) == NULL);
}

static void store_check(struct check *c)
{
    check_found_trace(c, 1, 0, NO_PARAM, "whole");
    for (uint32_t t = c->ix->n_traces; t-- > 0;) {
        check_enter(c, t);
        struct finding *f = check_found_trace(c, 1, 2, NO_PARAM, "of trace %u", t);
        check_against(f, 2, 1);
        check_example(c, f, c->first);
    }
}

static void skipping_check(struct check *c)
{
    check_skip(c, "needs at least %d traces, has %u", 20, c->ix->n_traces);
}

static void set_check(struct check *c)
{
    CHECK(check_set_add(c, 0) && check_set_add(c, 1) && !check_set_add(c, 0));
    check_set_clear(c);
    CHECK(check_set_add(c, 0) && !check_set_add(c, 0));
    uint8_t *memo = check_memo(c);
    c->looked += 1;
    if (memo[1]++ == 0)
        check_found_trace(c, 1, 0, NO_PARAM, "first run");
}

/* Numbers the traces in the order in which it sees them. */
struct seen {
    uint32_t *traces;
    uint32_t n;
};

static void seen_release(void *memory)
{
    struct seen *seen = memory;
    free(seen->traces);
}

static void seeing_check(struct check *c)
{
    struct seen *seen = check_keep(c, sizeof(*seen), seen_release);
    if (!seen->traces)
        seen->traces = mem_zalloc(c->ix->n_traces * sizeof(*seen->traces));
    seen->traces[seen->n++] = c->trace;
    c->looked += c->end - c->first;
}

static void seeing_end(struct check *c)
{
    const struct seen *seen = check_keep(c, sizeof(*seen), seen_release);
    CHECK_EQ(c->trace, NO_ROW);
    for (uint32_t i = 0; i < seen->n; i++) {
        CHECK_EQ(seen->traces[i], i);
        check_enter(c, seen->traces[i]);
        check_found_trace(c, 1, 0, NO_PARAM, "%u of %u", i + 1, seen->n);
    }
}

static bool never(const struct check *c)
{
    CHECK_EQ(c->trace, NO_ROW);
    CHECK(c->param[0] == 1);
    return false;
}

static void asking_check(struct check *c);

static const struct rule every = {
    .code = "T001", .slug = "every", .severity = SEVERITY_ERROR, .check = every_span_check,
    .params = {{"max", 1, 0, 10, "count", ""}}};
static const struct rule all = {
    .code = "T002", .slug = "all", .severity = SEVERITY_WARNING, .structural = true,
    .check = all_check};
static const struct rule whole = {
    .code = "T003", .slug = "whole", .severity = SEVERITY_WARNING, .scope = SCOPE_STORE,
    .check = store_check};
static const struct rule few = {
    .code = "T004", .slug = "few", .scope = SCOPE_STORE, .check = skipping_check};
static const struct rule llm_only = {
    .code = "T005", .slug = "llm", .when = FEATURE_OF(CLASS_LLM), .needs = "needs an llm span",
    .check = every_span_check};
static const struct rule orphans_only = {
    .code = "T006", .slug = "orphans", .when = FEATURE_ORPHAN, .check = every_span_check};
static const struct rule keyed = {
    .code = "T007", .slug = "keyed", .needs_key = NEEDS_KEY(ttfb),
    .needs = "needs metrics.ttfb", .check = every_span_check};
static const struct rule sets = {.code = "T008", .slug = "sets", .check = set_check};
static const struct rule shares = {
    .code = "T010", .slug = "shares", .check = set_check, .memory = &sets};
static const struct rule seeing = {
    .code = "T011", .slug = "seeing", .check = seeing_check, .end = seeing_end};
static const struct rule passing = {
    .code = "T012", .slug = "passing", .check = every_span_check, .may_find = never,
    .params = {{"max", 1, 0, 10, "count", ""}}};
static const struct rule asking = {
    .code = "T009", .slug = "asking", .scope = SCOPE_STORE, .check = asking_check};

static void asking_check(struct check *c)
{
    const double *values = check_params_of(c, &every);
    CHECK(check_params_of(c, &sets) == NULL);
    check_found_trace(c, 1, 0, NO_PARAM, values ? "on, %g" : "off", values ? values[0] : 0);
}

static const char two_traces[] =
    SPANS(SPAN_IN("a", "a1", "x", "") "," SPAN_IN("b", "b1", "y", "") ","
          SPAN_IN("a", "a2", "y", "") "," SPAN_IN("a", "a3", "x", "") ","
          SPAN_IN("a", "a4", "x", "") "," SPAN_IN("a", "a5", "x", ""));

struct ran {
    struct linted in;
    struct settings set;
    struct lint l;
};

static void ran_open(struct ran *r, const char *json, const struct catalog *cat)
{
    linted_open(&r->in, json);
    settings_init(&r->set, cat);
    lint_run(&r->l, &r->in.s, &r->in.ix, &r->in.v, &r->set);
}

static void ran_close(struct ran *r)
{
    lint_release(&r->l);
    settings_release(&r->set);
    linted_close(&r->in);
}

#define CATALOG(...)                                                                               \
    (struct catalog)                                                                               \
    {                                                                                              \
        (const struct rule *const[]){__VA_ARGS__},                                                 \
            sizeof((const struct rule *const[]){__VA_ARGS__}) / sizeof(struct rule *)              \
    }

TEST(one_finding_a_name)
{
    struct ran r;
    struct catalog cat = CATALOG(&every);
    ran_open(&r, two_traces, &cat);
    CHECK_EQ(r.l.findings.list.n, 3);
    const struct finding *f = r.l.findings.list.v;
    CHECK_SV(store_sv(&r.in.s, f[0].name), "x");
    CHECK_EQ(f[0].trace, 0);
    CHECK_EQ(f[0].count, 4);
    CHECK_EQ(f[0].n_rows, FINDING_EXAMPLES);
    CHECK_EQ(f[0].rows[0], 0);
    CHECK_EQ(f[0].rows[1], 3);
    CHECK(f[0].measured == 4 && f[0].threshold == 1 && f[0].param == 0);
    CHECK_SV(f[0].message, "4");
    CHECK_SV(store_sv(&r.in.s, f[1].name), "y");
    CHECK_EQ(f[1].count, 1);
    CHECK_EQ(f[2].trace, 1);
    CHECK_EQ(r.l.totals[SEVERITY_ERROR], 3);
    CHECK_EQ(r.l.tallies[0].looked, 6);
    CHECK_EQ(r.l.tallies[0].bad, 6);
    ran_close(&r);
}

TEST(whole_input_first_then_traces_then_rules)
{
    static const struct {
        uint32_t trace, rule;
    } expect[] = {{NO_ROW, 1}, {0, 0}, {0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}};
    struct ran r;
    struct catalog cat = CATALOG(&every, &whole, &all);
    ran_open(&r, two_traces, &cat);
    CHECK_EQ(r.l.findings.list.n, ARRAY_LEN(expect));
    for (size_t i = 0; i < r.l.findings.list.n; i++) {
        CHECK_EQ(r.l.findings.list.v[i].trace, expect[i].trace);
        CHECK_EQ(r.l.findings.list.v[i].rule, expect[i].rule);
    }
    CHECK_EQ(r.l.findings.list.v[3].rows[0], 0);
    CHECK_EQ(r.l.findings.list.v[6].rows[0], 1);
    ran_close(&r);
}

TEST(all_hits_as_one)
{
    struct ran r;
    struct catalog cat = CATALOG(&all);
    ran_open(&r, two_traces, &cat);
    CHECK_EQ(r.l.findings.list.n, 2);
    const struct finding *f = r.l.findings.list.v;
    CHECK_EQ(f->name, SYM_NONE);
    CHECK_EQ(f->count, 5);
    CHECK_EQ(f->n_rows, 3);
    CHECK(isnan(f->measured) && isnan(f->threshold) && f->param == NO_PARAM);
    ran_close(&r);
}

static bool skipped_with(const struct lint *l, uint32_t rule, const char *reason)
{
    for (size_t i = 0; i < l->skipped.n; i++)
        if (l->skipped.v[i].rule == rule)
            return sv_eq(l->skipped.v[i].reason, sv_from_c(reason));
    return reason == NULL;
}

TEST(what_a_rule_lacks_is_said)
{
    struct ran r;
    struct catalog cat = CATALOG(&few, &llm_only, &orphans_only, &keyed, &every);
    ran_open(&r, two_traces, &cat);
    CHECK(skipped_with(&r.l, 0, "needs at least 20 traces, has 2"));
    CHECK(skipped_with(&r.l, 1, "needs an llm span"));
    CHECK(skipped_with(&r.l, 2, NULL));
    CHECK(skipped_with(&r.l, 3, "needs metrics.ttfb"));
    CHECK(skipped_with(&r.l, 4, NULL));
    CHECK_EQ(r.l.skipped.n, 3);
    CHECK_EQ(r.l.tallies[1].looked, 0);
    CHECK_EQ(r.l.tallies[2].looked, 6);
    CHECK_EQ(r.l.tallies[2].bad, 0);
    ran_close(&r);
}

TEST(rules_that_are_off_are_not_mentioned)
{
    struct linted in;
    struct settings set;
    struct lint l;
    struct err e = {0};
    struct catalog cat = CATALOG(&every, &llm_only, &whole);
    linted_open(&in, two_traces);
    settings_init(&set, &cat);
    CHECK(settings_ignore(&set, SV("all"), &e));
    lint_run(&l, &in.s, &in.ix, &in.v, &set);
    CHECK_EQ(l.findings.list.n, 0);
    CHECK_EQ(l.skipped.n, 0);
    CHECK(l.score == 100);
    lint_release(&l);
    settings_release(&set);
    linted_close(&in);
}

TEST(parameters_of_another_rule)
{
    struct linted in;
    struct settings set;
    struct lint l;
    struct err e = {0};
    struct catalog cat = CATALOG(&every, &asking);
    linted_open(&in, two_traces);
    settings_init(&set, &cat);
    CHECK(settings_set(&set, SV("every.max=7"), &e));
    lint_run(&l, &in.s, &in.ix, &in.v, &set);
    CHECK_SV(l.findings.list.v[0].message, "on, 7");
    lint_release(&l);
    CHECK(settings_ignore(&set, SV("every"), &e));
    lint_run(&l, &in.s, &in.ix, &in.v, &set);
    CHECK_SV(l.findings.list.v[0].message, "off");
    lint_release(&l);
    settings_release(&set);
    linted_close(&in);
}

TEST(memory_of_a_check)
{
    struct ran r;
    struct catalog cat = CATALOG(&sets, &sets);
    ran_open(&r, two_traces, &cat);
    CHECK_EQ(r.l.findings.list.n, 2);
    CHECK_EQ(r.l.findings.list.v[0].trace, 0);
    CHECK_EQ(r.l.findings.list.v[1].trace, 0);
    CHECK_EQ(r.l.findings.list.v[1].rule, 1);
    ran_close(&r);
}

TEST(memory_that_rules_share)
{
    struct ran r;
    struct catalog both = CATALOG(&sets, &shares), alone = CATALOG(&every, &shares);
    ran_open(&r, two_traces, &both);
    CHECK_EQ(r.l.findings.list.n, 1);
    CHECK_EQ(r.l.findings.list.v[0].rule, 0);
    ran_close(&r);
    ran_open(&r, two_traces, &alone);
    CHECK_EQ(r.l.tallies[1].bad, 1);
    ran_close(&r);
}

TEST(rules_with_an_end_see_all_traces_in_order)
{
    struct ran r;
    struct catalog cat = CATALOG(&every, &seeing, &sets);
    ran_open(&r, two_traces, &cat);
    CHECK_EQ(r.l.tallies[1].looked, 6);
    CHECK_EQ(r.l.tallies[1].bad, 2);
    CHECK_EQ(r.l.findings.list.v[2].rule, 1);
    CHECK_EQ(r.l.findings.list.v[2].trace, 0);
    CHECK_SV(r.l.findings.list.v[2].message, "1 of 2");
    CHECK_EQ(r.l.skipped.n, 0);
    ran_close(&r);
}

TEST(rules_that_can_find_nothing_pass_all_spans)
{
    struct ran r;
    struct catalog cat = CATALOG(&passing);
    ran_open(&r, two_traces, &cat);
    CHECK_EQ(r.l.findings.list.n, 0);
    CHECK_EQ(r.l.skipped.n, 0);
    CHECK_EQ(r.l.tallies[0].looked, 6);
    ran_close(&r);
}

/* A line that is damaged makes the input partial: rules about the tree count one level less. */
TEST(partial_input_lowers_structural_findings)
{
    struct ran r;
    struct catalog cat = CATALOG(&every, &all);
    ran_open(&r, SPANS(SPAN("a1", "x", "")) "\n{\"resourceSpans\":[{]}\n", &cat);
    CHECK_EQ(r.in.s.inputs.v[0].status, INPUT_PARTIAL);
    CHECK_EQ(r.l.findings.list.n, 2);
    CHECK_EQ(r.l.findings.list.v[0].severity, SEVERITY_ERROR);
    CHECK(!r.l.findings.list.v[0].lowered);
    CHECK_EQ(r.l.findings.list.v[1].severity, SEVERITY_INFO);
    CHECK(r.l.findings.list.v[1].lowered);
    ran_close(&r);
}

TEST(spans_without_trace_id_make_no_tree)
{
    struct ran r;
    struct catalog cat = CATALOG(&every, &all);
    ran_open(&r, SPANS("{\"spanId\":\"00000000000000a1\",\"name\":\"x\"}"), &cat);
    CHECK_EQ(r.l.findings.list.n, 1);
    CHECK_EQ(r.l.findings.list.v[0].rule, 0);
    ran_close(&r);
}

TEST(nothing_to_lint)
{
    struct ran r;
    struct catalog cat = CATALOG(&every);
    ran_open(&r, "{\"resourceSpans\":[]}", &cat);
    CHECK_EQ(r.l.findings.list.n, 0);
    CHECK(skipped_with(&r.l, 0, "needs a span"));
    CHECK(r.l.score == 0);
    CHECK_SV(sv_from_c(r.l.grade), "none");
    ran_close(&r);
}

/* ---- score ---- */

TEST(score_counts_failures_by_severity)
{
    enum { E = SEVERITY_ERROR, W = SEVERITY_WARNING, I = SEVERITY_INFO };
    struct rule_tally clean[3] = {{.looked = 10}, {.looked = 10}, {0}};
    struct rule_tally error[3] = {{10, 10, {[E] = 10}}, {.looked = 10}, {0}};
    struct rule_tally half[3] = {{.looked = 10}, {10, 5, {[W] = 5}}, {0}};
    struct rule_tally both[3] = {{10, 10, {[E] = 10}}, {10, 10, {[W] = 10}}, {4, 4, {[I] = 4}}};
    struct rule_tally mixed[1] = {{10, 8, {[E] = 2, [W] = 5, [I] = 1}}};
    CHECK(score_make(clean, 3) == 100);
    CHECK(fabs(score_make(error, 3) - 75) < 1e-9);
    CHECK(fabs(score_make(half, 3) - 95) < 1e-9);
    CHECK(fabs(score_make(both, 3) - 75 * 0.9 * 0.99) < 1e-9);
    CHECK(fabs(score_make(mixed, 1) - 100 * (1 - 0.05 - 0.05 - 0.001)) < 1e-9);
}

TEST(grades)
{
    CHECK_SV(sv_from_c(score_grade(100, false)), "excellent");
    CHECK_SV(sv_from_c(score_grade(95, false)), "excellent");
    CHECK_SV(sv_from_c(score_grade(99, true)), "good");
    CHECK_SV(sv_from_c(score_grade(94.9, false)), "good");
    CHECK_SV(sv_from_c(score_grade(60, true)), "fair");
    CHECK_SV(sv_from_c(score_grade(0, true)), "poor");
}

/* ---- fingerprints ---- */

static uint64_t print_of(struct store *s, const char *name, const char *key)
{
    struct finding f = {.name = name ? sym_put(&s->syms, sv_from_c(name)) : SYM_NONE,
                        .key = key ? sym_put(&s->syms, sv_from_c(key)) : SYM_NONE};
    return finding_fingerprint(&f, "N055", s);
}

TEST(fingerprints_do_not_depend_on_ids)
{
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = {
        {"stage1", "stage2", false},
        {"chunk-1", "chunk-2", false},
        {"order-4821", "order-171105", true},
        {"mail jo@example.org", "mail al@example.com", true},
        {"call 5b8efff798038103d269b633813fc60c", "call 7d1f0c6f2ab94a52a3c5d9e80b1f4d3e", true},
        {"a 171105b7-59dd-49c0-9677-0b95395aa46a", "a f9f77d1a-437f-4ba6-890e-b592a50cbd21", true},
        {"u 01ARZ3NDEKTSV4RRFFQ69G5FAV", "u 01BX5ZZKBKACTAV9WEVGEMMVRZ", true},
        {"turn.user", "turn.assistant", false},
        {"feed", "face", false},
        {"llm", "llm2", false},
        {"", "x", false},
    };
    struct store s;
    store_init(&s);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_EQ(print_of(&s, cases[i].a, NULL) == print_of(&s, cases[i].b, NULL), cases[i].same);
    CHECK(print_of(&s, "x", "k") != print_of(&s, "x", NULL));
    CHECK(print_of(&s, "x", NULL) != print_of(&s, NULL, NULL));
    CHECK(print_of(&s, NULL, "x") != print_of(&s, "x", NULL));
    store_release(&s);
}

TEST_MAIN(TEST_CASE(one_finding_a_name), TEST_CASE(whole_input_first_then_traces_then_rules),
          TEST_CASE(all_hits_as_one), TEST_CASE(what_a_rule_lacks_is_said),
          TEST_CASE(rules_that_are_off_are_not_mentioned),
          TEST_CASE(parameters_of_another_rule), TEST_CASE(memory_of_a_check),
          TEST_CASE(memory_that_rules_share),
          TEST_CASE(rules_with_an_end_see_all_traces_in_order),
          TEST_CASE(rules_that_can_find_nothing_pass_all_spans),
          TEST_CASE(partial_input_lowers_structural_findings),
          TEST_CASE(spans_without_trace_id_make_no_tree), TEST_CASE(nothing_to_lint),
          TEST_CASE(score_counts_failures_by_severity), TEST_CASE(grades),
          TEST_CASE(fingerprints_do_not_depend_on_ids))
