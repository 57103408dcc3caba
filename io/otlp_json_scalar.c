#include "core/utf8.h"
#include "io/ids.h"
#include "io/otlp_json_read.h"

const char *otlp_wrong_type(struct otlp_json *o, const char *p)
{
    struct sv value;
    const char *from = p;
    p = cursor_skip(&o->c, p, &value);
    if (p)
        build_defect(o->b, DEFECT_wrong_type, o->row, otlp_place(o, from), value);
    return p;
}

const char *otlp_sym(struct otlp_json *o, const char *p, sym *out)
{
    struct cursor_text text;
    if (cursor_at_null(p))
        return p + 4;
    if (UNLIKELY(*p != '"'))
        return otlp_wrong_type(o, p);
    const char *from = p;
    p = cursor_text(&o->c, p, &text);
    if (UNLIKELY(!p))
        return NULL;
    struct sv plain = cursor_plain(&o->c, &text);
    if (UNLIKELY(text.high) && !utf8_valid(plain))
        build_defect(o->b, DEFECT_not_utf8, o->row, otlp_place(o, from), plain);
    *out = build_sym(o->b, plain);
    return p;
}

/* ---- integers ---- */

struct long_object {
    struct otlp_json *o;
    int64_t low, high;
    bool is_unsigned, ok;
};

static const char *long_member(struct cursor *c, void *ctx, struct sv key, const char *p)
{
    struct long_object *l = ctx;
    bool low = sv_eq(key, SV("low")), high = sv_eq(key, SV("high"));
    bool sign = sv_eq(key, SV("unsigned"));
    struct sv value;
    p = cursor_skip(c, p, &value);
    if (!p)
        return NULL;
    struct sv_i64 number = sv_to_i64(value);
    if (sign)
        l->is_unsigned = sv_eq(value, SV("true"));
    else if (low || high)
        *(low ? &l->low : &l->high) = number.value;
    l->ok &= sign || ((low || high) && number.ok);
    return p;
}

/* {"low": int32, "high": int32, "unsigned": bool}, as protobuf.js writes 64-bit integers. */
static const char *long_read(struct otlp_json *o, const char *p, struct sv *text)
{
    struct long_object l = {.o = o, .ok = true};
    const char *from = p;
    p = cursor_members(&o->c, p, long_member, &l);
    if (!p)
        return NULL;
    if (!l.ok) {
        *text = sv_of(from, (size_t)(p - from));
        return p;
    }
    uint64_t bits = (uint64_t)(uint32_t)l.high << 32 | (uint32_t)l.low;
    buf_clear(&o->bytes);
    if (l.is_unsigned)
        buf_fmt(&o->bytes, "%llu", (unsigned long long)bits);
    else
        buf_fmt(&o->bytes, "%lld", (long long)bits);
    *text = buf_sv(&o->bytes);
    return p;
}

const char *otlp_int_text(struct otlp_json *o, const char *p, struct sv *text)
{
    struct cursor_text string;
    *text = (struct sv){0};
    if (LIKELY(*p == '"')) {
        p = cursor_text(&o->c, p, &string);
        if (p)
            *text = cursor_plain(&o->c, &string);
        return p;
    }
    if (cursor_at_null(p))
        return p + 4;
    if (*p == '{')
        return long_read(o, p, text);
    return cursor_skip(&o->c, p, text);
}

/* 16 digits at once: pairs, then fours, then eights (the usual SWAR way). */
static inline uint64_t eight_digits(const char *p, uint64_t *bad)
{
    uint64_t v;
    memcpy(&v, p, 8);
    v -= 0x3030303030303030u;
    *bad |= (v | (v + 0x7676767676767676u)) & 0x8080808080808080u;
    v = v * 10 + (v >> 8);
    v = (v & 0x000000ff000000ffu) * 0x000f424000000064u +
        (v >> 16 & 0x000000ff000000ffu) * 0x0000271000000001u;
    return v >> 32;
}

static struct sv_u64 time_digits(struct sv text)
{
    if (text.n != 19)
        return sv_to_u64(text);
    uint64_t bad = 0;
    uint64_t value = eight_digits(text.p, &bad) * 100000000 + eight_digits(text.p + 8, &bad);
    struct sv_u64 tail = sv_to_u64(sv_from(text, 16));
    return (struct sv_u64){value * 1000 + tail.value, !bad && tail.ok};
}

const char *otlp_time(struct otlp_json *o, const char *p, enum defect_kind defect, uint64_t *out,
                      bool *has)
{
    struct sv text;
    const char *from = p;
    p = otlp_int_text(o, p, &text);
    *has = false;
    if (!p || text.n == 0)
        return p;
    struct sv_u64 ns = time_digits(text);
    *out = ns.value;
    *has = ns.ok;
    if (!ns.ok)
        build_defect(o->b, defect, o->row, otlp_place(o, from), text);
    return p;
}

const char *otlp_u32(struct otlp_json *o, const char *p, uint32_t *out)
{
    struct sv text;
    const char *from = p;
    p = otlp_int_text(o, p, &text);
    *out = 0;
    if (!p || text.n == 0)
        return p;
    struct sv_u64 v = sv_to_u64(text);
    if (v.ok && v.value <= UINT32_MAX)
        *out = (uint32_t)v.value;
    else
        build_defect(o->b, DEFECT_wrong_type, o->row, otlp_place(o, from), text);
    return p;
}

/* ---- ids ---- */

struct buffer_object {
    struct otlp_json *o;
    bool ok;
};

static const char *buffer_byte(struct cursor *c, void *ctx, const char *p)
{
    struct buffer_object *object = ctx;
    struct sv text;
    p = cursor_skip(c, p, &text);
    if (!p)
        return NULL;
    struct sv_u64 byte = sv_to_u64(text);
    object->ok &= byte.ok && byte.value <= 255;
    buf_addc(&object->o->bytes, (char)byte.value);
    return p;
}

static const char *buffer_member(struct cursor *c, void *ctx, struct sv key, const char *p)
{
    struct sv value;
    if (sv_eq(key, SV("data")) && *p == '[')
        return cursor_elements(c, p, buffer_byte, ctx);
    return cursor_skip(c, p, &value);
}

/* {"type":"Buffer","data":[44,206,...]}: bytes as Node.js prints them. */
static const char *id_from_buffer(struct otlp_json *o, const char *p, size_t size,
                                  enum defect_kind defect, struct raw_id *out)
{
    struct buffer_object object = {o, true};
    const char *from = p;
    buf_clear(&o->bytes);
    p = cursor_members(&o->c, p, buffer_member, &object);
    if (!p)
        return NULL;
    if (object.ok)
        *out = id_from_bytes(o->b, (const unsigned char *)o->bytes.p, o->bytes.n, size);
    build_defect(o->b, defect, o->row, otlp_place(o, from), sv_of(from, (size_t)(p - from)));
    return p;
}

static const char *id_from_string(struct otlp_json *o, const char *p, size_t size,
                                  enum defect_kind defect, struct raw_id *out)
{
    struct cursor_text string;
    const char *from = p;
    p = cursor_text(&o->c, p, &string);
    if (UNLIKELY(!p))
        return NULL;
    struct sv text = cursor_plain(&o->c, &string);
    struct hex16 high = {0, true}, low = {0};
    if (LIKELY(text.n == 2 * size)) {
        low = hex16_read(text.p + text.n - 16);
        if (size == 16)
            high = hex16_read(text.p);
    }
    if (LIKELY(high.ok && low.ok && (high.value | low.value) != 0)) {
        *out = (struct raw_id){{high.value, low.value}, ID_NUMBER};
        return p;
    }
    *out = id_from_text(o->b, text, size);
    if (text.n)
        build_defect(o->b, defect, o->row, otlp_place(o, from), text);
    return p;
}

const char *otlp_id(struct otlp_json *o, const char *p, size_t size, enum defect_kind defect,
                    struct raw_id *out)
{
    *out = (struct raw_id){0};
    if (LIKELY(*p == '"'))
        return id_from_string(o, p, size, defect, out);
    if (cursor_at_null(p))
        return p + 4;
    if (*p == '{')
        return id_from_buffer(o, p, size, defect, out);
    struct sv text;
    const char *from = p;
    p = cursor_skip(&o->c, p, &text);
    if (!p)
        return NULL;
    *out = id_from_text(o->b, text, size);
    build_defect(o->b, defect, o->row, otlp_place(o, from), text);
    return p;
}
