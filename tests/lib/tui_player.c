#include "tests/lib/tui_player.h"

#include <locale.h>

#include "cli/metrics_input.h"
#include "io/read.h"
#include "rules/catalog.h"
#include "rules/packs.h"
#include "rules/snippets.h"
#include "tests/lib/odd_traces.h"
#include "tui/invariants.h"
#include "tui/terminal.h"

#define PICK(d, list) ((list)[dice_roll((d), ARRAY_LEN(list))])

/* All that is known of one dump. */
struct dump {
    struct metrics_traces traces;
    struct lint lint;
    struct summary summary;
    struct tui_data data;
};

struct tui_player {
    struct dice *d;
    struct tui_host host;
    struct terminal terminal;
    struct settings settings;
    struct dump *now, *next, *before;
    enum tui_stage stage, next_stage;
    uint32_t generation;
    struct buf config;
    struct tui t;
};

/* ---- traces ---- */

static struct dump *dump_make(struct tui_player *p)
{
    struct dump *m = mem_zalloc(sizeof(*m));
    struct store *s = &m->traces.traces.store;
    struct buf json = {0};
    struct build b;
    struct err e = {0};
    odd_traces(&json, p->d);
    store_init(s);
    build_init(&b, s);
    read_bytes(&b, SV("odd.json"), buf_sv(&json));
    build_release(&b);
    index_build(&m->traces.traces.index, s);
    BUG_ON(!metrics_traces_look(&m->traces, rules_packs, rules_packs_n, NULL, &e));
    lint_run(&m->lint, s, &m->traces.traces.index, &m->traces.view, &p->settings);
    summary_make(&m->summary, s, &m->traces.traces.index);
    m->summary.view = &m->traces.view;
    metrics_traces_count(&m->traces);
    buf_release(&json);
    return m;
}

static void dump_show(const struct tui_player *p, struct dump *m, enum tui_stage stage)
{
    bool has_spans = stage >= TUI_LINTING;
    m->data = (struct tui_data){
        .s = has_spans ? &m->traces.traces.store : NULL,
        .ix = has_spans ? &m->traces.traces.index : NULL,
        .v = has_spans ? &m->traces.view : NULL,
        .settings = &p->settings,
        .snippets = rules_snippets,
        .n_snippets = rules_snippets_n,
        .lint = stage >= TUI_COUNTING ? &m->lint : NULL,
        .summary = stage == TUI_READY ? &m->summary : NULL,
        .facts = stage == TUI_READY ? &m->traces.facts : NULL,
        .before = stage == TUI_READY && p->before && m != p->before ? &p->before->data : NULL,
    };
}

static void dump_free(struct dump *m)
{
    if (!m)
        return;
    lint_release(&m->lint);
    summary_release(&m->summary);
    metrics_traces_release(&m->traces);
    free(m);
}

/* ---- the host ---- */

static struct tui_progress host_progress(void *self)
{
    const struct tui_player *p = self;
    struct tui_progress now = {.stage = p->next ? p->next_stage : p->stage,
                               .generation = p->generation, .what = SV("reading odd.json")};
    now.generation += p->next && p->next_stage == TUI_READY;
    now.spans = p->now->traces.traces.store.n_spans;
    return now;
}

static const struct tui_data *host_data(void *self)
{
    struct tui_player *p = self;
    if (p->next && p->next_stage == TUI_READY) {
        dump_free(p->now);
        p->now = p->next;
        p->next = NULL;
        p->stage = TUI_READY;
        p->generation++;
    }
    dump_show(p, p->now, p->stage);
    return &p->now->data;
}

/* Some were read from what cannot be read again. */
static bool host_reload(void *self, struct err *e)
{
    struct tui_player *p = self;
    if (dice_once_in(p->d, 10))
        return err_set(e, "what came through a pipe cannot be read again");
    if (p->next || p->stage != TUI_READY)
        return true;
    p->next = dump_make(p);
    p->next_stage = TUI_READING;
    return true;
}

static bool host_stage(void *self, const struct plan *plan, const struct stage_wish *wish,
                       struct sv folder, bool dry_run, struct buf *report, struct err *e)
{
    struct tui_player *p = self;
    struct stage st = {0};
    bool ok = stage_make(&st, plan, &p->now->traces.facts, wish, e);
    for (size_t i = 0; ok && i < st.metrics.n; i++)
        buf_fmt(report, "%s %.*s/%.*s\n", dry_run ? "would write" : "wrote", SV_ARG(folder),
                SV_ARG(st.metrics.v[i].path));
    stage_release(&st);
    return ok;
}

static bool host_config(void *self, struct buf *path, struct buf *text, struct err *e)
{
    const struct tui_player *p = self;
    if (dice_once_in(p->d, 10))
        return err_set(e, "the configuration cannot be read");
    buf_addz(path, "odd/.spanvet.json");
    buf_add(text, buf_sv(&p->config));
    return true;
}

static bool host_write(void *self, struct sv path, struct sv text, struct err *e)
{
    struct tui_player *p = self;
    if (dice_once_in(p->d, 10))
        return err_set(e, "%.*s cannot be written", SV_ARG(path));
    if (!sv_eq(path, SV("odd/.spanvet.json")))
        return true;
    buf_clear(&p->config);
    buf_add(&p->config, text);
    return true;
}

/* ---- the terminal ---- */

static void terminal_nothing(struct terminal *t)
{
    (void)t;
}

static void terminal_mouse(struct terminal *t, bool on)
{
    (void)t, (void)on;
}

/* Some take what is copied; for the others there is no folder to write it into. */
static bool terminal_takes(struct terminal *t, struct sv text)
{
    (void)t;
    return text.n % 2;
}

/* ---- steps ---- */

static void step_key(struct tui_player *p, struct buf *log, key_code key)
{
    key_add_name(log, key);
    tui_key(&p->t, key);
}

/* One of the keys of the table, as good as any. */
static void step_bound(struct tui_player *p, struct buf *log)
{
    struct sv keys = sv_from_c(action_rows[dice_roll(p->d, ACTIONS)].keys);
    uint32_t which = dice_roll(p->d, 3);
    struct sv_cut cut = sv_cut(keys, ' ');
    while (which-- && cut.found && cut.tail.n)
        cut = sv_cut(cut.tail, ' ');
    key_code key = key_of_name(cut.head);
    if (cut.head.n)
        step_key(p, log, key);
}

static void step_any(struct tui_player *p, struct buf *log)
{
    static const key_code odd[] = {0, 0x1b, 0x7f, 0x80, 0xd800, 0x10ffff, 0x4f1a, 0x1f4de, 0x301,
                                   0x200b, KEY_SIZE, KEY_IS_DELETE, KEY_IS_BACKSPACE, ' '};
    bool special = dice_once_in(p->d, 2);
    step_key(p, log, special ? PICK(p->d, odd) : dice_roll(p->d, 128));
}

static const char *const words[] = {
    "llm", "type=llm", "type=llm,tts", "name=*turn*", "duration>1ms", "duration>100",
    "status=error",
    "rule=N", "rule=N055", "finding", "is=orphan", "is=cycle", "is=critical", "-type=turn", "key=*",
    "metrics.ttfb>0.2", "a\"b", "\"two words", "x=", ">", "name>>", "会話", "📞", "service=*",
    "event=*", "waterfall", "metrics", "compare", "flame", "detail", "duration", "name",
    "0.5", "p90",
    "known, and accepted", "out/metrics", "/nowhere", "-", "---", "*", "**a*", "e\xcc\x81", "\xff",
};

static struct sv word_pick(struct tui_player *p)
{
    return sv_from_c(PICK(p->d, words));
}

/* Letter by letter, as into a prompt, and then an end of some kind. */
static void step_write(struct tui_player *p, struct buf *log)
{
    static const key_code ends[] = {KEY_IS_ENTER, KEY_IS_ENTER, KEY_IS_ESC, KEY_IS_TAB, KEY_IS_UP,
                                    KEY_IS_DOWN, KEY_IS_BACKSPACE, KEY_CTRL('U'), 'y'};
    struct sv word = word_pick(p);
    buf_addz(log, "write ");
    buf_add(log, word);
    buf_addz(log, ", ");
    for (size_t i = 0; i < word.n; i++)
        tui_key(&p->t, (unsigned char)word.p[i]);
    step_key(p, log, PICK(p->d, ends));
}

/* What menus and questions take. */
static void step_choose(struct tui_player *p, struct buf *log)
{
    static const key_code keys[] = {'i', 'j', 'r', 'a', 'y', 'n', 'l', 'L', 't', '0', '!', 'j',
                                    KEY_IS_ENTER, KEY_IS_ENTER, KEY_IS_DOWN, ' ', KEY_IS_ESC};
    step_key(p, log, PICK(p->d, keys));
}

/* Any view, and its companion half of the time, some rows down. */
static void step_visit(struct tui_player *p, struct buf *log)
{
    enum view_id id = dice_roll(p->d, VIEWS);
    buf_fmt(log, "visit %s", view_rows[id].ops->name);
    if (p->t.popup)
        step_key(p, log, KEY_IS_ESC);
    tui_show(&p->t, id);
    if (dice_once_in(p->d, 2))
        tui_key(&p->t, KEY_IS_TAB);
    for (uint32_t i = dice_roll(p->d, 12); i; i--)
        tui_key(&p->t, 'j');
}

static void step_command(struct tui_player *p, struct buf *log)
{
    struct buf line = {0};
    const struct action_row *row = &action_rows[dice_roll(p->d, ACTIONS)];
    buf_addz(&line, row->command);
    if (row->argument || dice_once_in(p->d, 8)) {
        buf_addc(&line, ' ');
        buf_add(&line, word_pick(p));
    }
    buf_addc(log, ':');
    buf_add(log, buf_sv(&line));
    tui_command(&p->t, buf_sv(&line));
    buf_release(&line);
}

static void step_size(struct tui_player *p, struct buf *log)
{
    static const struct {
        int width, height;
    } sizes[] = {{80, 24}, {60, 15}, {200, 50}, {80, 24}, {110, 30}};
    uint32_t i = dice_roll(p->d, ARRAY_LEN(sizes) + 3);
    bool odd = i >= ARRAY_LEN(sizes);
    int width = odd ? (int)dice_roll(p->d, 240) : sizes[i].width;
    int height = odd ? (int)dice_roll(p->d, 70) : sizes[i].height;
    buf_fmt(log, "size %dx%d", width, height);
    canvas_resize(&p->t.canvas, width, height);
}

static void step_click(struct tui_player *p, struct buf *log)
{
    struct mouse m = {.row = (int)dice_roll(p->d, 60), .column = (int)dice_roll(p->d, 220)};
    m.what = dice_roll(p->d, MOUSE_WHEEL_DOWN + 1);
    buf_fmt(log, "mouse %d at %d,%d", (int)m.what, m.row, m.column);
    tui_click(&p->t, m);
}

/* Loading goes on by a stage. */
static void step_load(struct tui_player *p, struct buf *log)
{
    enum tui_stage *stage = p->next ? &p->next_stage : &p->stage;
    if (*stage != TUI_READY)
        (*stage)++;
    buf_fmt(log, "loading reaches %d", (int)*stage);
}

static void step_print(struct tui_player *p, struct buf *log)
{
    struct buf out = {0};
    enum view_id id = dice_roll(p->d, VIEWS);
    int width = 1 + (int)dice_roll(p->d, 150);
    buf_fmt(log, "print %s, %d wide", view_rows[id].ops->name, width);
    if (p->t.data->s)
        tui_print(&p->t, id, width, &out);
    buf_release(&out);
}

typedef void step_fn(struct tui_player *p, struct buf *log);

/* With the shares of a hundred that they get. */
static const struct step {
    uint8_t share, share_in_popup;
    step_fn *run;
} steps[] = {
    {54, 12, step_bound}, {6, 15, step_any},  {4, 27, step_write},  {8, 4, step_command},
    {5, 3, step_size},    {6, 5, step_click}, {9, 4, step_load},    {2, 2, step_print},
    {2, 26, step_choose}, {4, 2, step_visit},
};

void tui_player_step(struct tui_player *p, struct buf *log)
{
    int left = (int)dice_roll(p->d, 100);
    size_t i = 0;
    for (; i + 1 < ARRAY_LEN(steps); i++) {
        left -= p->t.popup ? steps[i].share_in_popup : steps[i].share;
        if (left < 0)
            break;
    }
    steps[i].run(p, log);
    if (!dice_once_in(p->d, 4))
        tui_poll(&p->t);
    invariants_check(&p->t);
    p->t.quit = false; /* who has left comes back */
}

/* ---- from begin to end ---- */

struct tui_player *tui_player_open(struct dice *d)
{
    struct tui_player *p = mem_zalloc(sizeof(*p));
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("TMPDIR", "/nowhere", 1);
    p->d = d;
    p->host = (struct tui_host){p, host_progress, host_data, host_reload,
                                host_stage, host_config, host_write};
    settings_init(&p->settings, &rules_catalog);
    p->settings.threads = 1;
    p->now = dump_make(p);
    if (dice_once_in(d, 3)) {
        p->before = dump_make(p);
        dump_show(p, p->before, TUI_READY);
    }
    p->stage = dice_once_in(d, 3) ? TUI_READING : TUI_READY;
    struct tui_wish wish = {.host = &p->host, .ascii = dice_once_in(d, 3),
                            .color = dice_once_in(d, 2), .view = VIEW_NONE};
    tui_init(&p->t, &wish);
    p->terminal = (struct terminal){.redraw = terminal_nothing, .suspend = terminal_nothing,
                                    .mouse = terminal_mouse, .copy = terminal_takes};
    p->t.terminal = &p->terminal;
    p->t.always_threads = dice_once_in(d, 4);
    canvas_resize(&p->t.canvas, 80, 24);
    tui_poll(&p->t);
    return p;
}

void tui_player_close(struct tui_player *p)
{
    tui_release(&p->t);
    dump_free(p->next);
    dump_free(p->now);
    dump_free(p->before);
    settings_release(&p->settings);
    buf_release(&p->config);
    free(p);
}
