#ifndef SPANVET_CORE_INDEX_H
#define SPANVET_CORE_INDEX_H
/*
 * struct index: what follows from a finished store and is derived once: which spans make a trace,
 * who is whose child, roots, orphans, duplicates and cycles. No recursion, n log n at most.
 *
 * Spans of a trace stand together in `order`, a list of rows in preorder: a span is followed by
 * its whole subtree. A position p in `order` is what rules count with; siblings stand in order of
 * start time, then row. So:
 *
 *     for (p = t->first; p < t->first + t->count; p++)         all spans of a trace
 *     for (c = p + 1; c < p + ix->size[p]; c += ix->size[c])   the children of p
 *     p + ix->size[p]                                          the first behind p's subtree
 *
 * Tops of trees are roots, orphans and, in a cycle, its span that starts first.
 *
 * Rows that repeat an earlier (trace id, span id) are in no tree: they stand behind the others of
 * their trace, at positions t->first + t->n_unique and on. So whoever judges spans and not rows
 * stops there, and a batch sent twice is judged once.
 */
#include "core/store.h"

enum span_fact {
    FACT_ROOT = 1 << 0,      /* no parent id */
    FACT_ORPHAN = 1 << 1,    /* a parent id that no span of the trace has */
    FACT_CYCLE = 1 << 2,     /* its own ancestor */
    FACT_DUPLICATE = 1 << 3, /* repeats the (trace id, span id) of an earlier row */
};

struct trace_range {
    uint32_t first, count; /* positions in order */
    uint32_t n_unique;     /* how many of them are no duplicates */
    uint32_t n_roots, n_orphans, n_duplicates, n_cycle;
    uint32_t max_depth; /* 0 when there are only tops */
};

struct index {
    uint32_t *order;  /* position -> row */
    uint32_t *size;   /* position -> number of spans in its subtree, itself included */
    uint32_t *parent; /* position -> position of the parent, or NO_ROW for a top; of a duplicate,
                         the position of the span that it repeats */
    uint32_t *depth;  /* position -> 0 for tops */
    uint8_t *facts;   /* position -> enum span_fact */
    struct trace_range *traces; /* parallel to store.traces */
    uint32_t n_spans, n_traces;
    uint32_t n_real_traces; /* traces with an id */
    uint64_t n_roots, n_orphans, n_duplicates, n_cycle;
};

/* Derives the index. `s` must stay as it is while the index is used. Release accepts a zeroed
 * index. */
void index_build(struct index *ix, const struct store *s);
void index_release(struct index *ix);

#endif
