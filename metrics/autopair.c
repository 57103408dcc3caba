#include "metrics/autopair.h"

#include "metrics/key_sense.h"

#define BIT(role) (UINT32_C(1) << (role))

/* Sources: the auto-pair rules of the reference, 5.5. Rows 1 and 3 take P95 for first-byte times
 * where the profile has it, as the baseline sets do. */
const struct autopair_rule autopair_rules[] = {
    {1, "metrics.ttfb", "*realtime*",
     BIT(SPAN_LLM) | BIT(SPAN_STT) | BIT(SPAN_TTS) | BIT(SPAN_STT_PROVIDER), AGG_P95, UNIT_SECONDS,
     false, SV_INIT(""), SV_INIT("Is the caller kept waiting?")},
    {2, "wait.* *_to_first_* *queue_wait_ms", NULL, 0, AGG_P90, UNIT_OF_KEY, false, SV_INIT(""),
     SV_INIT("How long does the slow tail wait?")},
    {3,
     "*.latency_ms *.duration_s *_latency_ms *_duration_ms *_seconds *_ms *.duration_ms "
     "*_latency_s *_duration_s *.latency_s metrics.ttfb",
     NULL, 0, AGG_P90, UNIT_OF_KEY, false, SV_INIT(""), SV_INIT("Which tail is slow?")},
    {4,
     "*.error *.completed *.fallback_used *.dependency_unavailable *.dependency_blocked *.blocked "
     "*.slow *.required *.detected *.changed *.success *.used *.offered",
     NULL, 0, AGG_AVERAGE, UNIT_RATIO, true, SV_INIT("Rate"), SV_INIT("How often does it happen?")},
    {5, "gen_ai.usage.* *_tokens llm.token_count.*", NULL, 0, AGG_SUM, UNIT_TOKENS, false,
     SV_INIT(""), SV_INIT("What drives cost?")},
    {6, "*.count *_count", NULL, 0, AGG_AVERAGE, UNIT_COUNT, false, SV_INIT("Per Call"),
     SV_INIT("How much of it is there in a call?")},
    {6, "*.bytes *_bytes", NULL, 0, AGG_AVERAGE, UNIT_NONE, false, SV_INIT("Per Call"),
     SV_INIT("How much of it is there in a call?")},
    {7, "*.total *.amount *.value *_usd *_amount *_total", NULL, 0, AGG_AVERAGE, UNIT_NONE, false,
     SV_INIT("Avg"), SV_INIT("What is it worth, or what does it cost?")},
    {8, "*confidence* *_score", NULL, 0, AGG_AVERAGE, UNIT_SCORE, false, SV_INIT("Avg"),
     SV_INIT("How sure is it?")},
};
const size_t n_autopair_rules = ARRAY_LEN(autopair_rules);
static const struct autopair_rule any_flag = {4,    "*",          NULL, 0,
                                              AGG_AVERAGE, UNIT_RATIO, true, SV_INIT("Rate"),
                                              SV_INIT("How often does it happen?")};

static bool fits_span(const struct autopair_rule *r, struct sv span_name, uint8_t role)
{
    return !r->roles || r->role_mask >> role & 1 || key_matches(span_name, r->roles);
}

const struct autopair_rule *autopair_find(struct sv means, struct sv span_name, uint8_t role,
                                          bool flag)
{
    for (size_t i = 0; i < n_autopair_rules; i++)
        if (key_matches(means, autopair_rules[i].patterns) &&
            fits_span(&autopair_rules[i], span_name, role))
            return &autopair_rules[i];
    return flag ? &any_flag : NULL;
}

struct sv autopair_unit(const struct autopair_rule *rule, struct sv key, double factor)
{
    switch (rule->unit) {
    case UNIT_SECONDS:
        return factor == 1 ? SV("s") : factor == 0.001 ? SV("ms") : (struct sv){0};
    case UNIT_OF_KEY:
        if (key_time_unit(key).n)
            return key_time_unit(key);
        if (sv_eq(key, SV("metrics.ttfb")) || (factor == 1 && sv_starts(key, SV("gen_ai."))))
            return SV("s");
        return (struct sv){0};
    case UNIT_RATIO:
        return SV("ratio");
    case UNIT_TOKENS:
        return SV("tokens");
    case UNIT_COUNT:
        return SV("count");
    case UNIT_SCORE:
        return SV("score");
    case UNIT_NONE:
        break;
    }
    return (struct sv){0};
}
