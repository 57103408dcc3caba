#include "core/markdown.h"

#include "core/fmt.h"

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* Would a forge make something of the text around s[i], though it is no markup: mention a team or
 * an issue, link an address? */
static bool is_reference(struct sv s, size_t i)
{
    char next = i + 1 < s.n ? s.p[i + 1] : ' ';
    if (s.p[i] == ':')
        return next == '/';
    if (s.p[i] == '.')
        return i && (s.p[i - 1] == 'w' || s.p[i - 1] == 'W');
    return strchr("@#!~%&$^", s.p[i]) && (is_word(next) || next == '"');
}

/* Punctuation as a numeric reference is text and never markup. Forges look for mentions in what
 * was rendered, and only a zero-width space stops them. */
static void escape(struct buf *b, struct sv text)
{
    static const char plain[] = " ,;:.'()/%?=-";
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool breaks = is_reference(text, i);
        bool is_plain = c >= 0x80 || (is_word((char)c) && c != '_') ||
                        memchr(plain, c, sizeof(plain) - 1);
        buf_addz(b, breaks && c == '.' ? "&#8203;" : "");
        if (is_plain)
            buf_addc(b, (char)c);
        else
            buf_fmt(b, "&#%u;", c);
        buf_addz(b, breaks && c != '.' ? "&#8203;" : "");
    }
}

void markdown_text(struct buf *b, struct sv text)
{
    struct buf safe = {0};
    bool in_code = false;
    fmt_foreign(&safe, text, 0);
    struct sv_cut c = {.tail = buf_sv(&safe), .found = true};
    while (c.found) {
        c = sv_cut(c.tail, '`');
        escape(b, c.head);
        if (c.found)
            buf_addz(b, in_code ? "</code>" : "<code>");
        in_code ^= c.found;
    }
    buf_addz(b, in_code ? "</code>" : "");
    buf_release(&safe);
}

void markdown_code(struct buf *b, struct sv text)
{
    struct buf safe = {0};
    fmt_foreign(&safe, text, 0);
    buf_addz(b, "<code>");
    escape(b, buf_sv(&safe));
    buf_addz(b, "</code>");
    buf_release(&safe);
}
