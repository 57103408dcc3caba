#include "lint/baseline.h"
#include "rules/catalog.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"

/* An stt span without transcript (R097) and a tool span without a name (R102). */
#define STT SPAN("a1", "stt", "")
#define TRANSCRIPT "{\"key\":\"transcript\",\"value\":{\"stringValue\":\"hello\"}}"
#define GOOD_STT SPAN("a1", "stt", ",\"attributes\":[" TRANSCRIPT "]")
#define TOOL SPAN("a2", "llm_tool_call", "")

struct ran {
    struct linted in;
    struct settings set;
    struct lint lint;
};

static void ran_open(struct ran *r, const char *json)
{
    struct err e = {0};
    linted_open(&r->in, json);
    settings_init(&r->set, &rules_catalog);
    CHECK(settings_select(&r->set, SV("R097,R102"), &e));
    lint_run(&r->lint, &r->in.s, &r->in.ix, &r->in.v, &r->set);
}

static void ran_close(struct ran *r)
{
    lint_release(&r->lint);
    settings_release(&r->set);
    linted_close(&r->in);
}

/* The baseline of these spans. */
static void baseline_of(struct baseline *b, const char *json)
{
    struct ran r;
    struct buf text = {0};
    struct err e = {0};
    ran_open(&r, json);
    const struct baseline none = {0};
    struct baseline_change c =
        baseline_write(&text, &none, &r.lint, &r.in.s, &r.in.ix, &r.set);
    CHECK_EQ(c.new, c.n);
    CHECK(baseline_read(b, buf_sv(&text), SV("b.json"), &e));
    CHECK_SV(sv_from_c(e.text), "");
    buf_release(&text);
    ran_close(&r);
}

TEST(what_was_there_is_known)
{
    struct baseline b;
    struct ran r;
    baseline_of(&b, SPANS(STT));
    CHECK_EQ(b.entries.n, 1);
    CHECK_EQ(b.checked.rules, 2);
    ran_open(&r, SPANS(STT "," TOOL));
    CHECK_EQ(r.lint.findings.list.n, 2);
    baseline_apply(&b, &r.lint, &r.in.s, &r.set);
    CHECK_EQ(b.n_known, 1);
    CHECK_EQ(b.n_stale, 0);
    CHECK_EQ(r.lint.findings.list.n, 1);
    CHECK_EQ(r.lint.totals[SEVERITY_ERROR], 1);
    CHECK_EQ(r.lint.totals[SEVERITY_WARNING], 0);
    ran_close(&r);
    baseline_release(&b);
}

TEST(what_is_gone_is_stale)
{
    struct baseline b;
    struct ran r;
    baseline_of(&b, SPANS(STT "," TOOL));
    ran_open(&r, SPANS(GOOD_STT "," TOOL));
    baseline_apply(&b, &r.lint, &r.in.s, &r.set);
    CHECK_EQ(b.n_known, 1);
    CHECK_EQ(b.n_stale, 1);
    CHECK_SV(b.entries.v[b.entries.v[0].seen].code, "R097");
    ran_close(&r);
    baseline_release(&b);
}

TEST(what_did_not_run_stays)
{
    struct baseline b, again;
    struct ran r;
    struct err e = {0};
    struct buf text = {0};
    baseline_of(&b, SPANS(STT "," TOOL));
    linted_open(&r.in, SPANS(SPAN("a1", "stt", "")));
    settings_init(&r.set, &rules_catalog);
    CHECK(settings_select(&r.set, SV("R102"), &e));
    lint_run(&r.lint, &r.in.s, &r.in.ix, &r.in.v, &r.set);
    struct baseline_change c =
        baseline_write(&text, &b, &r.lint, &r.in.s, &r.in.ix, &r.set);
    CHECK_EQ(c.n, 2);
    CHECK_EQ(c.new, 0);
    CHECK_EQ(c.gone, 0);
    CHECK_EQ(c.kept, 2); /* R097 is not selected, R102 has nothing to look at */
    CHECK(baseline_read(&again, buf_sv(&text), SV("b.json"), &e));
    CHECK_EQ(again.entries.n, 2);
    CHECK_EQ(again.checked.rules, 1);
    baseline_apply(&b, &r.lint, &r.in.s, &r.set);
    CHECK_EQ(b.n_stale, 0);
    buf_release(&text);
    ran_close(&r);
    baseline_release(&b);
    baseline_release(&again);
}

TEST(what_became_worse_is_new)
{
    struct baseline b;
    struct ran r;
    baseline_of(&b, SPANS(TOOL));
    b.entries.v[0].severity = SEVERITY_WARNING;
    ran_open(&r, SPANS(TOOL));
    baseline_apply(&b, &r.lint, &r.in.s, &r.set);
    CHECK_EQ(b.n_known, 0);
    CHECK_EQ(b.n_stale, 0);
    CHECK_EQ(r.lint.totals[SEVERITY_ERROR], 1);
    ran_close(&r);
    baseline_release(&b);
}

TEST(the_ratchet_holds)
{
    static const struct {
        struct checked now;
        double least;
        const char *why;
    } cases[] = {
        {{2, 40, 10}, 1, ""},
        {{3, 41, 11}, 1, ""},
        {{1, 40, 10}, 1, "1 of 2 traces"},
        {{2, 39, 9}, 1, "39 of 40 spans, 9 of 10 rules"},
        {{1, 20, 5}, 0.5, ""},
        {{1, 19, 5}, 0.5, "19 of 40 spans"},
        {{0, 0, 0}, 0, ""},
    };
    const struct baseline b = {.checked = {2, 40, 10}};
    struct buf why = {0};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        buf_clear(&why);
        CHECK_EQ(baseline_holds(&b, &cases[i].now, cases[i].least, &why), !cases[i].why[0]);
        CHECK_SV(buf_sv(&why), cases[i].why);
    }
    CHECK_EQ(baseline_share(&b, &(struct checked){1, 39, 12}), 50);
    CHECK_EQ(baseline_share(&b, &(struct checked){2, 39, 10}), 97);
    CHECK_EQ(baseline_share(&b, &(struct checked){9, 40, 10}), 100);
    buf_release(&why);
}

#define HEAD "{\"schema\":\"spanvet.baseline/1\",\"checked\":{\"traces\":1,\"spans\":1,\"rules\":1}"
#define ENTRY(more) HEAD ",\"findings\":[{\"fingerprint\":\"00000000000000aa\"" more "}]}"

#define NO_DOCUMENT "b.json: this is no baseline, as it is no JSON document (line 1"

TEST(what_is_no_baseline_is_said)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {ENTRY(",\"severity\":\"error\""), ""},
        {ENTRY(",\"severity\":\"fatal\""), "b.json: a finding's \"severity\" is not error"},
        {ENTRY(",\"severity\":\"error\",\"severity\":\"info\""), NO_DOCUMENT},
        {ENTRY(",\"sevrity\":\"error\""), "did you mean \"severity\"?"},
        {HEAD ",\"findings\":[{\"fingerprint\":\"aa\",\"severity\":\"info\"}]}", "16 hexadecimal"},
        {HEAD ",\"findings\":{}}", "\"findings\" is no list"},
        {HEAD "}", "\"findings\" is no list"},
        {"{\"schema\":\"spanvet.baseline/1\",\"findings\":[]}", "\"checked\" lacks a count"},
        {"{\"schema\":\"spanvet.report/1\"}", "this is no baseline"},
        {"[]", "this is no baseline"},
        {"", NO_DOCUMENT},
        {"{\"schema\":", NO_DOCUMENT},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct baseline b;
        struct err e = {0};
        CHECK_EQ(baseline_read(&b, sv_from_c(cases[i].text), SV("b.json"), &e),
                 !cases[i].says[0]);
        if (sv_find(sv_from_c(e.text), sv_from_c(cases[i].says)) == SIZE_MAX)
            CHECK_SV(sv_from_c(e.text), cases[i].says);
        baseline_release(&b);
    }
}

TEST_MAIN(TEST_CASE(what_was_there_is_known),
          TEST_CASE(what_is_gone_is_stale),
          TEST_CASE(what_did_not_run_stays),
          TEST_CASE(what_became_worse_is_new),
          TEST_CASE(the_ratchet_holds),
          TEST_CASE(what_is_no_baseline_is_said))
