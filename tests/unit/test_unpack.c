#include "io/source.h"
#include "tests/unit/pack.h"
#include "tests/unit/test.h"

/* Compressed inputs, opened through struct source. */

struct opened {
    struct source src;
    struct err damage;
};

typedef void add_packed(struct buf *b, struct sv plain);

static struct opened open_packed(struct sv packed, size_t limit)
{
    struct opened o = {.src.limit = limit};
    source_of(&o.src, SV("packed"), packed, &o.damage);
    return o;
}

/* One member, two, with an empty one between, and what may or may not follow. */
static void check_members(add_packed *add, const char *name)
{
    struct buf b = {0}, first = {0};
    pack_lines(&first, 100000);
    add(&b, buf_sv(&first));
    add(&b, SV(""));
    add(&b, SV("second"));
    struct opened o = open_packed(buf_sv(&b), 0);
    CHECK(!o.damage.set && !o.src.is_file);
    CHECK_EQ(o.src.bytes.n, first.n + 6);
    CHECK(sv_starts(o.src.bytes, buf_sv(&first)) && sv_ends(o.src.bytes, SV("second")));
    source_close(&o.src);
    buf_fill(&b, '\0', 512);
    o = open_packed(buf_sv(&b), 0);
    CHECK(!o.damage.set && o.src.bytes.n == first.n + 6);
    source_close(&o.src);
    buf_addz(&b, "x");
    o = open_packed(buf_sv(&b), 0);
    CHECK(err_says(&o.damage, "513 bytes behind") && err_says(&o.damage, name));
    CHECK_EQ(o.src.bytes.n, first.n + 6);
    source_close(&o.src);
    buf_release(&b);
    buf_release(&first);
}

/* Cut at every `step` bytes: always what came before, and a sentence. */
static void check_cuts(add_packed *add, size_t size, size_t step)
{
    struct buf b = {0}, plain = {0};
    pack_lines(&plain, size);
    add(&b, buf_sv(&plain));
    size_t before = 0;
    for (size_t n = 4; n < b.n; n += step) {
        struct opened o = open_packed(sv_of(b.p, n), 0);
        CHECK(o.damage.set && strstr(o.damage.text, "cut off"));
        CHECK(sv_starts(buf_sv(&plain), o.src.bytes) && o.src.bytes.n >= before);
        before = o.src.bytes.n;
        source_close(&o.src);
    }
    CHECK(before > 0 || size < 1 << 17); /* a block of zstd */
    buf_release(&b);
    buf_release(&plain);
}

/* A flipped bit anywhere is noticed or harmless, and never hurts. */
static void check_flips(add_packed *add)
{
    struct buf b = {0}, plain = {0};
    size_t n_noticed = 0;
    pack_lines(&plain, 3000);
    add(&b, buf_sv(&plain));
    for (size_t i = 4; i < b.n; i++) {
        b.p[i] ^= 0x10;
        struct opened o = open_packed(buf_sv(&b), 0);
        n_noticed += o.damage.set;
        source_close(&o.src);
        b.p[i] ^= 0x10;
    }
    CHECK(n_noticed > b.n / 2);
    buf_release(&b);
    buf_release(&plain);
}

/* A hundred MiB of zeros in a few KiB. */
static void check_bomb(add_packed *add)
{
    struct buf b = {0}, zeros = {0};
    buf_fill(&zeros, '\0', (size_t)100 << 20);
    add(&b, buf_sv(&zeros));
    buf_release(&zeros);
    CHECK(b.n < 200000);
    struct opened o = open_packed(buf_sv(&b), (size_t)10 << 20);
    CHECK(err_says(&o.damage, "does not fit into memory"));
    CHECK(o.src.bytes.n == 10 << 20 && source_is_padded(&o.src));
    source_close(&o.src);
    o = open_packed(buf_sv(&b), 0);
    CHECK(!o.damage.set && o.src.bytes.n == (size_t)100 << 20);
    source_close(&o.src);
    buf_release(&b);
}

TEST(gzip)
{
    check_members(pack_gzip, "gzip");
    check_cuts(pack_gzip, 3000, 1);
    check_flips(pack_gzip);
    check_bomb(pack_gzip);
    struct opened o = open_packed(SV("\x1f\x8b"), 0);
    CHECK(o.src.bytes.n == 0 && err_says(&o.damage, "the gzip data is cut off at its byte 2"));
    source_close(&o.src);
    o = open_packed(SV("\x1f\x8b\x07 not deflate"), 0);
    CHECK(o.src.bytes.n == 0 && err_says(&o.damage, "the gzip data is damaged at its byte"));
    source_close(&o.src);
}

TEST(zstd)
{
    check_members(pack_zstd, "zstd");
    check_cuts(pack_zstd, 3000, 1);
    check_cuts(pack_zstd, 600000, 101);
    check_flips(pack_zstd);
    check_bomb(pack_zstd);
    struct buf b = {0};
    buf_add(&b, SV("\x50\x2a\x4d\x18\x03\0\0\0xyz"));
    pack_zstd(&b, SV("after a frame to be skipped"));
    struct opened o = open_packed(buf_sv(&b), 0);
    CHECK(!o.damage.set);
    CHECK_SV(o.src.bytes, "after a frame to be skipped");
    source_close(&o.src);
    buf_release(&b);
}

/* A request as the Collector's file exporter writes it with "compression: zstd". */
static void add_framed(struct buf *b, struct sv plain)
{
    size_t start = b->n;
    buf_add(b, SV("\0\0\0\0"));
    pack_zstd(b, plain);
    size_t n = b->n - start - 4;
    b->p[start + 2] = (char)(n >> 8);
    b->p[start + 3] = (char)n;
}

TEST(zstd_framed)
{
    struct buf b = {0};
    add_framed(&b, SV("{\"a\":1}"));
    size_t first = b.n;
    add_framed(&b, SV("{}"));
    struct opened o = open_packed(buf_sv(&b), 0);
    CHECK(!o.damage.set);
    CHECK_SV(o.src.bytes, "{\"a\":1}\n{}\n");
    source_close(&o.src);
    b.p[first + 4] ^= 1;
    o = open_packed(buf_sv(&b), 0);
    CHECK_SV(o.src.bytes, "{\"a\":1}\n");
    CHECK(err_says(&o.damage, "no zstd data behind a length at byte"));
    source_close(&o.src);
    b.n = first - 1;
    o = open_packed(buf_sv(&b), 0);
    CHECK(err_says(&o.damage, "the zstd data is cut off at its byte"));
    source_close(&o.src);
    buf_clear(&b);
    add_framed(&b, SV("\x0a\x01x"));
    add_framed(&b, SV("\x0a\0"));
    o = open_packed(buf_sv(&b), 0);
    CHECK(!o.damage.set);
    CHECK(sv_eq(o.src.bytes, SV("\0\0\0\x03\x0a\x01x\0\0\0\x02\x0a\0")));
    source_close(&o.src);
    buf_release(&b);
}

TEST_MAIN(TEST_CASE(gzip), TEST_CASE(zstd), TEST_CASE(zstd_framed))
