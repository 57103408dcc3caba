/* Boxes of the flame graph, and the map of a trace. */
#include "core/buf.h"
#include "tests/lib/dice.h"
#include "tests/unit/spans.h"
#include "tests/unit/test.h"
#include "tui/flame.h"
#include "tui/minimap.h"

/* A level as text, a character a column: the last digit of the id, '#' for several. */
static struct sv told(struct buf *b, const struct spans *w, const struct flame *f, uint32_t level,
                      double from, double to, int width)
{
    struct timeline x = {from, to, width};
    struct flame_box boxes[256];
    int n = flame_boxes(f, level, &x, boxes), column = 0;
    buf_clear(b);
    for (int i = 0; i < n; i++) {
        uint64_t id = w->s.span.span_id[w->ix.order[boxes[i].position]];
        CHECK(boxes[i].column >= column && boxes[i].width > 0 && boxes[i].count > 0);
        CHECK(boxes[i].column + boxes[i].width <= width);
        buf_fill(b, '.', (size_t)(boxes[i].column - column));
        buf_fill(b, boxes[i].count > 1 ? '#' : (char)('0' + id % 10), (size_t)boxes[i].width);
        column = boxes[i].column + boxes[i].width;
    }
    buf_fill(b, '.', (size_t)(width - column));
    return buf_sv(b);
}

struct world {
    struct spans w;
    struct flame f;
    struct buf b;
};

static void world_make(struct world *x, const struct node *nodes, size_t n)
{
    *x = (struct world){0};
    spans_make(&x->w, nodes, n);
    CHECK(flame_build(&x->f, &x->w.x, NULL));
}

static void world_release(struct world *x)
{
    flame_release(&x->f);
    buf_release(&x->b);
    spans_release(&x->w);
}

static const struct node call[] = {
    {.id = 1, .start = 0, .end = 100},
    {.id = 2, .parent = 1, .start = 0, .end = 40},
    {.id = 3, .parent = 1, .start = 50, .end = 90},
    {.id = 4, .parent = 2, .start = 10, .end = 12},
    {.id = 5, .parent = 2, .start = 12, .end = 13},
    {.id = 6, .parent = 2, .start = 14, .end = 15},
    {.id = 7, .parent = 3, .start = 60, .end = 61},
    {.id = 8, .parent = 3, .start = 70, .end = 90},
};

TEST(levels)
{
    struct world x;
    world_make(&x, call, ARRAY_LEN(call));
    CHECK_EQ(x.f.levels, 3);
    CHECK_SV(told(&x.b, &x.w, &x.f, 0, 0, 100, 20), "11111111111111111111");
    CHECK_SV(told(&x.b, &x.w, &x.f, 1, 0, 100, 20), "22222222..33333333..");
    CHECK_SV(told(&x.b, &x.w, &x.f, 2, 0, 100, 20), "..#.........7.8888..");
    CHECK_SV(told(&x.b, &x.w, &x.f, 2, 10, 15, 20), "44444444" "5555....6666");
    CHECK_SV(told(&x.b, &x.w, &x.f, 1, 30, 60, 10), "2222..3333");
    CHECK_SV(told(&x.b, &x.w, &x.f, 1, 95, 99, 10), "..........");
    CHECK_SV(told(&x.b, &x.w, &x.f, 3, 0, 100, 5), ".....");
    CHECK_SV(told(&x.b, &x.w, &x.f, 0, 50, 50, 5), ".....");
    world_release(&x);
}

/* Where spans of a level overlap, the later one is in front, and the earlier one comes back. */
TEST(overlap)
{
    static const struct node nodes[] = {
        {.id = 1, .start = 0, .end = 100},
        {.id = 2, .parent = 1, .start = 0, .end = 90},
        {.id = 3, .parent = 1, .start = 30, .end = 50},
        {.id = 4, .parent = 3, .start = 40, .end = 45},
        {.id = 5, .parent = 2, .start = 60, .end = 80}, /* stands before 4 in the tree */
    };
    struct world x;
    world_make(&x, nodes, ARRAY_LEN(nodes));
    CHECK_SV(told(&x.b, &x.w, &x.f, 1, 0, 100, 10), "222332222.");
    CHECK_SV(told(&x.b, &x.w, &x.f, 1, 70, 100, 10), "2222222...");
    CHECK_SV(told(&x.b, &x.w, &x.f, 2, 0, 100, 10), "....4.55..");
    world_release(&x);
}

TEST(beside)
{
    struct world x;
    world_make(&x, call, ARRAY_LEN(call));
    const struct spans *w = &x.w;
    CHECK_EQ(flame_beside(&x.f, spans_at(w, 2), false), spans_at(w, 3));
    CHECK_EQ(flame_beside(&x.f, spans_at(w, 3), true), spans_at(w, 2));
    CHECK_EQ(flame_beside(&x.f, spans_at(w, 6), false), spans_at(w, 7)); /* no sibling: a cousin */
    CHECK_EQ(flame_beside(&x.f, spans_at(w, 7), true), spans_at(w, 6));
    CHECK_EQ(flame_beside(&x.f, spans_at(w, 8), false), NO_ROW);
    CHECK_EQ(flame_beside(&x.f, spans_at(w, 1), true), NO_ROW);
    CHECK_EQ(flame_child(&x.f, spans_at(w, 1), 0, 100), spans_at(w, 2));
    CHECK_EQ(flame_child(&x.f, spans_at(w, 1), 45, 60), spans_at(w, 3));
    CHECK_EQ(flame_child(&x.f, spans_at(w, 1), 93, 99), spans_at(w, 3));
    CHECK_EQ(flame_child(&x.f, spans_at(w, 4), 0, 100), NO_ROW);
    CHECK_EQ(flame_child(&x.f, NO_ROW, 0, 100), NO_ROW);
    CHECK_EQ(flame_beside(&x.f, NO_ROW, false), NO_ROW);
    CHECK_EQ(flame_at(&x.f, 1, 45), spans_at(w, 2));
    CHECK_EQ(flame_at(&x.f, 1, 48), spans_at(w, 3));
    CHECK_EQ(flame_at(&x.f, 1, 60), spans_at(w, 3));
    CHECK_EQ(flame_at(&x.f, 2, 0), spans_at(w, 4));
    CHECK_EQ(flame_at(&x.f, 9, 0), NO_ROW);
    world_release(&x);
}

TEST(odd)
{
    static const struct node nodes[] = {
        {.id = 1, .start = 0, .end = 0},
        {.id = 2, .parent = 1, .no_times = true},
        {.id = 3, .parent = 2, .start = 0, .end = 0},
        {.id = 1, .start = 0, .end = 0},
        {.id = 5, .parent = 6, .start = 0, .end = 0},
        {.id = 6, .parent = 5, .start = 0, .end = 0},
    };
    struct world x;
    world_make(&x, nodes, ARRAY_LEN(nodes));
    CHECK_EQ(x.f.levels, 3);
    CHECK_SV(told(&x.b, &x.w, &x.f, 0, 0, 1, 4), "#...");
    CHECK_SV(told(&x.b, &x.w, &x.f, 1, 0, 1, 4), "6...");
    CHECK_SV(told(&x.b, &x.w, &x.f, 2, 0, 1, 4), "3...");
    CHECK_EQ(flame_at(&x.f, 1, 1), spans_at(&x.w, 6));
    world_release(&x);
    world_make(&x, NULL, 0);
    CHECK_EQ(x.f.levels, 0);
    CHECK_EQ(flame_at(&x.f, 0, 1), NO_ROW);
    world_release(&x);
}

/* Each column shows what begins there; else what is open at its left edge and began last of those
 * that end last; asked of all spans one by one. */
TEST(random_levels)
{
    struct dice d = {.state = 11};
    for (int round = 0; round < 2000; round++) {
        struct node nodes[30];
        uint32_t n = 1 + dice_roll(&d, 30);
        for (uint32_t i = 0; i < n; i++) {
            uint64_t start = dice_roll(&d, 200);
            nodes[i] = (struct node){.id = i + 1, .start = start,
                                     .end = start + dice_roll(&d, 60)};
        }
        struct world x;
        world_make(&x, nodes, n);
        int width = 1 + (int)dice_roll(&d, 60);
        double from = dice_roll(&d, 100), to = from + 1 + dice_roll(&d, 150);
        struct timeline line = {from, to, width};
        struct sv got = told(&x.b, &x.w, &x.f, 0, from, to, width);
        CHECK_EQ(got.n, width);
        for (int c = 0; c < width; c++) {
            double left = timeline_at(&line, c), right = timeline_at(&line, c + 1);
            uint32_t begin = 0, open = 0;
            for (uint32_t p = 0; p < n; p++) {
                double start, end;
                extent_times(&x.w.x, p, &start, &end);
                begin += start >= left && (start < right || (c + 1 == width && start == right));
                open += start < left && end > left;
            }
            bool shown = got.p[c] != '.';
            CHECK_EQ(got.p[c] == '#', begin > 1);
            CHECK_EQ(shown, begin || open);
        }
        world_release(&x);
    }
}

TEST(large)
{
    for (int deep = 0; deep < 2; deep++) {
        struct world x = {0};
        uint64_t n = 1000000;
        spans_begin(&x.w);
        for (uint64_t i = 1; i <= n; i++)
            spans_add(&x.w, &(struct node){.id = i, .parent = deep ? i / 2 : i > 1, .start = i * 10,
                                           .end = i * 10 + (deep ? n : 9)});
        spans_end(&x.w);
        double before = spans_clock();
        CHECK(flame_build(&x.f, &x.w.x, NULL));
        double built = spans_clock();
        struct minimap *map = mem_alloc(sizeof(*map));
        minimap_build(map, &x.w.x, NULL);
        double mapped = spans_clock();
        struct timeline line = {0, (double)x.w.x.length, 200};
        struct flame_box boxes[200];
        for (uint32_t level = 0; level < x.f.levels; level++)
            flame_boxes(&x.f, level, &line, boxes);
        printf("%u levels: built %.1f ms, map %.1f ms, drawn %.2f ms\n", x.f.levels,
               built - before, mapped - built, spans_clock() - mapped);
        CHECK_EQ(x.f.first[x.f.levels], n);
        free(map);
        world_release(&x);
    }
}

TEST(minimap)
{
    static const struct node nodes[] = {
        {.id = 1, .start = 0, .end = 512000},
        {.id = 2, .parent = 1, .start = 256000, .end = 300000, .status = STATUS_ERROR},
        {.id = 3, .parent = 1, .start = 257000, .end = 300000},
        {.id = 4, .parent = 1, .no_times = true},
    };
    struct spans w;
    struct minimap m;
    bool errors;
    spans_make(&w, nodes, ARRAY_LEN(nodes));
    minimap_build(&m, &w.x, NULL);
    CHECK_EQ(m.most, 3);
    CHECK_EQ(m.active[0], 1);
    CHECK_EQ(m.active[256], 2);
    CHECK_EQ(m.active[257], 3);
    CHECK_EQ(m.active[301], 1);
    CHECK_EQ(minimap_height(&m, 50, 100, &errors), 8);
    CHECK(errors);
    CHECK_EQ(minimap_height(&m, 0, 100, &errors), 7);
    CHECK(!errors);
    CHECK_EQ(minimap_height(&m, 600, 1200, &errors), 8);
    spans_release(&w);
}

TEST_MAIN(TEST_CASE(levels), TEST_CASE(overlap), TEST_CASE(beside), TEST_CASE(odd),
          TEST_CASE(random_levels), TEST_CASE(large), TEST_CASE(minimap))
