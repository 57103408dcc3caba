#ifndef SPANVET_LINT_CHECK_STATE_H
#define SPANVET_LINT_CHECK_STATE_H
/*
 * What is behind struct check: all that running rules writes. One for each thread that runs
 * rules; the engine puts their results together. Only for lint/engine*.c and lint/check*.c.
 */
#include "core/buf.h"
#include "lint/check.h"
#include "lint/score.h"
#include "lint/settings.h"

/* What rules ask of a trace again and again, worked out once: its positions by class (class k has
 * n_of_class[k] of them at of_class[first_of_class[k]]), and what check_numbers found, each good
 * for the trace whose number, plus 1, is `round`. */
struct trace_state {
    VEC(uint32_t) of_class;
    uint32_t first_of_class[CLASSES], n_of_class[CLASSES];
    struct key_numbers {
        VEC(uint32_t) at;
        VEC(double) value;
        uint32_t round;
    } numbers[KNOWN_KEYS];
};

/* So many traces are in hand at a time: each rule runs on all of them before the next one does, for
 * its code is then at hand, too. */
enum { TRACES_IN_HAND = 16 };

enum { KEPT = 2 }; /* things that a rule may keep */

struct check_state {
    const struct settings *set;
    size_t n_syms;
    uint32_t rule; /* the rule that is running */

    /* The results. */
    struct findings findings;
    struct rule_tally *tallies; /* by rule */
    uint64_t *spans_run;        /* by rule: spans of the traces on which it ran */
    bool *ran;                  /* by rule: at least once */
    struct excluder excluder;
    uint64_t excluded;          /* findings */
    struct sv *skip_reason;     /* by rule: from check_skip; lives in findings.arena */

    /* Hits of the running check. slot_of says where in `hits` a name may stand; it is never
     * cleared, the entry there tells whether it does. */
    VEC(struct hit) hits;
    size_t n_handed; /* names that check_next has given out */
    uint32_t n_spans;
    uint32_t *slot_of;
    struct hit all; /* what check_all returned */

    /* check_set_add: a symbol is in the set when its mark is the present one. */
    uint32_t *marks;
    uint32_t mark;

    struct trace_state traces[TRACES_IN_HAND];

    struct kept {
        void *memory[KEPT];
        void (*release[KEPT])(void *memory);
    } *kept; /* by rule; made when asked for, see check_keep */
    void **tables;   /* by rule; made when asked for, see check_table */
    uint32_t *memory_of; /* by rule: whose table it uses */
    uint32_t *asked; /* by rule: the rule that it last asked for parameters, see check_params_of */
    struct buf text; /* a message while it is written */
};

void check_state_init(struct check_state *st, const struct store *s, const struct index *ix,
                      const struct settings *set);
void check_state_release(struct check_state *st);

/* Adds the results of `from`, which loses its findings. */
void check_state_merge(struct check_state *st, struct check_state *from);

/* Sorts the spans of a trace by class, for check_spans. */
void trace_state_enter(struct trace_state *ts, const struct view *v, const struct index *ix,
                       uint32_t trace);

/* Makes the state ready for one run of a rule. */
void check_state_begin(struct check_state *st, uint32_t rule);

#endif
