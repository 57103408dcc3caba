#include <locale.h>
#include <unistd.h>

#include "cli/gate.h"
#include "cli/lint_options.h"
#include "cli/terminal.h"
#include "cli/tui_config.h"
#include "cli/tui_keys.h"
#include "cli/tui_load.h"
#include "cli/tui_stage.h"
#include "core/file.h"
#include "core/shown.h"
#include "io/source.h"
#include "tui/dispatch.h"
#include "tui/loop.h"
#include "tui/screen.h"
#include "tui/script.h"

enum background { BACKGROUND_AUTO, BACKGROUND_DARK, BACKGROUND_LIGHT };
enum { SCRIPT_BYTES_MAX = 16 << 20 };

struct tui_options {
    struct words select, ignore, pack;
    struct sv view, print, trace, before, script, dialect, config;
    int color, background;
    bool ascii, mouse, no_config, keys;
};

#define ROW(member) offsetof(struct tui_options, member)

static const struct opt rows[] = {
    {"view", 0, OPT_TEXT, "NAME", NULL, "begin with this view", ROW(view)},
    {"print", 'p', OPT_TEXT, "NAME", NULL, "print a view as text in place of browsing", ROW(print)},
    {"trace", 't', OPT_TEXT, "ID", NULL, "begin with this trace: how its id begins, or its number",
     ROW(trace)},
    {"before", 0, OPT_TEXT, "INPUT", NULL, "another dump, to compare with", ROW(before)},
    {"ascii", 0, OPT_FLAG, NULL, NULL, "no characters beyond ASCII", ROW(ascii)},
    {"mouse", 0, OPT_FLAG, NULL, NULL, "clicks and the wheel; F2 switches", ROW(mouse)},
    {"keys", 0, OPT_FLAG | OPT_NOT_IN_FILE, NULL, NULL, "only list views and keys", ROW(keys)},
    {"color", 0, OPT_CHOICE, "WHEN", COLOR_CHOICES, "in colour", ROW(color)},
    {"background", 0, OPT_CHOICE | OPT_RARE, "KIND", "auto|dark|light",
     "that of the terminal; auto: what COLORFGBG says, else dark", ROW(background)},
    {"select", 0, OPT_LIST | OPT_RARE, "RULES", NULL, "run only these: N055,orphan-span,T",
     ROW(select)},
    {"ignore", 0, OPT_LIST | OPT_RARE, "RULES", NULL, "run all but these", ROW(ignore)},
    PACK_OPTION(ROW(pack)),
    {"dialect", 0, OPT_TEXT | OPT_RARE, "NAMES", NULL,
     "treat all traces as from these frameworks; default: detected in each trace", ROW(dialect)},
    {"config", 0, OPT_TEXT | OPT_RARE, "FILE", NULL, "this configuration, not the nearest one",
     ROW(config)},
    {"no-config", 0, OPT_FLAG | OPT_RARE, NULL, NULL, "no configuration file", ROW(no_config)},
    {"script", 0, OPT_TEXT | OPT_RARE, "FILE", NULL,
     "press the keys that stand in FILE and save screens, without a terminal", ROW(script)},
};

/* ---- the settings of lint ---- */

/* The options that both have, as a command line of lint: its configuration, its variables and its
 * sentences hold here too. */
struct lint_line {
    VEC(char *) words;
    struct opt_values values;
    struct job job;
};

static void line_add(struct lint_line *l, const char *option, struct sv value)
{
    struct buf b = {0};
    buf_fmt(&b, "%s=", option);
    buf_add(&b, value);
    buf_addc(&b, '\0');
    vec_push(&l->words, b.p);
}

static bool line_parse(struct lint_line *l, const struct tui_options *o, const struct words *args,
                       struct err *e)
{
    enum opt_help help = HELP_NONE;
    const struct words *lists[] = {&o->select, &o->ignore, &o->pack};
    static const char *const names[] = {"--select", "--ignore", "--pack"};
    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        for (size_t k = 0; k < lists[i]->n; k++)
            line_add(l, names[i], lists[i]->v[k]);
    if (o->dialect.n)
        line_add(l, "--dialect", o->dialect);
    if (o->config.n)
        line_add(l, "--config", o->config);
    l->values = command_options(&cmd_lint);
    l->values.options = mem_zalloc(cmd_lint.options_size);
    l->values.from = mem_zalloc(cmd_lint.n_options);
    l->job = (struct job){.command = &cmd_lint, .options = l->values.options, .values = &l->values,
                          .args = *args};
    ((struct lint_options *)l->values.options)->no_config = o->no_config;
    struct words none = {0};
    return options_parse(&l->values, (int)l->words.n, l->words.v, &none, &help, e) &&
           options_environment(&l->values, e);
}

static void line_release(struct lint_line *l)
{
    if (l->values.options)
        options_release(&l->values);
    free(l->values.options);
    free(l->values.from);
    for (size_t i = 0; i < l->words.n; i++)
        free(l->words.v[i]);
    vec_release(&l->words);
}

/* ---- where the browser begins ---- */

static bool view_read(struct sv name, uint8_t *view, struct err *e)
{
    *view = VIEW_NONE;
    if (name.n == 0)
        return true;
    *view = (uint8_t)view_of_name(name);
    if (*view != VIEW_NONE)
        return true;
    struct buf names = {0};
    for (int i = 0; i < VIEWS; i++)
        buf_fmt(&names, "%s%s", i ? ", " : "", view_rows[i].ops->name);
    err_set(e, "there is no view %.*s; there are %.*s", SV_ARG(name), SV_ARG(buf_sv(&names)));
    buf_release(&names);
    return false;
}

/* The trace whose id begins like this, or with this number from 1 on. */
static bool trace_select(struct tui *t, struct sv wanted, struct err *e)
{
    const struct store *s = t->data->s;
    struct buf id = {0};
    uint32_t found = NO_ROW;
    for (uint32_t i = 0; s && i < s->traces.n && found == NO_ROW; i++) {
        buf_clear(&id);
        shown_add_trace(&id, s, i);
        if (sv_starts(buf_sv(&id), wanted))
            found = i;
    }
    struct sv_u64 number = sv_to_u64(wanted);
    if (s && found == NO_ROW && number.ok && number.value >= 1 && number.value <= s->traces.n)
        found = (uint32_t)number.value - 1;
    buf_release(&id);
    if (found == NO_ROW)
        return err_set(e,
                       "there is no trace %.*s among the inputs; name it by how its id begins, "
                       "or by its number, from 1 to %zu",
                       SV_ARG(wanted), s ? s->traces.n : 0);
    tui_select_trace(t, found);
    return true;
}

/* ---- running ---- */

static bool is_light(const struct tui_options *o)
{
    struct sv colors = sv_from_c(getenv("COLORFGBG"));
    bool says_light = sv_ends(colors, SV(";15")) || sv_ends(colors, SV(";7"));
    return o->background == BACKGROUND_LIGHT || (o->background == BACKGROUND_AUTO && says_light);
}

static void print_run(struct tui *t, const struct tui_options *o, struct buf *out, struct err *e)
{
    const struct timespec pause = {.tv_nsec = 500000};
    uint8_t view;
    view_read(o->print, &view, e);
    struct page_style style = terminal_style(STDOUT_FILENO, (enum color_choice)o->color);
    tui_show(t, (enum view_id)view);
    if (o->trace.n && !trace_select(t, o->trace, e))
        return;
    /* what a view needs may take work of its own */
    canvas_resize(&t->canvas, (int)style.width, 24);
    tui_draw(t);
    while (tui_poll(t), !tui_idle(t))
        nanosleep(&pause, NULL);
    tui_print(t, (enum view_id)view, (int)style.width, out);
}

static void script_start(struct tui *t, const struct tui_options *o, struct buf *out, struct err *e)
{
    struct buf text = {0};
    if (file_read(&text, o->script, "the script", SCRIPT_BYTES_MAX, e) &&
        (!o->trace.n || trace_select(t, o->trace, e)))
        script_run(t, o->script, buf_sv(&text), out, e);
    buf_release(&text);
}

static void screen_run(struct tui *t, const struct tui_options *o, struct err *e)
{
    struct screen_wish wish = {.color = t->color, .light = is_light(o), .mouse = o->mouse};
    struct terminal *terminal = screen_open(&wish, e);
    if (!terminal)
        return;
    t->mouse = o->mouse;
    bool stayed = loop_run(t, terminal);
    screen_close(terminal);
    if (!stayed)
        err_set(e, "the terminal went away");
}

/* Texts are laid out by the widths of UTF-8, whatever the language. Scripts give the same screens
 * everywhere; what is shown or printed for people has only ASCII where the locale has no more. True
 * for that. */
static bool locale_set(const struct tui_options *o)
{
    bool utf8 = (setlocale(LC_CTYPE, "") && terminal_is_utf8()) || o->script.n;
    if (!utf8 || o->script.n)
        setlocale(LC_CTYPE, "C.UTF-8");
    return o->ascii || !utf8;
}

/* Where there is no terminal, nothing is read: what is not there is told of all the same, and
 * first, for a right path is needed in any case. */
static bool inputs_there(const struct job *job, struct err *e)
{
    const struct tui_options *o = job->options;
    if (o->print.n || o->script.n || isatty(STDOUT_FILENO))
        return true;
    for (size_t i = 0; i < job->args.n; i++)
        if (!source_exists(job->args.v[i], e))
            return false;
    return !o->before.n || source_exists(o->before, e);
}

static int tui_browse(const struct job *job, struct tui_load *load, struct err *e)
{
    const struct tui_options *o = job->options;
    const struct tui_host host = {
        .self = load,
        .progress = tui_load_progress,
        .data = tui_load_data,
        .reload = tui_load_again,
        .stage = tui_stage,
        .config = tui_config_read,
        .write = tui_config_write,
    };
    struct tui_wish wish = {.host = &host, .ascii = locale_set(o)};
    struct tui t;
    view_read(o->view, &wish.view, e);
    wish.color = terminal_style(STDOUT_FILENO, (enum color_choice)o->color).color;
    tui_load_start(load);
    if (o->print.n || o->trace.n)
        tui_load_wait(load);
    tui_init(&t, &wish);
    tui_poll(&t);
    if (o->print.n)
        print_run(&t, o, &job->out->buf, e);
    else if (o->script.n)
        script_start(&t, o, &job->out->buf, e);
    else if (!o->trace.n || trace_select(&t, o->trace, e))
        screen_run(&t, o, e);
    tui_release(&t);
    bool trouble = tui_load_diagnose(load, e);
    return trouble || e->set ? EXIT_TROUBLE : EXIT_CLEAN;
}

static int keys_list(const struct job *job)
{
    const struct tui_options *o = job->options;
    struct buf *b = &job->out->buf;
    struct page page = {b, terminal_style(b->fd, (enum color_choice)o->color)};
    tui_keys_text(&page);
    return EXIT_CLEAN;
}

/* Who leaves does not wait for what is being read, and that needs all that it was given to the end:
 * none of it is taken away, and the program ends here. */
static _Noreturn void leave_at_once(int code, const struct err *e)
{
    if (e->set)
        output_say(e);
    _exit(code);
}

static int tui_run(const struct job *job, struct err *e)
{
    const struct tui_options *o = job->options;
    struct lint_line line = {0};
    struct packs packs = {0};
    struct settings set = {0};
    struct config c = {0};
    struct texts dialects = {0};
    uint8_t view;
    int code = EXIT_TROUBLE;
    if (o->keys)
        return keys_list(job);
    if (!inputs_given(job, e) || !view_read(o->view, &view, e) || !view_read(o->print, &view, e) ||
        !inputs_there(job, e) ||
        !line_parse(&line, o, &job->args, e) || !lint_settings(&set, &c, &packs, &line.job, e))
        goto out;
    set.trace_scores = true;
    lint_options_dialects(line.job.options, &dialects);
    const struct lint_options *lint = line.job.options;
    struct tui_load load = {.job = job, .before = o->before,
                            .config = lint->config, .gate = gate_lowest(lint->fail_on),
                            .settings = &set, .packs = &packs,
                            .dialects = dialects.n ? &dialects : NULL};
    code = tui_browse(job, &load, e);
    if (tui_load_reads(&load))
        leave_at_once(code, e);
    tui_load_release(&load);
out:
    vec_release(&dialects);
    settings_release(&set);
    packs_release(&packs);
    config_release(&c);
    line_release(&line);
    return code;
}

const struct command cmd_tui = {
    .name = "tui",
    .summary = "Browse traces, findings and metrics in a terminal.",
    .arguments = "INPUT...",
    .about = "INPUT is a file (any format: it is recognised), a directory, or - for stdin.\n"
             "? shows what the keys do.\n",
    .examples = "  spanvet tui traces/\n"
                "  spanvet tui --print findings dump.json\n"
                "  spanvet tui --view compare --before old.json new.json\n",
    .options = rows,
    .n_options = ARRAY_LEN(rows),
    .options_size = sizeof(struct tui_options),
    .manual = tui_keys_manual,
    .run = tui_run,
};
