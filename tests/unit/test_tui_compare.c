#include "tui/compare.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"

/* Two traces in one store, or two stores. Spans are written one by one; the parent is the number of
 * a span of the same trace, 0 = none. */
struct world {
    struct buf json[2];
    struct linted l[2];
    struct lint lint[2];
    struct compare c;
    bool dumps;
};

static const struct catalog no_rules;

static void span_add(struct world *w, int side, unsigned id, unsigned parent, const char *name,
                     unsigned start_ms, unsigned ms, bool error)
{
    struct buf *b = &w->json[w->dumps ? side : 0];
    uint64_t start = UINT64_C(1738000000000000000) + UINT64_C(1000000) * start_ms;
    buf_fmt(b, "%s{\"traceId\":\"%032x\",\"spanId\":\"%016x\",", b->n ? "," : "", 1u + side, id);
    if (parent)
        buf_fmt(b, "\"parentSpanId\":\"%016x\",", parent);
    buf_fmt(b, "\"name\":\"%s\",\"startTimeUnixNano\":\"%" PRIu64 "\",", name, start);
    buf_fmt(b, "\"endTimeUnixNano\":\"%" PRIu64 "\",\"status\":{\"code\":%d}}",
            start + UINT64_C(1000000) * ms, error ? 2 : 0);
}

static void store_open(struct linted *l, const struct buf *spans)
{
    struct buf all = {0};
    buf_addz(&all, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[");
    buf_add(&all, buf_sv(spans));
    buf_addz(&all, "]}]}]}");
    buf_addc(&all, '\0');
    linted_open(l, all.p);
    CHECK(l->ok);
    buf_release(&all);
}

static void world_open(struct world *w)
{
    struct compare_side side[2];
    for (int i = 0; i < (w->dumps ? 2 : 1); i++)
        store_open(&w->l[i], &w->json[i]);
    for (int i = 0; i < 2; i++) {
        struct linted *l = &w->l[w->dumps ? i : 0];
        side[i] = (struct compare_side){&l->s, &l->ix, &w->lint[i],
                                        w->dumps ? NO_ROW : (uint32_t)i};
    }
    CHECK(compare_make(&w->c, side, &no_rules, NULL));
    compare_arrange(&w->c, COMPARE_BY_IMPACT, false, true, (struct sv){0});
}

static void world_close(struct world *w)
{
    compare_release(&w->c);
    for (int i = 0; i < 2; i++) {
        linted_close(&w->l[i]);
        buf_release(&w->json[i]);
        findings_release(&w->lint[i].findings);
    }
}

/* The rows of a section as text: "a/b 2>3; a/c#1 1>1". */
static void section_is(const struct world *w, enum compare_section section, const char *expected)
{
    struct buf b = {0};
    for (size_t i = 0; i < w->c.lines.n; i++) {
        if (w->c.lines.v[i].section != section || w->c.lines.v[i].row == NO_ROW)
            continue;
        const struct compare_row *row = &w->c.rows.v[w->c.lines.v[i].row];
        const struct compare_path *p = &w->c.paths.v[row->item];
        buf_addz(&b, b.n ? "; " : "");
        compare_path_add(&b, &w->c, row->item, 99, false);
        if (row->nth == NO_ROW)
            buf_fmt(&b, " %u>%u", p->n[0], p->n[1]);
        else
            buf_fmt(&b, "#%u", row->nth + 1);
    }
    if (!sv_eq(buf_sv(&b), sv_from_c(expected)))
        printf("section %d: ", section);
    CHECK_SV(buf_sv(&b), expected);
    buf_release(&b);
}

TEST(appeared_and_vanished)
{
    struct world w = {0};
    for (int side = 0; side < 2; side++) {
        span_add(&w, side, 1, 0, "call", 0, 1000, false);
        span_add(&w, side, 2, 1, "stt", 10, 100, false);
        for (unsigned i = 0; i < 30 && side == 0; i++)
            span_add(&w, side, 100 + i, 2, "chunk", 10 + i, 1, false);
        if (side == 1)
            span_add(&w, side, 3, 1, "llm", 200, 100, false);
    }
    world_open(&w);
    section_is(&w, COMPARE_APPEARED, "call/llm 0>1");
    section_is(&w, COMPARE_VANISHED, "call/stt/chunk 30>0");
    section_is(&w, COMPARE_SAME, "call 1>1; call/stt 1>1");
    section_is(&w, COMPARE_MOVED, "");
    CHECK_EQ(w.c.spans[0], 32);
    CHECK_EQ(w.c.spans[1], 3);
    world_close(&w);
}

TEST(lengths_and_status)
{
    struct world w = {0};
    for (int side = 0; side < 2; side++) {
        span_add(&w, side, 1, 0, "call", 0, 1000, false);
        span_add(&w, side, 2, 1, "llm", 10, 100, false);
        span_add(&w, side, 3, 1, "llm", 200, side ? 250 : 200, false); /* the second is slower */
        span_add(&w, side, 4, 1, "tts", 400, side ? 100 : 200, false);
        span_add(&w, side, 5, 1, "tool", 600, 10, side == 1);
        span_add(&w, side, 6, 1, "vad", 700, side ? 104 : 100, false); /* less than a tenth */
    }
    world_open(&w);
    section_is(&w, COMPARE_SLOWER, "call/llm#2");
    section_is(&w, COMPARE_FASTER, "call/tts#1");
    section_is(&w, COMPARE_STATUS, "call/tool#1");
    const struct compare_row *slower = NULL;
    for (size_t i = 0; i < w.c.rows.n; i++)
        if (w.c.rows.v[i].section == COMPARE_SLOWER)
            slower = &w.c.rows.v[i];
    CHECK(slower && slower->length[0] == 200e6 && slower->length[1] == 250e6);
    int side = 1;
    uint32_t at = slower ? compare_position(&w.c, slower, &side) : 0;
    CHECK_EQ(w.l[0].s.span.span_id[w.l[0].ix.order[at]], 3);
    CHECK_EQ(w.l[0].s.span.trace[w.l[0].ix.order[at]], 1);
    world_close(&w);
}

TEST(one_more_in_the_middle)
{
    /* A second llm in the first turn shifts nobody. */
    struct world w = {0};
    for (int side = 0; side < 2; side++) {
        span_add(&w, side, 1, 0, "call", 0, 1000, false);
        for (unsigned turn = 0; turn < 4; turn++) {
            span_add(&w, side, 10 + turn, 1, "turn", 100 * turn, 90, false);
            span_add(&w, side, 20 + turn, 10 + turn, "llm", 100 * turn + 1, 10 * (turn + 1), false);
            if (side == 1 && turn == 0)
                span_add(&w, side, 30, 10, "llm", 50, 20, false);
        }
    }
    world_open(&w);
    section_is(&w, COMPARE_APPEARED, "call/turn/llm 4>5");
    section_is(&w, COMPARE_MOVED, "");
    section_is(&w, COMPARE_SLOWER, "");
    section_is(&w, COMPARE_FASTER, "");
    for (size_t i = 0; i < w.c.rows.n; i++)
        if (w.c.rows.v[i].section == COMPARE_APPEARED)
            CHECK_EQ(w.l[0].s.span.span_id[w.l[0].ix.order[w.c.rows.v[i].at[1]]], 30);
    world_close(&w);
}

TEST(moved)
{
    struct world w = {0};
    for (int side = 0; side < 2; side++) {
        span_add(&w, side, 1, 0, "call", 0, 1000, false);
        span_add(&w, side, 2, 1, "ask", side ? 300 : 100, 10, false); /* after book, not before */
        span_add(&w, side, 3, 1, "book", 200, 10, false);
        span_add(&w, side, 4, 1, "pay", 250, 10, false);
        span_add(&w, side, 5, 1, "turn", 400, 10, false);
        span_add(&w, side, 6, 1, "turn", 500, 10, false);
        span_add(&w, side, 7, side ? 6 : 5, "llm", 550, 10, false); /* below the other turn */
        span_add(&w, side, 8, side ? 1 : 4, "log", 600, 10, false); /* below another name */
    }
    world_open(&w);
    section_is(&w, COMPARE_MOVED, "call/log 0>1; call/ask#1; call/turn/llm#1");
    section_is(&w, COMPARE_APPEARED, "");
    section_is(&w, COMPARE_VANISHED, "");
    world_close(&w);
}

TEST(ids_in_names)
{
    struct world w = {0};
    for (int side = 0; side < 2; side++) {
        span_add(&w, side, 1, 0, side ? "call-8f3a9b21" : "call-11aa22bb", 0, 1000, false);
        span_add(&w, side, 2, 1, side ? "order 48213" : "order 99120", 10, 10, false);
    }
    world_open(&w);
    section_is(&w, COMPARE_SAME, "call-* 1>1; call-*/order * 1>1");
    CHECK_EQ(w.c.rows.n, 2);
    world_close(&w);
}

/* A star in a credential would hide its shape and leave the rest of it readable. */
TEST(credentials_in_names)
{
    struct world w = {0};
    struct buf name = {0};
    for (int side = 0; side < 2; side++) {
        buf_clear(&name);
        buf_addz(&name, "call sk");
        buf_fmt(&name, "-proj-Kd%djfLs9abcd2mQx71Zp0Rt5 now", 4711 + side);
        buf_addc(&name, '\0');
        span_add(&w, side, 1, 0, name.p, 0, 1000, false);
        span_add(&w, side, 2, 1, "dial +1 555 010 99 88", 10, 10, false);
    }
    world_open(&w);
    section_is(&w, COMPARE_SAME, "call *** now 1>1; call *** now/dial *** 1>1");
    world_close(&w);
    buf_release(&name);
}

TEST(dumps)
{
    struct world w = {.dumps = true};
    for (int side = 0; side < 2; side++)
        for (unsigned i = 0; i < 20; i++) {
            span_add(&w, side, 10 * i + 1, 0, "call", 0, 1000, false);
            span_add(&w, side, 10 * i + 2, 10 * i + 1, "llm", 10, side ? 100 + i : 200 + i, false);
            span_add(&w, side, 10 * i + 3, 10 * i + 1, "tts", 500, 50, side == 1 && i < 5);
            if (side == 0)
                span_add(&w, side, 10 * i + 4, 10 * i + 2, "cache", 20, 5, false);
            else
                span_add(&w, side, 10 * i + 4, 10 * i + 1, "cache", 20, 5, false);
        }
    world_open(&w);
    CHECK(w.c.is_dumps);
    section_is(&w, COMPARE_FASTER, "call/llm 20>20");
    section_is(&w, COMPARE_STATUS, "call/tts 20>20");
    section_is(&w, COMPARE_MOVED, "call/cache 0>20");
    section_is(&w, COMPARE_APPEARED, "");
    section_is(&w, COMPARE_SAME, "call 20>20");
    for (size_t i = 0; i < w.c.rows.n; i++) {
        const struct compare_path *p = &w.c.paths.v[w.c.rows.v[i].item];
        if (w.c.rows.v[i].section == COMPARE_FASTER)
            CHECK(p->median[0] == 209.5e6 && p->median[1] == 109.5e6 &&
                  fabs(p->p95[1] - 118.05e6) < 1);
    }
    world_close(&w);
}

static const struct rule one = {.code = "T001", .slug = "one"}, two = {.code = "T002",
                                                                      .slug = "two"};
static const struct rule *const rules[] = {&one, &two};
static const struct catalog two_rules = {rules, 2};

TEST(findings)
{
    struct world w = {0};
    for (int side = 0; side < 2; side++)
        span_add(&w, side, 1, 0, "call", 0, 10, false);
    store_open(&w.l[0], &w.json[0]);
    struct store *s = &w.l[0].s;
    sym call = sym_find(&s->syms, SV("call"));
    for (uint32_t trace = 0; trace < 2; trace++)
        for (uint32_t rule = 0; rule < 2; rule++)
            if (trace == 1 || rule == 1)
                vec_push(&w.lint[0].findings.list,
                         ((struct finding){.rule = rule, .trace = trace, .name = call,
                                           .key = SYM_NONE, .count = 3 + rule, .rows = {trace},
                                           .n_rows = 1, .severity = SEVERITY_WARNING}));
    const struct compare_side side[2] = {{s, &w.l[0].ix, &w.lint[0], 0},
                                         {s, &w.l[0].ix, &w.lint[0], 1}};
    CHECK(compare_make(&w.c, side, &two_rules, NULL));
    CHECK_EQ(w.c.n_of[COMPARE_NEW], 1);
    CHECK_EQ(w.c.n_of[COMPARE_STAYED], 1);
    CHECK_EQ(w.c.n_of[COMPARE_FIXED], 0);
    for (size_t i = 0; i < w.c.rows.n; i++)
        if (w.c.rows.v[i].section == COMPARE_NEW) {
            int which = 0;
            uint32_t at = compare_position(&w.c, &w.c.rows.v[i], &which);
            CHECK_EQ(w.c.findings.v[w.c.rows.v[i].item].rule, 0);
            CHECK_EQ(w.c.findings.v[w.c.rows.v[i].item].spans[1], 3);
            CHECK_EQ(which, 1);
            CHECK_EQ(s->span.trace[w.l[0].ix.order[at]], 1);
        }
    compare_arrange(&w.c, COMPARE_BY_NAME, false, false, SV("t002"));
    CHECK_EQ(w.c.lines.n, 2); /* the title and the one that stayed */
    world_close(&w);
}

TEST(odd_trees)
{
    /* A cycle, an orphan, nothing but a span that ends before it starts; and the same trace. */
    struct world w = {0};
    span_add(&w, 0, 1, 2, "a", 10, 10, false);
    span_add(&w, 0, 2, 1, "b", 20, 10, false);
    span_add(&w, 0, 3, 99, "orphan", 30, 10, false);
    span_add(&w, 1, 1, 0, "a", 10, 10, false);
    world_open(&w);
    section_is(&w, COMPARE_VANISHED, "orphan 1>0; a/b 1>0");
    world_close(&w);
}

/* Every span is in one path on each side, whatever the trees; and a trace is as itself. */
TEST(by_force)
{
    for (uint64_t round = 1; round <= 40; round++) {
        struct world w = {0};
        uint64_t random = round;
        for (int side = 0; side < 2; side++)
            for (unsigned id = 1; id <= 60; id++) {
                random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
                char name[2] = {(char)('a' + (random >> 33) % 4), 0};
                span_add(&w, side, id, (unsigned)(random >> 40) % id, name,
                         (unsigned)(random >> 50) % 500, (unsigned)(random >> 45) % 50,
                         (random >> 60) == 0);
            }
        world_open(&w);
        for (int side = 0; side < 2; side++) {
            uint32_t n = 0, errors = 0;
            for (size_t i = 1; i < w.c.paths.n; i++) {
                n += w.c.paths.v[i].n[side];
                errors += w.c.paths.v[i].errors[side];
            }
            CHECK_EQ(n, 60);
            CHECK_EQ(errors, w.c.errors[side]);
        }
        for (size_t i = 1; i < w.c.paths.n; i++) {
            const struct compare_path *p = &w.c.paths.v[i];
            CHECK(p->moved_in == 0 || p->n[1] >= p->n[0] + p->moved_in);
            CHECK(p->moved_out == 0 || p->n[0] >= p->n[1] + p->moved_out);
        }
        struct compare same = {0};
        const struct compare_side twice[2] = {w.c.side[0], w.c.side[0]};
        CHECK(compare_make(&same, twice, &no_rules, NULL));
        CHECK_EQ(same.n_of[COMPARE_SAME], same.rows.n);
        compare_release(&same);
        world_close(&w);
    }
}

TEST(stops)
{
    struct world w = {0};
    struct compare c = {0};
    atomic_bool stop = true;
    for (int side = 0; side < 2; side++)
        span_add(&w, side, 1, 0, "a", 0, 1, false);
    world_open(&w);
    CHECK(!compare_make(&c, w.c.side, &no_rules, &stop));
    compare_release(&c);
    world_close(&w);
}

TEST_MAIN(TEST_CASE(appeared_and_vanished), TEST_CASE(lengths_and_status),
          TEST_CASE(one_more_in_the_middle), TEST_CASE(moved), TEST_CASE(ids_in_names),
          TEST_CASE(credentials_in_names), TEST_CASE(dumps), TEST_CASE(findings),
          TEST_CASE(odd_trees), TEST_CASE(by_force), TEST_CASE(stops))
