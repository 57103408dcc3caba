#include "lint/statistics.h"

#include "core/fmt.h"
#include "lint/ran.h"

struct statistic {
    uint32_t rule, findings;
    uint64_t bad, looked;
};

struct statistics {
    struct statistic *v;
    size_t n;
};

/* ---- counting ---- */

static int statistic_cmp(const void *va, const void *vb)
{
    const struct statistic *a = va, *b = vb;
    if (a->findings != b->findings)
        return a->findings > b->findings ? -1 : 1;
    if (a->bad != b->bad)
        return a->bad > b->bad ? -1 : 1;
    return a->rule < b->rule ? -1 : a->rule > b->rule;
}

/* Every rule that ran. */
static struct statistics statistics_make(const struct report *r)
{
    size_t n_rules = r->settings->catalog->n;
    const struct findings *f = &r->lint->findings;
    struct statistics s = {mem_alloc(arena_size(sizeof(*s.v), n_rules)), 0};
    uint32_t *findings = mem_zalloc(arena_size(sizeof(*findings), n_rules));
    bool *ran = lint_ran(r->lint, r->settings);
    for (size_t i = 0; i < f->list.n; i++)
        findings[f->list.v[i].rule]++;
    for (uint32_t i = 0; i < n_rules; i++)
        if (ran[i])
            s.v[s.n++] = (struct statistic){i, findings[i], r->lint->tallies[i].bad,
                                            r->lint->tallies[i].looked};
    if (s.n)
        qsort(s.v, s.n, sizeof(*s.v), statistic_cmp);
    free(findings);
    free(ran);
    return s;
}

/* 1 when there was nothing to look at. */
static double clean_share(const struct statistic *s)
{
    return s->looked ? 1 - (double)s->bad / (double)s->looked : 1;
}

/* ---- writing ---- */

void statistics_json(struct json_out *j, const struct report *r)
{
    struct statistics s = statistics_make(r);
    json_out_open(j, "statistics", '[');
    for (size_t i = 0; i < s.n; i++) {
        const struct rule *rule = r->settings->catalog->rules[s.v[i].rule];
        json_out_open(j, NULL, '{');
        json_out_text(j, "rule", sv_from_c(rule->code));
        json_out_text(j, "slug", sv_from_c(rule->slug));
        json_out_u64(j, "findings", s.v[i].findings);
        json_out_u64(j, "failed", s.v[i].bad);
        json_out_u64(j, "looked_at", s.v[i].looked);
        json_out_f64(j, "clean_share", clean_share(&s.v[i]));
        json_out_close(j);
    }
    json_out_close(j);
    free(s.v);
}

enum { RULE_COLUMNS = 36 };

static void line_write(struct buf *b, const struct rule *rule, const struct statistic *s)
{
    int used = (int)(strlen(rule->code) + 1 + strlen(rule->slug));
    buf_fmt(b, "  %s %s", rule->code, rule->slug);
    buf_fill(b, ' ', used < RULE_COLUMNS ? (size_t)(RULE_COLUMNS - used) : 1);
    buf_fmt(b, "%8s", fmt_count(s->findings).text);
    buf_fmt(b, " %10s", fmt_count(s->bad).text);
    buf_fmt(b, " %10s", fmt_count(s->looked).text);
    buf_fmt(b, " %8s\n", fmt_share(clean_share(s)).text);
}

void statistics_text(struct buf *b, const struct report *r)
{
    struct statistics s = statistics_make(r);
    size_t shown = 0;
    buf_addz(b, "  rule");
    buf_fill(b, ' ', RULE_COLUMNS - 4);
    buf_addz(b, "findings     failed  looked at    clean\n");
    for (; shown < s.n && (r->all || s.v[shown].findings); shown++)
        line_write(b, r->settings->catalog->rules[s.v[shown].rule], &s.v[shown]);
    if (shown < s.n)
        buf_fmt(b, "  %s found nothing (--all lists them)\n",
                fmt_amount(s.n - shown, "rule").text);
    buf_addc(b, '\n');
    free(s.v);
}
