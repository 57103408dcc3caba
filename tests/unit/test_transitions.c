#include "lint/transitions.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"

/* A store of spans written one by one, and what follows what in it. */
struct world {
    struct linted l;
    struct transitions t;
    struct buf json;
};

static void span_add(struct world *w, unsigned trace, unsigned id, unsigned parent,
                     const char *name, unsigned start_ms, bool error, const char *attributes)
{
    buf_fmt(&w->json, "%s{\"traceId\":\"%032x\",\"spanId\":\"%016x\",", w->json.n ? "," : "", trace,
            id);
    if (parent)
        buf_fmt(&w->json, "\"parentSpanId\":\"%016x\",", parent);
    buf_fmt(&w->json, "\"name\":\"%s\",\"startTimeUnixNano\":\"%" PRIu64 "\","
                      "\"endTimeUnixNano\":\"1738000900000000000\",\"status\":{\"code\":%d},"
                      "\"attributes\":[%s]}",
            name, UINT64_C(1738000000000000000) + UINT64_C(1000000) * start_ms, error ? 2 : 0,
            attributes);
}

static void world_open(struct world *w, uint32_t max_states, uint32_t classes)
{
    const struct transitions_wish wish = {.classes = classes, .max_states = max_states};
    struct buf all = {0};
    buf_addz(&all, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[");
    buf_add(&all, buf_sv(&w->json));
    buf_addz(&all, "]}]}]}");
    buf_addc(&all, 0);
    linted_open(&w->l, all.p);
    CHECK(w->l.ok);
    CHECK(transitions_make(&w->t, &w->l.s, &w->l.ix, &w->l.v, &wish));
    buf_release(&all);
}

static void world_close(struct world *w)
{
    transitions_release(&w->t);
    linted_close(&w->l);
    buf_release(&w->json);
}

static uint32_t state_of(const struct world *w, const char *text)
{
    struct buf b = {0};
    uint32_t found = NO_ROW;
    for (uint32_t i = 0; i < w->t.states.n; i++) {
        buf_clear(&b);
        transition_state_add(&b, &w->l.s, &w->t.states.v[i], false);
        if (sv_eq(buf_sv(&b), sv_from_c(text)))
            found = i;
    }
    buf_release(&b);
    return found;
}

static struct transition pair_of(const struct world *w, const char *from, const char *to)
{
    uint32_t a = state_of(w, from), b = state_of(w, to);
    CHECK(a != NO_ROW && b != NO_ROW);
    return a == NO_ROW || b == NO_ROW ? (struct transition){0} : *transition_of(&w->t, a, b);
}

#define TEXT_ATTR(key, text) "{\"key\":\"" key "\",\"value\":{\"stringValue\":\"" text "\"}}"

TEST(order_and_states)
{
    struct world w = {0};
    span_add(&w, 1, 4, 2, "llm_tool_call", 20, false, TEXT_ATTR("function.name", "lookup"));
    span_add(&w, 1, 1, 0, "conversation", 0, false, "");
    span_add(&w, 1, 3, 2, "stt", 10, false, "");
    span_add(&w, 1, 2, 1, "turn", 10, false, TEXT_ATTR("turn.role", "user"));
    span_add(&w, 1, 5, 1, "turn.assistant", 30, false, TEXT_ATTR("turn.role", "assistant"));
    span_add(&w, 1, 6, 5, "llm_marker", 31, false, "");
    span_add(&w, 1, 3, 2, "stt", 10, false, ""); /* sent twice */
    world_open(&w, 10, TRANSITIONS_USUAL);
    CHECK_EQ(w.t.states.n, 4);
    CHECK_EQ(w.t.occurrences, 3);
    CHECK_EQ(pair_of(&w, "turn: user", "stt").count, 1);
    CHECK_EQ(pair_of(&w, "stt", "llm_tool_call: lookup").count, 1);
    CHECK_EQ(pair_of(&w, "llm_tool_call: lookup", "turn.assistant").count, 1);
    CHECK_EQ(w.t.failed, 0);
    world_close(&w);

    w = (struct world){0};
    span_add(&w, 1, 1, 0, "conversation", 0, false, "");
    span_add(&w, 1, 2, 1, "llm", 0, false, "");
    world_open(&w, 10, TRANSITIONS_ALL);
    CHECK_EQ(pair_of(&w, "conversation", "llm").count, 1);
    world_close(&w);
}

TEST(failures)
{
    struct world w = {0};
    /* Of three calls, one fails at its tts, one as a whole, and one twice at its tts. */
    for (unsigned trace = 1; trace <= 3; trace++) {
        span_add(&w, trace, 1, 0, "conversation", 0, trace == 2, "");
        for (unsigned i = 0; i < 3; i++) {
            span_add(&w, trace, 2 + 2 * i, 1, "llm", 10 + 20 * i, false, "");
            span_add(&w, trace, 3 + 2 * i, 1, "tts", 20 + 20 * i,
                     (trace == 1 && i == 2) || (trace == 3 && i > 0), "");
        }
    }
    world_open(&w, 10, TRANSITIONS_USUAL);
    struct transition p = pair_of(&w, "llm", "tts");
    CHECK_EQ(p.count, 9);
    CHECK_EQ(p.errors, 3);
    CHECK_EQ(p.failed, 6);
    CHECK_EQ(p.calls, 3);
    CHECK_EQ(p.failed_calls, 3);
    struct transition back = pair_of(&w, "tts", "llm");
    CHECK_EQ(back.count, 6);
    CHECK_EQ(back.errors, 0);
    CHECK_EQ(back.failed, 2);
    CHECK_EQ(back.failed_calls, 1);
    CHECK_EQ(w.t.calls, 3);
    CHECK_EQ(w.t.failed_calls, 1);
    CHECK_EQ(w.t.n_hotspots, 2);
    CHECK_EQ(w.t.hotspots[0], state_of(&w, "llm") * w.t.states.n + state_of(&w, "tts"));
    struct transition_exemplar found[TRANSITIONS_EXEMPLARS];
    CHECK_EQ(transition_exemplars(&w.t, &p, found), 3);
    CHECK(found[0].failed && found[1].failed && found[2].failed);
    CHECK_EQ(w.l.s.span.status[w.l.ix.order[found[0].to]], STATUS_ERROR);
    world_close(&w);
}

TEST(roots)
{
    /* Without a conversation the only root tells; of two roots none does. */
    for (unsigned roots = 1; roots <= 2; roots++) {
        struct world w = {0};
        span_add(&w, 1, 1, 0, "call", 0, true, "");
        span_add(&w, 1, 2, roots == 1 ? 1 : 0, "greeting", 5, false, "");
        world_open(&w, 10, TRANSITIONS_USUAL);
        CHECK_EQ(pair_of(&w, "call", "greeting").failed, roots == 1);
        world_close(&w);
    }
}

TEST(many_calls)
{
    /* Of 50 calls the last 30 fail: failed ones take all places. */
    struct world w = {0};
    for (unsigned trace = 1; trace <= 50; trace++) {
        span_add(&w, trace, 1, 0, "conversation", 0, false, "");
        span_add(&w, trace, 2, 1, "ask", 1, false, "");
        span_add(&w, trace, 3, 1, "answer", 2, trace > 20, "");
    }
    world_open(&w, 10, TRANSITIONS_USUAL);
    struct transition p = pair_of(&w, "ask", "answer");
    struct transition_exemplar found[TRANSITIONS_EXEMPLARS];
    CHECK_EQ(p.failed_calls, 30);
    CHECK_EQ(transition_exemplars(&w.t, &p, found), TRANSITIONS_EXEMPLARS);
    for (uint32_t i = 0; i < TRANSITIONS_EXEMPLARS; i++)
        CHECK(found[i].failed && w.l.s.span.trace[w.l.ix.order[found[i].to]] >= 20);
    world_close(&w);
}

TEST(folding)
{
    struct world w = {0};
    span_add(&w, 1, 1, 0, "conversation", 0, false, "");
    for (unsigned i = 0; i < 12; i++) {
        char name[16];
        snprintf(name, sizeof(name), "step%c", 'a' + (int)(i % 6));
        span_add(&w, 1, 2 + i, 1, i < 6 ? name : "often", i, i == 3, "");
    }
    world_open(&w, 2, TRANSITIONS_USUAL);
    CHECK_EQ(w.t.states.n, 3);
    CHECK_EQ(w.t.states.v[2].n_folded, 5);
    CHECK_EQ(w.t.states.v[2].spans, 5);
    CHECK_EQ(pair_of(&w, "often", "often").count, 5);
    CHECK_EQ(pair_of(&w, "stepa", "5 other names").count, 1);
    CHECK_EQ(pair_of(&w, "5 other names", "5 other names").count, 4);
    CHECK_EQ(pair_of(&w, "5 other names", "5 other names").errors, 1);
    CHECK_EQ(w.t.occurrences, 11);
    world_close(&w);
}

TEST(nothing)
{
    struct world w = {0};
    world_open(&w, 1, TRANSITIONS_USUAL);
    CHECK_EQ(w.t.states.n, 0);
    CHECK_EQ(w.t.n_hotspots, 0);
    CHECK_EQ(w.t.calls, 0);
    world_close(&w);

    atomic_bool stop = true;
    const struct transitions_wish wish = {
        .classes = TRANSITIONS_USUAL, .max_states = 5, .stop = &stop};
    struct transitions t;
    linted_open(&w.l, SPANS(SPAN("01", "a", "") "," SPAN("02", "b", "")));
    CHECK(!transitions_make(&t, &w.l.s, &w.l.ix, &w.l.v, &wish));
    transitions_release(&t);
    linted_close(&w.l);
}

/* ---- against counting by force ---- */

enum { N_SPANS = 400, N_NAMES = 6, N_CALLS = 9 };

struct made {
    unsigned trace, name, start;
    bool error;
};

/* The span of its call that stands right before this one, or NULL. */
static const struct made *before_of(const struct made *all, size_t i)
{
    const struct made *best = NULL;
    for (size_t k = 0; k < N_SPANS; k++) {
        bool before = all[k].start < all[i].start || (all[k].start == all[i].start && k < i);
        if (all[k].trace == all[i].trace && before && (!best || all[k].start >= best->start))
            best = &all[k];
    }
    return best;
}

TEST(by_force)
{
    static const char *const NAMES[N_NAMES] = {"a", "b", "c", "d", "e", "f"};
    for (uint64_t round = 1; round <= 20; round++) {
        struct world w = {0};
        struct made all[N_SPANS];
        uint32_t count[N_NAMES][N_NAMES] = {0}, errors[N_NAMES][N_NAMES] = {0};
        uint64_t random = round;
        for (unsigned trace = 0; trace < N_CALLS; trace++)
            span_add(&w, trace + 1, 1, 0, "conversation", 0, false, "");
        for (unsigned i = 0; i < N_SPANS; i++) {
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
            all[i] = (struct made){(unsigned)(random >> 33) % N_CALLS,
                                   (unsigned)(random >> 40) % N_NAMES,
                                   (unsigned)(random >> 45) % 90, (random >> 55) % 8 == 0};
            span_add(&w, all[i].trace + 1, i + 2, 1, NAMES[all[i].name], all[i].start,
                     all[i].error, "");
        }
        for (size_t i = 0; i < N_SPANS; i++) {
            const struct made *from = before_of(all, i);
            if (from) {
                count[from->name][all[i].name]++;
                errors[from->name][all[i].name] += all[i].error;
            }
        }
        world_open(&w, N_NAMES, TRANSITIONS_USUAL);
        for (int a = 0; a < N_NAMES; a++)
            for (int b = 0; b < N_NAMES; b++) {
                struct transition p = pair_of(&w, NAMES[a], NAMES[b]);
                CHECK_EQ(p.count, count[a][b]);
                CHECK_EQ(p.errors, errors[a][b]);
                CHECK_EQ(p.failed, errors[a][b]);
            }
        world_close(&w);
    }
}

TEST_MAIN(TEST_CASE(order_and_states), TEST_CASE(failures), TEST_CASE(roots),
          TEST_CASE(many_calls), TEST_CASE(folding), TEST_CASE(nothing), TEST_CASE(by_force))
