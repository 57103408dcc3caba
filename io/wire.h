#ifndef SPANVET_IO_WIRE_H
#define SPANVET_IO_WIRE_H
/*
 * struct wire: walks the fields of one protobuf message byte by byte, without a schema and without
 * recursion. Every length is hostile: nothing outside the message is ever looked at.
 *
 *     struct wire w = wire_of(message);
 *     struct wire_field f;
 *     while (wire_next(&w, &f))
 *         ... f.number, f.type, f.value or f.bytes ...
 *     if (w.bad) ... w.p is where the damage is ...
 *
 * A length that runs past the end of the message gives a last field with `cut` set, whose bytes
 * are what is there of it; so a reader can still use the front of a message that was cut off.
 */
#include "core/sv.h"

enum wire_type { WIRE_VARINT, WIRE_I64, WIRE_LEN, WIRE_GROUP, WIRE_GROUP_END, WIRE_I32 };

struct wire {
    const char *p, *end;
    const char *bad; /* NULL, or what is wrong with the field at p: a sentence fragment */
};

struct wire_field {
    uint32_t number;   /* 1 .. 2^29 - 1 */
    enum wire_type type;
    bool cut;          /* WIRE_LEN only: `bytes` is shorter than the field says */
    uint64_t value;    /* a varint, or the little-endian number of WIRE_I64 and WIRE_I32 */
    struct sv bytes;   /* WIRE_LEN: the contents */
};

static inline struct wire wire_of(struct sv message)
{
    /* An empty view may point nowhere, where even adding nothing is undefined. */
    return (struct wire){.p = message.p, .end = message.n ? message.p + message.n : message.p};
}

/* The next field. False at the end of the message and at damage: a broken tag or number, a group
 * (which no OTLP message has). After a cut field, `bad` is set as well. */
static inline bool wire_next(struct wire *w, struct wire_field *f);

/* A base-128 number at the start of [p, end): the address behind it, or NULL when it is cut off
 * or longer than 10 bytes. */
const char *wire_varint(const char *p, const char *end, uint64_t *value);

bool wire_next_any(struct wire *w, struct wire_field *f);

/* Here only the commonest field: one byte of tag, one of length, and all of it there. */
static inline bool wire_next(struct wire *w, struct wire_field *f)
{
    const unsigned char *u = (const unsigned char *)w->p;
    size_t room = (size_t)(w->end - w->p);
    if (UNLIKELY(room < 2 || u[0] >= 0x80 || u[0] < 8 || (u[0] & 7) != WIRE_LEN ||
                 u[1] >= 0x80 || u[1] > room - 2 || w->bad))
        return wire_next_any(w, f);
    f->number = u[0] >> 3;
    f->type = WIRE_LEN;
    f->cut = false;
    f->bytes = sv_of(w->p + 2, u[1]);
    w->p += 2 + u[1];
    return true;
}

/* The 4-byte big-endian number at `p`. */
static inline uint32_t wire_be32(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

#endif
