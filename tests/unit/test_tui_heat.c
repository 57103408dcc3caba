#include "tui/heat.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"
#include "tui/type.h"

/* Calls of steps by letters: each is a span of that name, one after the other; a capital one has
 * status ERROR. */
static void heat_open(struct heat *h, struct linted *l, const char *const *calls, size_t n,
                      uint32_t max_states)
{
    const struct transitions_wish wish = {.classes = TRANSITIONS_USUAL,
                                           .max_states = max_states};
    struct buf b = {0};
    buf_addz(&b, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; calls[i][k]; k++) {
            bool error = calls[i][k] < 'a';
            buf_fmt(&b, "%s{\"traceId\":\"%032zx\",\"spanId\":\"%016zx\",\"name\":\"%c\","
                        "\"startTimeUnixNano\":\"17380000000000000%02zu\","
                        "\"endTimeUnixNano\":\"1738000000000001000\",\"status\":{\"code\":%d}}",
                    i + k ? "," : "", i + 1, k + 1, error ? calls[i][k] - 'A' + 'a' : calls[i][k],
                    k, error ? 2 : 0);
        }
    buf_addz(&b, "]}]}]}");
    buf_addc(&b, '\0');
    linted_open(l, b.p);
    CHECK(l->ok);
    CHECK(heat_make(h, &l->s, &l->ix, &l->v, &wish, false));
    buf_release(&b);
}

static void heat_close(struct heat *h, struct linted *l)
{
    heat_release(h);
    linted_close(l);
}

/* The texts of the states in order, one after the other. */
static struct sv order_of(const struct heat *h, char *text)
{
    size_t n = 0;
    for (size_t i = 0; i < h->shown.n; i++) {
        struct sv s = h->texts[h->shown.v[i]];
        memcpy(text + n, s.p, s.n);
        n += s.n;
    }
    return sv_of(text, n);
}

TEST(orders)
{
    static const char *const CALLS[] = {"abcb", "abC", "bab"};
    struct heat h = {0};
    struct linted l;
    char text[99];
    heat_open(&h, &l, CALLS, ARRAY_LEN(CALLS), 9);
    heat_arrange(&h, HEAT_BY_COUNT, false, (struct sv){0});
    CHECK_SV(order_of(&h, text), "bac");
    heat_arrange(&h, HEAT_BY_COUNT, true, (struct sv){0});
    CHECK_SV(order_of(&h, text), "cab");
    heat_arrange(&h, HEAT_BY_NAME, false, (struct sv){0});
    CHECK_SV(order_of(&h, text), "abc");
    heat_arrange(&h, HEAT_BY_RATE, false, (struct sv){0}); /* b > c failed */
    CHECK_SV(order_of(&h, text), "bca");
    heat_arrange(&h, HEAT_BY_NAME, false, SV("B"));
    CHECK_SV(order_of(&h, text), "b");
    CHECK_EQ(heat_place(&h, h.shown.v[0]), 0);
    CHECK_EQ(h.all.count, 0); /* no b is followed by a b */
    heat_arrange(&h, HEAT_BY_NAME, false, SV("nothing"));
    CHECK_EQ(h.shown.n, 0);
    heat_close(&h, &l);
}

TEST(totals)
{
    static const char *const CALLS[] = {"abcb", "abC", "bab"};
    struct heat h = {0};
    struct linted l;
    heat_open(&h, &l, CALLS, ARRAY_LEN(CALLS), 9);
    heat_arrange(&h, HEAT_BY_NAME, false, (struct sv){0});
    CHECK_EQ(h.all.count, 7);
    CHECK_EQ(h.all.failed, 1);
    CHECK_EQ(h.rows[0].count, 3);    /* from a */
    CHECK_EQ(h.columns[0].count, 1); /* to a */
    CHECK_EQ(h.rows[1].failed, 1);
    CHECK_EQ(h.columns[2].failed, 1);
    CHECK_EQ(h.most, 3);
    CHECK_EQ(heat_cell(&h, 0, 1)->count, 3);
    heat_close(&h, &l);
}

/* Of 20 calls, so many fail. */
static int level_of_rate(int failed)
{
    const char *calls[20];
    struct heat h = {0};
    struct linted l;
    for (int i = 0; i < 20; i++)
        calls[i] = i < failed ? "aB" : "ab";
    heat_open(&h, &l, calls, 20, 9);
    heat_arrange(&h, HEAT_BY_NAME, false, (struct sv){0});
    int level = heat_level(&h, heat_cell(&h, 0, 1));
    CHECK_EQ(heat_level(&h, heat_cell(&h, 1, 0)), 0);
    heat_close(&h, &l);
    return level;
}

TEST(levels)
{
    static const struct {
        int failed, level;
    } RATES[] = {{0, 0}, {1, 1}, {2, 1}, {3, 2}, {5, 2}, {6, 3}, {10, 3}, {11, 4}, {20, 4}};
    for (size_t i = 0; i < ARRAY_LEN(RATES); i++)
        CHECK_EQ(level_of_rate(RATES[i].failed), RATES[i].level);

    static const char *const CALLS[] = {"aaaaaaaaaaaaaaaaabbbbcbd"};
    struct heat h = {0};
    struct linted l;
    heat_open(&h, &l, CALLS, 1, 9);
    heat_arrange(&h, HEAT_BY_COUNT, false, (struct sv){0});
    CHECK_EQ(h.most, 16);
    CHECK_EQ(heat_level(&h, heat_cell(&h, 0, 0)), 4); /* 16 of 16 */
    CHECK_EQ(heat_level(&h, heat_cell(&h, 1, 1)), 2); /* 3 of 16: log 3 / log 16 = 0.4 */
    CHECK_EQ(heat_level(&h, heat_cell(&h, 0, 1)), 1);
    CHECK_EQ(heat_level(&h, heat_cell(&h, 1, 0)), 0);
    heat_close(&h, &l);
}

TEST(folded_ones_are_last)
{
    static const char *const CALLS[] = {"aabbcdef"};
    struct heat h = {0};
    struct linted l;
    char text[99];
    heat_open(&h, &l, CALLS, 1, 2);
    for (int by = 0; by < HEAT_BYS; by++) {
        heat_arrange(&h, (enum heat_by)by, true, (struct sv){0});
        CHECK_EQ(h.shown.n, 3);
        CHECK(sv_ends(order_of(&h, text), SV("4 other names")));
    }
    heat_close(&h, &l);
}

TEST(nothing)
{
    struct heat h = {0};
    struct linted l;
    heat_open(&h, &l, NULL, 0, 2);
    heat_arrange(&h, HEAT_BY_RATE, false, (struct sv){0});
    CHECK_EQ(h.shown.n, 0);
    CHECK_EQ(heat_place(&h, 0), NO_ROW);
    heat_close(&h, &l);
}

static bool is_transport(const void *self, uint8_t class, struct sv name)
{
    return type_of_span(class, name) == *(const enum span_type *)self;
}

/* Parts of a transport have its type by their names, and that is what is asked for. */
TEST(types)
{
    enum span_type wanted = TYPE_TRANSPORT;
    struct transitions_wish wish = {.classes = TRANSITIONS_USUAL, .max_states = 9};
    struct heat h = {0};
    struct linted l;
    linted_open(&l, SPANS(SPAN("a1", "transport.recv_audio", "") "," SPAN("a2", "llm", "") ","
                          SPAN("a3", "transport.send", "") "," SPAN("a4", "zzz", "")));
    CHECK(heat_make(&h, &l.s, &l.ix, &l.v, &wish, false));
    CHECK_EQ(h.t.states.n, 4);
    for (uint32_t i = 0; i < h.t.states.n; i++)
        CHECK_EQ(h.types[i], sv_starts(h.texts[i], SV("transport")) ? TYPE_TRANSPORT
                             : sv_eq(h.texts[i], SV("llm"))         ? TYPE_LLM
                                                                    : TYPE_OTHER);
    wish.takes = is_transport;
    wish.self = &wanted;
    CHECK(heat_make(&h, &l.s, &l.ix, &l.v, &wish, false));
    CHECK_EQ(h.t.states.n, 2);
    CHECK_EQ(h.t.failed, 0);
    wanted = TYPE_OTHER;
    CHECK(heat_make(&h, &l.s, &l.ix, &l.v, &wish, false));
    CHECK_EQ(h.t.states.n, 1);
    heat_close(&h, &l);
}

TEST_MAIN(TEST_CASE(orders), TEST_CASE(totals), TEST_CASE(levels),
          TEST_CASE(folded_ones_are_last), TEST_CASE(nothing), TEST_CASE(types))
