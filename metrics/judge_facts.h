#ifndef SPANVET_METRICS_JUDGE_FACTS_H
#define SPANVET_METRICS_JUDGE_FACTS_H
/*
 * struct judge_facts: what the traces carry of all that a judge can look at (the rows EVIDENCE of
 * judges.def), and under which names. Names that hold a secret, a personal value or an id, or that
 * are more than a name, are left out: they would be read as part of the prompt.
 */
#include "core/arena.h"
#include "metrics/facts.h"

enum evidence_kind { EV_TEXT, EV_FLAG, EV_STATUS, EV_ENDED, EV_TOOL, EV_ARGUMENT };

enum evidence_id {
#define EVIDENCE(id, kind, role, keys, says) EVIDENCE_##id,
#define JUDGE(...)
#include "metrics/judges.def"
#undef EVIDENCE
#undef JUDGE
    EVIDENCES
};

struct evidence_row {
    enum evidence_kind kind;
    enum span_role role;
    const char *keys, *says;
};
extern const struct evidence_row evidence_rows[EVIDENCES];

enum { JUDGE_NAMES = 4 };

struct judge_found {
    const struct pair_fact *pair; /* of the attribute; NULL for what is none, or is not there */
    uint64_t spans;               /* that carry it; names that fit, for those of tools */
    uint64_t hits;                /* spans on which it is set or there, or that failed */
    struct sv names[JUDGE_NAMES]; /* of tools and of arguments: the first that fit */
    uint32_t n_names;
};

struct judge_facts {
    struct judge_found of[EVIDENCES];
    uint64_t spans[SPAN_ROLES];
    uint32_t traces[SPAN_ROLES];
};

/* The texts of names live in the arena. */
void judge_facts_find(struct judge_facts *j, const struct facts *f, struct arena *a);

/* May a prompt hold the name? */
bool judge_may_name(struct sv name);

#endif
