/* Names of metrics, what keys say by themselves, and the rules that pair keys with metrics. */
#include "metrics/autopair.h"
#include "metrics/key_sense.h"
#include "metrics/title.h"
#include "tests/unit/test.h"

TEST(titles)
{
    static const struct {
        const char *name, *title;
    } CASES[] = {
        {"gen_ai.usage.output_tokens", "Output Tokens"},
        {"llm_tool_call", "LLM Tool Call"},
        {"metrics.ttfb", "TTFB"},
        {"tool.latency_ms", "Tool Latency"},
        {"call.cost_usd", "Call Cost"},
        {"lookupLatencyMs", "Lookup Latency MS"},
        {"GET /media", "GET Media"},
        {"_ms", "MS"},
        {"...", ""},
        {"", ""},
    };
    struct buf b = {0};
    for (size_t i = 0; i < ARRAY_LEN(CASES); i++) {
        buf_clear(&b);
        title_add(&b, sv_from_c(CASES[i].name));
        CHECK_SV(buf_sv(&b), CASES[i].title);
    }
    buf_release(&b);
}

TEST(titles_of_pairs)
{
    static const struct {
        const char *span, *key, *title;
    } CASES[] = {
        {"llm", "metrics.ttfb", "LLM TTFB"},
        {"llm_tool_call", "tool.error", "Tool Error"},
        {"conversation", "escalation.count", "Escalation Count"},
        {"checkout", "cart.total_amount", "Checkout Cart Total Amount"},
    };
    struct buf b = {0};
    for (size_t i = 0; i < ARRAY_LEN(CASES); i++) {
        buf_clear(&b);
        title_add_pair(&b, sv_from_c(CASES[i].span), sv_from_c(CASES[i].key));
        CHECK_SV(buf_sv(&b), CASES[i].title);
    }
    buf_release(&b);
}

TEST(words_that_are_there_are_not_repeated)
{
    struct buf b = {0};
    buf_addz(&b, "Tool Latency");
    title_add_words(&b, SV("crm.tool.lookup"), 100);
    CHECK_SV(buf_sv(&b), "Tool Latency CRM Lookup");
    title_add_words(&b, SV("elsewhere"), 9);
    CHECK_SV(buf_sv(&b), "Tool Latency CRM Lookup");
    buf_release(&b);
}

TEST(units_of_keys)
{
    CHECK_SV(key_time_unit(SV("tool.latency_ms")), "ms");
    CHECK_SV(key_time_unit(SV("durationMs")), "ms");
    CHECK_SV(key_time_unit(SV("call.duration_seconds")), "s");
    CHECK_SV(key_time_unit(SV("audio.duration_s")), "s");
    CHECK_SV(key_time_unit(SV("items")), "");
    CHECK_SV(key_time_unit(SV("alarms")), "");
}

TEST(senses)
{
    static const struct {
        const char *key;
        enum key_sense sense;
    } CASES[] = {
        {"tool.latency_ms", KEY_FREE},
        {"gen_ai.request.temperature", KEY_SETTING},
        {"turn.seconds_from_start", KEY_MOMENT},
        {"http.status_code", KEY_IDENTIFIER},
        {"turn.word_count", KEY_TRANSCRIPT},
        {"call.duration_seconds", KEY_DIAGNOSTIC},
        {"audio.chunks_sent", KEY_DIAGNOSTIC},
    };
    struct sv why;
    for (size_t i = 0; i < ARRAY_LEN(CASES); i++) {
        CHECK_EQ(key_sense(sv_from_c(CASES[i].key), &why), CASES[i].sense);
        CHECK((why.n == 0) == (CASES[i].sense == KEY_FREE));
    }
}

static int order_of(const char *key, const char *span, enum span_role role, bool flag)
{
    const struct autopair_rule *r = autopair_find(sv_from_c(key), sv_from_c(span), role, flag);
    return r ? r->order : 9;
}

TEST(rules_in_order)
{
    CHECK_EQ(order_of("metrics.ttfb", "llm", SPAN_LLM, false), 1);
    CHECK_EQ(order_of("metrics.ttfb", "realtime.x", SPAN_OTHER, false), 1);
    CHECK_EQ(order_of("metrics.ttfb", "step", SPAN_OTHER, false), 3);
    CHECK_EQ(order_of("queue_wait_ms", "step", SPAN_OTHER, false), 2);
    CHECK_EQ(order_of("x.latency_ms", "step", SPAN_OTHER, false), 3);
    CHECK_EQ(order_of("x.error", "step", SPAN_OTHER, false), 4);
    CHECK_EQ(order_of("anything", "step", SPAN_OTHER, true), 4);
    CHECK_EQ(order_of("prompt_tokens", "step", SPAN_OTHER, true), 5);
    CHECK_EQ(order_of("retry_count", "step", SPAN_OTHER, true), 6);
    CHECK_EQ(order_of("cart.total", "step", SPAN_OTHER, false), 7);
    CHECK_EQ(order_of("match_score", "step", SPAN_OTHER, false), 8);
    CHECK_EQ(order_of("anything", "step", SPAN_OTHER, false), 9);
}

static struct sv unit_of(const char *key, double factor)
{
    struct sv k = sv_from_c(key);
    return autopair_unit(autopair_find(k, SV("llm"), SPAN_LLM, false), k, factor);
}

TEST(units_of_rules)
{
    CHECK_SV(unit_of("metrics.ttfb", 1), "s");
    CHECK_SV(unit_of("metrics.ttfb", 0.001), "ms");
    CHECK_SV(unit_of("metrics.ttfb", 1e-9), "");
    CHECK_SV(unit_of("gen_ai.usage.latency_ms", 1), "ms");
    CHECK_SV(unit_of("wait.agent", 1), "");
    CHECK_SV(unit_of("x.error", 1), "ratio");
    CHECK_SV(unit_of("prompt_tokens", 1), "tokens");
    CHECK_SV(unit_of("x.count", 1), "count");
    CHECK_SV(unit_of("x.bytes", 1), "");
    CHECK_SV(unit_of("match_score", 1), "score");
}

TEST_MAIN(TEST_CASE(titles), TEST_CASE(titles_of_pairs),
          TEST_CASE(words_that_are_there_are_not_repeated), TEST_CASE(units_of_keys),
          TEST_CASE(senses), TEST_CASE(rules_in_order), TEST_CASE(units_of_rules))
