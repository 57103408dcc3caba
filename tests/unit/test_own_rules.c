#include "lint/own_match.h"
#include "lint/own_read.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"

static void no_check(struct check *c)
{
    (void)c;
}

static const struct rule built_in_rule = {.code = "N055", .slug = "chunk-noise",
                                          .check = no_check};
static const struct rule *const built_in_list[] = {&built_in_rule};
static const struct catalog built_in = {built_in_list, 1};
static const struct pack no_vocabulary;

static bool read_pack(struct own_rules *own, const char *json, struct err *e)
{
    struct pack_text text = {"mine.json", json, strlen(json)};
    *e = (struct err){0};
    return own_rules_read(own, &built_in, &no_vocabulary, &text, e);
}

#define PACK(rules) "{\"rules\":[" rules "]}"
#define RULE(code, slug, match, require)                                                           \
    "{\"code\":\"" code "\",\"slug\":\"" slug "\",\"title\":\"t\",\"match\":" match                \
    ",\"require\":" require "}"
#define PATTERN(text)                                                                              \
    PACK(RULE("X001", "mine", "{}", "{\"attributes\":{\"k\":{\"pattern\":\"" text "\"}}}"))

static bool pattern_taken(const char *json)
{
    struct own_rules own = {0};
    struct err e;
    bool ok = read_pack(&own, json, &e);
    CHECK(ok != e.set);
    own_rules_release(&own);
    return ok;
}

TEST(patterns_are_bounded_before_they_are_compiled)
{
    CHECK(pattern_taken(PATTERN("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")));
    CHECK(pattern_taken(PATTERN("a{1,250}")));
    CHECK(pattern_taken(PATTERN("[[:alpha:]{9,}]+|[])(]x")));
    CHECK(pattern_taken(PATTERN("(a|b)*c?\\\\(")));
    CHECK(!pattern_taken(PATTERN("(a{30}){40}")));
    CHECK(!pattern_taken(PATTERN("((a{30}){40}")));
    CHECK(!pattern_taken(PATTERN("(((((((((a+)+)+)+)+)+)+)+)+)+")));
    CHECK(!pattern_taken(PATTERN("(a)\\\\1")));
    CHECK(!pattern_taken(PATTERN("a{99999999999999999999}")));
    CHECK(!pattern_taken(PATTERN("[a")));
    CHECK(!pattern_taken(PATTERN("a{2,1}")));
}

TEST(rules_stand_behind_the_built_in_ones)
{
    struct own_rules own = {0};
    struct err e;
    CHECK(read_pack(&own, "{}", &e));
    CHECK(read_pack(&own, PACK(RULE("X001", "one", "{}", "{\"root\":true}")), &e));
    CHECK(read_pack(&own, PACK(RULE("SECOND", "two", "{}", "{\"duration\":{\"max_ms\":5}}")), &e));
    struct catalog cat = own_rules_catalog(&own, &built_in);
    CHECK_EQ(cat.n, 3);
    CHECK_EQ(catalog_find(&cat, SV("chunk-noise")), 0);
    CHECK_EQ(catalog_find(&cat, SV("x001")), 1);
    CHECK_EQ(catalog_find(&cat, SV("two")), 2);
    CHECK(cat.rules[1]->structural);
    CHECK(!cat.rules[2]->structural);
    CHECK(!read_pack(&own, PACK(RULE("X002", "two", "{}", "{\"root\":true}")), &e));
    CHECK(strstr(e.text, "mine.json, $.rules[0].slug: there is another own rule \"two\""));
    own_rules_release(&own);
}

TEST(numbers_become_parameters)
{
    struct own_rules own = {0};
    struct err e;
    CHECK(read_pack(&own,
                    PACK(RULE("X001", "mine", "{}",
                              "{\"children\":[{\"match\":{},\"min\":1,\"max\":3},"
                              "{\"match\":{},\"min\":2}],\"duration\":{\"max_ms\":500},"
                              "\"count\":{\"per\":\"turn\",\"min\":0.5,\"max\":9}}")),
                    &e));
    const struct own_rule *rule = own.list.v[0];
    static const char *const names[] = {"min_children", "max_children", "max_ms", "min_count"};
    CHECK_EQ(rule->n_needs, 4);
    for (size_t i = 0; i < RULE_PARAMS; i++)
        CHECK_SV(sv_from_c(rule->rule.params[i].name), names[i]);
    CHECK_EQ(rule->needs[0].max_param, 1);
    CHECK_EQ(rule->needs[1].min_param, NO_PARAM);
    CHECK_EQ(rule->needs[2].max_param, 2);
    CHECK_EQ(rule->needs[3].max_param, NO_PARAM);
    own_rules_release(&own);
}

TEST(texts_with_a_nul_fit_no_pattern)
{
    struct linted l;
    struct own_memo memo = {0};
    regex_t any;
    linted_open(&l, SPANS(SPAN("a1", "ab", "")));
    CHECK_EQ(regcomp(&any, "^a", REG_EXTENDED | REG_NOSUB), 0);
    sym plain = sym_put(&l.s.syms, SV("ab")), nul = sym_put(&l.s.syms, SV("a\0b"));
    CHECK(own_fits(&memo, &l.s, &any, plain));
    CHECK(!own_fits(&memo, &l.s, &any, nul));
    CHECK(!own_fits(&memo, &l.s, &any, SYM_EMPTY));
    regfree(&any);
    own_memo_release(&memo);
    linted_close(&l);
}

TEST_MAIN(TEST_CASE(patterns_are_bounded_before_they_are_compiled),
          TEST_CASE(rules_stand_behind_the_built_in_ones), TEST_CASE(numbers_become_parameters),
          TEST_CASE(texts_with_a_nul_fit_no_pattern))
