/* What a trace is made of: N066, and moments that are better events than spans: N067, N068. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "rules/spans.h"
#include "core/words.h"

/* ---- N066 non-canonical-share ---- */

static void non_canonical_share_check(struct check *c)
{
    uint32_t useful = 0, other = 0;
    for (uint32_t p = c->first; p < c->end; p++) {
        uint8_t class = span_class(c, p);
        useful += class_is_useful(class);
        other += class == CLASS_OTHER;
    }
    c->looked = useful;
    if (useful < c->param[1] || (double)other / useful <= c->param[0])
        return;
    struct finding *f = check_found_trace(
        c, other, (double)other / useful, 0,
        "%u of %u useful spans have names outside the canonical vocabulary", other, useful);
    for (uint32_t p = c->first; p < c->end && check_wants_example(c, f); p++)
        if (span_class(c, p) == CLASS_OTHER)
            check_example(c, f, p);
}

const struct rule rule_non_canonical_share = {
    .code = "N066",
    .slug = "non-canonical-share",
    .title = "most span names are not canonical",
    .why = "Built-in metrics, colours and filters know conversation, turn, stt, llm, "
           "llm_tool_call and tts. Other names are stored and shown, but nothing is computed from "
           "them by itself.",
    .fix = "Use the canonical names for the stages of the voice pipeline first, and own names for "
           "business steps below or beside them.",
    .snippet = "stable-names",
    .severity = SEVERITY_INFO,
    .params = {{"max_share", 0.5, 0, 1, "share",
                "largest share of the useful spans that may have other names"},
               {"min_spans", 5, 1, 1e6, "count", "traces with fewer useful spans are left alone"}},
    .check = non_canonical_share_check,
};

/* ---- N067 milestone-as-span ---- */

static bool is_milestone(const struct check *c, struct sv name)
{
    (void)c;
    static const struct sv NAMES[] = {
        SV_INIT("simulation_id_received"), SV_INIT("first_inbound_audio"),
        SV_INIT("first_speech_detected"), SV_INIT("websocket_disconnect"),
        SV_INIT("conversation_end"), SV_INIT("tool_dispatched"), SV_INIT("cart_sent"),
        SV_INIT("booking_attempted"), SV_INIT("dispatch_called"), SV_INIT("delay_acknowledged"),
        SV_INIT("callback_offered"), SV_INIT("fnol_started"), SV_INIT("fnol_completed"),
        SV_INIT("escalation_triggered"),
    };
    return word_in(name, NAMES, ARRAY_LEN(NAMES));
}

static void milestone_as_span_check(struct check *c)
{
    uint8_t *memo = check_memo(c);
    for (uint32_t p = c->first; p < c->end; p++) {
        sym name = span_name(c, p);
        if (UNLIKELY(!memo[name]))
            memo[name] = is_milestone(c, store_sv(c->s, name)) ? 2 : 1;
        if (UNLIKELY(memo[name] == 2) && span_has_length(c, p) &&
            ns_to_ms(span_length(c, p)) < c->param[0])
            check_hit(c, p, ns_to_ms(span_length(c, p)));
    }
    c->looked = c->end - c->first;
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, 0, "%s is a moment, but is recorded as %s of at most %.3g ms",
                    say_name(store_sv(c->s, h->name)).text, fmt_amount(h->count, "span").text,
                    h->measured);
}

static bool any_milestone(const struct check *c)
{
    return any_span_name(c, is_milestone);
}

const struct rule rule_milestone_as_span = {
    .code = "N067",
    .slug = "milestone-as-span",
    .title = "a moment is recorded as a span",
    .why = "A milestone has no length. As a span it counts in every span statistic and takes a row "
           "of the waterfall; as an event it stands on the span in which it happened.",
    .fix = "Add it as a span event, usually on conversation, and keep spans for what takes time.",
    .snippet = "span-events",
    .severity = SEVERITY_INFO,
    .params = {{"max_ms", 5, 0, 60000, "ms", "longer spans are taken for real work"}},
    .may_find = any_milestone,
    .check = milestone_as_span_check,
};

/* ---- N068 no-milestone-events ---- */

static void no_milestone_events_check(struct check *c)
{
    uint32_t root = NO_ROW;
    if (c->end - c->first < c->param[0])
        return;
    for (uint32_t p = c->first; p < c->end; p += c->ix->size[p]) {
        if (!(c->ix->facts[p] & FACT_ROOT))
            continue;
        root = root == NO_ROW ? p : root;
        if (span_extra(c->s, span_row(c, p))->event_count) {
            c->looked = 1;
            return;
        }
    }
    if (root == NO_ROW)
        return;
    c->looked = 1;
    struct finding *f = check_found_trace(
        c, 1, 0, NO_PARAM, "the root span %s of %u spans has no events",
        say_name(span_name_sv(c, root)).text, c->end - c->first);
    check_example(c, f, root);
}

const struct rule rule_no_milestone_events = {
    .code = "N068",
    .slug = "no-milestone-events",
    .title = "the root span marks no milestones",
    .why = "Events on the root say when the first audio came, when the caller was understood and "
           "how the call ended. Without them these moments have to be guessed from span times.",
    .fix = "Add span events such as first_inbound_audio, tool_dispatched and conversation_end to "
           "the root.",
    .snippet = "span-events",
    .severity = SEVERITY_INFO,
    .params = {{"min_spans", 10, 1, 1e6, "count", "smaller traces are left alone"}},
    .check = no_milestone_events_check,
};
