#ifndef SPANVET_METRICS_CONTRACT_H
#define SPANVET_METRICS_CONTRACT_H
/*
 * struct contract: what the API, the platform or common sense will say of definitions, before they
 * are created. Checks are rows of metrics/contract.def, each with a function.
 *
 * With facts, definitions are also held against traces: then the sentences begin as the platform's
 * own do, where it would refuse to compute the metric.
 */
#include "core/level.h"
#include "metrics/bodies.h"
#include "metrics/facts.h"

struct contract_check {
    struct sv code, slug; /* "C010", "attribute-required" */
    uint8_t severity;     /* enum severity */
    struct sv what, fix;  /* sentences */
};
extern const struct contract_check contract_checks[];
extern const size_t n_contract_checks;

struct contract_finding {
    uint32_t body; /* of bodies.list */
    uint16_t check;
    const char *member, *inner; /* "target_condition", "target_float"; NULL = the whole body */
    struct sv text;             /* may be shown: no secret or personal value is in it */
};

/* Findings of a check about one body; what is beyond is only counted. */
enum { CONTRACT_OF_CHECK = 10 };

struct contract {
    VEC(struct contract_finding) findings; /* by body, then by check */
    uint64_t totals[SEVERITIES];           /* also of those that are only counted */
    uint64_t left_out;                     /* that are only counted */
    uint64_t searched;                     /* names and keys looked through for suggestions */
    struct arena arena;
};

struct contract_wish {
    enum profile profile;
    bool profile_given;        /* else that of the file counts, when it names one */
    const struct facts *facts; /* NULL = no traces */
};

/* Fills a zeroed contract. Takes n log n in the bodies; texts of findings live with the contract.
 */
void contract_make(struct contract *c, const struct bodies *b, const struct contract_wish *w);
void contract_release(struct contract *c);

/* "target_condition.target_float", as it may be shown; empty for the whole body. */
void contract_member_add(struct buf *b, const struct contract_finding *f);

/* The profile that counts for a body. */
enum profile contract_profile(const struct bodies *b, const struct body *body,
                              const struct contract_wish *w);

#endif
