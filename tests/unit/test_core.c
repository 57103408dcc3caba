/* Texts, numbers, memory and symbols: what everything else stands on. */
#include "core/buf.h"
#include "core/sym.h"
#include "core/utf8.h"
#include "tests/unit/test.h"

#include <math.h>

TEST(views)
{
    CHECK(sv_eq(SV("abc"), sv_of("abcd", 3)));
    CHECK(!sv_eq(SV("abc"), SV("abd")));
    CHECK(sv_eq_nocase(SV("LLM"), SV("llm")));
    CHECK_EQ(sv_find(SV("a needle"), SV("needle")), 2);
    CHECK_EQ(sv_find(SV("needl"), SV("needle")), -1);
    CHECK_EQ(sv_find_nocase(SV("A NEEDLE"), SV("needle")), 2);
    CHECK_SV(sv_trim(SV(" \t x y\r\n")), "x y");
    const struct sv list[] = {SV_INIT("a"), SV_INIT("ab")};
    CHECK(sv_in(SV("ab"), list, 2) && !sv_in(SV("ab"), list, 1) && !sv_in(SV("b"), list, 2));
    struct sv_cut cut = sv_cut(SV("rule.param=1"), '=');
    CHECK(cut.found);
    CHECK_SV(cut.head, "rule.param");
    CHECK_SV(cut.tail, "1");
    CHECK(sv_cmp(SV("ab"), SV("abc")) < 0 && sv_cmp(SV("b"), SV("abc")) > 0);
}

TEST(integers)
{
    CHECK(sv_to_u64(SV("18446744073709551615")).ok);
    CHECK(!sv_to_u64(SV("18446744073709551616")).ok);
    CHECK(!sv_to_u64(SV("")).ok && !sv_to_u64(SV("1 ")).ok && !sv_to_u64(SV("-1")).ok);
    CHECK_EQ(sv_to_i64(SV("-9223372036854775808")).value, INT64_MIN);
    CHECK(sv_to_i64(SV("-9223372036854775808")).ok);
    CHECK(!sv_to_i64(SV("9223372036854775808")).ok);
    CHECK(!sv_to_i64(SV("-")).ok);
}

/* Every fast path must round as strtod does. */
TEST(doubles_round_correctly)
{
    uint64_t x = 88172645463325252u;
    for (int i = 0; i < 200000; i++) {
        char text[64];
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        double v = (double)(x >> 11) / 9007199254740992.0;
        int digits = 8 + (int)(x % 12);
        int n = snprintf(text, sizeof(text), x & 1 ? "%.*g" : "-%.*f", digits,
                         v * (double)(x % 97));
        struct sv_f64 got = sv_to_f64(sv_of(text, (size_t)n));
        CHECK(got.ok && got.value == strtod(text, NULL));
    }
}

TEST(doubles_of_every_spelling)
{
    static const struct {
        const char *text;
        double value;
        bool ok;
    } cases[] = {
        {"0.42", 0.42, true},   {"-1.5e3", -1500, true},    {"1e-320", 1e-320, true},
        {"5", 5, true},         {"9007199254740993", 9007199254740992.0, true},
        {"", 0, false},         {"abc", 0, false},          {"1.5x", 0, false},
        {"1e", 0, false},       {"0x10", 0, false},         {".", 0, false},
        {"-", 0, false},        {"1.2.3", 0, false},        {"inf", 0, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct sv_f64 v = sv_to_f64(sv_from_c(cases[i].text));
        CHECK(v.ok == cases[i].ok);
        CHECK(!v.ok || v.value == cases[i].value);
    }
    CHECK(isnan(sv_to_f64(SV("NaN")).value) && sv_to_f64(SV("NaN")).ok);
    CHECK(isinf(sv_to_f64(SV("-Infinity")).value) && sv_to_f64(SV("-Infinity")).value < 0);
}

TEST(utf8)
{
    CHECK(utf8_valid(SV("gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80")));
    CHECK(!utf8_valid(SV("\xc0\xaf")));         /* overlong */
    CHECK(!utf8_valid(SV("\xed\xa0\x80")));     /* surrogate */
    CHECK(!utf8_valid(SV("\xf4\x90\x80\x80"))); /* above U+10FFFF */
    CHECK(!utf8_valid(SV("ab\xe2\x82")));       /* cut off */
    CHECK_SV(utf8_prefix(SV("a\xe2\x82\xac"), 3), "a");
    CHECK_SV(utf8_prefix(SV("a\xe2\x82\xac"), 4), "a\xe2\x82\xac");
    char out[4];
    CHECK_EQ(utf8_put(out, 0x1f600), 4);
    CHECK_SV(sv_of(out, 4), "\xf0\x9f\x98\x80");
}

TEST(json_strings)
{
    struct buf b = {0};
    buf_json(&b, SV("q\" b\\ \n \x01 \x7f \xff \xe2\x82\xac"));
    CHECK_SV(buf_sv(&b), "\"q\\\" b\\\\ \\n \\u0001 \\u007f \xef\xbf\xbd \xe2\x82\xac\"");
    buf_clear(&b);
    buf_json_f64(&b, 0.1);
    buf_json_f64(&b, (double)NAN);
    CHECK_SV(buf_sv(&b), "0.1null");
    buf_release(&b);
}

TEST(buffers_grow)
{
    struct buf b = {0};
    buf_fill(&b, ' ', 0);
    for (int i = 0; i < 1000; i++)
        buf_fmt(&b, "%d,", i);
    CHECK_EQ(b.n, 3890);
    buf_fmt(&b, "%0300d", 7);
    CHECK_EQ(b.n, 4190);
    buf_release(&b);
}

TEST(arenas_keep_and_forget)
{
    struct arena a = {0};
    uint64_t *zero = arena_new(&a, uint64_t, 1000);
    for (int i = 0; i < 1000; i++)
        CHECK(zero[i] == 0);
    char *big = arena_raw(&a, 5 << 20);
    memset(big, 1, 5 << 20);
    struct sv copy = arena_copy(&a, SV("kept"));
    CHECK_SV(copy, "kept");
    CHECK(copy.p[4] == '\0');
    for (int i = 0; i < 100000; i++)
        CHECK(((uintptr_t)arena_raw(&a, 24) & 15) == 0);
    arena_reset(&a);
    CHECK(arena_new(&a, uint64_t, 1)[0] == 0);
    arena_release(&a);
    arena_release(&a);
}

TEST(symbols_are_equal_when_texts_are)
{
    struct symtab t;
    symtab_init(&t);
    CHECK_EQ(sym_put(&t, SV("")), SYM_EMPTY);
    sym first = sym_put(&t, SV("metrics.ttfb"));
    for (int i = 0; i < 50000; i++) {
        char text[32];
        int n = snprintf(text, sizeof(text), "text %d", i);
        CHECK_EQ(sym_put(&t, sv_of(text, (size_t)n)), first + 1 + (sym)i);
    }
    CHECK_EQ(sym_put(&t, SV("metrics.ttfb")), first);
    CHECK_EQ(sym_find(&t, SV("text 49999")), first + 50000);
    CHECK_EQ(sym_find(&t, SV("text 50000")), SYM_NONE);
    CHECK_SV(sym_sv(&t, first), "metrics.ttfb");
    CHECK_EQ(sym_put(&t, sv_of("a\0b", 3)), sym_find(&t, sv_of("a\0b", 3)));
    CHECK(sym_put(&t, sv_of("a\0c", 3)) != sym_find(&t, sv_of("a\0b", 3)));
    symtab_release(&t);
    symtab_release(&t);
}

/* Texts of every length up to 40 that differ in one byte are different symbols. */
TEST(symbols_see_every_byte)
{
    struct symtab t;
    symtab_init(&t);
    char text[40];
    for (size_t n = 1; n <= sizeof(text); n++) {
        memset(text, 'a', sizeof(text));
        sym plain = sym_put(&t, sv_of(text, n));
        for (size_t i = 0; i < n; i++) {
            text[i] = 'b';
            CHECK(sym_put(&t, sv_of(text, n)) != plain);
            text[i] = 'a';
        }
        CHECK_EQ(sym_put(&t, sv_of(text, n)), plain);
    }
    symtab_release(&t);
}

TEST_MAIN(TEST_CASE(views), TEST_CASE(integers), TEST_CASE(doubles_round_correctly),
          TEST_CASE(doubles_of_every_spelling), TEST_CASE(utf8), TEST_CASE(json_strings),
          TEST_CASE(buffers_grow), TEST_CASE(arenas_keep_and_forget),
          TEST_CASE(symbols_are_equal_when_texts_are), TEST_CASE(symbols_see_every_byte))
