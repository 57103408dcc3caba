/*
 * lint_dump: runs rules over inputs and prints one line a finding, tab-separated; what tests of
 * single rules read.
 *
 *     lint_dump [--set RULE.PARAM=NUMBER] [--select LIST] [--ignore LIST] [--fix] [--times]
 *               INPUT...
 *
 *     LEVEL CODE TRACE NAME KEY COUNT MEASURED THRESHOLD SPAN,... MESSAGE
 *     skipped CODE REASON
 *     score SCORE GRADE error=N warning=N info=N
 *
 * TRACE is 32 hex digits, an opaque id as it is, or `-`; NAME and KEY are JSON strings or `-`; a
 * level with `v` was lowered because the input was read only in part. --fix adds the fix, --times
 * says on standard error how long each part took.
 */
#include "core/id.h"
#include "io/read.h"
#include "lint/engine.h"
#include "rules/catalog.h"
#include "rules/packs.h"

#include <unistd.h>

static void put_sym(struct buf *out, const struct store *s, sym y)
{
    if (y == SYM_NONE)
        buf_addc(out, '-');
    else
        buf_json(out, store_sv(s, y));
}

static void put_trace(struct buf *out, const struct store *s, uint32_t t)
{
    if (t == NO_ROW || s->traces.v[t].id_state == TRACE_ID_NONE)
        buf_addc(out, '-');
    else
        id_add_trace(out, s, t);
}

static void put_number(struct buf *out, double v)
{
    if (isnan(v))
        buf_addz(out, "\t-");
    else
        buf_fmt(out, "\t%g", v);
}

static void put_finding(struct buf *out, const struct store *s, const struct finding *f, bool fix)
{
    buf_fmt(out, "%s%s\t%s\t", severity_name(f->severity), f->lowered ? "v" : "",
            rules_catalog.rules[f->rule]->code);
    put_trace(out, s, f->trace);
    buf_addc(out, '\t');
    put_sym(out, s, f->name);
    buf_addc(out, '\t');
    put_sym(out, s, f->key);
    buf_fmt(out, "\t%u", f->count);
    put_number(out, f->measured);
    put_number(out, f->threshold);
    buf_addc(out, '\t');
    for (uint32_t i = 0; i < f->n_rows; i++) {
        buf_addz(out, i ? "," : "");
        id_add_span(out, s, f->rows[i]);
    }
    buf_fmt(out, "\t%.*s\n", SV_ARG(f->message));
    if (fix)
        buf_fmt(out, "\tfix: %.*s\n", SV_ARG(f->fix));
}

static void put_lint(struct buf *out, const struct store *s, const struct lint *l, bool fix)
{
    for (size_t i = 0; i < l->findings.list.n; i++)
        put_finding(out, s, &l->findings.list.v[i], fix);
    for (size_t i = 0; i < l->skipped.n; i++)
        buf_fmt(out, "skipped\t%s\t%.*s\n", rules_catalog.rules[l->skipped.v[i].rule]->code,
                SV_ARG(l->skipped.v[i].reason));
    buf_fmt(out, "score\t%.1f\t%s\terror=%u\twarning=%u\tinfo=%u\n", l->score, l->grade,
            l->totals[SEVERITY_ERROR], l->totals[SEVERITY_WARNING], l->totals[SEVERITY_INFO]);
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

struct flags {
    bool fix, times;
};

static bool lint_store(struct store *s, const struct settings *set, struct flags flags,
                       struct err *e)
{
    struct index ix;
    struct view v;
    struct lint l = {0};
    double t0 = now_ms();
    index_build(&ix, s);
    double t1 = now_ms();
    bool ok = view_init(&v, s, &ix, rules_packs, rules_packs_n, e);
    double t2 = now_ms();
    if (ok) {
        struct buf out = buf_to_fd(STDOUT_FILENO);
        lint_run(&l, s, &ix, &v, set);
        double t3 = now_ms();
        put_lint(&out, s, &l, flags.fix);
        buf_flush(&out);
        buf_release(&out);
        if (flags.times)
            fprintf(stderr, "index %.1f ms, view %.1f ms, rules %.1f ms\n", t1 - t0, t2 - t1,
                    t3 - t2);
    }
    lint_release(&l);
    view_release(&v);
    index_release(&ix);
    return ok;
}

static bool option_apply(struct settings *set, const char *name, const char *value, struct err *e)
{
    static const struct {
        const char *name;
        bool (*apply)(struct settings *set, struct sv value, struct err *e);
    } options[] = {
        {"--set", settings_set}, {"--select", settings_select}, {"--ignore", settings_ignore}};
    for (size_t i = 0; i < ARRAY_LEN(options); i++)
        if (strcmp(options[i].name, name) == 0 && value)
            return options[i].apply(set, sv_from_c(value), e);
    return err_set(e, "unknown option %s", name);
}

int main(int argc, char **argv)
{
    struct store s;
    struct build b;
    struct settings set;
    struct err e = {0};
    struct flags flags = {0};
    bool ok = true;
    settings_init(&set, &rules_catalog);
    store_init(&s);
    build_init(&b, &s);
    for (int i = 1; i < argc && ok; i++) {
        if (strcmp(argv[i], "--fix") == 0)
            flags.fix = true;
        else if (strcmp(argv[i], "--times") == 0)
            flags.times = true;
        else if (argv[i][0] != '-' || !argv[i][1])
            read_input(&b, sv_from_c(argv[i]));
        else if ((ok = option_apply(&set, argv[i], argv[i + 1], &e)))
            i++;
    }
    build_release(&b);
    ok = ok && lint_store(&s, &set, flags, &e);
    if (!ok)
        fprintf(stderr, "lint_dump: %s\n", e.text);
    settings_release(&set);
    store_release(&s);
    return ok ? 0 : 2;
}
