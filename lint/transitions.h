#ifndef SPANVET_LINT_TRANSITIONS_H
#define SPANVET_LINT_TRANSITIONS_H
/*
 * struct transitions: which state follows which, over all calls, and how often that fails: what the
 * platform's transition hotspots show.
 *
 * A call is a target of the view (lint/targets.h). Its spans, duplicates left out, stand in order
 * of start; of equal starts the less deep one of the trees comes first, then the one that the
 * inputs hold first. A span without a start, or with 0 for one, has no place in this order and is
 * left out. So are classes of spans that are not asked for: TRANSITIONS_USUAL leaves out wrappers,
 * which hold other spans, connectivity probes, and markers, which are no step of the call.
 *
 * A span's state is its name; behind it, for tools the tool's name, and for turns the role, where
 * an attribute has it and the name does not hold it already. Each span and the one behind it in
 * the call is one occurrence of the pair (state, state).
 *
 * A call ended failed when one of its conversation spans has status ERROR; where it has none, when
 * it has exactly one span without a parent and that has. Probes are neither.
 * An occurrence failed when its second span has status ERROR, or its call ended failed.
 * A pair's failure rate is the share of the calls with the pair in which an occurrence of it
 * failed.
 */
#include "core/buf.h"
#include "lint/view.h"

#include <stdatomic.h>

#define TRANSITIONS_ALL ((UINT32_C(1) << CLASSES) - 1)
#define TRANSITIONS_USUAL                                                                          \
    (TRANSITIONS_ALL & ~(UINT32_C(1) << CLASS_CONVERSATION | UINT32_C(1) << CLASS_PIPELINE |       \
                         UINT32_C(1) << CLASS_TRANSPORT | UINT32_C(1) << CLASS_SESSION |           \
                         UINT32_C(1) << CLASS_MARKER | UINT32_C(1) << CLASS_PROBE))

enum {
    TRANSITIONS_STATES_MAX = 200, /* that can be asked for */
    TRANSITIONS_EXEMPLARS = 20,   /* calls kept for each pair */
};

struct transitions_wish {
    uint32_t classes;        /* a bit for each enum span_class that takes part */
    uint32_t max_states;     /* 1 to TRANSITIONS_STATES_MAX; the rest is folded into one */
    const atomic_bool *stop; /* gives up when it becomes true; may be NULL */
    /* Of the spans whose class takes part, which do: by class and name. NULL = all of them. */
    bool (*takes)(const void *self, uint8_t class, struct sv name);
    const void *self;        /* the caller's, for `takes` */
};

struct transition_state {
    sym name, detail;  /* detail: the tool, the role; SYM_EMPTY = none */
    uint8_t class;     /* enum span_class of the first such span */
    uint32_t spans;
    uint32_t n_folded; /* 0; of the last one, which is "other names": how many states it is */
};

/* A pair. */
struct transition {
    uint32_t count;    /* occurrences */
    uint32_t failed;   /* of them */
    uint32_t errors;   /* occurrences whose second span has status ERROR */
    uint32_t calls;    /* that have the pair */
    uint32_t failed_calls;
    uint32_t exemplar; /* 1 + the first of transitions.exemplars, 0 = none */
    uint32_t last_call, last_failed; /* 1 + a call; while it is made */
};

/* An occurrence to look at: positions of index.order. At most one of a call. */
struct transition_exemplar {
    uint32_t from, to;
    uint32_t next; /* 1 + the next one of the pair, 0 = none */
    bool failed;
};

struct transitions {
    VEC(struct transition_state) states; /* by spans, most first, then by text */
    struct transition *pairs;            /* [from * states.n + to] */
    uint32_t *hotspots; /* the pairs that occur: most failed first, then by rate, then by count */
    uint32_t n_hotspots;
    VEC(struct transition_exemplar) exemplars;
    uint32_t calls, failed_calls; /* with at least one span that takes part */
    uint32_t no_start;            /* spans left out for that */
    uint64_t occurrences, failed;
};

/* False when it was stopped; release it then too. Costs n log n and some 36 bytes a span while it
 * works; what stays depends on the states alone. Any thread. */
bool transitions_make(struct transitions *t, const struct store *s, const struct index *ix,
                      const struct view *v, const struct transitions_wish *wish);
/* Accepts a zeroed one. */
void transitions_release(struct transitions *t);

static inline const struct transition *transition_of(const struct transitions *t, uint32_t from,
                                                     uint32_t to)
{
    return &t->pairs[(size_t)from * t->states.n + to];
}
/* The share of the calls with the pair in which it failed, 0 to 1. */
static inline double transition_rate(const struct transition *p)
{
    return p->calls ? (double)p->failed_calls / p->calls : 0;
}

/* Up to TRANSITIONS_EXEMPLARS occurrences of a pair: of failed ones first. Returns how many. */
uint32_t transition_exemplars(const struct transitions *t, const struct transition *p,
                              struct transition_exemplar out[TRANSITIONS_EXEMPLARS]);

/* Appends the text of a state: "llm", "llm_tool_call: lookup", "(no name)", "3 other names"; as
 * core/shown.h lets it be shown, unless `raw`. */
void transition_state_add(struct buf *b, const struct store *s,
                          const struct transition_state *state, bool raw);

#endif
