#include "core/fmt.h"
#include "tests/unit/test.h"

#include <math.h>

static struct buf out;

static struct sv foreign(struct sv s, size_t max)
{
    buf_clear(&out);
    fmt_foreign(&out, s, max);
    return buf_sv(&out);
}

#define CHECK_FMT(f, expected) CHECK_SV(sv_from_c((f).text), expected)

TEST(count)
{
    CHECK_FMT(fmt_count(0), "0");
    CHECK_FMT(fmt_count(999), "999");
    CHECK_FMT(fmt_count(1000), "1,000");
    CHECK_FMT(fmt_count(1234567), "1,234,567");
    CHECK_FMT(fmt_count(UINT64_MAX), "18,446,744,073,709,551,615");
}

TEST(duration)
{
    CHECK_FMT(fmt_duration(0), "0 ns");
    CHECK_FMT(fmt_duration(812), "812 ns");
    CHECK_FMT(fmt_duration(999.6), "1 us");
    CHECK_FMT(fmt_duration(35e6), "35 ms");
    CHECK_FMT(fmt_duration(1.5e6), "1.5 ms");
    CHECK_FMT(fmt_duration(999.7e6), "1 s");
    CHECK_FMT(fmt_duration(1.2449e9), "1.24 s");
    CHECK_FMT(fmt_duration(41.38e9), "41.4 s");
    CHECK_FMT(fmt_duration(59.96e9), "1 min");
    CHECK_FMT(fmt_duration(245e9), "4 min 5 s");
    CHECK_FMT(fmt_duration(3599.7e9), "1 h");
    CHECK_FMT(fmt_duration(12000e9), "3 h 20 min");
    CHECK_FMT(fmt_duration(-2e6), "-2 ms");
}

/* The text must fit whatever a damaged file says. */
TEST(duration_of_nonsense)
{
    CHECK_FMT(fmt_duration(1.8446744073709552e19), "5124095 h 35 min");
    CHECK(strlen(fmt_duration(1e300).text) < sizeof(struct fmt));
    CHECK(strlen(fmt_duration(-1e300).text) < sizeof(struct fmt));
    CHECK(strlen(fmt_duration((double)INFINITY).text) < sizeof(struct fmt));
}

TEST(share)
{
    CHECK_FMT(fmt_share(0), "0 %");
    CHECK_FMT(fmt_share(0.0001), "<0.1 %");
    CHECK_FMT(fmt_share(0.7), "70 %");
    CHECK_FMT(fmt_share(0.704), "70.4 %");
    CHECK_FMT(fmt_share(0.91919), "91.9 %");
    CHECK_FMT(fmt_share(0.99999), ">99.9 %");
    CHECK_FMT(fmt_share(1), "100 %");
    CHECK_FMT(fmt_share(1.25), "125 %");
}

TEST(number)
{
    CHECK_FMT(fmt_number(0.7), "0.7");
    CHECK_FMT(fmt_number(128), "128");
    CHECK_FMT(fmt_number(12.3456), "12.35");
    CHECK_FMT(fmt_number(1048576), "1,048,576");
    CHECK_FMT(fmt_number(-2000), "-2,000");
}

TEST(foreign_is_safe)
{
    CHECK_SV(foreign(SV("plain"), 0), "plain");
    CHECK_SV(foreign(SV("a\033[31mred"), 0), "a\\x1b[31mred");
    CHECK_SV(foreign(SV("line\nbreak\0nul"), 0), "line\\x0abreak\\x00nul");
    CHECK_SV(foreign(SV("caf\xc3\xa9"), 0), "caf\xc3\xa9");
    CHECK_SV(foreign(SV("bad\xff"), 0), "bad\\xff");
    CHECK_SV(foreign(SV("c1\xc2\x9b"), 0), "c1\\xc2\\x9b");
    CHECK_SV(foreign(SV("space\xc2\xa0"), 0), "space\xc2\xa0");
    CHECK_SV(foreign(SV("a\xe2\x80\xae" "b"), 0), "a\\u202eb");
    CHECK_SV(foreign(SV("\xf3\xa0\x80\x81"), 0), "\\U000e0001");
    CHECK_SV(foreign(SV("\xf0\x9f\x98\x80"), 0), "\xf0\x9f\x98\x80");
}

static struct sv shell(struct sv s)
{
    buf_clear(&out);
    fmt_shell(&out, s);
    return buf_sv(&out);
}

TEST(shell_words)
{
    CHECK_SV(shell(SV("a/b-1.json")), "a/b-1.json");
    CHECK_SV(shell(SV("")), "''");
    CHECK_SV(shell(SV("two words; $(x)")), "'two words; $(x)'");
    CHECK_SV(shell(SV("it's")), "'it'\\''s'");
    CHECK_SV(shell(SV("caf\xc3\xa9")), "'caf\xc3\xa9'");
    CHECK_SV(shell(SV("a\033'\\")), "$'a\\033\\047\\134'");
    CHECK_SV(shell(SV("\xe2\x80\xae")), "$'\\342\\200\\256'");
}

TEST(foreign_is_cut)
{
    CHECK_SV(foreign(SV("abcdefgh"), 8), "abcdefgh");
    CHECK_SV(foreign(SV("abcdefghi"), 8), "abcde...");
#define E "\xc3\xa9"
    CHECK_SV(foreign(SV(E E E E), 4), E E E E);
    CHECK_SV(foreign(SV(E E E E E), 4), E "...");
    buf_release(&out);
}

TEST(amounts)
{
    CHECK_SV(sv_from_c(fmt_amount(1, "span").text), "1 span");
    CHECK_SV(sv_from_c(fmt_amount(0, "span").text), "0 spans");
    CHECK_SV(sv_from_c(fmt_amount(1412, "more trace").text), "1,412 more traces");
    CHECK_SV(sv_from_c(fmt_amount(UINT64_MAX, "span").text), "18,446,744,073,709,551,615 spans");
}

static void check_time(uint64_t ns, const char *want)
{
    CHECK_SV(sv_from_c(fmt_time(ns).text), want);
}

TEST(moments)
{
    check_time(0, "1970-01-01 00:00:00 UTC");
    check_time(UINT64_C(1738367999250000000), "2025-01-31 23:59:59.250 UTC");
    check_time(UINT64_C(1738367999000250000), "2025-01-31 23:59:59.000250 UTC");
    check_time(UINT64_C(1738367999000000001), "2025-01-31 23:59:59.000000001 UTC");
    check_time(UINT64_MAX, "2554-07-21 23:34:33.709551615 UTC");
}

TEST_MAIN(TEST_CASE(moments), TEST_CASE(amounts), TEST_CASE(count), TEST_CASE(duration),
          TEST_CASE(duration_of_nonsense),
          TEST_CASE(share), TEST_CASE(number), TEST_CASE(foreign_is_safe), TEST_CASE(shell_words),
          TEST_CASE(foreign_is_cut))
