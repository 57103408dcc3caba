#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"
#include "io/source.h"
#include "tests/unit/pack.h"
#include "tests/unit/test.h"

enum { STEP = 4 << 20 }; /* what source.c gives back at once */

/* ---- a scratch directory, and what source_open says of a file in it ---- */

static char dir[] = "/tmp/spanvet-source-XXXXXX";
static char path[64];

static struct sv path_of(const char *name)
{
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    return sv_from_c(path);
}

static struct sv file_of(const char *name, struct sv bytes)
{
    struct sv p = path_of(name);
    FILE *f = fopen(path, "wb");
    CHECK(f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n && fclose(f) == 0);
    return p;
}

struct opened {
    struct source src;
    struct err e, damage;
    bool ok;
};

static struct opened open_limited(struct sv uri, size_t limit)
{
    struct opened o = {.src.limit = limit};
    o.ok = source_open(&o.src, uri, &o.e, &o.damage);
    return o;
}

static struct opened open_of(struct sv uri)
{
    return open_limited(uri, 0);
}

/* ---- files ---- */

TEST(plain_file)
{
    struct opened o = open_of(file_of("plain", SV("{\"a\":1}\n")));
    CHECK(o.ok && !o.e.set && !o.damage.set && o.src.is_file);
    CHECK_SV(o.src.bytes, "{\"a\":1}\n");
    source_close(&o.src);
    CHECK(o.src.bytes.n == 0 && !o.src.map);
    source_close(&o.src);
}

/* Zeros behind the end, wherever in a page that is, and also when the file grows meanwhile. */
TEST(padding)
{
    struct buf b = {0};
    struct err damage = {0};
    for (size_t n = 4000; n < 4200; n++) {
        buf_clear(&b);
        buf_fill(&b, 'x', n);
        struct opened o = open_of(file_of("plain", buf_sv(&b)));
        FILE *f = fopen(path, "ab");
        CHECK(f && fputs("appended", f) >= 0 && fclose(f) == 0);
        CHECK(o.src.is_file && source_is_padded(&o.src) && sv_eq(o.src.bytes, buf_sv(&b)));
        source_close(&o.src);
        source_of(&o.src, SV("x"), buf_sv(&b), &damage);
        CHECK(!o.src.is_file && source_is_padded(&o.src) && sv_eq(o.src.bytes, buf_sv(&b)));
        source_close(&o.src);
    }
    buf_release(&b);
}

TEST(empty_file)
{
    struct opened o = open_of(file_of("empty", SV("")));
    CHECK(o.ok && !o.e.set && !o.damage.set && o.src.bytes.n == 0);
    CHECK(source_is_padded(&o.src));
    CHECK_EQ(source_place(&o.src, 0).line, 1);
    source_close(&o.src);
}

TEST(kernel_file)
{
    struct opened o = open_of(SV("/proc/self/status"));
    CHECK(o.ok && !o.src.is_file && sv_starts(o.src.bytes, SV("Name:")));
    source_close(&o.src);
}

TEST(cannot_read)
{
    struct opened o = open_of(path_of("missing.json"));
    CHECK(!o.ok && err_says(&o.e, "missing.json: No such file or directory; check the path"));
    o = open_of(sv_from_c(dir));
    CHECK(!o.ok && err_says(&o.e, "Is a directory; name a file in it"));
    file_of("plain", SV("x"));
    o = open_of(path_of("plain/below"));
    CHECK(!o.ok && err_says(&o.e, "Not a directory; check the path"));
    o = open_of(SV(""));
    CHECK(!o.ok && err_says(&o.e, "No such file or directory"));
    struct sv secret = file_of("secret", SV("x"));
    CHECK(chmod(dir, 0755) == 0 && chmod(path, 0) == 0);
    bool is_root = geteuid() == 0;
    CHECK(!is_root || seteuid(65534) == 0);
    o = open_of(secret);
    CHECK(!is_root || seteuid(0) == 0);
    CHECK(!o.ok && err_says(&o.e, "secret: Permission denied; give yourself the right to read it"));
}

/* ---- streams ---- */

struct writing {
    int fd;
    struct sv bytes;
};

static void *write_all(void *arg)
{
    struct writing *w = arg;
    for (size_t at = 0; at < w->bytes.n;) {
        ssize_t n = write(w->fd, w->bytes.p + at, w->bytes.n - at);
        CHECK(n > 0);
        at += (size_t)n;
    }
    close(w->fd);
    return NULL;
}

/* What source_open("-") reads when `bytes` come through a pipe. */
static struct opened open_pipe(struct sv bytes, size_t limit)
{
    int ends[2], keep = dup(STDIN_FILENO);
    CHECK(pipe(ends) == 0 && dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
    close(ends[0]);
    struct writing w = {ends[1], bytes};
    pthread_t writer;
    CHECK(pthread_create(&writer, NULL, write_all, &w) == 0);
    struct opened o = open_limited(SV("-"), limit);
    char rest[4096];
    while (read(STDIN_FILENO, rest, sizeof(rest)) > 0)
        ;
    pthread_join(writer, NULL);
    if (keep >= 0)
        dup2(keep, STDIN_FILENO);
    close(keep);
    return o;
}

TEST(standard_input)
{
    struct buf b = {0};
    pack_lines(&b, 3 << 20);
    struct opened o = open_pipe(buf_sv(&b), 0);
    CHECK(o.ok && !o.src.is_file && sv_eq(o.src.bytes, buf_sv(&b)));
    source_close(&o.src);
    o = open_pipe(SV(""), 0);
    CHECK(o.ok && o.src.bytes.n == 0 && !o.damage.set);
    source_close(&o.src);
    o = open_pipe(buf_sv(&b), 1000);
    CHECK(o.ok && err_says(&o.damage, "the input does not fit into memory, 1000 bytes are read"));
    CHECK(sv_eq(o.src.bytes, sv_of(b.p, 1000)) && source_is_padded(&o.src));
    source_close(&o.src);
    buf_clear(&b);
    pack_gzip(&b, SV("{}"));
    o = open_pipe(buf_sv(&b), 0);
    CHECK(o.ok && !o.damage.set);
    CHECK_SV(o.src.bytes, "{}");
    source_close(&o.src);
    buf_release(&b);
}

/* Opening the writing end waits for the reader. */
static void *open_and_write_all(void *arg)
{
    struct writing *w = arg;
    w->fd = open(path, O_WRONLY);
    return write_all(w);
}

TEST(named_pipe)
{
    struct sv p = path_of("fifo");
    CHECK(mkfifo(path, 0600) == 0);
    struct writing w = {-1, SV("{\"a\":1}")};
    pthread_t writer;
    CHECK(pthread_create(&writer, NULL, open_and_write_all, &w) == 0);
    struct opened o = open_of(p);
    pthread_join(writer, NULL);
    CHECK(o.ok);
    source_close(&o.src);
}

/* ---- places, and bytes given back ---- */

static void check_places(struct source *src, struct sv all)
{
    uint64_t line = 1, column = 1;
    for (size_t i = 0; i <= all.n; i++) {
        if (i % 997 == 0 || i == all.n) {
            struct source_place at = source_place(src, i);
            if (at.line != line || at.column != column) {
                CHECK_EQ(at.line, line);
                CHECK_EQ(at.column, column);
                return;
            }
        }
        source_release(src, i);
        bool is_break = i < all.n && all.p[i] == '\n';
        line += is_break;
        column = is_break ? 1 : column + 1;
    }
}

TEST(places)
{
    struct buf b = {0};
    pack_lines(&b, 3 * STEP);
    struct opened o = open_of(file_of("lines", buf_sv(&b)));
    check_places(&o.src, buf_sv(&b));
    CHECK(o.src.done == 3 * STEP && sv_eq(o.src.bytes, buf_sv(&b)));
    CHECK_EQ(source_place(&o.src, 5).line, 2);
    CHECK_EQ(source_place(&o.src, 5).column, 3);
    CHECK_EQ(source_place(&o.src, SIZE_MAX).column, 1);
    source_close(&o.src);
    o = open_pipe(buf_sv(&b), 0);
    check_places(&o.src, buf_sv(&b));
    CHECK(o.src.done == 3 * STEP);
    CHECK_EQ(source_place(&o.src, 5).line, 0);
    CHECK(source_place(&o.src, 3 * STEP).line > 1);
    source_close(&o.src);
    buf_release(&b);
}

/* What is given back is no longer in memory: it reads as zeros where it was not a file. */
TEST(release)
{
    struct buf b = {0};
    buf_fill(&b, 'x', 2 * STEP + 1);
    struct opened o = open_pipe(buf_sv(&b), 0);
    source_release(&o.src, STEP - 1);
    CHECK(o.src.done == 0 && o.src.bytes.p[0] == 'x');
    source_release(&o.src, STEP + 5);
    CHECK(o.src.done == STEP && o.src.bytes.p[STEP - 1] == 0 && o.src.bytes.p[STEP] == 'x');
    source_release(&o.src, 3);
    CHECK(o.src.done == STEP);
    source_close(&o.src);
    struct source of = {0};
    struct err damage = {0};
    source_of(&of, SV("x"), buf_sv(&b), &damage);
    source_release(&of, 2 * STEP);
    CHECK(!damage.set && of.done == 2 * STEP && b.p[0] == 'x');
    source_close(&of);
    buf_release(&b);
}

static void remove_all(void)
{
    static const char *const names[] = {"plain", "empty", "secret", "fifo", "lines"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        path_of(names[i]);
        unlink(path);
    }
    rmdir(dir);
}

int main(void)
{
    static const struct test_case cases[] = {
        TEST_CASE(plain_file),  TEST_CASE(padding),    TEST_CASE(empty_file),
        TEST_CASE(kernel_file),
        TEST_CASE(cannot_read), TEST_CASE(standard_input), TEST_CASE(named_pipe),
        TEST_CASE(places),      TEST_CASE(release),
    };
    if (!mkdtemp(dir)) {
        perror("mkdtemp");
        return 1;
    }
    int failed = test_run(cases, ARRAY_LEN(cases));
    remove_all();
    return failed;
}
