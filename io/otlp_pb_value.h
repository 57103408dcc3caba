#ifndef SPANVET_IO_OTLP_PB_VALUE_H
#define SPANVET_IO_OTLP_PB_VALUE_H
/*
 * Texts and attributes of unpacked OTLP messages, into the builder; and struct pb_unpack, the
 * memory that unpacking one message after another needs.
 */
#include "core/buf.h"
#include "core/build.h"

#include <protobuf-c/protobuf-c.h>

struct pb_unpack {
    struct build *b;
    struct arena arena; /* the message being read; forgotten before the next */
    ProtobufCAllocator allocator;
    VEC(uint8_t) utf8; /* by symbol: whether it is UTF-8, once that is known */
    struct buf text;   /* the canonical text of a nested value */
    /* What a defect that is found now belongs to: see build_defect. */
    uint32_t row;
    uint64_t place;
    bool refused; /* an attribute of the message was damaged */
};

/* `u` may not be moved afterwards. */
void pb_unpack_init(struct pb_unpack *u, struct build *b);
void pb_unpack_release(struct pb_unpack *u);

/* The symbol of a text; a defect when it is not UTF-8. */
sym pb_text(struct pb_unpack *u, ProtobufCBinaryData text);

/* Appends `n` packed attributes, each the bytes of a KeyValue in u->arena, to the builder. Sets
 * u->refused at one that is damaged. */
struct attr_range pb_attrs(struct pb_unpack *u, size_t n, const ProtobufCBinaryData *packed);

static inline struct sv pb_sv(ProtobufCBinaryData bytes)
{
    return sv_of((const char *)bytes.data, bytes.len);
}

#endif
