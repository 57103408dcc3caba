#include "metrics/stage_text.h"

#include "core/markdown.h"
#include "core/shown.h"

/* Nothing in it that ends a code span or a cell. */
static bool is_plain(struct sv s)
{
    static const char more[] = "_-./:=<>* ";
    for (size_t i = 0; i < s.n; i++)
        if (!(s.p[i] >= '0' && s.p[i] <= '9') && !(s.p[i] >= 'a' && s.p[i] <= 'z') &&
            !(s.p[i] >= 'A' && s.p[i] <= 'Z') && !memchr(more, s.p[i], sizeof(more) - 1))
            return false;
    return s.n > 0 && s.p[0] != ' ' && s.p[s.n - 1] != ' ';
}

void stage_text_code(struct buf *b, struct sv code)
{
    if (is_plain(code))
        buf_fmt(b, "`%.*s`", SV_ARG(code));
    else
        markdown_code(b, code);
}

void stage_text(struct buf *b, struct sv text)
{
    struct sv_cut c = {.tail = text, .found = true};
    for (bool in_code = false; c.found; in_code = !in_code) {
        c = sv_cut(c.tail, '`');
        if (in_code && c.found)
            stage_text_code(b, c.head);
        else
            markdown_text(b, c.head);
    }
}

void stage_text_name(struct buf *b, struct sv name)
{
    struct buf tmp = {0};
    markdown_text(b, shown_text(name, &tmp));
    buf_release(&tmp);
}

void stage_text_key(struct buf *b, struct sv name)
{
    struct buf tmp = {0};
    stage_text_code(b, shown_text(name, &tmp));
    buf_release(&tmp);
}
