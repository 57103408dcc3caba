#include "io/cursor.h"

#include "core/json_text.h"

const char *cursor_bad(struct cursor *c, const char *at, const char *what)
{
    if (!c->bad) {
        c->bad = at >= c->end ? "the document ends too early" : what;
        c->bad_at = at;
    }
    return NULL;
}

void cursor_release(struct cursor *c)
{
    buf_release(&c->scratch);
    buf_release(&c->nest);
    *c = (struct cursor){0};
}

/* ---- strings ---- */

const char *cursor_text_escaped(struct cursor *c, const char *p, struct cursor_text *text)
{
    text->escapes = true;
    while (*p != '"') {
        if (*p != '\\')
            return cursor_bad(c, p, "control character inside a string");
        if (!json_escape_skip(&p, c->end))
            return cursor_bad(c, p, "unknown escape in a string");
        p = cursor_text_stop(p, &text->high);
    }
    text->raw.n = (size_t)(p - text->raw.p);
    return p + 1;
}

struct sv cursor_unescape(struct cursor *c, const struct cursor_text *text)
{
    return text->escapes ? json_unescape(&c->scratch, text->raw) : text->raw;
}

/* ---- values ---- */

static bool is_delimiter(char c)
{
    return c == ',' || c == ']' || c == '}' || c == ':' || c == '"' || c == '[' || c == '{' ||
           (unsigned char)c <= ' ';
}

const char *cursor_scalar(struct cursor *c, const char *p, struct sv *text)
{
    const char *from = p;
    while (!is_delimiter(*p))
        p++;
    *text = sv_of(from, (size_t)(p - from));
    if (LIKELY(json_is_number(*text)) || sv_eq(*text, SV("true")) || sv_eq(*text, SV("false")) ||
        sv_eq(*text, SV("null")))
        return p;
    return cursor_bad(c, p >= c->end ? p : from, "expected a value");
}

/* Opens the container at `p`. Returns the position of its first value, or behind it when it is
 * empty; then `*empty` is set. */
static const char *skip_open(struct cursor *c, const char *p, bool *empty)
{
    char close = *p == '{' ? '}' : ']';
    p = cursor_ws(p + 1);
    *empty = *p == close;
    if (*empty)
        return p + 1;
    buf_addc(&c->nest, close);
    struct sv key;
    return close == '}' ? cursor_key(c, p, &key) : p;
}

/* Behind a value: closes what ends here and goes to the next value, or sets `*done`. */
static const char *skip_next(struct cursor *c, const char *p, bool *done)
{
    while (c->nest.n) {
        char close = c->nest.p[c->nest.n - 1];
        p = cursor_ws(p);
        if (*p == ',') {
            struct sv key;
            p = cursor_ws(p + 1);
            return close == '}' ? cursor_key(c, p, &key) : p;
        }
        if (*p != close)
            return cursor_bad(c, p, close == '}' ? "expected ',' or '}' after a member"
                                               : "expected ',' or ']' after an element");
        c->nest.n--;
        p++;
    }
    *done = true;
    return p;
}

const char *cursor_skip(struct cursor *c, const char *p, struct sv *value)
{
    const char *from = p;
    bool done = false;
    buf_clear(&c->nest);
    while (p && !done) {
        bool complete = true;
        struct cursor_text text;
        struct sv scalar;
        if (*p == '"')
            p = cursor_text(c, p, &text);
        else if (*p == '{' || *p == '[')
            p = skip_open(c, p, &complete);
        else
            p = cursor_scalar(c, p, &scalar);
        if (p && complete)
            p = skip_next(c, p, &done);
    }
    if (p)
        *value = sv_of(from, (size_t)(p - from));
    return p;
}
