#include "lint/engine_parts.h"

#include <pthread.h>
#include <sched.h>

/* ---- threads ---- */

enum {
    THREADS_MAX = 16,
    THREAD_SPANS = 50000 /* a thread for fewer spans costs more than it gives */
};

struct worker {
    const struct run *r;
    struct check_state st;
    pthread_t thread;
    bool started;
};

/* Takes traces until there are none left. Which thread runs a trace changes nothing: findings are
 * sorted by trace, and rules remember only what is true of a text whoever asks. */
static void *worker_run(void *arg)
{
    struct worker *w = arg;
    const struct run *r = w->r;
    uint32_t first;
    while ((first = atomic_fetch_add(r->next_trace, TRACES_IN_HAND)) < r->ix->n_traces)
        run_traces(r, &w->st, first, 0, r->n_free);
    return NULL;
}

/* The same on the calling thread, which also runs the rules with an `end`: on all traces in their
 * order, those that others took included. */
static void main_worker_run(struct worker *w)
{
    const struct run *r = w->r;
    uint32_t n = r->ix->n_traces, first, walked = 0;
    while ((first = atomic_fetch_add(r->next_trace, TRACES_IN_HAND)) < n) {
        for (; walked < first; walked += TRACES_IN_HAND)
            run_traces(r, &w->st, walked, r->n_free, r->n_rules);
        run_traces(r, &w->st, first, 0, r->n_rules);
        walked += TRACES_IN_HAND;
    }
    for (; walked < n; walked += TRACES_IN_HAND)
        run_traces(r, &w->st, walked, r->n_free, r->n_rules);
}

static unsigned threads_wanted(const struct run *r)
{
    cpu_set_t cores;
    unsigned n = r->set->threads, useful = 1 + r->s->n_spans / THREAD_SPANS;
    if (n == 0)
        n = sched_getaffinity(0, sizeof(cores), &cores) ? 1 : (unsigned)CPU_COUNT(&cores);
    n = n < useful ? n : useful;
    return n < THREADS_MAX ? n : THREADS_MAX;
}

/* A thread that cannot be had is no loss: the others take its traces. */
static void traces_run(struct run *r, struct worker *mine)
{
    unsigned n = threads_wanted(r);
    struct worker *others = mem_zalloc(arena_size(sizeof(*others), n));
    atomic_uint next = 0;
    r->next_trace = &next;
    for (unsigned i = 1; i < n; i++) {
        others[i].r = r;
        check_state_init(&others[i].st, r->s, r->ix, r->set);
        others[i].started =
            pthread_create(&others[i].thread, NULL, worker_run, &others[i]) == 0;
    }
    main_worker_run(mine);
    for (unsigned i = 1; i < n; i++) {
        if (others[i].started)
            pthread_join(others[i].thread, NULL);
        check_state_merge(&mine->st, &others[i].st);
        check_state_release(&others[i].st);
    }
    free(others);
}

/* ---- the whole ---- */

static double *trace_scores_make(const struct run *r)
{
    double *scores = mem_alloc(arena_size(sizeof(*scores), r->ix->n_traces + 1));
    for (uint32_t t = 0; t < r->ix->n_traces; t++)
        scores[t] = 100;
    return scores;
}

static void ends_run(const struct run *r, struct check_state *st)
{
    for (size_t k = r->n_free; k < r->n_rules; k++)
        run_rule_end(r, st, r->rules[k].rule);
}

static bool any_trace_suits(const struct run *r, const struct rule *rule)
{
    for (uint32_t t = 0; t < r->ix->n_traces; t++)
        if (rule->when & r->v->features[t])
            return true;
    return rule->when == 0;
}

static void store_run(const struct run *r, struct check_state *st)
{
    const struct catalog *cat = r->set->catalog;
    for (uint32_t i = 0; i < cat->n; i++) {
        const struct rule *rule = cat->rules[i];
        if (!r->set->enabled[i] || rule->scope != SCOPE_STORE)
            continue;
        struct check c = run_check(r, st, NO_ROW);
        if (run_has_key(r, rule) && any_trace_suits(r, rule))
            run_rule(r, &c, i, false);
    }
}

void lint_run(struct lint *l, const struct store *s, const struct index *ix, const struct view *v,
              const struct settings *set)
{
    *l = (struct lint){0};
    struct run r = {.s = s, .ix = ix, .v = v, .set = set};
    struct worker mine = {.r = &r};
    check_state_init(&mine.st, s, ix, set);
    run_partial_fill(&r);
    run_pick(&r, &mine.st);
    if (set->trace_scores)
        r.trace_scores = trace_scores_make(&r);
    traces_run(&r, &mine);
    ends_run(&r, &mine.st);
    store_run(&r, &mine.st);
    run_results(&r, &mine.st, l);
    check_state_release(&mine.st);
    free(r.partial);
    free(r.rules);
}
