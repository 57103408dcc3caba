#include "lint/score_is.h"

static const struct {
    const char *id;
    uint8_t weight;
} rules[] = {
#define IS_RULE(name, id, weight) [IS_##name] = {id, weight},
#include "lint/score_is.def"
#undef IS_RULE
};

const char *is_rule_id(enum is_rule rule)
{
    return rules[rule].id;
}

double is_score(uint32_t judged, uint32_t failed)
{
    unsigned total = 0, passed = 0;
    for (int i = 0; i < IS_RULES; i++) {
        total += judged >> i & 1 ? rules[i].weight : 0;
        passed += (judged & ~failed) >> i & 1 ? rules[i].weight : 0;
    }
    return total ? 100.0 * passed / total : 100;
}

const char *is_category(double score)
{
    unsigned whole = (unsigned)score;
    return whole >= 90   ? "Excellent"
           : whole >= 75 ? "Good"
           : whole >= 50 ? "Needs Improvement"
                         : "Poor";
}

double is_lowest(const struct score_is *is)
{
    double lowest = is->services.n ? 100 : 0;
    for (size_t i = 0; i < is->services.n; i++)
        lowest = is->services.v[i].score < lowest ? is->services.v[i].score : lowest;
    return lowest;
}

void score_is_release(struct score_is *is)
{
    vec_release(&is->services);
    is->judged = 0;
}
