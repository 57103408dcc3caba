#include "core/page.h"

#include "core/fmt.h"

static void ink_start(struct page *p, enum ink ink)
{
    static const char *const codes[] = {
        [INK_PLAIN] = "0",     [INK_BOLD] = "1",  [INK_DIM] = "2",   [INK_RED] = "1;31",
        [INK_YELLOW] = "1;33", [INK_CYAN] = "36", [INK_GREEN] = "32"};
    if (p->style.color)
        buf_fmt(p->b, "\033[%sm", codes[ink]);
}

void page_add(struct page *p, enum ink ink, struct sv text)
{
    if (ink != INK_PLAIN && text.n)
        ink_start(p, ink);
    buf_add(p->b, text);
    if (ink != INK_PLAIN && text.n)
        ink_start(p, INK_PLAIN);
}

/* May a line end before position `end`? Between words, but not between a number and its unit. */
static bool may_end(struct sv text, size_t end)
{
    if (end == text.n)
        return true;
    return text.p[end] == ' ' && (end == 0 || text.p[end - 1] < '0' || text.p[end - 1] > '9');
}

/* The part of `text` that fits into `room` columns, one word at least. */
static struct sv line_of(struct sv text, size_t room)
{
    struct sv line = {0};
    for (size_t end = 0; end <= text.n; end++) {
        if (!may_end(text, end))
            continue;
        struct sv longer = sv_of(text.p, end);
        if (line.n && fmt_columns(longer) > room)
            break;
        line = longer;
    }
    return line;
}

void page_wrap(struct page *p, enum ink ink, struct sv text, size_t column, size_t indent)
{
    struct sv line = line_of(text, p->style.width > column ? p->style.width - column : 0);
    page_add(p, ink, line);
    for (text = sv_from(text, line.n + 1); text.n; text = sv_from(text, line.n + 1)) {
        buf_addc(p->b, '\n');
        buf_fill(p->b, ' ', indent);
        line = line_of(text, p->style.width > indent ? p->style.width - indent : 0);
        page_add(p, ink, line);
    }
    buf_addc(p->b, '\n');
}

void page_pad(struct page *p, size_t used, size_t column)
{
    buf_fill(p->b, ' ', used < column ? column - used : 1);
}
