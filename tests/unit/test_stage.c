/* What staging is made of: slugs, HCL, bodies that people edited, the manifest, paths. */
#include "metrics/hcl.h"
#include "metrics/manifest.h"
#include "metrics/stage.h"
#include "tests/unit/test.h"

static struct sv slug(struct buf *b, const char *name)
{
    buf_clear(b);
    slug_add(b, sv_from_c(name));
    return buf_sv(b);
}

TEST(slugs)
{
    struct buf b = {0}, name = {0};
    CHECK_SV(slug(&b, "P95 LLM TTFB"), "p95-llm-ttfb");
    CHECK_SV(slug(&b, "  ../../etc/passwd\n"), "etc-passwd");
    CHECK_SV(slug(&b, "caf\xc3\xa9 50%"), "caf-50");
    CHECK_SV(slug(&b, "\xe2\x82\xac"), "metric");
    CHECK_SV(slug(&b, ""), "metric");
    for (size_t n = 1; n < 300; n++) {
        buf_clear(&name);
        for (size_t i = 0; i < n; i++)
            buf_addc(&name, (i + n) % 3 ? 'a' : '/');
        buf_addc(&name, '\0');
        struct sv s = slug(&b, name.p);
        CHECK(s.n && s.n <= SLUG_MAX && s.p[0] != '-' && s.p[s.n - 1] != '-');
        CHECK(sv_find(s, SV("--")) == SIZE_MAX);
    }
    buf_release(&b);
    buf_release(&name);
}

TEST(a_slug_is_given_once)
{
    struct slugs s = {0};
    slugs_init(&s);
    CHECK_SV(slugs_take(&s, SV("a b 2")), "a-b-2");
    CHECK_SV(slugs_take(&s, SV("A/B")), "a-b");
    CHECK_SV(slugs_take(&s, SV("a b")), "a-b-3");
    CHECK_SV(slugs_take(&s, SV("a  b")), "a-b-4");
    CHECK_SV(slugs_take(&s, SV("a b 4")), "a-b-4-2");
    CHECK_SV(slugs_take(&s, SV("")), "metric");
    CHECK_SV(slugs_take(&s, SV("Metric")), "metric-2");
    slugs_release(&s);
}

static void check_hcl(struct sv text, const char *want)
{
    struct buf b = {0};
    hcl_text(&b, text);
    CHECK_SV(buf_sv(&b), want);
    buf_release(&b);
}

TEST(texts_of_hcl)
{
    check_hcl(SV("a \"b\" \\ \n\r\t"), "\"a \\\"b\\\" \\\\ \\n\\r\\t\"");
    check_hcl(SV("${a} %{b} $a %b $"), "\"$${a} %%{b} $a %b $\"");
    check_hcl(SV("$${a} %%%{"), "\"$\\u0024{a} %%\\u0025{\"");
    check_hcl(SV("\x01\x7f\xe2\x80\xae\xf3\xa0\x80\x81"), "\"\\u0001\\u007f\\u202e\\U000e0001\"");
    check_hcl(SV("\xc3\xa9\xff!"), "\"\xc3\xa9\xef\xbf\xbd!\"");
    check_hcl(SV("a\0b"), "\"a\\u0000b\"");
}

TEST(attributes_of_hcl)
{
    json_t *o = json_loads("{\"a\":1,\"o\":{\"op\":\"in\",\"words\":[\"x\",{\"k\":-2.5,\"l\":{}}]},"
                           "\"long_name\":true,\"n\":null}", 0, NULL);
    struct buf b = {0};
    hcl_attributes(&b, o, 2);
    CHECK_SV(buf_sv(&b), "  a         = 1\n"
                         "  long_name = true\n"
                         "  n         = null\n"
                         "\n"
                         "  o = {\n"
                         "    op    = \"in\"\n"
                         "    words = [\"x\", { k = -2.5, l = {} }]\n"
                         "  }\n");
    buf_release(&b);
    json_decref(o);
}

static bool is_body(const char *text)
{
    json_t *v = edited_read(sv_from_c(text));
    bool is = v != NULL;
    json_decref(v);
    return is;
}

TEST(bodies_that_people_edited)
{
    CHECK(is_body("{\"metric_name\":\"a\",\"x\":{\"y\":[1,{\"z\":[{}]}]}}"));
    CHECK(!is_body("{\"metric_name\":\"\"}"));
    CHECK(!is_body("{\"metric_name\":1}"));
    CHECK(!is_body("[{\"metric_name\":\"a\"}]"));
    CHECK(!is_body("{\"metric_name\":\"a\",\"metric_name\":\"b\"}"));
    CHECK(!is_body("{\"metric_name\":\"a\",\"x\\\" = 1\":1}"));
    CHECK(!is_body("{\"metric_name\":\"a\",\"x\":{\"1a\":1}}"));
    CHECK(!is_body("{\"metric_name\":\"a\",\"x\":[[[[[[1]]]]]]}"));
    CHECK(!is_body("{\"metric_name\":\"a\""));
    CHECK(!is_body(""));
}

TEST(an_edited_body_is_copied_as_it_is)
{
    static const char text[] = "{\"metric_name\": \"a\\u0000\\u202e\", \"n\": -9007199254740993, "
                               "\"r\": 0.1, \"list\": [true, false, null, \"x\"], "
                               "\"o\": {\"p\": {}}}";
    json_t *v = edited_read(SV(text));
    struct buf b = {0};
    struct json_out j = {.b = &b, .one_line = true};
    edited_copy(&j, NULL, v);
    buf_addc(&b, '\0');
    CHECK_SV(sv_of(b.p, strlen(b.p) - 1), text);
    buf_release(&b);
    json_decref(v);
}

TEST(paths)
{
    static const char *const good[] = {"metrics/a-1.json", "pending/x.json", "bundle.json",
                                       "create.sh", "metrics.tf", "REPORT.md"};
    static const char *const bad[] = {"", "staged.json", "metrics/", "metrics/.json", "metrics/a",
                                      "metrics/../a.json", "pending/a/b.json", "/metrics/a.json",
                                      "metrics/A.json", "other/a.json", "../bundle.json",
                                      "metrics/a.json.new", "a.json"};
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        CHECK(stage_path(sv_from_c(good[i])));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        CHECK(!stage_path(sv_from_c(bad[i])));
    CHECK(!stage_path(SV("metrics/a\0.json")));
}

/* ---- the manifest ---- */

static void manifest_fill(struct manifest *m)
{
    m->profile = PROFILE_LEGACY;
    vec_push(&m->files, ((struct manifest_file){.path = SV("metrics/b.json"), .metric = SV("B \""),
                                                .hash = 1, .next = UINT64_MAX}));
    vec_push(&m->files, ((struct manifest_file){.path = SV("bundle.json"), .aside = 0xabc}));
    manifest_sort(m);
}

TEST(a_manifest_reads_back)
{
    struct manifest m = {0}, back = {0};
    struct buf b = {0}, again = {0};
    struct err e = {0};
    manifest_fill(&m);
    manifest_write(&b, &m);
    CHECK(manifest_read(&back, buf_sv(&b), SV("staged.json"), &e));
    manifest_write(&again, &back);
    buf_addc(&again, '\0');
    CHECK_SV(buf_sv(&b), again.p);
    const struct manifest_file *f = manifest_find(&back, SV("metrics/b.json"));
    CHECK(f && f->hash == 1 && f->next == UINT64_MAX && !f->aside);
    CHECK(!manifest_find(&back, SV("metrics/c.json")));
    /* every part of it is damaged */
    for (size_t n = 0; n + 2 < b.n; n++) {
        struct manifest part = {0};
        struct err why = {0};
        char *copy = mem_alloc(n + 1);
        memcpy(copy, b.p, n);
        CHECK(!manifest_read(&part, sv_of(copy, n), SV("staged.json"), &why) && why.set);
        free(copy);
        manifest_release(&part);
    }
    buf_release(&b);
    buf_release(&again);
    manifest_release(&m);
    manifest_release(&back);
}

TEST(a_manifest_that_lies)
{
    static const char *const files[] = {
        "{\"path\":\"../x.json\"}",
        "{\"path\":\"metrics/x.json\",\"hash\":\"fnv1a:123\"}",
        "{\"path\":\"metrics/x.json\",\"hash\":\"fnv1a:000000000000000g\"}",
        "{\"path\":\"metrics/x.json\",\"hash\":7}",
        "{\"path\":\"metrics/x.json\"},{\"path\":\"metrics/x.json\"}",
        "{}",
        "1",
    };
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        struct manifest m = {0};
        struct err e = {0};
        struct buf b = {0};
        buf_fmt(&b, "{\"schema\":\"spanvet.staged/1\",\"profile\":\"full\",\"files\":[%s]}",
                files[i]);
        CHECK(!manifest_read(&m, buf_sv(&b), SV("staged.json"), &e));
        CHECK(e.set);
        manifest_release(&m);
        buf_release(&b);
    }
}

TEST_MAIN(TEST_CASE(slugs), TEST_CASE(a_slug_is_given_once), TEST_CASE(texts_of_hcl),
          TEST_CASE(attributes_of_hcl), TEST_CASE(bodies_that_people_edited),
          TEST_CASE(an_edited_body_is_copied_as_it_is), TEST_CASE(paths),
          TEST_CASE(a_manifest_reads_back), TEST_CASE(a_manifest_that_lies))
