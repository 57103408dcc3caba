/* One frame: the screen from what is selected. */
#include "core/fmt.h"
#include "tui/dispatch.h"
#include "tui/popup.h"

enum {
    LEAST_WIDTH = 24, LEAST_HEIGHT = 6,
    BESIDE_WIDTH = 110,  /* from here on the companion stands beside, else below */
    AROUND = 3,          /* rows of tabs, status and keys */
    BELOW_HEIGHT = 17,   /* rows that main view and companion need together */
};

/* ---- the lines around ---- */

/* With the name of each: where that is too much, only the one that is open has its name. */
static int tabs_width(const struct tui *t)
{
    int width = 0;
    for (int i = 0; i < VIEWS; i++)
        if (view_rows[i].key || t->view == i)
            width += (int)strlen(view_rows[i].ops->title) + 1 + (view_rows[i].key != 0) +
                     (t->view == i ? 2 : 0);
    return width - 1;
}

static void tabs_draw(struct tui *t, struct canvas *c, struct rect r)
{
    int column = 0;
    bool all = tabs_width(t) <= r.width;
    for (int i = 0; i < VIEWS; i++) {
        const struct view_row *row = &view_rows[i];
        t->tab_at[i] = (struct rect){0};
        bool here = t->view == i;
        if (!row->key && !here)
            continue;
        int from = column;
        if (row->key)
            column += canvas_text(c, r, 0, column, ROLE_KEY, sv_of(&row->key, 1));
        if (here)
            column += canvas_text(c, r, 0, column, ROLE_TEXT, SV("["));
        if (here || all)
            column += canvas_text(c, r, 0, column, here ? ROLE_TITLE : ROLE_DIM,
                                  sv_from_c(row->ops->title));
        if (here)
            column += canvas_text(c, r, 0, column, ROLE_TEXT, SV("]"));
        t->tab_at[i] = (struct rect){r.top, r.left + from, 1, column - from};
        column++;
    }
}

static int hint_draw(struct canvas *c, struct rect r, int column, struct sv key, struct sv text)
{
    column += canvas_text(c, r, 0, column, ROLE_KEY, key) + 1;
    return column + canvas_text(c, r, 0, column, ROLE_DIM, text) + 2;
}

static void popup_hints_draw(const struct popup *p, struct canvas *c, struct rect r)
{
    const char *hints[POPUP_HINTS];
    int column = 0;
    for (size_t i = 0, n = popup_hints(p, hints); i < n; i += 2)
        column = hint_draw(c, r, column, sv_from_c(hints[i]), sv_from_c(hints[i + 1]));
}

static void hints_draw(struct tui *t, struct canvas *c, struct rect r)
{
    static const struct hint {
        enum action action;
        const char *text;
    } hints[] = {
        {ACTION_OPEN, "open"},       {ACTION_ADD_DRAFT, "draft"}, {ACTION_STAGE, "stage"},
        {ACTION_WRITE, "write"},     {ACTION_SUPPRESS, "accept"}, {ACTION_SEARCH, "search"},
        {ACTION_FILTER, "filter"},   {ACTION_PILLS, "types"},     {ACTION_SORT, "sort"},
        {ACTION_NEXT_FINDING, "finding"}, {ACTION_ZOOM_IN, "zoom"}, {ACTION_CRITICAL, "critical"},
        {ACTION_NEXT_PANE, "pane"},  {ACTION_CLOSE, "close"},
    };
    const struct view_ops *ops = tui_focused(t)->ops;
    const struct tui_view *main = &t->views[t->view];
    struct rect left = rect_columns(r, r.width - 7);
    int column = 0;
    for (size_t i = 0; i < ARRAY_LEN(hints); i++) {
        enum action a = hints[i].action;
        bool own = view_handler(ops, a) || view_handler(main->ops, a);
        bool everywhere = a == ACTION_OPEN || a == ACTION_CLOSE ||
                          (a == ACTION_NEXT_PANE && main->companion != VIEW_NONE) ||
                          (main->ops->subject == SUBJECT_DRAFT && global_handler(a));
        if (!own && !everywhere)
            continue;
        struct sv key = sv_cut(sv_from_c(action_rows[a].keys), ' ').head;
        struct sv text = sv_from_c(hints[i].text);
        if (column + (int)key.n + (int)text.n + 3 > left.width)
            break;
        column = hint_draw(c, left, column, key, text);
    }
    canvas_text(c, r, 0, r.width - 6, ROLE_KEY, SV("?"));
    canvas_text(c, r, 0, r.width - 4, ROLE_DIM, SV("help"));
}

static void loading_say(const struct tui *t, struct buf *b)
{
    static const char *const stages[] = {[TUI_LINTING] = "running rules",
                                         [TUI_COUNTING] = "counting"};
    if (t->progress.stage == TUI_READING && t->progress.what.n)
        fmt_foreign(b, t->progress.what, 40);
    else if (t->progress.stage == TUI_READING)
        buf_addz(b, "reading");
    else if (t->progress.stage != TUI_READY)
        buf_addz(b, stages[t->progress.stage]);
    if (t->progress.stage == TUI_READING)
        buf_fmt(b, ": %s", fmt_amount(t->progress.spans, "span").text);
    if (t->progress.stage == TUI_READY && t->progress.partial)
        buf_addz(b, "some input could not be read");
    if (t->works) {
        uint32_t done = atomic_load_explicit(&t->works->permille, memory_order_relaxed);
        buf_addz(b, b->n ? ", working" : "working");
        if (done)
            buf_fmt(b, " %u %%", done / 10);
    }
}

/* Where a text is broken for lines of this width: its last blank that fits; 0 = nowhere. */
static size_t break_of(struct sv text, int width, bool ascii)
{
    size_t at = 0, most = 4 * (size_t)width;
    for (size_t i = 0; i < text.n && i < most; i++)
        if (text.p[i] == ' ' && canvas_columns(sv_of(text.p, i), ascii) <= width)
            at = i;
    return at;
}

/* The status into the first line of `r`. What is said and does not fit goes on in the second, if
 * there is one: what to do stands at its end. True when it does. */
static bool status_draw(struct tui *t, struct canvas *c, struct rect r)
{
    struct buf left = {0}, right = {0};
    struct tui_view *v = tui_focused(t);
    if (t->message.n)
        buf_add(&left, buf_sv(&t->message));
    else if (t->data->s && v->ops->status)
        v->ops->status(t, v, &left);
    loading_say(t, &right);
    int room = right.n ? canvas_columns(buf_sv(&right), c->ascii) + 2 : 0;
    enum role role = !t->message.n ? ROLE_DIM : t->message_is_error ? ROLE_ERROR : ROLE_TEXT;
    int mark = t->message.n && t->message_is_error ? canvas_text(c, r, 0, 0, role, SV("! ")) : 0;
    int width = r.width - room - mark;
    struct sv text = buf_sv(&left);
    bool long_one = t->message.n && width > 0 && canvas_columns(text, c->ascii) > width;
    size_t at = long_one && r.height > 1 ? break_of(text, width, c->ascii) : 0;
    if (at)
        canvas_field(c, r, 1, mark, r.width - mark, role, sv_from(text, at + 1), false);
    if (width > 0)
        canvas_field(c, r, 0, mark, width, role, at ? sv_of(text.p, at) : text, false);
    canvas_text(c, r, 0, r.width - room + 2, ROLE_INFO, buf_sv(&right));
    buf_release(&left);
    buf_release(&right);
    return at;
}

/* ---- views ---- */

static void position_draw(const struct list *l, struct canvas *c, struct rect r)
{
    if (l->n <= (uint32_t)r.height || r.height < 3)
        return;
    int thumb = (int)((uint64_t)l->top * (uint64_t)(r.height - 1) / (l->n - (uint32_t)r.height));
    for (int row = 0; row < r.height; row++)
        canvas_glyph(c, r, row, r.width - 1, row == thumb ? ROLE_KEY : ROLE_FRAME,
                     row == thumb ? GLYPH_BLOCK : GLYPH_WALL);
}

struct rect view_draw(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r,
                      bool has_keys)
{
    const struct view_ops *ops = v->ops;
    ops->refresh(t, v);
    int heading = ops->heading_rows ? ops->heading_rows(t, v, r.width) : 0;
    heading = heading > r.height - 1 ? r.height - 1 : heading;
    if (heading > 0)
        ops->heading(t, v, c, rect_rows(r, heading));
    struct rect rows = rect_below(r, heading);
    list_show(&v->list, rows.height);
    bool scrolls = v->list.n > (uint32_t)rows.height;
    struct rect line = scrolls ? rect_columns(rows, rows.width - 1) : rows;
    for (int i = 0; i < rows.height && v->list.top + (uint32_t)i < v->list.n; i++) {
        uint32_t row = v->list.top + (uint32_t)i;
        struct rect at = rect_rows(rect_below(line, i), 1);
        ops->row(t, v, c, at, row);
        if (row == v->list.cursor && !ops->draws_cursor && has_keys)
            canvas_add_look(c, at, 0, 0, at.width, LOOK_SELECTED);
        else if (row == v->list.cursor && !ops->draws_cursor)
            canvas_add_look(c, at, 0, 0, at.width, LOOK_UNDERLINE);
    }
    position_draw(&v->list, c, rows);
    return rows;
}

static void loading_draw(struct tui *t, struct canvas *c, struct rect r)
{
    struct buf b = {0};
    loading_say(t, &b);
    canvas_text(c, r, r.height / 2, 2, ROLE_TITLE, SV("spanvet"));
    canvas_text(c, r, r.height / 2 + 1, 2, ROLE_TEXT, buf_sv(&b));
    buf_release(&b);
}

static void separator_draw(struct tui *t, struct canvas *c, struct rect r, struct sv title)
{
    bool tall = r.height > 1;
    for (int i = 0; tall && i < r.height; i++)
        canvas_glyph(c, r, i, 0, ROLE_FRAME, GLYPH_WALL);
    if (tall)
        return;
    canvas_line(c, r, 0, 0, r.width, ROLE_FRAME, GLYPH_LINE);
    canvas_text(c, r, 0, 2, t->in_companion ? ROLE_TITLE : ROLE_DIM, title);
}

bool tui_has_room(const struct tui *t)
{
    return t->canvas.width >= BESIDE_WIDTH || t->canvas.height - AROUND >= BELOW_HEIGHT;
}

/* Main view and companion, beside each other or one below the other. */
static void views_draw(struct tui *t, struct canvas *c, struct rect r)
{
    struct tui_view *v = &t->views[t->view];
    bool has_other = v->companion != VIEW_NONE;
    bool beside = r.width >= BESIDE_WIDTH, below = !beside && r.height >= BELOW_HEIGHT;
    if (has_other && t->in_companion && (t->full_companion || (!beside && !below))) {
        t->rows_at[1] = view_draw(t, &t->views[v->companion], c, r, true);
        return;
    }
    if (!has_other || (!beside && !below)) {
        t->rows_at[0] = view_draw(t, v, c, r, true);
        return;
    }
    struct tui_view *other = &t->views[v->companion];
    int at = beside ? r.width * 3 / 5 : r.height * 3 / 5;
    struct rect first = beside ? rect_columns(r, at) : rect_rows(r, at);
    struct rect rest = beside ? rect_right(r, at) : rect_below(r, at);
    t->rows_at[0] = view_draw(t, v, c, first, !t->in_companion);
    separator_draw(t, c, beside ? rect_columns(rest, 1) : rect_rows(rest, 1),
                   sv_from_c(other->ops->title));
    t->rows_at[1] = view_draw(t, other, c, beside ? rect_right(rest, 2) : rect_below(rest, 1),
                              t->in_companion);
}

void tui_draw(struct tui *t)
{
    struct canvas *c = &t->canvas;
    struct rect all = canvas_all(c);
    canvas_clear(c);
    c->ascii = t->ascii;
    arena_reset(&t->frame);
    t->frames++;
    memset(t->rows_at, 0, sizeof(t->rows_at));
    memset(t->tab_at, 0, sizeof(t->tab_at));
    if (all.width < LEAST_WIDTH || all.height < LEAST_HEIGHT) {
        canvas_fmt(c, all, 0, 0, ROLE_TEXT, "too small: %dx%d", LEAST_WIDTH, LEAST_HEIGHT);
        return;
    }
    struct rect status = rect_below(all, all.height - 2), last = rect_below(status, 1);
    struct rect main = rect_below(rect_rows(all, all.height - 2), 1);
    tabs_draw(t, c, rect_rows(all, 1));
    if (t->data->s)
        views_draw(t, c, main);
    else
        loading_draw(t, c, main);
    bool goes_on = status_draw(t, c, t->popup ? rect_rows(status, 1) : status);
    if (t->popup)
        popup_draw(t, c, main, rect_rows(status, 1));
    if (t->popup && t->popup->kind == POPUP_PROMPT)
        status_draw(t, c, last);
    else if (t->popup)
        popup_hints_draw(t->popup, c, last);
    else if (!goes_on)
        hints_draw(t, c, last);
}
