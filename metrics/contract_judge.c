#include "metrics/contract_parts.h"

#include <ctype.h>

#include "metrics/json_sv.h"

/* ---- answers ---- */

void check_categories(struct contract_case *t)
{
    const json_t *list = case_member(t, "categories");
    const char *fault = json_is_array(list) && case_is(t, KINDS_CATEGORICAL)
                            ? contract_texts_fault(list, 2, 50)
                            : NULL;
    if (fault)
        contract_say(t, "categories", NULL, "categories %s; it takes 2 to 50 different texts",
                     fault);
}

void check_range(struct contract_case *t)
{
    if (t->d->has_range && case_is(t, KINDS_NUMERICAL) && t->d->min_value >= t->d->max_value)
        contract_say(t, "min_value", NULL, "min_value must be below max_value");
}

/* ---- what the judge sees ---- */

void check_traces_type(struct contract_case *t)
{
    if (json_is_true(case_member(t, "include_traces")) &&
        case_is(t, KIND_BIT(METRIC_TRACE) | KIND_BIT(METRIC_OTHER)))
        contract_say(t, "include_traces", NULL, "a %.*s does not take include_traces; only judges "
                     "do", SV_ARG(t->d->metric_type));
}

/* What a prompt may name. */
static const struct sv evidence[] = {
    SV_INIT("llm_tool_call"),        SV_INIT("function.name"),
    SV_INIT("function.arguments"),   SV_INIT("function.result"),
    SV_INIT("tool.error"),           SV_INIT("tool.name"),
    SV_INIT("tool.result.success"),  SV_INIT("tool.result.count"),
    SV_INIT("tool.call.count"),      SV_INIT("tool.failure.count"),
    SV_INIT("tool.latency_ms"),      SV_INIT("tool.dependency_unavailable"),
    SV_INIT("error.type"),           SV_INIT("error.message"),
    SV_INIT("workflow.completed"),   SV_INIT("workflow.dependency_blocked"),
    SV_INIT("workflow.fallback_used"), SV_INIT("fallback.reason"),
    SV_INIT("fallback.used"),        SV_INIT("gen_ai.tool.name"),
    SV_INIT("llm.finish_reason"),    SV_INIT("customer.workflow"),
};

static bool is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* Is the name in it, and not as a part of a longer one? A full stop may follow. */
static bool names(struct sv prompt, struct sv name)
{
    for (size_t from = 0, at; (at = sv_find(sv_from(prompt, from), name)) != SIZE_MAX;) {
        size_t first = from + at, end = first + name.n;
        if (end < prompt.n && prompt.p[end] == '.')
            end++;
        if ((!first || !is_name_byte(prompt.p[first - 1])) &&
            (end == prompt.n || !is_name_byte(prompt.p[end])))
            return true;
        from = first + name.n;
    }
    return false;
}

static bool names_evidence(struct sv prompt)
{
    for (size_t i = 0; i < ARRAY_LEN(evidence); i++)
        if (names(prompt, evidence[i]))
            return true;
    return false;
}

static bool is_key_of(const struct facts *f, struct sv word)
{
    sym y = sym_find(&f->in->s->syms, word);
    for (size_t i = 0; y != SYM_NONE && i < f->pairs.n; i++)
        if (f->pairs.v[i].key == y)
            return true;
    return false;
}

/* Does it name spans of the traces, or keys? A dot or underscore tells such a name from a word. */
static bool names_spans(struct sv prompt, const struct facts *f)
{
    for (size_t i = 0, n; i < prompt.n; i += n + 1) {
        for (n = 0; i + n < prompt.n && is_name_byte(prompt.p[i + n]);)
            n++;
        const struct sv word = sv_of(prompt.p + i, n);
        if ((sv_find_char(word, '_') != SIZE_MAX || sv_find_char(word, '.') != SIZE_MAX) &&
            (facts_name(f, word) || is_key_of(f, word)))
            return true;
    }
    return false;
}

void check_traces_absent(struct contract_case *t)
{
    const struct sv prompt = t->d->prompt;
    bool speaks = names_evidence(prompt) || sv_find_nocase(prompt, SV("otel trace")) != SIZE_MAX ||
                  sv_find_nocase(prompt, SV("opentelemetry")) != SIZE_MAX ||
                  sv_find_nocase(prompt, SV("the trace")) != SIZE_MAX;
    if (speaks && !t->d->include_traces)
        contract_say(t, "include_traces", NULL,
                     "the prompt speaks of the trace, and include_traces is not true");
}

void check_prompt_evidence(struct contract_case *t)
{
    if (t->d->include_traces && t->d->prompt.n && !names_evidence(t->d->prompt) &&
        !(t->facts && names_spans(t->d->prompt, t->facts)))
        contract_say(t, "prompt", NULL, "the prompt names no span and no attribute to look at");
}

_Static_assert(ARRAY_LEN(evidence) <= 32, "each has a bit");

uint32_t contract_evidence(const struct facts *f)
{
    const struct store *s = f->in->s;
    uint32_t there = 0;
    for (size_t e = 0; e < ARRAY_LEN(evidence); e++) {
        bool found = facts_name(f, evidence[e]) != NULL;
        for (size_t i = 0; i < f->pairs.n && !found; i++)
            found = sv_eq(store_sv(s, f->pairs.v[i].key), evidence[e]);
        there |= (uint32_t)found << e;
    }
    return there;
}

void check_evidence(struct contract_case *t)
{
    struct buf absent = {0};
    for (size_t i = 0; i < ARRAY_LEN(evidence); i++)
        if (!(t->evidence >> i & 1) && names(t->d->prompt, evidence[i]))
            buf_fmt(&absent, "%s%.*s", absent.n ? ", " : "", SV_ARG(evidence[i]));
    if (absent.n)
        contract_say(t, "prompt", NULL, "the prompt names what these traces do not have: %.*s",
                     SV_ARG(buf_sv(&absent)));
    buf_release(&absent);
}

void check_prompt_answers(struct contract_case *t)
{
    const struct sv prompt = t->d->prompt;
    if (case_is(t, KINDS_BINARY) && prompt.n &&
        (sv_find(prompt, SV("YES")) == SIZE_MAX || sv_find(prompt, SV("NO")) == SIZE_MAX))
        contract_say(t, "prompt", NULL, "the prompt does not say when the answer is YES and when "
                     "it is NO");
}

/* ---- how it is run ---- */

void check_runtime_type(struct contract_case *t)
{
    if (case_member(t, "runtime_config") && case_is(t, KINDS_AUDIO_JUDGE | KIND_BIT(METRIC_TRACE)))
        contract_say(t, "runtime_config", NULL, "a %.*s does not take runtime_config",
                     SV_ARG(t->d->metric_type));
}

static bool names_model(struct sv model)
{
    const struct sv_cut cut = sv_cut(model, ':');
    return cut.found && cut.head.n && cut.tail.n;
}

void check_runtime(struct contract_case *t)
{
    static const char *const known[] = {"model_version", "thinking_enabled", NULL};
    const json_t *config = case_member(t, "runtime_config");
    const json_t *model = json_object_get(config, "model_version");
    const json_t *thinking = json_object_get(config, "thinking_enabled");
    const char *name;
    json_t *value;
    if (!json_is_object(config) || !case_is(t, KINDS_TEXT_JUDGE))
        return;
    if (model && !json_is_null(model) && !names_model(json_sv(model)))
        contract_say(t, "runtime_config", "model_version", "model_version is written "
                     "provider:model");
    if (thinking && !json_is_null(thinking) && !json_is_boolean(thinking))
        contract_say(t, "runtime_config", "thinking_enabled", "thinking_enabled must be true or "
                     "false, not %s", body_type_word(thinking));
    json_object_foreach((json_t *)config, name, value)
        (void)case_word(t, "runtime_config", name, "member of runtime_config", sv_from_c(name),
                        known);
}

void check_judge_tools(struct contract_case *t)
{
    static const char *const modes[] = {"STANDARD", "AGENTIC", NULL};
    static const char *const tools[] = {"get_transcript", "search_transcript",
                                        "search_transcript_regex", "get_trace_spans",
                                        "query_simulation_frames", "get_run_context", NULL};
    const struct sv mode = case_text(t, "judge_mode");
    size_t i;
    json_t *item;
    if (!case_is(t, KINDS_TEXT_JUDGE))
        return;
    if (mode.n)
        case_word(t, "judge_mode", NULL, "judge mode", mode, modes);
    json_array_foreach(case_member(t, "enabled_tools"), i, item)
        if (json_is_string(item))
            case_word(t, "enabled_tools", NULL, "tool of judges", json_sv(item), tools);
}
