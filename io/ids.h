#ifndef SPANVET_IO_IDS_H
#define SPANVET_IO_IDS_H
/*
 * Ids as they are spelled in real files. A trace id has 16 bytes, a span id 8; equal bytes are
 * equal ids, however they were written.
 */
#include "core/build.h"

/* 16 hex digits of either case at `p` (which has 16 readable bytes). */
struct hex16 {
    uint64_t value;
    bool ok;
};
struct hex16 hex16_read(const char *p);

/* Reads an id of `size` bytes (16 or 8) from text: hex of the right length, base64 of it with
 * padding, 0x and up to that many hex digits, a UUID (dashes), or 16 hex digits for a 16-byte id
 * (Jaeger's 64-bit ids). Anything else is an opaque text, whose symbol is taken from `b`. */
struct raw_id id_from_text(struct build *b, struct sv text, size_t size);

/* An id from its bytes; `n` may be anything. Of the wrong length, the opaque text is their hex. */
struct raw_id id_from_bytes(struct build *b, const unsigned char *bytes, size_t n, size_t size);

#endif
