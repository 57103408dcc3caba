/* A metric for every numeric attribute that the auto-pair rules know; a reason for every other. */
#include "metrics/key_sense.h"
#include "metrics/plan_parts.h"

enum { RANK_PAIRS = 300, RANK_RULE = 10 };

static void unpaired_add(struct planner *pl, const struct pair_fact *p, struct sv reason)
{
    struct unpaired u = {pl->f->names.v[p->name].name, p->key, reason};
    vec_push(&pl->p->unpaired, u);
}

/* Keys that say by themselves that no metric is wanted of them. True when that settles it. */
static bool sense_settles(struct planner *pl, const struct pair_fact *p, struct proposal *w)
{
    struct sv why;
    switch (key_sense(p->means, &why)) {
    case KEY_FREE:
        return false;
    case KEY_TRANSCRIPT:
        w->at_best = VERDICT_REJECT;
        w->at_best_rule = "5.8.5";
        break;
    case KEY_DIAGNOSTIC:
        w->at_best = VERDICT_DIAGNOSTIC;
        w->at_best_rule = "5.7";
        break;
    case KEY_IDENTIFIER:
    case KEY_SETTING:
    case KEY_MOMENT:
        unpaired_add(pl, p, why);
        return true;
    }
    w->at_best_why = why;
    return false;
}

static const struct sv no_rule =
    SV_INIT("no rule pairs this key with a metric by itself; define one by hand when it answers a "
            "question");

static const struct sv not_a_flag =
    SV_INIT("only 0 or only 1 so far, and the key is not that of a flag: nothing shows what it is");

static void pair_propose(struct planner *pl, const struct pair_fact *p)
{
    const struct name_fact *name = &pl->f->names.v[p->name];
    struct sv key = planner_sv(pl, p->key), span = planner_sv(pl, name->name);
    bool only_one = facts_flag(p) && p->min == p->max;
    bool flag = (facts_flag(p) && !only_one) || (p->bools && p->bools == p->spans);
    struct proposal w = {.origin = "auto-pair"};
    if (!planner_may_name(pl, p)) {
        unpaired_add(pl, p, span.n && key.n
                                ? SV("the name holds what looks like a secret or a personal value")
                                : SV("it has no name that a definition could hold"));
        return;
    }
    if (sense_settles(pl, p, &w))
        return;
    const struct autopair_rule *rule = autopair_find(p->means, span, name->role, flag);
    if (!rule) {
        if (p->values.v.n)
            unpaired_add(pl, p, w.at_best_why.n ? w.at_best_why : only_one ? not_a_flag : no_rule);
        return;
    }
    w.of = (struct candidate){pl->f, name, p, rule, rule->how, false};
    w.unit = autopair_unit(rule, key, p->factor);
    w.question = rule->question;
    w.rank = RANK_PAIRS + RANK_RULE * rule->order;
    planner_propose(pl, &w);
}

/* Texts are candidates only where a number belongs: under a key that the rules pair and nothing
 * speaks against, or when each of them is a number. */
static bool is_candidate(const struct planner *pl, const struct pair_fact *p)
{
    const struct name_fact *name = &pl->f->names.v[p->name];
    struct sv why;
    if (p->values.v.n || p->bools)
        return true;
    return (p->texts || p->others) &&
           ((p->texts && p->text_numbers == p->texts) ||
            key_sense(p->means, &why) == KEY_FREE) &&
           autopair_wants(p->means, planner_sv(pl, name->name), name->role);
}

void plan_pairs(struct planner *pl)
{
    for (size_t i = 0; i < pl->f->pairs.n; i++) {
        const struct pair_fact *p = &pl->f->pairs.v[i];
        if (!pl->taken[i] && is_candidate(pl, p))
            pair_propose(pl, p);
    }
}
