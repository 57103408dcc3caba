#include "metrics/title.h"

#include <ctype.h>

#include "metrics/key_sense.h"

/* Longer than any title and any name that a definition may hold: what follows is not looked at, for
 * each word is looked for among the others. */
enum { NAME_MOST = 1024 };

static const char capitals[] =
    "llm stt tts vad ttfb ttft crm fnol api http id usd sql url ai sip sdk mcp rag asr otel p90 "
    "p95 p99 ms wer pii";
static const char *const prefixes[] = {"gen_ai.usage.", "gen_ai.", "metrics."};
static const char *const suffixes[] = {"_ms", "_seconds", "_secs", "_s", ".ms", ".seconds", "_usd"};

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Where the word that begins at `at` ends. */
static size_t word_end(struct sv s, size_t at)
{
    size_t end = at + 1;
    while (end < s.n && is_word(s.p[end]) &&
           !(islower((unsigned char)s.p[end - 1]) && isupper((unsigned char)s.p[end])))
        end++;
    return end;
}

static bool is_short_form(struct sv word)
{
    char small[8];
    if (word.n >= sizeof(small))
        return false;
    for (size_t i = 0; i < word.n; i++)
        small[i] = (char)tolower((unsigned char)word.p[i]);
    return key_matches(sv_of(small, word.n), capitals);
}

static void word_add(struct buf *b, struct sv word)
{
    bool all = is_short_form(word);
    if (b->n && b->p[b->n - 1] != ' ')
        buf_addc(b, ' ');
    for (size_t i = 0; i < word.n; i++)
        buf_addc(b, i == 0 || all ? (char)toupper((unsigned char)word.p[i]) : word.p[i]);
}

static struct sv beginning(struct sv name)
{
    size_t n = NAME_MOST;
    if (name.n <= n)
        return name;
    while (n && ((unsigned char)name.p[n] & 0xc0) == 0x80) /* not within a character */
        n--;
    return sv_of(name.p, n);
}

static struct sv essence(struct sv name)
{
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
        if (sv_starts(name, sv_from_c(prefixes[i])))
            name = sv_from(name, strlen(prefixes[i]));
    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++)
        if (sv_ends(name, sv_from_c(suffixes[i])) && name.n > strlen(suffixes[i]))
            return beginning(sv_of(name.p, name.n - strlen(suffixes[i])));
    return beginning(name);
}

static bool has_word(struct sv s, struct sv word)
{
    for (size_t at = 0, end; at < s.n; at = end) {
        end = at + 1;
        if (!is_word(s.p[at]))
            continue;
        end = word_end(s, at);
        if (sv_eq_nocase(sv_of(s.p + at, end - at), word))
            return true;
    }
    return false;
}

void title_add_words(struct buf *b, struct sv name, size_t max)
{
    size_t limit = b->n + max;
    name = beginning(name);
    for (size_t at = 0, end; at < name.n; at = end) {
        end = at + 1;
        if (!is_word(name.p[at]))
            continue;
        end = word_end(name, at);
        if (b->n + 1 + end - at > limit)
            return;
        if (!has_word(buf_sv(b), sv_of(name.p + at, end - at)))
            word_add(b, sv_of(name.p + at, end - at));
    }
}

void title_add(struct buf *b, struct sv name)
{
    title_add_words(b, essence(name), TITLE_MAX);
}

/* "llm_tool_call" and "tool.error" share a word, and so do "conversation" and what stands on the
 * root: that is the call itself. */
static bool says_span(struct sv span_name, struct sv key)
{
    if (sv_eq(span_name, SV("conversation")))
        return true;
    span_name = beginning(span_name);
    for (size_t at = 0, end; at < span_name.n; at = end) {
        end = at + 1;
        if (!is_word(span_name.p[at]))
            continue;
        end = word_end(span_name, at);
        if (has_word(key, sv_of(span_name.p + at, end - at)))
            return true;
    }
    return false;
}

void title_add_pair(struct buf *b, struct sv span_name, struct sv key)
{
    if (!says_span(span_name, essence(key)))
        title_add_words(b, span_name, TITLE_MAX);
    title_add(b, key);
}
