/* Credential-shaped texts are put together at run time, so that no file of ours holds one. */
#include "core/text_shapes.h"
#include "tests/unit/test.h"

#include "core/buf.h"

/* Characters that look random: letters of both cases and digits, never one twice in a row. */
static void add_random(struct buf *b, size_t n)
{
    static const char letters[] = "q7Rk2vZt9LmW4xYc8NpJ3sHd6GfB5b";
    for (size_t i = 0; i < n; i++)
        buf_addc(b, letters[i % (sizeof(letters) - 1)]);
}

static struct shape_found found_in(const char *before, const char *prefix, size_t random,
                                   const char *after)
{
    struct buf b = {0};
    buf_addz(&b, before);
    buf_addz(&b, prefix);
    add_random(&b, random);
    buf_addz(&b, after);
    struct shape_found found = shape_credential(buf_sv(&b));
    buf_release(&b);
    return found;
}

static const struct {
    const char *prefix;
    size_t n;
    enum shape shape;
} KEYS[] = {
    {"sk_", 16, SHAPE_API_KEY},
    {"sk-", 24, SHAPE_API_KEY},
    {"sk-proj-", 40, SHAPE_API_KEY},
    {"pk_live_", 24, SHAPE_API_KEY},
    {"lsv2_pt_", 32, SHAPE_LANGSMITH_KEY},
    {"ghp_", 36, SHAPE_GITHUB_TOKEN},
    {"github_pat_", 30, SHAPE_GITHUB_TOKEN},
    {"xoxb-", 24, SHAPE_SLACK_TOKEN},
    {"AIza", 35, SHAPE_GOOGLE_KEY},
    {"glpat-", 20, SHAPE_GITLAB_TOKEN},
    {"Bearer ", 16, SHAPE_BEARER},
    {"bearer ", 40, SHAPE_BEARER},
    {"Basic ", 20, SHAPE_BASIC},
};

TEST(keys_alone_and_within)
{
    for (size_t i = 0; i < ARRAY_LEN(KEYS); i++) {
        const char *prefix = KEYS[i].prefix;
        CHECK_EQ(found_in("", prefix, KEYS[i].n, "").shape, KEYS[i].shape);
        CHECK_EQ(found_in("the key is ", prefix, KEYS[i].n, ", keep it").shape, KEYS[i].shape);
        CHECK_EQ(found_in("{\"key\":\"", prefix, KEYS[i].n, "\",\"n\":1}").shape, KEYS[i].shape);
        CHECK_EQ(found_in("a longer text in front: ", prefix, KEYS[i].n, "\n").shape,
                 KEYS[i].shape);
    }
}

TEST(keys_at_every_distance_from_the_start)
{
    static const char prose[] =
        "a caller who would like to move the appointment that was made for her two weeks ago ";
    for (size_t n = 1; n < sizeof(prose); n++)
        CHECK_EQ(found_in(prose + n, "sk-", 24, "").shape, SHAPE_API_KEY);
}

TEST(length_of_what_was_found)
{
    CHECK_EQ(found_in("key=", "sk-", 24, " end").n, 27);
    CHECK_EQ(found_in("Authorization: ", "Bearer ", 30, "").n, 30);
    CHECK_EQ(found_in("key=", "sk-", 24, " end").at, 4);
    CHECK_EQ(found_in("Authorization: ", "Bearer ", 30, "").at, 22);
}

TEST(too_short_or_glued_to_a_word)
{
    CHECK_EQ(found_in("", "sk-", 15, "").shape, SHAPE_NONE);
    CHECK_EQ(found_in("", "AIza", 34, "").shape, SHAPE_NONE);
    CHECK_EQ(found_in("ri", "sk-", 24, "").shape, SHAPE_NONE);
    CHECK_EQ(found_in("the de", "sk_", 24, "").shape, SHAPE_NONE);
    CHECK_EQ(found_in("Forebearer", " ", 24, "").shape, SHAPE_NONE);
    CHECK_EQ(found_in("Un", "Basic ", 24, "").shape, SHAPE_NONE);
}

static enum shape shape_of(const char *before, const char *text)
{
    struct buf b = {0};
    buf_addz(&b, before);
    buf_addz(&b, text);
    enum shape shape = shape_credential(buf_sv(&b)).shape;
    buf_release(&b);
    return shape;
}

TEST(aws_key)
{
    CHECK_EQ(shape_of("AK", "IA2E4G6J8LPQRSTUVW"), SHAPE_AWS_KEY);
    CHECK_EQ(shape_of("AK", "IA2E4G6J8LPQRSTU"), SHAPE_NONE);
    CHECK_EQ(shape_of("AK", "IATOOSHORT"), SHAPE_NONE);
    CHECK_EQ(shape_of("AK", "IAXXXXXXXXXXXXXXXX"), SHAPE_NONE);
}

TEST(web_token)
{
    CHECK_EQ(shape_of("ey", "JhbGciOiJub25lIn0.eyJhIjoxfQ.c2lnbmF0dXJl"), SHAPE_JWT);
    CHECK_EQ(shape_of("jwt=ey", "JhbGciOiJub25lIn0.eyJhIjoxfQ.c2lnbmF0dXJl;"), SHAPE_JWT);
    CHECK_EQ(shape_of("ey", "JhbGciOiJub25lIn0.eyJhIjoxfQ"), SHAPE_NONE);
    CHECK_EQ(shape_of("ey", "J is how they begin. And then. Nothing."), SHAPE_NONE);
}

TEST(private_key)
{
    CHECK_EQ(shape_of("-----BEGIN ", "PRIVATE KEY-----\nMIIE"), SHAPE_PRIVATE_KEY);
    CHECK_EQ(shape_of("pem: -----BEGIN RSA ", "PRIVATE KEY-----\nMIIE"), SHAPE_PRIVATE_KEY);
    CHECK_EQ(shape_of("-----BEGIN ", "PUBLIC KEY-----\nMIIE"), SHAPE_NONE);
    CHECK_EQ(shape_of("-----BEGIN ", "CERTIFICATE-----\nMIIE"), SHAPE_NONE);
}

TEST(placeholders)
{
    CHECK_EQ(shape_of("s", "k-..."), SHAPE_NONE);
    CHECK_EQ(shape_of("s", "k-xxxxxxxxxxxxxxxxxxxxxxxx"), SHAPE_NONE);
    CHECK_EQ(shape_of("s", "k_test_xxxxxxxxxxxxxxxxxxxxxxxx"), SHAPE_NONE);
    CHECK_EQ(shape_of("s", "k-your-api-key-goes-here-please"), SHAPE_NONE);
    CHECK_EQ(shape_of("gh", "p_****************"), SHAPE_NONE);
    CHECK_EQ(shape_of("Bearer ", "<access-token-goes-here>"), SHAPE_NONE);
    CHECK_EQ(shape_of("Bearer ", "${ACCESS_TOKEN_FROM_ENVIRONMENT}"), SHAPE_NONE);
    CHECK_EQ(shape_of("Bearer ", "YOUR_ACCESS_TOKEN_GOES_HERE"), SHAPE_NONE);
    CHECK_EQ(shape_of("Bearer ", "***"), SHAPE_NONE);
}

TEST(prose)
{
    static const char *const TEXTS[] = {
        "please fill the risk-assessment-questionnaire before the visit",
        "the desk-reservation-confirmation was sent",
        "sk-learn-model-selection is a module of scikit-learn",
        "Basic information about the plan; Bearer of good news",
        "Basic authentication-requirements apply, bearer misunderstandings/complaints do not",
        "a constraint named pk_appointments_2024_archive_07 was violated",
        "https://example.org/paths/that/are/long/and/have?many=parameters&and=values",
        "{\"city\":\"Z\303\274rich\",\"day\":\"mon\",\"people\":2}",
        "\346\227\245\346\234\254\350\252\236\343\201\256\346\226\207\347\253\240",
        "", "short", "exactly10c",
    };
    for (size_t i = 0; i < ARRAY_LEN(TEXTS); i++)
        CHECK_EQ(shape_of("", TEXTS[i]), SHAPE_NONE);
}

static enum shape audio_in(const char *before, const char *magic, size_t n)
{
    struct buf b = {0};
    buf_addz(&b, before);
    buf_addz(&b, magic);
    buf_fill(&b, 'A', n);
    enum shape shape = shape_audio(buf_sv(&b)).shape;
    buf_release(&b);
    return shape;
}

TEST(audio_texts)
{
    CHECK_EQ(audio_in("", "UklGR", 251), SHAPE_AUDIO_BASE64);
    CHECK_EQ(audio_in("", "UklGR", 250), SHAPE_NONE);
    CHECK_EQ(audio_in("{\"audio\":\"", "T2dnUw", 300), SHAPE_AUDIO_BASE64);
    CHECK_EQ(audio_in("", "//uQ", 300), SHAPE_AUDIO_BASE64);
    CHECK_EQ(audio_in("QUJD", "UklGR", 300), SHAPE_NONE);
    CHECK_EQ(audio_in("", "QUJD", 300), SHAPE_NONE);
    CHECK_EQ(audio_in("", "data:audio/wav;base64,", 0), SHAPE_AUDIO_URL);
    CHECK_EQ(audio_in("see <audio src='", "data:audio/", 0), SHAPE_AUDIO_URL);
    CHECK_EQ(audio_in("audio/wav, data/audio/", "x", 2), SHAPE_NONE);
    CHECK_EQ(shape_audio(SV("UklGR is how wave files begin")).shape, SHAPE_NONE);
}

TEST(audio_bytes)
{
    CHECK(shape_is_audio(SV("RIFF....WAVE")));
    CHECK(shape_is_audio(SV("\xff\xfb\x90")));
    CHECK(shape_is_audio(SV("OggS")));
    CHECK(!shape_is_audio(SV("RIF")));
    CHECK(!shape_is_audio(SV("")));
    CHECK(!shape_is_audio(SV("\xff\xd8\xff")));
}

/* What stands behind the text must not be read as part of it. */
TEST(ends_where_the_text_ends)
{
    struct buf b = {0};
    buf_addz(&b, "sk-");
    add_random(&b, 40);
    for (size_t n = 0; n <= b.n; n++)
        CHECK_EQ(shape_credential(sv_of(b.p, n)).shape, n < 19 ? SHAPE_NONE : SHAPE_API_KEY);
    buf_release(&b);
}

TEST(every_shape_has_a_name)
{
    for (int i = 0; i < SHAPES; i++)
        CHECK(shape_name((enum shape)i) != NULL);
}

TEST_MAIN(TEST_CASE(keys_alone_and_within), TEST_CASE(keys_at_every_distance_from_the_start),
          TEST_CASE(length_of_what_was_found), TEST_CASE(too_short_or_glued_to_a_word),
          TEST_CASE(aws_key), TEST_CASE(web_token), TEST_CASE(private_key),
          TEST_CASE(placeholders), TEST_CASE(prose), TEST_CASE(audio_texts),
          TEST_CASE(audio_bytes), TEST_CASE(ends_where_the_text_ends),
          TEST_CASE(every_shape_has_a_name))
