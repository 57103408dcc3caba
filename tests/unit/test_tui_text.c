/* Types of spans, and text wrapped to a width. */
#include "tests/unit/test.h"
#include "tui/text.h"
#include "tui/type.h"

#include <locale.h>

/* The rows at this width, a '|' behind each. */
static struct buf rows_of(struct text *x, int width)
{
    struct buf b = {0};
    struct canvas c = {0};
    setlocale(LC_CTYPE, "C.UTF-8"); /* for the width of characters */
    text_wrap(x, width);
    canvas_resize(&c, width, x->lines.n ? (int)x->lines.n : 1);
    for (uint32_t i = 0; i < x->lines.n; i++) {
        struct rect row = {(int)i, 0, 1, width};
        text_draw(x, &c, row, i);
    }
    canvas_save(&b, &c, CANVAS_TEXT);
    for (size_t i = 0; i < b.n; i++)
        b.p[i] = b.p[i] == '\n' ? '|' : b.p[i];
    canvas_release(&c);
    return b;
}

static void check_rows(struct text *x, int width, const char *want)
{
    struct buf b = rows_of(x, width);
    CHECK_SV(buf_sv(&b), want);
    buf_release(&b);
}

static void check_wrapped(const char *s, int width, const char *want)
{
    struct text x = {0};
    text_add(&x, ROLE_TEXT, sv_from_c(s));
    text_end(&x);
    check_rows(&x, width, want);
    text_release(&x);
}

TEST(words)
{
    check_wrapped("the spans are short", 9, "the spans|are short|");
    check_wrapped("the spans are short", 19, "the spans are short|");
    check_wrapped("the spans are short", 18, "the spans are|short|");
    check_wrapped("the   spans", 5, "the|spans|");
    check_wrapped("  a word behind blanks", 9, "  a word|behind|blanks|");
    check_wrapped("a ", 1, "a|");
}

TEST(long_words_are_cut_at_the_width)
{
    check_wrapped("abcdefgh", 3, "abc|def|gh|");
    check_wrapped("ab cdefgh", 3, "ab|cde|fgh|");
    check_wrapped("abc", 1, "a|b|c|");
}

TEST(wide_characters_stay_whole)
{
    check_wrapped("\u65e5\u672c\u8a9e", 5, "\u65e5\u672c|\u8a9e|");
    check_wrapped("a\u65e5\u672c", 3, "a\u65e5|\u672c|");
    check_wrapped("\x01 b", 4, "\\x01|b|");
}

TEST(empty_lines_and_newlines)
{
    struct text x = {0};
    text_end(&x);
    text_add(&x, ROLE_TEXT, SV("one\n\ntwo"));
    text_end_as(&x, 7, 0);
    text_add(&x, ROLE_TEXT, SV("not ended"));
    check_rows(&x, 20, "|one||two|not ended|");
    CHECK_EQ(x.lines.v[0].tag, 0);
    for (int i = 1; i < 4; i++)
        CHECK_EQ(x.lines.v[i].tag, 7);
    CHECK_EQ(x.lines.v[4].tag, 0);
    text_clear(&x);
    check_rows(&x, 20, "|");
    CHECK_EQ(x.lines.n, 0);
    text_release(&x);
}

TEST(runs_keep_their_roles)
{
    struct text x = {0};
    text_add(&x, ROLE_TITLE, SV("Fix: "));
    text_fmt(&x, ROLE_WARNING, "%d spans", 12);
    text_add(&x, ROLE_TEXT, SV(" less"));
    text_end_as(&x, 3, 2);
    check_rows(&x, 10, "Fix: 12|  spans|  less|");
    CHECK_EQ(x.lines.v[2].tag, 3);
    CHECK_EQ(x.lines.v[2].indent, 2);
    text_wrap(&x, 0);
    CHECK_EQ(x.lines.n, 15);
    text_wrap(&x, 10);
    struct canvas c = {0};
    canvas_resize(&c, 10, 1);
    text_draw(&x, &c, canvas_all(&c), 1);
    CHECK_EQ(c.cells[2].role, ROLE_WARNING);
    text_draw(&x, &c, canvas_all(&c), 0);
    CHECK_EQ(c.cells[0].role, ROLE_TITLE);
    CHECK_EQ(c.cells[5].role, ROLE_WARNING);
    canvas_release(&c);
    text_release(&x);
}

/* Whatever the width: nothing but blanks at the ends of rows is lost, and no row is too long. */
TEST(nothing_is_lost)
{
    static const char *words[] = {"a", "", "\u65e5\u672c", "chunk", " ", "transport.recv_audio"};
    uint64_t seed = 7;
    for (int round = 0; round < 300; round++) {
        struct text x = {0};
        struct buf want = {0};
        for (int i = 0; i < 12; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            struct sv word = sv_from_c(words[(seed >> 33) % ARRAY_LEN(words)]);
            text_add(&x, ROLE_TEXT, word);
            text_add(&x, ROLE_DIM, seed >> 60 ? SV(" ") : SV("-"));
            for (size_t k = 0; k < word.n; k++)
                if (word.p[k] != ' ')
                    buf_addc(&want, word.p[k]);
            if (!(seed >> 60))
                buf_addc(&want, '-');
        }
        text_end_as(&x, 1, 2);
        struct buf got = rows_of(&x, 4 + (int)(seed >> 40) % 20), dense = {0};
        for (size_t k = 0; k < got.n; k++)
            if (got.p[k] != ' ' && got.p[k] != '|')
                buf_addc(&dense, got.p[k]);
        CHECK(sv_eq(buf_sv(&dense), buf_sv(&want)));
        buf_release(&dense);
        buf_release(&got);
        buf_release(&want);
        text_release(&x);
    }
}

TEST(types)
{
    for (unsigned i = 0; i < SPAN_TYPES; i++)
        CHECK_EQ(type_of_name(type_name((enum span_type)i)), i);
    CHECK_EQ(type_of_name(SV("LLM")), TYPE_LLM);
    CHECK_EQ(type_of_name(SV("llms")), SPAN_TYPES);
    CHECK_EQ(type_of_class(CLASS_STT_PROVIDER), TYPE_STT);
    CHECK_EQ(type_of_class(CLASS_SESSION), TYPE_WRAPPER);
    CHECK_EQ(type_of_class(CLASS_TRANSPORT), TYPE_TRANSPORT);
    CHECK_EQ(type_of_span(CLASS_OTHER, SV("transport.recv_audio")), TYPE_TRANSPORT);
    CHECK_EQ(type_of_span(CLASS_OTHER, SV("transports")), TYPE_OTHER);
    CHECK_EQ(type_of_span(CLASS_LLM, SV("transport.llm")), TYPE_LLM);
    CHECK_EQ(type_of_class(CLASS_OTHER), TYPE_OTHER);
    CHECK_EQ(type_role(TYPE_OTHER), ROLE_OTHER);
}

TEST_MAIN(TEST_CASE(words), TEST_CASE(long_words_are_cut_at_the_width),
          TEST_CASE(wide_characters_stay_whole), TEST_CASE(empty_lines_and_newlines),
          TEST_CASE(runs_keep_their_roles), TEST_CASE(nothing_is_lost), TEST_CASE(types))
