/* What stands for the user's own folder in what is typed. */
#include "tests/unit/test.h"
#include "tui/path.h"

static bool becomes(struct sv text, struct sv wanted)
{
    struct buf b = {0};
    bool same = sv_eq(path_expand(text, &b), wanted);
    buf_release(&b);
    return same;
}

TEST(home_is_what_the_environment_says)
{
    setenv("HOME", "/home/ann", 1);
    CHECK(becomes(SV("~"), SV("/home/ann")));
    CHECK(becomes(SV("~/"), SV("/home/ann/")));
    CHECK(becomes(SV("~/staged/calls"), SV("/home/ann/staged/calls")));
}

TEST(all_else_is_as_it_was_written)
{
    setenv("HOME", "/home/ann", 1);
    CHECK(becomes(SV(""), SV("")));
    CHECK(becomes(SV("~ann/x"), SV("~ann/x")));
    CHECK(becomes(SV("./~/x"), SV("./~/x")));
    CHECK(becomes(SV("a~"), SV("a~")));
    setenv("HOME", "", 1);
    CHECK(becomes(SV("~/x"), SV("~/x")));
    unsetenv("HOME");
    CHECK(becomes(SV("~/x"), SV("~/x")));
}

TEST_MAIN(TEST_CASE(home_is_what_the_environment_says),
          TEST_CASE(all_else_is_as_it_was_written))
