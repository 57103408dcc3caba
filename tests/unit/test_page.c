#include "core/page.h"
#include "lint/severity_ink.h"
#include "tests/unit/test.h"

static struct buf out;

static struct page page_of(size_t width, bool color)
{
    buf_clear(&out);
    return (struct page){&out, {.color = color, .width = width}};
}

TEST(words_are_wrapped)
{
    struct page p = page_of(12, false);
    buf_addz(&out, "fix: ");
    page_wrap(&p, INK_PLAIN, SV("one two three four"), 5, 2);
    CHECK_SV(buf_sv(&out), "fix: one two\n  three four\n");
}

TEST(a_long_word_stays_whole)
{
    struct page p = page_of(10, false);
    page_wrap(&p, INK_PLAIN, SV("a verylongwordindeed b"), 0, 3);
    CHECK_SV(buf_sv(&out), "a\n   verylongwordindeed\n   b\n");
}

TEST(a_number_stays_with_its_unit)
{
    struct page p = page_of(12, false);
    page_wrap(&p, INK_PLAIN, SV("shorter than 50 ms, 7 of 9"), 0, 0);
    CHECK_SV(buf_sv(&out), "shorter than\n50 ms, 7 of\n9\n");
}

TEST(characters_count_not_bytes)
{
    struct page p = page_of(7, false);
    page_wrap(&p, INK_PLAIN, SV("\xc3\xa9\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9\xc3\xa9"), 0, 0);
    CHECK_SV(buf_sv(&out), "\xc3\xa9\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9\xc3\xa9\n");
}

TEST(nothing_is_a_line)
{
    struct page p = page_of(10, false);
    page_wrap(&p, INK_RED, SV(""), 0, 3);
    CHECK_SV(buf_sv(&out), "\n");
}

TEST(colour_ends_before_the_line_does)
{
    struct page p = page_of(5, true);
    page_wrap(&p, INK_GREEN, SV("one two"), 0, 1);
    CHECK_SV(buf_sv(&out), "\033[32mone\033[0m\n \033[32mtwo\033[0m\n");
    p = page_of(80, true);
    severity_ink_add(&p, SEVERITY_ERROR, 8);
    CHECK_SV(buf_sv(&out), "\033[1;31merror\033[0m   ");
    p = page_of(80, false);
    page_add(&p, INK_RED, SV("x"));
    CHECK_SV(buf_sv(&out), "x");
    buf_release(&out);
}

TEST_MAIN(TEST_CASE(words_are_wrapped), TEST_CASE(a_long_word_stays_whole),
          TEST_CASE(a_number_stays_with_its_unit),
          TEST_CASE(characters_count_not_bytes), TEST_CASE(nothing_is_a_line),
          TEST_CASE(colour_ends_before_the_line_does))
