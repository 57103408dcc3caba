#include "io/http.h"
#include "tests/unit/test.h"

static bool opens(struct sv base, bool allow_plain, const char *expected)
{
    struct http h = {0};
    struct err e = {0};
    struct http_settings settings = {.total_ms = 1000, .most = 1, .allow_plain = allow_plain};
    bool ok = http_open(&h, base, &settings, &e);
    if (ok)
        CHECK_SV(buf_sv(&h.base), expected);
    else
        CHECK(e.set && sv_find(sv_from_c(e.text), sv_from_c(expected)) != SIZE_MAX);
    CHECK(sv_find(sv_from_c(e.text), SV("hunter2")) == SIZE_MAX);
    http_close(&h);
    return ok;
}

TEST(base_urls)
{
    CHECK(opens(SV("https://api.example.org/v1"), false, "https://api.example.org/v1"));
    CHECK(opens(SV("https://api.example.org/v1//"), false, "https://api.example.org/v1"));
    CHECK(opens(SV("HTTPS://api.example.org:8443"), false, "https://api.example.org:8443"));
    CHECK(!opens(SV("api.example.org/v1"), false, "cannot be read"));
    CHECK(!opens(SV("https://"), false, "cannot be read"));
    CHECK(opens(SV("https:///v1"), false, "https://v1"));
    CHECK(!opens(SV("https://a\0b/v1"), false, "cannot be read"));
    CHECK(!opens(SV(""), false, "cannot be read"));
    CHECK(!opens(SV("ftp://api.example.org/"), false, "not ftp"));
    CHECK(!opens(SV("file:///etc/passwd"), false, "cannot be read"));
    CHECK(!opens(SV("https://api.example.org/v1?key=hunter2"), false, "begins with ?"));
    CHECK(!opens(SV("https://api.example.org/v1#hunter2"), false, "or #"));
    CHECK(!opens(SV("https://user:"
                    "hunter2@api.example.org/v1"),
                 false, "password"));
    CHECK(!opens(SV("https://hunter2@api.example.org/v1"), false, "name"));
}

TEST(plain_http)
{
    CHECK(!opens(SV("http://api.example.org/v1"), false, "read the key"));
    CHECK(!opens(SV("http://127.0.0.1.example.org/v1"), false, "read the key"));
    CHECK(!opens(SV("http://localhost.example.org"), false, "read the key"));
    CHECK(!opens(SV("http://10.0.0.1"), false, "read the key"));
    CHECK(!opens(SV("http://127.0.0.1@10.0.0.1"), false, "name"));
    CHECK(opens(SV("http://api.example.org/v1"), true, "http://api.example.org/v1"));
    CHECK(opens(SV("http://127.0.0.1:80/v1"), false, "http://127.0.0.1:80/v1"));
    CHECK(opens(SV("http://127.1.2.3"), false, "http://127.1.2.3"));
    CHECK(opens(SV("http://localhost:8000/"), false, "http://localhost:8000"));
    CHECK(opens(SV("http://[::1]:8000"), false, "http://[::1]:8000"));
}

static int64_t waits(struct sv value)
{
    uint64_t ms = 0;
    return http_retry_after(value, 1700000000, &ms) ? (int64_t)ms : -1;
}

/* 1700000000 is 2023-11-14 22:13:20 UTC. */
TEST(retry_after)
{
    CHECK_EQ(waits(SV(" 120")), 120000);
    CHECK_EQ(waits(SV("0")), 0);
    CHECK_EQ(waits(SV(" Tue, 14 Nov 2023 22:13:50 GMT\r\n")), 30000);
    CHECK_EQ(waits(SV("Tuesday, 14-Nov-23 22:13:50 GMT")), 30000);
    CHECK_EQ(waits(SV("Tue Nov 14 22:13:50 2023")), 30000);
    CHECK_EQ(waits(SV("Tue, 14 Nov 2023 22:00:00 GMT")), 0);
    CHECK_EQ(waits(SV("99999999999999999")), 366ll * 24 * 3600 * 1000);
    CHECK_EQ(waits(SV("")), -1);
    CHECK_EQ(waits(SV("-5")), -1);
    CHECK_EQ(waits(SV("1.5")), -1);
    CHECK_EQ(waits(SV("soon")), -1);
    CHECK_EQ(waits(SV("99999999999999999999999999999999999999999999999999999999999999999999")), -1);
}

TEST(escapes)
{
    struct buf b = {0};
    http_add_escaped(&b, SV("aZ09-._~"));
    CHECK_SV(buf_sv(&b), "aZ09-._~");
    buf_clear(&b);
    http_add_escaped(&b, SV("a b&c=d/\0\xff\r\n%"));
    CHECK_SV(buf_sv(&b), "a%20b%26c%3Dd%2F%00%FF%0D%0A%25");
    buf_release(&b);
}

/* Nobody listens there: what was not sent can be sent again. */
TEST(refused)
{
    struct http h = {0};
    struct err e = {0};
    struct http_settings settings = {.total_ms = 2000, .most = 1};
    struct http_answer a = {0};
    struct http_request r = {.is_post = true, .path = SV("/metrics"), .body = SV("{}")};
    CHECK(http_open(&h, SV("http://127.0.0.1:1/v1"), &settings, &e));
    http_send(&h, &r, &a);
    CHECK_EQ(a.end, HTTP_NOT_SENT);
    CHECK_EQ(a.status, 0);
    CHECK(a.why[0]);
    http_answer_release(&a);
    http_close(&h);
}

TEST_MAIN(TEST_CASE(base_urls), TEST_CASE(plain_http), TEST_CASE(retry_after), TEST_CASE(escapes),
          TEST_CASE(refused))
