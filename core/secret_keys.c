#include "core/secret_keys.h"

#include "core/words.h"

enum { MASK_MAX = 64 };

/* What may stand behind a secret's word and makes it something about the secret. */
static const struct sv ABOUT[] = {
    SV_INIT("type"), SV_INIT("kind"), SV_INIT("id"), SV_INIT("name"), SV_INIT("arn"),
    SV_INIT("version"), SV_INIT("source"), SV_INIT("provider"), SV_INIT("status"),
    SV_INIT("count"), SV_INIT("present"), SV_INIT("valid"), SV_INIT("required"),
    SV_INIT("configured"), SV_INIT("expiry"), SV_INIT("expires"), SV_INIT("expired"),
    SV_INIT("url"), SV_INIT("uri"), SV_INIT("endpoint"), SV_INIT("policy"), SV_INIT("scheme"),
    SV_INIT("method"), SV_INIT("length"), SV_INIT("consent"), SV_INIT("decision"),
    SV_INIT("manager"), SV_INIT("env"),
};

/* The same for "token" alone, where it is what models read and write. */
static const struct sv ABOUT_TOKENS[] = {
    SV_INIT("usage"), SV_INIT("limit"), SV_INIT("budget"), SV_INIT("rate"), SV_INIT("index"),
    SV_INIT("cost"), SV_INIT("price"), SV_INIT("latency"), SV_INIT("time"), SV_INIT("ms"),
    SV_INIT("s"), SV_INIT("seconds"), SV_INIT("per"), SV_INIT("position"), SV_INIT("logprob"),
    SV_INIT("probability"), SV_INIT("details"), SV_INIT("total"), SV_INIT("size"),
    SV_INIT("ttl"), SV_INIT("counts"),
};

static const struct sv BEFORE_TOKEN[] = {
    SV_INIT("first"), SV_INIT("last"), SV_INIT("next"), SV_INIT("per"), SV_INIT("max"),
    SV_INIT("input"), SV_INIT("output"), SV_INIT("prompt"), SV_INIT("completion"),
    SV_INIT("total"), SV_INIT("cached"), SV_INIT("reasoning"), SV_INIT("text"),
    SV_INIT("audio"), SV_INIT("stop"), SV_INIT("eos"), SV_INIT("bos"), SV_INIT("pad"),
    SV_INIT("special"), SV_INIT("page"), SV_INIT("continuation"), SV_INIT("pagination"),
    SV_INIT("cancellation"), SV_INIT("sync"),
};

/* Words that are enough by themselves, also at the end of a longer one ("clientsecret"). */
static bool is_secret_word(struct sv word)
{
    static const struct sv ENDS[] = {
        SV_INIT("password"), SV_INIT("passwords"), SV_INIT("passwd"), SV_INIT("secret"),
        SV_INIT("secrets"), SV_INIT("cookie"), SV_INIT("cookies"), SV_INIT("authorization"),
        SV_INIT("apikey"), SV_INIT("apikeys"), SV_INIT("credential"), SV_INIT("credentials"),
        SV_INIT("privatekey"),
    };
    return word_ends_in(word, ENDS, ARRAY_LEN(ENDS));
}

static bool is_key_pair(struct sv before, struct sv word)
{
    static const struct sv FIRST[] = {SV_INIT("api"), SV_INIT("private")};
    return word_in(before, FIRST, ARRAY_LEN(FIRST)) &&
           (sv_eq_nocase(word, SV("key")) || sv_eq_nocase(word, SV("keys")));
}

static enum secret_key judge(struct sv before, struct sv word, struct sv after)
{
    static const struct sv TOKEN = SV_INIT("token");
    if (word_in(after, ABOUT, ARRAY_LEN(ABOUT)))
        return SECRET_KEY_NO;
    if (is_secret_word(word) || is_key_pair(before, word))
        return SECRET_KEY_YES;
    if (!word_ends_in(word, &TOKEN, 1) || word_in(after, ABOUT_TOKENS, ARRAY_LEN(ABOUT_TOKENS)) ||
        word_in(before, BEFORE_TOKEN, ARRAY_LEN(BEFORE_TOKEN)))
        return SECRET_KEY_NO;
    return SECRET_KEY_TEXT;
}

enum secret_key secret_key_of(struct sv key)
{
    enum secret_key found = SECRET_KEY_NO;
    struct sv before = {0}, word, after;
    word_next(&key, &after);
    while (after.n && found != SECRET_KEY_YES) {
        word = after;
        word_next(&key, &after);
        enum secret_key one = judge(before, word, after);
        found = one > found ? one : found;
        before = word;
    }
    return found;
}

bool secret_is_masked(struct sv value)
{
    static const struct sv MASKS[] = {
        SV_INIT("redacted"), SV_INIT("filtered"), SV_INIT("masked"), SV_INIT("scrubbed"),
    };
    static const struct sv ALONE[] = {
        SV_INIT("removed"), SV_INIT("hidden"), SV_INIT("none"), SV_INIT("null"),
    };
    struct sv rest = value, word;
    size_t words = 0;
    if (value.n > MASK_MAX)
        return false;
    for (; word_next(&rest, &word); words++)
        if (word_in(word, MASKS, ARRAY_LEN(MASKS)))
            return true;
    return words == 0 || sv_find(value, SV("***")) != SIZE_MAX ||
           word_in(sv_trim(value), ALONE, ARRAY_LEN(ALONE));
}
