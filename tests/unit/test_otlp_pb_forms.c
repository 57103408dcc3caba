#include "io/format.h"
#include "tests/unit/pb_bytes.h"

/* ---- forms of files ---- */

static void put_be32(struct buf *out, struct sv message)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_addc(out, (char)(message.n >> shift));
    buf_add(out, message);
}

/* Two spans were read, whole, and each says where it stands. */
static void check_two(struct fixture *f, struct sv bytes)
{
    CHECK_EQ(f->s.n_spans, 2);
    CHECK_SV(name_of(f, 0), "first");
    CHECK_SV(name_of(f, 1), "second");
    CHECK_EQ(input_of(f)->n_diagnostics, 0);
    for (uint32_t row = 0; row < f->s.n_spans; row++)
        CHECK(sv_starts(sv_from(bytes, f->s.span.place[row]), SV("\x0a\x10\x01\x02\x03")));
    fixture_release(f);
}

TEST(forms_of_files)
{
    struct buf first = request_of(plain_span(SV("first")));
    struct buf second = request_of(plain_span(SV("second")));
    struct buf file[3] = {{0}};
    static const size_t documents[] = {1, 3, 2};
    buf_add(&file[0], buf_sv(&first));
    buf_add(&file[0], buf_sv(&second));
    put_be32(&file[1], buf_sv(&first));
    put_be32(&file[1], SV(""));
    put_be32(&file[1], buf_sv(&second));
    put_varint(&file[2], first.n);
    buf_add(&file[2], buf_sv(&first));
    put_varint(&file[2], second.n);
    buf_add(&file[2], buf_sv(&second));
    for (size_t i = 0; i < ARRAY_LEN(file); i++) {
        struct fixture f;
        fixture_read(&f, buf_sv(&file[i]));
        CHECK_EQ(f.s.documents.n, documents[i]);
        check_two(&f, buf_sv(&file[i]));
        buf_release(&file[i]);
    }
    buf_release(&first);
    buf_release(&second);
}

TEST(resource_in_pieces)
{
    struct buf data = {0}, piece = {0}, spans = {0}, request = {0};
    put_message(&piece, 1, attribute(SV("a"), number_value(3, 1)));
    put_message(&data, 1, piece);
    put_message(&spans, 2, plain_span(SV("x")));
    put_bytes(&spans, 3, SV("scope-url"));
    put_message(&data, 2, spans);
    piece = (struct buf){0};
    put_message(&piece, 1, attribute(SV("b"), number_value(3, 2)));
    put_message(&data, 1, piece);
    put_bytes(&data, 3, SV("resource-url"));
    put_message(&request, 1, data);
    struct fixture f;
    fixture_read_message(&f, request);
    CHECK_EQ(f.s.resources.n, 1);
    CHECK_EQ(f.s.resources.v[0].attrs.count, 2);
    CHECK_SV(store_sv(&f.s, f.s.resources.v[0].schema_url), "resource-url");
    CHECK_SV(store_sv(&f.s, f.s.scopes.v[0].schema_url), "scope-url");
    fixture_release(&f);
}

TEST(spans_of_old_libraries)
{
    struct buf data = {0}, spans = {0}, request = {0};
    put_message(&spans, 2, plain_span(SV("old")));
    put_message(&data, 1000, spans);
    put_message(&request, 1, data);
    struct fixture f;
    fixture_read_message(&f, request);
    CHECK_EQ(f.s.n_spans, 1);
    CHECK_SV(name_of(&f, 0), "old");
    fixture_release(&f);
}

/* ---- other signals ---- */

static struct buf gauge(struct sv name)
{
    struct buf metric = {0}, points = {0}, point = {0};
    put_bytes(&metric, 1, name);
    put_bytes(&metric, 2, SV("how much"));
    put_fixed(&point, 3, 1000);
    put_fixed(&point, 4, 1);
    put_message(&points, 1, point);
    put_message(&metric, 5, points);
    return metric;
}

static struct buf sum(struct sv name)
{
    struct buf metric = {0}, points = {0};
    put_bytes(&metric, 1, name);
    put_number(&points, 2, 2);
    put_message(&metric, 7, points);
    return metric;
}

static struct buf log_record(void)
{
    struct buf record = {0};
    put_fixed(&record, 1, 1000);
    put_number(&record, 2, 9);
    put_message(&record, 5, string_value(SV("hello")));
    put_bytes(&record, 9, TRACE_ID);
    return record;
}

static void check_other_signal(struct buf record, bool metrics)
{
    struct fixture f;
    fixture_read_message(&f, request_of(record));
    CHECK_EQ(f.s.n_spans, 0);
    CHECK_EQ(f.s.resources.n, 0);
    CHECK_EQ(input_of(&f)->saw_metrics, metrics);
    CHECK_EQ(input_of(&f)->saw_logs, !metrics);
    CHECK_EQ(input_of(&f)->status, INPUT_FAILED);
    CHECK(says(&f, metrics ? "holds metrics, no traces" : "holds logs, no traces"));
    fixture_release(&f);
}

TEST(metrics_and_logs)
{
    check_other_signal(gauge(SV("cpu.utilization")), true);
    check_other_signal(gauge(SV("process.cpu.time")), true); /* as long as a trace id */
    check_other_signal(sum(SV("http.requests")), true);
    check_other_signal(log_record(), false);
}

TEST(metrics_beside_spans)
{
    struct buf file = request_of(gauge(SV("cpu.utilization")));
    struct buf spans = request_of(plain_span(SV("x")));
    buf_add(&file, buf_sv(&spans));
    buf_release(&spans);
    struct fixture f;
    fixture_read_message(&f, file);
    CHECK_EQ(f.s.n_spans, 1);
    CHECK(input_of(&f)->saw_metrics);
    CHECK_EQ(input_of(&f)->n_diagnostics, 0);
    fixture_release(&f);
}

/* ---- damage ---- */

/* A request with two resources of two spans each, both of the same length. */
static struct buf four_spans(void)
{
    static const struct sv names[] = {SV_INIT("one"), SV_INIT("two"), SV_INIT("six"),
                                      SV_INIT("ten")};
    struct buf request = {0};
    for (int i = 0; i < 4; i += 2) {
        struct buf spans = {0}, data = {0};
        put_message(&spans, 2, plain_span(names[i]));
        put_message(&spans, 2, plain_span(names[i + 1]));
        put_message(&data, 2, spans);
        put_message(&request, 1, data);
    }
    return request;
}

static void check_prefix(struct sv whole, size_t n, uint32_t *spans)
{
    struct fixture f;
    char *copy = mem_alloc(n + 1); /* so that a byte too many is seen */
    memcpy(copy, whole.p, n);
    fixture_read(&f, sv_of(copy, n));
    CHECK(f.s.n_spans >= *spans && f.s.n_spans <= 4);
    *spans = f.s.n_spans;
    bool boundary = n == 0 || n == whole.n / 2 || n == whole.n;
    CHECK(boundary || input_of(&f)->n_diagnostics == 1);
    fixture_release(&f);
    free(copy);
}

TEST(every_prefix)
{
    struct buf request = four_spans();
    uint32_t spans = 0;
    for (size_t n = 0; n <= request.n; n++)
        check_prefix(buf_sv(&request), n, &spans);
    CHECK_EQ(spans, 4);
    buf_release(&request);
}

TEST(truncated_file)
{
    struct buf request = four_spans();
    struct fixture f;
    fixture_read(&f, sv_of(request.p, request.n - 10));
    CHECK_EQ(f.s.n_spans, 3);
    CHECK_EQ(input_of(&f)->status, INPUT_PARTIAL);
    CHECK_EQ(input_of(&f)->n_diagnostics, 1);
    CHECK(says(&f, "ends inside a span; the 3 spans before it were read"));
    CHECK(input_of(&f)->diagnostics.v[0].offset > f.s.span.place[2]);
    fixture_release(&f);
    buf_release(&request);
}

TEST(damage_costs_what_it_stands_in)
{
    struct buf request = four_spans();
    struct sv bytes = buf_sv(&request);
    size_t second = sv_find(bytes, SV("two"));
    struct fixture f;
    fixture_read(&f, bytes);
    size_t place = f.s.span.place[1];
    fixture_release(&f);
    CHECK(second > place);
    request.p[place - 1] = 0x7f; /* the length of the second span */
    fixture_read(&f, bytes);
    CHECK_EQ(f.s.n_spans, 3);
    CHECK_SV(name_of(&f, 1), "six");
    CHECK_EQ(input_of(&f)->n_diagnostics, 1);
    CHECK(says(&f, "the 1 spans before it were read"));
    fixture_release(&f);
    buf_release(&request);
}

TEST(refused_span_costs_itself)
{
    struct buf request = four_spans();
    struct sv bytes = buf_sv(&request);
    struct fixture f;
    fixture_read(&f, bytes);
    size_t place = f.s.span.place[1];
    fixture_release(&f);
    request.p[place] = 0x0c; /* ends a group that never began */
    fixture_read(&f, bytes);
    CHECK_EQ(f.s.n_spans, 3);
    CHECK_SV(name_of(&f, 1), "six");
    CHECK_EQ(f.s.defects.n, 0);
    CHECK_EQ(input_of(&f)->diagnostics.v[0].offset, place);
    fixture_release(&f);
    buf_release(&request);
}

/* ---- recognising ---- */

static int sniff(struct sv bytes)
{
    static struct sketch sk;
    sk.bytes = bytes;
    return format_otlp_pb.sniff(&sk);
}

TEST(recognised)
{
    struct buf request = request_of(plain_span(SV("x"))), framed = {0}, resource = {0};
    put_be32(&framed, buf_sv(&request));
    CHECK(sniff(buf_sv(&request)) > 90);
    CHECK(sniff(buf_sv(&framed)) > 90);
    CHECK(sniff(sv_of(request.p, request.n - 20)) > 90);
    put_message(&resource, 1, attribute(SV("service.name"), string_value(SV("agent"))));
    struct buf data = {0}, only = {0};
    put_message(&data, 1, resource);
    put_message(&only, 1, data);
    CHECK(sniff(buf_sv(&only)) > 90);
    CHECK(sniff(SV("\x0a\x00")) > 0);
    buf_release(&request);
    buf_release(&framed);
    buf_release(&only);
}

TEST(not_recognised)
{
    CHECK_EQ(sniff(SV("")), 0);
    CHECK_EQ(sniff(SV("\n")), 0);
    CHECK_EQ(sniff(SV("\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n")), 0);
    CHECK_EQ(sniff(SV("\nhello, here is a text after an empty line\n")), 0);
    CHECK_EQ(sniff(SV("{\"resourceSpans\":[]}")), 0);
    CHECK_EQ(sniff(SV("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\x06\0\0\0")), 0);
    CHECK_EQ(sniff(SV("\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0")), 0);
    CHECK_EQ(sniff(SV("\x7f"
                      "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0\x3e\0\1\0\0\0")), 0);
    CHECK_EQ(sniff(SV("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")), 0);
    CHECK_EQ(sniff(SV("\0\0\0\x18" "ftypmp42\0\0\0\0mp42isom")), 0);
}

TEST(random_bytes_are_not_recognised)
{
    uint64_t state = 88172645463325252u;
    char bytes[256];
    for (int round = 0; round < 200000; round++) {
        for (size_t i = 0; i < sizeof(bytes); i += 8) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            memcpy(bytes + i, &state, 8);
        }
        if (round % 2)
            bytes[0] = 0x0a; /* as requests begin */
        CHECK_EQ(sniff(sv_of(bytes, sizeof(bytes))), 0);
    }
}

TEST_MAIN(TEST_CASE(forms_of_files), TEST_CASE(resource_in_pieces),
          TEST_CASE(spans_of_old_libraries), TEST_CASE(metrics_and_logs),
          TEST_CASE(metrics_beside_spans), TEST_CASE(every_prefix), TEST_CASE(truncated_file),
          TEST_CASE(damage_costs_what_it_stands_in), TEST_CASE(refused_span_costs_itself),
          TEST_CASE(recognised), TEST_CASE(not_recognised),
          TEST_CASE(random_bytes_are_not_recognised))
