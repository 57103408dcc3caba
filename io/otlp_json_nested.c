#include "core/base64.h"
#include "core/utf8.h"
#include "io/any_text.h"
#include "io/otlp_json_read.h"

/*
 * Arrays and lists inside attribute values. What is open is a stack of frames, one for each JSON
 * container of the value, so depth costs memory and not the C stack. The canonical text grows in
 * o->value; a member that occurs twice cuts it back and writes again, so the last one counts.
 */

enum frame_kind {
    FRAME_VALUE,      /* an AnyValue object */
    FRAME_CONTAINER,  /* the object of an arrayValue or kvlistValue */
    FRAME_VALUES,     /* the `values` array of an arrayValue */
    FRAME_KEY_VALUES, /* the `values` array of a kvlistValue */
    FRAME_KEY_VALUE,  /* one of its elements */
};

struct nest_frame {
    size_t written; /* length of the text when what this frame says begins */
    uint8_t kind;   /* enum frame_kind */
    bool is_list;   /* FRAME_CONTAINER: a kvlistValue */
    bool first;     /* no member or element read yet */
    bool filled;    /* has written something */
};

static struct nest_frame *frame_top(struct otlp_json *o)
{
    return &o->frames.v[o->frames.n - 1];
}

static void frame_push(struct otlp_json *o, enum frame_kind kind, bool is_list)
{
    vec_push(&o->frames, ((struct nest_frame){.written = o->value.n,
                                              .kind = (uint8_t)kind,
                                              .is_list = is_list,
                                              .first = true}));
}

static bool frame_is_array(const struct nest_frame *f)
{
    return f->kind == FRAME_VALUES || f->kind == FRAME_KEY_VALUES;
}

/* ---- scalars ---- */

static void form_defect(struct otlp_json *o, const char *from, struct sv text)
{
    build_defect(o->b, DEFECT_value_form, o->row, otlp_place(o, from), text);
}

static const char *string_text(struct otlp_json *o, const char *p, struct sv *out)
{
    struct cursor_text string;
    const char *from = p;
    p = cursor_text(&o->c, p, &string);
    if (!p)
        return NULL;
    *out = cursor_plain(&o->c, &string);
    if (string.high && !utf8_valid(*out))
        build_defect(o->b, DEFECT_not_utf8, o->row, otlp_place(o, from), *out);
    return p;
}

static const char *nested_string(struct otlp_json *o, const char *p)
{
    struct sv text = {0};
    const char *from = p;
    p = *p == '"' ? string_text(o, p, &text) : cursor_skip(&o->c, p, &text);
    if (p && *from != '"')
        form_defect(o, from, text);
    if (p)
        any_text_string(&o->value, text);
    return p;
}

static const char *nested_bool(struct otlp_json *o, const char *p)
{
    struct sv text;
    const char *from = p;
    p = cursor_skip(&o->c, p, &text);
    if (!p)
        return NULL;
    bool is_true = sv_eq(text, SV("true"));
    if (!is_true && !sv_eq(text, SV("false")))
        form_defect(o, from, text);
    any_text_bool(&o->value, is_true);
    return p;
}

static const char *nested_int(struct otlp_json *o, const char *p)
{
    struct sv text;
    const char *from = p;
    p = otlp_int_text(o, p, &text);
    if (!p)
        return NULL;
    struct sv_i64 number = sv_to_i64(text);
    if (!number.ok)
        form_defect(o, from, text);
    any_text_int(&o->value, number.value);
    return p;
}

static const char *nested_double(struct otlp_json *o, const char *p)
{
    struct sv text;
    const char *from = p;
    p = otlp_int_text(o, p, &text);
    if (!p)
        return NULL;
    struct sv_f64 number = sv_to_f64(text);
    if (!number.ok)
        form_defect(o, from, text);
    any_text_double(&o->value, number.value);
    return p;
}

static const char *nested_bytes(struct otlp_json *o, const char *p)
{
    struct sv text = {0};
    const char *from = p;
    p = *p == '"' ? string_text(o, p, &text) : cursor_skip(&o->c, p, &text);
    if (!p)
        return NULL;
    buf_clear(&o->bytes);
    if (*from != '"' || !base64_decode(&o->bytes, text)) {
        form_defect(o, from, text);
        buf_clear(&o->bytes);
    }
    any_text_bytes(&o->value, buf_sv(&o->bytes));
    return p;
}

/* ---- containers ---- */

/* The object of an arrayValue or kvlistValue at `p`. */
static const char *container_open(struct otlp_json *o, const char *p, bool is_list)
{
    any_text_open(&o->value, is_list);
    if (*p != '{') {
        any_text_close(&o->value);
        return otlp_wrong_type(o, p);
    }
    frame_push(o, FRAME_CONTAINER, is_list);
    o->nest_depth++;
    return p + 1;
}

static const char *value_member(struct otlp_json *o, struct sv key, const char *p)
{
    struct sv ignored;
    bool array = OTLP_IS(key, "arrayValue", "array_value");
    bool list = OTLP_IS(key, "kvlistValue", "kvlist_value");
    if (cursor_at_null(p))
        return p + 4;
    size_t before = frame_top(o)->written, after = o->value.n;
    o->value.n = before;
    frame_top(o)->filled = true;
    if (array || list)
        return container_open(o, p, list);
    if (OTLP_IS(key, "stringValue", "string_value"))
        return nested_string(o, p);
    if (OTLP_IS(key, "boolValue", "bool_value"))
        return nested_bool(o, p);
    if (OTLP_IS(key, "intValue", "int_value"))
        return nested_int(o, p);
    if (OTLP_IS(key, "doubleValue", "double_value"))
        return nested_double(o, p);
    if (OTLP_IS(key, "bytesValue", "bytes_value"))
        return nested_bytes(o, p);
    o->value.n = after;
    frame_top(o)->filled = after > before;
    return cursor_skip(&o->c, p, &ignored);
}

static const char *container_member(struct otlp_json *o, struct sv key, const char *p)
{
    struct sv ignored;
    struct nest_frame *f = frame_top(o);
    if (!sv_eq(key, SV("values")))
        return cursor_skip(&o->c, p, &ignored);
    o->value.n = f->written;
    if (*p != '[')
        return cursor_at_null(p) ? p + 4 : otlp_wrong_type(o, p);
    frame_push(o, f->is_list ? FRAME_KEY_VALUES : FRAME_VALUES, false);
    return p + 1;
}

/* Opens an AnyValue at `p`, or writes an empty one where none stands. */
static const char *value_open(struct otlp_json *o, const char *p)
{
    if (*p == '{') {
        frame_push(o, FRAME_VALUE, false);
        return p + 1;
    }
    any_text_empty(&o->value);
    return cursor_at_null(p) ? p + 4 : otlp_wrong_type(o, p);
}

static const char *key_value_member(struct otlp_json *o, struct sv key, const char *p)
{
    struct sv ignored;
    struct nest_frame *f = frame_top(o);
    if (!sv_eq(key, SV("value")))
        return cursor_skip(&o->c, p, &ignored);
    o->value.n = f->written;
    f->filled = true;
    return value_open(o, p);
}

/* The key of a KeyValue is written first, wherever it stands. Only when it does not stand first
 * does this read ahead. */
static const char *key_value_key(struct cursor *c, void *ctx, struct sv key, const char *p)
{
    struct sv ignored, *out = ctx;
    if (!sv_eq(key, SV("key")) || *p != '"')
        return cursor_skip(c, p, &ignored);
    struct cursor_text text;
    p = cursor_text(c, p, &text);
    if (p)
        *out = text.raw;
    return p;
}

static const char *key_value_open(struct otlp_json *o, const char *p)
{
    struct sv raw = {0};
    if (*p != '{')
        return cursor_at_null(p) ? p + 4 : otlp_wrong_type(o, p);
    const char *key = cursor_ws(p + 1);
    bool stands_first = memcmp(key, "\"key\"", 5) == 0;
    if (!stands_first && !cursor_members(&o->c, p, key_value_key, &raw))
        return NULL;
    if (stands_first) {
        struct sv ignored;
        key = cursor_key(&o->c, key, &ignored);
        if (key && *key == '"' && !key_value_key(&o->c, &raw, SV("key"), key))
            return NULL;
    }
    struct cursor_text text = {.raw = raw, .escapes = sv_find_char(raw, '\\') != SIZE_MAX};
    any_text_key(&o->value, cursor_plain(&o->c, &text));
    frame_push(o, FRAME_KEY_VALUE, false);
    return p + 1;
}

static const char *member(struct otlp_json *o, const char *p)
{
    struct sv key;
    p = cursor_key(&o->c, p, &key);
    if (!p)
        return NULL;
    switch (frame_top(o)->kind) {
    case FRAME_VALUE:
        return value_member(o, key, p);
    case FRAME_CONTAINER:
        return container_member(o, key, p);
    default:
        return key_value_member(o, key, p);
    }
}

static const char *element(struct otlp_json *o, const char *p)
{
    struct nest_frame *f = frame_top(o);
    bool is_value = f->kind == FRAME_VALUES;
    if (!is_value && *p != '{')
        return cursor_at_null(p) ? p + 4 : otlp_wrong_type(o, p);
    if (f->filled)
        buf_addc(&o->value, ',');
    f->filled = true;
    return is_value ? value_open(o, p) : key_value_open(o, p);
}

static void frame_close(struct otlp_json *o)
{
    struct nest_frame f = *frame_top(o);
    o->frames.n--;
    if ((f.kind == FRAME_VALUE || f.kind == FRAME_KEY_VALUE) && !f.filled)
        any_text_empty(&o->value);
    if (f.kind == FRAME_CONTAINER) {
        any_text_close(&o->value);
        o->nest_depth--;
    }
    if (f.kind == FRAME_KEY_VALUE)
        buf_addc(&o->value, '}');
}

/* One step: closes the top frame, or reads its next member or element. */
static const char *nested_step(struct otlp_json *o, const char *p)
{
    struct nest_frame *f = frame_top(o);
    char close = frame_is_array(f) ? ']' : '}';
    p = cursor_ws(p);
    if (*p == close) {
        frame_close(o);
        return p + 1;
    }
    if (!f->first) {
        if (*p != ',')
            return cursor_bad(&o->c, p, close == '}' ? "expected ',' or '}' after a member"
                                                   : "expected ',' or ']' after an element");
        p = cursor_ws(p + 1);
    }
    f->first = false;
    return close == '}' ? member(o, p) : element(o, p);
}

const char *otlp_nested(struct otlp_json *o, const char *p, enum value_type type, bool *depth_ok)
{
    const char *from = p;
    o->frames.n = o->nest_depth = 0;
    buf_clear(&o->value);
    p = container_open(o, p, type == VALUE_KVLIST);
    while (p && o->frames.n && o->nest_depth <= VALUE_DEPTH_MAX)
        p = nested_step(o, p);
    *depth_ok = o->frames.n == 0;
    struct sv ignored;
    return p && !*depth_ok ? cursor_skip(&o->c, from, &ignored) : p;
}
