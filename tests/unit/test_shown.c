#include "core/shown.h"
#include "tests/unit/test.h"

/* A text that has the shape of a key; put together here, so that no file holds one. */
static void add_key(struct buf *b)
{
    buf_addz(b, "sk");
    buf_addz(b, "-a8Kd03jfLs92mQx71Zp0Rt5");
}

static void shows(const char *before, bool key, const char *after, const char *expected)
{
    struct buf text = {0}, tmp = {0};
    buf_addz(&text, before);
    if (key)
        add_key(&text);
    buf_addz(&text, after);
    CHECK_SV(shown_text(buf_sv(&text), &tmp), expected);
    buf_release(&text);
    buf_release(&tmp);
}

TEST(secrets_end_the_text)
{
    shows("call with ", true, " now", "call with ***");
    shows("", true, "", "***");
    shows("mail to jo@example.org now", false, "", "mail to ***");
    shows("jo@example.org or ", true, "", "***");
    shows("use ", true, " or jo@example.org", "use ***");
}

TEST(personal_values_end_the_text)
{
    shows("dial +1 555 010 99 88 now", false, "", "dial ***");
    shows("dial (415) 555-0100", false, "", "dial ***");
    shows("caller 123-45-6789", false, "", "caller ***");
    shows("pay 4111 1111 1111 1111", false, "", "pay ***");
    shows("pay 4111111111111111 with ", true, "", "pay ***");
    shows("born 1984-02-03", false, "", "born ***");
    shows("jo@example.org_ms", false, "", "***");
    shows("--", true, "", "--***");
    shows("tool_", true, "_ms", "tool_***");
}

TEST(numbers_behind_prefixes)
{
    shows("k.+14155550177", false, "", "k.***");
    shows("sip:+14155550177", false, "", "sip:***");
    shows("user.call_+1 415 555 0177.ms", false, "", "user.call_***");
    shows("k.4111 1111 1111 1111", false, "", "k.***");
    shows("k.(415) 555-0100", false, "", "k.***");
    shows("caller.123-45-6789", false, "", "caller.***");
    shows("k.4111111111111111 and ", true, "", "k.***");
}

TEST(other_names_stay)
{
    static const char *const NAMES[] = {
        "", "llm", "stt.provider.deepgram", "call-4711", "a@b", "@decorator.x", "express@4.18.2",
        "ask-me", "\xff\xfe", "user.email", "order 20250101", "chunk-0001", "2025-01-01",
        "2025-01-01T10:20:30.123456Z", "192.168.100.200", "10.0.0.1:8080", "v1.20.300",
        "call 4711 12",
        "5b8efff798038103d269b633813fc60c", "5b8efff7-98c0-4e4a-9c1b-5a3c1d2e4f60", "1738000000000",
        "4111111111111112", "task-learn-model-selection", "gpt-4o-2024-08-06",
        "run_sk-learn-models", "v1.4111111111111111", "a.b.192.168.100.200",
        "gpt-4.1-2025-04-14", "call.1738000000000", "k.+1",
    };
    struct buf tmp = {0};
    for (size_t i = 0; i < ARRAY_LEN(NAMES); i++) {
        struct sv name = sv_from_c(NAMES[i]);
        CHECK(shown_text(name, &tmp).p == name.p);
        CHECK_EQ(shown_length(name), name.n);
    }
    CHECK_EQ(tmp.n, 0);
    CHECK_EQ(shown_length((struct sv){0}), 0);
}

static void says(const char *before, const char *key, const char *after, const char *expected)
{
    struct buf text = {0}, tmp = {0};
    buf_addz(&text, before);
    if (key)
        buf_addz(&text, key);
    else
        add_key(&text);
    buf_addz(&text, after);
    CHECK_SV(shown_sentence(buf_sv(&text), &tmp), expected);
    buf_release(&text);
    buf_release(&tmp);
}

TEST(sentences_go_on_behind_secrets)
{
    says("no member \"", NULL, "\" here", "no member \"***\" here");
    says("rules.", NULL, ": must be", "rules.***: must be");
    says("near '", NULL, "'", "near '***");
    says("ask jo@example.org or ", NULL, "; or not", "ask *** or ***; or not");
    says("", "jo@example.org", "", "***");
    says("\"", "N055@tts.chunk=loud", "\" is wrong", "\"N055@tts.chunk=loud\" is wrong");
    says("", "orphan-span@tts.chunk=off", "", "orphan-span@tts.chunk=off");
    says("", "jane@x.example=error", "", "***");
    says("", "jane-doe@x.example=loud", "", "***");
    says("", "jane.doe@x.example=off", "", "***");
    says("no option --", NULL, "", "no option --***");
    says("near \"", "+1 555 010 99 88", "\", or 123-45-6789; no", "near \"***\", or ***; no");
    says("born 1984-02-03 or jo@", "example.org", " at 1984-02-04",
         "born *** or *** at 1984-02-04");
    says("N055@tts.chunk=off,", NULL, "", "N055@tts.chunk=off,***");
    says("N055@tts.chunk=off jo@", "example.org", "", "N055@tts.chunk=off ***");
}

/* White space in a key does not end it. */
TEST(private_keys_are_hidden_whole)
{
    struct buf text = {0}, tmp = {0};
    buf_addz(&text, "no \"-----BEGIN RSA PRIVATE");
    buf_addz(&text, " KEY-----\nMIIE\" here");
    CHECK_SV(shown_sentence(buf_sv(&text), &tmp), "no \"***");
    buf_release(&text);
    buf_release(&tmp);
}

TEST_MAIN(TEST_CASE(secrets_end_the_text), TEST_CASE(personal_values_end_the_text),
          TEST_CASE(numbers_behind_prefixes), TEST_CASE(other_names_stay),
          TEST_CASE(sentences_go_on_behind_secrets),
          TEST_CASE(private_keys_are_hidden_whole))
