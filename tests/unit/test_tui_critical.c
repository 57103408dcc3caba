/* The critical path: known cases, and against the recursive algorithm on random trees. */
#include "core/buf.h"
#include "tests/lib/dice.h"
#include "tests/unit/spans.h"
#include "tests/unit/test.h"
#include "tui/critical.h"

/* "1:0-10 2:20-30" for the sections, by id of the span. */
static struct sv told(struct buf *b, const struct spans *w, const struct critical *c)
{
    buf_clear(b);
    for (size_t i = 0; i < c->sections.n; i++) {
        const struct section *s = &c->sections.v[i];
        buf_fmt(b, "%s%d:%.0f-%.0f", i ? " " : "",
                (int)w->s.span.span_id[w->ix.order[s->position]], s->from, section_end(s));
    }
    return buf_sv(b);
}

static void check_path(const struct node *nodes, size_t n, const char *want)
{
    struct spans w;
    struct critical c = {0};
    struct buf b = {0};
    spans_make(&w, nodes, n);
    CHECK(critical_find(&c, &w.x, NULL));
    CHECK_SV(told(&b, &w, &c), want);
    critical_release(&c);
    buf_release(&b);
    spans_release(&w);
}

#define PATH(want, ...)                                                                            \
    do {                                                                                           \
        struct node nodes_[] = {__VA_ARGS__};                                                      \
        check_path(nodes_, ARRAY_LEN(nodes_), want);                                               \
    } while (0)

TEST(known)
{
    PATH("1:0-10", {.id = 1, .end = 10});
    PATH("1:0-2 1:5-10 2:2-5", {.id = 1, .end = 10}, {.id = 2, .parent = 1, .start = 2, .end = 5});
    /* of two at once, the one that ends last; before it, the one that had ended by then */
    PATH("1:0-1 1:9-10 2:1-4 3:4-9", {.id = 1, .end = 10},
         {.id = 2, .parent = 1, .start = 1, .end = 4}, {.id = 3, .parent = 1, .start = 4, .end = 9},
         {.id = 4, .parent = 1, .start = 2, .end = 6});
    PATH("1:0-1 1:9-10 2:1-2 2:7-9 3:2-7", {.id = 1, .end = 10},
         {.id = 2, .parent = 1, .start = 1, .end = 9},
         {.id = 3, .parent = 2, .start = 2, .end = 7});
}

TEST(beyond_the_parent)
{
    PATH("1:0-6 2:6-10", {.id = 1, .end = 10}, {.id = 2, .parent = 1, .start = 6, .end = 15});
    PATH("1:5-10", {.id = 1, .start = 5, .end = 10}, {.id = 2, .parent = 1, .start = 12, .end = 15},
         {.id = 3, .parent = 1, .start = 0, .end = 5});
    PATH("1:8-10 2:5-8", {.id = 1, .start = 5, .end = 10},
         {.id = 2, .parent = 1, .start = 0, .end = 8});
    /* what hangs below one that was left out is left out too */
    PATH("1:0-10", {.id = 1, .end = 10}, {.id = 2, .parent = 1, .start = 20, .end = 30},
         {.id = 3, .parent = 2, .start = 2, .end = 4});
}

TEST(nobody_waits)
{
    PATH("1:0-10", {.id = 1, .end = 10},
         {.id = 2, .parent = 1, .start = 2, .end = 9, .kind = KIND_CONSUMER});
}

TEST(tops)
{
    PATH("1:0-10 2:20-30", {.id = 1, .end = 10}, {.id = 2, .start = 20, .end = 30});
    PATH("1:0-10 2:5-30", {.id = 1, .end = 10}, {.id = 2, .parent = 99, .start = 5, .end = 30});
}

static double length_of(const struct node *nodes, size_t n)
{
    struct spans w;
    struct critical c = {0};
    spans_make(&w, nodes, n);
    CHECK(critical_find(&c, &w.x, NULL));
    double length = c.length;
    critical_release(&c);
    spans_release(&w);
    return length;
}

/* What two tops take at the same time counts once. */
TEST(length)
{
    const struct node one[] = {{.id = 1, .end = 10}, {.id = 2, .parent = 1, .start = 2, .end = 15}};
    const struct node over[] = {{.id = 1, .end = 10}, {.id = 2, .start = 5, .end = 30},
                                {.id = 3, .start = 6, .end = 8}};
    const struct node apart[] = {{.id = 1, .start = 5, .end = 10},
                                 {.id = 2, .start = 20, .end = 30}};
    CHECK_EQ(length_of(one, ARRAY_LEN(one)), 10);
    CHECK_EQ(length_of(over, ARRAY_LEN(over)), 30);
    CHECK_EQ(length_of(apart, ARRAY_LEN(apart)), 15);
}

TEST(odd)
{
    PATH("", {.id = 1, .end = 0});
    PATH("", {.id = 1, .no_times = true});
    PATH("1:0-10", {.id = 1, .end = 10}, {.id = 2, .parent = 1, .no_times = true});
    PATH("1:0-4 1:4-10", {.id = 1, .end = 10}, {.id = 2, .parent = 1, .start = 4, .end = 4});
    /* a cycle has one top, and a duplicate is in no tree */
    PATH("1:0-2 1:5-10 2:2-5", {.id = 1, .parent = 2, .end = 10},
         {.id = 2, .parent = 1, .start = 2, .end = 5});
    PATH("1:0-10", {.id = 1, .end = 10}, {.id = 1, .end = 10});
}

/* The algorithm as it is told, on a table of its own: recursive, with a scan for each child. */
struct oracle {
    const struct spans *w;
    double start[64], end[64];
    bool used[64];
    struct critical out;
};

static void oracle_visit(struct oracle *o, uint32_t p)
{
    const struct index *ix = &o->w->ix;
    bool blocks[64] = {false};
    for (uint32_t c = p + 1; c < p + ix->size[p]; c++) {
        if (ix->parent[c] != p)
            continue;
        double start, end;
        extent_times(&o->w->x, c, &start, &end);
        blocks[c] = start < o->end[p] && end > o->start[p];
        o->start[c] = start > o->start[p] ? start : o->start[p];
        o->end[c] = end < o->end[p] ? end : o->end[p];
    }
    double until = o->end[p];
    for (;;) {
        uint32_t best = NO_ROW;
        for (uint32_t c = p + 1; c < p + ix->size[p]; c++)
            if (blocks[c] && !o->used[c] && o->end[c] <= until &&
                (best == NO_ROW || o->end[c] > o->end[best]))
                best = c;
        double from = best == NO_ROW ? o->start[p] : o->end[best];
        if (from < until)
            vec_push(&o->out.sections, (struct section){from, (float)(until - from), p});
        if (best == NO_ROW)
            return;
        o->used[best] = true;
        until = o->start[best];
        oracle_visit(o, best);
    }
}

static int section_cmp(const void *a, const void *b)
{
    const struct section *l = a, *r = b;
    if (l->position != r->position)
        return l->position < r->position ? -1 : 1;
    return l->from < r->from ? -1 : l->from > r->from;
}

/* Children that end together are taken once each here, and skipped when time has gone past them
 * there; so the oracle's ends are all different. */
TEST(random_trees)
{
    struct dice d = {.state = 42};
    for (int round = 0; round < 3000; round++) {
        struct node nodes[40];
        uint32_t n = 1 + dice_roll(&d, 40);
        for (uint32_t i = 0; i < n; i++) {
            uint64_t start = dice_roll(&d, 60) * 100 + i;
            nodes[i] = (struct node){.id = i + 1, .start = start,
                                     .end = start + 1 + dice_roll(&d, 40) * 100 + i};
            nodes[i].parent = i && dice_roll(&d, 8) ? 1 + dice_roll(&d, i) : 0;
        }
        struct spans w;
        struct oracle o = {.w = &w};
        struct critical c = {0};
        struct buf got = {0}, want = {0};
        spans_make(&w, nodes, n);
        critical_find(&c, &w.x, NULL);
        for (uint32_t p = 0; p < n; p += w.ix.size[p]) {
            extent_times(&w.x, p, &o.start[p], &o.end[p]);
            oracle_visit(&o, p);
        }
        if (o.out.sections.n)
            qsort(o.out.sections.v, o.out.sections.n, sizeof(*o.out.sections.v), section_cmp);
        told(&got, &w, &c);
        told(&want, &w, &o.out);
        CHECK(sv_eq(buf_sv(&got), buf_sv(&want)));
        if (!sv_eq(buf_sv(&got), buf_sv(&want)))
            printf("%d: %.*s\nnot %.*s\n", round, SV_ARG(buf_sv(&got)), SV_ARG(buf_sv(&want)));
        critical_release(&c);
        critical_release(&o.out);
        buf_release(&got);
        buf_release(&want);
        spans_release(&w);
    }
}

/* A million spans: side by side, and 100,000 levels deep. */
TEST(large)
{
    for (int deep = 0; deep < 2; deep++) {
        struct spans w;
        struct critical c = {0};
        uint32_t n = deep ? 100000 : 1000000;
        spans_begin(&w);
        spans_add(&w, &(struct node){.id = 1, .end = 10 * (uint64_t)n});
        for (uint64_t i = 2; i <= n; i++)
            spans_add(&w, &(struct node){.id = i, .parent = deep ? i - 1 : 1,
                                         .start = deep ? i : i * 10 - 15,
                                         .end = deep ? 10 * (uint64_t)n - i : i * 10 - 6});
        spans_end(&w);
        double before = spans_clock();
        CHECK(critical_find(&c, &w.x, NULL));
        printf("%s: %u spans, %zu sections, %.1f ms\n", deep ? "deep" : "wide", n, c.sections.n,
               spans_clock() - before);
        CHECK_EQ(c.length, 10 * (uint64_t)n);
        size_t of_root;
        critical_of(&c, 0, &of_root);
        CHECK_EQ(of_root, deep ? 2 : n);
        critical_release(&c);
        spans_release(&w);
    }
}

TEST_MAIN(TEST_CASE(known), TEST_CASE(beyond_the_parent), TEST_CASE(nobody_waits), TEST_CASE(tops),
          TEST_CASE(length), TEST_CASE(odd), TEST_CASE(random_trees), TEST_CASE(large))
