/* The help of the view that was open: every action that means something there, what its signs mean,
 * and the words of search and filter; all from the tables. */
#include "tui/dispatch.h"
#include "tui/marks.h"
#include "tui/terms.h"
#include "tui/text.h"

enum { KEYS_AT = 2, WORD_AT = 19, HELP_AT = 37, HELP_NARROW = 19, WIDE = 76 };

struct help {
    uint8_t about; /* the view */
    bool filled;
    int width;
    struct text text; /* a line is of the action that its tag says, plus 1; 0 = of none */
    char search[64];
    size_t n_search;
};

/* ---- filling ---- */

static uint8_t view_before(const struct tui *t)
{
    return t->n_back ? t->back[t->n_back - 1] : (uint8_t)VIEW_traces;
}

static bool works_in(const struct tui *t, uint8_t view, enum action a)
{
    uint8_t companion = t->views[view].companion;
    return action_works(t->views[view].ops, a) ||
           (companion != VIEW_NONE && view_handler(t->views[companion].ops, a));
}

/* Blanks up to a column from a text of so many; at least one. */
static void pad(struct text *x, int used, int column)
{
    text_fmt(x, ROLE_TEXT, "%*s", used < column ? column - used : 1, "");
}

static void action_tell(struct help *h, const struct view_ops *ops, enum action a)
{
    const struct action_row *row = &action_rows[a];
    bool wide = h->width >= WIDE;
    pad(&h->text, 0, KEYS_AT);
    text_add(&h->text, ROLE_KEY, sv_from_c(row->keys));
    int used = KEYS_AT + (int)strlen(row->keys);
    if (wide) {
        pad(&h->text, used, WORD_AT);
        text_add(&h->text, ROLE_DIM, sv_from_c(row->command));
        used = (used < WORD_AT ? WORD_AT : used + 1) + (int)strlen(row->command);
    }
    pad(&h->text, used, wide ? HELP_AT : HELP_NARROW);
    text_add(&h->text, ROLE_TEXT, sv_from_c(action_help_in(ops, a)));
    text_end_as(&h->text, (uint32_t)a + 1, wide ? HELP_AT : HELP_NARROW);
}

static void heading_tell(struct help *h, const char *title)
{
    if (h->text.tags.n)
        text_end(&h->text);
    text_add(&h->text, ROLE_TITLE, sv_from_c(title));
    text_end(&h->text);
}

static void group_tell(struct tui *t, struct help *h, int group)
{
    bool begun = false;
    for (int a = 0; a < ACTIONS; a++) {
        if (action_rows[a].group != group || !works_in(t, h->about, (enum action)a))
            continue;
        if (!begun)
            heading_tell(h, action_groups[group]);
        begun = true;
        action_tell(h, t->views[h->about].ops, (enum action)a);
    }
}

static void marks_tell(struct tui *t, struct help *h)
{
    struct buf sign = {0};
    heading_tell(h, "Signs");
    for (size_t i = 0; i < mark_rows_n; i++) {
        const struct mark_row *m = &mark_rows[i];
        if (!mark_is_of(m, sv_from_c(t->views[h->about].ops->name)))
            continue;
        buf_clear(&sign);
        mark_add(&sign, m, t->ascii);
        pad(&h->text, 0, KEYS_AT);
        text_add(&h->text, (enum role)m->role, buf_sv(&sign));
        pad(&h->text, KEYS_AT + 1, KEYS_AT + 3);
        text_add(&h->text, ROLE_TEXT, sv_from_c(m->meaning));
        text_end_as(&h->text, 0, KEYS_AT + 3);
    }
    buf_release(&sign);
}

static void terms_tell(struct help *h)
{
    heading_tell(h, "Words of search and filter; all of them must hold");
    for (size_t i = 0; i < term_rows_n; i++) {
        pad(&h->text, 0, KEYS_AT);
        text_add(&h->text, ROLE_KEY, sv_from_c(term_rows[i].examples));
        pad(&h->text, KEYS_AT + (int)strlen(term_rows[i].examples), 30);
        text_add(&h->text, ROLE_TEXT, sv_from_c(term_rows[i].meaning));
        text_end_as(&h->text, 0, 30);
    }
}

static void help_refresh(struct tui *t, struct tui_view *v)
{
    struct help *h = v->self;
    uint8_t about = view_before(t);
    int width = t->canvas.width > 20 ? t->canvas.width : 80;
    if (h->filled && h->about == about && h->width == width)
        return;
    if (h->about != about)
        v->list.cursor = v->list.top = 0;
    h->about = about;
    h->width = width;
    h->filled = true;
    text_clear(&h->text);
    for (int group = 0; group < ACTION_GROUPS; group++)
        group_tell(t, h, group);
    marks_tell(t, h);
    terms_tell(h);
    text_wrap(&h->text, width - 1);
    list_resize(&v->list, (uint32_t)h->text.lines.n);
}

/* ---- drawing ---- */

static int help_heading_rows(struct tui *t, struct tui_view *v, int width)
{
    (void)t, (void)v, (void)width;
    return 2;
}

static void help_heading(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r)
{
    const struct help *h = v->self;
    const struct view_ops *ops = t->views[h->about].ops;
    int n = canvas_text(c, r, 0, 0, ROLE_TITLE, sv_from_c(ops->title));
    canvas_text(c, r, 0, n, ROLE_DIM, SV(": "));
    canvas_field(c, r, 0, n + 2, r.width - n - 2, ROLE_DIM, sv_from_c(ops->about), false);
}

static void help_row_draw(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r,
                          uint32_t i)
{
    (void)t;
    const struct help *h = v->self;
    text_draw(&h->text, c, r, i);
}

static void help_status(struct tui *t, struct tui_view *v, struct buf *b)
{
    (void)t;
    buf_fmt(b, "line %u of %u; Enter does what the line says", v->list.cursor + 1, v->list.n);
}

static void help_release(struct tui_view *v)
{
    struct help *h = v->self;
    text_release(&h->text);
}

/* ---- doing ---- */

static uint32_t action_at(const struct help *h, uint32_t line)
{
    uint32_t tag = line < h->text.lines.n ? h->text.lines.v[line].tag : 0;
    return tag ? tag - 1 : ACTIONS;
}

static void help_open(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    const struct help *h = v->self;
    uint32_t action = action_at(h, v->list.cursor);
    if (action == ACTIONS || action == ACTION_HELP || t->n_back == 0)
        return;
    t->view = t->back[--t->n_back];
    tui_act(t, (enum action)action, (struct sv){0});
}

/* ---- searching ---- */

static bool line_has(const struct help *h, uint32_t i, struct sv text)
{
    uint32_t action = action_at(h, i);
    if (action == ACTIONS || (i && action_at(h, i - 1) == action))
        return false;
    const struct action_row *a = &action_rows[action];
    return sv_find_nocase(sv_from_c(a->help), text) != SIZE_MAX ||
           sv_find_nocase(sv_from_c(a->command), text) != SIZE_MAX ||
           sv_eq(sv_cut(sv_from_c(a->keys), ' ').head, text);
}

/* To the next line with the text from `from` on, going round. */
static void search_go(struct tui *t, uint32_t from, bool back)
{
    struct tui_view *v = &t->views[VIEW_help];
    const struct help *h = v->self;
    struct sv text = sv_of(h->search, h->n_search);
    uint32_t n = v->list.n;
    for (uint32_t k = 0; text.n && k < n; k++) {
        uint32_t i = (back ? from + n - k : from + k) % n;
        if (line_has(h, i, text)) {
            list_go(&v->list, i);
            return;
        }
    }
    if (text.n)
        tui_say(t, "no key does anything with %.*s", SV_ARG(text));
}

static struct sv search_get(struct tui *t)
{
    const struct help *h = t->views[VIEW_help].self;
    return sv_of(h->search, h->n_search);
}

static bool search_set(struct tui *t, struct sv text, struct err *e)
{
    struct tui_view *v = &t->views[VIEW_help];
    struct help *h = v->self;
    (void)e;
    h->n_search = text.n < sizeof(h->search) ? text.n : sizeof(h->search);
    if (h->n_search)
        memcpy(h->search, text.p, h->n_search);
    search_go(t, v->list.cursor, false);
    return true;
}

static void search_step(struct tui *t, bool back)
{
    const struct list *l = &t->views[VIEW_help].list;
    search_go(t, back ? l->cursor + l->n - 1 : l->cursor + 1, back);
}

static const struct finder finder = {
    .search = {.label = "/", .live = true, .stays = true, .get = search_get, .set = search_set},
    .step = search_step,
};

static const struct handler handlers[] = {
    {ACTION_OPEN, help_open},
};

const struct view_ops view_help = {
    .name = "help",
    .title = "help",
    .about = "What the keys do in the view it was opened from, its signs, and the words of the "
             "search.",
    .size = sizeof(struct help),
    .handlers = handlers,
    .n_handlers = ARRAY_LEN(handlers),
    .finder = &finder,
    .refresh = help_refresh,
    .heading_rows = help_heading_rows,
    .heading = help_heading,
    .row = help_row_draw,
    .status = help_status,
    .release = help_release,
};
