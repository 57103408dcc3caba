/* What llm spans say about their answers: A089, A090, A091, A092. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/notes.h"
#include "rules/say.h"
#include "core/words.h"

/* ---- A089 token-range ---- */

struct token_counts {
    bool has_input, has_output, has_total;
    double input, output, total;
};

static bool count_is_odd(bool has, double n)
{
    return has && (n < 0 || n != trunc(n));
}

/* Providers count tokens of thinking or of the cache beside the two, and then the total is more. */
static bool counts_others(const struct check *c, uint32_t p)
{
    static const struct sv words[] = {
        SV_INIT("reasoning"), SV_INIT("thoughts"), SV_INIT("thinking"), SV_INIT("cache"),
        SV_INIT("cached"), SV_INIT("audio"), SV_INIT("tool"),
    };
    struct attr_range r = span_attrs(c->s, span_row(c, p));
    for (uint32_t i = r.first; i < r.first + r.count; i++) {
        struct sv rest = store_sv(c->s, c->s->attrs.v[i].key), word;
        bool other = false, tokens = false;
        while (word_next(&rest, &word)) {
            other |= word_in(word, words, ARRAY_LEN(words));
            tokens |= sv_eq_nocase(word, SV("tokens"));
        }
        if (other && tokens)
            return true;
    }
    return false;
}

static const char *tokens_fault(const struct check *c, uint32_t p, const struct token_counts *t)
{
    if (count_is_odd(t->has_input, t->input) || count_is_odd(t->has_output, t->output) ||
        count_is_odd(t->has_total, t->total))
        return "a count below zero or with a fraction";
    if (t->has_output && !t->has_input && !span_attr(c, p, KEY_input_tokens))
        return "output tokens without input tokens";
    if (!t->has_input || !t->has_output || !t->has_total || t->total == t->input + t->output)
        return NULL;
    if (t->total < t->input + t->output)
        return "a total below the sum";
    return counts_others(c, p) ? NULL : "a total above the sum";
}

static void token_range_check(struct check *c)
{
    struct positions llm = check_spans(c, CLASS_LLM);
    struct notes notes = {0};
    for (uint32_t i = 0; i < llm.n; i++) {
        uint32_t p = llm.v[i];
        struct token_counts t = {0};
        t.has_input = span_number(c, p, KEY_input_tokens, &t.input);
        t.has_output = span_number(c, p, KEY_output_tokens, &t.output);
        t.has_total = span_number(c, p, KEY_total_tokens, &t.total);
        c->looked += t.has_input || t.has_output || t.has_total;
        const char *fault = tokens_fault(c, p, &t);
        if (LIKELY(!fault))
            continue;
        check_hit(c, p, 0);
        notes_add(&notes, (struct note){span_name(c, p), SYM_NONE, fault, 0});
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "token counts that cannot be on %s of %s: %.*s",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text,
                    SV_ARG(notes_say(&notes, c->s, h->name)));
    notes_release(&notes);
}

const struct rule rule_token_range = {
    .code = "A089",
    .slug = "token-range",
    .snippet = "llm-usage",
    .title = "token counts that cannot be",
    .why = "Tokens are whole numbers, an answer needs a prompt, and the total is the sum. Other "
           "values come from a broken extraction, and cost and usage metrics take them as they "
           "are.",
    .fix = "Read both counts from the usage object of the provider's answer, when the stream has "
           "ended.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_LLM),
    .needs = "needs an llm span",
    .check = token_range_check,
};

/* ---- A090 finish-reason-enum, A091 truncated-response, A092 filtered-response ---- */

enum reason { REASON_UNREAD, REASON_PLAIN, REASON_OTHER, REASON_LENGTH, REASON_FILTER };

/* What providers call the reasons; the first is the canonical word. */
static const struct {
    struct sv text;
    uint8_t reason;
    bool canonical;
} reasons[] = {
    {SV_INIT("stop"), REASON_PLAIN, true},
    {SV_INIT("tool_calls"), REASON_PLAIN, true},
    {SV_INIT("length"), REASON_LENGTH, true},
    {SV_INIT("content_filter"), REASON_FILTER, true},
    {SV_INIT("max_tokens"), REASON_LENGTH, false},
    {SV_INIT("max_output_tokens"), REASON_LENGTH, false},
    {SV_INIT("model_length"), REASON_LENGTH, false},
    {SV_INIT("content-filter"), REASON_FILTER, false},
    {SV_INIT("safety"), REASON_FILTER, false},
    {SV_INIT("recitation"), REASON_FILTER, false},
    {SV_INIT("blocklist"), REASON_FILTER, false},
    {SV_INIT("prohibited_content"), REASON_FILTER, false},
    {SV_INIT("guardrail_intervened"), REASON_FILTER, false},
    {SV_INIT("content_filtered"), REASON_FILTER, false},
    {SV_INIT("refusal"), REASON_FILTER, false},
};

enum { REASON_CANONICAL = 8 }; /* a flag beside enum reason */

static uint8_t reason_read(struct sv text)
{
    for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
        if (reasons[i].canonical ? sv_eq(text, reasons[i].text)
                                 : sv_eq_nocase(text, reasons[i].text))
            return reasons[i].reason | (reasons[i].canonical ? REASON_CANONICAL : 0);
    for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
        if (sv_eq_nocase(text, reasons[i].text))
            return reasons[i].reason;
    return REASON_OTHER;
}

static bool reason_is_foreign(uint8_t reason)
{
    return !(reason & REASON_CANONICAL);
}
static bool reason_is_length(uint8_t reason)
{
    return (reason & ~REASON_CANONICAL) == REASON_LENGTH;
}
static bool reason_is_filter(uint8_t reason)
{
    return (reason & ~REASON_CANONICAL) == REASON_FILTER;
}

struct reason_row {
    bool (*is_hit)(uint8_t reason);
    bool own_key; /* under llm.finish_reason itself: a framework's own key has its own words */
    const char *what;
};

static void finish_reason_check(struct check *c)
{
    const struct reason_row *row = c->rule->row;
    struct positions llm = check_spans(c, CLASS_LLM);
    uint8_t *memo = check_memo(c);
    for (uint32_t i = 0; i < llm.n; i++) {
        uint32_t p = llm.v[i];
        const struct attr *a = span_attr(c, p, KEY_finish_reason);
        if (!a || a->type != VALUE_STRING || !store_sv(c->s, (sym)a->bits).n ||
            (row->own_key && a->key != c->v->keys[KEY_finish_reason]))
            continue;
        c->looked++;
        uint8_t *reason = &memo[a->bits];
        if (UNLIKELY(!*reason))
            *reason = reason_read(store_sv(c->s, (sym)a->bits));
        if (row->is_hit(*reason))
            check_hit_key(c, p, a->key, 0);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s of %s %s", fmt_amount(h->count, "span").text,
                    say_name(store_sv(c->s, h->name)).text, row->what);
}

static const struct reason_row enum_row = {
    reason_is_foreign, true,
    "with a finish reason that is not one of stop, tool_calls, length, content_filter"};
static const struct reason_row length_row = {reason_is_length, false, "cut off at the token limit"};
static const struct reason_row filter_row = {reason_is_filter, false,
                                             "stopped by the content filter"};

const struct rule rule_finish_reason_enum = {
    .code = "A090",
    .slug = "finish-reason-enum",
    .snippet = "map-finish-reason",
    .title = "a finish reason outside the four known ones",
    .why = "Filters and judges look for stop, tool_calls, length and content_filter. Another word "
           "for the same thing is not found.",
    .fix = "Map the provider's word: end_turn to stop, tool_use to tool_calls, max_tokens to "
           "length, safety to content_filter.",
    .severity = SEVERITY_INFO,
    .when = FEATURE_FINISH_ODD,
    .check = finish_reason_check,
    .row = &enum_row,
};

const struct rule rule_truncated_response = {
    .code = "A091",
    .slug = "truncated-response",
    .snippet = "max-tokens",
    .title = "an answer that was cut off",
    .why = "The model stopped at its token limit. The caller heard half a sentence, or a tool got "
           "half of its arguments.",
    .fix = "Raise the limit, or ask for shorter answers in the prompt.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_FINISH_ODD,
    .check = finish_reason_check,
    .row = &length_row,
};

const struct rule rule_filtered_response = {
    .code = "A092",
    .slug = "filtered-response",
    .snippet = "handle-content-filter",
    .title = "an answer that the content filter stopped",
    .why = "The provider's guardrail ended the answer, and the caller heard nothing or half of it.",
    .fix = "Look at the prompt and the guardrail's settings, and say something to the caller when "
           "it happens.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_FINISH_ODD,
    .check = finish_reason_check,
    .row = &filter_row,
};
