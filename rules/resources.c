/* What resources must say about the service behind a trace: R105, R106. */
#include "core/fmt.h"
#include "lint/check.h"
#include "rules/catalog.h"

/* ---- R105 service-name-missing ---- */

/* What is wrong with the service name, or NULL. */
static const char *service_name_wrong(const struct store *s, const struct attr *a)
{
    if (!a || a->type == VALUE_EMPTY)
        return "without service.name";
    if (a->type != VALUE_STRING)
        return NULL;
    struct sv name = sv_trim(store_sv(s, (sym)a->bits));
    if (name.n == 0)
        return "with an empty service.name";
    return sv_starts(name, SV("unknown_service")) ? "with the SDK's default unknown_service" : NULL;
}

/* Documents of other formats may have no resources; then there is nothing to miss. */
static const char *resource_wrong(const struct check *c, uint32_t row)
{
    const struct resource *r = span_resource(c->s, row);
    if ((!r || r->attrs.count == 0) && !store_input_of(c->s, row)->is_otlp)
        return NULL;
    if (!r)
        return "that is not there at all";
    return service_name_wrong(c->s, attr_find(c->s, r->attrs, c->v->keys[KEY_service_name]));
}

static void service_name_missing_check(struct check *c)
{
    const char *wrong = NULL, *first_wrong = NULL;
    uint32_t scope = NO_ROW, bad = 0, examples[FINDING_EXAMPLES];
    for (uint32_t p = c->first; p < c->end; p++) {
        uint32_t row = span_row(c, p);
        if (p == c->first || scope == NO_ROW || c->s->span.scope[row] != scope)
            wrong = resource_wrong(c, row);
        scope = c->s->span.scope[row];
        if (!wrong)
            continue;
        first_wrong = first_wrong ? first_wrong : wrong;
        if (bad < FINDING_EXAMPLES)
            examples[bad] = p;
        bad++;
    }
    c->looked = c->end - c->first;
    if (!bad)
        return;
    struct finding *f = check_found_trace(
        c, bad, 0, NO_PARAM, "%s of %s from a resource %s", fmt_count(bad).text,
        fmt_amount(c->end - c->first, "span").text, first_wrong);
    for (uint32_t i = 0; i < bad && i < FINDING_EXAMPLES; i++)
        check_example(c, f, examples[i]);
    for (uint32_t p = examples[0]; c->log && p < c->end; p++)
        if (resource_wrong(c, span_row(c, p)))
            check_also(c, p);
    f->key = c->v->keys[KEY_service_name];
}

/* Spans without a scope have no resource either. */
static bool any_service_name_wrong(const struct check *c)
{
    const struct store *s = c->s;
    for (size_t i = 0; i < s->resources.n; i++)
        if (s->resources.v[i].attrs.count == 0 ||
            service_name_wrong(s, attr_find(s, s->resources.v[i].attrs,
                                            c->v->keys[KEY_service_name])))
            return true;
    for (uint32_t t = 0; t < c->ix->n_traces; t++)
        if (c->v->features[t] & FEATURE_NO_SCOPE)
            return true;
    return false;
}

const struct rule rule_service_name_missing = {
    .code = "R105",
    .slug = "service-name-missing",
    .title = "spans of a service without a name",
    .why = "The viewer groups spans by service.name. Without one, several services look like one, "
           "and nobody can tell which deployment a trace comes from.",
    .fix = "Set service.name on the resource: OTEL_SERVICE_NAME in the environment is enough for "
           "most SDKs.",
    .snippet = "resource-attributes",
    .severity = SEVERITY_WARNING,
    .may_find = any_service_name_wrong,
    .check = service_name_missing_check,
};

/* ---- R106 resource-context-missing ---- */

static bool has_context(const struct check *c, uint32_t row)
{
    static const enum known_key KEYS[] = {KEY_agent_name, KEY_agent_provider, KEY_agent_type,
                                          KEY_correlation_method};
    const struct resource *r = span_resource(c->s, row);
    for (size_t i = 0; r && i < ARRAY_LEN(KEYS); i++)
        if (attr_find(c->s, r->attrs, c->v->keys[KEYS[i]]))
            return true;
    return false;
}

/* One resource that says it is enough: a backend behind the agent need not. */
static void resource_context_missing_check(struct check *c)
{
    uint32_t scope = NO_ROW;
    c->looked = 1;
    for (uint32_t p = c->first; p < c->end; p++) {
        uint32_t row = span_row(c, p);
        if (p > c->first && c->s->span.scope[row] == scope)
            continue;
        scope = c->s->span.scope[row];
        if (has_context(c, row))
            return;
    }
    struct finding *f = check_found_trace(
        c, 1, 0, NO_PARAM, "no resource of this trace says which agent it is about");
    check_example(c, f, c->first);
}

const struct rule rule_resource_context_missing = {
    .code = "R106",
    .slug = "resource-context-missing",
    .title = "resources that do not say which agent this is",
    .why = "Agents and their versions are told apart by the resource. Without a name, a provider "
           "or a type, traces of several agents cannot be compared, and nobody knows how a trace "
           "was matched to its call.",
    .fix = "Set agent.name, agent.provider, coval.agent_type or coval.correlation.method on the "
           "resource, as far as they are known.",
    .snippet = "resource-attributes",
    .severity = SEVERITY_INFO,
    .when = FEATURE_OF(CLASS_CONVERSATION) | FEATURE_OF(CLASS_TURN) | FEATURE_OF(CLASS_STT) |
            FEATURE_OF(CLASS_LLM) | FEATURE_OF(CLASS_TTS) | FEATURE_OF(CLASS_TOOL),
    .needs = "needs a span of an agent's call",
    .check = resource_context_missing_check,
};
