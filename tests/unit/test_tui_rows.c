/* Rows of the waterfall: folds, runs, filters as a lens, odd trees; and bits. */
#include "core/buf.h"
#include "tests/lib/dice.h"
#include "tests/unit/spans.h"
#include "tests/unit/test.h"
#include "tui/rows.h"

struct world {
    struct spans w;
    struct rows rows;
    struct bits passes;
    struct buf b;
};

static void world_make(struct world *x, const struct node *nodes, size_t n)
{
    *x = (struct world){0};
    spans_make(&x->w, nodes, n);
    rows_make(&x->rows, &x->w.x);
    rows_build(&x->rows, NULL);
}

static void world_release(struct world *x)
{
    rows_release(&x->rows);
    bits_release(&x->passes);
    buf_release(&x->b);
    spans_release(&x->w);
}

/* The rows as "1 .2 ..3 4x5": dots for depth, ids, run lengths, + for closed. */
static struct sv told(struct world *x)
{
    buf_clear(&x->b);
    for (uint32_t i = 0; i < x->rows.list.n; i++) {
        const struct row *row = &x->rows.list.v[i];
        if (i)
            buf_addc(&x->b, ' ');
        buf_fill(&x->b, '.', rows_depth(&x->rows, i));
        buf_fmt(&x->b, "%d", (int)x->w.s.span.span_id[x->w.ix.order[row->position]]);
        if (row->run && row->run != ROW_INNER)
            buf_fmt(&x->b, "x%u", row->run);
        if (rows_state(&x->rows, i) == ROW_CLOSED)
            buf_addc(&x->b, '+');
    }
    return buf_sv(&x->b);
}

static uint32_t row_of(const struct world *x, uint64_t id)
{
    return rows_find(&x->rows, spans_at(&x->w, id));
}

static void pass_only(struct world *x, const uint64_t *ids, size_t n)
{
    bits_resize(&x->passes, x->w.x.n);
    for (size_t i = 0; i < n; i++)
        bits_set(&x->passes, spans_at(&x->w, ids[i]));
    rows_build(&x->rows, &x->passes);
}

/* 1 has 2 (with 3, 4) and 5 (with 6, which has 7). */
static const struct node tree[] = {
    {.id = 1, .start = 0, .end = 100},
    {.id = 2, .parent = 1, .start = 1, .end = 40},
    {.id = 3, .parent = 2, .start = 2, .end = 10},
    {.id = 4, .parent = 2, .start = 11, .end = 20},
    {.id = 5, .parent = 1, .start = 50, .end = 90},
    {.id = 6, .parent = 5, .start = 51, .end = 80},
    {.id = 7, .parent = 6, .start = 52, .end = 60},
};

/* 1 has a run of 10 to 15, then 2 with a short one of 20 to 22. */
static const struct node noisy[] = {
    {.id = 1, .end = 100},
    {.id = 10, .parent = 1, .start = 1, .end = 2, .name = "recv"},
    {.id = 11, .parent = 1, .start = 2, .end = 4, .name = "recv"},
    {.id = 12, .parent = 1, .start = 4, .end = 7, .name = "recv"},
    {.id = 13, .parent = 1, .start = 7, .end = 11, .name = "recv"},
    {.id = 14, .parent = 1, .start = 11, .end = 16, .name = "recv"},
    {.id = 15, .parent = 1, .start = 16, .end = 99, .name = "recv"},
    {.id = 2, .parent = 1, .start = 20, .end = 60},
    {.id = 20, .parent = 2, .start = 21, .end = 22, .name = "recv"},
    {.id = 21, .parent = 2, .start = 23, .end = 24, .name = "recv"},
    {.id = 22, .parent = 2, .start = 25, .end = 26, .name = "recv"},
};

TEST(open_at_first)
{
    struct world x;
    world_make(&x, tree, ARRAY_LEN(tree));
    CHECK_SV(told(&x), "1 .2 ..3 ..4 .5 ..6 ...7");
    world_release(&x);
}

TEST(folding)
{
    struct world x;
    world_make(&x, tree, ARRAY_LEN(tree));
    CHECK(rows_fold(&x.rows, row_of(&x, 2), false));
    CHECK(!rows_fold(&x.rows, row_of(&x, 2), false));
    CHECK(!rows_fold(&x.rows, row_of(&x, 7), false));
    rows_build(&x.rows, NULL);
    CHECK_SV(told(&x), "1 .2+ .5 ..6 ...7");
    /* what is hidden is found where it is hidden */
    CHECK_EQ(row_of(&x, 4), row_of(&x, 2));
    CHECK(!rows_covers(&x.rows, row_of(&x, 2), spans_at(&x.w, 4)));
    CHECK(rows_fold(&x.rows, row_of(&x, 2), true));
    rows_build(&x.rows, NULL);
    CHECK_SV(told(&x), "1 .2 ..3 ..4 .5 ..6 ...7");
    CHECK_EQ(rows_parent(&x.rows, row_of(&x, 4)), row_of(&x, 2));
    CHECK_EQ(rows_parent(&x.rows, 0), NO_ROW);
    world_release(&x);
}

TEST(levels)
{
    static const char *const less[] = {"1 .2 ..3 ..4 .5 ..6+", "1 .2+ .5+", "1+"};
    static const char *const more[] = {"1 .2+ .5+", "1 .2 ..3 ..4 .5 ..6+",
                                       "1 .2 ..3 ..4 .5 ..6 ...7"};
    struct world x;
    world_make(&x, tree, ARRAY_LEN(tree));
    for (size_t i = 0; i < ARRAY_LEN(less); i++) {
        CHECK(rows_less(&x.rows));
        rows_build(&x.rows, NULL);
        CHECK_SV(told(&x), less[i]);
    }
    CHECK(!rows_less(&x.rows));
    for (size_t i = 0; i < ARRAY_LEN(more); i++) {
        CHECK(rows_more(&x.rows));
        rows_build(&x.rows, NULL);
        CHECK_SV(told(&x), more[i]);
    }
    CHECK(!rows_more(&x.rows));
    rows_fold_all(&x.rows);
    rows_build(&x.rows, NULL);
    CHECK_SV(told(&x), "1+");
    rows_unfold_all(&x.rows);
    rows_build(&x.rows, NULL);
    CHECK_SV(told(&x), "1 .2 ..3 ..4 .5 ..6 ...7");
    world_release(&x);
}

TEST(runs)
{
    struct world x;
    world_make(&x, noisy, ARRAY_LEN(noisy));
    CHECK_EQ(x.rows.n_runs, 1);
    CHECK_SV(told(&x), "1 .10x6+ .2 ..20 ..21 ..22");
    CHECK(rows_covers(&x.rows, 1, spans_at(&x.w, 13)));
    CHECK_EQ(row_of(&x, 13), 1);
    CHECK_EQ((int64_t)rows_typical(&x.rows, spans_at(&x.w, 10)), 4);
    CHECK(rows_fold(&x.rows, 1, true));
    rows_build(&x.rows, NULL);
    CHECK_SV(told(&x), "1 .10x6 ..10 ..11 ..12 ..13 ..14 ..15 .2 ..20 ..21 ..22");
    CHECK_EQ(row_of(&x, 10), 2);
    CHECK_EQ(rows_parent(&x.rows, row_of(&x, 14)), 1);
    CHECK_EQ(rows_parent(&x.rows, 1), 0);
    rows_fold_all(&x.rows);
    rows_unfold_all(&x.rows);
    rows_build(&x.rows, NULL);
    CHECK_SV(told(&x), "1 .10x6 ..10 ..11 ..12 ..13 ..14 ..15 .2 ..20 ..21 ..22");
    rows_fold_all(&x.rows);
    rows_build(&x.rows, NULL);
    CHECK_SV(told(&x), "1+");
    world_release(&x);
}

TEST(filter)
{
    struct world x;
    world_make(&x, tree, ARRAY_LEN(tree));
    pass_only(&x, (uint64_t[]){7}, 1);
    CHECK_SV(told(&x), "1 .5 ..6 ...7");
    CHECK_EQ(row_of(&x, 4), 0);
    pass_only(&x, (uint64_t[]){4, 5}, 2);
    CHECK_SV(told(&x), "1 .2 ..4 .5");
    /* folds stay as they are behind the lens */
    rows_fold(&x.rows, row_of(&x, 2), false);
    rows_build(&x.rows, &x.passes);
    CHECK_SV(told(&x), "1 .2+ .5");
    rows_build(&x.rows, NULL);
    CHECK_SV(told(&x), "1 .2+ .5 ..6 ...7");
    pass_only(&x, NULL, 0);
    CHECK_EQ(x.rows.list.n, 0);
    CHECK_EQ(row_of(&x, 1), NO_ROW);
    world_release(&x);
}

TEST(filtered_runs)
{
    struct world x;
    world_make(&x, noisy, ARRAY_LEN(noisy));
    pass_only(&x, (uint64_t[]){11, 12, 13, 14, 22}, 5);
    CHECK_SV(told(&x), "1 .10x4+ .2 ..22");
    pass_only(&x, (uint64_t[]){12, 15}, 2);
    CHECK_SV(told(&x), "1 .12 .15");
    CHECK_EQ(row_of(&x, 13), 1);
    CHECK_EQ(row_of(&x, 11), 0);
    world_release(&x);
}

TEST(odd_trees)
{
    static const struct node nodes[] = {
        {.id = 1, .end = 100},
        {.id = 2, .parent = 99, .start = 5, .end = 9},  /* an orphan */
        {.id = 3, .parent = 4, .start = 10, .end = 20}, /* a cycle */
        {.id = 4, .parent = 3, .start = 11, .end = 19},
        {.id = 1, .end = 100}, {.id = 2, .parent = 99}, {.id = 3, .parent = 4},
        {.id = 4, .parent = 3}, /* and all once more */
    };
    struct world x;
    world_make(&x, nodes, ARRAY_LEN(nodes));
    CHECK_SV(told(&x), "1 2 3 .4 1x4+");
    rows_fold(&x.rows, 4, true);
    rows_build(&x.rows, NULL);
    CHECK_SV(told(&x), "1 2 3 .4 1x4 .1 .2 .3 .4");
    CHECK_EQ(rows_parent(&x.rows, 4), NO_ROW);
    CHECK_EQ(rows_parent(&x.rows, 6), 4);
    world_release(&x);
}

TEST(walls)
{
    struct world x;
    bool walls[8];
    world_make(&x, tree, ARRAY_LEN(tree));
    CHECK_EQ(rows_walls(&x.rows, 0, walls, 8), 0);
    CHECK_EQ(rows_walls(&x.rows, row_of(&x, 3), walls, 8), 2);
    CHECK(walls[0] && walls[1]);
    CHECK_EQ(rows_walls(&x.rows, row_of(&x, 4), walls, 8), 2);
    CHECK(!walls[0] && walls[1]);
    CHECK_EQ(rows_walls(&x.rows, row_of(&x, 7), walls, 8), 3);
    CHECK(!walls[0] && !walls[1] && !walls[2]);
    CHECK_EQ(rows_walls(&x.rows, row_of(&x, 7), walls, 2), 2);
    /* siblings that are filtered away are not below */
    pass_only(&x, (uint64_t[]){3}, 1);
    CHECK_EQ(rows_walls(&x.rows, row_of(&x, 3), walls, 8), 2);
    CHECK(!walls[0] && !walls[1]);
    world_release(&x);
    world_make(&x, noisy, ARRAY_LEN(noisy));
    rows_fold(&x.rows, 1, true);
    rows_build(&x.rows, NULL);
    CHECK_EQ(rows_walls(&x.rows, row_of(&x, 15), walls, 8), 2);
    CHECK(!walls[0] && walls[1]);
    world_release(&x);
}

TEST(nothing)
{
    struct world x;
    world_make(&x, NULL, 0);
    CHECK_EQ(x.rows.list.n, 0);
    CHECK_EQ(rows_find(&x.rows, 0), NO_ROW);
    CHECK(!rows_fold(&x.rows, 0, true) && !rows_less(&x.rows) && !rows_more(&x.rows));
    rows_fold_all(&x.rows);
    rows_unfold_all(&x.rows);
    rows_build(&x.rows, NULL);
    world_release(&x);
}

/* ---- against the rules, on random trees ---- */

/* Whether the span has a row, asked of its ancestors one by one. */
static bool is_visible(const struct world *x, uint32_t p, bool *run_hides)
{
    const struct index *ix = &x->w.ix;
    bool kept = !x->passes.n;
    *run_hides = false;
    for (uint32_t c = p; c < p + ix->size[p] && !kept; c++)
        kept = bits_get(&x->passes, c);
    for (uint32_t up = ix->parent[p]; kept && up != NO_ROW; up = ix->parent[up])
        if (bits_get(&x->rows.folded, up))
            return false;
    uint32_t first = p;
    while (!bits_get(&x->rows.begins, first))
        first--;
    uint32_t end = rows_run_end(&x->rows, first), n = 0;
    for (uint32_t c = first; c < end; c++)
        n += !x->passes.n || bits_get(&x->passes, c);
    *run_hides = kept && end - first > 1 && n >= ROWS_RUN && !bits_get(&x->rows.opened, first);
    return kept && !*run_hides;
}

static void check_rows(struct world *x)
{
    for (uint32_t p = 0; p < x->w.ix.n_spans; p++) {
        bool run_hides, visible = is_visible(x, p, &run_hides);
        uint32_t i = rows_find(&x->rows, p);
        bool has_row = i != NO_ROW && x->rows.list.v[i].position == p &&
                       !(x->rows.list.v[i].run & ~ROW_INNER);
        CHECK_EQ(has_row, visible);
        CHECK(i == NO_ROW || i == 0 || x->rows.list.v[i].position <= p);
        CHECK(!run_hides || rows_covers(&x->rows, i, p));
    }
    for (uint32_t i = 0; i < x->rows.list.n; i++) {
        uint32_t parent = rows_parent(&x->rows, i);
        CHECK(parent == NO_ROW || (parent < i && rows_depth(&x->rows, parent) + 1 ==
                                                     rows_depth(&x->rows, i)));
        bool walls[64];
        CHECK_EQ(rows_walls(&x->rows, i, walls, 64), rows_depth(&x->rows, i));
        for (uint32_t up = 0; up < rows_depth(&x->rows, i); up++) {
            uint32_t depth = rows_depth(&x->rows, i) - up, k = i + 1;
            while (k < x->rows.list.n && rows_depth(&x->rows, k) > depth)
                k++;
            CHECK_EQ(walls[up], k < x->rows.list.n && rows_depth(&x->rows, k) == depth);
        }
    }
}

TEST(random_trees)
{
    static const char *const names[] = {"a", "b"};
    struct dice d = {.state = 7};
    for (int round = 0; round < 1500; round++) {
        struct node nodes[48];
        uint32_t n = 1 + dice_roll(&d, 48);
        for (uint32_t i = 0; i < n; i++)
            nodes[i] = (struct node){.id = i + 1, .start = i, .end = i + 1,
                                     .parent = i ? dice_roll(&d, i < 6 ? i : 6) : 0,
                                     .name = names[!dice_roll(&d, 8)]};
        struct world x;
        world_make(&x, nodes, n);
        for (int step = 0; step < 6; step++) {
            switch (dice_roll(&d, 6)) {
            case 0:
                rows_less(&x.rows);
                break;
            case 1:
                rows_more(&x.rows);
                break;
            case 2:
                bits_resize(&x.passes, dice_roll(&d, 2) ? n : 0);
                for (uint32_t i = 0; i < x.passes.n; i++)
                    bits_put(&x.passes, i, !dice_roll(&d, 3));
                break;
            default:
                if (x.rows.list.n)
                    rows_fold(&x.rows, dice_roll(&d, (uint32_t)x.rows.list.n), dice_roll(&d, 2));
            }
            rows_build(&x.rows, &x.passes);
            check_rows(&x);
        }
        world_release(&x);
    }
}

/* ---- how long it takes ---- */

static void time_it(const char *what, struct world *x, const struct bits *passes)
{
    double before = spans_clock();
    rows_build(&x->rows, passes);
    printf("%s: %zu rows, %.1f ms\n", what, x->rows.list.n, spans_clock() - before);
}

TEST(large)
{
    struct world x = {0};
    uint64_t n = 1000000;
    spans_begin(&x.w);
    for (uint64_t i = 1; i <= n; i++)
        spans_add(&x.w, &(struct node){.id = i, .parent = i / 4, .start = i, .end = 2 * n - i,
                                       .name = i % 3 ? "a" : "b"});
    spans_end(&x.w);
    double before = spans_clock();
    rows_make(&x.rows, &x.w.x);
    printf("runs: %.1f ms\n", spans_clock() - before);
    time_it("all", &x, NULL);
    time_it("again", &x, NULL);
    CHECK_EQ(x.rows.list.n, n);
    bits_resize(&x.passes, (uint32_t)n);
    for (uint32_t i = 0; i < n; i += 3)
        bits_set(&x.passes, i);
    time_it("a third", &x, &x.passes);
    before = spans_clock();
    CHECK(rows_less(&x.rows));
    printf("a level less: %.1f ms\n", spans_clock() - before);
    time_it("without it", &x, NULL);
    world_release(&x);
}

/* 100,000 levels deep: nothing recurses, and a row is found at once. */
TEST(deep)
{
    struct world x = {0};
    uint64_t n = 100000;
    bool walls[8];
    spans_begin(&x.w);
    for (uint64_t i = 1; i <= n; i++)
        spans_add(&x.w, &(struct node){.id = i, .parent = i - 1, .start = i, .end = 2 * n - i});
    spans_end(&x.w);
    rows_make(&x.rows, &x.w.x);
    rows_build(&x.rows, NULL);
    CHECK_EQ(x.rows.list.n, n);
    CHECK_EQ(rows_depth(&x.rows, (uint32_t)n - 1), n - 1);
    CHECK_EQ(rows_walls(&x.rows, (uint32_t)n - 1, walls, 8), 8);
    rows_fold(&x.rows, 10, false);
    rows_build(&x.rows, NULL);
    CHECK_EQ(rows_find(&x.rows, (uint32_t)n - 1), 10);
    world_release(&x);
}

/* ---- bits ---- */

TEST(bits)
{
    struct dice d = {.state = 3};
    for (int round = 0; round < 300; round++) {
        struct bits b = {0};
        uint32_t n = dice_roll(&d, 300);
        bool plain[300] = {false};
        bits_resize(&b, n);
        for (uint32_t i = 0; i < n; i++) {
            plain[i] = !dice_roll(&d, round % 7 + 1);
            bits_put(&b, i, plain[i]);
        }
        uint32_t from = dice_roll(&d, 310), to = dice_roll(&d, 310);
        uint32_t all = 0, in = 0, next = NO_ROW, before = NO_ROW;
        for (uint32_t i = 0; i < n; i++) {
            all += plain[i];
            in += plain[i] && i >= from && i < to;
            before = plain[i] && i < from ? i : before;
            next = plain[i] && i >= from && next == NO_ROW ? i : next;
        }
        CHECK_EQ(bits_count(&b), all);
        CHECK_EQ(bits_count_in(&b, from, to), in);
        CHECK_EQ(bits_next(&b, from), next);
        CHECK_EQ(bits_before(&b, from), before);
        bits_fill(&b, true);
        CHECK_EQ(bits_count(&b), n);
        bits_release(&b);
    }
}

TEST_MAIN(TEST_CASE(open_at_first), TEST_CASE(folding), TEST_CASE(levels), TEST_CASE(runs),
          TEST_CASE(filter), TEST_CASE(filtered_runs), TEST_CASE(odd_trees), TEST_CASE(walls),
          TEST_CASE(nothing), TEST_CASE(random_trees), TEST_CASE(large), TEST_CASE(deep),
          TEST_CASE(bits))
