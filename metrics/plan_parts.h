#ifndef SPANVET_METRICS_PLAN_PARTS_H
#define SPANVET_METRICS_PLAN_PARTS_H
/* What the parts of the planner share; for metrics/plan*.c only. */
#include "metrics/doubts.h"
#include "metrics/plan.h"

enum { NO_DRAFT = -1 };

/* A draft that one of the parts asks for. */
struct proposal {
    struct candidate of; /* without a name: what is to be added, `span` and `key` */
    struct sv span, key;
    struct sv instrument; /* how to add it */
    struct sv title; /* empty: made of the span's name and the key */
    struct sv unit, question;
    const char *origin;
    uint32_t rank;
    enum verdict at_best;  /* what it is without any doubt */
    struct sv at_best_why; /* the reason when that is not VERDICT_PROPOSE */
    const char *at_best_rule;
};

/* A list of what is wanted, and which draft answers each item. */
struct wanted_item {
    struct floor_list *list;
    size_t item;
    int draft; /* of plan.drafts before they are sorted, or NO_DRAFT */
};

struct planner {
    struct plan *p;
    const struct facts *f;
    const struct plan_wish *wish;
    uint8_t *taken; /* by pair: a draft holds it */
    VEC(struct wanted_item) items;
    size_t n_wanted; /* drafts of what is wanted by name; only with these others may coincide */
    struct buf tmp;
};

/* Adds a draft with its doubts, or finds the one that measures the same; its number. */
int planner_propose(struct planner *pl, const struct proposal *w);
/* Verdict, reasons and change of a draft. */
void planner_judge(struct planner *pl, struct draft *to, const struct proposal *w);
/* Makes it a proposal of what the traces lack: staged, until somebody adds it. */
void planner_lacks(struct planner *pl, struct proposal *w, struct sv what);
/* A sentence that lives as long as the plan. */
struct sv planner_say(struct planner *pl, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The canonical name of spans of a role: "llm_tool_call". */
struct sv role_name(enum span_role role);
/* The text of a name or key as emitted. */
static inline struct sv planner_sv(const struct planner *pl, sym y)
{
    return store_sv(pl->f->in->s, y);
}

/* Can a definition hold the key and the name of its spans: are both there, and may be shown? */
bool planner_may_name(const struct planner *pl, const struct pair_fact *p);

/* The parts, in this order. */
void plan_agents(struct planner *pl);
void plan_wanted(struct planner *pl);
void plan_verticals(struct planner *pl);
void plan_pairs(struct planner *pl);
void plan_spans(struct planner *pl);
void plan_judges(struct planner *pl);
/* Makes every draft one that the profile has. */
void plan_profile(struct planner *pl);
/* Gives a name that two drafts have to one of them only; twins may keep theirs. */
void plan_titles(struct planner *pl);
/* Previews, order, ranks; what became of the wanted items. Gives the last names. */
void plan_finish(struct planner *pl);

#endif
