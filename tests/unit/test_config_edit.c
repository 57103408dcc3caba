#include "core/glob.h"
#include "core/utf8.h"
#include "lint/config_edit.h"
#include "rules/catalog.h"
#include "tests/unit/test.h"

static const struct exclude CHUNKS = {.rule = SV_INIT("N055"),
                                      .span = SV_INIT("transport.recv_audio"),
                                      .reason = SV_INIT("counted from May on"),
                                      .until = UINT64_MAX};

static struct err e;

static bool edit_of(struct config_edit *edit, struct sv text, const struct exclude *x)
{
    e = (struct err){0};
    return config_edit_exclude(edit, SV("x/.spanvet.json"), text, x, &rules_catalog, &e);
}

/* What the text becomes. */
static void becomes(const char *before, const char *after)
{
    struct config_edit edit = {0};
    CHECK(edit_of(&edit, sv_from_c(before), &CHUNKS));
    CHECK_SV(buf_sv(&edit.text), after);
    config_edit_release(&edit);
}

#define ENTRY                                                                                      \
    "{\"rule\": \"N055\", \"span\": \"transport.recv_audio\", \"reason\": \"counted from May on\"}"
#define KNOWN "{\"rule\": \"S042\", \"reason\": \"known\"}"

TEST(styles)
{
    becomes("", "{\n  \"exclude\": [\n    " ENTRY "\n  ]\n}\n");
    becomes("{}", "{\n  \"exclude\": [\n    " ENTRY "\n  ]\n}");
    becomes("{\n}\n", "{\n  \"exclude\": [\n    " ENTRY "\n  ]\n}\n");
    becomes("{\"format\": \"json\"}", "{\"format\": \"json\", \"exclude\": [" ENTRY "]}");
    becomes("{\n    \"//\": \"a comment\",\n    \"format\": \"json\"\n}\n",
            "{\n    \"//\": \"a comment\",\n    \"format\": \"json\",\n    \"exclude\": [\n        "
            ENTRY "\n    ]\n}\n");
    becomes("{\r\n\t\"exclude\": [],\r\n\t\"format\": \"json\"\r\n}\r\n",
            "{\r\n\t\"exclude\": [\r\n\t\t" ENTRY "\r\n\t],\r\n\t\"format\": \"json\"\r\n}\r\n");
    becomes("{\n  \"exclude\": [\n  ]\n}", "{\n  \"exclude\": [\n    " ENTRY "\n  ]\n}");
    becomes("{\"exclude\": [ ]}", "{\"exclude\": [" ENTRY " ]}");
    becomes("{\"\\u0065xclude\": [" KNOWN "]}", "{\"\\u0065xclude\": [" KNOWN ", " ENTRY "]}");
    becomes("{\n  \"exclude\": [" KNOWN "]\n}", "{\n  \"exclude\": [" KNOWN ", " ENTRY "]\n}");
    becomes("{\n  \"exclude\": [\n\t " KNOWN "\n\n  ], \"//\": \"} ]\"\n}",
            "{\n  \"exclude\": [\n\t " KNOWN ",\n\t " ENTRY "\n\n  ], \"//\": \"} ]\"\n}");
    /* One of the same name that is deeper is another member. */
    becomes("{\"rules\": {\"N055\": {\"// exclude\": [\"exclude\"]}}}",
            "{\"rules\": {\"N055\": {\"// exclude\": [\"exclude\"]}}, \"exclude\": [" ENTRY "]}");
}

TEST(members)
{
    struct config_edit edit = {0};
    struct exclude x = {.rule = SV("N055"),
                        .trace = SV("4bf9*"),
                        .service = SV("front-desk"),
                        .span = SV("a \"b\"\t\\"),
                        .attribute = SV("x.y"),
                        .reason = SV("no \xe2\x80\xae trick, \xc3\xa4\xc3\xb6"),
                        .expires = SV("2027-01-31")};
    CHECK(edit_of(&edit, SV("{\"exclude\": []}"), &x));
    CHECK_SV(buf_sv(&edit.text),
             "{\"exclude\": [{\"rule\": \"N055\", \"trace\": \"4bf9*\", \"service\": "
             "\"front-desk\", \"span\": \"a \\\"b\\\"\\t\\\\\", \"attribute\": \"x.y\", "
             "\"reason\": \"no \\u202e trick, \xc3\xa4\xc3\xb6\", \"expires\": \"2027-01-31\"}]}");
    config_edit_release(&edit);
}

/* ---- refused ---- */

static void refused(const char *text, const struct exclude *x, const char *why)
{
    struct config_edit edit = {0};
    CHECK(!edit_of(&edit, sv_from_c(text), x));
    CHECK(edit.text.n == 0 && edit.text.p == NULL);
    CHECK(sv_starts(sv_from_c(e.text), SV("x/.spanvet.json:")));
    if (!strstr(e.text, why)) {
        printf("%s\n", e.text);
        CHECK(!why);
    }
}

TEST(wrong)
{
    struct exclude x = CHUNKS;
    refused("{", &CHUNKS, "no JSON document");
    refused(" \n", &CHUNKS, "no JSON document");
    refused("[]", &CHUNKS, "no JSON object");
    refused("{\"exclude\": {}}", &CHUNKS, "must be a list");
    refused("{\"exclude\": [1]}", &CHUNKS, "exclude[0]");
    refused("{\"exclude\": [{\"rule\": \"N055\"}]}", &CHUNKS, "reason");
    refused("{\"rules\": {\"N9999\": \"off\"}}", &CHUNKS, "N9999");
    refused("{\"a\": 1, \"a\": 2}", &CHUNKS, "no JSON document");
    x.rule = SV("N9999");
    refused("{}", &x, "N9999");
    x = CHUNKS;
    x.reason = SV("");
    refused("{}", &x, "needs a rule and a reason");
    x.reason = SV("\xff");
    refused("{}", &x, "cannot be written");
    x = CHUNKS;
    x.expires = SV("31.1.2027");
    refused("{}", &x, "must be a day");
}

TEST(too_large)
{
    struct buf text = {0};
    buf_addz(&text, "{\"//\": \"");
    buf_fill(&text, 'x', CONFIG_BYTES_MAX - 20);
    buf_addz(&text, "\"}");
    buf_addc(&text, '\0');
    refused(text.p, &CHUNKS, "larger than 1 MiB");
    buf_release(&text);
}

/* ---- every form, and every prefix of it ---- */

static uint32_t seed = 7;

static uint32_t dice(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

static void blank(struct buf *b)
{
    static const char *const blanks[] = {"", "", " ", "\n", "\r\n", "\t", "  ", "\n    ", "\n\n\t"};
    buf_addz(b, blanks[dice(ARRAY_LEN(blanks))]);
}

static void token(struct buf *b, const char *text)
{
    blank(b);
    buf_addz(b, text);
    blank(b);
}

static void known_add(struct buf *b)
{
    token(b, "{");
    if (dice(3) == 0) {
        token(b, "\"// why ] }\"");
        token(b, ":");
        token(b, "[\"one\", \"tw\\\"o\"]");
        token(b, ",");
    }
    token(b, "\"rule\"");
    token(b, ":");
    token(b, "\"T0\"");
    token(b, ",");
    token(b, "\"reason\"");
    token(b, ":");
    token(b, "\"br\\u0061ces }{][\"");
    token(b, "}");
}

static uint32_t list_add(struct buf *b)
{
    uint32_t n = dice(4);
    token(b, "\"exclude\"");
    token(b, ":");
    token(b, "[");
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            token(b, ",");
        known_add(b);
    }
    token(b, "]");
    return n;
}

/* A document of up to four members; how many excludes it has. */
static uint32_t document_make(struct buf *b)
{
    static const char *const members[] = {
        "\"// exclude\": \"exclude\"", "\"format\": \"json\"", "\"rules\": {\"N055\": \"off\"}",
        "\"output\": [\"a]\", \"b\"]"};
    uint32_t excludes = 0, at = dice(6);
    const char *before = "";
    token(b, "{");
    for (uint32_t i = 0; i < ARRAY_LEN(members); i++) {
        bool has = dice(2);
        if (has || i == at) {
            token(b, before);
            before = ",";
        }
        if (i == at)
            excludes = list_add(b);
        if (i == at && has)
            token(b, ",");
        if (has)
            token(b, members[i]);
    }
    token(b, "}");
    return excludes;
}

static void excludes_check(struct sv text, uint32_t n)
{
    struct config c = {.file = SV("x"), .text = text};
    CHECK(config_read_rules(&c, &rules_catalog, &e));
    CHECK_EQ(c.excludes.list.n, n);
    if (c.excludes.list.n == n && n) {
        CHECK_SV(c.excludes.list.v[n - 1].rule, "N055");
        CHECK_SV(c.excludes.list.v[n - 1].span, "transport.recv_audio");
        CHECK_SV(c.excludes.list.v[n - 1].reason, "counted from May on");
    }
    c.text = (struct sv){0};
    config_release(&c);
}

/* Nothing but what was added differs. */
static void rest_check(const struct config_edit *edit, struct sv before)
{
    struct sv after = buf_sv(&edit->text);
    CHECK_EQ(after.n, before.n + edit->n);
    CHECK(edit->at <= before.n);
    CHECK(memcmp(after.p, before.p ? before.p : "", edit->at) == 0);
    CHECK(sv_eq(sv_from(after, edit->at + edit->n), sv_from(before, edit->at)));
}

/* The lines that stay and those that go are lines of the old text, the others of the new one. */
static void diff_check(const struct config_edit *edit, struct sv before)
{
    struct buf diff = {0};
    config_edit_diff(&diff, edit, before);
    uint32_t added = 0;
    struct sv_cut line = {.tail = buf_sv(&diff), .found = true};
    for (line = sv_cut(line.tail, '\n'); line.found; line = sv_cut(line.tail, '\n')) {
        bool is_new = sv_starts(line.head, SV("+ "));
        added += is_new;
        CHECK(is_new || sv_starts(line.head, SV("- ")) || sv_starts(line.head, SV("  ")));
    }
    CHECK(added >= 1);
    CHECK(sv_find(buf_sv(&diff), SV("counted from May on")) != SIZE_MAX);
    buf_release(&diff);
}

TEST(forms)
{
    struct config_edit edit = {0};
    for (int round = 0; round < 3000; round++) {
        struct buf text = {0};
        uint32_t n = document_make(&text);
        struct sv before = buf_sv(&text);
        CHECK(edit_of(&edit, before, &CHUNKS));
        rest_check(&edit, before);
        diff_check(&edit, before);
        excludes_check(buf_sv(&edit.text), n + 1);
        if (test_checks_failed) {
            printf("[%.*s]\n[%.*s]\n%s\n", SV_ARG(before), SV_ARG(buf_sv(&edit.text)), e.text);
            round = 3000;
        }
        buf_release(&text);
    }
    config_edit_release(&edit);
}

TEST(prefixes)
{
    struct config_edit edit = {0};
    for (int round = 0; round < 20; round++) {
        struct buf text = {0};
        document_make(&text);
        for (size_t n = 1; n < text.n; n++) {
            struct sv before = sv_of(text.p, n);
            bool ok = edit_of(&edit, before, &CHUNKS);
            CHECK_EQ(ok, sv_trim(sv_from(buf_sv(&text), n)).n == 0);
            if (ok)
                rest_check(&edit, before);
            else
                CHECK(e.text[0] != '\0');
        }
        buf_release(&text);
    }
    config_edit_release(&edit);
}

/* ---- names ---- */

static void glob_of(struct sv name, const char *glob)
{
    struct buf b = {0};
    config_edit_glob(&b, name);
    CHECK_SV(buf_sv(&b), glob);
    CHECK(glob_match(buf_sv(&b), name));
    CHECK(utf8_valid(buf_sv(&b)));
    buf_release(&b);
}

TEST(globs)
{
    char long_name[400];
    memset(long_name, 'x', sizeof(long_name));
    memcpy(long_name + 199, "\xc3\xa4", 2);
    struct buf secret = {0}, expect = {0};
    glob_of(SV("transport.recv_audio"), "transport.recv_audio");
    glob_of(SV("a*b?c"), "a?b?c");
    glob_of(SV("\xff\xe4\xbd\xa0\n"), "?\xe4\xbd\xa0?");
    glob_of(SV(""), "*");
    buf_add(&expect, sv_of(long_name, 201));
    buf_addz(&expect, "*");
    buf_addc(&expect, '\0');
    glob_of(sv_of(long_name, sizeof(long_name)), expect.p);
    buf_addz(&secret, "login sk");
    buf_addz(&secret, "-proj-4f9dA81kQz0LmN3vXw7RtY2b");
    struct buf b = {0};
    config_edit_glob(&b, buf_sv(&secret));
    CHECK(sv_find(buf_sv(&b), SV("4f9d")) == SIZE_MAX);
    CHECK(glob_match(buf_sv(&b), buf_sv(&secret)));
    buf_release(&b);
    buf_release(&secret);
    buf_release(&expect);
}

/* ---- what is shown before it is written ---- */

static void diff_of(const char *before, const char *diff)
{
    struct config_edit edit = {0};
    struct buf b = {0};
    CHECK(edit_of(&edit, sv_from_c(before), &CHUNKS));
    config_edit_diff(&b, &edit, sv_from_c(before));
    CHECK_SV(buf_sv(&b), diff);
    buf_release(&b);
    config_edit_release(&edit);
}

TEST(diffs)
{
    diff_of("", "+ {\n+   \"exclude\": [\n+     " ENTRY "\n+   ]\n+ }\n");
    diff_of("{\r\n  \"exclude\": [\r\n  ]\r\n}\r\n", "    \"exclude\": [\n+     " ENTRY "\n");
    diff_of("{\n  \"exclude\": [\n    " KNOWN "\n  ]\n}\n",
            "-     " KNOWN "\n+     " KNOWN ",\n+     " ENTRY "\n");
    diff_of("{\"exclude\": []}\n", "- {\"exclude\": []}\n+ {\"exclude\": [" ENTRY "]}\n");
}

TEST_MAIN(TEST_CASE(styles), TEST_CASE(members), TEST_CASE(wrong), TEST_CASE(too_large),
          TEST_CASE(forms), TEST_CASE(prefixes), TEST_CASE(globs), TEST_CASE(diffs))
