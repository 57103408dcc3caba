/* What the call was about, in numbers on its root: E130, E131, E132. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "rules/spans.h"
#include "core/words.h"

/* ---- keys and names of the business ---- */

/* Attributes in these namespaces are about the call, the agent or the machine. */
static bool is_generic(struct sv space)
{
    static const struct sv SPACES[] = {
        SV_INIT("agent"), SV_INIT("audio"), SV_INIT("call"), SV_INIT("client"), SV_INIT("cloud"),
        SV_INIT("code"), SV_INIT("container"), SV_INIT("conversation"), SV_INIT("coval"),
        SV_INIT("db"), SV_INIT("deployment"), SV_INIT("enduser"), SV_INIT("error"),
        SV_INIT("exception"), SV_INIT("gen_ai"), SV_INIT("host"), SV_INIT("http"), SV_INIT("id"),
        SV_INIT("input"), SV_INIT("k8s"), SV_INIT("langfuse"), SV_INIT("langgraph"),
        SV_INIT("langsmith"), SV_INIT("lk"), SV_INIT("llm"), SV_INIT("messaging"),
        SV_INIT("metadata"), SV_INIT("metrics"), SV_INIT("model"), SV_INIT("name"), SV_INIT("net"),
        SV_INIT("network"), SV_INIT("openinference"), SV_INIT("os"), SV_INIT("otel"),
        SV_INIT("output"), SV_INIT("participant"), SV_INIT("peer"), SV_INIT("pipecat"),
        SV_INIT("process"), SV_INIT("room"), SV_INIT("rpc"), SV_INIT("server"),
        SV_INIT("service"), SV_INIT("session"), SV_INIT("session_id"), SV_INIT("simulation_id"),
        SV_INIT("simulation_output_id"), SV_INIT("span"), SV_INIT("stt"), SV_INIT("tag"),
        SV_INIT("tags"), SV_INIT("telemetry"), SV_INIT("thread"), SV_INIT("tool"),
        SV_INIT("trace"), SV_INIT("traceloop"), SV_INIT("transcript"), SV_INIT("transport"),
        SV_INIT("tts"), SV_INIT("turn"), SV_INIT("type"), SV_INIT("url"), SV_INIT("user"),
        SV_INIT("vad"), SV_INIT("vapi"), SV_INIT("version"), SV_INIT("voice"),
    };
    return word_in(space, SPACES, ARRAY_LEN(SPACES));
}

/* Does the span say something about the business? Each key is judged once. */
static bool has_business_key(struct check *c, uint32_t p)
{
    enum { UNKNOWN, GENERIC, BUSINESS };
    uint8_t *memo = check_memo(c);
    struct attr_range r = span_attrs(c->s, span_row(c, p));
    for (uint32_t i = 0; i < r.count; i++) {
        sym key = c->s->attrs.v[r.first + i].key;
        if (!(memo[key] & 3)) {
            struct sv space = sv_cut(store_sv(c->s, key), '.').head;
            memo[key] |= is_generic(space) ? GENERIC : BUSINESS;
        }
        if ((memo[key] & 3) == BUSINESS)
            return true;
    }
    return false;
}

/* Does a root, or a conversation below one, have such an attribute? Where the root did not arrive,
 * nobody knows. */
static bool root_may_have_business_key(struct check *c)
{
    if (c->ix->traces[c->trace].n_roots == 0)
        return true;
    struct positions calls = check_spans(c, CLASS_CONVERSATION);
    for (uint32_t i = 0; i < calls.n; i++)
        if (has_business_key(c, calls.v[i]))
            return true;
    for (uint32_t p = c->first; p < c->end; p += c->ix->size[p])
        if (has_business_key(c, p))
            return true;
    return false;
}

/* Words of business events: whole ones, and what others begin with. */
struct event_word {
    struct sv text;
    bool whole;
};
static const struct event_word event_words[] = {
    {SV_INIT("cancel"), false},   {SV_INIT("cart"), true},       {SV_INIT("checkout"), false},
    {SV_INIT("dispatch"), false}, {SV_INIT("escalat"), false},   {SV_INIT("handoff"), false},
    {SV_INIT("order"), true},     {SV_INIT("orders"), true},     {SV_INIT("payment"), false},
    {SV_INIT("refund"), false},   {SV_INIT("submit"), false},    {SV_INIT("transfer"), false},
};

static bool is_letter(char c)
{
    return (unsigned char)((c | 32) - 'a') < 26;
}

/* "in order" tells nothing of an order. */
static bool follows_in(struct sv text, size_t at)
{
    return at >= 3 && sv_eq_nocase(sv_of(text.p + at - 3, 2), SV("in")) &&
           (at == 3 || !is_letter(text.p[at - 4]));
}

static bool is_event_word(struct sv text, size_t at)
{
    struct sv rest = sv_from(text, at);
    for (size_t i = 0; i < ARRAY_LEN(event_words); i++) {
        const struct event_word *word = &event_words[i];
        size_t n = word->text.n;
        if (rest.n < n || !sv_eq_nocase(sv_of(rest.p, n), word->text))
            continue;
        if (!word->whole)
            return true;
        bool ends = rest.n == n || !is_letter(rest.p[n]) || (rest.p[n] & 32) == 0;
        return ends && !follows_in(text, at);
    }
    return false;
}

/* The two letters that event words begin with: a bit for each second letter, by the first. Most
 * words of a transcript are passed over at once. */
struct beginnings {
    uint32_t second[26];
};

static struct beginnings event_beginnings(void)
{
    struct beginnings b = {{0}};
    for (size_t i = 0; i < ARRAY_LEN(event_words); i++) {
        const char *text = event_words[i].text.p;
        b.second[text[0] - 'a'] |= 1u << (text[1] - 'a');
    }
    return b;
}

static bool tells_business(struct sv text)
{
    const struct beginnings b = event_beginnings();
    bool inside = false; /* a word */
    for (size_t at = 0; at + 1 < text.n; at++) {
        unsigned first = (unsigned char)((text.p[at] | 32) - 'a');
        if (first < 26 && !inside) {
            unsigned second = (unsigned char)((text.p[at + 1] | 32) - 'a');
            if (second < 26 && b.second[first] >> second & 1 && is_event_word(text, at))
                return true;
        }
        inside = first < 26;
    }
    return false;
}

/* The same for a text of the store, which is read once; the bits above those of keys. */
static bool text_tells_business(struct check *c, sym text)
{
    enum { NO = 1 << 2, YES = 1 << 3 };
    uint8_t *memo = &check_memo(c)[text];
    if (!(*memo & (NO | YES)))
        *memo |= tells_business(store_sv(c->s, text)) ? YES : NO;
    return *memo & YES;
}

/* ---- E130 fallback-flag-missing ---- */

static bool flag_may_be_there(const struct check *c)
{
    if (c->ix->traces[c->trace].n_roots == 0)
        return true;
    struct positions calls = check_spans(c, CLASS_CONVERSATION);
    for (uint32_t i = 0; i < calls.n; i++)
        if (span_attr(c, calls.v[i], KEY_workflow_fallback_used))
            return true;
    for (uint32_t p = c->first; p < c->end; p += c->ix->size[p])
        if (span_attr(c, p, KEY_workflow_fallback_used))
            return true;
    return false;
}

static bool is_positive(const struct check *c, uint32_t p, enum known_key key)
{
    double value;
    return span_number(c, p, key, &value) && value > 0;
}

/* A second attempt below one stt span. */
static void providers_judge(struct check *c)
{
    struct positions attempts = check_spans(c, CLASS_STT_PROVIDER);
    for (uint32_t i = 1; i < attempts.n; i++) {
        uint32_t parent = c->ix->parent[attempts.v[i]];
        if (parent != NO_ROW && parent == c->ix->parent[attempts.v[i - 1]])
            check_hit(c, attempts.v[i], 0);
    }
}

static void retries_judge(struct check *c)
{
    struct positions tools = check_spans(c, CLASS_TOOL);
    for (uint32_t i = 0; i < tools.n; i++)
        if (is_positive(c, tools.v[i], KEY_retry_count) ||
            is_positive(c, tools.v[i], KEY_fallback_used) ||
            span_has_text(c, tools.v[i], KEY_fallback_reason))
            check_hit(c, tools.v[i], 0);
}

static bool names_handoff(struct sv name)
{
    static const struct sv WORDS[] = {SV_INIT("handoff"), SV_INIT("handover"),
                                      SV_INIT("escalation"), SV_INIT("escalate")};
    struct sv word;
    while (word_next(&name, &word))
        if (word_in(word, WORDS, ARRAY_LEN(WORDS)))
            return true;
    return false;
}

static void handoffs_judge(struct check *c)
{
    enum { NO = 1, YES };
    uint8_t *memo = check_memo(c);
    struct positions others = check_spans(c, CLASS_OTHER);
    for (uint32_t i = 0; i < others.n; i++) {
        sym name = span_name(c, others.v[i]);
        if (UNLIKELY(!memo[name]))
            memo[name] = names_handoff(store_sv(c->s, name)) ? YES : NO;
        if (UNLIKELY(memo[name] == YES))
            check_hit(c, others.v[i], 0);
    }
}

static void fallback_flag_check(struct check *c)
{
    c->looked = 1;
    providers_judge(c);
    retries_judge(c);
    handoffs_judge(c);
    const struct hit *h = check_all(c);
    if (h && !flag_may_be_there(c))
        check_found(c, h, NO_PARAM, "%s of a fallback, retry or handoff, and no "
                    "workflow.fallback_used", fmt_amount(h->count, "span").text);
}

const struct rule rule_fallback_flag_missing = {
    .code = "E130",
    .slug = "fallback-flag-missing",
    .title = "a fallback took place, and the call does not say so",
    .why = "How often a call needs its backup is the average of workflow.fallback_used. A fallback "
           "that shows in the tree only is in no rate.",
    .fix = "Set workflow.fallback_used on the conversation span at the end of the call: 1 after a "
           "fallback, an exhausted retry, an escalation or a transfer, and 0 otherwise.",
    .snippet = "workflow-outcome",
    .severity = SEVERITY_INFO,
    .check = fallback_flag_check,
};

/* ---- E131 business-event-untraced ---- */

static bool has_business_span(struct check *c)
{
    struct positions others = check_spans(c, CLASS_OTHER);
    for (uint32_t i = 0; i < others.n; i++)
        if (text_tells_business(c, span_name(c, others.v[i])) ||
            sv_find(span_name_sv(c, others.v[i]), SV("business.")) == 0 ||
            sv_find(span_name_sv(c, others.v[i]), SV(".workflow.")) != SIZE_MAX)
            return true;
    return false;
}

static void speech_judge(struct check *c, enum span_class class, enum known_key key)
{
    struct positions spans = check_spans(c, class);
    for (uint32_t i = 0; i < spans.n; i++) {
        const struct attr *a = span_attr(c, spans.v[i], key);
        if (a && a->type == VALUE_STRING && text_tells_business(c, (sym)a->bits))
            check_hit(c, spans.v[i], 0);
    }
}

static void business_event_check(struct check *c)
{
    c->looked = 1;
    if (check_spans(c, CLASS_TOOL).n || root_may_have_business_key(c) || has_business_span(c))
        return;
    speech_judge(c, CLASS_STT, KEY_transcript);
    speech_judge(c, CLASS_STT, KEY_stt_transcription);
    speech_judge(c, CLASS_TURN, KEY_turn_text);
    const struct hit *h = check_all(c);
    if (h)
        check_found(c, h, NO_PARAM, "%s with talk of orders, payments, transfers or the like, and "
                    "neither a span nor a root attribute for them",
                    fmt_amount(h->count, "span").text);
}

const struct rule rule_business_event_untraced = {
    .code = "E131",
    .slug = "business-event-untraced",
    .title = "people talk about business events that the trace does not have",
    .why = "Whether an order was placed or a call transferred is what the agent is for. From the "
           "transcript alone no number can be made of it.",
    .fix = "Record one span for each business event, with a number on it, and copy the number to "
           "the conversation span.",
    .snippet = "workflow-outcome",
    .severity = SEVERITY_INFO,
    .when = FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_TURN),
    .needs = "needs an stt or turn span",
    .check = business_event_check,
};

/* ---- E132 no-vertical-signal ---- */

static void no_vertical_signal_check(struct check *c)
{
    struct positions tools = check_spans(c, CLASS_TOOL);
    c->looked = 1;
    if (root_may_have_business_key(c))
        return;
    struct finding *f = check_found_trace(
        c, 1, 0, NO_PARAM, "%s, and no attribute of the root says what came of them",
        fmt_amount(tools.n, "tool call").text);
    check_example(c, f, c->first);
}

const struct rule rule_no_vertical_signal = {
    .code = "E132",
    .slug = "no-vertical-signal",
    .title = "tools are called, and the call does not say what came of it",
    .why = "Tool latency and tool errors are means. Whether the caller got what the tools are for "
           "is a number on the root: workflow.completed, cart.total_amount, booking.confirmed.",
    .fix = "Set the main outcome and the main way to fail of this workflow on the conversation "
           "span, as numbers.",
    .snippet = "workflow-outcome",
    .severity = SEVERITY_INFO,
    .when = FEATURE_OF(CLASS_TOOL),
    .needs = "needs a tool span",
    .check = no_vertical_signal_check,
};
