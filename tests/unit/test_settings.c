#include "lint/settings.h"
#include "tests/unit/test.h"

static void no_check(struct check *c)
{
    (void)c;
}

static const struct rule noise = {
    .code = "N055",
    .slug = "chunk-noise",
    .params = {{"max_share", 0.7, 0, 1, "share", ""}, {"min_spans", 20, 1, 1e6, "count", ""}},
    .check = no_check,
};
static const struct rule cadence = {.code = "N056", .slug = "chunk-cadence", .check = no_check};
static const struct rule orphan = {.code = "S044", .slug = "orphan-span", .check = no_check};
static const struct rule *const list[] = {&noise, &cadence, &orphan};
static const struct catalog catalog = {list, 3};

static bool set_one(struct settings *set, const char *text, struct err *e)
{
    *e = (struct err){0};
    return settings_set(set, sv_from_c(text), e);
}

static bool says(const struct err *e, const char *words)
{
    if (e->set && strstr(e->text, words))
        return true;
    printf("the sentence is \"%s\"\n", e->text);
    return false;
}

TEST(catalog_finds_codes_and_slugs)
{
    CHECK_EQ(catalog_find(&catalog, SV("n055")), 0);
    CHECK_EQ(catalog_find(&catalog, SV("orphan-span")), 2);
    CHECK_EQ(catalog_find(&catalog, SV("N05")), 3);
    CHECK_EQ(catalog_find(&catalog, SV("")), 3);
}

TEST(set_changes_one_parameter)
{
    struct settings set;
    struct err e;
    settings_init(&set, &catalog);
    CHECK(set.params[0][0] == 0.7);
    CHECK(set_one(&set, "chunk-noise.max_share=0.6", &e));
    CHECK(set_one(&set, "n055.min_spans=30", &e));
    CHECK(set.params[0][0] == 0.6);
    CHECK(set.params[0][1] == 30);
    CHECK(set_one(&set, "N055.max_share=1", &e));
    CHECK(set.params[0][0] == 1);
    settings_release(&set);
}

TEST(set_refuses_with_the_nearest_word)
{
    struct settings set;
    struct err e;
    settings_init(&set, &catalog);
    CHECK(!set_one(&set, "chunk-nois.max_share=0.6", &e) && says(&e, "did you mean chunk-noise?"));
    CHECK(!set_one(&set, "N555.max_share=0.6", &e) && says(&e, "did you mean N055?"));
    CHECK(!set_one(&set, "whatever.max_share=1", &e) && says(&e, "spanvet rules"));
    CHECK(!set_one(&set, "N055.max_shore=0.6", &e) && says(&e, "did you mean max_share?"));
    CHECK(!set_one(&set, "N055.zzz=0.6", &e) && says(&e, "\"zzz\""));
    CHECK(!set_one(&set, "S044.max_share=0.6", &e) && says(&e, "no parameters"));
    settings_release(&set);
}

TEST(set_refuses_bad_numbers)
{
    struct settings set;
    struct err e;
    settings_init(&set, &catalog);
    CHECK(!set_one(&set, "N055.max_share=1.01", &e) && says(&e, "between 0 and 1"));
    CHECK(!set_one(&set, "N055.max_share=-1", &e) && says(&e, "between 0 and 1"));
    CHECK(!set_one(&set, "N055.max_share=NaN", &e) && says(&e, "between 0 and 1"));
    CHECK(!set_one(&set, "N055.max_share=much", &e) && says(&e, "must be a number"));
    CHECK(!set_one(&set, "N055.max_share=", &e) && says(&e, "must be a number"));
    CHECK(!set_one(&set, "N055.max_share", &e) && says(&e, "RULE.PARAMETER=NUMBER"));
    CHECK(!set_one(&set, "N055=1", &e) && says(&e, "RULE.PARAMETER=NUMBER"));
    CHECK(set.params[0][0] == 0.7);
    settings_release(&set);
}

TEST(values_with_units)
{
    static const struct param share = {"max_share", 0.7, 0, 1, "share", ""};
    static const struct param ms = {"max_ms", 50, 0, 1, "ms", ""};
    static const struct param count = {"min_spans", 20, 0, 1, "count", ""};
    struct buf b = {0};
    param_add(&b, &share, 0.25, PARAM_PEOPLE);
    buf_addz(&b, ", ");
    param_add(&b, &share, 0.25, PARAM_SET);
    buf_addz(&b, ", ");
    param_add(&b, &ms, 1500, PARAM_PEOPLE);
    buf_addz(&b, ", ");
    param_add(&b, &count, 20, PARAM_PEOPLE);
    CHECK_SV(buf_sv(&b), "25 %, 0.25, 1,500 ms, 20");
    buf_release(&b);
}

/* "110" = the first two rules run. */
static struct sv running(const struct settings *set, char out[4])
{
    for (size_t i = 0; i < 3; i++)
        out[i] = set->enabled[i] ? '1' : '0';
    return sv_of(out, 3);
}

TEST(select_and_ignore)
{
    struct settings set;
    struct err e = {0};
    char out[4];
    settings_init(&set, &catalog);
    CHECK_SV(running(&set, out), "111");
    CHECK(settings_select(&set, SV("N"), &e));
    CHECK_SV(running(&set, out), "110");
    CHECK(settings_select(&set, SV(" orphan-span "), &e));
    CHECK_SV(running(&set, out), "111");
    CHECK(settings_ignore(&set, SV("n05,S044"), &e));
    CHECK_SV(running(&set, out), "000");
    CHECK(settings_select(&set, SV("all"), &e));
    CHECK(settings_ignore(&set, SV("N056"), &e));
    CHECK_SV(running(&set, out), "101");
    CHECK(!e.set);
    settings_release(&set);
}

TEST(select_refuses_unknown_words)
{
    struct settings set;
    struct err e = {0};
    settings_init(&set, &catalog);
    CHECK(!settings_select(&set, SV("N055,orphan-spam"), &e) && says(&e, "orphan-span?"));
    e = (struct err){0};
    CHECK(!settings_ignore(&set, SV("X"), &e) && says(&e, "no rule \"X\""));
    e = (struct err){0};
    CHECK(!settings_ignore(&set, SV("N055,,S044"), &e) && says(&e, "no rule \"\""));
    settings_release(&set);
}

static bool level_one(struct settings *set, const char *text, struct err *e)
{
    *e = (struct err){0};
    return settings_severity(set, sv_from_c(text), e);
}

TEST(levels_by_rule_and_span)
{
    struct settings set;
    struct err e;
    char out[4];
    settings_init(&set, &catalog);
    CHECK_EQ(settings_level_of(&set, 0, SV("x")), LEVEL_OWN);
    set.origin = ORIGIN_LINE;
    CHECK(level_one(&set, "N=info", &e));
    CHECK(level_one(&set, "orphan-span@a=b@*=error", &e));
    CHECK_EQ(settings_level_of(&set, 0, SV("x")), SEVERITY_INFO);
    CHECK_EQ(settings_level_of(&set, 1, SV("x")), SEVERITY_INFO);
    CHECK_EQ(set.level_from[1], ORIGIN_LINE);
    CHECK_EQ(settings_level_of(&set, 2, SV("a=b@c")), SEVERITY_ERROR);
    CHECK_EQ(settings_level_of(&set, 2, SV("a=c")), LEVEL_OWN);
    CHECK(level_one(&set, "all=off", &e));
    settings_wake(&set, SV("N05, chunk-cadence"));
    settings_finish(&set);
    CHECK_SV(running(&set, out), "010");
    settings_release(&set);
}

TEST(levels_refuse_other_forms)
{
    struct settings set;
    struct err e;
    settings_init(&set, &catalog);
    CHECK(!level_one(&set, "N055", &e) && says(&e, "RULE=LEVEL"));
    CHECK(!level_one(&set, "N055=own", &e) && says(&e, "error, warning, info or off"));
    CHECK(!level_one(&set, "N055@=off", &e) && says(&e, "no span name"));
    CHECK(!level_one(&set, "chunk-nois=off", &e) && says(&e, "did you mean chunk-noise?"));
    CHECK(!level_one(&set, "=off", &e) && says(&e, "there is no rule"));
    settings_release(&set);
}

TEST_MAIN(TEST_CASE(catalog_finds_codes_and_slugs), TEST_CASE(set_changes_one_parameter),
          TEST_CASE(set_refuses_with_the_nearest_word), TEST_CASE(set_refuses_bad_numbers),
          TEST_CASE(values_with_units), TEST_CASE(select_and_ignore),
          TEST_CASE(select_refuses_unknown_words),
          TEST_CASE(levels_by_rule_and_span), TEST_CASE(levels_refuse_other_forms))
