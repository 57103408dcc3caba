#ifndef SPANVET_IO_UNPACK_H
#define SPANVET_IO_UNPACK_H
/*
 * gzip and zstd, recognised from their bytes; also several members or frames one after another,
 * and what the Collector's file exporter writes with "compression: zstd": each request as a zstd
 * frame behind its length. Requests in JSON become lines, those in protobuf keep a length before
 * them: four bytes, big-endian.
 */
#include "core/err.h"
#include "io/region.h"

struct packing;

/* How `bytes` is compressed, or NULL when it is not. */
const struct packing *packing_find(struct sv bytes);

/* What to do with the packed bytes that have been read, `done` of them so far. */
typedef void unpack_done(void *ctx, size_t done);

/* Unpacks `packed` to the end of `out` and calls `done` now and then. Where the data is cut off,
 * damaged, followed by something else, or does not fit into `out`, what came before is there and
 * `damage` gets a sentence. */
void unpack(const struct packing *k, struct sv packed, struct region *out, unpack_done *done,
            void *ctx, struct err *damage);

#endif
