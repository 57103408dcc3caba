/* The catalogue of rules: what its texts promise, and how rules stand to each other. */
#include "rules/catalog.h"
#include "tests/unit/linted.h"
#include "tests/unit/test.h"

static struct buf json;

TEST(what_a_rule_needs_is_enforced)
{
    for (size_t i = 0; i < rules_catalog.n; i++) {
        const struct rule *rule = rules_catalog.rules[i];
        if (rule->needs && !rule->when && !rule->needs_key) {
            printf("%s says what it needs, but nothing looks for it\n", rule->code);
            CHECK(false);
        }
        CHECK(!rule->needs_key || rule->needs);
    }
}

TEST(parameters_are_named_and_explained)
{
    static const struct {
        const char *unit, *ending;
    } units[] = {{"ms", "_ms"}, {"us", "_us"}, {"s", "_s"}, {"MB", "_mb"}, {"bytes", "_bytes"},
                 {"characters", "_chars"}, {"share", "_share"}};
    for (size_t i = 0; i < rules_catalog.n; i++) {
        const struct param *p = rules_catalog.rules[i]->params;
        for (size_t k = 0; k < RULE_PARAMS && p[k].name; k++) {
            CHECK(p[k].min <= p[k].value && p[k].value <= p[k].max);
            CHECK(strlen(p[k].help) > 10 && strncmp(p[k].help, "of ", 3) != 0);
            for (size_t u = 0; u < ARRAY_LEN(units); u++)
                if (strcmp(p[k].unit, units[u].unit) == 0)
                    CHECK(sv_ends(sv_from_c(p[k].name), sv_from_c(units[u].ending)));
        }
    }
}

/* `n` spans of one name and 20 ms, one after the other, below a root. */
static void stream(const char *name, unsigned n)
{
    buf_clear(&json);
    buf_addz(&json, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[");
    for (unsigned i = 0; i <= n; i++)
        buf_fmt(&json, "%s{\"traceId\":\"0000000000000000000000000000000a\",\"spanId\":\"%016x\","
                "\"parentSpanId\":\"%s\",\"name\":\"%s\",\"kind\":1,"
                "\"startTimeUnixNano\":\"%llu\",\"endTimeUnixNano\":\"%llu\"}",
                i ? "," : "", i + 1, i ? "0000000000000001" : "", i ? name : "conversation",
                1738000000000000000ull + i * 40000000ull, 1738000000020000000ull + i * 40000000ull);
    buf_addz(&json, "]}]}]}");
    buf_addc(&json, '\0');
}

/* The codes found with these rules on the stream: "N055 N057". */
static struct sv found(const char *select, struct buf *out)
{
    struct linted in;
    struct settings set;
    struct lint l;
    struct err e = {0};
    linted_open(&in, json.p);
    settings_init(&set, &rules_catalog);
    CHECK(settings_select(&set, sv_from_c(select), &e));
    lint_run(&l, &in.s, &in.ix, &in.v, &set);
    buf_clear(out);
    for (size_t i = 0; i < l.findings.list.n; i++)
        buf_fmt(out, "%s%s", i ? " " : "", rules_catalog.rules[l.findings.list.v[i].rule]->code);
    lint_release(&l);
    settings_release(&set);
    linted_close(&in);
    return buf_sv(out);
}

TEST(chunk_noise_speaks_for_the_others)
{
    struct buf out = {0};
    stream("recv_audio", 60);
    CHECK_SV(found("N055,N056,N057,N058", &out), "N055");
    CHECK_SV(found("N056,N057,N058", &out), "N056 N057 N058");
    buf_release(&out);
    buf_release(&json);
}

TEST_MAIN(TEST_CASE(what_a_rule_needs_is_enforced), TEST_CASE(parameters_are_named_and_explained),
          TEST_CASE(chunk_noise_speaks_for_the_others))
