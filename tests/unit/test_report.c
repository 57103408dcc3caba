/* What may not be shown of names and keys is in no report; 100 is a score without faults. */
#include "lint/report.h"
#include "lint/summary.h"
#include "rules/catalog.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"

/* Put together here, so that no file holds a text that looks like a key. */
#define SECRET_TAIL "a8Kd03jfLs92mQx71Zp0Rt5"
#define SECRET "sk" "-" SECRET_TAIL
#define EMAIL "jo.doe@example.org"

/* Spans whose names and keys hold both, enough of them for the rules about crowds. */
static void spans_write(struct buf *b)
{
    static const char *const names[] = {
        "recv_audio " EMAIL, "tool " SECRET " error", "LLM " SECRET, "mail to " EMAIL " failed",
    };
    buf_addz(b, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[");
    for (unsigned i = 0; i < 80; i++)
        buf_fmt(b, "%s{\"traceId\":\"0000000000000000000000000000000a\",\"spanId\":\"%016x\","
                "\"name\":\"%s\",\"startTimeUnixNano\":\"1738000000000000000\","
                "\"endTimeUnixNano\":\"1738000000020000000\",\"attributes\":["
                "{\"key\":\"%s.password\",\"value\":{\"stringValue\":\"x\"}},"
                "{\"key\":\"timestamp " SECRET "\",\"value\":{\"doubleValue\":\"NaN\"}}]}",
                i ? "," : "", i + 1, names[i < 70 ? 0 : i % 4], EMAIL);
    buf_addz(b, "]}]}]}");
    buf_addc(b, '\0');
}

static void reports_write(struct buf *b, const struct linted *in, const struct settings *set)
{
    struct lint l;
    struct summary m;
    lint_run(&l, &in->s, &in->ix, &in->v, set);
    CHECK(l.findings.list.n > 10);
    struct report r = {.store = &in->s, .index = &in->ix, .settings = set, .lint = &l,
                       .style = {.width = 100}, .all = true};
    r.statistics = true;
    for (size_t i = 0; i < report_formats_n; i++)
        report_formats[i].write(b, &r);
    summary_make(&m, &in->s, &in->ix);
    summary_json(b, &m, &in->s);
    summary_text(b, &m, &in->s, r.style, true);
    summary_release(&m);
    lint_release(&l);
}

static bool says(const struct buf *b, struct sv text)
{
    return sv_find(buf_sv(b), text) != SIZE_MAX;
}

TEST(names_and_keys_hold_no_secret)
{
    struct buf json = {0}, out = {0};
    struct linted in;
    struct settings set;
    spans_write(&json);
    linted_open(&in, json.p);
    CHECK_EQ(in.s.n_spans, 80);
    settings_init(&set, &rules_catalog);
    reports_write(&out, &in, &set);
    CHECK(says(&out, SV("recv_audio ***")) && says(&out, SV("timestamp ***")));
    CHECK(!says(&out, SV("jo.doe")) && !says(&out, SV("example.org")));
    CHECK(!says(&out, sv_of(SECRET_TAIL, 4)) && !says(&out, SV("jfLs")));
    settings_release(&set);
    linted_close(&in);
    buf_release(&json);
    buf_release(&out);
}

TEST(score_of_100_has_no_faults)
{
    struct lint l = {.score = 99.99};
    CHECK(lint_score_shown(&l) == 100);
    l.totals[SEVERITY_INFO] = 1;
    CHECK(lint_score_shown(&l) == 100);
    l.totals[SEVERITY_WARNING] = 1;
    CHECK(lint_score_shown(&l) == 99.9);
    l.score = 61.449;
    CHECK(lint_score_shown(&l) == 61.4);
}

TEST_MAIN(TEST_CASE(names_and_keys_hold_no_secret), TEST_CASE(score_of_100_has_no_faults))
