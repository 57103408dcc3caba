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
    {"other", 'o', OPT_FLAG | OPT_RARE, NULL, NULL, "on too", ROW(other)},
};

static struct options o;
static struct words args;
static struct err e;
static enum opt_help help;

static uint8_t from[ARRAY_LEN(rows)];
static const struct opt_values values = {rows, ARRAY_LEN(rows), &o, from, SV_INIT("try")};

#define PARSE(...) parse((const char *[]){__VA_ARGS__, NULL})

static bool parse(const char **argv)
{
    int argc = 0;
    while (argv[argc])
        argc++;
    options_release(&values);
    vec_release(&args);
    o = (struct options){0};
    e = (struct err){0};
    memset(from, 0, sizeof(from));
    help = HELP_NONE;
    return options_parse(&values, argc, (char **)argv, &args, &help, &e);
}

/* An environment of one variable. */
static bool environment(const char *name, const char *value)
{
    e = (struct err){0};
    setenv(name, value, 1);
    bool ok = options_environment(&values, &e);
    unsetenv(name);
    return ok;
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
    CHECK_EQ(help, HELP_SHORT);
    CHECK(PARSE("--help", "x"));
    CHECK_EQ(help, HELP_LONG);
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
    CHECK_SV(sv_from_c(e.text), "--text is empty; it takes TEXT");
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
    options_help(&b, &values, HELP_LONG);
    struct sv first = sv_cut(buf_sv(&b), '\n').head;
    CHECK_SV(first, "  -c, --choice WHAT          one of three: text|json|none");
    CHECK(sv_find(buf_sv(&b), SV("  -h, --help ")) != SIZE_MAX);
    CHECK(sv_find(buf_sv(&b), SV(" SPANVET_TRY_CHOICE SPANVET_TRY_TEXT ")) != SIZE_MAX);
    CHECK(sv_find(buf_sv(&b), SV("--other ")) != SIZE_MAX);
    buf_clear(&b);
    options_help(&b, &values, HELP_SHORT);
    CHECK(sv_find(buf_sv(&b), SV("--flag ")) != SIZE_MAX);
    CHECK(sv_find(buf_sv(&b), SV("--other ")) == SIZE_MAX);
    CHECK(sv_find(buf_sv(&b), SV("1 more option and the variables: --help")) != SIZE_MAX);
    buf_release(&b);
    PARSE("--flag");
}

TEST(variables_stand_in_for_options)
{
    PARSE("x");
    CHECK(environment("SPANVET_TRY_CHOICE", "none"));
    CHECK_EQ(o.choice, 2);
    CHECK_EQ(from[0], ORIGIN_ENVIRONMENT);
    CHECK(environment("SPANVET_TRY_LIST", "a, b"));
    CHECK_EQ(o.list.n, 2);
    CHECK_SV(o.list.v[1], "b");
    CHECK(environment("SPANVET_TRY_COUNT", "12"));
    CHECK_EQ(o.count, 12);
    CHECK(environment("SPANVET_TRY_FLAG", "true"));
    CHECK(o.flag);
    PARSE("x");
    CHECK(environment("SPANVET_TRY_FLAG", "0"));
    CHECK(!o.flag);
    CHECK_EQ(from[4], ORIGIN_ENVIRONMENT);
    CHECK(environment("SPANVET_TRY_TEXT", ""));
    CHECK_EQ(from[1], ORIGIN_DEFAULT);
    CHECK(environment("SPANVET_CHOICE", "none"));
    CHECK_EQ(o.choice, 0);
}

TEST(the_command_line_has_the_last_word)
{
    PARSE("--list=x", "--choice=json");
    CHECK(environment("SPANVET_TRY_LIST", "a,b"));
    CHECK_EQ(o.list.n, 1);
    CHECK(environment("SPANVET_TRY_CHOICE", "rubbish"));
    CHECK_EQ(o.choice, 1);
    CHECK(options_put_file(&values, 2, SV("from-file"), &e));
    CHECK_EQ(o.list.n, 1);
    CHECK_EQ(from[2], ORIGIN_LINE);
    CHECK(options_put_file(&values, 3, SV("7"), &e));
    CHECK(options_put_file(&values, 4, SV("true"), &e));
    CHECK_EQ(o.count, 7);
    CHECK(o.flag);
    CHECK_EQ(from[3], ORIGIN_FILE);
    CHECK(!options_put_file(&values, 0, SV("jsn"), &e));
    CHECK_SV(sv_from_c(e.text), "try.choice takes text|json|none, not \"jsn\"; did you mean json?");
    PARSE("x");
}

TEST(bad_variables_name_themselves)
{
    PARSE("x");
    CHECK(!environment("SPANVET_TRY_FLAG", "yes"));
    CHECK_SV(sv_from_c(e.text), "SPANVET_TRY_FLAG takes 1, 0, true or false, not \"yes\"");
    CHECK(!environment("SPANVET_TRY_COUNT", "0"));
    CHECK_SV(sv_from_c(e.text), "SPANVET_TRY_COUNT takes a whole number from 1 on, not \"0\"");
    CHECK(!environment("SPANVET_TRY_LIST", "a,,b"));
    CHECK_SV(sv_from_c(e.text), "SPANVET_TRY_LIST is empty; it takes WORD");
    PARSE("x");
}

TEST(values_as_text)
{
    struct buf b = {0};
    PARSE("--list=x", "--list=y", "--count=3", "--choice=json");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (size_t at = 0; buf_addc(&b, ' '), option_value(&b, &values, &rows[i], at); at++)
            ;
    CHECK_SV(buf_sv(&b), " json   x y  3  false  false ");
    buf_release(&b);
    PARSE("x");
}

TEST_MAIN(TEST_CASE(long_forms), TEST_CASE(short_forms), TEST_CASE(arguments_and_options_mix),
          TEST_CASE(a_value_may_look_like_an_option), TEST_CASE(help_is_in_every_table),
          TEST_CASE(wrong_use_names_the_way_out), TEST_CASE(help_text),
          TEST_CASE(variables_stand_in_for_options), TEST_CASE(the_command_line_has_the_last_word),
          TEST_CASE(bad_variables_name_themselves), TEST_CASE(values_as_text))
