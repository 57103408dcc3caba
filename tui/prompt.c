#include "tui/prompt.h"

#include "core/utf8.h"

/* ---- history ---- */

void prompt_history_add(struct prompt_history *h, struct sv line)
{
    if (line.n == 0 || (h->lines.n && sv_eq(line, sv_from_c(h->lines.v[h->lines.n - 1]))))
        return;
    if (h->lines.n == PROMPT_HISTORY) {
        free(h->lines.v[0]);
        memmove(h->lines.v, h->lines.v + 1, --h->lines.n * sizeof(*h->lines.v));
    }
    char *copy = mem_zalloc(line.n + 1);
    memcpy(copy, line.p, line.n);
    vec_push(&h->lines, copy);
}

void prompt_history_release(struct prompt_history *h)
{
    for (size_t i = 0; i < h->lines.n; i++)
        free(h->lines.v[i]);
    vec_release(&h->lines);
}

static enum prompt_result history_go(struct prompt *p, int by)
{
    size_t n = p->history ? p->history->lines.n : 0;
    size_t back = by > 0 ? p->back + 1 : p->back - (p->back > 0);
    if (back > n || back == p->back)
        return PROMPT_GOES_ON;
    if (p->back == 0) {
        buf_clear(&p->written);
        buf_add(&p->written, buf_sv(&p->text));
    }
    p->back = back;
    struct sv line = back ? sv_from_c(p->history->lines.v[n - back]) : buf_sv(&p->written);
    buf_clear(&p->text);
    buf_add(&p->text, line);
    p->at = p->text.n;
    return PROMPT_CHANGED;
}

/* ---- editing ---- */

void prompt_set(struct prompt *p, struct sv text)
{
    buf_clear(&p->text);
    buf_add(&p->text, utf8_prefix(text, PROMPT_BYTES));
    p->at = p->text.n;
    p->back = 0;
}

static size_t char_before(const struct prompt *p, size_t at)
{
    while (at > 0 && ((unsigned char)p->text.p[--at] & 0xc0) == 0x80)
        ;
    return at;
}

static size_t char_behind(const struct prompt *p, size_t at)
{
    size_t len = utf8_len(sv_from(buf_sv(&p->text), at));
    return at < p->text.n ? at + (len ? len : 1) : at;
}

static size_t word_before(const struct prompt *p, size_t at)
{
    while (at > 0 && p->text.p[at - 1] == ' ')
        at--;
    while (at > 0 && p->text.p[at - 1] != ' ')
        at--;
    return at;
}

static enum prompt_result cut(struct prompt *p, size_t from, size_t to)
{
    if (from >= to)
        return PROMPT_GOES_ON;
    memmove(p->text.p + from, p->text.p + to, p->text.n - to);
    p->text.n -= to - from;
    p->at = from;
    p->back = 0;
    return PROMPT_CHANGED;
}

static enum prompt_result insert(struct prompt *p, key_code key)
{
    char bytes[4];
    size_t n = utf8_put(bytes, key);
    if (p->text.n + n > PROMPT_BYTES)
        return PROMPT_GOES_ON;
    buf_room(&p->text, n);
    if (p->at < p->text.n)
        memmove(p->text.p + p->at + n, p->text.p + p->at, p->text.n - p->at);
    memcpy(p->text.p + p->at, bytes, n);
    p->text.n += n;
    p->at += n;
    p->back = 0;
    return PROMPT_CHANGED;
}

static enum prompt_result move_to(struct prompt *p, size_t at)
{
    p->at = at;
    return PROMPT_GOES_ON;
}

enum prompt_result prompt_key(struct prompt *p, key_code key)
{
    switch (key) {
    case KEY_IS_ENTER:
    case '\n':
        return PROMPT_DONE;
    case KEY_IS_ESC:
    case KEY_CTRL('C'):
        return PROMPT_LEFT;
    case KEY_IS_BACKSPACE:
    case KEY_CTRL('H'):
    case 0x7f:
        return p->text.n == 0 ? PROMPT_LEFT : cut(p, char_before(p, p->at), p->at);
    case KEY_IS_DELETE:
    case KEY_CTRL('D'):
        return cut(p, p->at, char_behind(p, p->at));
    case KEY_CTRL('U'):
        return cut(p, 0, p->at);
    case KEY_CTRL('K'):
        return cut(p, p->at, p->text.n);
    case KEY_CTRL('W'):
        return cut(p, word_before(p, p->at), p->at);
    case KEY_IS_LEFT:
        return move_to(p, char_before(p, p->at));
    case KEY_IS_RIGHT:
        return move_to(p, char_behind(p, p->at));
    case KEY_IS_HOME:
    case KEY_CTRL('A'):
        return move_to(p, 0);
    case KEY_IS_END:
    case KEY_CTRL('E'):
        return move_to(p, p->text.n);
    case KEY_IS_UP:
    case KEY_CTRL('P'):
        return history_go(p, 1);
    case KEY_IS_DOWN:
    case KEY_CTRL('N'):
        return history_go(p, -1);
    default:
        return key >= ' ' && key < KEY_NONE ? insert(p, key) : PROMPT_GOES_ON;
    }
}

/* ---- drawing ---- */

void prompt_draw(const struct prompt *p, struct canvas *c, struct rect r, struct sv label)
{
    canvas_blank(c, rect_rows(r, 1));
    int column = canvas_text(c, r, 0, 0, ROLE_KEY, label);
    struct rect room = rect_right(r, column);
    struct sv text = buf_sv(&p->text);
    size_t from = 0;
    /* what does not fit goes out at the left */
    while (from < p->at &&
           canvas_columns(sv_of(text.p + from, p->at - from), c->ascii) >= room.width)
        from += utf8_len(sv_from(text, from)) ? utf8_len(sv_from(text, from)) : 1;
    int at = p->at > from ? canvas_columns(sv_of(text.p + from, p->at - from), c->ascii) : 0;
    canvas_text(c, room, 0, 0, ROLE_TEXT, sv_from(text, from));
    canvas_add_look(c, room, 0, at, 1, LOOK_SELECTED);
}

void prompt_release(struct prompt *p)
{
    buf_release(&p->text);
    buf_release(&p->written);
}
