#include "tui/value.h"

#include <inttypes.h>

#include "core/base64.h"
#include "core/fmt.h"
#include "core/json_text.h"
#include "core/personal_shapes.h"
#include "core/secret_keys.h"
#include "core/shown.h"
#include "core/utf8.h"

enum {
    MARGIN = 4 << 10,  /* behind a cut, so that what begins before it is recognised all the same */
    BYTES_SHOWN = 64,
};

static const struct sv hidden = SV_INIT("***");

/* ---- what may be shown ---- */

/* Does the key say that the whole value is a secret, or personal? */
static bool key_hides(struct sv key, struct sv text, bool is_text)
{
    enum secret_key secret = secret_key_of(key);
    if (secret == SECRET_KEY_YES || (secret == SECRET_KEY_TEXT && is_text))
        return !secret_is_masked(text);
    enum personal kind = personal_key(key);
    return kind != PERSONAL_KINDS && personal_value(kind, text);
}

static struct sv text_shown(struct sv key, struct sv text, bool is_text, struct buf *tmp)
{
    return key_hides(key, text, is_text) ? hidden : shown_sentence(text, tmp);
}

struct sv value_name(struct sv name, struct buf *tmp, bool reveal)
{
    return reveal ? name : shown_text(name, tmp);
}

/* ---- nested values ---- */

/* The string token at the front of `t`, which begins with a quote: its length with both quotes. */
static size_t token_length(struct sv t)
{
    size_t n = 1;
    while (n < t.n && t.p[n] != '"')
        n += t.p[n] == '\\' ? 2 : 1;
    return n < t.n ? n + 1 : t.n;
}

static struct sv token_inside(struct sv t, size_t n)
{
    return n >= 2 ? sv_of(t.p + 1, n - 2) : (struct sv){0};
}

/* A canonical text (core/store.h) with its texts as they may be shown. */
static void nested_mask(struct buf *out, struct sv key, struct sv t)
{
    struct buf plain = {0}, tmp = {0}, key_text = {0};
    bool names_key = false, is_text = false;
    while (t.n) {
        size_t n = *t.p == '"' ? token_length(t) : 1;
        struct sv token = sv_of(t.p, n);
        bool is_member = *t.p == '"' && n < t.n && t.p[n] == ':';
        if (*t.p != '"' || is_member) {
            buf_add(out, token);
        } else if (names_key) {
            key = json_unescape(&key_text, token_inside(t, n));
            buf_json(out, shown_text(key, &tmp));
        } else {
            struct sv text = json_unescape(&plain, token_inside(t, n));
            buf_json(out, text_shown(key, text, is_text, &tmp));
        }
        if (is_member) {
            names_key = sv_eq(token, SV("\"key\""));
            is_text = sv_eq(token, SV("\"stringValue\""));
        } else if (*t.p == '"') {
            names_key = false;
        }
        t = sv_from(t, n);
    }
    buf_release(&plain);
    buf_release(&tmp);
    buf_release(&key_text);
}

static bool take(struct sv *t, struct sv word)
{
    bool is = sv_starts(*t, word);
    if (is)
        *t = sv_from(*t, word.n);
    return is;
}

/* The scalar at the front, up to the brace behind it; integers lose their quotes. */
static void scalar_add(struct buf *b, struct sv *t, bool is_int)
{
    size_t n = t->n && *t->p == '"' ? token_length(*t) : sv_find_char(*t, '}');
    struct sv scalar = sv_of(t->p, n < t->n ? n : t->n);
    buf_add(b, is_int && scalar.n && *scalar.p == '"' ? token_inside(scalar, scalar.n) : scalar);
    *t = sv_from(*t, scalar.n);
    take(t, SV("}"));
}

static bool scalar_take(struct buf *b, struct sv *t)
{
    static const struct sv kinds[] = {
        SV_INIT("{\"intValue\":"), SV_INIT("{\"stringValue\":"), SV_INIT("{\"doubleValue\":"),
        SV_INIT("{\"boolValue\":"), SV_INIT("{\"bytesValue\":")};
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (take(t, kinds[i])) {
            scalar_add(b, t, i == 0);
            return true;
        }
    return false;
}

/* A canonical text as the plain JSON that it stands for. */
static void nested_add(struct buf *b, struct sv t)
{
    struct buf ends = {0};
    while (t.n) {
        if (take(&t, SV("{\"arrayValue\":{\"values\":["))) {
            buf_addc(b, '[');
            buf_addc(&ends, ']');
        } else if (take(&t, SV("{\"kvlistValue\":{\"values\":["))) {
            buf_addc(b, '{');
            buf_addc(&ends, '}');
        } else if (take(&t, SV("]}}"))) {
            buf_addc(b, ends.n ? ends.p[--ends.n] : ']');
        } else if (take(&t, SV("{\"key\":"))) {
            size_t n = t.n && *t.p == '"' ? token_length(t) : 0;
            buf_add(b, sv_of(t.p, n));
            t = sv_from(t, n);
            buf_addz(b, take(&t, SV(",\"value\":")) ? ": " : "");
        } else if (take(&t, SV("{}"))) {
            buf_addz(b, "null");
        } else if (take(&t, SV(","))) {
            buf_addz(b, ", ");
        } else if (!scalar_take(b, &t)) {
            t = sv_from(t, 1); /* the brace that ends a member */
        }
    }
    buf_release(&ends);
}

/* ---- for people ---- */

/* The front of a text, enough to show `max` bytes of it. */
static struct sv front(struct sv text, size_t max)
{
    return max && text.n > max + MARGIN ? utf8_prefix(text, max + MARGIN) : text;
}

/* What was appended from `start` on, of a text of `whole` bytes, keeps `max` bytes. */
static void cut(struct buf *b, size_t start, size_t whole, size_t max)
{
    size_t n = b->n - start;
    if (!max || n <= max)
        return;
    n = utf8_prefix(sv_of(b->p + start, n), max).n;
    b->n = start + n;
    buf_fmt(b, "... (%s)", fmt_amount(whole > n ? whole - n : 1, "more byte").text);
}

static void bytes_add(struct buf *b, struct sv bytes, bool reveal)
{
    struct buf tmp = {0};
    struct sv head = bytes.n > BYTES_SHOWN ? sv_of(bytes.p, BYTES_SHOWN) : bytes;
    bool plain = reveal || sv_eq(shown_sentence(front(bytes, BYTES_SHOWN), &tmp),
                                 front(bytes, BYTES_SHOWN));
    buf_fmt(b, "%s: ", fmt_amount(bytes.n, "byte").text);
    for (size_t i = 0; plain && i < head.n; i++)
        buf_fmt(b, "%02x", (unsigned char)head.p[i]);
    if (!plain)
        buf_add(b, hidden);
    else if (head.n < bytes.n)
        buf_addz(b, "...");
    buf_release(&tmp);
}

void value_add_text(struct buf *b, struct sv text, size_t max, bool reveal)
{
    struct buf tmp = {0};
    size_t start = b->n;
    struct sv head = front(text, max);
    buf_add(b, reveal ? head : shown_sentence(head, &tmp));
    cut(b, start, text.n, max);
    buf_release(&tmp);
}

void value_add_name(struct buf *b, struct sv name, size_t max, bool reveal)
{
    struct buf tmp = {0};
    size_t start = b->n;
    buf_add(b, value_name(front(name, max), &tmp, reveal));
    cut(b, start, name.n, max);
    buf_release(&tmp);
}

static void number_add(struct buf *b, const struct attr *a)
{
    if (a->type == VALUE_BOOL)
        buf_addz(b, a->bits ? "true" : "false");
    else if (a->type == VALUE_INT)
        buf_fmt(b, "%" PRId64, attr_int(a));
    else if (isfinite(attr_double(a)))
        buf_json_f64(b, attr_double(a));
    else
        buf_addz(b, isnan(attr_double(a)) ? "NaN" : attr_double(a) > 0 ? "Infinity" : "-Infinity");
}

static void plain_add(struct buf *b, const struct store *s, struct sv key, const struct attr *a,
                      size_t max, bool reveal)
{
    struct sv text = a->bits < s->syms.texts.n ? store_sv(s, (sym)a->bits) : (struct sv){0};
    struct buf masked = {0};
    switch ((enum value_type)a->type) {
    case VALUE_EMPTY:
        buf_addz(b, "no value");
        break;
    case VALUE_STRING:
    case VALUE_INVALID:
        if (!reveal && key_hides(key, text, true))
            buf_add(b, hidden);
        else
            value_add_text(b, text, max, reveal);
        break;
    case VALUE_BYTES:
        bytes_add(b, text, reveal);
        break;
    case VALUE_ARRAY:
    case VALUE_KVLIST:
        if (!reveal)
            nested_mask(&masked, key, text);
        nested_add(b, reveal ? text : buf_sv(&masked));
        break;
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_DOUBLE:
        number_add(b, a);
        break;
    }
    buf_release(&masked);
}

void value_add(struct buf *b, const struct store *s, const struct attr *a, size_t max, bool reveal)
{
    size_t start = b->n;
    struct sv key = store_sv(s, a->key);
    plain_add(b, s, key, a, max, reveal);
    bool is_number = a->type == VALUE_INT || a->type == VALUE_DOUBLE;
    if (!reveal && is_number && key_hides(key, sv_from(buf_sv(b), start), false)) {
        b->n = start;
        buf_add(b, hidden);
    }
    if (a->type == VALUE_ARRAY || a->type == VALUE_KVLIST)
        cut(b, start, b->n - start, max);
}

/* ---- OTLP JSON ---- */

static void scalar_json(struct buf *b, const struct attr *a)
{
    static const char *const members[] = {
        [VALUE_BOOL] = "boolValue", [VALUE_INT] = "intValue", [VALUE_DOUBLE] = "doubleValue"};
    bool quoted = a->type == VALUE_INT ||
                  (a->type == VALUE_DOUBLE && !isfinite(attr_double(a)));
    buf_fmt(b, "{\"%s\":%s", members[a->type], quoted ? "\"" : "");
    number_add(b, a);
    buf_addz(b, quoted ? "\"}" : "}");
}

void value_json(struct buf *b, const struct store *s, const struct attr *a, bool reveal)
{
    struct buf tmp = {0};
    struct sv key = store_sv(s, a->key);
    switch ((enum value_type)a->type) {
    case VALUE_EMPTY:
        buf_addz(b, "{}");
        break;
    case VALUE_BYTES:
        bytes_add(&tmp, store_sv(s, (sym)a->bits), reveal);
        if (!reveal && sv_ends(buf_sv(&tmp), hidden)) {
            buf_addz(b, "{\"stringValue\":\"***\"}");
            break;
        }
        buf_addz(b, "{\"bytesValue\":\"");
        base64_encode(b, store_sv(s, (sym)a->bits));
        buf_addz(b, "\"}");
        break;
    case VALUE_ARRAY:
    case VALUE_KVLIST:
        if (reveal)
            buf_add(b, store_sv(s, (sym)a->bits));
        else
            nested_mask(b, key, store_sv(s, (sym)a->bits));
        break;
    case VALUE_STRING:
    case VALUE_INVALID:
        value_add(&tmp, s, a, 0, reveal);
        buf_addz(b, "{\"stringValue\":");
        buf_json(b, buf_sv(&tmp));
        buf_addc(b, '}');
        break;
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_DOUBLE:
        value_add(&tmp, s, a, 0, reveal);
        if (sv_eq(buf_sv(&tmp), hidden))
            buf_addz(b, "{\"stringValue\":\"***\"}");
        else
            scalar_json(b, a);
        break;
    }
    buf_release(&tmp);
}
