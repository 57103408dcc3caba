#include "rules/score_is.h"

#include "rules/catalog.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"

#define BIT(rule) (1u << IS_##rule)
#define TEXT(key, value) "{\"key\":\"" key "\",\"value\":{\"stringValue\":\"" value "\"}}"
#define RESOURCE(attrs, spans)                                                                     \
    "{\"resource\":{\"attributes\":[" attrs "]},\"scopeSpans\":[{\"spans\":[" spans "]}]}"
#define REQUEST(resources) "{\"resourceSpans\":[" resources "]}"

/* A resource that passes everything. */
#define GOOD(name, id)                                                                             \
    TEXT("service.name", name)                                                                     \
    "," TEXT("service.instance.id", id) "," TEXT("deployment.environment.name", "test")

static void judge(struct score_is *is, const char *json, const char *ignore)
{
    struct linted in;
    struct settings set;
    struct lint l;
    struct err e = {0};
    linted_open(&in, json);
    settings_init(&set, &rules_catalog);
    CHECK(!ignore || settings_ignore(&set, sv_from_c(ignore), &e));
    lint_run(&l, &in.s, &in.ix, &in.v, &set);
    score_is_make(is, &in.s, &in.ix, &l, &set);
    lint_release(&l);
    settings_release(&set);
    linted_close(&in);
}

/* What the only service fails. */
static uint32_t failed_by(const char *json)
{
    struct score_is is;
    judge(&is, json, NULL);
    CHECK_EQ(is.services.n, 1);
    uint32_t failed = is.services.v[0].failed;
    score_is_release(&is);
    return failed;
}

TEST(the_formula)
{
    const uint32_t all = (1u << IS_RULES) - 1;
    CHECK(is_score(all, 0) == 100);
    CHECK(is_score(all, all) == 0);
    CHECK(is_score(0, 0) == 100);
    /* 30 of 40 + 30 points are passed. */
    CHECK(is_score(BIT(SERVICE_NAME) | BIT(LEVEL), BIT(SERVICE_NAME)) == 100.0 * 30 / 70);
    CHECK_SV(sv_from_c(is_category(90)), "Excellent");
    CHECK_SV(sv_from_c(is_category(89.99)), "Good");
    CHECK_SV(sv_from_c(is_category(74.5)), "Needs Improvement");
    CHECK_SV(sv_from_c(is_category(49.9)), "Poor");
    CHECK_SV(sv_from_c(is_rule_id(IS_SERVICE_NAME)), "RES-005");
}

#define ROOT SPAN("a1", "conversation", "")

TEST(resources)
{
    CHECK_EQ(failed_by(REQUEST(RESOURCE(GOOD("a", "1"), ROOT))), 0);
    CHECK_EQ(failed_by(REQUEST(RESOURCE("", ROOT))),
             BIT(SERVICE_NAME) | BIT(INSTANCE_ID) | BIT(ENVIRONMENT));
    CHECK_EQ(failed_by(REQUEST(RESOURCE(GOOD("a", "1") "," TEXT("k8s.pod.name", "p"), ROOT))),
             BIT(POD_UID));
    CHECK_EQ(failed_by(REQUEST(RESOURCE(GOOD("a", "1") "," TEXT("service.criticality", "High"),
                                        ROOT))),
             BIT(CRITICALITY));
    CHECK_EQ(failed_by(REQUEST(
                 RESOURCE(GOOD("a", "1") "," TEXT("host.name", "x"), ROOT) ","
                 RESOURCE(GOOD("a", "1") "," TEXT("host.name", "y"), SPAN("a2", "x", "")))),
             BIT(INSTANCE_ID_UNIQUE));
}

#define PARENT(id) ",\"parentSpanId\":\"00000000000000" id "\""
#define SHORT(id)                                                                                  \
    "{\"traceId\":\"0000000000000000000000000000000a\",\"spanId\":\"00000000000000" id "\","       \
    "\"name\":\"x\",\"kind\":3,\"startTimeUnixNano\":\"1738000000000000000\","                     \
    "\"endTimeUnixNano\":\"1738000000000000001\"" PARENT("a1") "}"
#define SIX(list, d) list(d "0") "," list(d "1") "," list(d "2") "," list(d "3") "," list(d "4") \
    "," list(d "5")
#define INNER(id) SPAN(id, "x", PARENT("a1"))
#define SEVEN_TIMES(list)                                                                          \
    SIX(list, "1") "," SIX(list, "2") "," SIX(list, "3") "," list("40") "," list("41")             \
    "," list("42")

TEST(spans)
{
    CHECK_EQ(failed_by(REQUEST(RESOURCE(GOOD("a", "1"), SPAN("a2", "x", PARENT("99"))))),
             BIT(ORPHANS));
    CHECK_EQ(failed_by(REQUEST(RESOURCE(GOOD("a", "1"), ROOT "," SIX(INNER, "1") ","
                                                        INNER("20") "," INNER("21") ","
                                                        INNER("22")))),
             0);
    CHECK_EQ(failed_by(REQUEST(RESOURCE(GOOD("a", "1"), ROOT "," SIX(INNER, "1") ","
                                                        SIX(INNER, "2")))),
             BIT(INTERNAL_SPANS));
    CHECK_EQ(failed_by(REQUEST(RESOURCE(GOOD("a", "1"), ROOT "," SEVEN_TIMES(SHORT)))),
             BIT(SHORT_SPANS));
    CHECK_EQ(failed_by(REQUEST(RESOURCE(
                 GOOD("a", "1"),
                 "{\"traceId\":\"0000000000000000000000000000000a\",\"spanId\":\"00000000000000a1\""
                 ",\"name\":\"GET\",\"kind\":3,\"startTimeUnixNano\":\"1738000000000000000\","
                 "\"endTimeUnixNano\":\"1738000001000000000\"}"))),
             BIT(CLIENT_ROOT));
}

TEST(each_service_for_itself)
{
    struct score_is is;
    judge(&is, REQUEST(RESOURCE(GOOD("a", "1"), ROOT) ","
                       RESOURCE(TEXT("service.name", "b"), SPAN("a2", "x", PARENT("a1")))), NULL);
    CHECK_EQ(is.services.n, 2);
    CHECK_EQ(is.services.v[0].failed, 0);
    CHECK_EQ(is.services.v[1].failed, BIT(INSTANCE_ID) | BIT(ENVIRONMENT));
    CHECK(is_lowest(&is) == is.services.v[1].score && is.services.v[0].score == 100);
    score_is_release(&is);
}

TEST(rules_that_are_off_are_not_judged)
{
    struct score_is is;
    judge(&is, REQUEST(RESOURCE(GOOD("a", "1"), ROOT)), "P134");
    CHECK_EQ(is.judged & (BIT(SPAN_SECRETS) | BIT(RESOURCE_SECRETS)), 0);
    CHECK(is.judged & BIT(SERVICE_NAME));
    score_is_release(&is);
}

TEST(no_spans)
{
    struct score_is is;
    judge(&is, "{\"resourceSpans\":[]}", NULL);
    CHECK_EQ(is.services.n, 0);
    CHECK(is_lowest(&is) == 0);
    score_is_release(&is);
}

TEST_MAIN(TEST_CASE(the_formula),
          TEST_CASE(resources),
          TEST_CASE(spans),
          TEST_CASE(each_service_for_itself),
          TEST_CASE(rules_that_are_off_are_not_judged),
          TEST_CASE(no_spans))
