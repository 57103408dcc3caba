#include "cli/tui_load.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "cli/progress.h"
#include "cli/tui_config.h"
#include "core/fmt.h"
#include "core/shown.h"
#include "lint/engine.h"
#include "rules/snippets.h"

/* One dump, from its bytes to everything that is known of it. */
struct tui_dump {
    struct metrics_traces traces;
    struct lint lint;
    struct summary summary;
    /* What is there at each stage: none changes any more once its stage is reached. */
    struct tui_data data[TUI_READY + 1];
};

/* All that one reading gave. */
struct tui_generation {
    const struct tui_load *load;
    struct settings settings; /* those of the load, with these excludes when there are some */
    struct config excludes;
    struct buf config;        /* that they were read from */
    struct tui_dump main, before;
    struct words before_args;
    pthread_t thread;
    _Atomic uint8_t stage; /* enum tui_stage */
    struct err error;      /* valid when the stage is TUI_READY */
};

/* ---- on the other thread ---- */

/* What the browser may look at from here on. */
static void stage_reach(struct tui_generation *g, enum tui_stage stage)
{
    atomic_store_explicit(&g->stage, (uint8_t)stage, memory_order_release);
}

static bool dump_read(struct tui_dump *d, const struct tui_load *l, const struct job *job,
                      struct err *e)
{
    const struct words none = {0};
    return inputs_load(&d->traces.traces, job, true, &none, e) &&
           metrics_traces_look(&d->traces, l->packs->texts.v, l->packs->texts.n, l->dialects, e);
}

static void dump_lint(struct tui_dump *d, const struct settings *settings)
{
    struct metrics_traces *t = &d->traces;
    lint_run(&d->lint, &t->traces.store, &t->traces.index, &t->view, settings);
}

static void dump_count(struct tui_dump *d)
{
    struct metrics_traces *t = &d->traces;
    summary_make(&d->summary, &t->traces.store, &t->traces.index);
    d->summary.view = &t->view;
    metrics_traces_count(t);
}

/* The data of a stage: members that are not there yet stay NULL. */
static void dump_show(struct tui_dump *d, const struct tui_generation *g, enum tui_stage stage)
{
    struct metrics_traces *t = &d->traces;
    d->data[stage] = (struct tui_data){
        .s = stage >= TUI_LINTING ? &t->traces.store : NULL,
        .ix = stage >= TUI_LINTING ? &t->traces.index : NULL,
        .v = stage >= TUI_LINTING ? &t->view : NULL,
        .settings = &g->settings,
        .snippets = rules_snippets,
        .n_snippets = rules_snippets_n,
        .gate = g->load->gate,
        .lint = stage >= TUI_COUNTING ? &d->lint : NULL,
        .summary = stage >= TUI_READY ? &d->summary : NULL,
        .facts = stage >= TUI_READY ? &t->facts : NULL,
    };
}

static void stages_show(struct tui_dump *d, const struct tui_generation *g)
{
    for (int stage = TUI_READING; stage <= TUI_READY; stage++)
        dump_show(d, g, (enum tui_stage)stage);
}

static void before_read(struct tui_generation *g)
{
    const struct tui_load *l = g->load;
    struct job job = *l->job;
    vec_push(&g->before_args, l->before);
    job.args = g->before_args;
    if (!dump_read(&g->before, l, &job, &g->error))
        return;
    dump_lint(&g->before, &g->settings);
    dump_count(&g->before);
    stages_show(&g->before, g);
    g->main.data[TUI_READY].before = &g->before.data[TUI_READY];
}

static void *generation_read(void *arg)
{
    struct tui_generation *g = arg;
    const struct tui_load *l = g->load;
    if (dump_read(&g->main, l, l->job, &g->error)) {
        stage_reach(g, TUI_LINTING);
        dump_lint(&g->main, &g->settings);
        stage_reach(g, TUI_COUNTING);
        dump_count(&g->main);
        if (l->before.n)
            before_read(g);
    }
    stage_reach(g, TUI_READY);
    return NULL;
}

/* ---- on the browser's ---- */

static enum tui_stage stage_of(const struct tui_generation *g)
{
    return (enum tui_stage)atomic_load_explicit(&g->stage, memory_order_acquire);
}

/* Signals are for the thread that has the terminal. */
static bool thread_start(pthread_t *thread, void *(*run)(void *arg), void *arg)
{
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    bool started = pthread_create(thread, NULL, run, arg) == 0;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return started;
}

static struct tui_generation *generation_start(const struct tui_load *l)
{
    struct tui_generation *g = mem_zalloc(sizeof(*g));
    g->load = l;
    g->settings = *l->settings;
    buf_add(&g->config, buf_sv(&l->written));
    if (tui_config_excludes(&g->excludes, buf_sv(&g->config), l->settings->catalog))
        g->settings.excludes = &g->excludes.excludes;
    stages_show(&g->main, g);
    bool started = thread_start(&g->thread, generation_read, g);
    BUG_ON(!started);
    return g;
}

static void dump_release(struct tui_dump *d)
{
    lint_release(&d->lint);
    summary_release(&d->summary);
    metrics_traces_release(&d->traces);
}

static void *generation_drop(void *arg)
{
    struct tui_generation *g = arg;
    dump_release(&g->main);
    dump_release(&g->before);
    vec_release(&g->before_args);
    config_release(&g->excludes);
    buf_release(&g->config);
    free(g);
    return NULL;
}

static void generation_free(struct tui_generation *g)
{
    if (!g)
        return;
    pthread_join(g->thread, NULL);
    generation_drop(g);
}

static void drop_wait(struct tui_load *l)
{
    if (l->drops)
        pthread_join(l->dropping, NULL);
    l->drops = false;
}

/* Memory of a million spans takes more than a frame to be given back. */
static void generation_free_aside(struct tui_load *l, struct tui_generation *g)
{
    drop_wait(l);
    pthread_join(g->thread, NULL);
    l->drops = thread_start(&l->dropping, generation_drop, g);
    if (!l->drops)
        generation_drop(g);
}

void tui_load_start(struct tui_load *l)
{
    buf_addz(&l->what, "reading ");
    if (l->job->args.n == 1)
        buf_add(&l->what, l->job->args.v[0]);
    else
        buf_addz(&l->what, fmt_amount(l->job->args.n, "input").text);
    l->now = generation_start(l);
}

bool tui_load_is_partial(const struct tui_load *l)
{
    return l->now->main.traces.traces.trouble;
}

/* What came through a pipe is gone. What is missing now is told of when it is read. */
static bool can_reread(struct sv path, struct err *e)
{
    struct buf name = {0};
    struct stat st;
    buf_fmt(&name, "%.*s", SV_ARG(path));
    bool is_stdin = sv_eq(path, SV("-"));
    bool is_pipe = is_stdin || (path.n && stat(name.p, &st) == 0 && !S_ISREG(st.st_mode) &&
                                !S_ISDIR(st.st_mode));
    buf_release(&name);
    return !is_pipe || err_set(e, "%.*s cannot be read again, only a file can",
                               SV_ARG(is_stdin ? SV("standard input") : path));
}

bool tui_load_again(void *load, struct err *e)
{
    struct tui_load *l = load;
    if (l->next || stage_of(l->now) != TUI_READY)
        return true;
    for (size_t i = 0; i < l->job->args.n; i++)
        if (!can_reread(l->job->args.v[i], e))
            return false;
    if (l->before.n && !can_reread(l->before, e))
        return false;
    l->next = generation_start(l);
    return true;
}

static bool nothing_came(const struct tui_generation *g)
{
    return g->error.set ||
           (g->main.traces.traces.store.n_spans == 0 && g->main.traces.traces.trouble);
}

/* The other thread counts up meanwhile, without knowing of this: any of its values will do. */
__attribute__((no_sanitize("thread"))) static uint32_t spans_so_far(const struct tui_generation *g)
{
    return *(const volatile uint32_t *)&g->main.traces.traces.store.n_spans;
}

/* Why nothing came: what was said of the first input that says something. */
static void reason_add(struct buf *b, const struct tui_generation *g)
{
    const struct store *s = &g->main.traces.traces.store;
    buf_clear(b);
    buf_addz(b, g->error.text);
    for (size_t i = 0; i < s->inputs.n && !b->n; i++)
        if (s->inputs.v[i].diagnostics.n)
            shown_add_sentence(b, s->inputs.v[i].diagnostics.v[0].text, 0);
}

/* A reading that brought nothing goes; what is shown stays. */
static void next_refuse(struct tui_load *l)
{
    reason_add(&l->complaint, l->next);
    pthread_join(l->next->thread, NULL);
    generation_drop(l->next);
    l->next = NULL;
}

struct tui_progress tui_load_progress(void *load)
{
    struct tui_load *l = load;
    buf_clear(&l->complaint);
    if (l->next && stage_of(l->next) == TUI_READY && nothing_came(l->next))
        next_refuse(l);
    const struct tui_generation *g = l->next ? l->next : l->now;
    enum tui_stage stage = stage_of(g);
    struct tui_progress p = {.stage = stage, .generation = l->generation, .what = buf_sv(&l->what),
                             .complaint = buf_sv(&l->complaint)};
    if (l->next && stage == TUI_READY)
        p.generation++;
    p.spans = spans_so_far(g);
    p.partial = stage == TUI_READY && g->main.traces.traces.trouble;
    p.failed = !l->next && stage == TUI_READY && nothing_came(g);
    return p;
}

const struct tui_data *tui_load_now(const struct tui_load *l)
{
    return &l->now->main.data[stage_of(l->now)];
}

const struct tui_data *tui_load_data(void *load)
{
    struct tui_load *l = load;
    if (l->next && stage_of(l->next) == TUI_READY) {
        generation_free_aside(l, l->now);
        l->now = l->next;
        l->next = NULL;
        l->generation++;
    }
    return tui_load_now(l);
}

void tui_load_wait(struct tui_load *l)
{
    const struct timespec pause = {.tv_nsec = 500000};
    while (stage_of(l->now) != TUI_READY)
        nanosleep(&pause, NULL);
}

bool tui_load_diagnose(const struct tui_load *l, struct err *e)
{
    if (stage_of(l->now) != TUI_READY)
        return false;
    if (l->now->error.set)
        return err_set(e, "%s", l->now->error.text) || true;
    inputs_diagnose(&l->now->main.traces.traces);
    if (l->before.n)
        inputs_diagnose(&l->now->before.traces.traces);
    return l->now->main.traces.traces.trouble || l->now->before.traces.traces.trouble;
}

bool tui_load_reads(const struct tui_load *l)
{
    return (l->now && stage_of(l->now) != TUI_READY) ||
           (l->next && stage_of(l->next) != TUI_READY);
}

void tui_load_release(struct tui_load *l)
{
    drop_wait(l);
    generation_free(l->now);
    generation_free(l->next);
    buf_release(&l->what);
    buf_release(&l->written);
    buf_release(&l->complaint);
}
