#include "cli/options.h"
#include "tests/unit/test.h"

struct options {
    struct words list;
    struct sv text;
    uint64_t count;
    int choice;
    bool flag, other;
};

#define ROW(member) offsetof(struct options, member)

static const struct opt rows[] = {
    {"choice", 'c', OPT_CHOICE, "WHAT", "text|json|none", "one of three", ROW(choice)},
    {"text", 't', OPT_TEXT, "TEXT", NULL, "a text", ROW(text)},
    {"list", 0, OPT_LIST, "WORD", NULL, "many", ROW(list)},
    {"count", 'n', OPT_COUNT, "N", NULL, "how many", ROW(count)},
    {"flag", 'f', OPT_FLAG, NULL, NULL, "on", ROW(flag)},
    {"other", 'o', OPT_FLAG, NULL, NULL, "on too", ROW(other)},
};

static struct options o;
static struct words args;
static struct err e;
static bool help;

#define PARSE(...) parse((const char *[]){__VA_ARGS__, NULL})

static bool parse(const char **argv)
{
    int argc = 0;
    while (argv[argc])
        argc++;
    options_release(rows, ARRAY_LEN(rows), &o);
    vec_release(&args);
    o = (struct options){0};
    e = (struct err){0};
    help = false;
    return options_parse(rows, ARRAY_LEN(rows), argc, (char **)argv, &o, &args, &help, &e);
}

TEST(long_forms)
{
    CHECK(PARSE("--choice=json", "--text", "a b", "--list=x", "--list", "y", "--count=3",
                "--flag"));
    CHECK_EQ(o.choice, 1);
    CHECK_SV(o.text, "a b");
    CHECK_EQ(o.list.n, 2);
    CHECK_SV(o.list.v[1], "y");
    CHECK_EQ(o.count, 3);
    CHECK(o.flag && !o.other);
    CHECK_EQ(args.n, 0);
}

TEST(short_forms)
{
    CHECK(PARSE("-fo", "-cnone", "-n", "12", "-ft", "x"));
    CHECK(o.flag && o.other);
    CHECK_EQ(o.choice, 2);
    CHECK_EQ(o.count, 12);
    CHECK_SV(o.text, "x");
}

TEST(arguments_and_options_mix)
{
    CHECK(PARSE("a", "--flag", "-", "--", "--flag", "-x"));
    CHECK_EQ(args.n, 4);
    CHECK_SV(args.v[1], "-");
    CHECK_SV(args.v[2], "--flag");
    CHECK_SV(args.v[3], "-x");
}

TEST(a_value_may_look_like_an_option)
{
    CHECK(PARSE("--text", "--flag"));
    CHECK_SV(o.text, "--flag");
    CHECK(!o.flag);
    CHECK(PARSE("--text=a=b"));
    CHECK_SV(o.text, "a=b");
}

TEST(help_is_in_every_table)
{
    CHECK(PARSE("-fh"));
    CHECK(help);
    CHECK(PARSE("--help", "x"));
    CHECK(help);
}

TEST(wrong_use_names_the_way_out)
{
    CHECK(!PARSE("--chioce=json"));
    CHECK_SV(sv_from_c(e.text), "there is no option --chioce; did you mean --choice?");
    CHECK(!PARSE("--choice=jsn"));
    CHECK_SV(sv_from_c(e.text),
             "--choice takes text|json|none, not \"jsn\"; did you mean json?");
    CHECK(!PARSE("--text"));
    CHECK_SV(sv_from_c(e.text), "--text needs a value: --text TEXT");
    CHECK(!PARSE("--text="));
    CHECK_SV(sv_from_c(e.text), "--text needs a TEXT that is not empty");
    CHECK(!PARSE("--flag=yes"));
    CHECK_SV(sv_from_c(e.text), "--flag takes no value");
    CHECK(!PARSE("-fx"));
    CHECK_SV(sv_from_c(e.text), "there is no option -x");
    CHECK(!PARSE("--count=0"));
    CHECK(!PARSE("--count=-1"));
    CHECK(!PARSE("--count=99999999999999999999"));
    CHECK_SV(sv_from_c(e.text),
             "--count takes a whole number from 1 on, not \"99999999999999999999\"");
}

TEST(help_text)
{
    struct buf b = {0};
    options_help(&b, rows, ARRAY_LEN(rows));
    struct sv first = sv_cut(buf_sv(&b), '\n').head;
    CHECK_SV(first, "  -c, --choice WHAT          one of three: text|json|none");
    CHECK(sv_find(buf_sv(&b), SV("  -h, --help ")) != SIZE_MAX);
    buf_release(&b);
    PARSE("--flag");
}

TEST_MAIN(TEST_CASE(long_forms), TEST_CASE(short_forms), TEST_CASE(arguments_and_options_mix),
          TEST_CASE(a_value_may_look_like_an_option), TEST_CASE(help_is_in_every_table),
          TEST_CASE(wrong_use_names_the_way_out), TEST_CASE(help_text))
