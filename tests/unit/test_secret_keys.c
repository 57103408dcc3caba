#include "core/secret_keys.h"
#include "tests/unit/test.h"

static void keys_are(enum secret_key expected, const char *const *keys, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (secret_key_of(sv_from_c(keys[i])) != expected) {
            printf("%s: ", keys[i]);
            CHECK_EQ(secret_key_of(sv_from_c(keys[i])), expected);
        }
}

TEST(secrets)
{
    static const char *const KEYS[] = {
        "password", "db.password", "userPassword", "smtp_passwd", "client_secret", "clientSecret",
        "clientsecret", "app.secrets", "cookie", "http.request.header.set-cookie",
        "http.request.header.authorization", "Authorization", "api_key", "apiKey", "apikey",
        "OPENAI_API_KEY", "http.request.header.x-api-key", "aws.credentials", "private_key",
        "tls.privateKey", "secret_token_value",
    };
    keys_are(SECRET_KEY_YES, KEYS, ARRAY_LEN(KEYS));
}

TEST(tokens)
{
    static const char *const KEYS[] = {
        "token", "auth.token", "access_token", "accessToken", "authtoken", "x-amz-security-token",
        "token_value", "refreshToken",
    };
    keys_are(SECRET_KEY_TEXT, KEYS, ARRAY_LEN(KEYS));
}

TEST(no_secrets)
{
    static const char *const KEYS[] = {
        "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "max_tokens",
        "gen_ai.request.max_tokens", "tokens.prompt", "reasoning.tokens", "promptTokens",
        "llm.token_count.prompt", "gen_ai.token.type", "token_usage", "tokenUsage.total",
        "tokenizer.name", "entity.2.tokenizer", "time_to_first_token", "timeToFirstToken",
        "time_per_output_token", "token_limit", "next_token", "output_token_details",
        "ai.response.avgOutputTokensPerSecond", "aws.genai.token_count_total",
        "aws.secretsmanager.secret.arn", "k8s.secret.name", "secretary.name", "api_key_id",
        "cookie_consent", "credential.type", "authorization.status", "key", "primary_key",
        "author", "authority", "passwordless", "keyboard", "", "...",
    };
    keys_are(SECRET_KEY_NO, KEYS, ARRAY_LEN(KEYS));
}

TEST(masked)
{
    static const char *const VALUES[] = {
        "", "***", "********", "[REDACTED]", "<redacted>", "[Filtered]", "[REDACTED_BY_PROXY]",
        "Bearer [redacted]", "ab***yz", "null", " none ",
    };
    for (size_t i = 0; i < ARRAY_LEN(VALUES); i++)
        CHECK(secret_is_masked(sv_from_c(VALUES[i])));
    CHECK(!secret_is_masked(SV("hunter2")));
    CHECK(!secret_is_masked(SV("none of your business")));
}

TEST_MAIN(TEST_CASE(secrets), TEST_CASE(tokens), TEST_CASE(no_secrets), TEST_CASE(masked))
