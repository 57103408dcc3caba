#include "metrics/histogram.h"
#include "tests/unit/test.h"

#include <float.h>

static struct buf out;

static struct sv line(const double *values, size_t n, bool ascii)
{
    struct histogram h;
    histogram_make(&h, values, n);
    buf_clear(&out);
    histogram_line(&out, &h, ascii);
    return buf_sv(&out);
}
#define LINE(ascii, ...)                                                                           \
    line((const double[]){__VA_ARGS__}, sizeof((double[]){__VA_ARGS__}) / sizeof(double), ascii)

TEST(lines)
{
    CHECK_SV(LINE(true, 0, 16, 16, 16), ":              #");
    CHECK_SV(LINE(false, 0, 1, 1, 16), "\xe2\x96\x84\xe2\x96\x88             \xe2\x96\x84");
    CHECK_SV(LINE(true, 3, 3, 3), "#");
    CHECK_SV(LINE(true, -2), "#");
    CHECK_SV(line(NULL, 0, true), " ");
}

TEST(every_value_is_in_a_bin)
{
    const double values[] = {-DBL_MAX, DBL_MAX, 0, 1e-300, -1, 5e-324};
    struct histogram h;
    uint64_t n = 0;
    histogram_make(&h, values, ARRAY_LEN(values));
    for (size_t i = 0; i < HISTOGRAM_BINS; i++)
        n += h.counts[i];
    CHECK_EQ(n, ARRAY_LEN(values));
    CHECK(h.from == -DBL_MAX && h.to == DBL_MAX);
    CHECK_EQ(h.counts[0], 1);
    CHECK_EQ(h.counts[HISTOGRAM_BINS - 1], 1);
    CHECK_EQ(h.counts[HISTOGRAM_BINS / 2], 4);
    histogram_make(&h, (const double[]){0, 5e-324}, 2);
    CHECK_EQ(h.counts[0] + h.counts[HISTOGRAM_BINS - 1], 2);
    CHECK(h.from == 0 && h.to > 0);
}

TEST_MAIN(TEST_CASE(lines), TEST_CASE(every_value_is_in_a_bin))
