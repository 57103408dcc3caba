#ifndef SPANVET_TESTS_UNIT_PB_BYTES_H
#define SPANVET_TESTS_UNIT_PB_BYTES_H
/*
 * For tests of the OTLP protobuf reader: builds messages, reads them into a store, looks into it.
 */
#include "core/buf.h"
#include "io/otlp_pb.h"
#include "tests/unit/test.h"

/* ---- messages, built inside out ---- */

static inline void put_varint(struct buf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        buf_addc(b, (char)(v | 0x80));
    buf_addc(b, (char)v);
}

static inline void put_number(struct buf *b, uint32_t field, uint64_t v)
{
    put_varint(b, field << 3);
    put_varint(b, v);
}

static inline void put_fixed(struct buf *b, uint32_t field, uint64_t v)
{
    put_varint(b, field << 3 | 1);
    for (int i = 0; i < 8; i++)
        buf_addc(b, (char)(v >> 8 * i));
}

static inline void put_bytes(struct buf *b, uint32_t field, struct sv bytes)
{
    put_varint(b, field << 3 | 2);
    put_varint(b, bytes.n);
    buf_add(b, bytes);
}

/* Puts a message inside and frees it. */
static inline void put_message(struct buf *b, uint32_t field, struct buf message)
{
    put_bytes(b, field, buf_sv(&message));
    buf_release(&message);
}

static inline struct buf string_value(struct sv text)
{
    struct buf v = {0};
    put_bytes(&v, 1, text);
    return v;
}

/* A bool (field 2) or int (field 3) value. */
static inline struct buf number_value(uint32_t field, uint64_t v)
{
    struct buf b = {0};
    put_number(&b, field, v);
    return b;
}

static inline struct buf attribute(struct sv key, struct buf value)
{
    struct buf kv = {0};
    put_bytes(&kv, 1, key);
    put_message(&kv, 2, value);
    return kv;
}

#define TRACE_ID SV("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10")
#define SPAN_ID SV("\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8")

static inline struct buf plain_span(struct sv name)
{
    struct buf s = {0};
    put_bytes(&s, 1, TRACE_ID);
    put_bytes(&s, 2, SPAN_ID);
    put_bytes(&s, 5, name);
    put_fixed(&s, 7, 1000);
    put_fixed(&s, 8, 2000);
    return s;
}

/* A request with one resource and one scope, which holds this span. */
static inline struct buf request_of(struct buf span)
{
    struct buf scope = {0}, spans = {0}, resource = {0}, data = {0}, request = {0};
    put_bytes(&scope, 1, SV("tracer"));
    put_message(&spans, 1, scope);
    put_message(&spans, 2, span);
    put_message(&resource, 1, attribute(SV("service.name"), string_value(SV("agent"))));
    put_message(&data, 1, resource);
    put_message(&data, 2, spans);
    put_message(&request, 1, data);
    return request;
}

/* ---- reading them ---- */

struct fixture {
    struct store s;
    struct build b;
};

static inline void fixture_read(struct fixture *f, struct sv bytes)
{
    *f = (struct fixture){0};
    store_init(&f->s);
    build_init(&f->b, &f->s);
    build_input(&f->b, SV("test"), "otlp-pb", true)->bytes = bytes.n;
    otlp_pb_bytes(&f->b, bytes);
    build_input_end(&f->b);
}

/* Reads a message and frees it. */
static inline void fixture_read_message(struct fixture *f, struct buf message)
{
    fixture_read(f, buf_sv(&message));
    buf_release(&message);
}

static inline void fixture_release(struct fixture *f)
{
    build_release(&f->b);
    store_release(&f->s);
}

static inline const struct input *input_of(const struct fixture *f)
{
    return &f->s.inputs.v[0];
}

static inline struct sv diagnostic_of(const struct fixture *f)
{
    return input_of(f)->diagnostics.n ? input_of(f)->diagnostics.v[0].text : SV("");
}

static inline bool says(const struct fixture *f, const char *text)
{
    return sv_find(diagnostic_of(f), sv_from_c(text)) != SIZE_MAX;
}

static inline struct sv name_of(const struct fixture *f, uint32_t row)
{
    return store_sv(&f->s, f->s.span.name[row]);
}

static inline const struct attr *attr_of(const struct fixture *f, uint32_t row, const char *key)
{
    return attr_find(&f->s, span_attrs(&f->s, row), sym_find(&f->s.syms, sv_from_c(key)));
}

static inline size_t defects_of(const struct fixture *f, enum defect_kind kind, const char *text)
{
    size_t n = 0;
    for (size_t i = 0; i < f->s.defects.n; i++)
        n += f->s.defects.v[i].kind == kind &&
             sv_eq(store_sv(&f->s, f->s.defects.v[i].text), sv_from_c(text));
    return n;
}

#endif
