#include "core/base64.h"
#include "core/utf8.h"
#include "io/otlp_json_read.h"

#include <math.h>

/* One attribute while it is read. */
struct value_read {
    struct attr attr;
    uint8_t kinds; /* how many kinds of value it has had */
};

static struct sv bare_text(struct sv value)
{
    bool quoted = value.n >= 2 && value.p[0] == '"';
    return quoted ? sv_of(value.p + 1, value.n - 2) : value;
}

/* A value that does not have the form of its kind keeps its text. */
static void value_invalid(struct otlp_json *o, struct value_read *v, const char *from,
                          struct sv text)
{
    v->attr.type = VALUE_INVALID;
    v->attr.bits = build_sym(o->b, text);
    build_defect(o->b, DEFECT_value_form, o->row, otlp_place(o, from), text);
}

static const char *invalid_skip(struct otlp_json *o, const char *p, struct value_read *v)
{
    struct sv value;
    const char *from = p;
    p = cursor_skip(&o->c, p, &value);
    if (p)
        value_invalid(o, v, from, bare_text(value));
    return p;
}

static const char *string_value(struct otlp_json *o, const char *p, struct value_read *v)
{
    sym text = SYM_EMPTY;
    if (UNLIKELY(*p != '"'))
        return invalid_skip(o, p, v);
    p = otlp_sym(o, p, &text);
    v->attr.type = VALUE_STRING;
    v->attr.bits = text;
    return p;
}

static const char *bool_value(struct otlp_json *o, const char *p, struct value_read *v)
{
    bool is_true = memcmp(p, "true", 4) == 0;
    if (!is_true && memcmp(p, "false", 5) != 0)
        return invalid_skip(o, p, v);
    v->attr.type = VALUE_BOOL;
    v->attr.bits = is_true;
    struct sv ignored;
    return cursor_scalar(&o->c, p, &ignored);
}

static const char *int_value(struct otlp_json *o, const char *p, struct value_read *v)
{
    struct sv text;
    const char *from = p;
    p = otlp_int_text(o, p, &text);
    if (UNLIKELY(!p))
        return NULL;
    struct sv_i64 number = sv_to_i64(text);
    v->attr.type = VALUE_INT;
    v->attr.bits = (uint64_t)number.value;
    if (UNLIKELY(!number.ok))
        value_invalid(o, v, from, text);
    return p;
}

static const char *double_value(struct otlp_json *o, const char *p, struct value_read *v)
{
    struct sv text;
    const char *from = p;
    p = otlp_int_text(o, p, &text);
    if (UNLIKELY(!p))
        return NULL;
    struct sv_f64 number = sv_to_f64(text);
    v->attr.type = VALUE_DOUBLE;
    v->attr.bits = value_bits(number.value);
    if (UNLIKELY(!number.ok))
        value_invalid(o, v, from, text);
    return p;
}

static const char *bytes_value(struct otlp_json *o, const char *p, struct value_read *v)
{
    struct cursor_text string;
    const char *from = p;
    if (*p != '"')
        return invalid_skip(o, p, v);
    p = cursor_text(&o->c, p, &string);
    if (!p)
        return NULL;
    struct sv text = cursor_plain(&o->c, &string);
    buf_clear(&o->bytes);
    if (base64_decode(&o->bytes, text)) {
        v->attr.type = VALUE_BYTES;
        v->attr.bits = build_sym(o->b, buf_sv(&o->bytes));
    } else {
        value_invalid(o, v, from, text);
    }
    return p;
}

static const char *nested_value(struct otlp_json *o, const char *p, struct value_read *v,
                                enum value_type type)
{
    bool depth_ok = true;
    const char *from = p;
    if (*p != '{')
        return invalid_skip(o, p, v);
    buf_clear(&o->value);
    p = otlp_nested(o, p, type, &depth_ok);
    if (!p)
        return NULL;
    v->attr.type = (uint8_t)(depth_ok ? type : VALUE_EMPTY);
    v->attr.bits = depth_ok ? build_sym(o->b, buf_sv(&o->value)) : 0;
    if (!depth_ok)
        build_defect(o->b, DEFECT_value_depth, o->row, otlp_place(o, from), SV(""));
    return p;
}

CURSOR_INLINE const char *value_member(struct cursor *c, void *ctx, struct sv key,
                                     const char *p)
{
    struct otlp_json *o = otlp_of(c);
    struct value_read *v = ctx;
    struct sv ignored;
    if (cursor_at_null(p))
        return p + 4;
    v->kinds++;
    if (OTLP_IS(key, "stringValue", "string_value"))
        return string_value(o, p, v);
    if (OTLP_IS(key, "doubleValue", "double_value"))
        return double_value(o, p, v);
    if (OTLP_IS(key, "intValue", "int_value"))
        return int_value(o, p, v);
    if (OTLP_IS(key, "boolValue", "bool_value"))
        return bool_value(o, p, v);
    if (OTLP_IS(key, "arrayValue", "array_value"))
        return nested_value(o, p, v, VALUE_ARRAY);
    if (OTLP_IS(key, "kvlistValue", "kvlist_value"))
        return nested_value(o, p, v, VALUE_KVLIST);
    if (OTLP_IS(key, "bytesValue", "bytes_value"))
        return bytes_value(o, p, v);
    v->kinds--;
    return cursor_skip(c, p, &ignored);
}

/* An AnyValue at `p`. What is no object is no AnyValue: its text is kept as it is. */
CURSOR_INLINE const char *any_value(struct otlp_json *o, const char *p, struct value_read *v)
{
    const char *from = p;
    if (cursor_at_null(p))
        return p + 4;
    if (UNLIKELY(*p != '{'))
        return invalid_skip(o, p, v);
    p = cursor_members(&o->c, p, value_member, v);
    if (UNLIKELY(p && v->kinds > 1))
        build_defect(o->b, DEFECT_value_kinds, o->row, otlp_place(o, from),
                     store_sv(o->b->store, v->attr.key));
    return p;
}

CURSOR_INLINE const char *attribute_member(struct cursor *c, void *ctx, struct sv key,
                                         const char *p)
{
    struct otlp_json *o = otlp_of(c);
    struct value_read *v = ctx;
    struct sv ignored;
    if (sv_eq(key, SV("key")))
        return otlp_sym(o, p, &v->attr.key);
    if (sv_eq(key, SV("value")))
        return any_value(o, p, v);
    return cursor_skip(c, p, &ignored);
}

CURSOR_INLINE const char *attribute_read(struct cursor *c, void *ctx, const char *p)
{
    struct otlp_json *o = otlp_of(c);
    struct value_read v = {0};
    (void)ctx;
    if (UNLIKELY(*p != '{'))
        return cursor_at_null(p) ? p + 4 : otlp_wrong_type(o, p);
    p = cursor_members(c, p, attribute_member, &v);
    if (LIKELY(p))
        build_attr(o->b, v.attr.key, v.attr.type, v.attr.bits);
    return p;
}

const char *otlp_attributes(struct otlp_json *o, const char *p, struct attr_range *out)
{
    uint32_t mark = build_attrs_mark(o->b);
    *out = (struct attr_range){mark, 0};
    if (UNLIKELY(*p != '['))
        return cursor_at_null(p) ? p + 4 : otlp_wrong_type(o, p);
    p = cursor_elements(&o->c, p, attribute_read, NULL);
    *out = build_attrs_since(o->b, mark);
    return p;
}
