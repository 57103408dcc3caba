/* What the older profile takes in place of what it does not have, also without any traces. */
#include "metrics/profile.h"
#include "tests/unit/metered.h"
#include "tests/unit/test.h"

static const char CALL[] = SPANS(
    SPAN("01", "conversation",
         ",\"attributes\":[{\"key\":\"workflow.completed\",\"value\":{\"intValue\":\"1\"}},"
         "{\"key\":\"rows\",\"value\":{\"intValue\":\"7\"}}]") ","
    SPAN("02", "llm_tool_call",
         ",\"attributes\":[{\"key\":\"tool.result.success\",\"value\":{\"intValue\":\"1\"}}]") ","
    SPAN("03", "step", ""));

struct fitted {
    enum profile_fit fit;
    struct definition out;
    struct sv reason;
};

static struct fitted fit(struct metered *m, struct arena *a, const char *span, const char *key,
                         enum aggregation how)
{
    struct definition d = {.metric_name = SV("A Metric"),
                           .description = SV("About it."),
                           .metric_type = METRIC_CUSTOM_TRACE,
                           .span_name = sv_from_c(span),
                           .metric_attribute = sv_from_c(key),
                           .aggregation_method = aggregation_rows[how].name};
    struct fitted t;
    t.fit = profile_fit(&d, PROFILE_LEGACY, m ? &m->f : NULL, &t.out, &t.reason, a);
    return t;
}

TEST(success_rate_becomes_the_flag)
{
    struct metered m;
    struct arena a = {0};
    metered_open(&m, CALL);
    struct fitted t = fit(&m, &a, "llm_tool_call", "", AGG_SUCCESS_RATE);
    CHECK_EQ(t.fit, FIT_CHANGED);
    CHECK_SV(t.out.metric_attribute, "tool.result.success");
    CHECK_SV(t.out.aggregation_method, "average");
    CHECK_SV(t.out.unit, "ratio");
    t = fit(&m, &a, "step", "", AGG_SUCCESS_RATE);
    CHECK_EQ(t.fit, FIT_CHANGED);
    CHECK_SV(t.out.span_name, "conversation");
    CHECK_SV(t.out.metric_attribute, "workflow.completed");
    metered_close(&m);
    arena_release(&a);
}

TEST(a_sum_that_is_no_cost_is_refused)
{
    struct metered m;
    struct arena a = {0};
    metered_open(&m, CALL);
    struct fitted t = fit(&m, &a, "step", "bytes", AGG_SUM);
    CHECK_EQ(t.fit, FIT_REFUSED);
    CHECK(sv_find(t.reason, SV("`bytes` on `conversation`")) != SIZE_MAX);
    t = fit(&m, &a, "step", "rows", AGG_SUM);
    CHECK_EQ(t.fit, FIT_CHANGED);
    CHECK_SV(t.out.span_name, "conversation");
    CHECK_SV(t.out.aggregation_method, "average");
    metered_close(&m);
    arena_release(&a);
}

TEST(without_traces_nothing_stands_in)
{
    static const enum aggregation of_spans[] = {AGG_COUNT, AGG_ERROR_RATE, AGG_SUCCESS_RATE};
    struct arena a = {0};
    for (size_t i = 0; i < ARRAY_LEN(of_spans); i++)
        CHECK_EQ(fit(NULL, &a, "llm_tool_call", "", of_spans[i]).fit, FIT_REFUSED);
    CHECK_EQ(fit(NULL, &a, "llm", "metrics.ttfb", AGG_P99).fit, FIT_CHANGED);
    CHECK_EQ(fit(NULL, &a, "llm", "metrics.ttfb", AGG_P90).fit, FIT_AS_IS);
    CHECK_EQ(fit(NULL, &a, "llm", "", AGG_P90).fit, FIT_REFUSED);
    arena_release(&a);
}

TEST_MAIN(TEST_CASE(success_rate_becomes_the_flag), TEST_CASE(a_sum_that_is_no_cost_is_refused),
          TEST_CASE(without_traces_nothing_stands_in))
