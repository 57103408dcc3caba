#include "tui/popup.h"

enum {
    WIDEST = 92, /* texts are no wider than this, frame and all */
    BESIDE = 8,  /* columns of the view that are worth leaving, both sides together */
};

/* ---- making and taking away ---- */

static void popup_free(struct popup *p)
{
    if (!p)
        return;
    buf_release(&p->title);
    buf_release(&p->question);
    buf_release(&p->initial);
    buf_release(&p->content);
    buf_release(&p->candidates);
    prompt_release(&p->prompt);
    vec_release(&p->items);
    text_release(&p->text);
    arena_release(&p->arena);
    free(p);
}

void popup_close(struct tui *t)
{
    popup_free(t->popup);
    t->popup = NULL;
}

static struct popup *popup_make(struct tui *t, enum popup_kind kind, struct sv title)
{
    popup_close(t);
    struct popup *p = mem_zalloc(sizeof(*p));
    p->kind = kind;
    buf_add(&p->title, title);
    t->popup = p;
    return p;
}

void tui_ask(struct tui *t, const char *label, struct sv initial, tui_text_fn *answer,
             tui_text_fn *typed)
{
    struct popup *p = popup_make(t, POPUP_PROMPT, sv_from_c(label));
    buf_add(&p->initial, initial);
    prompt_set(&p->prompt, initial);
    p->prompt.history = typed ? &t->searches : NULL;
    p->answer = answer;
    p->typed = typed;
}

void popup_complete(struct tui *t, void (*complete)(struct tui *t, struct sv text,
                                                    struct buf *candidates))
{
    t->popup->complete = complete;
    t->popup->prompt.history = &t->commands;
}

void tui_confirm(struct tui *t, const char *title, struct sv text, const char *question,
                 tui_fn *yes)
{
    struct popup *p = popup_make(t, POPUP_CONFIRM, sv_from_c(title));
    buf_add(&p->content, text);
    buf_addz(&p->question, question);
    p->yes = yes;
}

void tui_tell(struct tui *t, const char *title, struct sv text)
{
    struct popup *p = popup_make(t, POPUP_TELL, sv_from_c(title));
    buf_add(&p->content, text);
}

void tui_menu(struct tui *t, const char *title, const struct menu_item *items, uint32_t n,
              uint32_t initial, tui_choose_fn *choose)
{
    struct popup *p = popup_make(t, POPUP_MENU, sv_from_c(title));
    for (uint32_t i = 0; i < n; i++)
        vec_push(&p->items, ((struct menu_item){items[i].key, arena_copy(&p->arena, items[i].text),
                                                arena_copy(&p->arena, items[i].note)}));
    p->choose = choose;
    list_resize(&p->list, n);
    list_go(&p->list, initial);
}

void popup_switches(struct tui *t)
{
    t->popup->space_chooses = true;
}

/* ---- prompts ---- */

/* `typed` may look at the text, so the popup stays until it has returned. */
static void prompt_typed(struct tui *t, struct sv text)
{
    if (t->popup->typed)
        t->popup->typed(t, text);
}

/* The answer may open another popup, so this one is not there any more by then. */
static void prompt_done(struct tui *t)
{
    struct popup *p = t->popup;
    t->popup = NULL;
    if (p->prompt.history)
        prompt_history_add(p->prompt.history, buf_sv(&p->prompt.text));
    p->answer(t, buf_sv(&p->prompt.text));
    popup_free(p);
}

/* What all lines begin with; how many they are. */
static struct sv common_start(struct sv lines, size_t *n)
{
    struct sv common = {0};
    for (*n = 0; lines.n; ++*n) {
        struct sv_cut cut = sv_cut(lines, '\n');
        size_t same = 0;
        while (same < common.n && same < cut.head.n && common.p[same] == cut.head.p[same])
            same++;
        common = *n ? sv_of(common.p, same) : cut.head;
        lines = cut.found ? cut.tail : (struct sv){0};
    }
    return common;
}

/* Says the candidates from the next one on, so that those come into sight that had no room. */
static void candidates_say(struct tui *t, const struct popup *p)
{
    struct sv all = buf_sv(&p->candidates);
    tui_say(t, "%.*s%.*s", SV_ARG(sv_from(all, p->at_candidate)),
            SV_ARG(sv_of(all.p, p->at_candidate)));
    for (size_t i = 0; i < t->message.n; i++)
        if (t->message.p[i] == '\n')
            t->message.p[i] = ' ';
}

static void candidate_next(struct tui *t, struct popup *p)
{
    struct sv_cut cut = sv_cut(sv_from(buf_sv(&p->candidates), p->at_candidate), '\n');
    candidates_say(t, p);
    prompt_set(&p->prompt, cut.head);
    p->at_candidate += cut.head.n + 1;
    if (p->at_candidate >= p->candidates.n)
        p->at_candidate = 0;
}

/* Puts what all candidates have in common behind what is written; shows them when that is nothing
 * new; then takes one after the other. */
static void prompt_complete(struct tui *t, struct popup *p)
{
    size_t n;
    if (p->candidates.n) {
        candidate_next(t, p);
        return;
    }
    p->complete(t, buf_sv(&p->prompt.text), &p->candidates);
    struct sv common = common_start(buf_sv(&p->candidates), &n);
    p->at_candidate = 0;
    if (n > 1 && common.n <= p->prompt.text.n)
        candidates_say(t, p);
    else if (n == 0)
        tui_say(t, "nothing begins like this");
    if (common.n > p->prompt.text.n) {
        prompt_set(&p->prompt, common);
        buf_clear(&p->candidates);
    }
}

/* Closes it, with what leaving a prompt means. */
static void popup_leave(struct tui *t)
{
    struct popup *p = t->popup;
    if (!p)
        return;
    if (p->kind == POPUP_PROMPT)
        prompt_typed(t, buf_sv(&p->initial));
    popup_close(t);
}

static void prompt_popup_key(struct tui *t, struct popup *p, key_code key)
{
    buf_clear(&t->message);
    if (key == KEY_IS_TAB && p->complete) {
        prompt_complete(t, p);
        return;
    }
    buf_clear(&p->candidates);
    switch (prompt_key(&p->prompt, key)) {
    case PROMPT_CHANGED:
        prompt_typed(t, buf_sv(&p->prompt.text));
        break;
    case PROMPT_DONE:
        prompt_done(t);
        break;
    case PROMPT_LEFT:
        popup_leave(t);
        break;
    case PROMPT_GOES_ON:
        break;
    }
}

/* ---- menus and texts ---- */

static void menu_choose(struct tui *t, uint32_t item)
{
    struct popup *p = t->popup;
    if (item >= p->items.n)
        return;
    t->popup = NULL;
    p->choose(t, item);
    popup_free(p);
}

static bool list_key(struct list *l, enum action action)
{
    int page = l->height > 1 ? l->height - 1 : 1;
    switch (action) {
    case ACTION_DOWN:
        list_move(l, 1);
        return true;
    case ACTION_UP:
        list_move(l, -1);
        return true;
    case ACTION_PAGE_DOWN:
    case ACTION_HALF_DOWN:
        list_move(l, page);
        return true;
    case ACTION_PAGE_UP:
    case ACTION_HALF_UP:
        list_move(l, -page);
        return true;
    case ACTION_TOP:
        list_go(l, 0);
        return true;
    case ACTION_BOTTOM:
        list_go(l, UINT32_MAX);
        return true;
    default:
        return false;
    }
}

/* A key that is not for the popup takes it away, and is for the view then: who types ahead loses
 * none. Some mean no more than that. */
static void leave_by(struct tui *t, key_code key)
{
    enum action a = action_of_key(key);
    popup_close(t);
    if (a != ACTION_ESCAPE && a != ACTION_CLOSE && a != ACTION_OPEN && a != ACTIONS)
        tui_key(t, key);
}

static void menu_key(struct tui *t, struct popup *p, key_code key)
{
    for (uint32_t i = 0; i < p->items.n; i++) {
        if (p->items.v[i].key && (key_code)(unsigned char)p->items.v[i].key == key) {
            menu_choose(t, i);
            return;
        }
    }
    if (key == KEY_IS_ENTER || (key == ' ' && p->space_chooses))
        menu_choose(t, p->list.cursor);
    else if (!list_key(&p->list, action_of_key(key)))
        leave_by(t, key);
}

/* Texts scroll by their first line: the cursor is not shown. */
static void text_key(struct tui *t, struct popup *p, key_code key)
{
    struct list l = {.n = p->list.n, .cursor = p->list.top, .top = p->list.top,
                     .height = p->list.height};
    if (p->kind == POPUP_CONFIRM && (key == 'y' || key == 'Y')) {
        tui_fn *yes = p->yes;
        popup_close(t);
        yes(t);
    } else if (list_key(&l, action_of_key(key))) {
        uint32_t most = l.n > (uint32_t)l.height ? l.n - (uint32_t)l.height : 0;
        p->list.top = l.cursor < most ? l.cursor : most;
    } else if (p->kind == POPUP_CONFIRM && key != 'n' && key != 'N' && key != KEY_IS_ESC &&
               key != 'q') {
        tui_say(t, "y does it, n or Esc does not");
    } else if (p->kind == POPUP_CONFIRM) {
        popup_close(t);
    } else {
        leave_by(t, key);
    }
}

void popup_key(struct tui *t, key_code key)
{
    struct popup *p = t->popup;
    if (p->kind == POPUP_PROMPT)
        prompt_popup_key(t, p, key);
    else if (p->kind == POPUP_MENU)
        menu_key(t, p, key);
    else
        text_key(t, p, key);
}

size_t popup_hints(const struct popup *p, const char *hints[POPUP_HINTS])
{
    bool scrolls = p->list.n > (uint32_t)p->list.height;
    size_t n = 0;
    if (p->kind == POPUP_MENU) {
        hints[n++] = "Enter", hints[n++] = "choose";
        if (p->space_chooses)
            hints[n++] = "Space", hints[n++] = "switch";
        hints[n++] = "j/k", hints[n++] = "move";
        hints[n++] = "Esc", hints[n++] = "close";
        return n;
    }
    if (p->kind == POPUP_CONFIRM) {
        hints[n++] = "y", hints[n++] = "yes";
        hints[n++] = "n/Esc", hints[n++] = "no";
    } else {
        hints[n++] = "Esc", hints[n++] = "close";
    }
    if (scrolls) {
        hints[n++] = "j/k", hints[n++] = "scroll";
        hints[n++] = "Space", hints[n++] = "page";
    }
    return n;
}

/* ---- drawing ---- */

/* A framed box of this size in the middle of `all`; what is inside of the frame. */
static struct rect box_draw(struct canvas *c, struct rect all, int height, int width,
                            struct sv title)
{
    height = height + 2 > all.height ? all.height : height + 2;
    /* a strip of the view beside it too narrow to read would only disturb */
    width = width + 4 + BESIDE > all.width ? all.width : width + 4;
    struct rect r = {all.top + (all.height - height) / 2, all.left + (all.width - width) / 2,
                     height,
                     width};
    canvas_blank(c, r);
    canvas_line(c, r, 0, 0, width, ROLE_FRAME, GLYPH_LINE);
    canvas_line(c, r, height - 1, 0, width, ROLE_FRAME, GLYPH_LINE);
    if (title.n) {
        canvas_text(c, r, 0, 2, ROLE_TITLE, SV(" "));
        int n = canvas_text(c, rect_columns(r, width - 3), 0, 3, ROLE_TITLE, title);
        canvas_text(c, r, 0, 3 + n, ROLE_TITLE, SV(" "));
    }
    return (struct rect){r.top + 1, r.left + 2, height - 2, width - 4};
}

static void menu_draw(struct popup *p, struct canvas *c, struct rect all)
{
    int width = canvas_columns(buf_sv(&p->title), c->ascii) + 4, height = (int)p->items.n;
    for (size_t i = 0; i < p->items.n; i++) {
        const struct menu_item *m = &p->items.v[i];
        int n = 6 + canvas_columns(m->text, c->ascii) + canvas_columns(m->note, c->ascii);
        width = n > width ? n : width;
    }
    struct rect r = box_draw(c, all, height, width, buf_sv(&p->title));
    list_show(&p->list, r.height);
    for (int row = 0; row < r.height && p->list.top + (uint32_t)row < p->items.n; row++) {
        uint32_t i = p->list.top + (uint32_t)row;
        const struct menu_item *m = &p->items.v[i];
        bool here = i == p->list.cursor;
        if (here)
            canvas_glyph(c, r, row, 0, ROLE_KEY, GLYPH_CURSOR);
        if (m->key)
            canvas_text(c, r, row, 2, ROLE_KEY, sv_of(&m->key, 1));
        int n = canvas_text(c, r, row, 4, ROLE_TEXT, m->text);
        canvas_text(c, r, row, 6 + n, ROLE_DIM, m->note);
        if (here)
            canvas_add_look(c, r, row, 0, r.width, LOOK_SELECTED);
    }
}

static void text_fill(struct popup *p, int width)
{
    if (p->wrapped == width)
        return;
    text_clear(&p->text);
    struct sv rest = buf_sv(&p->content);
    while (rest.n) {
        struct sv_cut cut = sv_cut(rest, '\n');
        text_add(&p->text, ROLE_TEXT, cut.head);
        text_end(&p->text);
        rest = cut.found ? cut.tail : (struct sv){0};
    }
    text_wrap(&p->text, width);
    p->wrapped = width;
    list_resize(&p->list, (uint32_t)p->text.lines.n);
}

static void text_popup_draw(struct popup *p, struct canvas *c, struct rect all)
{
    int width = all.width - BESIDE >= WIDEST ? WIDEST : all.width;
    int below = p->kind == POPUP_CONFIRM ? 2 : 0;
    text_fill(p, width - 4 > 1 ? width - 4 : 1);
    struct rect r = box_draw(c, all, (int)p->text.lines.n + below, width - 4, buf_sv(&p->title));
    struct rect room = rect_rows(r, r.height - below > 1 ? r.height - below : 1);
    p->list.height = room.height;
    for (int row = 0; row < room.height && p->list.top + (uint32_t)row < p->text.lines.n; row++)
        text_draw(&p->text, c, rect_rows(rect_below(room, row), 1), p->list.top + (uint32_t)row);
    if (below) {
        int n = canvas_text(c, r, r.height - 1, 0, ROLE_TITLE, buf_sv(&p->question));
        canvas_text(c, r, r.height - 1, n, ROLE_KEY, SV(" y/n"));
    }
    if (p->text.lines.n > (size_t)room.height)
        canvas_fmt(c, (struct rect){r.top + r.height, r.left, 1, r.width}, 0, 0, ROLE_DIM,
                   " line %u of %zu ", p->list.top + 1, p->text.lines.n);
}

void popup_draw(struct tui *t, struct canvas *c, struct rect all, struct rect bottom)
{
    struct popup *p = t->popup;
    if (p->kind == POPUP_PROMPT)
        prompt_draw(&p->prompt, c, bottom, buf_sv(&p->title));
    else if (p->kind == POPUP_MENU)
        menu_draw(p, c, all);
    else
        text_popup_draw(p, c, all);
}
