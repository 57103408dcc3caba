#include "io/unpack.h"

#include <zlib.h>
#include <zstd.h>

/* Bytes handed to a library at once, so that pages can be given back in between. */
enum { STEP = 4 << 20 };

struct unpack {
    struct sv packed;
    size_t at; /* of packed: what has been read */
    struct region *out;
    unpack_done *done;
    void *ctx;
    struct err *damage;
};

enum unpacked {
    UNPACK_MORE,    /* inside a member or frame */
    UNPACK_BETWEEN, /* one is complete */
    UNPACK_FAILED   /* the sentence is set */
};

struct codec {
    const char *name;
    bool (*is)(struct sv bytes);
    void *(*open)(void);
    void (*close)(void *lib);
    /* Unpacks from `in` to `room` bytes at `to`; adds to u->at and u->out->n. */
    enum unpacked (*step)(void *lib, struct unpack *u, struct sv in, char *to, size_t room);
};

/* `why` is NULL when the data simply ends. */
static enum unpacked unpack_damage(struct unpack *u, const char *name, const char *why)
{
    err_set(u->damage, "the %s data is %s at its byte %zu%s%s%s; %zu bytes could be unpacked, get "
            "the file again for the rest", name, why ? "damaged" : "cut off", u->at,
            why ? " (" : "", why ? why : "", why ? ")" : "", u->out->n);
    return UNPACK_FAILED;
}

/* ---- gzip ---- */

static bool gzip_is(struct sv bytes)
{
    return sv_starts(bytes, SV("\x1f\x8b"));
}

static void *gzip_open(void)
{
    z_stream *z = mem_zalloc(sizeof(*z));
    if (inflateInit2(z, 15 + 16) != Z_OK)
        die_no_memory(sizeof(*z));
    return z;
}

static void gzip_close(void *lib)
{
    inflateEnd(lib);
    free(lib);
}

static enum unpacked gzip_step(void *lib, struct unpack *u, struct sv in, char *to, size_t room)
{
    z_stream *z = lib;
    z->next_in = (Bytef *)(uintptr_t)in.p; /* zlib's pointer is not const, but it only reads */
    z->avail_in = (uInt)in.n;
    z->next_out = (Bytef *)to;
    z->avail_out = (uInt)room;
    int result = inflate(z, Z_NO_FLUSH);
    u->at += in.n - z->avail_in;
    u->out->n += room - z->avail_out;
    if (result == Z_STREAM_END) {
        inflateReset(z);
        return UNPACK_BETWEEN;
    }
    if (result == Z_OK || result == Z_BUF_ERROR)
        return UNPACK_MORE;
    return unpack_damage(u, "gzip", z->msg ? z->msg : "no such method");
}

static const struct codec gzip = {"gzip", gzip_is, gzip_open, gzip_close, gzip_step};

/* ---- zstd ---- */

static bool zstd_is(struct sv bytes)
{
    if (bytes.n < 4)
        return false;
    const unsigned char *p = (const unsigned char *)bytes.p;
    uint32_t magic = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
                     (uint32_t)p[3] << 24;
    return magic == ZSTD_MAGICNUMBER || (magic & ZSTD_MAGIC_SKIPPABLE_MASK) ==
                                            ZSTD_MAGIC_SKIPPABLE_START;
}

static void *zstd_open(void)
{
    ZSTD_DStream *z = ZSTD_createDStream();
    if (!z)
        die_no_memory(0);
    return z;
}

static void zstd_close(void *lib)
{
    ZSTD_freeDStream(lib);
}

static enum unpacked zstd_step(void *lib, struct unpack *u, struct sv in, char *to, size_t room)
{
    ZSTD_inBuffer from = {in.p, in.n, 0};
    ZSTD_outBuffer into = {to, room, 0};
    size_t left = ZSTD_decompressStream(lib, &into, &from);
    u->at += from.pos;
    u->out->n += into.pos;
    if (ZSTD_isError(left))
        return unpack_damage(u, "zstd", ZSTD_getErrorName(left));
    return left ? UNPACK_MORE : UNPACK_BETWEEN;
}

static const struct codec zstd = {"zstd", zstd_is, zstd_open, zstd_close, zstd_step};

/* ---- one stream ---- */

static bool all_zero(struct sv s)
{
    return s.n == 0 || (s.p[0] == 0 && memcmp(s.p, s.p + 1, s.n - 1) == 0);
}

/* Is there another member behind the one that is complete? Zeros are padding, as on tapes. */
static bool stream_again(const struct codec *c, struct unpack *u)
{
    struct sv rest = sv_from(u->packed, u->at);
    if (c->is(rest))
        return true;
    if (!all_zero(rest))
        err_set(u->damage,
                "%zu bytes behind the %s data are not %s and were left out; check how the file "
                "was written",
                rest.n, c->name, c->name);
    return false;
}

static enum unpacked no_room(struct unpack *u)
{
    err_set(u->damage,
            "the data does not fit into memory, %zu bytes are unpacked; unpack it to a file and "
            "lint that, which needs little memory",
            u->out->n);
    return UNPACK_FAILED;
}

static enum unpacked stream_step(const struct codec *c, struct unpack *u, void *lib)
{
    size_t room = 0, at = u->at, n = u->out->n;
    struct sv in = sv_from(u->packed, u->at);
    char *to = region_room(u->out, &room);
    if (!to)
        return no_room(u);
    in.n = in.n < STEP ? in.n : STEP;
    enum unpacked state = c->step(lib, u, in, to, room < STEP ? room : STEP);
    bool stands_still = u->at == at && u->out->n == n;
    return state == UNPACK_MORE && stands_still ? unpack_damage(u, c->name, NULL) : state;
}

/* The members of u->packed from u->at on. */
static void stream_unpack(const struct codec *c, struct unpack *u)
{
    void *lib = c->open();
    bool more = true;
    while (more) {
        enum unpacked state = stream_step(c, u, lib);
        u->done(u->ctx, u->at);
        more = state == UNPACK_MORE || (state == UNPACK_BETWEEN && stream_again(c, u));
    }
    c->close(lib);
}

static void gzip_unpack(struct unpack *u)
{
    stream_unpack(&gzip, u);
}

static void zstd_unpack(struct unpack *u)
{
    stream_unpack(&zstd, u);
}

/* ---- zstd frames behind their lengths ---- */

enum { LENGTH = 4 };

static size_t length_get(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return (size_t)u[0] << 24 | (size_t)u[1] << 16 | (size_t)u[2] << 8 | u[3];
}

static void length_put(char *p, size_t n)
{
    for (int i = 0; i < LENGTH; i++)
        p[i] = (char)(n >> (24 - 8 * i));
}

static bool framed_is(struct sv bytes)
{
    return bytes.n > LENGTH && length_get(bytes.p) > 0 && zstd_is(sv_from(bytes, LENGTH));
}

/* Does what is packed here begin as JSON does? */
static bool frame_is_json(struct sv packed)
{
    char c = '\0';
    ZSTD_inBuffer from = {packed.p, packed.n, 0};
    ZSTD_outBuffer to = {&c, 1, 0};
    ZSTD_DStream *z = zstd_open();
    while (to.pos == 0 && from.pos < from.size &&
           !ZSTD_isError(ZSTD_decompressStream(z, &to, &from)))
        ;
    zstd_close(z);
    return c == '{' || c == '[';
}

/* One request; false when there is no room. Damage in it leaves those behind it alone. */
static bool frame_unpack(struct unpack *u, bool is_json)
{
    size_t start = u->out->n;
    if (!is_json && !region_add(u->out, SV("\0\0\0\0")))
        return false;
    zstd_unpack(u);
    if (is_json)
        return region_add(u->out, SV("\n"));
    length_put(u->out->p + start, u->out->n - start - LENGTH);
    return true;
}

static void framed_unpack(struct unpack *u)
{
    struct sv all = u->packed;
    bool is_json = frame_is_json(sv_from(all, LENGTH)), has_room = true;
    size_t end = 0;
    while (has_room && framed_is(sv_from(all, end))) {
        u->at = end + LENGTH;
        end = u->at + length_get(all.p + end);
        u->packed = sv_of(all.p, end < all.n ? end : all.n);
        has_room = frame_unpack(u, is_json);
    }
    if (!has_room)
        no_room(u);
    else if (end < all.n)
        err_set(u->damage, "no zstd data behind a length at byte %zu; what follows is left out, "
                           "get the file again", end);
}

/* ---- all ---- */

struct packing {
    bool (*is)(struct sv bytes);
    void (*unpack)(struct unpack *u);
};

static const struct packing packings[] = {
    {gzip_is, gzip_unpack},
    {zstd_is, zstd_unpack},
    {framed_is, framed_unpack},
};

const struct packing *packing_find(struct sv bytes)
{
    for (size_t i = 0; i < ARRAY_LEN(packings); i++)
        if (packings[i].is(bytes))
            return &packings[i];
    return NULL;
}

void unpack(const struct packing *k, struct sv packed, struct region *out, unpack_done *done,
            void *ctx, struct err *damage)
{
    struct unpack u = {
        .packed = packed, .out = out, .done = done, .ctx = ctx, .damage = damage};
    k->unpack(&u);
}
