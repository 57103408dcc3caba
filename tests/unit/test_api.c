#include "metrics/api.h"
#include "tests/unit/test.h"

#define KEY                                                                                        \
    "hunter"                                                                                       \
    "2hunter2"

static struct api api = {.settings = {.key = SV_INIT(KEY)}};
static struct api_answer answer;

/* What is made of an answer with this status and body. */
static enum api_end read_as(int status, struct sv body)
{
    api.raw.end = HTTP_ANSWERED;
    api.raw.status = status;
    buf_clear(&api.raw.body);
    buf_add(&api.raw.body, body);
    api_read(&api, &answer);
    return answer.end;
}

TEST(ends)
{
    static const struct {
        int status;
        enum api_end with_json, without;
    } rows[] = {
        {200, API_DONE, API_UNKNOWN},        {201, API_DONE, API_UNKNOWN},
        {204, API_DONE, API_UNKNOWN},        {101, API_UNKNOWN, API_UNKNOWN},
        {0, API_UNKNOWN, API_UNKNOWN},       {301, API_REFUSED, API_REFUSED},
        {307, API_REFUSED, API_REFUSED},     {400, API_REFUSED, API_REFUSED},
        {401, API_DENIED, API_DENIED},       {403, API_DENIED, API_DENIED},
        {404, API_REFUSED, API_REFUSED},     {408, API_UNKNOWN, API_UNKNOWN},
        {409, API_REFUSED, API_REFUSED},     {413, API_REFUSED, API_REFUSED},
        {429, API_THROTTLED, API_THROTTLED}, {500, API_UNKNOWN, API_UNKNOWN},
        {502, API_UNKNOWN, API_UNKNOWN},     {503, API_UNKNOWN, API_UNKNOWN},
        {504, API_UNKNOWN, API_UNKNOWN},     {599, API_UNKNOWN, API_UNKNOWN},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CHECK_EQ(read_as(rows[i].status, SV("{\"metrics\": []}")), rows[i].with_json);
        CHECK_EQ(read_as(rows[i].status, SV("<html>")), rows[i].without);
        CHECK_EQ(read_as(rows[i].status, SV("")), rows[i].without);
    }
    api.raw.end = HTTP_LOST;
    api_read(&api, &answer);
    CHECK_EQ(answer.end, API_UNKNOWN);
    api.raw.end = HTTP_NOT_SENT;
    api_read(&api, &answer);
    CHECK_EQ(answer.end, API_NOT_SENT);
}

static void says(int status, struct sv body, const char *expected)
{
    struct buf b = {0};
    read_as(status, body);
    api_say(&b, &answer);
    CHECK_SV(buf_sv(&b), expected);
    buf_release(&b);
}

TEST(sentences)
{
    says(400,
         SV("{\"error\":{\"code\":\"INVALID_ARGUMENT\",\"message\":\"no\",\"details\":"
            "[{\"field\":\"unit\",\"description\":\"too\\nlong\"},{\"field\":\"x\"},7]}}"),
         "400 INVALID_ARGUMENT: no; unit: too long");
    says(403, SV("{\"message\":\"Forbidden\"}"), "403: Forbidden");
    says(500, SV("{\"error\":\"oops\"}"), "500: oops");
    says(500, SV("{\"error\":{\"message\":7,\"code\":[]}}"), "500: it gives no reason");
    says(500, SV("[]"), "500: it gives no reason");
    says(502, SV("<html>"), "502: the answer is not JSON");
    says(302, SV(""), "302: it sends elsewhere");
}

TEST(the_key_is_never_said)
{
    says(401, SV("{\"message\":\"" KEY " and x" KEY "y" KEY KEY "\"}"), "401: *** and x***y******");
    says(401, SV("{\"error\":{\"code\":\"" KEY "\",\"message\":\"m\"}}"), "401 ***: m");
    says(400,
         SV("{\"error\":{\"message\":\"m\",\"details\":[{\"field\":\"" KEY
            "\",\"description\":\"" KEY "\"}]}}"),
         "400: m; ***: ***");
}

/* A message of a megabyte is one of a few hundred bytes here, and the key is not cut in two. */
TEST(long_messages)
{
    struct buf b = {0};
    for (size_t shift = 0; shift < 20; shift++) {
        buf_clear(&b);
        buf_addz(&b, "{\"message\":\"");
        buf_fill(&b, 'x', 380 + shift);
        for (int i = 0; i < 100; i++)
            buf_addz(&b, KEY);
        buf_fill(&b, 'y', 1 << 20);
        buf_addz(&b, "\"}");
        read_as(400, buf_sv(&b));
        CHECK(answer.message.n >= 380 && answer.message.n < 420);
        CHECK(sv_find(buf_sv(&answer.message), SV("hunter")) == SIZE_MAX);
    }
    buf_release(&b);
}

TEST(blame)
{
    read_as(400, SV("{\"error\":{\"message\":\"Unsupported Aggregation\"}}"));
    CHECK(api_blames(&answer, SV("aggregation")));
    CHECK(!api_blames(&answer, SV("value_source")));
    /* Where fields are named, they decide. */
    read_as(400, SV("{\"error\":{\"message\":\"aggregation of errors\",\"details\":"
                    "[{\"field\":\"body.value_source\"}]}}"));
    CHECK(!api_blames(&answer, SV("aggregation")));
    CHECK(api_blames(&answer, SV("value_source")));
    read_as(400, SV("not JSON, aggregation"));
    CHECK(!api_blames(&answer, SV("aggregation")));
}

/* Each prefix of an answer is either no JSON or says what the whole one does. */
TEST(every_prefix)
{
    struct sv whole = SV("{\"error\":{\"code\":\"A\",\"message\":\"m\\u00e9\",\"details\":["
                         "{\"field\":\"f\",\"description\":\"d\"}]}}");
    for (size_t n = 0; n <= whole.n; n++) {
        CHECK_EQ(read_as(400, sv_of(whole.p, n)), API_REFUSED);
        CHECK_SV(buf_sv(&answer.message), n < whole.n ? "the answer is not JSON" : "mé; f: d");
        CHECK_EQ(read_as(200, sv_of(whole.p, n)), n < whole.n ? API_UNKNOWN : API_DONE);
    }
}

TEST(deep_answers)
{
    struct buf b = {0};
    buf_fill(&b, '[', 1 << 20);
    CHECK_EQ(read_as(200, buf_sv(&b)), API_UNKNOWN);
    buf_release(&b);
    CHECK_EQ(read_as(200, SV("{\"a\":\"\\u0000\"}")), API_UNKNOWN);
    CHECK_EQ(read_as(200, SV("{\"a\":\"\xff\"}")), API_UNKNOWN);
    api_answer_release(&answer);
    http_answer_release(&api.raw);
}

TEST_MAIN(TEST_CASE(ends), TEST_CASE(sentences), TEST_CASE(the_key_is_never_said),
          TEST_CASE(long_messages), TEST_CASE(blame), TEST_CASE(every_prefix),
          TEST_CASE(deep_answers))
