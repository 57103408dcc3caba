/* What spans say by being there: how many, how many failed, how long they take. */
#include <stdlib.h>

#include "core/shown.h"
#include "metrics/key_sense.h"
#include "metrics/plan_parts.h"

enum {
    NAMES_MAX = 200, /* of the names with the most spans; others say little and may be endless */
    STEPS_LEAST = 10, /* spans of a name nobody knows, for a rate of failures */
    RANK_ERRORS = 400,
    RANK_LENGTHS = 410,
    RANK_REST = 900
};

/* Steps of the business: their length and failures are worth a metric of their own. */
static bool is_step(const struct planner *pl, const struct name_fact *n)
{
    return n->role == SPAN_OTHER &&
           key_matches(planner_sv(pl, n->name), "business.* *.workflow.* *workflow.*");
}

static void count_propose(struct planner *pl, const struct name_fact *n)
{
    struct proposal w = {.of = {pl->f, n, NULL, NULL, AGG_COUNT, false},
                         .unit = SV("count"),
                         .question = SV("How many of these spans does a call have?"),
                         .origin = "span",
                         .rank = RANK_REST,
                         .at_best = VERDICT_DIAGNOSTIC,
                         .at_best_why = SV("a raw count of spans answers no operating question"),
                         .at_best_rule = "5.7"};
    planner_propose(pl, &w);
}

static bool has_flag(const struct planner *pl, const struct name_fact *n)
{
    const struct pair_fact *p = facts_pair(pl->f, n, SV("tool.error"));
    return p && facts_flag(p);
}

static void errors_propose(struct planner *pl, const struct name_fact *n)
{
    bool wrapper = n->role == SPAN_CONVERSATION || n->role == SPAN_SESSION ||
                   n->role == SPAN_PIPELINE || n->role == SPAN_TURN;
    struct proposal w = {.of = {pl->f, n, NULL, NULL, AGG_ERROR_RATE, false},
                         .unit = SV("percent"),
                         .question = SV("How often does it fail?"),
                         .origin = "span",
                         .rank = RANK_ERRORS};
    if (!n->errors && !n->ok) {
        w.at_best = VERDICT_DIAGNOSTIC;
        w.at_best_why = SV("no span of this name has a status: nothing tells good from failed");
        w.at_best_rule = "E120";
    } else if (has_flag(pl, n)) {
        w.at_best = VERDICT_DIAGNOSTIC;
        w.at_best_why = SV("`tool.error` on the same spans answers it, in every profile");
        w.at_best_rule = "5.6";
    } else if (n->role == SPAN_OTHER && !is_step(pl, n) && n->spans < STEPS_LEAST) {
        w.at_best = VERDICT_DIAGNOSTIC;
        w.at_best_why = SV("too few spans of a name that is no step of the business");
        w.at_best_rule = "5.7";
    } else if (!n->errors || wrapper) {
        w.at_best = VERDICT_DIAGNOSTIC;
        w.at_best_why = wrapper ? SV("a wrapper fails with what it holds: measure that")
                                : SV("no span of this name has failed yet");
        w.at_best_rule = "5.7";
    }
    planner_propose(pl, &w);
}

/* Is there an attribute that measures the same, and is better named? */
static bool has_latency(const struct planner *pl, const struct name_fact *n)
{
    for (size_t i = 0; i < n->pairs.n; i++) {
        const struct pair_fact *p = &pl->f->pairs.v[n->pairs.v[i]];
        if (p->values.v.n && key_matches(p->means, "*latency_ms *duration_ms *latency_s"))
            return true;
    }
    return false;
}

static void length_propose(struct planner *pl, const struct name_fact *n)
{
    struct proposal w = {.of = {pl->f, n, NULL, NULL, AGG_P90, true},
                         .unit = SV("s"),
                         .question = SV("Is this step slow?"),
                         .origin = "span",
                         .rank = RANK_LENGTHS};
    bool worth = is_step(pl, n) || (n->role == SPAN_TOOL && !has_latency(pl, n));
    if (!n->durations.v.n)
        return;
    if (!worth) {
        w.at_best = VERDICT_DIAGNOSTIC;
        w.at_best_why = SV("the length of a span by itself answers no operating question; a "
                           "first-byte time or a latency measured in the agent does");
        w.at_best_rule = "5.7";
    }
    planner_propose(pl, &w);
}

/* The names with the most spans first; then as they came. */
static int name_order(const void *va, const void *vb)
{
    const struct name_fact *a = *(const struct name_fact *const *)va;
    const struct name_fact *b = *(const struct name_fact *const *)vb;
    if (a->spans != b->spans)
        return a->spans > b->spans ? -1 : 1;
    return (a > b) - (a < b);
}

void plan_spans(struct planner *pl)
{
    size_t n = 0;
    const struct name_fact **names = mem_alloc(sizeof(*names) * (pl->f->names.n + 1));
    for (size_t i = 0; i < pl->f->names.n; i++) {
        struct sv name = planner_sv(pl, pl->f->names.v[i].name);
        if (name.n && shown_length(name) == name.n)
            names[n++] = &pl->f->names.v[i];
    }
    qsort(names, n, sizeof(*names), name_order);
    for (size_t i = 0; i < n && i < NAMES_MAX; i++) {
        count_propose(pl, names[i]);
        errors_propose(pl, names[i]);
        length_propose(pl, names[i]);
    }
    pl->p->names_left_out = n > NAMES_MAX ? n - NAMES_MAX : 0;
    free(names);
}
