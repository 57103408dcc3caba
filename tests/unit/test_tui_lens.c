/* The lens: window, search, filter, pills, steps, and the actions that waterfall and flame graph
 * have in common, through keys and commands. */
#include "rules/catalog.h"
#include "tests/lib/dice.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"
#include "tui/lens_actions.h"

/* ---- a browser over one store, all loaded ---- */

struct world {
    struct linted in;
    struct settings set;
    struct lint lint;
    struct tui_data data;
    struct tui_host host;
    struct tui t;
};

static struct tui_progress host_progress(void *self)
{
    (void)self;
    return (struct tui_progress){.stage = TUI_READY, .generation = 1};
}

static const struct tui_data *host_data(void *self)
{
    struct world *w = self;
    return &w->data;
}

static void world_open(struct world *w, const char *json)
{
    memset(w, 0, sizeof(*w));
    linted_open(&w->in, json);
    settings_init(&w->set, &rules_catalog);
    lint_run(&w->lint, &w->in.s, &w->in.ix, &w->in.v, &w->set);
    w->data = (struct tui_data){.s = &w->in.s, .ix = &w->in.ix, .v = &w->in.v,
                                .settings = &w->set, .lint = &w->lint};
    w->host = (struct tui_host){.self = w, .progress = host_progress, .data = host_data};
    struct tui_wish wish = {.host = &w->host, .view = VIEW_waterfall};
    tui_init(&w->t, &wish);
    canvas_resize(&w->t.canvas, 80, 24);
    tui_draw(&w->t);
}

static void world_close(struct world *w)
{
    tui_release(&w->t);
    lint_release(&w->lint);
    settings_release(&w->set);
    linted_close(&w->in);
}

static void run(struct world *w, const char *command)
{
    buf_clear(&w->t.message);
    tui_command(&w->t, sv_from_c(command));
    tui_draw(&w->t);
}

static void type(struct world *w, const char *keys)
{
    for (; *keys; keys++)
        tui_key(&w->t, (key_code)(unsigned char)*keys);
    tui_draw(&w->t);
}

/* The id of the selected span, 0 = none. */
static uint64_t selected(const struct world *w)
{
    return w->t.span == NO_ROW ? 0 : w->in.s.span.span_id[w->in.ix.order[w->t.span]];
}

static struct sv message(const struct world *w)
{
    return buf_sv(&w->t.message);
}

#define AT(trace, id, parent, name, from, to, more)                                                \
    "{\"traceId\":\"0000000000000000000000000000000" trace "\",\"spanId\":\"00000000000000" id     \
    "\",\"parentSpanId\":\"" parent "\",\"name\":\"" name "\",\"kind\":1,"                         \
    "\"startTimeUnixNano\":\"17380000000" from "000000\","                                         \
    "\"endTimeUnixNano\":\"17380000000" to "000000\"" more "}"
#define UNDER(id) "00000000000000" id
#define FAILED ",\"status\":{\"code\":2,\"message\":\"lost\"}"

/* Times in ms: a call with two turns, five spans of noise in the second one; then another trace. */
static const char call[] = SPANS(
    AT("a", "01", "", "conversation", "00", "90", "") ","
    AT("a", "02", UNDER("01"), "turn", "05", "40", "") ","
    AT("a", "03", UNDER("02"), "llm", "10", "20", FAILED) ","
    AT("a", "04", UNDER("02"), "tts", "20", "39", "") ","
    AT("a", "05", UNDER("01"), "turn", "45", "80", "") ","
    AT("a", "11", UNDER("05"), "recv", "46", "47", "") ","
    AT("a", "12", UNDER("05"), "recv", "47", "48", FAILED) ","
    AT("a", "13", UNDER("05"), "recv", "48", "49", "") ","
    AT("a", "14", UNDER("05"), "recv", "49", "50", "") ","
    AT("a", "15", UNDER("05"), "recv", "50", "51", "") ","
    AT("a", "06", UNDER("05"), "llm", "52", "70", "") ","
    AT("b", "21", "", "llm", "00", "10", ""));

/* ---- the window ---- */

TEST(window)
{
    struct lens l = {.length = 1000};
    struct dice d = {.state = 1};
    lens_fit(&l);
    CHECK(l.from == 0 && l.to == 1000);
    lens_zoom(&l, 2, 250);
    CHECK(l.from == 125 && l.to == 625);
    lens_pan(&l, 0.5);
    CHECK(l.from == 375 && l.to == 875);
    lens_pan(&l, 5);
    CHECK(l.from == 500 && l.to == 1000);
    lens_zoom(&l, 0.1, 700);
    CHECK(l.from == 0 && l.to == 1000);
    for (int round = 0; round < 20000; round++) {
        if (round % 100 == 0) {
            l.length = dice_roll(&d, 2) ? 1 + dice_roll(&d, 100) : dice_next(&d) >> 1;
            lens_fit(&l);
        }
        double at = (double)l.length * dice_roll(&d, 1000) / 1000;
        switch (dice_roll(&d, 4)) {
        case 0:
            lens_zoom(&l, dice_roll(&d, 3) ? 2 : 0.5, at);
            break;
        case 1:
            lens_pan(&l, dice_roll(&d, 2) ? 1.0 / 3 : -1.0 / 3);
            break;
        case 2:
            lens_show(&l, at, at);
            break;
        default:
            lens_show(&l, at, at + (double)l.length * dice_roll(&d, 1000) / 1000);
        }
        CHECK(l.from >= 0 && l.from < l.to && l.to <= (double)l.length);
    }
}

TEST(steps)
{
    struct lens l = {.first = 100, .n = 10};
    struct bits b = {0};
    bool wrapped;
    bits_resize(&b, 10);
    CHECK_EQ(lens_step(&l, &b, 103, false, &wrapped), NO_ROW);
    bits_set(&b, 2);
    bits_set(&b, 7);
    CHECK_EQ(lens_step(&l, &b, NO_ROW, false, &wrapped), 102);
    CHECK(!wrapped);
    CHECK_EQ(lens_step(&l, &b, NO_ROW, true, &wrapped), 107);
    CHECK_EQ(lens_step(&l, &b, 102, false, &wrapped), 107);
    CHECK(!wrapped);
    CHECK_EQ(lens_step(&l, &b, 107, false, &wrapped), 102);
    CHECK(wrapped);
    CHECK_EQ(lens_step(&l, &b, 102, true, &wrapped), 107);
    CHECK(wrapped);
    CHECK_EQ(lens_rank(&l, &b, 107), 2);
    bits_release(&b);
}

/* ---- in a browser ---- */

TEST(begins)
{
    struct world w;
    world_open(&w, call);
    const struct lens *l = &w.t.lens;
    CHECK(l->ready);
    CHECK_EQ(l->n, 11);
    CHECK_EQ(l->length, 90000000);
    CHECK_EQ(l->n_errors, 2);
    CHECK_EQ(l->type_counts[TYPE_LLM], 2);
    CHECK_EQ(l->type_counts[TYPE_OTHER], 5);
    CHECK_EQ(selected(&w), 1);
    CHECK(l->from == 0 && l->to == 90e6);
    world_close(&w);
}

TEST(searching)
{
    struct world w;
    world_open(&w, call);
    run(&w, "search llm");
    CHECK_EQ(w.t.lens.n_matches, 2);
    CHECK_EQ(selected(&w), 3);
    type(&w, "n");
    CHECK_SV(message(&w), "match 2/2");
    CHECK_EQ(selected(&w), 6);
    type(&w, "n");
    CHECK_SV(message(&w), "match 1/2, from the start again");
    type(&w, "N");
    CHECK_SV(message(&w), "match 2/2, from the end again");
    /* while it is typed, from where one stood; Esc goes back and the search before is there
     * again */
    type(&w, "/xyz");
    CHECK_EQ(selected(&w), 6);
    CHECK_EQ(w.t.lens.n_matches, 0);
    type(&w, "\x1b");
    CHECK_EQ(selected(&w), 6);
    CHECK_EQ(w.t.lens.n_matches, 2);
    type(&w, "g/tts\r");
    CHECK_EQ(selected(&w), 4);
    /* more data come: the selection stays, and what matches is found anew */
    type(&w, "G");
    w.t.stage++;
    tui_draw(&w.t);
    CHECK_EQ(selected(&w), 6);
    CHECK_EQ(w.t.lens.n_matches, 1);
    type(&w, "ggjjj*");
    CHECK_SV(query_text(w.t.lens.search), "name=\"tts\"");
    run(&w, "search duration>x");
    CHECK(w.t.message_is_error);
    CHECK_SV(query_text(w.t.lens.search), "name=\"tts\"");
    world_close(&w);
}

TEST(peeling)
{
    struct world w;
    world_open(&w, call);
    run(&w, "zoom-in");
    run(&w, "types llm,tts");
    run(&w, "search tts");
    CHECK(w.t.lens.search && lens_hides(&w.t.lens) && w.t.lens.to < 90e6);
    type(&w, "\x1b");
    CHECK(!w.t.lens.search && lens_hides(&w.t.lens) && w.t.lens.to < 90e6);
    type(&w, "\x1b");
    CHECK(!lens_hides(&w.t.lens) && w.t.lens.to < 90e6);
    type(&w, "\x1b");
    CHECK(w.t.lens.from == 0 && w.t.lens.to == 90e6);
    CHECK_EQ(w.t.lens.n_passes, 11);
    world_close(&w);
}

static uint32_t n_rows(struct world *w)
{
    return w->t.views[VIEW_waterfall].list.n;
}

TEST(hiding)
{
    struct world w;
    world_open(&w, call);
    CHECK_EQ(n_rows(&w), 7); /* the noise is one row */
    run(&w, "types llm");
    CHECK_EQ(w.t.lens.n_passes, 2);
    CHECK_EQ(n_rows(&w), 5); /* with what they are in */
    run(&w, "types -conversation,turn,other");
    CHECK_EQ(w.t.lens.n_passes, 3);
    run(&w, "types nothing");
    CHECK(w.t.message_is_error);
    CHECK_EQ(w.t.lens.n_passes, 3);
    run(&w, "types none");
    CHECK_EQ(w.t.lens.n_passes, 0);
    CHECK_EQ(n_rows(&w), 0);
    run(&w, "types all");
    CHECK(!lens_hides(&w.t.lens));
    run(&w, "filter status=error");
    CHECK_EQ(w.t.lens.n_passes, 2);
    CHECK_EQ(n_rows(&w), 5);
    run(&w, "filter name=none");
    CHECK_EQ(n_rows(&w), 0);
    type(&w, "jkGg");
    run(&w, "types turn");
    type(&w, "\x1b"); /* the filter, and then the types */
    CHECK(lens_hides(&w.t.lens));
    CHECK_EQ(n_rows(&w), 3);
    type(&w, "\x1b");
    CHECK_EQ(n_rows(&w), 7);
    world_close(&w);
}

TEST(menu_of_types)
{
    struct world w;
    world_open(&w, call);
    type(&w, "tjkq"); /* letters that move and close do so */
    CHECK(w.t.popup == NULL);
    CHECK(!lens_hides(&w.t.lens));
    type(&w, "t5"); /* others away; the menu stays */
    CHECK(w.t.popup != NULL);
    CHECK_EQ(w.t.lens.n_passes, 6);
    type(&w, "!");
    CHECK_EQ(w.t.lens.n_passes, 5);
    type(&w, "L");
    CHECK(w.t.popup == NULL);
    CHECK_EQ(w.t.lens.n_passes, 2);
    type(&w, "t0");
    CHECK(!lens_hides(&w.t.lens));
    world_close(&w);
}

TEST(errors)
{
    struct world w;
    world_open(&w, call);
    type(&w, "e");
    CHECK_EQ(selected(&w), 3);
    type(&w, "e");
    CHECK_SV(message(&w), "error 2/2");
    CHECK_EQ(selected(&w), 0x12); /* in the run, which stays closed */
    CHECK_EQ(w.t.views[VIEW_waterfall].list.cursor, 5);
    type(&w, "l");
    CHECK_EQ(n_rows(&w), 12);
    CHECK_EQ(w.t.views[VIEW_waterfall].list.cursor, 7);
    type(&w, "h");
    CHECK_EQ(w.t.views[VIEW_waterfall].list.cursor, 5);
    type(&w, "h");
    CHECK_EQ(n_rows(&w), 7);
    type(&w, "E");
    world_close(&w);
}

TEST(findings)
{
    struct world w;
    world_open(&w, call);
    CHECK(w.t.lens.n_found > 0);
    type(&w, "w");
    CHECK(bits_get(&w.t.lens.any_found, w.t.span - w.t.lens.first));
    CHECK(sv_starts(message(&w), SV("span with a finding 1/")) ||
          sv_starts(message(&w), SV("span with a finding 2/")));
    CHECK(w.t.finding != NO_ROW);
    const struct finding *f = &w.lint.findings.list.v[w.t.finding];
    bool named = false;
    for (uint32_t i = 0; i < f->n_rows; i++)
        named |= f->rows[i] == w.in.ix.order[w.t.span];
    CHECK(named);
    world_close(&w);
}

TEST(zooming)
{
    struct world w;
    world_open(&w, call);
    type(&w, "jj"); /* llm, 10 to 20 of 90 */
    type(&w, "+");
    CHECK(w.t.lens.to - w.t.lens.from == 45e6);
    CHECK(w.t.lens.from <= 10e6 && w.t.lens.to >= 20e6);
    type(&w, "++");
    type(&w, "z");
    CHECK(w.t.lens.from + w.t.lens.to == 30e6);
    type(&w, "z");
    CHECK(w.t.lens.from == 9.5e6 && w.t.lens.to == 20.5e6);
    type(&w, "G+"); /* what is not in the window is brought in */
    CHECK(w.t.lens.from < 70e6 && w.t.lens.to > 52e6);
    type(&w, "F");
    CHECK(w.t.lens.from == 0 && w.t.lens.to == 90e6);
    type(&w, "zL");
    world_close(&w);
}

TEST(critical_path)
{
    struct world w;
    world_open(&w, call);
    type(&w, "c");
    CHECK(w.t.lens.has_critical);
    CHECK_SV(message(&w), "critical path: 90 ms of 90 ms, 11 spans of 11");
    type(&w, "c");
    CHECK(!w.t.lens.show_critical);
    world_close(&w);
}

TEST(other_trace)
{
    struct world w;
    world_open(&w, call);
    run(&w, "types llm");
    run(&w, "search llm");
    run(&w, "zoom-in");
    run(&w, "next-trace");
    CHECK_EQ(w.t.trace, 1);
    CHECK_EQ(w.t.lens.n, 1);
    CHECK_EQ(w.t.lens.n_matches, 1);
    CHECK_EQ(w.t.lens.n_passes, 1);
    CHECK(w.t.lens.from == 0 && w.t.lens.to == 10e6);
    CHECK_EQ(selected(&w), 0x21);
    run(&w, "previous-trace");
    CHECK_EQ(w.t.trace, 0);
    CHECK_EQ(w.t.lens.n_passes, 2);
    world_close(&w);
}

TEST(flame_keys)
{
    struct world w;
    world_open(&w, call);
    run(&w, "view flame");
    CHECK_EQ(w.t.views[VIEW_flame].list.n, 3);
    type(&w, "j");
    CHECK_EQ(selected(&w), 2);
    type(&w, "l");
    CHECK_EQ(selected(&w), 5);
    type(&w, "j");
    CHECK_EQ(selected(&w), 0x11);
    type(&w, "hk"); /* a cousin, then its parent */
    CHECK_EQ(selected(&w), 2);
    type(&w, "kkhG");
    CHECK_EQ(w.t.in_companion, false);
    run(&w, "view waterfall");
    CHECK_EQ(w.t.views[VIEW_waterfall].list.n, 7);
    world_close(&w);
}

TEST(nothing_there)
{
    struct world w;
    world_open(&w, "{\"resourceSpans\":[]}");
    type(&w, "jkhlgGeEwWnN*+-0FzHLc[]{}<>");
    run(&w, "search x");
    run(&w, "filter x");
    run(&w, "types llm");
    run(&w, "view flame");
    type(&w, "jkhlgGeEwWnN*+-0FzHLc[]{}<>");
    CHECK_EQ(w.t.span, NO_ROW);
    CHECK_EQ(n_rows(&w), 0);
    world_close(&w);
}

TEST_MAIN(TEST_CASE(window), TEST_CASE(steps), TEST_CASE(begins), TEST_CASE(searching),
          TEST_CASE(peeling), TEST_CASE(hiding), TEST_CASE(menu_of_types), TEST_CASE(errors),
          TEST_CASE(findings), TEST_CASE(zooming), TEST_CASE(critical_path),
          TEST_CASE(other_trace), TEST_CASE(flame_keys), TEST_CASE(nothing_there))
