#include "io/otlp_pb_value.h"

#include "core/utf8.h"
#include "io/any_text.h"
#include "io/otlp_pb_check.h"
#include "io/otlp_trace.pb-c.h"
#include "io/wire.h"

/* ---- life ---- */

static void *unpack_alloc(void *arena, size_t size)
{
    return arena_raw(arena, size);
}

static void unpack_free(void *arena, void *p)
{
    (void)arena;
    (void)p;
}

void pb_unpack_init(struct pb_unpack *u, struct build *b)
{
    *u = (struct pb_unpack){
        .b = b, .allocator = {unpack_alloc, unpack_free, &u->arena}, .row = NO_ROW};
}

void pb_unpack_release(struct pb_unpack *u)
{
    arena_release(&u->arena);
    vec_release(&u->utf8);
    buf_release(&u->text);
    *u = (struct pb_unpack){0};
}

/* ---- texts ---- */

enum { TEXT_UNSEEN, TEXT_UTF8, TEXT_OTHER };

/* Most texts occur again and again: each symbol is looked at once. */
static bool sym_is_utf8(struct pb_unpack *u, sym y)
{
    if (UNLIKELY(y >= u->utf8.n)) {
        size_t more = u->b->store->syms.texts.n - u->utf8.n;
        memset(vec_room(&u->utf8, more), TEXT_UNSEEN, more);
        u->utf8.n += more;
    }
    uint8_t *state = &u->utf8.v[y];
    if (UNLIKELY(*state == TEXT_UNSEEN))
        *state = utf8_valid(store_sv(u->b->store, y)) ? TEXT_UTF8 : TEXT_OTHER;
    return *state == TEXT_UTF8;
}

sym pb_text(struct pb_unpack *u, ProtobufCBinaryData text)
{
    if (text.len == 0)
        return SYM_EMPTY;
    sym y = build_sym(u->b, pb_sv(text));
    if (UNLIKELY(!sym_is_utf8(u, y)))
        build_defect(u->b, DEFECT_not_utf8, u->row, u->place, pb_sv(text));
    return y;
}

/* ---- the canonical text of nested values, see core/store.h ---- */

static struct sv checked(struct pb_unpack *u, ProtobufCBinaryData text)
{
    if (!utf8_valid(pb_sv(text)))
        build_defect(u->b, DEFECT_not_utf8, u->row, u->place, pb_sv(text));
    return pb_sv(text);
}

/* An array or map that is being written. */
struct nest {
    const Otlp__ArrayValue *array; /* NULL: a map */
    const Otlp__KeyValueList *map;
    size_t next;
};

static bool nest_open(struct buf *out, struct nest *nest, struct nest with)
{
    any_text_open(out, with.map != NULL);
    *nest = with;
    return true;
}

/* Writes a value, or only the front of an array or map; true for those, with `*nest` set to go on
 * with. NULL is a value without a kind. */
static bool add_value(struct pb_unpack *u, const Otlp__AnyValue *v, struct nest *nest)
{
    struct buf *out = &u->text;
    switch (v ? v->value_case : OTLP__ANY_VALUE__VALUE__NOT_SET) {
    case OTLP__ANY_VALUE__VALUE_STRING_VALUE:
        any_text_string(out, checked(u, v->string_value));
        break;
    case OTLP__ANY_VALUE__VALUE_BOOL_VALUE:
        any_text_bool(out, v->bool_value);
        break;
    case OTLP__ANY_VALUE__VALUE_INT_VALUE:
        any_text_int(out, v->int_value);
        break;
    case OTLP__ANY_VALUE__VALUE_DOUBLE_VALUE:
        any_text_double(out, v->double_value);
        break;
    case OTLP__ANY_VALUE__VALUE_BYTES_VALUE:
        any_text_bytes(out, pb_sv(v->bytes_value));
        break;
    case OTLP__ANY_VALUE__VALUE_ARRAY_VALUE:
        return nest_open(out, nest, (struct nest){.array = v->array_value});
    case OTLP__ANY_VALUE__VALUE_KVLIST_VALUE:
        return nest_open(out, nest, (struct nest){.map = v->kvlist_value});
    default:
        any_text_empty(out);
    }
    return false;
}

/* The next value of an array or map, with its key written. */
static const Otlp__AnyValue *next_value(struct pb_unpack *u, struct nest *o)
{
    if (o->next)
        buf_addc(&u->text, ',');
    if (o->array)
        return o->array->values[o->next++];
    const Otlp__KeyValue *kv = o->map->values[o->next++];
    any_text_key(&u->text, checked(u, kv->key));
    return kv->value;
}

static size_t nest_size(const struct nest *o)
{
    return o->array ? o->array->n_values : o->map->n_values;
}

/* Every entry of `open` but the last has an inner one that is being written. */
static sym nested_text(struct pb_unpack *u, const Otlp__AnyValue *top)
{
    struct nest open[VALUE_DEPTH_MAX + 1];
    size_t n = 0;
    buf_clear(&u->text);
    n += add_value(u, top, &open[0]);
    while (n) {
        struct nest *o = &open[n - 1];
        if (o->next < nest_size(o)) {
            BUG_ON(n == ARRAY_LEN(open));
            if (add_value(u, next_value(u, o), &open[n])) {
                n++;
                continue;
            }
        } else {
            any_text_close(&u->text);
            n--;
        }
        if (n && open[n - 1].map) /* closes the key that any_text_key has opened */
            buf_addc(&u->text, '}');
    }
    return build_sym(u->b, buf_sv(&u->text));
}

/* ---- attributes ---- */

#define KIND(number, type) ((number) << 3 | (type))

static bool wire_part(struct wire *w, uint32_t number, struct wire_field *f)
{
    return wire_next(w, f) && f->number == number && f->type == WIRE_LEN && !f->cut;
}

static ProtobufCBinaryData pb_binary(struct sv bytes)
{
    return (ProtobufCBinaryData){bytes.n, (uint8_t *)(uintptr_t)bytes.p};
}

/* Almost all attributes are a key and a value of one kind that is neither array nor map. Those are
 * read here. False for any other, and for one that is damaged. */
static bool add_plain(struct pb_unpack *u, struct sv packed)
{
    struct wire_field key, value, kind;
    struct wire w = wire_of(packed);
    if (!wire_part(&w, 1, &key) || !wire_part(&w, 2, &value) || w.p != w.end)
        return false;
    w = wire_of(value.bytes);
    if (!wire_next(&w, &kind) || w.p != w.end)
        return false;
    enum value_type type;
    uint64_t bits = kind.value;
    switch (KIND(kind.number, kind.type)) {
    case KIND(1, WIRE_LEN):
        type = VALUE_STRING;
        bits = pb_text(u, pb_binary(kind.bytes));
        break;
    case KIND(2, WIRE_VARINT):
        type = VALUE_BOOL;
        bits = kind.value != 0;
        break;
    case KIND(3, WIRE_VARINT):
        type = VALUE_INT;
        break;
    case KIND(4, WIRE_I64):
        type = VALUE_DOUBLE;
        break;
    case KIND(7, WIRE_LEN):
        type = VALUE_BYTES;
        bits = build_sym(u->b, kind.bytes);
        break;
    default:
        return false;
    }
    build_attr(u->b, pb_text(u, pb_binary(key.bytes)), type, bits);
    return true;
}

static void add_unpacked(struct pb_unpack *u, const Otlp__KeyValue *kv)
{
    struct build *b = u->b;
    sym key = pb_text(u, kv->key);
    const Otlp__AnyValue *v = kv->value;
    switch (v ? v->value_case : OTLP__ANY_VALUE__VALUE__NOT_SET) {
    case OTLP__ANY_VALUE__VALUE_STRING_VALUE:
        build_attr(b, key, VALUE_STRING, pb_text(u, v->string_value));
        break;
    case OTLP__ANY_VALUE__VALUE_BOOL_VALUE:
        build_attr(b, key, VALUE_BOOL, v->bool_value != 0);
        break;
    case OTLP__ANY_VALUE__VALUE_INT_VALUE:
        build_attr(b, key, VALUE_INT, (uint64_t)v->int_value);
        break;
    case OTLP__ANY_VALUE__VALUE_DOUBLE_VALUE:
        build_attr(b, key, VALUE_DOUBLE, value_bits(v->double_value));
        break;
    case OTLP__ANY_VALUE__VALUE_ARRAY_VALUE:
        build_attr(b, key, VALUE_ARRAY, nested_text(u, v));
        break;
    case OTLP__ANY_VALUE__VALUE_KVLIST_VALUE:
        build_attr(b, key, VALUE_KVLIST, nested_text(u, v));
        break;
    case OTLP__ANY_VALUE__VALUE_BYTES_VALUE:
        build_attr(b, key, VALUE_BYTES, build_sym(b, pb_sv(v->bytes_value)));
        break;
    default:
        build_attr(b, key, VALUE_EMPTY, 0);
    }
}

static void add_checked(struct pb_unpack *u, ProtobufCBinaryData packed)
{
    struct pb_check check = pb_check((char *)packed.data, packed.len);
    Otlp__KeyValue *kv =
        check.damaged ? NULL : otlp__key_value__unpack(&u->allocator, packed.len, packed.data);
    if (!kv) {
        u->refused = true;
        return;
    }
    if (check.too_deep)
        build_defect(u->b, DEFECT_value_depth, u->row, u->place, SV(""));
    if (check.two_kinds)
        build_defect(u->b, DEFECT_value_kinds, u->row, u->place, pb_sv(kv->key));
    add_unpacked(u, kv);
}

struct attr_range pb_attrs(struct pb_unpack *u, size_t n, const ProtobufCBinaryData *packed)
{
    uint32_t mark = build_attrs_mark(u->b);
    for (size_t i = 0; i < n; i++)
        if (UNLIKELY(!add_plain(u, pb_sv(packed[i]))))
            add_checked(u, packed[i]);
    return build_attrs_since(u->b, mark);
}
