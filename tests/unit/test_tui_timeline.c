/* Time on columns: where moments stand, and rulers whose labels never touch. */
#include <math.h>

#include "tests/unit/test.h"
#include "tui/timeline.h"

TEST(eighths)
{
    struct timeline x = {100, 200, 10};
    CHECK_EQ(timeline_eighths(&x, 100), 0);
    CHECK_EQ(timeline_eighths(&x, 150), 40);
    CHECK_EQ(timeline_eighths(&x, 151.25), 41);
    CHECK_EQ(timeline_eighths(&x, 200), 80);
    CHECK_EQ(timeline_eighths(&x, -1e300), -8);
    CHECK_EQ(timeline_eighths(&x, 1e300), 88);
    CHECK_EQ(timeline_eighths(&x, (double)NAN), -8);
    CHECK_EQ((int64_t)timeline_at(&x, 5), 150);
    struct timeline none = {5, 5, 10}, flat = {0, 10, 0};
    CHECK_EQ(timeline_eighths(&none, 5), 0);
    CHECK_EQ(timeline_eighths(&flat, 5), 0);
    CHECK_EQ((int64_t)timeline_at(&flat, 3), 0);
}

/* The labels of a ruler with blanks between them. */
static const char *ruler(struct buf *b, double from, double to, int width)
{
    struct timeline x = {from, to, width};
    struct ticks ticks;
    timeline_ticks(&x, &ticks);
    buf_clear(b);
    for (int i = 0; i < ticks.n; i++) {
        buf_addz(b, i ? " | " : "");
        timeline_label(b, &ticks, ticks.v[i].at);
    }
    buf_addc(b, '\0');
    return b->p;
}

TEST(labels)
{
    static const struct {
        double from, to;
        int width;
        const char *labels;
    } rows[] = {
        {0, 26.9e9, 48, "0 | 5 s | 10 s | 15 s | 20 s"},
        {0, 1e9, 60, "0 | 0.2 s | 0.4 s | 0.6 s | 0.8 s"},
        {0, 900e6, 60, "0 | 200 ms | 400 ms | 600 ms | 800 ms"},
        {25e9, 25.852e9, 48, "25.0 s | 25.2 s | 25.4 s | 25.6 s"},
        {120e9, 150e9, 70, "2m00s | 2m05s | 2m10s | 2m15s | 2m20s | 2m25s"},
        {130e9, 130.5e9, 60, "2m10.0s | 2m10.1s | 2m10.2s | 2m10.3s | 2m10.4s"},
        {0, 5, 40, "0 | 1 ns | 2 ns | 3 ns | 4 ns"},
        {1.5e9, 1.5e9 + 4000, 60, "1.500000 s | 1.500001 s | 1.500002 s | 1.500003 s"},
        {0, 300e9, 60, "0 | 1m | 2m | 3m | 4m"},
        {0, 7200e9, 60, "0 | 15m | 30m | 45m | 1h00m | 1h15m | 1h30m | 1h45m"},
        {0, 86400e9 * 4, 60, "0 | 12h | 1d00h | 1d12h | 2d00h | 2d12h | 3d00h | 3d12h"},
    };
    struct buf b = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *got = ruler(&b, rows[i].from, rows[i].to, rows[i].width);
        CHECK_SV(sv_from_c(got), rows[i].labels);
    }
    buf_release(&b);
}

/* In every window of every width: labels are apart, inside, in order, and there is one where there
 * is room for one. */
TEST(never_overlapping)
{
    struct buf b = {0};
    uint64_t dice = 12345;
    for (int round = 0; round < 20000; round++) {
        dice = dice * 6364136223846793005u + 1442695040888963407u;
        double length = pow(10, (double)(dice >> 40 & 0xffff) / 65536.0 * 19);
        double from = length * (double)(dice >> 20 & 0xff) * (dice >> 10 & 1 ? 1 : 0);
        struct timeline x = {from, from + length, (int)(dice >> 33 & 0xff) + 1};
        if (!(x.to > x.from))
            continue;
        struct ticks ticks;
        timeline_ticks(&x, &ticks);
        int free = 0;
        for (int i = 0; i < ticks.n; i++) {
            buf_clear(&b);
            timeline_label(&b, &ticks, ticks.v[i].at);
            CHECK(ticks.v[i].column >= free && b.n > 0);
            CHECK(ticks.v[i].at >= x.from - ticks.step * 1e-6 && ticks.v[i].at <= x.to);
            free = ticks.v[i].column + 1 + (int)b.n + 1;
            CHECK(free - 1 <= x.width);
        }
        CHECK(ticks.n > 0 || x.width < 60 || length < 10 ||
              length < from * 1e-12);
    }
    buf_release(&b);
}

TEST(no_window)
{
    struct timeline rows[] = {{0, 0, 80}, {5, 1, 80}, {0, 10, 0}, {0, (double)NAN, 80}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct ticks ticks;
        timeline_ticks(&rows[i], &ticks);
        CHECK_EQ(ticks.n, 0);
    }
}

TEST_MAIN(TEST_CASE(eighths), TEST_CASE(labels), TEST_CASE(never_overlapping),
          TEST_CASE(no_window))
