/*
 * Spans by the GenAI conventions: G163-G166; G167 and G168 are in rules/genai_values.c. They apply
 * to spans that carry gen_ai.operation.name themselves; what the vocabulary says about canonical
 * spans (llm, llm_tool_call) is judged by the canonical rules, and where both would say the same,
 * these rules leave it to them.
 */
#include "core/fmt.h"
#include "lint/pack.h"
#include "rules/catalog.h"
#include "rules/census.h"
#include "rules/genai.h"
#include "rules/say.h"
#include "rules/spans.h"

/* ---- what the rules share ---- */

enum { OPERATION_NEW, OPERATION_UNKNOWN, OPERATION_FIRST };

/* The operation that a text means, remembered in `memo` by symbol; NULL when it is unknown. */
static const struct genai_operation *operation_named(const struct check *c, sym text,
                                                     uint8_t *memo)
{
    if (UNLIKELY(memo[text] == OPERATION_NEW)) {
        size_t i = genai_operation(store_sv(c->s, text));
        memo[text] = i < genai_operations_n ? (uint8_t)(OPERATION_FIRST + i) : OPERATION_UNKNOWN;
    }
    return memo[text] == OPERATION_UNKNOWN ? NULL
                                           : &genai_operations[memo[text] - OPERATION_FIRST];
}

/* The operation of a span, or NULL when it has none or an unknown one. */
static const struct genai_operation *operation_of(const struct check *c, uint32_t p,
                                                  uint8_t *memo)
{
    sym text = genai_text(c, p, KEY_genai_operation);
    return text == SYM_NONE ? NULL : operation_named(c, text, memo);
}

/* ---- G163 genai-name-format ---- */

/* Is the name the operation, and then the value of the key if there is one? */
static bool name_follows(const struct check *c, uint32_t p, const struct genai_operation *op)
{
    struct sv name = span_name_sv(c, p);
    if (!sv_starts(name, op->name))
        return false;
    struct sv rest = sv_from(name, op->name.n);
    sym key = genai_text(c, p, (enum known_key)op->name_key);
    if (key == SYM_NONE || key == SYM_EMPTY)
        return rest.n == 0;
    return rest.n > 1 && rest.p[0] == ' ' && sv_eq(sv_from(rest, 1), store_sv(c->s, key));
}

/* Names of a framework cannot be changed by who uses it; the conventions themselves are the
 * dialect of last resort. */
static bool has_framework(const struct check *c)
{
    uint32_t mask = c->v->dialects ? c->v->dialects[c->trace] : 0;
    for (size_t i = 0; i < c->v->pack->dialects.n; i++)
        if (mask >> i & 1 && !c->v->pack->dialects.v[i].fallback)
            return true;
    return false;
}

/* A name of the vocabulary is right as it is. */
static void name_format_check(struct check *c)
{
    uint8_t *memo = check_memo(c);
    bool framework = has_framework(c);
    for (uint32_t p = c->first; p < c->end; p++) {
        const struct genai_operation *op = operation_of(c, p, memo);
        if (!op || op->name_key == KNOWN_KEYS || framework ||
            view_name_class(c->v, span_name(c, p)) != CLASS_OTHER)
            continue;
        c->looked++;
        if (!name_follows(c, p, op))
            check_hit(c, p, memo[genai_text(c, p, KEY_genai_operation)]);
    }
    struct hit *h;
    while ((h = check_next(c))) {
        const struct genai_operation *op = &genai_operations[(int)h->measured - OPERATION_FIRST];
        check_found(c, h, NO_PARAM, "%s not named `%s {%s}`, or `%s` where that is not known",
                    fmt_amount(h->count, "span").text, op->name.p, genai_key_texts[op->name_key].p,
                    op->name.p);
    }
}

const struct rule rule_genai_name_format = {
    .code = "G163",
    .slug = "genai-name-format",
    .snippet = "genai-span",
    .title = "a GenAI span with a name of its own",
    .why = "Tools for GenAI traces group by the name, which the conventions make of the operation "
           "and the model, tool or agent: `chat gpt-4o`, `execute_tool book_table`.",
    .fix = "Name the span `{operation} {model, tool or agent}`, or just `{operation}` where that "
           "is not known. Or give it a canonical name: llm, llm_tool_call.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .when = FEATURE_GENAI,
    .needs_key = NEEDS_KEY(genai_operation),
    .needs = "needs a span with gen_ai.operation.name",
    .check = name_format_check,
};

/* ---- G164 genai-required ---- */

/* Is the gap a matter for another rule that runs? */
struct left {
    bool to_deprecated, to_tool_name, to_tokens, to_finish_reason;
};

static bool rule_runs(const struct check *c, const struct rule *rule)
{
    return check_params_of(c, rule) != NULL;
}

static struct left left_to(const struct check *c)
{
    return (struct left){
        .to_deprecated = rule_runs(c, &rule_genai_deprecated),
        .to_tool_name = rule_runs(c, &rule_tool_name_missing),
        .to_tokens = rule_runs(c, &rule_tokens_missing),
        .to_finish_reason = rule_runs(c, &rule_finish_reason_missing),
    };
}

/* The old name of a key, which says the same, or KNOWN_KEYS. */
static enum known_key old_key(enum known_key key)
{
    switch (key) {
    case KEY_genai_provider:
        return KEY_genai_system;
    case KEY_input_tokens:
        return KEY_old_input_tokens;
    case KEY_output_tokens:
        return KEY_old_output_tokens;
    default:
        return KNOWN_KEYS;
    }
}

static bool is_left(const struct check *c, uint32_t p, enum known_key key, struct left left)
{
    uint8_t class = span_class(c, p);
    enum known_key old = old_key(key);
    bool tokens = key == KEY_input_tokens || key == KEY_output_tokens;
    return (left.to_deprecated && old != KNOWN_KEYS && genai_attr(c, p, old)) ||
           (left.to_tool_name && key == KEY_genai_tool_name && class == CLASS_TOOL) ||
           (left.to_tokens && tokens && class == CLASS_LLM) ||
           (left.to_finish_reason && key == KEY_finish_reasons && class == CLASS_LLM);
}

static bool is_gap(const struct check *c, uint32_t p, enum known_key key, struct left left)
{
    return !genai_attr(c, p, key) && !is_left(c, p, key, left);
}

/* The first gap of the span, or KNOWN_KEYS. */
static enum known_key first_gap(const struct check *c, uint32_t p, const struct genai_keys *keys,
                                struct left left)
{
    for (uint8_t i = 0; i < keys->n; i++)
        if (is_gap(c, p, (enum known_key)keys->v[i], left))
            return (enum known_key)keys->v[i];
    return KNOWN_KEYS;
}

static void required_check(struct check *c)
{
    uint8_t *memo = check_memo(c);
    struct left left = left_to(c);
    for (uint32_t p = c->first; p < c->end; p++) {
        const struct genai_operation *op = operation_of(c, p, memo);
        if (!op || op->required.n == 0)
            continue;
        c->looked++;
        enum known_key gap = first_gap(c, p, &op->required, left);
        if (gap != KNOWN_KEYS)
            check_hit(c, p, gap);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s without %s", fmt_amount(h->count, "span").text,
                    genai_key_texts[(int)h->measured].p);
}

const struct rule rule_genai_required = {
    .code = "G164",
    .slug = "genai-required",
    .snippet = "genai-span",
    .title = "a GenAI span without an attribute that its operation requires",
    .why = "Costs and latencies are compared by provider, model and tool. A span that does not "
           "name them is in no line of the table.",
    .fix = "Set gen_ai.provider.name on requests to a model, and gen_ai.tool.name on "
           "execute_tool.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .when = FEATURE_GENAI,
    .needs_key = NEEDS_KEY(genai_operation),
    .needs = "needs a span with gen_ai.operation.name",
    .check = required_check,
};

/* ---- G165 genai-recommended ---- */

/* Whatever fails has no answer to tell of. */
static bool has_answer(const struct check *c, uint32_t p)
{
    return span_status_of(c, p) != STATUS_ERROR;
}

static void recommended_say(struct check *c, const struct hit *h)
{
    const struct genai_operation *op = &genai_operations[genai_operation(store_sv(c->s, h->name))];
    enum known_key gap = (enum known_key)op->recommended.v[0];
    for (uint8_t i = 0; i < op->recommended.n; i++) {
        enum known_key key = (enum known_key)op->recommended.v[i];
        sym y = c->v->keys[key];
        if (!attr_find(c->s, span_attrs(c->s, h->rows[0]), y)) {
            gap = key;
            break;
        }
    }
    struct finding *f = check_found(
        c, h, NO_PARAM, "%s of operation %s without all that is recommended, the first without %s",
        census_where(h).text, op->name.p, genai_key_texts[gap].p);
    f->name = SYM_NONE;
}

static void recommended_trace(struct check *c, uint8_t *memo, struct left left)
{
    for (uint32_t p = c->first; p < c->end; p++) {
        const struct genai_operation *op = operation_of(c, p, memo);
        if (!op || op->recommended.n == 0 || !has_answer(c, p))
            continue;
        c->looked++;
        if (first_gap(c, p, &op->recommended, left) != KNOWN_KEYS)
            census_hit(c, genai_text(c, p, KEY_genai_operation), p);
    }
}

/* Goes through the traces with an operation, for what is told once for the input. */
typedef void genai_trace(struct check *c, uint8_t *memo, struct left left);

static void genai_traces(struct check *c, genai_trace *trace)
{
    uint8_t *memo = mem_zalloc(c->s->syms.texts.n);
    struct left left = left_to(c);
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        if (!(c->v->features[t] & FEATURE_GENAI))
            continue;
        check_enter(c, t);
        trace(c, memo, left);
    }
    check_enter(c, NO_ROW);
    free(memo);
}

static void recommended_check(struct check *c)
{
    genai_traces(c, recommended_trace);
    census_report(c, (unsigned)genai_operations_n, "operation", recommended_say);
}

const struct rule rule_genai_recommended = {
    .code = "G165",
    .slug = "genai-recommended",
    .snippet = "genai-span",
    .title = "a GenAI span without what its operation always knows",
    .why = "The model that answered, the id of the answer, why it ended and what it cost are in "
           "every response. They are what a strange answer is explained by.",
    .fix = "Copy them from the response: gen_ai.response.model, gen_ai.response.id, "
           "gen_ai.response.finish_reasons, gen_ai.usage.*, and server.address from the client; "
           "for tools gen_ai.tool.call.id and gen_ai.tool.type.",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_STORE,
    .when = FEATURE_GENAI,
    .needs_key = NEEDS_KEY(genai_operation),
    .needs = "needs a span with gen_ai.operation.name",
    .check = recommended_check,
};

/* ---- G166 genai-kind ---- */

static bool is_hosted(const struct check *c, uint32_t p)
{
    sym provider = genai_text(c, p, KEY_genai_provider);
    for (size_t i = 0; provider != SYM_NONE && i < genai_providers_n; i++)
        if (sv_eq(genai_providers[i], store_sv(c->s, provider)))
            return true;
    return false;
}

/* A kind that nobody set is a matter for I008. */
static bool kind_fits(const struct check *c, uint32_t p, const struct genai_operation *op)
{
    uint8_t kind = c->s->span.kind[span_row(c, p)];
    if (kind == KIND_UNSPECIFIED || kind == KIND_OTHER || !op->kinds || op->kinds >> kind & 1)
        return true;
    return kind == KIND_INTERNAL && op->hosted && !is_hosted(c, p);
}

static void kind_check(struct check *c)
{
    uint8_t *memo = check_memo(c);
    for (uint32_t p = c->first; p < c->end; p++) {
        const struct genai_operation *op = operation_of(c, p, memo);
        if (!op)
            continue;
        c->looked++;
        if (!kind_fits(c, p, op))
            check_hit(c, p, op->kinds);
    }
    struct hit *h;
    while ((h = check_next(c))) {
        bool client = (unsigned)h->measured & KIND_BIT_CLIENT;
        bool internal = (unsigned)h->measured & KIND_BIT_INTERNAL;
        check_found(c, h, NO_PARAM, "%s whose kind should be %s",
                    fmt_amount(h->count, "span").text,
                    client && internal ? "CLIENT or INTERNAL" : client ? "CLIENT" : "INTERNAL");
    }
}

const struct rule rule_genai_kind = {
    .code = "G166",
    .slug = "genai-kind",
    .snippet = "genai-span",
    .title = "a GenAI span of a kind that its operation does not have",
    .why = "The kind tells a request over the network from work in the process. Dependency maps "
           "and network times are made of CLIENT spans.",
    .fix = "Requests to a hosted model (chat, embeddings, retrieval) are CLIENT; execute_tool and "
           "invoke_workflow run in the process and are INTERNAL; agents may be either.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .when = FEATURE_GENAI,
    .needs_key = NEEDS_KEY(genai_operation),
    .needs = "needs a span with gen_ai.operation.name",
    .check = kind_check,
};
