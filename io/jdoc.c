#include "io/jdoc.h"

#include "core/buf.h"
#include "core/utf8.h"

#include <math.h>

/* Begins the text of a number that jansson cannot hold. */
#define NUMBER_MARK '\0'
#define LOAD_FLAGS (JSON_ALLOW_NUL | JSON_DECODE_ANY)

/* ---- one JSON text to one jansson value ---- */

/* A \u escape of half a character, which jansson refuses; `*whole` says whether a pair stands
 * there. */
static bool is_surrogate(struct sv s, bool *whole)
{
    unsigned high = 0, low = 0;
    char hex[13] = {0};
    *whole = false;
    if (s.n < 6 || s.p[1] != 'u' || (s.p[2] | 0x20) != 'd')
        return false;
    memcpy(hex, s.p, s.n < 12 ? 6 : 12);
    int n = sscanf(hex, "\\u%4x\\u%4x", &high, &low);
    if (high < 0xd800 || high > 0xdfff)
        return false;
    *whole = n == 2 && high < 0xdc00 && low >= 0xdc00 && low <= 0xdfff;
    return true;
}

/* Copies the string at the start of `s` so that jansson takes it; returns its length. `*odd` says
 * whether it held bytes that are not UTF-8. */
static size_t string_accept(struct buf *out, struct sv s, bool *odd)
{
    size_t i = 1;
    buf_addc(out, '"');
    while (i < s.n && s.p[i] != '"') {
        size_t n = 1;
        bool pair;
        struct sv rest = sv_from(s, i);
        if (s.p[i] == '\\' && is_surrogate(rest, &pair)) {
            n = pair ? 12 : 6;
            buf_add(out, pair ? sv_of(rest.p, n) : SV("\\ufffd"));
        } else if (s.p[i] == '\\') {
            n = rest.n < 2 ? 1 : 2;
            buf_add(out, sv_of(rest.p, n));
        } else {
            n = utf8_len(rest);
            *odd |= n == 0;
            buf_add(out, n ? sv_of(rest.p, n) : SV("\xef\xbf\xbd"));
            n += n == 0;
        }
        i += n;
    }
    buf_addc(out, '"');
    return i + 1;
}

/* Does jansson take this scalar as it is? */
static bool scalar_fits(struct sv s)
{
    if (s.p[0] == 't' || s.p[0] == 'f' || s.p[0] == 'n')
        return true;
    if (sv_find_char(s, '.') == SIZE_MAX && sv_find_char(s, 'e') == SIZE_MAX &&
        sv_find_char(s, 'E') == SIZE_MAX)
        return sv_to_i64(s).ok;
    struct sv_f64 v = sv_to_f64(s);
    return v.ok && isfinite(v.value);
}

static bool ends_scalar(char c)
{
    return c == '"' || c == ',' || c == ':' || c == ']' || c == '}' || c == '[' || c == '{' ||
           (unsigned char)c <= ' ';
}

/* Rewrites what jansson refuses although it is well formed. */
static void text_accept(struct buf *out, struct sv s, bool *odd)
{
    for (size_t i = 0; i < s.n;) {
        size_t from = i;
        if (s.p[i] == '"') {
            i += string_accept(out, sv_from(s, i), odd);
            continue;
        }
        while (i < s.n && !ends_scalar(s.p[i]))
            i++;
        struct sv scalar = sv_of(s.p + from, i - from);
        if (!scalar.n)
            buf_addc(out, s.p[i++]);
        else if (scalar_fits(scalar))
            buf_add(out, scalar);
        else
            buf_fmt(out, "\"\\u0000%.*s\"", SV_ARG(scalar));
    }
}

json_t *jdoc_load(struct build *b, struct sv text, uint64_t place, size_t *error_at)
{
    json_error_t e;
    json_t *v = json_loadb(text.p, text.n, LOAD_FLAGS, &e);
    if (v)
        return v;
    struct buf out = {0};
    bool odd = false;
    text_accept(&out, text, &odd);
    v = json_loadb(out.p, out.n, LOAD_FLAGS, &e);
    buf_release(&out);
    if (v && odd)
        build_defect(b, DEFECT_not_utf8, NO_ROW, place, (struct sv){0});
    if (!v && error_at)
        *error_at = e.position > 0 && (size_t)e.position < text.n ? (size_t)e.position : 0;
    return v;
}

/* ---- documents ---- */

struct loader {
    struct build *b;
    struct source *src;
    jdoc_each_fn *each;
    void *ctx;
    json_t *owner;
    uint32_t owner_no;
};

static void complain_refused(struct loader *l, uint64_t offset)
{
    build_diagnostic(l->b, offset, source_place(l->src, offset).line,
                     "a span that is nested too deep, or has a NUL in a member name, is left out");
}

/* Items of one container mostly follow each other, so the owner is loaded once for all. */
static json_t *owner_load(struct loader *l, const struct json_item *item)
{
    if (l->owner_no != item->owner_no) {
        json_decref(l->owner);
        l->owner = item->owner.n ? jdoc_load(l->b, item->owner, item->place, NULL) : NULL;
        l->owner_no = item->owner_no;
    }
    return l->owner;
}

static void item_load(void *ctx, const struct json_item *item)
{
    struct loader *l = ctx;
    size_t error_at = 0;
    json_t *value = jdoc_load(l->b, item->text, item->place, &error_at);
    if (!value) {
        complain_refused(l, item->place + error_at);
        return;
    }
    struct jdoc_item it = {value, owner_load(l, item), item->list, item->list_no, item->place};
    l->each(l->b, &it, l->ctx);
    json_decref(value);
}

void jdoc_each(struct build *b, struct source *src, const struct json_shape *shape,
               jdoc_each_fn *each, void *ctx)
{
    struct loader l = {.b = b, .src = src, .each = each, .ctx = ctx};
    json_items_each(b, src, shape, item_load, &l);
    json_decref(l.owner);
}

void jdoc_no_span(struct build *b, struct source *src, const struct jdoc_item *item,
                  const char *what)
{
    struct source_place place = source_place(src, item->place);
    build_diagnostic(b, item->place, place.line, "a JSON %s that is no %s is left out",
                     json_is_object(item->value) ? "object" : "value", what);
}

/* ---- members ---- */

json_t *jdoc_get(const json_t *object, const char *const *names)
{
    for (; json_is_object(object) && *names; names++) {
        json_t *v = json_object_get(object, *names);
        if (v && !json_is_null(v))
            return v;
    }
    return NULL;
}

struct sv jdoc_number_text(const json_t *value)
{
    if (!json_is_string(value) || json_string_length(value) < 2 ||
        json_string_value(value)[0] != NUMBER_MARK)
        return (struct sv){0};
    struct sv s = sv_of(json_string_value(value) + 1, json_string_length(value) - 1);
    return sv_to_f64(s).ok ? s : (struct sv){0};
}

struct sv jdoc_string(const json_t *value)
{
    if (!json_is_string(value) || jdoc_number_text(value).n)
        return SV("");
    return sv_of(json_string_value(value), json_string_length(value));
}

/* The shortest decimal that reads back the same. */
static struct sv real_text(double v, char *tmp)
{
    int n = 0;
    for (int digits = 15; digits <= 17; digits++) {
        n = snprintf(tmp, 40, "%.*g", digits, v);
        struct sv_f64 back = sv_to_f64(sv_of(tmp, (size_t)n));
        if (back.ok && memcmp(&back.value, &v, sizeof(v)) == 0)
            break;
    }
    return sv_of(tmp, (size_t)n);
}

struct sv jdoc_text(const json_t *value, char tmp[static 40])
{
    if (json_is_string(value)) {
        struct sv number = jdoc_number_text(value);
        return number.n ? number : jdoc_string(value);
    }
    if (json_is_integer(value))
        return sv_of(tmp, (size_t)snprintf(tmp, 40, "%" JSON_INTEGER_FORMAT,
                                           json_integer_value(value)));
    if (json_is_real(value))
        return real_text(json_real_value(value), tmp);
    if (json_is_boolean(value))
        return json_is_true(value) ? SV("true") : SV("false");
    return SV("");
}
