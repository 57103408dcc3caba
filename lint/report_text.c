/*
 * The report for people: by trace, the worst first; every finding with its numbers, examples and
 * (once a rule) the fix. What repeats itself is counted instead of printed.
 */
#include "lint/report_text.h"

#include "lint/report_gate.h"
#include "lint/severity_ink.h"
#include "lint/statistics.h"
#include "lint/worst.h"

enum { NEXT_COLUMN = 46 }; /* where what to run next is explained */

void text_flush(struct writer *w, enum ink ink)
{
    page_add(&w->page, ink, buf_sv(&w->tmp));
    buf_clear(&w->tmp);
}

/* ---- the worst first ---- */

static void groups_fill(struct writer *w)
{
    const struct findings *f = &w->r->lint->findings;
    for (uint32_t i = 0; i < f->list.n; i++) {
        const struct finding *x = &f->list.v[i];
        w->order[i] = i;
        if (w->groups.n == 0 || w->groups.v[w->groups.n - 1].trace != x->trace)
            vec_push(&w->groups, ((struct group){.trace = x->trace, .first = i}));
        struct group *g = &w->groups.v[w->groups.n - 1];
        g->n++;
        g->totals[x->severity]++;
        g->spans += x->count;
        w->n_of_rule[x->rule]++;
    }
}

/* The whole input, then by errors, warnings, spans affected, and the order of the input. */
static int group_cmp(const void *va, const void *vb)
{
    const struct group *a = va, *b = vb;
    if ((a->trace == NO_ROW) != (b->trace == NO_ROW))
        return a->trace == NO_ROW ? -1 : 1;
    for (int sev = SEVERITY_ERROR; sev >= SEVERITY_WARNING; sev--)
        if (a->totals[sev] != b->totals[sev])
            return a->totals[sev] > b->totals[sev] ? -1 : 1;
    if (a->spans != b->spans)
        return a->spans > b->spans ? -1 : 1;
    return a->first < b->first ? -1 : a->first > b->first;
}

static void sort_all(struct writer *w)
{
    for (size_t g = 0; g < w->groups.n; g++)
        worst_sort(w->order + w->groups.v[g].first, w->groups.v[g].n, &w->r->lint->findings);
    if (w->groups.n)
        qsort(w->groups.v, w->groups.n, sizeof(*w->groups.v), group_cmp);
}

/* ---- the closing lines ---- */

static void skipped_write(struct writer *w)
{
    const struct lint *l = w->r->lint;
    if (l->skipped.n == 0 || (w->s->n_spans == 0 && !w->r->all))
        return;
    buf_fmt(&w->tmp, "%s skipped for lack of data%s\n", fmt_amount(l->skipped.n, "rule").text,
            w->r->all ? ":" : " (--all lists them)");
    text_flush(w, INK_DIM);
    for (size_t i = 0; i < l->skipped.n && w->r->all; i++) {
        const struct rule *rule = rule_of(w, l->skipped.v[i].rule);
        buf_fill(w->page.b, ' ', SEVERITY_COLUMN);
        buf_fmt(&w->tmp, "%s %s: ", rule->code, rule->slug);
        buf_add(&w->tmp, l->skipped.v[i].reason);
        page_wrap(&w->page, INK_DIM, buf_sv(&w->tmp), SEVERITY_COLUMN, TEXT_COLUMN);
        buf_clear(&w->tmp);
    }
}

static void excluded_write(struct writer *w)
{
    if (w->r->lint->excluded == 0)
        return;
    buf_fmt(&w->tmp, "%s excluded by ", fmt_amount(w->r->lint->excluded, "finding").text);
    fmt_foreign(&w->tmp, w->r->settings->excludes->file, 0);
    buf_addc(&w->tmp, '\n');
    text_flush(w, INK_DIM);
}

static void inputs_write(struct writer *w)
{
    uint32_t n[] = {[INPUT_OK] = 0, [INPUT_PARTIAL] = 0, [INPUT_FAILED] = 0};
    for (size_t i = 0; i < w->s->inputs.n; i++)
        n[w->s->inputs.v[i].status]++;
    if (n[INPUT_FAILED])
        buf_fmt(&w->tmp, "%u of %s could not be read. ", n[INPUT_FAILED],
                fmt_amount(w->s->inputs.n, "input").text);
    if (n[INPUT_PARTIAL])
        buf_fmt(&w->tmp, "%u of %s could be read only in part. ", n[INPUT_PARTIAL],
                fmt_amount(w->s->inputs.n, "input").text);
    if (w->tmp.n)
        buf_addz(&w->tmp, "Standard error says why.\n");
    text_flush(w, INK_YELLOW);
}

/* Spans without a trace id stand together, but make no trace. */
static bool is_real_trace(const struct writer *w, uint32_t trace)
{
    return trace != NO_ROW && w->s->traces.v[trace].id_state != TRACE_ID_NONE;
}

/* "2 errors, 5 warnings in 1 of 3 traces (412 spans). Score 61.5 of 100, fair." */
static void totals_write(struct writer *w)
{
    const struct lint *l = w->r->lint;
    uint32_t n_bad = 0;
    for (size_t g = 0; g < w->groups.n; g++)
        n_bad += is_real_trace(w, w->groups.v[g].trace);
    enum severity worst = SEVERITY_ERROR;
    while (worst > SEVERITY_INFO && l->totals[worst] == 0)
        worst--;
    if (l->findings.list.n || w->s->n_spans)
        finding_add_result(&w->tmp, w->r);
    else
        buf_addz(&w->tmp, "nothing to judge");
    text_flush(w, worst == SEVERITY_INFO ? INK_GREEN : severity_ink(worst));
    buf_addz(w->page.b, " in ");
    if (n_bad)
        buf_fmt(w->page.b, "%s of ", fmt_count(n_bad).text);
    buf_fmt(w->page.b, "%s (%s)", fmt_amount(w->r->index->n_real_traces, "trace").text,
            fmt_amount(w->s->n_spans, "span").text);
    if (w->s->n_spans) {
        buf_fmt(w->page.b, ". Score %.1f of 100, ", lint_score_shown(l));
        page_add(&w->page, INK_BOLD, sv_from_c(l->grade));
    }
    buf_addz(w->page.b, ".\n");
}

/* ---- what to run next ---- */

static void next_line(struct writer *w, const char *label, const char *what)
{
    size_t used = strlen(label) + fmt_columns(buf_sv(&w->tmp));
    page_add(&w->page, INK_DIM, sv_from_c(label));
    text_flush(w, INK_CYAN);
    buf_fill(w->page.b, ' ', used < NEXT_COLUMN - 2 ? NEXT_COLUMN - used : 2);
    page_add(&w->page, INK_DIM, sv_from_c(what));
    buf_addc(w->page.b, '\n');
}

/* The first finding of the highest severity there is. */
static const struct finding *worst_finding(const struct writer *w)
{
    const struct finding *worst = NULL;
    for (size_t g = 0; g < w->groups.n; g++) {
        const struct finding *f = finding_at(w, w->groups.v[g].first);
        if (!worst || f->severity > worst->severity)
            worst = f;
    }
    return worst;
}

static void next_write(struct writer *w)
{
    const struct finding *worst = worst_finding(w);
    if (w->r->quiet || !worst)
        return;
    buf_fmt(&w->tmp, "spanvet rules %s", rule_of(w, worst->rule)->code);
    next_line(w, "next: ", "why it matters, its thresholds");
    if (w->s->n_spans == 0 || sv_eq(w->r->inputs, SV("-")))
        return; /* what was read from a pipe is gone */
    buf_addz(&w->tmp, "spanvet summary ");
    fmt_foreign(&w->tmp, w->r->inputs, NAME_COLUMNS);
    next_line(w, "      ", "which names take the spans and the time");
}

/* ---- */

static void writer_init(struct writer *w, struct buf *b, const struct report *r)
{
    size_t n_rules = r->settings->catalog->n, n = r->lint->findings.list.n;
    *w = (struct writer){.page = {b, r->style}, .r = r, .s = r->store};
    w->order = mem_alloc(arena_size(sizeof(*w->order), n));
    w->n_of_rule = mem_zalloc(arena_size(sizeof(*w->n_of_rule), n_rules));
    w->fix_shown = mem_zalloc(arena_size(sizeof(*w->fix_shown), n_rules));
    groups_fill(w);
    sort_all(w);
}

static void writer_release(struct writer *w)
{
    vec_release(&w->groups);
    free(w->order);
    free(w->n_of_rule);
    free(w->fix_shown);
    buf_release(&w->tmp);
}

/* The traces, and before them what is wrong with the whole input; behind them when that is no more
 * than a remark. */
static void findings_write(struct writer *w)
{
    const struct group *whole = w->groups.n && w->groups.v[0].trace == NO_ROW ? w->groups.v : NULL;
    bool is_remark = whole && whole->totals[SEVERITY_INFO] == whole->n;
    size_t first = whole ? 1 : 0;
    size_t end = first + (w->r->max_traces ? w->r->max_traces : REPORT_TRACES);
    if (w->r->all || end > w->groups.n)
        end = w->groups.n;
    if (whole && !is_remark)
        text_group(w, whole);
    for (size_t g = first; g < end; g++)
        text_group(w, &w->groups.v[g]);
    if (end < w->groups.n)
        text_rest(w, end);
    if (is_remark)
        text_group(w, whole);
}

void report_text(struct buf *b, const struct report *r)
{
    struct writer w;
    writer_init(&w, b, r);
    findings_write(&w);
    if (r->statistics)
        statistics_text(b, r);
    skipped_write(&w);
    excluded_write(&w);
    report_gate_text(&w);
    inputs_write(&w);
    totals_write(&w);
    next_write(&w);
    writer_release(&w);
}
