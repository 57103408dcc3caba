#include "metrics/hcl.h"

#include <inttypes.h>

#include "core/utf8.h"
#include "metrics/json_sv.h"

/* ---- texts ---- */

static void escaped(struct buf *b, uint32_t c)
{
    static const char letters[] = {['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't', ['"'] = '"',
                                   ['\\'] = '\\'};
    if (c < sizeof(letters) && letters[c])
        buf_fmt(b, "\\%c", letters[c]);
    else
        buf_fmt(b, c > 0xffff ? "\\U%08" PRIx32 : "\\u%04" PRIx32, c);
}

/* Would s[i] begin a template? */
static bool opens_template(struct sv s, size_t i)
{
    return (s.p[i] == '$' || s.p[i] == '%') && i + 1 < s.n && s.p[i + 1] == '{';
}

/* Doubled, as HCL has it; behind another one that would not be clear: then as its number. */
static void template_char(struct buf *b, struct sv s, size_t i)
{
    char c = s.p[i];
    if (i && s.p[i - 1] == c)
        escaped(b, (uint32_t)c);
    else
        buf_fmt(b, "%c%c", c, c);
}

void hcl_text(struct buf *b, struct sv text)
{
    buf_addc(b, '"');
    for (size_t i = 0, len; i < text.n; i += len) {
        len = utf8_len(sv_from(text, i));
        uint32_t c = len ? utf8_code(text.p + i, len) : 0xfffd;
        if (!len)
            len = 1;
        if (c == '"' || c == '\\' || utf8_is_unseen(c))
            escaped(b, c);
        else if (opens_template(text, i))
            template_char(b, text, i);
        else if (c == 0xfffd)
            buf_addz(b, "\xef\xbf\xbd");
        else
            buf_add(b, sv_of(text.p + i, len));
    }
    buf_addc(b, '"');
}

/* ---- values ---- */

static void value(struct buf *b, const json_t *v);

static void list(struct buf *b, const json_t *v)
{
    const json_t *part;
    size_t i;
    buf_addc(b, '[');
    json_array_foreach(v, i, part) {
        buf_addz(b, i ? ", " : "");
        value(b, part);
    }
    buf_addc(b, ']');
}

/* On one line, as objects inside of lists stand. */
static void object(struct buf *b, const json_t *v)
{
    const char *key, *before = " ";
    const json_t *part;
    buf_addc(b, '{');
    json_object_foreach((json_t *)v, key, part) {
        buf_fmt(b, "%s%s = ", before, key);
        value(b, part);
        before = ", ";
    }
    buf_addz(b, json_object_size(v) ? " }" : "}");
}

/* No deeper than EDITED_DEPTH. */
static void value(struct buf *b, const json_t *v)
{
    if (json_is_string(v))
        hcl_text(b, json_sv(v));
    else if (json_is_integer(v))
        buf_fmt(b, "%" PRId64, (int64_t)json_integer_value(v));
    else if (json_is_real(v))
        buf_json_f64(b, json_real_value(v));
    else if (json_is_array(v))
        list(b, v);
    else if (json_is_object(v))
        object(b, v);
    else
        buf_addz(b, json_is_null(v) ? "null" : json_is_true(v) ? "true" : "false");
}

/* ---- attributes ---- */

/* The longest name of those on one line each. */
static size_t name_width(const json_t *o)
{
    const char *key;
    const json_t *v;
    size_t width = 0;
    json_object_foreach((json_t *)o, key, v)
        if (!json_is_object(v) && strlen(key) > width)
            width = strlen(key);
    return width;
}

/* Those on one line stand together, so that their values stand in one column; objects follow. */
void hcl_attributes(struct buf *b, const json_t *o, size_t indent)
{
    size_t width = name_width(o);
    const char *key;
    const json_t *v;
    json_object_foreach((json_t *)o, key, v) {
        if (json_is_object(v))
            continue;
        buf_fill(b, ' ', indent);
        buf_fmt(b, "%-*s = ", (int)width, key);
        value(b, v);
        buf_addc(b, '\n');
    }
    json_object_foreach((json_t *)o, key, v) {
        if (!json_is_object(v))
            continue;
        buf_addc(b, '\n');
        buf_fill(b, ' ', indent);
        buf_fmt(b, "%s = {\n", key);
        hcl_attributes(b, v, indent + 2);
        buf_fill(b, ' ', indent);
        buf_addz(b, "}\n");
    }
}
