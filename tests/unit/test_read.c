#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"
#include "io/format.h"
#include "io/read.h"
#include "tests/unit/pack.h"
#include "tests/unit/test.h"

/* ---- a scratch directory, and what is read of the files in it ---- */

static char dir[] = "/tmp/spanvet-read-XXXXXX";
static char path[128];

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

static struct store store;

/* Reads one input into a fresh store. */
static void read_fresh(struct sv uri)
{
    struct build b;
    store_release(&store);
    store_init(&store);
    build_init(&b, &store);
    read_input(&b, uri);
    build_release(&b);
}

static void read_text(struct sv bytes)
{
    struct build b;
    store_release(&store);
    store_init(&store);
    build_init(&b, &store);
    read_bytes(&b, SV("text"), bytes);
    build_release(&b);
}

static bool says(const struct input *in, const char *part)
{
    struct sv text = in->diagnostics.n ? in->diagnostics.v[0].text : SV("");
    bool found = sv_find(text, sv_from_c(part)) != SIZE_MAX;
    if (!found)
        printf("%.*s says: %.*s\n", SV_ARG(in->uri), SV_ARG(text));
    return found;
}

/* The only input failed, is of no known format, and this is part of the sentence why. */
static bool fails(const char *part)
{
    const struct input *in = store.inputs.v;
    return store.inputs.n == 1 && in->status == INPUT_FAILED && in->n_diagnostics == 1 &&
           strcmp(in->format, "unknown") == 0 && says(in, part);
}

#define ONE_SPAN                                                                                   \
    "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":"                               \
    "\"000102030405060708090a0b0c0d0e0f\",\"spanId\":\"0001020304050607\",\"name\":\"a\","         \
    "\"startTimeUnixNano\":\"1\",\"endTimeUnixNano\":\"2\"}]}]}]}\n"

/* ---- one input ---- */

TEST(file)
{
    read_fresh(file_of("a.json", SV(ONE_SPAN)));
    CHECK_EQ(store.inputs.n, 1);
    const struct input *in = store.inputs.v;
    CHECK(in->status == INPUT_OK && in->n_rows == 1 && in->n_diagnostics == 0 && in->is_otlp);
    CHECK_EQ(in->bytes, sizeof(ONE_SPAN) - 1);
    CHECK(strcmp(in->format, "otlp-json") == 0);
    CHECK_SV(in->uri, path);
}

TEST(bytes)
{
    read_text(SV("\xef\xbb\xbf" ONE_SPAN "\r\n" ONE_SPAN));
    CHECK(store.inputs.n == 1 && store.inputs.v[0].n_rows == 2);
    CHECK_SV(store.inputs.v[0].uri, "text");
}

/* Compressed data that is cut off: the spans before that, and a sentence. */
TEST(cut_gzip)
{
    struct buf b = {0};
    pack_gzip(&b, SV(ONE_SPAN));
    pack_gzip(&b, SV(ONE_SPAN));
    read_text(sv_of(b.p, b.n - 20));
    const struct input *in = store.inputs.v;
    CHECK(store.inputs.n == 1 && in->status == INPUT_PARTIAL && in->n_rows == 1);
    bool told = false;
    for (size_t i = 0; i < in->diagnostics.n; i++)
        told |= sv_find(in->diagnostics.v[i].text, SV("the gzip data is cut off")) != SIZE_MAX;
    CHECK(told);
    read_text(sv_of(b.p, 5));
    CHECK(fails("text: the gzip data is cut off at its byte 5"));
    buf_release(&b);
}

TEST(missing)
{
    read_fresh(path_of("missing.json"));
    CHECK(fails("missing.json: No such file or directory; check the path"));
}

/* ---- no traces ---- */

static void check_no_trace(struct sv bytes, const char *part)
{
    read_text(bytes);
    CHECK(fails(part));
}

#define NO_TRACE(text, part) check_no_trace(SV(text), part)

TEST(other_files)
{
    NO_TRACE("", "text is empty");
    NO_TRACE(" \r\n", "text holds nothing but white space");
    NO_TRACE("\x89PNG\r\n\x1a\n....", "is a PNG image");
    NO_TRACE("\xff\xd8\xff\xe0....", "is a JPEG image");
    NO_TRACE("GIF89a....", "is a GIF image");
    NO_TRACE("RIFF....WEBPVP8 ", "is a WebP image");
    NO_TRACE("RIFF....WAVEfmt ", "is a WAV recording");
    NO_TRACE("%PDF-1.7", "is a PDF document");
    NO_TRACE("\x7f" "ELF\x02\x01\x01", "is a program");
    NO_TRACE("PK\x03\x04....", "is a zip archive, not a trace; unpack it");
    NO_TRACE("\xff\xfe{\0}\0", "is text in UTF-16, not a trace; convert it");
    NO_TRACE("[\0{\0}\0]\0", "is text in UTF-16");
    NO_TRACE("<!DOCTYPE html><p>log in", "is an HTML page");
    NO_TRACE("<?xml version=\"1.0\"?>", "is XML");
    NO_TRACE("id,name,ms\n1,a,2\n", "is a table");
    NO_TRACE("INFO starting\n{\"a\":1}\n", "is text with JSON further down");
    NO_TRACE("2024-01-01 INFO starting\n", "is text, not a trace");
    NO_TRACE("\x01\x02\x03\x00\x99\xfe", "is binary data");
}

TEST(other_json)
{
    NO_TRACE("{\"level\":1,\"msg\":{\"deep\":2}}", "its members are \"level\", \"msg\", and");
    NO_TRACE("[[1,2],3]", "is JSON without a single member");
    NO_TRACE("{this is none", "begins like JSON but is none: a member name in quotes is missing "
                              "at byte 1");
    NO_TRACE("{\"traces\":[{\"traceID\":\"1\",\"rootServiceName\":\"a\",\"durationMs\":9}]}",
             "is the answer to a Tempo search");
}

/* A long list without members is no damage, although only its beginning is looked at. */
TEST(long_json)
{
    struct buf b = {0};
    buf_addc(&b, '[');
    while (b.n < 2 * SKETCH_BYTES)
        buf_addz(&b, "1,");
    buf_addz(&b, "1]");
    read_text(buf_sv(&b));
    CHECK(fails("is JSON without a single member"));
    buf_release(&b);
}

TEST(formats_listed)
{
    for (size_t i = 0; i < n_formats; i++) {
        CHECK(formats[i]->name[0] && formats[i]->title[0] && formats[i]->sniff);
        for (size_t k = 0; k < i; k++)
            CHECK(strcmp(formats[i]->name, formats[k]->name) != 0);
    }
    CHECK(n_formats > 1);
}

/* ---- directories ---- */

static void make_dir(const char *name)
{
    path_of(name);
    CHECK(mkdir(path, 0755) == 0);
}

static void make_link(const char *name, const char *target)
{
    path_of(name);
    CHECK(symlink(target, path) == 0);
}

static void check_uri(size_t i, const char *name)
{
    CHECK(i < store.inputs.n);
    if (i < store.inputs.n)
        CHECK(sv_ends(store.inputs.v[i].uri, sv_from_c(name)));
}

TEST(directory)
{
    make_dir("tree");
    make_dir("tree/b");
    make_dir("tree/b/deep");
    make_dir("tree/.hidden");
    file_of("tree/b.json", SV(ONE_SPAN));
    file_of("tree/b/z", SV(ONE_SPAN));
    file_of("tree/b/deep/a.json", SV(ONE_SPAN));
    file_of("tree/.hidden/a.json", SV(ONE_SPAN));
    file_of("tree/.a.json", SV(ONE_SPAN));
    file_of("tree/readme.txt", SV("hello\n"));
    file_of("tree/empty", SV(""));
    make_link("tree/link.json", "b.json");
    make_link("tree/b/up", "..");
    make_link("tree/nowhere", "missing");
    path_of("tree/pipe");
    CHECK(mkfifo(path, 0644) == 0);
    read_fresh(path_of("tree"));
    CHECK_EQ(store.inputs.n, 4);
    check_uri(0, "/tree/b.json");
    check_uri(1, "/tree/b/deep/a.json");
    check_uri(2, "/tree/b/z");
    check_uri(3, "/tree/link.json");
    CHECK_EQ(store.n_spans, 4);
    read_fresh(path_of("tree/b/up"));
    CHECK_EQ(store.inputs.n, 4);
}

TEST(directory_without_traces)
{
    make_dir("none");
    read_fresh(path_of("none"));
    CHECK(fails("none holds no file"));
    file_of("none/a.txt", SV("hello\n"));
    file_of("none/b.csv", SV("a,b,c\n1,2,3\n"));
    read_fresh(path_of("none"));
    CHECK(fails("none holds no trace: 2 files were looked at"));
}

TEST(unreadable_in_directory)
{
    make_dir("locked");
    make_dir("locked/closed");
    file_of("locked/a.json", SV(ONE_SPAN));
    file_of("locked/secret.json", SV(ONE_SPAN));
    CHECK(chmod(path, 0) == 0);
    path_of("locked/closed");
    CHECK(chmod(dir, 0755) == 0 && chmod(path, 0) == 0);
    bool is_root = geteuid() == 0;
    CHECK(!is_root || seteuid(65534) == 0);
    read_fresh(path_of("locked"));
    CHECK(!is_root || seteuid(0) == 0);
    CHECK_EQ(store.inputs.n, 3);
    check_uri(0, "/locked/a.json");
    check_uri(1, "/locked/closed");
    check_uri(2, "/locked/secret.json");
    CHECK(store.inputs.n == 3 && store.inputs.v[0].status == INPUT_OK &&
          store.inputs.v[1].status == INPUT_FAILED && store.inputs.v[2].status == INPUT_FAILED);
    CHECK(says(&store.inputs.v[1], "locked/closed: Permission denied"));
    CHECK(says(&store.inputs.v[2], "locked/secret.json: Permission denied"));
}

/* Directories come after what is in them. */
static void remove_all(void)
{
    static const char *const names[] = {
        "a.json", "tree/b/deep/a.json", "tree/b/deep", "tree/b/z", "tree/b/up", "tree/b",
        "tree/.hidden/a.json", "tree/.hidden", "tree/b.json", "tree/.a.json", "tree/readme.txt",
        "tree/empty", "tree/link.json", "tree/nowhere", "tree/pipe", "tree", "none/a.txt",
        "none/b.csv", "none", "locked/closed", "locked/a.json", "locked/secret.json", "locked",
        "",
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        path_of(names[i]);
        remove(path);
    }
}

int main(void)
{
    static const struct test_case cases[] = {
        TEST_CASE(file),           TEST_CASE(bytes),          TEST_CASE(cut_gzip),
        TEST_CASE(missing),        TEST_CASE(other_files),    TEST_CASE(other_json),
        TEST_CASE(long_json),      TEST_CASE(formats_listed), TEST_CASE(directory),
        TEST_CASE(directory_without_traces), TEST_CASE(unreadable_in_directory),
    };
    if (!mkdtemp(dir)) {
        perror("mkdtemp");
        return 1;
    }
    int failed = test_run(cases, ARRAY_LEN(cases));
    store_release(&store);
    remove_all();
    return failed;
}
