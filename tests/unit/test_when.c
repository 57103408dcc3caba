#include "core/when.h"

#include "tests/unit/test.h"

#define IS(w, value)                                                                               \
    do {                                                                                           \
        struct when w_ = (w);                                                                      \
        CHECK(w_.ok);                                                                              \
        CHECK_EQ(w_.ns, value);                                                                    \
    } while (0)
#define NOT(w) CHECK(!(w).ok)

TEST(iso_times)
{
    IS(when_iso(SV("1970-01-01T00:00:00Z")), 0);
    IS(when_iso(SV("2017-01-26T16:46:31.639875139-05:00")), 1485467191639875139);
    IS(when_iso(SV("2024-02-29T12:00:00.5Z")), 1709208000500000000);
    IS(when_iso(SV("2024-10-11T20:58:20.695375")), 1728680300695375000);
    IS(when_iso(SV("2024-10-11 20:58:20.695375+00:00")), 1728680300695375000);
    IS(when_iso(SV("2024-10-11 22:58:20.695375 +0200")), 1728680300695375000);
    IS(when_iso(SV("2024-10-11 22:58:20,695+02")), 1728680300695000000);
    IS(when_iso(SV("2024-10-11 20:58:20 UTC")), 1728680300000000000);
    IS(when_iso(SV("2024-10-11t20:58:20.1234567899z")), 1728680300123456789);
    IS(when_iso(SV("2016-12-31T23:59:60Z")), 1483228800000000000);
    IS(when_iso(SV("2000-02-29T00:00:00Z")), 951782400000000000);
}

TEST(iso_refused)
{
    NOT(when_iso(SV("")));
    NOT(when_iso(SV("2024-10-11")));
    NOT(when_iso(SV("2024-10-11T20:58")));
    NOT(when_iso(SV("2023-02-29T12:00:00Z")));
    NOT(when_iso(SV("2100-02-29T12:00:00Z")));
    NOT(when_iso(SV("2024-13-01T12:00:00Z")));
    NOT(when_iso(SV("2024-01-01T24:00:00Z")));
    NOT(when_iso(SV("2024-01-01T12:00:00+24:00")));
    NOT(when_iso(SV("2024-01-01T12:00:00+1")));
    NOT(when_iso(SV("2024-01-01T12:00:00Zulu")));
    NOT(when_iso(SV("1969-12-31T23:59:59Z")));
    NOT(when_iso(SV("0001-01-01T00:00:00Z")));
    NOT(when_iso(SV("2555-01-01T00:00:00Z")));
    NOT(when_iso(SV("2554-12-31T00:00:00Z")));
    NOT(when_iso(SV("24-01-01T12:00:00Z")));
}

TEST(numbers)
{
    IS(when_number(SV("1700000000"), WHEN_S), 1700000000000000000);
    IS(when_number(SV("1626371667388918123"), WHEN_NS), 1626371667388918123);
    IS(when_number(SV("1700000000.123456789"), WHEN_S), 1700000000123456789);
    IS(when_number(SV("1700000000123.4567891"), WHEN_MS), 1700000000123456789);
    IS(when_number(SV("1.7e9"), WHEN_S), 1700000000000000000);
    IS(when_number(SV("17000000000E-1"), WHEN_S), 1700000000000000000);
    IS(when_number(SV("0"), WHEN_US), 0);
    IS(when_number(SV("-0"), WHEN_US), 0);
    IS(when_number(SV("18446744073709551615"), WHEN_NS), UINT64_MAX);
    IS(when_number(SV("0.0000000000000000000000000000000000000000001"), WHEN_S), 0);
    IS(when_number(SV("1000000000000000000000000000000e-30"), WHEN_S), 1000000000);
    IS(when_number(SV(".5"), WHEN_S), 500000000);
    NOT(when_number(SV("18446744073709551616"), WHEN_NS));
    NOT(when_number(SV("1e30"), WHEN_NS));
    NOT(when_number(SV("1e99999999"), WHEN_NS));
    NOT(when_number(SV("-1"), WHEN_NS));
    NOT(when_number(SV("12x"), WHEN_NS));
    NOT(when_number(SV("1 2"), WHEN_NS));
    NOT(when_number(SV("."), WHEN_NS));
    NOT(when_number(SV("e5"), WHEN_NS));
    NOT(when_number(SV(""), WHEN_NS));
    NOT(when_number(SV("NaN"), WHEN_NS));
}

TEST(numbers_by_size)
{
    IS(when_number(SV("1700000000"), WHEN_BY_SIZE), 1700000000000000000);
    IS(when_number(SV("1700000000.25"), WHEN_BY_SIZE), 1700000000250000000);
    IS(when_number(SV("1728803138291"), WHEN_BY_SIZE), 1728803138291000000);
    IS(when_number(SV("1485467191639875"), WHEN_BY_SIZE), 1485467191639875000);
    IS(when_number(SV("1758026593210770000"), WHEN_BY_SIZE), 1758026593210770000);
}

TEST(lengths)
{
    IS(when_length(SV("5000ns"), WHEN_US), 5000);
    IS(when_length(SV("5"), WHEN_US), 5000);
    IS(when_length(SV("374.157"), WHEN_MS), 374157000);
    IS(when_length(SV("5200000000"), WHEN_NS), 5200000000);
    IS(when_length(SV("1h2m3.5s"), WHEN_US), 3723500000000);
    IS(when_length(SV("2\xc2\xb5s"), WHEN_S), 2000);
    IS(when_length(SV("0.000005s"), WHEN_S), 5000);
    IS(when_length(SV("PT1.2S"), WHEN_S), 1200000000);
    IS(when_length(SV("P1DT2H3M4.000000005S"), WHEN_S), 93784000000005);
    IS(when_length(SV("-5ms"), WHEN_S), -5000000);
    IS(when_length(SV("-7"), WHEN_US), -7000);
    NOT(when_length(SV("5 parsecs"), WHEN_US));
    NOT(when_length(SV("PT1.2"), WHEN_US));
    NOT(when_length(SV("P"), WHEN_US));
    NOT(when_length(SV("--5"), WHEN_US));
    NOT(when_length(SV("soon"), WHEN_US));
    NOT(when_length(SV(""), WHEN_US));
    NOT(when_length(SV("99999999999h"), WHEN_US));
}

TEST_MAIN(TEST_CASE(iso_times), TEST_CASE(iso_refused), TEST_CASE(numbers),
          TEST_CASE(numbers_by_size), TEST_CASE(lengths))
