#ifndef SPANVET_TESTS_UNIT_SPANS_H
#define SPANVET_TESTS_UNIT_SPANS_H
/* Traces for tests of the browser's models, from tables or loops, without any text. Times count
 * from SPANS_ZERO. */
#include "core/build.h"
#include "core/index.h"
#include "tui/extent.h"

#define SPANS_ZERO UINT64_C(1738000000000000000)

struct node {
    uint64_t id, parent; /* 0 = none */
    uint64_t start, end; /* ns from SPANS_ZERO */
    const char *name;    /* NULL = "span" */
    uint8_t kind, status;
    bool no_times;
};

struct spans {
    struct store s;
    struct build b;
    struct index ix;
    struct extent x; /* of the first trace */
};

static inline void spans_begin(struct spans *w)
{
    *w = (struct spans){0};
    store_init(&w->s);
    build_init(&w->b, &w->s);
    build_input(&w->b, SV("test"), "test", true);
}

static inline void spans_add(struct spans *w, const struct node *n)
{
    struct span_head h = {.scope = NO_ROW, .kind = n->kind, .status = n->status,
                          .flags = SPAN_HAS_NAME};
    if (!n->no_times) {
        h.flags |= SPAN_HAS_START | SPAN_HAS_END;
        h.start = SPANS_ZERO + n->start;
        h.end = SPANS_ZERO + n->end;
    }
    h.name = build_sym(&w->b, sv_from_c(n->name ? n->name : "span"));
    h.trace_id = (struct raw_id){{0, 1}, ID_NUMBER};
    h.span_id = (struct raw_id){{0, n->id}, n->id ? ID_NUMBER : ID_ABSENT};
    h.parent_id = (struct raw_id){{0, n->parent}, n->parent ? ID_NUMBER : ID_ABSENT};
    build_span(&w->b, &h);
}

static inline void spans_end(struct spans *w)
{
    build_input_end(&w->b);
    index_build(&w->ix, &w->s);
    if (w->ix.n_traces)
        extent_of(&w->x, &w->s, &w->ix, 0);
}

static inline void spans_make(struct spans *w, const struct node *nodes, size_t n)
{
    spans_begin(w);
    for (size_t i = 0; i < n; i++)
        spans_add(w, &nodes[i]);
    spans_end(w);
}

static inline void spans_release(struct spans *w)
{
    index_release(&w->ix);
    build_release(&w->b);
    store_release(&w->s);
}

/* The position of the span with this id; of several the first. */
static inline uint32_t spans_at(const struct spans *w, uint64_t id)
{
    for (uint32_t p = 0; p < w->ix.n_spans; p++)
        if (w->s.span.span_id[w->ix.order[p]] == id)
            return p;
    return NO_ROW;
}

static inline double spans_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

#endif
