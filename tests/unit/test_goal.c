#include "metrics/goal.h"
#include "tests/unit/test.h"

static struct err e;
static struct goal g;

static bool parsed(const char *text)
{
    e = (struct err){0};
    return goal_parse(&g, sv_from_c(text), &e);
}

TEST(targets)
{
    CHECK(parsed("p90<=1.5") && g.how == AGG_P90 && g.op == GOAL_LTE && g.value == 1.5);
    CHECK(!g.name.n);
    CHECK(parsed(" Tool Failure Rate : < 0.02 ") && g.how == AGGREGATIONS && g.op == GOAL_LT);
    CHECK_SV(g.name, "Tool Failure Rate");
    CHECK(parsed("LLM: TTFB: P95 != -2e-3") && g.how == AGG_P95 && g.op == GOAL_NEQ);
    CHECK_SV(g.name, "LLM: TTFB");
    CHECK(g.value == -2e-3);
    CHECK(parsed("x: gte 3") && g.op == GOAL_GTE && g.how == AGGREGATIONS);
    CHECK(parsed("error_rate lt 3") && g.op == GOAL_LT && g.how == AGG_ERROR_RATE);
    CHECK(parsed("max=3") && g.op == GOAL_EQ);
    CHECK(parsed("max==3") && g.op == GOAL_EQ);
}

TEST(what_is_no_target)
{
    static const char *const wrong[] = {
        "",        "p90",     "<=1.5", "p90<=", "p90<=x",     "p91<=1",   "x: p90",
        "p90 1.5", "p90<=1s", "x:",    ": <=1", "p90<=1e999", "p90<=NaN", "p90 lt lt 1"};
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        CHECK(!parsed(wrong[i]) && e.set);
}

TEST(bounds)
{
    static const bool below[GOAL_OPS] = {[GOAL_NEQ] = true, [GOAL_LT] = true, [GOAL_LTE] = true};
    static const bool same[GOAL_OPS] = {[GOAL_EQ] = true, [GOAL_GTE] = true, [GOAL_LTE] = true};
    static const bool above[GOAL_OPS] = {[GOAL_NEQ] = true, [GOAL_GT] = true, [GOAL_GTE] = true};
    for (enum goal_op op = GOAL_EQ; op < GOAL_OPS; op++) {
        CHECK_EQ(goal_holds(op, 1, 2), below[op]);
        CHECK_EQ(goal_holds(op, 2, 2), same[op]);
        CHECK_EQ(goal_holds(op, 3, 2), above[op]);
        CHECK(goal_op_find(sv_from_c(goal_op_sign(op))) == GOAL_OPS);
    }
    CHECK_EQ(goal_op_find(SV("lte")), GOAL_LTE);
    CHECK_EQ(goal_op_find(SV("in")), GOAL_OPS);
}

TEST_MAIN(TEST_CASE(targets), TEST_CASE(what_is_no_target), TEST_CASE(bounds))
