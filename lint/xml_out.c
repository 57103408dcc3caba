#include "lint/xml_out.h"

#include <inttypes.h>

#include "core/utf8.h"

void xml_start(struct xml_out *x)
{
    buf_addz(x->b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

static bool is_allowed(uint32_t c)
{
    return (c >= ' ' || c == '\t' || c == '\n' || c == '\r') && c != 0xfffe && c != 0xffff;
}

static void escape(struct buf *b, struct sv s, bool in_attr)
{
    while (s.n) {
        size_t len = utf8_len(s);
        uint32_t c = len ? utf8_code(s.p, len) : 0;
        bool breaks = c == '\n' && !in_attr;
        if (!is_allowed(c))
            buf_addz(b, "\xef\xbf\xbd");
        else if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\'' ||
                 (utf8_is_unseen(c) && !breaks))
            buf_fmt(b, "&#%" PRIu32 ";", c);
        else
            buf_add(b, sv_of(s.p, len));
        s = sv_from(s, len ? len : 1);
    }
}

static void tag_end(struct xml_out *x)
{
    if (x->in_tag)
        buf_addc(x->b, '>');
    x->in_tag = false;
}

void xml_open(struct xml_out *x, const char *name)
{
    BUG_ON(x->depth == XML_OUT_DEPTH || x->has_text);
    if (x->in_tag)
        buf_addz(x->b, ">\n");
    buf_fill(x->b, ' ', 2 * x->depth);
    buf_fmt(x->b, "<%s", name);
    x->open[x->depth++] = name;
    x->in_tag = true;
}

void xml_close(struct xml_out *x)
{
    const char *name = x->open[--x->depth];
    if (x->in_tag) {
        buf_addz(x->b, "/>\n");
    } else {
        if (!x->has_text)
            buf_fill(x->b, ' ', 2 * x->depth);
        buf_fmt(x->b, "</%s>\n", name);
    }
    x->in_tag = x->has_text = false;
}

void xml_attr(struct xml_out *x, const char *name, struct sv value)
{
    BUG_ON(!x->in_tag);
    buf_fmt(x->b, " %s=\"", name);
    escape(x->b, value, true);
    buf_addc(x->b, '"');
}

void xml_attr_u64(struct xml_out *x, const char *name, uint64_t value)
{
    char text[24];
    snprintf(text, sizeof(text), "%" PRIu64, value);
    xml_attr(x, name, sv_from_c(text));
}

void xml_text(struct xml_out *x, struct sv text)
{
    tag_end(x);
    x->has_text = true;
    escape(x->b, text, false);
}
