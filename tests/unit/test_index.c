/* Trees out of spans: preorder, sizes, roots, orphans, duplicates, cycles, in any order of rows. */
#include "core/build.h"
#include "core/index.h"
#include "tests/unit/test.h"

struct node {
    uint64_t id, parent; /* 0 = none */
    uint64_t start;
    uint64_t trace;
};

struct world {
    struct store s;
    struct build b;
    struct index ix;
};

static void world_make(struct world *w, const struct node *nodes, size_t n)
{
    store_init(&w->s);
    build_init(&w->b, &w->s);
    build_input(&w->b, SV("test"), "test", true);
    for (size_t i = 0; i < n; i++) {
        struct span_head h = {.scope = NO_ROW, .flags = SPAN_HAS_START, .start = nodes[i].start};
        h.trace_id = (struct raw_id){{0, nodes[i].trace + 1}, ID_NUMBER};
        h.span_id = (struct raw_id){{0, nodes[i].id}, nodes[i].id ? ID_NUMBER : ID_ABSENT};
        h.parent_id =
            (struct raw_id){{0, nodes[i].parent}, nodes[i].parent ? ID_NUMBER : ID_ABSENT};
        build_span(&w->b, &h);
    }
    build_input_end(&w->b);
    index_build(&w->ix, &w->s);
}

static void world_release(struct world *w)
{
    index_release(&w->ix);
    build_release(&w->b);
    store_release(&w->s);
}

/* What must hold for every index: a permutation, subtrees nested, parents before children. */
static void check_shape(const struct world *w)
{
    const struct index *ix = &w->ix;
    uint8_t *seen = mem_zalloc(ix->n_spans);
    for (uint32_t t = 0; t < ix->n_traces; t++) {
        uint32_t first = ix->traces[t].first, end = first + ix->traces[t].count;
        for (uint32_t p = first; p < end; p++) {
            CHECK(!seen[ix->order[p]]++);
            CHECK_EQ(w->s.span.trace[ix->order[p]], t);
            CHECK(ix->size[p] >= 1 && p + ix->size[p] <= end);
            uint32_t parent = ix->parent[p];
            CHECK_EQ(!!(ix->facts[p] & FACT_DUPLICATE), p >= first + ix->traces[t].n_unique);
            if (ix->facts[p] & FACT_DUPLICATE)
                CHECK(w->s.span.span_id[ix->order[parent]] == w->s.span.span_id[ix->order[p]]);
            if (parent == NO_ROW || ix->facts[p] & FACT_DUPLICATE)
                continue;
            CHECK(parent < p && p + ix->size[p] <= parent + ix->size[parent]);
            CHECK_EQ(ix->depth[p], ix->depth[parent] + 1);
        }
    }
    free(seen);
}

TEST(a_tree_in_any_order)
{
    static const struct node nodes[] = {
        {4, 2, 30, 0}, {3, 1, 40, 0}, {1, 0, 10, 0}, {5, 2, 25, 0}, {2, 1, 20, 0}};
    static const uint64_t preorder[] = {1, 2, 5, 4, 3}, sizes[] = {5, 3, 1, 1, 1};
    struct world w;
    world_make(&w, nodes, ARRAY_LEN(nodes));
    check_shape(&w);
    for (uint32_t p = 0; p < 5; p++) {
        CHECK_EQ(w.s.span.span_id[w.ix.order[p]], preorder[p]);
        CHECK_EQ(w.ix.size[p], sizes[p]);
    }
    CHECK_EQ(w.ix.n_roots, 1);
    CHECK_EQ(w.ix.traces[0].max_depth, 2);
    world_release(&w);
}

TEST(orphans_duplicates_and_missing_ids)
{
    static const struct node nodes[] = {
        {1, 0, 1, 0}, {2, 9, 2, 0}, {3, 2, 3, 0}, {2, 9, 2, 0}, {0, 1, 4, 0}, {0, 1, 5, 0},
        {9, 0, 1, 1}};
    struct world w;
    world_make(&w, nodes, ARRAY_LEN(nodes));
    check_shape(&w);
    CHECK_EQ(w.ix.n_roots, 2);
    CHECK_EQ(w.ix.n_orphans, 2); /* id 9 is in the other trace */
    CHECK_EQ(w.ix.n_duplicates, 1); /* spans without id do not repeat each other */
    CHECK_EQ(w.ix.n_real_traces, 2);
    world_release(&w);
}

TEST(cycles_are_cut_where_they_begin)
{
    static const struct node nodes[] = {
        {1, 1, 5, 0},                             /* its own parent */
        {2, 4, 30, 0}, {3, 2, 10, 0}, {4, 3, 20, 0}, {5, 4, 40, 0}, /* 2-3-4, and a tail */
        {6, 0, 1, 0}};
    struct world w;
    world_make(&w, nodes, ARRAY_LEN(nodes));
    check_shape(&w);
    CHECK_EQ(w.ix.n_cycle, 4);
    CHECK_EQ(w.ix.n_roots, 1);
    CHECK_EQ(w.ix.n_orphans, 0);
    for (uint32_t p = 0; p < w.ix.n_spans; p++) {
        uint64_t id = w.s.span.span_id[w.ix.order[p]];
        CHECK_EQ(!!(w.ix.facts[p] & FACT_CYCLE), id >= 1 && id <= 4);
        if (id == 3)
            CHECK_EQ(w.ix.parent[p], NO_ROW); /* starts first */
    }
    world_release(&w);
}

TEST(deep_and_wide_without_recursion)
{
    enum { N = 300000 };
    struct node *nodes = mem_zalloc(N * sizeof(*nodes));
    for (uint64_t i = 0; i < N; i++)
        nodes[N - 1 - i] = (struct node){i + 1, i, i, 0};
    struct world w;
    world_make(&w, nodes, N);
    check_shape(&w);
    CHECK_EQ(w.ix.traces[0].max_depth, N - 1);
    world_release(&w);
    for (uint64_t i = 0; i < N; i++)
        nodes[i] = (struct node){i + 1, i ? 1 : 0, (i * 7919) % N, 0};
    world_make(&w, nodes, N);
    check_shape(&w);
    CHECK_EQ(w.ix.size[w.ix.traces[0].first], N);
    world_release(&w);
    for (uint64_t i = 0; i < N; i++)
        nodes[i] = (struct node){i + 1, (i + 1) % N + 1, i, 0};
    world_make(&w, nodes, N);
    check_shape(&w);
    CHECK_EQ(w.ix.n_cycle, N);
    world_release(&w);
    free(nodes);
}

TEST(random_graphs)
{
    struct node nodes[60];
    uint64_t x = 42;
    for (int round = 0; round < 3000; round++) {
        for (size_t i = 0; i < ARRAY_LEN(nodes); i++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            nodes[i] = (struct node){x % 50, (x >> 8) % 70, (x >> 16) % 20, (x >> 24) % 3};
        }
        struct world w;
        world_make(&w, nodes, ARRAY_LEN(nodes));
        check_shape(&w);
        world_release(&w);
    }
}

TEST_MAIN(TEST_CASE(a_tree_in_any_order), TEST_CASE(orphans_duplicates_and_missing_ids),
          TEST_CASE(cycles_are_cut_where_they_begin), TEST_CASE(deep_and_wide_without_recursion),
          TEST_CASE(random_graphs))
