#include "tui/tui.h"

#include <stdarg.h>
#include <unistd.h>

#include "core/nearest.h"
#include "tui/dispatch.h"
#include "tui/drafts.h"
#include "tui/popup.h"
#include "tui/terminal.h"

/* ---- from begin to end ---- */

void tui_init(struct tui *t, const struct tui_wish *wish)
{
    *t = (struct tui){.host = wish->host, .ascii = wish->ascii, .color = wish->color};
    t->data = t->host->data(t->host->self);
    t->progress = t->host->progress(t->host->self);
    t->generation = t->progress.generation;
    t->trace = t->span = t->finding = t->marked = NO_ROW;
    for (int i = 0; i < VIEWS; i++) {
        const struct view_row *row = &view_rows[i];
        t->views[i] = (struct tui_view){.ops = row->ops, .id = (uint8_t)i,
                                        .companion = row->companion};
        t->views[i].self = mem_zalloc(row->ops->size + 1);
    }
    if (t->data->ix && t->data->ix->n_traces)
        t->trace = 0;
    t->view = wish->view == VIEW_NONE ? VIEW_traces : wish->view;
}

static void views_release(struct tui *t)
{
    for (int i = 0; i < VIEWS; i++) {
        struct tui_view *v = &t->views[i];
        if (v->ops->release)
            v->ops->release(v);
        memset(v->self, 0, v->ops->size);
    }
}

/* Nothing of what is made from the data stays. */
static void tui_forget(struct tui *t)
{
    works_end(t);
    views_release(t);
    lens_release(t);
    t->trace = t->span = t->finding = t->marked = NO_ROW;
    t->attribute = (struct sv){0};
}

void tui_release(struct tui *t)
{
    popup_close(t);
    tui_forget(t);
    drafts_release(t);
    for (int i = 0; i < VIEWS; i++) {
        free(t->views[i].self);
        buf_release(&t->wishes[i]);
    }
    buf_release(&t->asking.before);
    prompt_history_release(&t->searches);
    prompt_history_release(&t->commands);
    buf_release(&t->message);
    buf_release(&t->target);
    canvas_release(&t->canvas);
    arena_release(&t->frame);
}

/* ---- data that come, and come anew ---- */

static struct tui_bookmark bookmark_make(const struct tui *t, uint32_t trace, uint32_t span)
{
    struct tui_bookmark b = {0};
    const struct tui_data *d = t->data;
    if (d->ix && trace != NO_ROW) {
        b.has_trace = d->s->traces.v[trace].id_state == TRACE_ID_NUMBER;
        b.trace = d->s->traces.v[trace];
    }
    if (d->ix && span != NO_ROW) {
        uint32_t row = d->ix->order[span];
        b.has_span = (d->s->span.flags[row] & (SPAN_HAS_ID | SPAN_ID_TEXT)) == SPAN_HAS_ID;
        b.span_id = d->s->span.span_id[row];
    }
    return b;
}

static uint32_t bookmark_trace(const struct tui_bookmark *b, const struct store *s)
{
    for (uint32_t i = 0; b->has_trace && i < s->traces.n; i++)
        if (s->traces.v[i].id_state == TRACE_ID_NUMBER && s->traces.v[i].id.hi == b->trace.id.hi &&
            s->traces.v[i].id.lo == b->trace.id.lo)
            return i;
    return NO_ROW;
}

static uint32_t bookmark_span(const struct tui_bookmark *b, const struct tui_data *d,
                              uint32_t trace)
{
    const struct trace_range *r = &d->ix->traces[trace];
    for (uint32_t p = r->first; b->has_span && p < r->first + r->n_unique; p++)
        if (d->s->span.span_id[d->ix->order[p]] == b->span_id)
            return p;
    return NO_ROW;
}

static void bookmark_open(struct tui *t, const struct tui_bookmark *b)
{
    uint32_t trace = bookmark_trace(b, t->data->s);
    if (trace == NO_ROW)
        return;
    t->trace = trace;
    t->span = bookmark_span(b, t->data, trace);
}

/* What was chosen in the views. */
static void wishes_take(struct tui *t)
{
    for (int i = 0; i < VIEWS; i++) {
        struct tui_view *v = &t->views[i];
        buf_clear(&t->wishes[i]);
        if (v->ops->wishes)
            v->ops->wishes(t, v, &t->wishes[i]);
    }
}

/* Lengths stand before the texts, so that no byte of them means anything. */
static void wish_text_add(struct buf *b, struct sv text)
{
    uint32_t n = (uint32_t)text.n;
    buf_add(b, sv_of((const char *)&n, sizeof(n)));
    buf_add(b, text);
}

void tui_wish(struct buf *b, struct sv command, struct sv argument)
{
    wish_text_add(b, command);
    wish_text_add(b, argument);
}

static struct sv wish_text_cut(struct sv *rest)
{
    uint32_t n;
    memcpy(&n, rest->p, sizeof(n));
    struct sv text = sv_of(rest->p + sizeof(n), n);
    *rest = sv_from(*rest, sizeof(n) + n);
    return text;
}

static void wish_grant(struct tui *t, struct tui_view *v, struct sv *rest)
{
    struct sv command = wish_text_cut(rest), argument = wish_text_cut(rest);
    enum action a = action_of_command(command);
    handler_fn *run = view_handler(v->ops, a);
    /* a question would come up by itself */
    if (run && (argument.n || !action_rows[a].argument))
        run(t, v, argument);
}

/* Chooses the same again; what is selected stays. */
static void wishes_grant(struct tui *t)
{
    uint32_t trace = t->trace, span = t->span;
    for (int i = 0; i < VIEWS; i++) {
        struct tui_view *v = &t->views[i];
        struct sv rest = buf_sv(&t->wishes[i]);
        if (rest.n)
            v->ops->refresh(t, v);
        while (rest.n)
            wish_grant(t, v, &rest);
        buf_clear(&t->wishes[i]);
    }
    t->lens.jumps = false;
    t->trace = trace;
    t->span = span;
    buf_clear(&t->message);
}

/* What was selected when the data went, until the new ones are there. */
static void generation_change(struct tui *t)
{
    if (!t->wishes_wait) {
        t->kept = bookmark_make(t, t->trace, t->span);
        t->kept_mark = bookmark_make(t, t->marked, NO_ROW);
        wishes_take(t);
    }
    t->wishes_wait = true;
    popup_close(t);
    tui_forget(t);
    t->data = t->host->data(t->host->self);
    t->generation = t->progress.generation;
}

bool tui_poll(struct tui *t)
{
    bool news = work_poll(t);
    struct tui_progress before = t->progress;
    t->progress = t->host->progress(t->host->self);
    t->quit |= t->progress.failed;
    if (t->progress.complaint.n)
        tui_complain(t, "%.*s; what is shown is from before", SV_ARG(t->progress.complaint));
    if (t->progress.generation != t->generation)
        generation_change(t);
    else if (t->progress.stage == before.stage)
        return news || t->progress.spans != before.spans;
    t->data = t->host->data(t->host->self);
    t->stage++;
    if (t->data->ix && t->trace == NO_ROW) {
        bookmark_open(t, &t->kept);
        if (t->trace == NO_ROW && t->data->ix->n_traces)
            t->trace = 0;
        t->marked = bookmark_trace(&t->kept_mark, t->data->s);
        wishes_grant(t);
        t->wishes_wait = false;
    }
    return true;
}

bool tui_idle(const struct tui *t)
{
    return t->progress.stage == TUI_READY && !t->works;
}

/* ---- selecting ---- */

void tui_select_trace(struct tui *t, uint32_t trace)
{
    if (trace == t->trace || !t->data->ix || trace >= t->data->ix->n_traces)
        return;
    t->trace = trace;
    t->span = NO_ROW;
    t->attribute = (struct sv){0};
}

void tui_select_span(struct tui *t, uint32_t position)
{
    if (!t->data->ix || position >= t->data->ix->n_spans || position == t->span)
        return;
    tui_select_trace(t, t->data->s->span.trace[t->data->ix->order[position]]);
    t->span = position;
    t->attribute = (struct sv){0};
}

void tui_select_finding(struct tui *t, uint32_t finding)
{
    if (t->data->lint && finding < t->data->lint->findings.list.n)
        t->finding = finding;
}

/* ---- views ---- */

void tui_show(struct tui *t, enum view_id id)
{
    t->in_companion = t->full_companion = false;
    if (t->view == id)
        return;
    if (t->n_back == TUI_HISTORY)
        memmove(t->back, t->back + 1, --t->n_back);
    t->back[t->n_back++] = t->view;
    t->view = (uint8_t)id;
}

void tui_focus_companion(struct tui *t, bool on)
{
    t->in_companion = on && t->views[t->view].companion != VIEW_NONE;
    t->full_companion &= t->in_companion;
}

/* ---- sentences ---- */

static void message_put(struct tui *t, bool is_error, const char *fmt, va_list ap)
{
    buf_clear(&t->message);
    buf_vfmt(&t->message, fmt, ap);
    t->message_is_error = is_error;
}

void tui_say(struct tui *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    message_put(t, false, fmt, ap);
    va_end(ap);
}

void tui_complain(struct tui *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    message_put(t, true, fmt, ap);
    va_end(ap);
}

void tui_unknown(struct tui *t, const char *what, const struct nearest *near)
{
    bool has = near->best.n > 0;
    tui_complain(t, "there is no %s %.*s%s%.*s%s", what, SV_ARG(near->word),
                 has ? "; did you mean " : "", SV_ARG(near->best), has ? "?" : "");
}

/* ---- the clipboard ---- */

/* A new file that only the user can read; its path in `path`. */
static bool copy_to_file(struct buf *path, struct sv text)
{
    const char *folder = getenv("TMPDIR");
    buf_addz(path, folder && *folder ? folder : "/tmp");
    buf_add(path, sv_of("/spanvet-copy.XXXXXX", sizeof("/spanvet-copy.XXXXXX")));
    path->n--;
    int fd = mkstemp(path->p);
    struct buf out = buf_to_fd(fd);
    if (fd >= 0) {
        buf_add(&out, text);
        buf_flush(&out);
        close(fd);
    }
    bool ok = fd >= 0 && !out.error;
    buf_release(&out);
    return ok;
}

void tui_copy(struct tui *t, const char *what, struct sv text)
{
    struct buf path = {0};
    if (t->terminal && t->terminal->copy(t->terminal, text))
        tui_say(t, "copied %s to the clipboard (%zu bytes)", what, text.n);
    else if (copy_to_file(&path, text))
        tui_say(t, "wrote %s to %.*s", what, SV_ARG(buf_sv(&path)));
    else
        tui_complain(t, "%s could not be copied: no clipboard here, and no file in %.*s", what,
                     SV_ARG(buf_sv(&path)));
    buf_release(&path);
}
