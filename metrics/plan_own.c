#include "metrics/plan_own.h"

#include "core/shown.h"
#include "metrics/key_sense.h"
#include "metrics/plan_parts.h"
#include "metrics/profile.h"

/* ---- what is to be measured ---- */

static bool is_flag(const struct pair_fact *p)
{
    return facts_flag(p) || (p->bools && p->bools == p->spans);
}

/* Rules of the planner's table first; else times have a slow tail, and other numbers a middle. */
static enum aggregation suits(const struct candidate *c)
{
    if (c->rule)
        return c->rule->how;
    return !is_flag(c->pair) && key_time_unit(c->pair->means).n ? AGG_P90 : AGG_AVERAGE;
}

static struct sv unit_of(const struct candidate *c, struct sv key)
{
    if (!c->pair)
        return c->duration ? SV("s") : c->how == AGG_COUNT ? SV("count") : SV("percent");
    return c->rule ? autopair_unit(c->rule, key, c->pair->factor) : key_time_unit(key);
}

static struct sv question_of(const struct candidate *c)
{
    if (c->rule)
        return c->rule->question;
    if (!c->pair && !c->duration)
        return c->how == AGG_COUNT ? SV("How many of these spans does a call have?")
                                   : SV("How often does it fail?");
    return c->duration ? SV("Is this step slow?") : SV("How large is it?");
}

/* What the key alone says against a metric. */
static void sense_weigh(struct proposal *w, const struct pair_fact *p)
{
    switch (key_sense(p->means, &w->at_best_why)) {
    case KEY_FREE:
        return;
    case KEY_TRANSCRIPT:
        w->at_best = VERDICT_REJECT;
        w->at_best_rule = "5.8.5";
        return;
    case KEY_IDENTIFIER:
    case KEY_SETTING:
    case KEY_MOMENT:
    case KEY_DIAGNOSTIC:
        w->at_best = VERDICT_DIAGNOSTIC;
        w->at_best_rule = "5.7";
        return;
    }
}

static bool may_be_named(struct sv span_name, struct sv key, struct err *e)
{
    if (shown_length(span_name) == span_name.n && shown_length(key) == key.n)
        return true;
    return err_set(e, "no metric is made of it: its span name or key holds what looks like a "
                      "credential or a personal value; give it a name that is the same in every "
                      "call");
}

static enum preview_problem problem_of(const struct candidate *c, const struct own_wish *wish)
{
    if (!c->name)
        return PREVIEW_NO_SPANS;
    if (c->duration)
        return c->name->durations.v.n ? PREVIEW_FINE : PREVIEW_NO_LENGTHS;
    if (!wish->key.n)
        return PREVIEW_FINE;
    return !c->pair ? PREVIEW_ABSENT : c->pair->values.v.n ? PREVIEW_FINE : PREVIEW_NOT_NUMBERS;
}

static bool has_numbers(const struct candidate *c, const struct own_wish *wish, struct err *e)
{
    struct preview p = {.problem = problem_of(c, wish)};
    struct definition d = {.span_name = wish->span_name, .metric_attribute = wish->key};
    struct buf b = {0};
    if (p.problem == PREVIEW_FINE)
        return true;
    preview_problem_say(&b, &p, &d);
    err_set(e, "no metric can be made of it: %.*s", SV_ARG(buf_sv(&b)));
    buf_release(&b);
    return false;
}

static bool candidate_make(struct candidate *c, const struct facts *f, const struct own_wish *wish,
                           struct err *e)
{
    *c = (struct candidate){.f = f, .name = facts_name(f, wish->span_name),
                            .how = wish->how, .duration = wish->duration};
    c->pair = c->name && wish->key.n ? facts_pair(f, c->name, wish->key) : NULL;
    if (c->pair) {
        bool flag = is_flag(c->pair) && c->pair->min != c->pair->max;
        c->rule = autopair_find(c->pair->means, wish->span_name, c->name->role, flag);
    }
    if (c->how >= AGGREGATIONS)
        c->how = c->pair ? suits(c) : c->duration || wish->key.n ? AGG_P90 : AGG_COUNT;
    return has_numbers(c, wish, e);
}

/* ---- the definition ---- */

static void definition_copy(struct definition *to, const struct definition *d, struct arena *a)
{
    *to = *d;
    struct sv *const texts[] = {&to->metric_name, &to->description, &to->metric_type,
                                &to->span_name, &to->metric_attribute, &to->value_source,
                                &to->aggregation_method, &to->unit};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        *texts[i] = arena_copy(a, *texts[i]);
}

/* The planner makes it, in a plan of its own. */
static bool propose(struct definition *d, const struct facts *f, const struct proposal *w,
                    struct arena *a, struct err *e)
{
    struct plan p = {0};
    struct plan_wish wish = {0};
    struct planner pl = {.p = &p, .f = f, .wish = &wish, .taken = mem_zalloc(f->pairs.n + 1)};
    planner_propose(&pl, w);
    const struct draft *draft = &p.drafts.v[0];
    if (draft->verdict == VERDICT_REJECT)
        err_set(e, "no metric is made of it: %.*s", SV_ARG(draft->main_reason));
    definition_copy(d, &draft->definition, a);
    free(pl.taken);
    buf_release(&pl.tmp);
    plan_release(&p);
    return !e->set;
}

bool own_definition(struct definition *d, const struct facts *f, const struct own_wish *wish,
                    struct arena *a, struct err *e)
{
    struct proposal w = {.origin = "own"};
    if (!may_be_named(wish->span_name, wish->key, e) || !candidate_make(&w.of, f, wish, e))
        return false;
    w.unit = unit_of(&w.of, wish->key);
    w.question = question_of(&w.of);
    if (w.of.pair)
        sense_weigh(&w, w.of.pair);
    return propose(d, f, &w, a, e);
}

/* ---- in a plan ---- */

uint32_t plan_named(const struct plan *p, struct sv name, uint32_t but)
{
    for (size_t i = 0; i < p->drafts.n; i++)
        if (i != but && sv_eq_nocase(p->drafts.v[i].definition.metric_name, name))
            return (uint32_t)i;
    return NO_ROW;
}

/* What there is for and against the draft's definition, which the profile may change. */
static void judge(struct plan *p, const struct facts *f, struct draft *d)
{
    struct planner pl = {.p = p, .f = f};
    struct definition fitted = d->definition;
    struct sv reason = {0};
    enum profile_fit fit =
        profile_fit(&d->definition, p->profile, f, &fitted, &reason, &p->arena);
    struct proposal w = {.of = {.f = f, .name = facts_name(f, fitted.span_name),
                                .how = aggregation_find(fitted.aggregation_method),
                                .duration = definition_is_duration(&fitted)}};
    w.of.pair = w.of.name ? facts_pair(f, w.of.name, fitted.metric_attribute) : NULL;
    if (w.of.pair) {
        w.of.rule = autopair_find(w.of.pair->means, fitted.span_name, w.of.name->role,
                                  is_flag(w.of.pair));
        sense_weigh(&w, w.of.pair);
    }
    if (!w.of.name)
        planner_lacks(&pl, &w, SV("no span has this name yet"));
    vec_release(&d->reasons);
    planner_judge(&pl, d, &w);
    d->definition = fitted;
    if (fit != FIT_AS_IS)
        vec_push(&d->reasons, ((struct reason){reason, "5.6"}));
    if (fit == FIT_REFUSED) {
        d->verdict = VERDICT_REJECT;
        d->main_reason = reason;
    }
    if (!d->question.n && w.of.name)
        d->question = question_of(&w.of);
    buf_release(&pl.tmp);
}

uint32_t plan_add(struct plan *p, const struct facts *f, const struct definition *d)
{
    struct draft draft = {.definition = *d, .origin = "own", .number = (uint32_t)p->drafts.n};
    if (definition_is_trace(d))
        judge(p, f, &draft);
    vec_push(&p->drafts, draft);
    return (uint32_t)p->drafts.n - 1;
}

bool plan_change(struct plan *p, const struct facts *f, uint32_t i, const struct definition *d)
{
    struct draft *draft = &p->drafts.v[i];
    bool same = definition_same_meaning(&draft->definition, d) || !definition_is_trace(d);
    draft->definition = *d;
    if (!definition_is_trace(d))
        return true;
    judge(p, f, draft);
    if (!same) {
        preview_release(&draft->preview);
        draft->evidence = (struct evidence){0};
    }
    return same;
}
