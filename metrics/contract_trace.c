#include "metrics/contract_parts.h"
#include "metrics/key_sense.h"
#include "metrics/profile.h"

/* ---- what is measured ---- */

void check_attribute_required(struct contract_case *t)
{
    bool legacy = t->profile == PROFILE_LEGACY;
    if (t->d->metric_attribute.n || case_member(t, "metric_attribute"))
        return;
    if (t->how < AGGREGATIONS && (legacy || case_of_values(t)))
        contract_say(t, "metric_attribute", NULL, "metric_attribute is required%s: %.*s works on "
                     "the numbers of an attribute",
                     legacy && !case_of_values(t) ? " in the legacy profile" : "",
                     SV_ARG(aggregation_rows[t->how].name));
}

void check_aggregation(struct contract_case *t)
{
    const char *words[AGGREGATIONS + 1] = {NULL};
    for (size_t i = 0; i < AGGREGATIONS; i++)
        words[i] = aggregation_rows[i].name.p;
    if (t->d->aggregation_method.n && t->how == AGGREGATIONS)
        case_word(t, "aggregation_method", NULL, "aggregation", t->d->aggregation_method, words);
}

void check_aggregation_case(struct contract_case *t)
{
    if (t->how < AGGREGATIONS && !sv_eq(t->d->aggregation_method, aggregation_rows[t->how].name))
        contract_say(t, "aggregation_method", NULL, "\"%.*s\" is documented as \"%.*s\"",
                     SV_ARG(t->d->aggregation_method), SV_ARG(aggregation_rows[t->how].name));
}

/* What becomes of the definition in the older profile, and why. */
static void say_fit(struct contract_case *t, const char *member)
{
    struct definition used;
    struct sv why;
    struct arena arena = {0};
    const enum profile_fit fit = profile_fit(t->d, PROFILE_LEGACY, t->facts, &used, &why, &arena);
    if (fit == FIT_CHANGED && why.n)
        contract_say(t, member, NULL, "%.*s: %.*s of %.*s on %.*s", SV_ARG(why),
                     SV_ARG(used.aggregation_method), CUT_ARG(used.metric_attribute),
                     CUT_ARG(used.span_name));
    else if (fit == FIT_REFUSED)
        contract_say(t, member, NULL, "%.*s", SV_ARG(why));
    arena_release(&arena);
}

void check_aggregation_legacy(struct contract_case *t)
{
    if (t->profile == PROFILE_LEGACY && t->how < AGGREGATIONS && !aggregation_rows[t->how].legacy &&
        !definition_is_duration(t->d))
        say_fit(t, "aggregation_method");
}

void check_source_legacy(struct contract_case *t)
{
    if (t->profile != PROFILE_LEGACY || !case_member(t, "value_source"))
        return;
    if (definition_is_duration(t->d))
        say_fit(t, "value_source");
    else
        contract_say(t, "value_source", NULL, "the legacy profile does not know value_source; an "
                     "attribute is meant anyway");
}

void check_source(struct contract_case *t)
{
    static const char *const words[] = {"attribute", "duration", NULL};
    if (t->d->value_source.n)
        case_word(t, "value_source", NULL, "value source", t->d->value_source, words);
}

void check_without_effect(struct contract_case *t)
{
    bool duration = definition_is_duration(t->d);
    if (t->profile == PROFILE_LEGACY)
        return;
    if (case_of_spans(t) && t->d->metric_attribute.n)
        contract_say(t, "metric_attribute", NULL, "%.*s counts spans, and looks at no attribute",
                     SV_ARG(aggregation_rows[t->how].name));
    else if (duration && t->d->metric_attribute.n)
        contract_say(t, "metric_attribute", NULL, "the length of the span is measured, and no "
                     "attribute");
    if (case_of_spans(t) && duration)
        contract_say(t, "value_source", NULL, "%.*s counts spans, whatever their length",
                     SV_ARG(aggregation_rows[t->how].name));
}

/* ---- attributes that are texts by convention ---- */

/* With a dot at its end: all that begin with it. */
static const struct sv text_keys[] = {
    SV_INIT("agent.name"), SV_INIT("call.ended_reason"), SV_INIT("conversation.summary"),
    SV_INIT("customer.workflow"), SV_INIT("error.message"), SV_INIT("error.type"),
    SV_INIT("exception."), SV_INIT("fallback.reason"), SV_INIT("function.arguments"),
    SV_INIT("function.name"), SV_INIT("function.result"), SV_INIT("gen_ai.agent.id"),
    SV_INIT("gen_ai.agent.name"), SV_INIT("gen_ai.conversation.id"),
    SV_INIT("gen_ai.input.messages"), SV_INIT("gen_ai.operation.name"),
    SV_INIT("gen_ai.output.messages"), SV_INIT("gen_ai.output.type"),
    SV_INIT("gen_ai.provider.name"), SV_INIT("gen_ai.request.model"),
    SV_INIT("gen_ai.response.finish_reasons"), SV_INIT("gen_ai.response.id"),
    SV_INIT("gen_ai.response.model"), SV_INIT("gen_ai.system"), SV_INIT("gen_ai.tool."),
    SV_INIT("llm.finish_reason"), SV_INIT("service.name"), SV_INIT("session.id"),
    SV_INIT("stt.providerName"), SV_INIT("stt.transcription"), SV_INIT("tool.name"),
    SV_INIT("trace.duration_note"), SV_INIT("trace.source"), SV_INIT("trace.timing"),
    SV_INIT("transcript"), SV_INIT("turn.role"), SV_INIT("turn.text"),
};

static bool is_text_key(struct sv key)
{
    for (size_t i = 0; i < ARRAY_LEN(text_keys); i++) {
        const struct sv known = text_keys[i];
        if (sv_ends(known, SV(".")) ? sv_starts(key, known) : sv_eq(key, known))
            return true;
    }
    return false;
}

/* What traces really hold counts more than a convention. */
void check_attribute_text(struct contract_case *t)
{
    if (case_of_values(t) && !t->pair && is_text_key(t->d->metric_attribute))
        contract_say(t, "metric_attribute", NULL, "%.*s holds a text by convention, and %.*s works "
                     "on numbers", CUT_ARG(t->d->metric_attribute),
                     SV_ARG(aggregation_rows[t->how].name));
}

/* ---- what is no question for a trace metric ---- */

/* What the key is: its meaning when the traces tell it. */
static enum key_sense sense_of(const struct contract_case *t, struct sv *why)
{
    if (!case_of_values(t))
        return KEY_FREE;
    return key_sense(t->pair ? t->pair->means : t->d->metric_attribute, why);
}

void check_attribute_sense(struct contract_case *t)
{
    struct sv why;
    const enum key_sense sense = sense_of(t, &why);
    if (sense == KEY_SETTING || sense == KEY_MOMENT || sense == KEY_IDENTIFIER)
        contract_say(t, "metric_attribute", NULL, "by its key %.*s is %.*s",
                     CUT_ARG(t->d->metric_attribute), SV_ARG(why));
}

/* How long the call was, and how many roots and turns there are. */
static const char *why_not_spans(const struct contract_case *t)
{
    const struct sv name = t->d->span_name;
    if (t->how == AGG_COUNT && sv_starts(name, SV("turn")))
        return "how many turns there are stands in the transcript, which every call has";
    if (sv_eq(name, SV("conversation")) &&
        (t->how == AGG_COUNT || (definition_is_duration(t->d) && !case_of_spans(t))))
        return "this is the call itself, its length or that it is there: good for a look, and not "
               "for a set of metrics";
    return NULL;
}

void check_not_of_traces(struct contract_case *t)
{
    struct sv why;
    const enum key_sense sense = sense_of(t, &why);
    const char *spans = why_not_spans(t);
    if (sense == KEY_TRANSCRIPT || sense == KEY_DIAGNOSTIC)
        contract_say(t, "metric_attribute", NULL, "%.*s: %.*s", CUT_ARG(t->d->metric_attribute),
                     SV_ARG(why));
    else if (spans)
        contract_say(t, NULL, NULL, "%s", spans);
}
