/* What the planner would say of a metric: the same doubts, so that both agree. */
#include "metrics/contract_parts.h"

/* Is there something to doubt? What is not there at all has its own checks. */
static bool has_something(const struct contract_case *t)
{
    const struct name_fact *name = t->name;
    if (!name || !name->spans || t->how == AGGREGATIONS)
        return false;
    if (definition_is_duration(t->d))
        return name->durations.v.n != 0;
    return case_of_spans(t) || (t->pair && t->pair->values.v.n);
}

static struct candidate candidate_of(const struct contract_case *t)
{
    struct candidate c = {.f = t->facts,
                          .name = t->name,
                          .how = t->how,
                          .duration = definition_is_duration(t->d) && !case_of_spans(t)};
    if (!case_of_values(t))
        return c;
    c.pair = t->pair;
    c.rule = autopair_find(c.pair->means, t->d->span_name, t->name->role, facts_flag(c.pair));
    return c;
}

/* Worked out once a body. */
static void look(struct contract_case *t)
{
    struct doubts d = {0};
    if (t->is_doubted)
        return;
    t->is_doubted = true;
    t->verdict = VERDICT_PROPOSE;
    if (!has_something(t))
        return;
    const struct candidate c = candidate_of(t);
    doubts_find(&d, &c, &t->c->arena);
    t->verdict = d.verdict;
    t->doubt = d.main_reason;
    t->change = d.instrument;
    vec_release(&d.list);
}

static void say_when(struct contract_case *t, enum verdict verdict)
{
    const char *member = case_of_values(t) ? "metric_attribute" : "span_name";
    look(t);
    if (t->verdict == verdict)
        contract_say(t, member, NULL, "%.*s%s%.*s", SV_ARG(t->doubt), t->change.n ? ". " : "",
                     SV_ARG(t->change));
}

void check_refused(struct contract_case *t)
{
    say_when(t, VERDICT_REJECT);
}

void check_doubted(struct contract_case *t)
{
    say_when(t, VERDICT_STAGE);
}

void check_diagnostic(struct contract_case *t)
{
    say_when(t, VERDICT_DIAGNOSTIC);
}
