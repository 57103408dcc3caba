/* Drafts of metrics as the user handles them: adding, staging, editing; other profiles and data. */
#include "metrics/stage.h"
#include "tests/unit/metered.h"
#include "tests/unit/test.h"
#include "tui/draft_text.h"
#include "tui/drafts.h"

#define ATTRIBUTES(list) ",\"attributes\":[" list "]"
#define NUMBER(key, value) "{\"key\":\"" key "\",\"value\":{\"doubleValue\":" value "}}"
#define TEXT_OF(key, value) "{\"key\":\"" key "\",\"value\":{\"stringValue\":\"" value "\"}}"
#define LLM(id, ttfb, more)                                                                        \
    SPAN(id, "llm", ATTRIBUTES(NUMBER("metrics.ttfb", ttfb) "," NUMBER("my.cost", ttfb) ","        \
                                   TEXT_OF("model", "gpt") more))

static const char calls[] = SPANS(LLM("a1", "0.4", "") "," LLM("a2", "0.1", "") "," LLM(
    "a3", "0.3", "") "," SPAN("a4", "tool.x", ATTRIBUTES(NUMBER("tool.latency_ms", "812"))));

struct bench {
    struct metered m;
    struct drafts d;
    struct err e;
};

/* What the browser does one at a time, as works. */
static void measure(struct bench *b)
{
    for (size_t i = 0; i < b->d.unmeasured.n; i++)
        draft_measure(&b->d.plan.drafts.v[b->d.unmeasured.v[i]], &b->m.f, PERCENTILE_LINEAR);
    b->d.unmeasured.n = 0;
}

static void plan_again(struct bench *b, enum profile profile)
{
    struct plan p;
    const struct plan_wish wish = {.profile = profile};
    plan_make(&p, &b->m.f, &wish);
    b->d.facts = &b->m.f;
    b->d.profile = profile;
    drafts_take(&b->d, &b->m.f, &p);
    measure(b);
}

static void bench_open(struct bench *b, const char *json)
{
    *b = (struct bench){0};
    metered_open(&b->m, json);
    plan_again(b, PROFILE_FULL);
}

static void bench_close(struct bench *b)
{
    drafts_clear(&b->d);
    metered_close(&b->m);
}

static uint32_t add(struct bench *b, const char *span, const char *key)
{
    const struct own_wish wish = {sv_from_c(span), sv_from_c(key), false, AGGREGATIONS};
    bool is_new;
    b->e = (struct err){0};
    uint32_t draft = drafts_add(&b->d, &b->m.f, &wish, &is_new, &b->e);
    if (draft != NO_ROW)
        measure(b);
    return draft;
}

static const struct draft *draft_at(const struct bench *b, uint32_t draft)
{
    return &b->d.plan.drafts.v[draft];
}

static bool edit(struct bench *b, uint32_t draft, enum draft_field field, const char *text)
{
    struct err doubt = {0};
    b->e = (struct err){0};
    return drafts_edit(&b->d, &b->m.f, draft, field, sv_from_c(text), &doubt, &b->e);
}

static bool says(const struct err *e, const char *part)
{
    bool found = e->set && strstr(e->text, part);
    if (!found)
        printf("it says: %s\n", e->set ? e->text : "(nothing)");
    return found;
}

/* ---- rows ---- */

TEST(every_draft_stands_in_one_section)
{
    struct bench b;
    bench_open(&b, calls);
    for (int i = 0; i < DRAFT_SECTIONS; i++)
        drafts_fold(&b.d, (enum draft_section)i, true);
    size_t n = 0;
    for (size_t i = 0; i < b.d.rows.n; i++)
        n += b.d.rows.v[i].draft != NO_ROW;
    CHECK(n > 5);
    CHECK_EQ(n, b.d.plan.drafts.n);
    CHECK_EQ(b.d.rows.n, n + DRAFT_SECTIONS);
    drafts_fold(&b.d, SECTION_DRAFTS, false);
    CHECK_EQ(b.d.rows.n, n + DRAFT_SECTIONS - b.d.counts[SECTION_DRAFTS]);
    bench_close(&b);
}

/* ---- adding ---- */

TEST(an_attribute_that_no_rule_pairs_becomes_a_draft_of_its_own)
{
    struct bench b;
    bench_open(&b, calls);
    size_t before = b.d.plan.drafts.n;
    uint32_t draft = add(&b, "llm", "my.cost");
    CHECK_EQ(draft, before);
    CHECK_EQ(b.d.plan.drafts.n, before + 1);
    CHECK_SV(draft_at(&b, draft)->definition.aggregation_method, "average");
    CHECK_SV(draft_at(&b, draft)->definition.metric_attribute, "my.cost");
    CHECK(draft_at(&b, draft)->definition.metric_name.n > 0);
    double expected = (0.4 + 0.1 + 0.3) / 3;
    CHECK(fabs(draft_at(&b, draft)->preview.overall - expected) < 1e-12);
    CHECK_EQ(drafts_section(&b.d, draft), SECTION_DRAFTS);
    CHECK_EQ(b.d.rows.v[1].draft, draft); /* the user's own stand first */
    CHECK_EQ(add(&b, "llm", "my.cost"), draft);
    CHECK_EQ(b.d.plan.drafts.n, before + 1);
    bench_close(&b);
}

TEST(name_description_and_unit_follow_the_aggregation_until_the_user_writes_them)
{
    struct bench b;
    bench_open(&b, calls);
    const struct definition of = {.metric_type = METRIC_CUSTOM_TRACE,
                                  .span_name = SV("llm"),
                                  .metric_attribute = SV("metrics.ttfb"),
                                  .aggregation_method = SV("p95")};
    uint32_t draft = drafts_find(&b.d, &of);
    CHECK(draft != NO_ROW);
    CHECK_SV(draft_at(&b, draft)->definition.metric_name, "P95 LLM TTFB");
    CHECK(edit(&b, draft, FIELD_AGGREGATION, "median"));
    CHECK_SV(draft_at(&b, draft)->definition.metric_name, "Median LLM TTFB");
    CHECK(sv_starts(draft_at(&b, draft)->definition.description, SV("Median of metrics.ttfb")));
    plan_again(&b, PROFILE_FULL);
    CHECK_SV(draft_at(&b, draft)->definition.metric_name, "Median LLM TTFB");
    CHECK(edit(&b, draft, FIELD_AGGREGATION, "average"));
    CHECK_SV(draft_at(&b, draft)->definition.metric_name, "LLM TTFB");
    CHECK_SV(draft_at(&b, draft)->definition.unit, "s");
    CHECK(edit(&b, draft, FIELD_NAME, "My P90"));
    CHECK(edit(&b, draft, FIELD_AGGREGATION, "max"));
    CHECK_SV(draft_at(&b, draft)->definition.metric_name, "My P90");
    CHECK(sv_starts(draft_at(&b, draft)->definition.description, SV("Largest metrics.ttfb")));
    bench_close(&b);
}

TEST(what_the_plan_has_is_found_and_not_added)
{
    struct bench b;
    bench_open(&b, calls);
    size_t before = b.d.plan.drafts.n;
    uint32_t draft = add(&b, "llm", "metrics.ttfb");
    CHECK(draft < before);
    CHECK_EQ(b.d.plan.drafts.n, before);
    CHECK_SV(draft_at(&b, draft)->definition.aggregation_method, "p95");
    CHECK_EQ(drafts_last(&b.d), draft);
    bench_close(&b);
}

TEST(times_get_a_percentile)
{
    struct bench b;
    bench_open(&b, calls);
    uint32_t draft = add(&b, "tool.x", "tool.latency_ms");
    CHECK(draft != NO_ROW);
    CHECK_SV(draft_at(&b, draft)->definition.aggregation_method, "p90");
    CHECK_SV(draft_at(&b, draft)->definition.unit, "ms");
    bench_close(&b);
}

TEST(texts_and_what_is_not_there_are_refused_with_a_reason)
{
    struct bench b;
    bench_open(&b, calls);
    size_t before = b.d.plan.drafts.n;
    CHECK_EQ(add(&b, "llm", "model"), NO_ROW);
    CHECK(says(&b.e, "has a number as `model`"));
    CHECK_EQ(add(&b, "llm", "missing"), NO_ROW);
    CHECK(says(&b.e, "No `llm` span has `missing`"));
    CHECK_EQ(add(&b, "no.such", "x"), NO_ROW);
    CHECK(says(&b.e, "No spans named `no.such`"));
    CHECK_EQ(b.d.plan.drafts.n, before);
    bench_close(&b);
}

/* ---- staging ---- */

TEST(staging_moves_and_is_undone)
{
    struct bench b;
    bench_open(&b, calls);
    uint32_t draft = add(&b, "llm", "my.cost");
    size_t n;
    CHECK(drafts_stage(&b.d, draft, true, &b.e));
    CHECK_EQ(drafts_section(&b.d, draft), SECTION_STAGED);
    struct sv *names = drafts_names(&b.d, &n);
    CHECK_EQ(n, 1);
    CHECK(n == 1 && sv_eq(names[0], draft_at(&b, draft)->definition.metric_name));
    free(names);
    CHECK(drafts_stage(&b.d, draft, false, &b.e));
    CHECK_EQ(drafts_section(&b.d, draft), SECTION_DRAFTS);
    drafts_discard(&b.d, draft, true);
    CHECK_EQ(drafts_section(&b.d, draft), SECTION_REJECTED);
    CHECK(drafts_stage(&b.d, draft, true, &b.e)); /* staging brings it back */
    CHECK_EQ(drafts_section(&b.d, draft), SECTION_STAGED);
    drafts_wrote(&b.d, SV("out"));
    CHECK_EQ(drafts_section(&b.d, draft), SECTION_WRITTEN);
    CHECK(edit(&b, draft, FIELD_NAME, "My Cost"));
    CHECK_EQ(drafts_section(&b.d, draft), SECTION_STAGED); /* it is no longer what was written */
    bench_close(&b);
}

TEST(what_was_written_and_taken_back_is_known_until_the_next_writing)
{
    struct bench b;
    bench_open(&b, calls);
    uint32_t draft = add(&b, "llm", "my.cost"), other = add(&b, "llm", "metrics.ttfb");
    CHECK(drafts_stage(&b.d, draft, true, &b.e) && drafts_stage(&b.d, other, true, &b.e));
    CHECK_EQ(drafts_taken_back(&b.d), 0);
    drafts_wrote(&b.d, SV("out"));
    CHECK_EQ(drafts_taken_back(&b.d), 0);
    CHECK(drafts_stage(&b.d, draft, false, &b.e));
    drafts_discard(&b.d, other, true);
    CHECK(!drafts_has_staged(&b.d));
    CHECK_EQ(drafts_taken_back(&b.d), 2);
    CHECK_EQ(drafts_dropped(&b.d, SV("out")), 2);
    CHECK_EQ(drafts_dropped(&b.d, SV("other")), 0);
    CHECK(drafts_stage(&b.d, draft, true, &b.e));
    CHECK_EQ(drafts_taken_back(&b.d), 1);
    drafts_wrote(&b.d, SV("out"));
    CHECK_EQ(drafts_taken_back(&b.d), 0);
    CHECK_EQ(drafts_dropped(&b.d, SV("out")), 0);
    bench_close(&b);
}

TEST(what_must_not_be_created_cannot_be_staged)
{
    struct bench b;
    bench_open(&b, SPANS(SPAN("a1", "llm", ATTRIBUTES(TEXT_OF("metrics.ttfb", "fast")))));
    uint32_t rejected = NO_ROW;
    for (uint32_t i = 0; i < b.d.plan.drafts.n; i++)
        if (draft_at(&b, i)->verdict == VERDICT_REJECT)
            rejected = i;
    CHECK(rejected != NO_ROW);
    if (rejected != NO_ROW) {
        CHECK(!drafts_stage(&b.d, rejected, true, &b.e));
        CHECK(says(&b.e, "must not be created"));
        CHECK_EQ(drafts_section(&b.d, rejected), SECTION_REJECTED);
    }
    bench_close(&b);
}

TEST(own_and_edited_drafts_flow_through_staging)
{
    struct bench b;
    struct stage st = {0};
    bench_open(&b, calls);
    uint32_t own = add(&b, "llm", "my.cost"), planned = add(&b, "llm", "metrics.ttfb");
    CHECK(edit(&b, planned, FIELD_NAME, "Caller Wait"));
    CHECK(edit(&b, planned, FIELD_TARGET, "<= 1.5"));
    CHECK(drafts_stage(&b.d, own, true, &b.e) && drafts_stage(&b.d, planned, true, &b.e));
    size_t n;
    struct sv *names = drafts_names(&b.d, &n);
    const struct stage_wish wish = {.metrics = names, .n_metrics = n};
    b.e = (struct err){0};
    CHECK(stage_make(&st, &b.d.plan, &b.m.f, &wish, &b.e));
    CHECK_EQ(st.metrics.n, 2);
    bool has_target = false, has_own = false;
    for (size_t i = 0; i < st.metrics.n; i++) {
        has_target |= sv_find(st.metrics.v[i].text, SV("Caller Wait")) != SIZE_MAX &&
                      sv_find(st.metrics.v[i].text, SV("\"lte\"")) != SIZE_MAX;
        has_own |= sv_find(st.metrics.v[i].text, SV("my.cost")) != SIZE_MAX;
    }
    CHECK(has_target && has_own);
    stage_release(&st);
    free(names);
    bench_close(&b);
}

/* ---- editing ---- */

TEST(edits_go_through_the_contract)
{
    struct bench b;
    struct buf field = {0};
    bench_open(&b, calls);
    uint32_t draft = add(&b, "llm", "my.cost"), other = add(&b, "llm", "metrics.ttfb");
    CHECK(!edit(&b, draft, FIELD_NAME, ""));
    CHECK(says(&b.e, "C0"));
    char taken[300];
    struct sv name = draft_at(&b, other)->definition.metric_name;
    snprintf(taken, sizeof(taken), "%.*s", SV_ARG(name));
    CHECK(!edit(&b, draft, FIELD_NAME, taken));
    CHECK(says(&b.e, "is taken by another draft"));
    CHECK(!edit(&b, draft, FIELD_AGGREGATION, "p77"));
    CHECK(says(&b.e, "C011"));
    CHECK(!edit(&b, draft, FIELD_TARGET, "about 3"));
    CHECK(says(&b.e, "operator and a number"));
    CHECK(!edit(&b, draft, FIELD_TARGET, "p90 <= 3"));
    CHECK(edit(&b, draft, FIELD_AGGREGATION, "max"));
    measure(&b);
    CHECK(draft_at(&b, draft)->preview.overall == 0.4);
    CHECK(edit(&b, draft, FIELD_TARGET, "lte 0.25"));
    draft_field_add(&field, &draft_at(&b, draft)->definition, FIELD_TARGET);
    CHECK_SV(buf_sv(&field), "<= 0.25");
    CHECK(edit(&b, draft, FIELD_TARGET, ""));
    CHECK(!draft_at(&b, draft)->definition.target.op.n);
    buf_release(&field);
    bench_close(&b);
}

TEST(secrets_do_not_come_into_bodies)
{
    struct bench b;
    struct buf name = {0};
    bench_open(&b, calls);
    uint32_t draft = add(&b, "llm", "my.cost");
    buf_addz(&name, "gh" "p_");
    for (int i = 0; i < 36; i++)
        buf_addc(&name, (char)("aB3dE5gH7j"[i % 10]));
    buf_addc(&name, '\0');
    CHECK(!edit(&b, draft, FIELD_DESCRIPTION, name.p));
    CHECK(says(&b.e, "credential"));
    CHECK(!strstr(b.e.text, name.p));
    buf_release(&name);
    bench_close(&b);
}

/* ---- what stays ---- */

TEST(state_survives_other_data)
{
    struct bench b;
    bench_open(&b, calls);
    uint32_t own = add(&b, "llm", "my.cost"), planned = add(&b, "llm", "metrics.ttfb");
    CHECK(edit(&b, planned, FIELD_NAME, "Caller Wait"));
    drafts_stage(&b.d, own, true, &b.e);
    drafts_stage(&b.d, planned, true, &b.e);
    /* the same traces and one more, read anew */
    drafts_forget(&b.d);
    metered_close(&b.m);
    metered_open(&b.m, SPANS(SPAN("b1", "other", "") "," LLM("a1", "0.4", "") "," LLM(
                           "a2", "0.7", "")));
    plan_again(&b, PROFILE_FULL);
    CHECK_EQ(b.d.counts[SECTION_STAGED], 2);
    planned = plan_named(&b.d.plan, SV("Caller Wait"), NO_ROW);
    CHECK(planned != NO_ROW);
    CHECK(planned != NO_ROW && drafts_section(&b.d, planned) == SECTION_STAGED);
    CHECK_EQ(b.d.own.n, 1);
    own = drafts_show(&b.d, add(&b, "llm", "my.cost"));
    CHECK(own != NO_ROW);
    bench_close(&b);
}

TEST(state_survives_the_other_profile)
{
    struct bench b;
    bench_open(&b, calls);
    uint32_t planned = add(&b, "llm", "metrics.ttfb");
    drafts_stage(&b.d, planned, true, &b.e);
    plan_again(&b, PROFILE_LEGACY);
    CHECK_EQ(b.d.counts[SECTION_STAGED], 1);
    for (uint32_t i = 0; i < b.d.plan.drafts.n; i++)
        if (drafts_section(&b.d, i) == SECTION_STAGED)
            CHECK_SV(draft_at(&b, i)->definition.aggregation_method, "p90");
    plan_again(&b, PROFILE_FULL);
    CHECK_EQ(b.d.counts[SECTION_STAGED], 1);
    for (uint32_t i = 0; i < b.d.plan.drafts.n; i++)
        if (drafts_section(&b.d, i) == SECTION_STAGED)
            CHECK_SV(draft_at(&b, i)->definition.aggregation_method, "p95");
    bench_close(&b);
}

/* ---- nothing, and too much ---- */

TEST(no_spans_make_an_empty_list)
{
    struct bench b;
    bench_open(&b, "{\"resourceSpans\":[]}");
    CHECK(b.d.has_plan);
    CHECK_EQ(add(&b, "llm", "x"), NO_ROW);
    CHECK(b.e.set);
    CHECK(b.d.rows.n >= DRAFT_SECTIONS);
    bench_close(&b);
}

/* A span with this name and a number under this key. */
static void span_text(struct buf *b, struct sv name, struct sv key)
{
    buf_addz(b, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":"
                "\"0000000000000000000000000000000a\",\"spanId\":\"00000000000000a1\",\"name\":");
    buf_json(b, name);
    buf_addz(b, ",\"startTimeUnixNano\":\"1738000000000000000\",\"endTimeUnixNano\":"
                "\"1738000001000000000\",\"attributes\":[{\"key\":");
    buf_json(b, key);
    buf_addz(b, ",\"value\":{\"doubleValue\":1.5}}]}]}]}]}");
    buf_addc(b, '\0');
}

static void adversary(struct sv name, struct sv key, const char *forbidden)
{
    struct buf json = {0};
    struct bench b;
    span_text(&json, name, key);
    bench_open(&b, json.p);
    const struct own_wish wish = {name, key, false, AGGREGATIONS};
    bool is_new;
    uint32_t draft = drafts_add(&b.d, &b.m.f, &wish, &is_new, &b.e);
    CHECK(forbidden ? draft == NO_ROW && b.e.set : draft != NO_ROW || b.e.set);
    CHECK(!forbidden || !strstr(b.e.text, forbidden));
    for (uint32_t i = 0; i < b.d.plan.drafts.n; i++) {
        struct text x = {0};
        draft_text_make(&x, &b.d, i, 0, i % 2);
        text_wrap(&x, 40);
        CHECK(x.lines.n > 5);
        CHECK(!forbidden || sv_find(buf_sv(&x.bytes), sv_from_c(forbidden)) == SIZE_MAX);
        CHECK(draft_at(&b, i)->definition.metric_name.n <= 200);
        text_release(&x);
    }
    bench_close(&b);
    buf_release(&json);
}

TEST(names_of_any_kind_do_no_harm)
{
    struct buf secret = {0}, long_name = {0};
    buf_addz(&secret, "gh" "p_");
    for (int i = 0; i < 36; i++)
        buf_addc(&secret, "aB3dE5gH7j"[i % 10]);
    buf_fill(&long_name, 'x', 100000);
    buf_addc(&secret, '\0');
    struct sv hidden = sv_of(secret.p, secret.n - 1);
    adversary(hidden, SV("a.cost"), secret.p);
    adversary(SV("llm"), hidden, secret.p);
    adversary(SV("a\nb\x1b[31m"), SV("k\ney"), NULL);
    adversary(buf_sv(&long_name), SV("a.cost"), NULL);
    adversary(SV("llm"), buf_sv(&long_name), NULL);
    adversary(SV("\xff\xfe"), SV("\x80"), NULL);
    adversary(SV(""), SV(""), NULL);
    buf_release(&secret);
    buf_release(&long_name);
}

TEST_MAIN(TEST_CASE(every_draft_stands_in_one_section),
          TEST_CASE(an_attribute_that_no_rule_pairs_becomes_a_draft_of_its_own),
          TEST_CASE(name_description_and_unit_follow_the_aggregation_until_the_user_writes_them),
          TEST_CASE(what_the_plan_has_is_found_and_not_added), TEST_CASE(times_get_a_percentile),
          TEST_CASE(texts_and_what_is_not_there_are_refused_with_a_reason),
          TEST_CASE(staging_moves_and_is_undone),
          TEST_CASE(what_was_written_and_taken_back_is_known_until_the_next_writing),
          TEST_CASE(what_must_not_be_created_cannot_be_staged),
          TEST_CASE(own_and_edited_drafts_flow_through_staging),
          TEST_CASE(edits_go_through_the_contract), TEST_CASE(secrets_do_not_come_into_bodies),
          TEST_CASE(state_survives_other_data), TEST_CASE(state_survives_the_other_profile),
          TEST_CASE(no_spans_make_an_empty_list), TEST_CASE(names_of_any_kind_do_no_harm))
