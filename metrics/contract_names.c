#include "metrics/contract_parts.h"

#include <ctype.h>

/* ---- Title Case ---- */

static bool is_small_word(struct sv word)
{
    static const char *const words[] = {"a",  "an", "and", "as", "at", "by",   "for", "from", "in",
                                        "of", "on", "or",  "per", "the", "to", "vs",  "with", NULL};
    for (size_t i = 0; words[i]; i++)
        if (sv_eq(word, sv_from_c(words[i])))
            return true;
    return false;
}

/* Words of letters have a capital ("gRPC" too); others are as good as they come. */
static bool is_title_word(struct sv word)
{
    bool lower = false;
    for (size_t i = 0; i < word.n; i++) {
        if (isupper((unsigned char)word.p[i]))
            return true;
        lower = lower || islower((unsigned char)word.p[i]);
    }
    return !lower || isdigit((unsigned char)word.p[0]) || (unsigned char)word.p[0] >= 0x80;
}

/* Name spaces of the semantic conventions, and those of traces of agents. */
static const char *const name_spaces[] = {
    "gen_ai", "llm", "tool", "stt", "tts", "metrics", "workflow", "conversation", "turn",
    "audio", "call", "function", "transport", "error", "exception", "http", "rpc", "db",
    "server", "client", "service", "network", "url", "session", "telemetry", "otel", "mcp",
    "openai", "aws", "azure", "messaging", "process", NULL};

static bool looks_like_key(struct sv name)
{
    const struct sv_cut cut = sv_cut(name, '.');
    if (!cut.found || sv_find_char(name, ' ') != SIZE_MAX)
        return false;
    for (size_t i = 0; name_spaces[i]; i++)
        if (sv_eq(cut.head, sv_from_c(name_spaces[i])))
            return true;
    return false;
}

void check_title_case(struct contract_case *t)
{
    struct sv rest = sv_trim(t->d->metric_name);
    bool first = true;
    if (looks_like_key(rest))
        return;
    if (sv_find_char(rest, '_') != SIZE_MAX && sv_find_char(rest, ' ') == SIZE_MAX) {
        contract_say(t, "metric_name", NULL, "\"%.*s\" has underscores where words are expected",
                     CUT_ARG(rest));
        return;
    }
    while (rest.n) {
        const struct sv_cut cut = sv_cut(rest, ' ');
        if (!is_title_word(cut.head) && (first || !is_small_word(cut.head))) {
            contract_say(t, "metric_name", NULL, "\"%.*s\" does not begin with a capital",
                         CUT_ARG(cut.head));
            return;
        }
        first = false;
        rest = cut.tail;
    }
}

/* ---- names that are keys ---- */

void check_name_is_key(struct contract_case *t)
{
    const struct sv name = t->d->metric_name;
    if (name.n == 0)
        return;
    if (sv_eq(name, t->d->metric_attribute) || looks_like_key(name))
        contract_say(t, "metric_name", NULL, "\"%.*s\" is an attribute key", CUT_ARG(name));
    else if (sv_eq(name, t->d->span_name) || (t->facts && facts_name(t->facts, name)))
        contract_say(t, "metric_name", NULL, "\"%.*s\" is the name of spans", CUT_ARG(name));
}

/* ---- names that equal nothing ---- */

static void edges(struct contract_case *t, const char *member, struct sv text)
{
    const struct sv trimmed = sv_trim(text);
    bool control = false;
    for (size_t i = 0; i < text.n; i++)
        control = control || (unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f;
    if (trimmed.n == 0 && text.n)
        contract_say(t, member, NULL, "%s holds only white space", member);
    else if (trimmed.n != text.n)
        contract_say(t, member, NULL, "%s begins or ends with white space", member);
    else if (control)
        contract_say(t, member, NULL, "%s holds control characters", member);
}

void check_edges(struct contract_case *t)
{
    edges(t, "metric_name", t->d->metric_name);
    edges(t, "span_name", t->d->span_name);
    edges(t, "metric_attribute", t->d->metric_attribute);
}
