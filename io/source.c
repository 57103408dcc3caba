#include "io/source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"
#include "io/region.h"
#include "io/unpack.h"

/* Pages are given back in pieces of this size, which is a multiple of every page size. */
enum { STEP = 4 << 20, NAME_SHOWN = 300, ZEROS_SEEN = 1 << 16 };

/* ---- errors ---- */

static const struct {
    int code;
    const char *advice;
} advices[] = {
    {ENOENT, "check the path"},
    {ENOTDIR, "check the path"},
    {EISDIR, "name a file in it"},
    {EACCES, "give yourself the right to read it (chmod u+r) or run as its owner"},
    {EPERM, "give yourself the right to read it or run as its owner"},
    {EBADF, "connect standard input to a file or a pipe"},
    {ENAMETOOLONG, "check the path"},
    {ELOOP, "check the symbolic links in the path"},
};

struct sv source_title(struct sv uri)
{
    return sv_eq(uri, SV("-")) ? SV("standard input") : uri;
}

static bool read_failed(struct err *e, struct sv uri, int code)
{
    const char *advice = "check the disk or copy the file elsewhere";
    for (size_t i = 0; i < ARRAY_LEN(advices); i++)
        if (advices[i].code == code)
            advice = advices[i].advice;
    struct sv name = source_title(uri);
    if (name.n > NAME_SHOWN)
        name.n = NAME_SHOWN;
    return err_set(e, "cannot read %.*s: %s; %s", SV_ARG(name), strerror(code), advice);
}

/* ---- opening ---- */

static size_t memory_limit(void)
{
    size_t pages = (size_t)sysconf(_SC_PHYS_PAGES), page = (size_t)sysconf(_SC_PAGESIZE);
    size_t most = pages / 4 * 3 * page;
    return most < SOURCE_LIMIT ? most : SOURCE_LIMIT;
}

static void source_reset(struct source *src, struct sv uri)
{
    size_t limit = src->limit ? src->limit : memory_limit();
    *src = (struct source){.uri = uri, .limit = limit};
}

static void source_take(struct source *src, struct region *r)
{
    region_finish(r, SOURCE_PAD);
    src->map = r->p;
    src->map_bytes = r->cap;
    src->bytes = sv_of(r->p, r->n);
}

static int file_open(struct sv uri)
{
    char *path = mem_alloc(uri.n + 1);
    memcpy(path, uri.p, uri.n);
    path[uri.n] = '\0';
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    int code = errno;
    free(path);
    errno = code;
    return fd;
}

/* Reads the bytes from `at` to the end of a file of `n` bytes. */
static bool tail_read(int fd, char *to, size_t at, size_t n)
{
    while (at < n) {
        ssize_t got = pread(fd, to + at, n - at, (off_t)at);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        at += got > 0 ? (size_t)got : 0;
    }
    return true;
}

/* The whole pages are the file's, the rest is a copy: a file that grows while it is read would
 * overwrite the zeros behind its end. */
static bool file_map(int fd, char *to, size_t n)
{
    size_t pages = n - n % (size_t)sysconf(_SC_PAGESIZE);
    if (pages && mmap(to, pages, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0) == MAP_FAILED)
        return false;
    if (pages)
        madvise(to, pages, MADV_SEQUENTIAL);
    return tail_read(fd, to, pages, n);
}

/* False when it is nothing that can be mapped: a pipe, a file of /proc, the rest of a file that
 * somebody else has begun to read. */
static bool source_map(struct source *src, int fd, const struct stat *st)
{
    if (!S_ISREG(st->st_mode) || st->st_size <= 0 || lseek(fd, 0, SEEK_CUR) != 0)
        return false;
    size_t n = (size_t)st->st_size;
    void *map = mmap(NULL, n + SOURCE_PAD, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (map == MAP_FAILED)
        return false;
    src->map = map;
    src->map_bytes = n + SOURCE_PAD;
    if (!file_map(fd, map, n)) {
        source_close(src);
        return false;
    }
    src->bytes = sv_of(map, n);
    src->is_file = true;
    return true;
}

/* An endless device: nothing but zeros, which no input of ours begins with. */
static bool only_zeros(const struct region *r)
{
    return r->n >= ZEROS_SEEN && r->p[0] == 0 && memcmp(r->p, r->p + 1, ZEROS_SEEN - 1) == 0;
}

static bool source_stream(struct source *src, int fd, struct err *e, struct err *damage)
{
    struct region r = {.limit = src->limit};
    ssize_t got = 1;
    while (got > 0) {
        size_t room;
        char *to = region_room(&r, &room);
        if (!to) {
            err_set(damage,
                    "the input does not fit into memory, %zu bytes are read; write it to a file "
                    "and lint that, which needs little memory",
                    r.n);
            break;
        }
        got = read(fd, to, room);
        if (got > 0)
            r.n += (size_t)got;
        else if (got < 0 && errno == EINTR)
            got = 1;
        else if (got < 0)
            read_failed(r.n ? damage : e, src->uri, errno);
        if (only_zeros(&r)) {
            err_set(e, "%.*s holds nothing but zero bytes; give a file with traces",
                    SV_ARG(source_title(src->uri)));
            break;
        }
    }
    source_take(src, &r);
    return !e->set;
}

static bool source_load(struct source *src, int fd, struct err *e, struct err *damage)
{
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0)
        return read_failed(e, src->uri, errno);
    if (S_ISDIR(st.st_mode))
        return read_failed(e, src->uri, EISDIR);
    return source_map(src, fd, &st) || source_stream(src, fd, e, damage);
}

static void packed_done(void *src, size_t done)
{
    source_release(src, done);
}

/* Replaces compressed bytes by what is in them. */
static void source_unpack(struct source *src, struct err *damage)
{
    const struct packing *k = packing_find(src->bytes);
    if (!k)
        return;
    struct region out = {.limit = src->limit};
    unpack(k, src->bytes, &out, packed_done, src, damage);
    source_close(src);
    source_take(src, &out);
}

bool source_exists(struct sv uri, struct err *e)
{
    struct buf path = {0};
    buf_add(&path, uri);
    buf_addc(&path, '\0');
    int code = sv_eq(uri, SV("-")) || access(path.p, F_OK) == 0 ? 0 : errno;
    buf_release(&path);
    return !code || read_failed(e, uri, code);
}

bool source_open(struct source *src, struct sv uri, struct err *e, struct err *damage)
{
    source_reset(src, uri);
    bool is_stdin = sv_eq(uri, SV("-"));
    int fd = is_stdin ? STDIN_FILENO : file_open(uri);
    bool ok = source_load(src, fd, e, damage);
    if (fd >= 0 && !is_stdin)
        close(fd);
    if (ok)
        source_unpack(src, damage);
    else
        source_close(src);
    return ok;
}

void source_of(struct source *src, struct sv uri, struct sv bytes, struct err *damage)
{
    source_reset(src, uri);
    struct region r = {0};
    if (!region_add(&r, bytes))
        die_no_memory(bytes.n);
    source_take(src, &r);
    source_unpack(src, damage);
}

void source_close(struct source *src)
{
    if (src->map)
        munmap(src->map, src->map_bytes);
    *src = (struct source){.uri = src->uri, .limit = src->limit};
}

/* ---- giving back, and places ---- */

static void mark_advance(struct source_mark *m, struct sv bytes, size_t to)
{
    while (m->at < to) {
        const char *line_end = memchr(bytes.p + m->at, '\n', to - m->at);
        if (!line_end) {
            m->at = to;
            break;
        }
        m->breaks++;
        m->at = m->line_start = (size_t)(line_end - bytes.p) + 1;
    }
}

static void pages_drop(const struct source *src, size_t from, size_t to)
{
    madvise((char *)src->map + from, to - from, MADV_DONTNEED);
}

void source_release(struct source *src, size_t offset)
{
    size_t to = offset / STEP * STEP;
    if (!src->map || to <= src->done)
        return;
    if (!src->is_file)
        mark_advance(&src->gone, src->bytes, to);
    pages_drop(src, src->done, to);
    src->done = to;
}

/* From where to count on to an offset: never from among bytes that are gone. */
static struct source_mark mark_before(const struct source *src, size_t offset)
{
    bool use_seen = src->seen.at <= offset && src->seen.at >= src->gone.at;
    return use_seen ? src->seen : src->gone;
}

struct source_place source_place(struct source *src, size_t offset)
{
    struct source_mark m = mark_before(src, offset);
    if (offset > src->bytes.n)
        offset = src->bytes.n;
    if (m.at > offset)
        return (struct source_place){0};
    while (m.at < offset) {
        size_t from = m.at / STEP * STEP, to = from + STEP;
        mark_advance(&m, src->bytes, to < offset ? to : offset);
        if (to <= src->done)
            pages_drop(src, from, to);
    }
    src->seen = m;
    return (struct source_place){m.breaks + 1, m.at - m.line_start + 1};
}
