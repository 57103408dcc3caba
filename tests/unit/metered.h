#ifndef SPANVET_TESTS_UNIT_METERED_H
#define SPANVET_TESTS_UNIT_METERED_H
/* Traces for tests of the planner: each trace is a call, and canonical names have their roles. */
#include "metrics/facts.h"
#include "tests/unit/linted.h"

struct metered {
    struct linted l;
    uint8_t *role_of, *probes;
    uint32_t *call_of;
    struct call *calls;
    struct metrics_input in;
    struct facts f;
};

static inline void metered_open(struct metered *m, const char *json)
{
    linted_open(&m->l, json);
    size_t n = m->l.s.traces.n;
    m->role_of = mem_zalloc(m->l.s.syms.texts.n);
    m->probes = mem_zalloc(m->l.s.n_spans);
    m->call_of = mem_zalloc(sizeof(*m->call_of) * n);
    m->calls = mem_zalloc(sizeof(*m->calls) * n);
    for (uint32_t t = 0; t < n; t++) {
        m->call_of[t] = t;
        m->calls[t] = (struct call){SV("a call"), "trace"};
    }
    /* The classes of a view and the roles of spans are in the same order. */
    for (uint32_t row = 0; row < m->l.s.n_spans; row++)
        m->role_of[m->l.s.span.name[row]] = m->l.v.row_class[row];
    m->in = (struct metrics_input){.s = &m->l.s,
                                   .ix = &m->l.ix,
                                   .role_of = m->role_of,
                                   .probes = m->probes,
                                   .call_of = m->call_of,
                                   .calls = m->calls,
                                   .n_calls = (uint32_t)n};
    facts_build(&m->f, &m->in);
}

static inline void metered_close(struct metered *m)
{
    facts_release(&m->f);
    free(m->role_of);
    free(m->probes);
    free(m->call_of);
    free(m->calls);
    linted_close(&m->l);
}

#endif
