#include "core/name_ids.h"
#include "core/words.h"
#include "tests/unit/test.h"

TEST(ids)
{
    static const struct {
        const char *name;
        enum name_id id;
    } CASES[] = {
        {"call 5b8efff7-98c0-4e4a-9c1b-5a3c1d2e4f60", NAME_ID_UUID},
        {"job.aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee.run", NAME_ID_UUID},
        {"call-01ARZ3NDEKTSV4RRFFQ69G5FAV", NAME_ID_ULID},
        {"call-01arz3ndektsv4rrffq69g5fav", NAME_ID_ULID},
        {"call-8f3a9b21", NAME_ID_HEX},
        {"call8f3a9b21x", NAME_ID_HEX},
        {"order_4821", NAME_ID_DIGITS},
        {"report 2024-11-20", NAME_ID_DIGITS},
        {"mail to jo.doe@example.org", NAME_ID_EMAIL},
        {"dial +1 555 010 99 88", NAME_ID_PHONE},
        {"dial (030) 12 34 567 89", NAME_ID_PHONE},
        {"order.item:4821", NAME_ID_DIGITS},
        {"GET api.shop.example.org:8443/items", NAME_ID_NONE},
        {"localhost:8080", NAME_ID_NONE},
        {"route_v123", NAME_ID_NONE},
        {"step_12_of_340", NAME_ID_NONE},
        {"cache.a1b2c3d", NAME_ID_NONE},
        {"lookup.deadbeefs", NAME_ID_NONE},
        {"plants.fabaceae", NAME_ID_NONE},
        {"@decorator.wrap", NAME_ID_NONE},
        {"a@b", NAME_ID_NONE},
        {"middleware - express@4.18.2", NAME_ID_NONE},
        {"mail jo@example.org.", NAME_ID_EMAIL},
        {"supercalifragilisticexpial", NAME_ID_NONE},
        {"", NAME_ID_NONE},
    };
    for (size_t i = 0; i < ARRAY_LEN(CASES); i++)
        if (name_id_of(sv_from_c(CASES[i].name)) != CASES[i].id) {
            fputs(CASES[i].name, stdout);
            CHECK_EQ(name_id_of(sv_from_c(CASES[i].name)), CASES[i].id);
        }
}

TEST(where_an_email_begins)
{
    CHECK_EQ(name_email_at(SV("mail to jo@example.org")), 8);
    CHECK_EQ(name_email_at(SV("jo@example.org")), 0);
    CHECK_EQ(name_email_at(SV("@decorator.wrap")), SIZE_MAX);
    CHECK_EQ(name_email_at(SV("express@4.18.rc-1")), SIZE_MAX);
    CHECK_EQ(name_email_at(SV("express@4.18.dev1")), SIZE_MAX);
    CHECK_EQ(name_email_at(SV("")), SIZE_MAX);
}

TEST(where_an_email_ends)
{
    CHECK_EQ(name_email_length(SV("jo@example.org now")), 14);
    CHECK_EQ(name_email_length(SV("jo@example.org_ms")), 14);
    CHECK_EQ(name_email_length(SV("jo@mail.example.org-2")), 19);
    CHECK_EQ(name_email_length(SV("jo@example.org.1")), 14);
    CHECK_EQ(name_email_length(SV("jo@ex_ample.org")), 15);
    CHECK_EQ(name_email_length(SV("jo@163.com")), 10);
    CHECK_EQ(name_email_length(SV("jo@example.org1")), 0);
}

TEST(masks_of_ids)
{
    static const char *const CASES[][2] = {
        {"stage1", "stage1"},
        {"chunk-17", "chunk-17"},
        {"order_4821", "order_*"},
        {"call-8f3a9b21", "call-*"},
        {"frame-a3f9", "frame-a3f9"},
        {"call-5b8efff7-98c0-4e4a-9c1b-5a3c1d2e4f60.end2", "call-*.end2"},
        {"call-01ARZ3NDEKTSV4RRFFQ69G5FAV", "call-*"},
        {"mail to jo.doe@example.org now", "mail to * now"},
        {"", ""},
    };
    struct buf out = {0};
    for (size_t i = 0; i < ARRAY_LEN(CASES); i++) {
        name_mask(&out, sv_from_c(CASES[i][0]), MASK_IDS);
        CHECK_SV(buf_sv(&out), CASES[i][1]);
    }
    buf_release(&out);
}

TEST(masks_of_numbers)
{
    static const char *const CASES[][2] = {
        {"chunk-17", "chunk-*"},
        {"audio_frame_0012", "audio_frame_*"},
        {"call-8f3a9b21", "call-*"},
        {"call-5b8efff7-98c0-4e4a-9c1b-5a3c1d2e4f60.end", "call-*.end"},
        {"call-01ARZ3NDEKTSV4RRFFQ69G5FAV", "call-*"},
        {"frame-a3f9", "frame-*"},
        {"frame-face", "frame-face"},
        {"mail to jo.doe@example.org now", "mail to * now"},
        {"<jo+x@example.org>", "<*>"},
        {"+1 555 010 99 88", "+* * * * *"},
        {"a@b", "a@b"},
        {"x8f3a9b21y", "x*y"},
        {"ec2.call", "*.call"},
        {"chunk_0a", "chunk_*"},
        {"chunk 0x1f", "chunk *"},
        {"stt", "stt"},
        {"", ""},
    };
    struct buf out = {0};
    for (size_t i = 0; i < ARRAY_LEN(CASES); i++) {
        name_mask(&out, sv_from_c(CASES[i][0]), MASK_NUMBERS);
        CHECK_SV(buf_sv(&out), CASES[i][1]);
    }
    buf_release(&out);
}

static void words_are(const char *text, const char *expected)
{
    struct buf out = {0};
    struct sv rest = sv_from_c(text), word;
    while (word_next(&rest, &word)) {
        if (out.n)
            buf_addc(&out, ' ');
        buf_add(&out, word);
    }
    CHECK_SV(buf_sv(&out), expected);
    buf_release(&out);
}

TEST(words)
{
    words_are("http.request.header.x-api-key", "http request header x api key");
    words_are("promptTokens", "prompt Tokens");
    words_are("APIKey", "API Key");
    words_are("OPENAI_API_KEY", "OPENAI API KEY");
    words_are("oauth2Token", "oauth 2 Token");
    words_are("__a..B", "a B");
    words_are("", "");
    words_are("...", "");
}

TEST(word_ends)
{
    static const struct sv LIST[] = {SV_INIT("token"), SV_INIT("secret")};
    CHECK(word_ends_in(SV("clientSecret"), LIST, 2));
    CHECK(word_ends_in(SV("TOKEN"), LIST, 2));
    CHECK(!word_ends_in(SV("tokens"), LIST, 2));
    CHECK(!word_ends_in(SV(""), LIST, 2));
}

TEST(word_lists)
{
    static const struct sv LIST[] = {SV_INIT("token"), SV_INIT("key")};
    CHECK(word_in(SV("Token"), LIST, 2));
    CHECK(!word_in(SV("tokens"), LIST, 2));
    CHECK(!word_in(SV(""), LIST, 2));
}

TEST_MAIN(TEST_CASE(ids), TEST_CASE(where_an_email_begins),
          TEST_CASE(where_an_email_ends), TEST_CASE(masks_of_ids),
          TEST_CASE(masks_of_numbers), TEST_CASE(words), TEST_CASE(word_lists),
          TEST_CASE(word_ends))
