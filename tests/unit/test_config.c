#include "lint/config.h"
#include "tests/unit/test.h"

static void no_check(struct check *c)
{
    (void)c;
}

static const struct rule noise = {
    .code = "N055",
    .slug = "chunk-noise",
    .severity = SEVERITY_WARNING,
    .params = {{"max_share", 0.7, 0, 1, "share", ""}, {"min_spans", 20, 1, 1e6, "count", ""}},
    .check = no_check,
};
static const struct rule orphan = {
    .code = "S044", .slug = "orphan-span", .severity = SEVERITY_ERROR, .check = no_check};
static const struct rule *const list[] = {&noise, &orphan};
static const struct catalog catalog = {list, 2};
static const struct config_option options[] = {{SV_INIT("fail_on"), CONFIG_TEXT},
                                               {{NULL, 0}, CONFIG_FLAG},
                                               {SV_INIT("select"), CONFIG_LIST},
                                               {SV_INIT("min_score"), CONFIG_NUMBER},
                                               {SV_INIT("metrics.plan.format"), CONFIG_TEXT},
                                               {SV_INIT("metrics.plan.all"), CONFIG_FLAG},
                                               {SV_INIT("metrics.push.all"), CONFIG_FLAG}};

static struct config c;
static struct err e;

static bool read(const char *text)
{
    config_release(&c);
    e = (struct err){0};
    return config_read(&c, SV("dir/c.json"), sv_from_c(text), options, ARRAY_LEN(options), &e) &&
           config_read_rules(&c, &catalog, &e);
}

static bool refuses(const char *text, const char *says)
{
    if (!read(text) && strstr(e.text, says))
        return true;
    printf("%s: the sentence is \"%s\"\n", text, e.text);
    return false;
}

TEST(members)
{
    CHECK(read("{\"select\": [\"N\", \"S\"], \"fail_on\": \"x\", \"min_score\": 1.5,"
               " \"packs\": [\"p.json\", \"/q.json\"], \"dialect\": \"livekit\"}"));
    CHECK_EQ(c.values.n, 4);
    CHECK_EQ(c.values.v[1].option, 2);
    CHECK_SV(c.values.v[1].text, "S");
    CHECK_SV(c.values.v[3].text, "1.5");
    CHECK_SV(c.packs.v[0], "dir/p.json");
    CHECK_SV(c.packs.v[1], "/q.json");
    CHECK_SV(c.dialect, "livekit");
    CHECK_SV(c.file, "dir/c.json");
    config_release(&c);
}

TEST(members_in_objects)
{
    CHECK(read("{\"metrics\": {\"push\": {\"all\": true}, \"// x\": \"\", \"plan\": "
               "{\"format\": \"json\", \"all\": false}}, \"fail_on\": \"x\"}"));
    CHECK_EQ(c.values.n, 4);
    CHECK_EQ(c.values.v[0].option, 6);
    CHECK_EQ(c.values.v[1].option, 4);
    CHECK_SV(c.values.v[1].text, "json");
    CHECK_EQ(c.values.v[2].option, 5);
    CHECK_EQ(c.values.v[3].option, 0);
    CHECK(refuses("{\"metrics\": true}", "metrics: must be an object, not true"));
    CHECK(refuses("{\"metrics\": {\"plan\": \"json\"}}", "metrics.plan: must be an object"));
    CHECK(refuses("{\"metrics\": {\"plan\": {\"all\": 1}}}", "metrics.plan.all: must be true or"));
    CHECK(refuses("{\"metrics\": {\"push\": {\"format\": \"x\"}}}",
                  "metrics.push: there is no member \"format\" here"));
    CHECK(refuses("{\"metrics\": {\"plna\": {}}}", "metrics: there is no member \"plna\" here; did "
                                                     "you mean \"plan\"?"));
    CHECK(refuses("{\"metrisc\": {}}", "did you mean \"metrics\"?"));
    CHECK(refuses("{\"metrics\": {\"rules\": {}}}", "there is no member \"rules\" here"));
    CHECK(refuses("{\"metrics.plan.all\": true}", "there is no member \"metrics.plan.all\" here"));
    CHECK(refuses("{\"plan\": {}}", "there is no member \"plan\" here"));
    config_release(&c);
}

TEST(rules_reach_the_settings)
{
    struct settings set;
    settings_init(&set, &catalog);
    CHECK(read("{\"rules\": {\"chunk-noise\": {\"severity\": \"error\","
               " \"params\": {\"max_share\": 0.5}, \"spans\": ["
               "{\"name\": \"a*\", \"severity\": \"off\"}, {\"name\": \"ab\", \"severity\":"
               " \"info\"}]}, \"S044\": {\"severity\": \"off\"}}}"));
    config_apply(&c, &set);
    settings_finish(&set);
    CHECK(set.params[0][0] == 0.5 && set.params[0][1] == 20);
    CHECK_EQ(set.param_from[0][0], ORIGIN_FILE);
    CHECK_EQ(set.param_from[0][1], ORIGIN_DEFAULT);
    CHECK(set.enabled[0] && !set.enabled[1]);
    CHECK_EQ(settings_level_of(&set, 0, SV("x")), SEVERITY_ERROR);
    CHECK_EQ(settings_level_of(&set, 0, SV("ac")), LEVEL_OFF);
    CHECK_EQ(settings_level_of(&set, 0, SV("ab")), SEVERITY_INFO);
    CHECK_EQ(settings_level_of(&set, 0, (struct sv){0}), SEVERITY_ERROR);
    settings_release(&set);
    config_release(&c);
}

TEST(errors_name_their_place)
{
    CHECK(refuses("{\"rules\": {\"N055\": {\"params\": {\"max_share\": 2}}}}",
                  "dir/c.json: rules.N055.params.max_share: chunk-noise.max_share must be"));
    CHECK(refuses("{\"exclude\": [{\"rule\": \"N\", \"reason\": \"r\"}, {\"rule\": \"N\"}]}",
                  "dir/c.json: exclude[1]: has no member \"reason\""));
    CHECK(refuses("{\"selct\": []}", "did you mean \"select\"?"));
    CHECK(refuses("{\"\": true}", "there is no member \"\" here"));
    CHECK(refuses("{\"rules\": {\"zzzzzz\": {}}}", "there is no rule \"zzzzzz\""));
    CHECK(refuses("{\n\"rules\": {},\n\"rules\": {}}", "dir/c.json:3:"));
    CHECK(refuses("{\"fail_on\": \"a\\u0000b\"}", "dir/c.json:1:"));
    CHECK(refuses("\xff", "dir/c.json:"));
    CHECK(refuses("[]", "is a JSON object, not a list"));
    config_release(&c);
}

TEST(days)
{
    uint64_t until = 0;
    CHECK(exclude_day(SV("1970-01-01"), &until));
    CHECK_EQ(until, UINT64_C(86400000000000));
    CHECK(exclude_day(SV("2024-02-29"), &until));
    CHECK_EQ(until, UINT64_C(1709251200000000000));
    CHECK(!exclude_day(SV("2023-02-29"), &until) && !exclude_day(SV("2023-00-10"), &until));
    CHECK(!exclude_day(SV("2023-01-00"), &until) && !exclude_day(SV("2023-1-001"), &until));
    CHECK(!exclude_day(SV("1969-12-31"), &until) && !exclude_day(SV("2200-01-01"), &until));
    CHECK(!exclude_day(SV("2023-01-0x"), &until) && !exclude_day(SV(""), &until));
    CHECK(exclude_day(SV("2199-12-31"), &until));
}

TEST_MAIN(TEST_CASE(members), TEST_CASE(members_in_objects), TEST_CASE(rules_reach_the_settings),
          TEST_CASE(errors_name_their_place), TEST_CASE(days))
