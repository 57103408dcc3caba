#ifndef SPANVET_TESTS_UNIT_PACK_H
#define SPANVET_TESTS_UNIT_PACK_H
/* What the tests of inputs share: compressed data (each call appends one member or frame), long
 * texts, and looks at what came out. */
#include <zlib.h>
#include <zstd.h>

#include "core/buf.h"
#include "io/source.h"
#include "tests/unit/test.h"

static inline void pack_gzip(struct buf *b, struct sv plain)
{
    z_stream z = {0};
    CHECK(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    size_t room = deflateBound(&z, plain.n);
    z.next_in = (Bytef *)(uintptr_t)plain.p;
    z.avail_in = (uInt)plain.n;
    z.next_out = (Bytef *)buf_room(b, room);
    z.avail_out = (uInt)room;
    CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
    b->n += room - z.avail_out;
    deflateEnd(&z);
}

static inline void pack_zstd(struct buf *b, struct sv plain)
{
    size_t room = ZSTD_compressBound(plain.n);
    ZSTD_CCtx *z = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(z, ZSTD_c_checksumFlag, 1); /* as the zstd program does */
    size_t n = ZSTD_compress2(z, buf_room(b, room), room, plain.p, plain.n);
    CHECK(!ZSTD_isError(n));
    b->n += n;
    ZSTD_freeCCtx(z);
}

/* Lines of varied length, `n` bytes or a little more. */
static inline void pack_lines(struct buf *b, size_t n)
{
    for (size_t i = 0; b->n < n; i++) {
        buf_fmt(b, "%zu ", i);
        buf_fill(b, (char)('a' + i % 26), i % 61);
        buf_addc(b, '\n');
    }
}

static inline bool err_says(const struct err *e, const char *part)
{
    bool found = e->set && strstr(e->text, part);
    if (!found)
        printf("says: %s\n", e->text);
    return found;
}

static inline bool source_is_padded(const struct source *src)
{
    static const char zeros[SOURCE_PAD];
    return memcmp(src->bytes.p + src->bytes.n, zeros, sizeof(zeros)) == 0;
}

#endif
