#ifndef SPANVET_RULES_CHUNKS_H
#define SPANVET_RULES_CHUNKS_H
/*
 * struct chunks: the families of names for which N055 (chunk-noise) fires in a trace, with its
 * parameters in force: at most ten, because each has more than a tenth of the spans. A stream of
 * chunks would trip other rules about crowds too; they stay silent on these families. Found out
 * once a trace, when somebody asks; there are none while N055 is off.
 */
#include "rules/families.h"

struct chunks {
    struct families families;
    const double *limits; /* of N055, or NULL */
    uint32_t trace;       /* the one that was asked about last */
    VEC(uint32_t) noise;
};

void chunks_init(struct chunks *k, const struct check *c);
void chunks_release(struct chunks *k);

/* The same for rules that run trace by trace: what check_keep keeps for the rule. */
struct chunks *chunks_kept(struct check *c);

/* Does N055 fire in the present trace for the family of this name, or for any family? */
bool is_chunk_noise(struct chunks *k, const struct check *c, sym name);
bool any_chunk_noise(struct chunks *k, const struct check *c);

/* The pace of spans of one name below one parent, given in order of start: how many stand in a row
 * with min_ms to max_ms from start to start (N056). The zero value is for no span yet. */
struct pace {
    uint64_t last; /* start of the one before */
    uint32_t n, run, best;
};
/* `limits` are the parameters of N056. */
void pace_step(struct pace *k, const struct check *c, uint32_t p, const double *limits);
/* Are there at least so many spans side by side, from position `from` up to `end`, whatever their
 * names? */
static inline bool siblings_reach(const struct check *c, uint32_t from, uint32_t end, double least)
{
    uint32_t n = 0;
    for (uint32_t p = from; p < end && n < least; p += c->ix->size[p])
        n++;
    return n >= least;
}

enum { CADENCE_RUN, CADENCE_MIN, CADENCE_MAX };

#endif
