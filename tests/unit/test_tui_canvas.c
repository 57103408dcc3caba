#include <locale.h>

#include "tests/unit/test.h"
#include "tui/canvas.h"

static void check_saved(const struct canvas *c, enum canvas_plane plane, const char *expected)
{
    struct buf b = {0};
    canvas_save(&b, c, plane);
    CHECK_SV(buf_sv(&b), expected);
    buf_release(&b);
}

TEST(what_is_outside_of_the_window_is_cut_off)
{
    struct canvas c = {0};
    canvas_resize(&c, 10, 3);
    struct rect r = {1, 3, 1, 4};
    canvas_text(&c, r, 0, 2, ROLE_TEXT, SV("abcdef"));
    canvas_text(&c, r, 0, -2, ROLE_TEXT, SV("xyz"));
    canvas_text(&c, r, 1, 0, ROLE_TEXT, SV("below"));
    canvas_text(&c, r, -1, 0, ROLE_TEXT, SV("above"));
    check_saved(&c, CANVAS_TEXT, "\n   z ab\n\n");
    canvas_release(&c);
}

TEST(fields_are_cut_at_both_ends_of_the_window)
{
    struct canvas c = {0};
    canvas_resize(&c, 10, 1);
    struct rect r = {0, 2, 1, 6};
    CHECK_EQ(canvas_field(&c, r, 0, -3, 5, ROLE_TEXT, SV("abcde"), false), 5);
    CHECK_EQ(canvas_field(&c, r, 0, 4, 5, ROLE_TEXT, SV("fghij"), false), 5);
    check_saved(&c, CANVAS_TEXT, "  de  fg\n");
    canvas_clear(&c);
    canvas_field(&c, r, 0, 0, 4, ROLE_TEXT, SV("abcde"), false);
    check_saved(&c, CANVAS_TEXT, "  abc\xe2\x80\xa6\n");
    canvas_clear(&c);
    canvas_field(&c, r, 0, 0, 4, ROLE_TEXT, SV("ab"), true);
    check_saved(&c, CANVAS_TEXT, "    ab\n");
    canvas_release(&c);
}

TEST(wide_characters_stay_whole)
{
    struct canvas c = {0};
    canvas_resize(&c, 6, 1);
    struct rect r = {0, 0, 1, 3};
    canvas_text(&c, r, 0, 0, ROLE_TEXT, SV("\xe9\x80\x9a\xe8\xaf\x9d")); /* four columns */
    check_saved(&c, CANVAS_TEXT, "\xe9\x80\x9a\n");
    canvas_text(&c, canvas_all(&c), 0, 1, ROLE_TEXT, SV("x")); /* onto its second half */
    check_saved(&c, CANVAS_TEXT, " x\n");
    canvas_release(&c);
}

TEST(what_would_change_the_terminal_is_shown_as_its_number)
{
    struct canvas c = {0};
    canvas_resize(&c, 40, 1);
    canvas_text(&c, canvas_all(&c), 0, 0, ROLE_TEXT, SV("a\x1b[0m\x7f\xff\xc2\x9b\xe2\x80\xae"));
    check_saved(&c, CANVAS_TEXT, "a\\x1b[0m\\x7f\\xff\\u009b\\u202e\n");
    canvas_clear(&c);
    canvas_text(&c, canvas_all(&c), 0, 0, ROLE_TEXT, SV("a\xf3\xa0\x80\x81" "b"));
    check_saved(&c, CANVAS_TEXT, "a\\U000e0001b\n");
    canvas_release(&c);
}

TEST(ascii_has_no_other_bytes)
{
    struct canvas c = {0};
    struct buf b = {0};
    canvas_resize(&c, GLYPHS + 20, 2);
    c.ascii = true;
    for (int g = 0; g < GLYPHS; g++)
        canvas_glyph(&c, canvas_all(&c), 0, g, ROLE_TEXT, (enum glyph)g);
    canvas_text(&c, canvas_all(&c), 1, 0, ROLE_TEXT, SV("caf\xc3\xa9 e\xcc\x81 \xe9\x80\x9a"));
    canvas_bar(&c, canvas_all(&c), 1, 90, 133, ROLE_LLM);
    canvas_save(&b, &c, CANVAS_TEXT);
    for (size_t i = 0; i < b.n; i++)
        CHECK((unsigned char)b.p[i] < 0x80);
    buf_release(&b);
    canvas_release(&c);
}

TEST(glyphs_take_one_column)
{
    struct canvas c = {0};
    canvas_resize(&c, 4, GLYPHS);
    for (int g = 0; g < GLYPHS; g++) {
        canvas_glyph(&c, canvas_all(&c), g, 0, ROLE_TEXT, (enum glyph)g);
        struct buf b = {0};
        struct canvas line = {.cells = c.cells + 4 * g, .width = 4, .height = 1};
        canvas_save(&b, &line, CANVAS_TEXT);
        CHECK_EQ(canvas_columns(sv_of(b.p, b.n - 1), false), 1);
        buf_release(&b);
    }
    canvas_release(&c);
}

TEST(bars_have_eight_steps_a_cell)
{
    struct canvas c = {0};
    canvas_resize(&c, 4, 1);
    const struct {
        int64_t from, to;
        const char *text;
    } bars[] = {
        {0, 8, "\xe2\x96\x88\n"},                 /* one cell */
        {0, 3, "\xe2\x96\x8d\n"},                 /* three eighths */
        {0, 0, "\xe2\x96\x8f\n"},                 /* at least one */
        {0, 20, "\xe2\x96\x88\xe2\x96\x88\xe2\x96\x8c\n"},
        {-80, 400, "\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(bars); i++) {
        canvas_clear(&c);
        canvas_bar(&c, canvas_all(&c), 0, bars[i].from, bars[i].to, ROLE_LLM);
        check_saved(&c, CANVAS_TEXT, bars[i].text);
    }
    canvas_release(&c);
}

/* What means something differs from plain text by more than its colour, and what is selected from
 * what is not. */
TEST(looks_tell_without_colour)
{
    static const enum role roles[] = {ROLE_TITLE, ROLE_KEY, ROLE_WARNING, ROLE_ERROR, ROLE_MATCH,
                                      ROLE_CRITICAL, ROLE_HEAT3, ROLE_HEAT4, ROLE_DIM};
    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        struct cell cell = {.code = 'x', .role = (uint8_t)roles[i]};
        CHECK(canvas_plain_look(&cell) != 0);
    }
    for (int role = 0; role < ROLES; role++)
        for (unsigned look = 0; look < LOOK_SELECTED; look++) {
            struct cell cell = {.code = 'x', .role = (uint8_t)role, .look = (uint8_t)look};
            unsigned before = canvas_plain_look(&cell);
            cell.look |= LOOK_SELECTED;
            CHECK_EQ(canvas_plain_look(&cell) ^ before, LOOK_REVERSE);
        }
}

TEST(letters_of_roles_differ)
{
    for (int i = 0; i < ROLES; i++)
        for (int k = 0; k < i; k++)
            CHECK(role_rows[i].letter != role_rows[k].letter);
}

static int run(void)
{
    static const struct test_case cases[] = {
        TEST_CASE(what_is_outside_of_the_window_is_cut_off),
        TEST_CASE(fields_are_cut_at_both_ends_of_the_window),
        TEST_CASE(wide_characters_stay_whole),
        TEST_CASE(what_would_change_the_terminal_is_shown_as_its_number),
        TEST_CASE(ascii_has_no_other_bytes), TEST_CASE(glyphs_take_one_column),
        TEST_CASE(bars_have_eight_steps_a_cell), TEST_CASE(looks_tell_without_colour),
        TEST_CASE(letters_of_roles_differ)};
    return test_run(cases, ARRAY_LEN(cases));
}

int main(void)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    return run();
}
