#include "metrics/aggregate.h"
#include "tests/unit/test.h"

#include <float.h>
#include <math.h>

static double of(enum aggregation how, enum percentile rule, const double *values, size_t n)
{
    double copy[2048];
    memcpy(copy, values, n * sizeof(*copy));
    return aggregate_values(how, rule, copy, n);
}
#define LINEAR(how, ...)                                                                           \
    of(how, PERCENTILE_LINEAR, (const double[]){__VA_ARGS__},                                      \
       sizeof((double[]){__VA_ARGS__}) / sizeof(double))
#define NEAREST(how, ...)                                                                          \
    of(how, PERCENTILE_NEAREST, (const double[]){__VA_ARGS__},                                     \
       sizeof((double[]){__VA_ARGS__}) / sizeof(double))

static bool same(double a, double b)
{
    return memcmp(&a, &b, sizeof(a)) == 0;
}

TEST(names)
{
    CHECK_EQ(aggregation_find(SV("average")), AGG_AVERAGE);
    CHECK_EQ(aggregation_find(SV("P95")), AGG_P95);
    CHECK_EQ(aggregation_find(SV("SUCCESS_RATE")), AGG_SUCCESS_RATE);
    CHECK_EQ(aggregation_find(SV("mean")), AGGREGATIONS);
    CHECK_EQ(aggregation_find(SV("")), AGGREGATIONS);
    for (unsigned i = 0; i < AGGREGATIONS; i++)
        CHECK_EQ(aggregation_find(aggregation_rows[i].name), i);
}

TEST(one_value_is_all_of_them)
{
    for (unsigned how = 0; how <= AGG_SUM; how++) {
        CHECK(same(LINEAR(how, -3.25), -3.25));
        CHECK(same(NEAREST(how, -3.25), -3.25));
        CHECK(same(LINEAR(how, -0.0), 0.0));
    }
}

TEST(percentiles)
{
    CHECK(same(LINEAR(AGG_P90, 4, 1, 3, 2), 3.7));
    CHECK(same(NEAREST(AGG_P90, 4, 1, 3, 2), 4));
    CHECK(same(NEAREST(AGG_P90, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1), 9));
    CHECK(same(LINEAR(AGG_P99, 5, 5, 5), 5));
    CHECK(same(LINEAR(AGG_MEDIAN, 4, 1, 3, 2), 2.5));
    CHECK(same(NEAREST(AGG_MEDIAN, 4, 1, 3, 2), 2.5));
    CHECK(same(LINEAR(AGG_MAX, -4, -1, -3), -1));
    CHECK(same(LINEAR(AGG_MIN, -4, -1, -3), -4));
}

TEST(sums_that_cancel)
{
    CHECK(same(LINEAR(AGG_SUM, 1e100, 1, -1e100), 1));
    CHECK(same(LINEAR(AGG_SUM, 1, 1e-20, -1), 1e-20));
    CHECK(same(LINEAR(AGG_SUM, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), 1));
}

TEST(huge_values)
{
    CHECK(same(LINEAR(AGG_AVERAGE, DBL_MAX, DBL_MAX, DBL_MAX), DBL_MAX));
    CHECK(same(LINEAR(AGG_SUM, DBL_MAX, DBL_MAX, -DBL_MAX), DBL_MAX));
    CHECK(isinf(LINEAR(AGG_SUM, DBL_MAX, DBL_MAX)));
    CHECK(same(LINEAR(AGG_MEDIAN, DBL_MAX, DBL_MAX), DBL_MAX));
    CHECK(same(LINEAR(AGG_MEDIAN, DBL_MAX, -DBL_MAX), 0));
    CHECK(isfinite(LINEAR(AGG_P90, DBL_MAX, -DBL_MAX)));
    CHECK(same(LINEAR(AGG_AVERAGE, 5e-324, 5e-324), 5e-324));
}

TEST(spans)
{
    CHECK(same(aggregate_spans(AGG_COUNT, 0, 0), 0));
    CHECK(same(aggregate_spans(AGG_COUNT, 7, 3), 7));
    CHECK(same(aggregate_spans(AGG_ERROR_RATE, 8, 2), 25));
    CHECK(same(aggregate_spans(AGG_SUCCESS_RATE, 8, 2), 75));
    CHECK(same(aggregate_spans(AGG_SUCCESS_RATE, 3, 0), 100));
}

/* ---- against a sorted copy ---- */

static uint64_t seed = 88172645463325252u;
static uint64_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    return seed ^= seed << 17;
}

/* Values of one kind: few different ones, a narrow range, any sign and size. */
static double random_value(unsigned kind)
{
    double unit = (double)(next_random() >> 11) * 0x1p-53;
    if (kind == 0)
        return (double)(next_random() % 5) - 2;
    if (kind == 1)
        return 1 + unit * 1e-9;
    return ldexp(unit - 0.5, (int)(next_random() % 600) - 300);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void check_case(unsigned kind, size_t n)
{
    double v[2048], sorted[2048];
    for (size_t i = 0; i < n; i++)
        sorted[i] = v[i] = random_value(kind);
    qsort(sorted, n, sizeof(*sorted), by_value);
    const double q[] = {[AGG_P90] = 0.9, [AGG_P95] = 0.95, [AGG_P99] = 0.99};
    for (enum aggregation how = AGG_P90; how <= AGG_P99; how++) {
        double at = (double)(n - 1) * q[how], share = at - floor(at);
        double low = sorted[(size_t)at], high = sorted[(size_t)at + (share > 0)];
        double between = share < 0.5 ? low + (high - low) * share
                                     : high - (high - low) * (1 - share);
        CHECK(of(how, PERCENTILE_LINEAR, v, n) == between);
        size_t nearest = (size_t)ceil((double)n * q[how]) - 1;
        CHECK(of(how, PERCENTILE_NEAREST, v, n) == sorted[nearest]);
    }
    double middle = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    CHECK(of(AGG_MEDIAN, PERCENTILE_LINEAR, v, n) == middle);
    CHECK(of(AGG_MAX, PERCENTILE_LINEAR, v, n) == sorted[n - 1]);
    CHECK(of(AGG_MIN, PERCENTILE_LINEAR, v, n) == sorted[0]);
}

TEST(random_values)
{
    for (unsigned kind = 0; kind < 3; kind++)
        for (size_t n = 1; n < 2048; n += 1 + n / 8)
            check_case(kind, n);
}

TEST_MAIN(TEST_CASE(names), TEST_CASE(one_value_is_all_of_them), TEST_CASE(percentiles),
          TEST_CASE(sums_that_cancel), TEST_CASE(huge_values), TEST_CASE(spans),
          TEST_CASE(random_values))
