#include "metrics/aggregate.h"

#include <math.h>

const struct aggregation_row aggregation_rows[AGGREGATIONS] = {
    [AGG_AVERAGE] = {SV_INIT("average"), .legacy = true, .enough = 1},
    [AGG_MEDIAN] = {SV_INIT("median"), .legacy = true, .quantile = 0.5, .enough = 1},
    [AGG_P90] = {SV_INIT("p90"), .legacy = true, .quantile = 0.9, .enough = 10},
    [AGG_P95] = {SV_INIT("p95"), .quantile = 0.95, .enough = 20},
    [AGG_P99] = {SV_INIT("p99"), .quantile = 0.99, .enough = 100},
    [AGG_MAX] = {SV_INIT("max"), .legacy = true, .enough = 1},
    [AGG_MIN] = {SV_INIT("min"), .legacy = true, .enough = 1},
    [AGG_SUM] = {SV_INIT("sum"), .enough = 1},
    [AGG_COUNT] = {SV_INIT("count"), .of_spans = true, .enough = 1},
    [AGG_ERROR_RATE] = {SV_INIT("error_rate"), .of_spans = true, .enough = 1},
    [AGG_SUCCESS_RATE] = {SV_INIT("success_rate"), .of_spans = true, .enough = 1},
};

enum aggregation aggregation_find(struct sv name)
{
    unsigned i = 0;
    while (i < AGGREGATIONS && !sv_eq_nocase(aggregation_rows[i].name, name))
        i++;
    return (enum aggregation)i;
}

/* ---- order ---- */

/* A number that sorts as the double does, -0 before 0. */
static uint64_t key_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    return bits & 1ull << 63 ? ~bits : bits | 1ull << 63;
}

static void swap(double *a, double *b)
{
    double t = *a;
    *a = *b;
    *b = t;
}

static void sort_few(double *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        double one = v[i];
        size_t at = i;
        for (; at && v[at - 1] > one; at--)
            v[at] = v[at - 1];
        v[at] = one;
    }
}

enum { FEW = 32 };

/* The value at `rank`, counted from 0. Byte by byte of the keys, the highest first, only those are
 * kept, at the front, that agree with it in all bytes so far: eight rounds whatever the values. */
static double value_at(double *v, size_t n, size_t rank)
{
    for (unsigned shift = 56; n > FEW; shift -= 8) {
        size_t counts[256] = {0};
        for (size_t i = 0; i < n; i++)
            counts[key_of(v[i]) >> shift & 255]++;
        unsigned byte = 0;
        for (; rank >= counts[byte]; byte++)
            rank -= counts[byte];
        size_t kept = 0;
        for (size_t i = 0; i < n; i++)
            if ((key_of(v[i]) >> shift & 255) == byte)
                swap(&v[kept++], &v[i]);
        n = kept;
        if (shift == 0)
            return v[0];
    }
    sort_few(v, n);
    return v[rank];
}

/* The value behind `low`, which is the one at `rank`, in the order. */
static double value_behind(const double *v, size_t n, size_t rank, double low)
{
    size_t up_to = 0;
    double next = (double)INFINITY;
    for (size_t i = 0; i < n; i++) {
        up_to += v[i] <= low;
        if (v[i] > low && v[i] < next)
            next = v[i];
    }
    return up_to > rank + 1 ? low : next;
}

/* Between a and b, as NumPy works it out; what is apart by more than a double holds is weighed. */
static double between(double a, double b, double share)
{
    double apart = b - a;
    if (!isfinite(apart))
        return a * (1 - share) + b * share;
    return share >= 0.5 ? b - apart * (1 - share) : a + apart * share;
}

static double percentile_linear(double *v, size_t n, double quantile)
{
    double at = (double)(n - 1) * quantile;
    size_t rank = (size_t)at;
    double low = value_at(v, n, rank);
    if (rank + 1 >= n)
        return low;
    return between(low, value_behind(v, n, rank, low), at - (double)rank);
}

static double percentile_nearest(double *v, size_t n, double quantile)
{
    double rank = ceil((double)n * quantile);
    return value_at(v, n, rank > 1 ? (size_t)rank - 1 : 0);
}

static double median(double *v, size_t n)
{
    double low = value_at(v, n, (n - 1) / 2);
    if (n % 2)
        return low;
    double high = value_behind(v, n, (n - 1) / 2, low);
    double both = low + high;
    return isfinite(both) ? both / 2 : low / 2 + high / 2;
}

/* ---- sums ---- */

/* The sum of all values * 2^-down with what rounding lost on the way (Neumaier), in two parts. */
struct sum {
    double high, low;
};

static struct sum sum_of(const double *v, size_t n, int down)
{
    struct sum s = {0};
    for (size_t i = 0; i < n; i++) {
        double one = down ? ldexp(v[i], -down) : v[i];
        double both = s.high + one;
        if (fabs(s.high) >= fabs(one))
            s.low += (s.high - both) + one;
        else
            s.low += (one - both) + s.high;
        s.high = both;
    }
    return s;
}

/* The sum divided by `parts`. What is too large on the way is added up again in a smaller scale:
 * the average of huge values is no more than the largest. */
static double sum_over(const double *v, size_t n, double parts)
{
    enum { DOWN = 64 };
    struct sum s = sum_of(v, n, 0);
    double total = s.high + s.low;
    if (isfinite(total))
        return total / parts;
    s = sum_of(v, n, DOWN);
    return ldexp((s.high + s.low) / parts, DOWN);
}

static double extreme(const double *v, size_t n, bool largest)
{
    double best = v[0];
    for (size_t i = 1; i < n; i++)
        if (largest ? v[i] > best : v[i] < best)
            best = v[i];
    return best;
}

double aggregate_values(enum aggregation how, enum percentile rule, double *values, size_t n)
{
    BUG_ON(!n || how >= AGG_COUNT);
    double quantile = aggregation_rows[how].quantile, result;
    if (how == AGG_MEDIAN)
        result = median(values, n);
    else if (quantile > 0)
        result = rule == PERCENTILE_NEAREST ? percentile_nearest(values, n, quantile)
                                            : percentile_linear(values, n, quantile);
    else if (how == AGG_MAX || how == AGG_MIN)
        result = extreme(values, n, how == AGG_MAX);
    else
        result = sum_over(values, n, how == AGG_AVERAGE ? (double)n : 1);
    return result + 0.0; /* no value is shown as -0 */
}

double aggregate_spans(enum aggregation how, uint64_t spans, uint64_t errors)
{
    BUG_ON(how < AGG_COUNT || how >= AGGREGATIONS || errors > spans);
    if (how == AGG_COUNT)
        return (double)spans;
    BUG_ON(!spans);
    return 100.0 * (double)(how == AGG_ERROR_RATE ? errors : spans - errors) / (double)spans;
}
