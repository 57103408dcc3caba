#include "tui/dispatch.h"

#include "core/file.h"
#include "core/nearest.h"
#include "tui/draft_actions.h"
#include "tui/path.h"
#include "tui/popup.h"
#include "tui/terminal.h"
#include "tui/yank.h"

/* ---- finding what to do ---- */

struct tui_view *tui_focused(struct tui *t)
{
    struct tui_view *v = &t->views[t->view];
    return t->in_companion && v->companion != VIEW_NONE ? &t->views[v->companion] : v;
}

handler_fn *view_handler(const struct view_ops *ops, enum action a)
{
    for (size_t i = 0; i < ops->n_handlers; i++)
        if (ops->handlers[i].action == a)
            return ops->handlers[i].run;
    for (size_t i = 0; i < ops->n_shared; i++)
        if (ops->shared[i].action == a)
            return ops->shared[i].run;
    return ops->finder ? finder_handler(ops->finder, a) : NULL;
}

enum view_id view_of_key(key_code key)
{
    for (int i = 0; i < VIEWS; i++)
        if (view_rows[i].key && (key_code)view_rows[i].key == key)
            return (enum view_id)i;
    return VIEW_NONE;
}

enum view_id view_of_name(struct sv name)
{
    for (int i = 0; i < VIEWS; i++)
        if (sv_eq(name, sv_from_c(view_rows[i].ops->name)))
            return (enum view_id)i;
    return VIEW_NONE;
}

/* ---- moving ---- */

static void move_by(struct tui *t, struct tui_view *v, int64_t by)
{
    uint32_t before = v->list.cursor;
    list_move(&v->list, by);
    if (v->list.cursor != before && v->ops->moved)
        v->ops->moved(t, v);
}

static int64_t page_of(const struct tui_view *v)
{
    return v->list.height > 1 ? v->list.height - 1 : 1;
}

static void do_down(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    move_by(t, v, 1);
}

static void do_up(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    move_by(t, v, -1);
}

/* The rows go with the cursor, so that the first page is turned at once. */
static void page_by(struct tui *t, struct tui_view *v, int64_t by)
{
    int64_t top = (int64_t)v->list.top + by;
    v->list.top = top < 0 ? 0 : top < v->list.n ? (uint32_t)top : v->list.n;
    move_by(t, v, by);
}

static void do_page_down(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    page_by(t, v, page_of(v));
}

static void do_page_up(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    page_by(t, v, -page_of(v));
}

static void do_half_down(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    move_by(t, v, page_of(v) / 2 + 1);
}

static void do_half_up(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    move_by(t, v, -(page_of(v) / 2 + 1));
}

static void do_top(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    move_by(t, v, -(int64_t)UINT32_MAX);
}

static void do_bottom(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    move_by(t, v, UINT32_MAX);
}

/* ---- panes and views ---- */

static void do_open(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    if (t->in_companion)
        t->full_companion = !t->full_companion;
    else
        tui_focus_companion(t, true);
}

static void do_pane(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    tui_focus_companion(t, !t->in_companion);
}

/* By its key, a view stands above the list of traces: what was open is not on the way back. What
 * opens a view from another one (tui_show) does come back. */
static void view_enter(struct tui *t, enum view_id id)
{
    bool has_key = view_rows[id].key;
    if (has_key)
        t->n_back = 0;
    if (has_key && id != VIEW_traces)
        t->view = VIEW_traces;
    if (id == VIEW_traces)
        t->view = (uint8_t)id;
    tui_show(t, id);
}

static void do_view(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v;
    enum view_id id = view_of_name(arg);
    if (arg.n == 0)
        tui_say(t, "which? %s", action_rows[ACTION_VIEW].help);
    else if (id == VIEW_NONE)
        tui_complain(t, "there is no view %.*s; there are %s", SV_ARG(arg),
                     action_rows[ACTION_VIEW].help);
    else
        view_enter(t, id);
}

static void do_close(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    if (t->in_companion)
        tui_focus_companion(t, false);
    else if (t->n_back)
        t->view = t->back[--t->n_back];
    else
        leave_browser(t);
}

static void do_quit(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    leave_browser(t);
}

/* Views peel their own layers; this is for those that have none. */
static void do_escape(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    (void)t;
}

static void do_help(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    tui_show(t, VIEW_help);
}

/* ---- the program ---- */

/* The i-th word that may stand behind a command here; empty behind the last one. */
static struct sv argument_word(struct tui *t, enum action a, uint32_t i)
{
    const struct tui_view *v = tui_focused(t);
    if (a == ACTION_SORT && !view_handler(v->ops, a))
        v = &t->views[t->view];
    switch (a) {
    case ACTION_VIEW:
        return i < VIEWS ? sv_from_c(view_rows[i].ops->name) : (struct sv){0};
    case ACTION_SORT:
        return v->ops->order ? v->ops->order(i) : (struct sv){0};
    case ACTION_PILLS:
        return i < SPAN_TYPES ? type_name((enum span_type)i) : (struct sv){0};
    case ACTION_YANK:
        return yank_word(i);
    default:
        return (struct sv){0};
    }
}

/* Candidates for `text`, which is a command and what begins at byte `at`. */
static void argument_candidates(struct tui *t, enum action a, struct sv text, size_t at,
                                struct buf *out)
{
    /* of "llm,-tts" the last one is being written */
    for (size_t i = at; a == ACTION_PILLS && i < text.n; i++)
        at = text.p[i] == ',' || text.p[i] == '-' ? i + 1 : at;
    struct sv before = sv_of(text.p, at), begun = sv_from(text, at), word;
    for (uint32_t i = 0; (word = argument_word(t, a, i)).n; i++)
        if (sv_starts(word, begun))
            buf_fmt(out, "%.*s%.*s\n", SV_ARG(before), SV_ARG(word));
}

static void command_candidates(struct tui *t, struct sv text, struct buf *out)
{
    struct sv_cut cut = sv_cut(text, ' ');
    enum action a = action_of_command(cut.head);
    if (cut.found && a != ACTIONS) {
        argument_candidates(t, a, text, cut.head.n + 1, out);
        return;
    }
    for (int i = 0; i < ACTIONS && !cut.found; i++)
        if (sv_starts(sv_from_c(action_rows[i].command), text))
            buf_fmt(out, "%s%s\n", action_rows[i].command, action_rows[i].argument ? " " : "");
}

static void do_command(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    tui_ask(t, ":", (struct sv){0}, tui_command, NULL);
    popup_complete(t, command_candidates);
}

static void do_redraw(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    if (t->terminal)
        t->terminal->redraw(t->terminal);
}

static void do_reload(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    if (t->progress.stage != TUI_READY) {
        tui_say(t, "still loading");
        return;
    }
    struct err e = {0};
    if (t->host->reload(t->host->self, &e))
        tui_say(t, "reading the files again");
    else
        tui_complain(t, "%s", e.text);
}

static void do_mouse(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    t->mouse = !t->mouse;
    if (t->terminal)
        t->terminal->mouse(t->terminal, t->mouse);
    tui_say(t, t->mouse ? "mouse on; F2 gives the terminal its own selection back" : "mouse off");
}

static void do_suspend(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    if (t->terminal)
        t->terminal->suspend(t->terminal);
}

/* The file of the question that is being asked is t->target. */
static void screen_write(struct tui *t)
{
    struct err e = {0};
    struct buf b = {0};
    tui_draw(t);
    canvas_save(&b, &t->canvas, false);
    if (t->host->write(t->host->self, buf_sv(&t->target), buf_sv(&b), &e))
        tui_say(t, "wrote the screen to %.*s", SV_ARG(buf_sv(&t->target)));
    else
        tui_complain(t, "%s", e.text);
    buf_release(&b);
}

static bool is_input(const struct tui_data *d, struct sv path)
{
    for (size_t i = 0; d && d->s && i < d->s->inputs.n; i++)
        if (file_same(d->s->inputs.v[i].uri, path))
            return true;
    return false;
}

/* What is there is replaced only when one says so; traces that are shown never are. */
static void screen_save(struct tui *t, struct sv path)
{
    struct buf whole = {0};
    path = path_expand(sv_trim(path), &whole);
    buf_clear(&t->target);
    buf_add(&t->target, path);
    if (path.n == 0)
        tui_say(t, "no file, nothing was written");
    else if (sv_eq(path, SV("-")))
        tui_complain(t, "standard output is the screen itself; give a file a name");
    else if (is_input(t->data, path) || is_input(t->data->before, path))
        tui_complain(t, "%.*s holds the traces that are shown, and stays", SV_ARG(path));
    else if (file_exists(path))
        tui_confirm(t, "the file is there already", path, "Replace it?", screen_write);
    else
        screen_write(t);
    buf_release(&whole);
}

static void do_save_screen(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v;
    if (arg.n)
        screen_save(t, arg);
    else
        tui_ask(t, "write the screen to: ", (struct sv){0}, screen_save, NULL);
}

static void do_reveal(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v, (void)arg;
    t->reveal = !t->reveal;
    tui_say(t, t->reveal ? "what looks like a secret or personal is shown; x hides it"
                         : "what looks like a secret or personal is hidden");
}

static const struct handler globals[] = {
    {ACTION_DOWN, do_down},
    {ACTION_UP, do_up},
    {ACTION_PAGE_DOWN, do_page_down},
    {ACTION_PAGE_UP, do_page_up},
    {ACTION_HALF_DOWN, do_half_down},
    {ACTION_HALF_UP, do_half_up},
    {ACTION_TOP, do_top},
    {ACTION_BOTTOM, do_bottom},
    {ACTION_OPEN, do_open},
    {ACTION_NEXT_PANE, do_pane},
    {ACTION_PREV_PANE, do_pane},
    {ACTION_VIEW, do_view},
    {ACTION_CLOSE, do_close},
    {ACTION_QUIT, do_quit},
    {ACTION_ESCAPE, do_escape},
    {ACTION_HELP, do_help},
    {ACTION_COMMAND, do_command},
    {ACTION_REDRAW, do_redraw},
    {ACTION_RELOAD, do_reload},
    {ACTION_MOUSE, do_mouse},
    {ACTION_SUSPEND, do_suspend},
    {ACTION_SAVE_SCREEN, do_save_screen},
    {ACTION_REVEAL, do_reveal},
    {ACTION_YANK, yank_handler},
    {ACTION_ADD_DRAFT, add_draft_handler},
    {ACTION_STAGE, stage_draft_handler},
    {ACTION_WRITE, write_drafts_handler},
};

handler_fn *global_handler(enum action a)
{
    for (size_t i = 0; i < ARRAY_LEN(globals); i++)
        if (globals[i].action == a)
            return globals[i].run;
    return NULL;
}

const char *action_help_in(const struct view_ops *ops, enum action a)
{
    for (size_t i = 0; i < ops->n_helps; i++)
        if (ops->helps[i].action == a)
            return ops->helps[i].help;
    return action_rows[a].help;
}

bool action_works(const struct view_ops *ops, enum action a)
{
    return view_handler(ops, a) || global_handler(a);
}

/* ---- doing it ---- */

/* Layers that are the browser's: the popup, then the companion. True when there was one. */
static bool layer_peel(struct tui *t)
{
    if (t->full_companion)
        t->full_companion = false;
    else if (t->in_companion)
        tui_focus_companion(t, false);
    else
        return false;
    return true;
}

void tui_act(struct tui *t, enum action a, struct sv arg)
{
    struct tui_view *main = &t->views[t->view], *v = tui_focused(t);
    handler_fn *run = view_handler(v->ops, a);
    if (a == ACTION_ESCAPE && layer_peel(t))
        return;
    if (!run && v != main && (run = view_handler(main->ops, a)))
        v = main;
    if (!run)
        run = global_handler(a);
    bool needs_data = view_handler(v->ops, a) != NULL;
    if (needs_data && !t->data->s) {
        tui_say(t, "still loading");
        return;
    }
    if (t->data->s) {
        v->ops->refresh(t, v);
        main->ops->refresh(t, main);
    }
    if (run)
        run(t, v, arg);
    else
        tui_say(t, "%s means nothing here; ? shows what there is", action_rows[a].command);
}

void tui_key(struct tui *t, key_code key)
{
    if (t->popup) {
        if (leave_insists(t, action_of_key(key)))
            t->quit = true;
        else
            popup_key(t, key);
        return;
    }
    buf_clear(&t->message);
    enum action a = action_of_key(key);
    if (a == ACTION_VIEW)
        tui_act(t, a, sv_from_c(view_rows[view_of_key(key)].ops->name));
    else if (a != ACTIONS)
        tui_act(t, a, (struct sv){0});
    else
        tui_say(t, "this key means nothing; ? shows what keys do here");
}

void tui_command(struct tui *t, struct sv line)
{
    struct sv_cut cut = sv_cut(sv_trim(line), ' ');
    struct nearest near = {.word = cut.head};
    enum action a = action_of_command(cut.head);
    if (cut.head.n == 0)
        return;
    if (sv_eq(cut.head, SV("q")))
        a = ACTION_CLOSE;
    struct sv arg = cut.found ? sv_trim(cut.tail) : (struct sv){0};
    struct sv_u64 row = sv_to_u64(cut.head);
    if (arg.n && (row.ok || (a != ACTIONS && !action_rows[a].argument))) {
        tui_complain(t, "%.*s takes no word behind it: %.*s", SV_ARG(cut.head), SV_ARG(arg));
        return;
    }
    if (a != ACTIONS) {
        tui_act(t, a, arg);
        return;
    }
    if (row.ok) {
        struct tui_view *v = tui_focused(t);
        uint64_t wanted = row.value < UINT32_MAX ? row.value : UINT32_MAX;
        move_by(t, v, (int64_t)wanted - 1 - v->list.cursor);
        return;
    }
    for (int i = 0; i < ACTIONS; i++)
        nearest_try(&near, sv_from_c(action_rows[i].command));
    tui_unknown(t, "command", &near);
}

void tui_click(struct tui *t, struct mouse m)
{
    bool wheel = m.what == MOUSE_WHEEL_UP || m.what == MOUSE_WHEEL_DOWN;
    if (t->popup) {
        popup_key(t, m.what == MOUSE_WHEEL_UP ? KEY_IS_UP
                                              : wheel ? KEY_IS_DOWN : (key_code)KEY_IS_ESC);
        return;
    }
    for (int pane = 0; pane < 2; pane++) {
        const struct rect *r = &t->rows_at[pane];
        if (m.row < r->top || m.row >= r->top + r->height || m.column < r->left ||
            m.column >= r->left + r->width)
            continue;
        tui_focus_companion(t, pane == 1);
        struct tui_view *v = tui_focused(t);
        int64_t to = (int64_t)v->list.top + (m.row - r->top);
        move_by(t, v, wheel ? (m.what == MOUSE_WHEEL_UP ? -3 : 3) : to - v->list.cursor);
        if (m.what == MOUSE_DOUBLE)
            tui_act(t, ACTION_OPEN, (struct sv){0});
        return;
    }
    for (int i = 0; i < VIEWS; i++)
        if (m.row == 0 && t->tab_at[i].width && m.column >= t->tab_at[i].left &&
            m.column < t->tab_at[i].left + t->tab_at[i].width)
            view_enter(t, (enum view_id)i);
}
