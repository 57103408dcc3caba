/*
 * JUnit XML, as CI servers read it: a test suite for each input, in it a test case "read" and one
 * for each rule that ran. What fails the run (report.gate) is the one failure of its test case,
 * with all of its findings in the text; other findings stand in system-out. Findings that are
 * about several inputs at once have a suite of their own.
 */
#include <inttypes.h>

#include "core/fmt.h"
#include "lint/finding_text.h"
#include "lint/place.h"
#include "lint/ran.h"
#include "lint/worst.h"
#include "lint/xml_out.h"

/* A finding of a suite; sorted they stand as they are written. */
struct entry {
    uint32_t suite, rule, finding;
};

struct counts {
    uint64_t tests, failures, errors, skipped;
};

struct writer {
    struct xml_out x;
    const struct report *r;
    bool *ran;           /* by rule */
    struct sv *skipped;  /* by rule: the reason, or nothing */
    struct entry *entries;
    size_t n, at;        /* the next entry to write */
    struct buf tmp;
};

static int entry_cmp(const void *va, const void *vb)
{
    const struct entry *a = va, *b = vb;
    if (a->suite != b->suite)
        return a->suite < b->suite ? -1 : 1;
    if (a->rule != b->rule)
        return a->rule < b->rule ? -1 : 1;
    return a->finding < b->finding ? -1 : a->finding > b->finding;
}

static const struct finding *finding_of(const struct writer *w, const struct entry *e)
{
    return &w->r->lint->findings.list.v[e->finding];
}

static bool fails(const struct writer *w, const struct finding *f)
{
    return f->severity >= w->r->gate;
}

/* ---- what a suite holds ---- */

/* The entries of a rule from `from` on. */
static size_t entries_of(const struct writer *w, size_t from, uint32_t suite, uint32_t rule)
{
    size_t n = 0;
    while (from + n < w->n && w->entries[from + n].suite == suite &&
           w->entries[from + n].rule == rule)
        n++;
    return n;
}

static struct counts suite_count(const struct writer *w, uint32_t suite)
{
    bool is_input = suite < w->r->store->inputs.n;
    struct counts c = {.tests = is_input};
    if (is_input)
        c.errors = w->r->store->inputs.v[suite].status != INPUT_OK;
    for (uint32_t i = 0; i < w->r->settings->catalog->n && is_input; i++) {
        c.tests += w->ran[i] || w->skipped[i].n;
        c.skipped += w->skipped[i].n != 0;
    }
    uint32_t last = NO_ROW, failed = NO_ROW;
    for (size_t k = w->at; k < w->n && w->entries[k].suite == suite; k++) {
        const struct entry *e = &w->entries[k];
        c.tests += !is_input && e->rule != last;
        last = e->rule;
        if (!fails(w, finding_of(w, e)) || failed == e->rule)
            continue;
        failed = e->rule;
        c.failures++;
    }
    return c;
}

static void counts_write(struct xml_out *x, const struct counts *c)
{
    xml_attr_u64(x, "tests", c->tests);
    xml_attr_u64(x, "failures", c->failures);
    xml_attr_u64(x, "errors", c->errors);
    xml_attr_u64(x, "skipped", c->skipped);
    xml_attr(x, "time", SV("0"));
}

/* ---- one test case ---- */

static void case_open(struct writer *w, struct sv suite, struct sv name)
{
    xml_open(&w->x, "testcase");
    xml_attr(&w->x, "classname", suite);
    xml_attr(&w->x, "name", name);
    xml_attr(&w->x, "time", SV("0"));
}

/* The findings of one kind, a line each, and the fix of the first. */
static void findings_text(struct writer *w, size_t n, bool failing)
{
    struct page page = {&w->tmp, {0}};
    const struct finding *first = NULL;
    buf_clear(&w->tmp);
    for (size_t k = w->at; k < w->at + n; k++) {
        const struct finding *f = finding_of(w, &w->entries[k]);
        struct place p = place_of(w->r, w->entries[k].finding);
        if (fails(w, f) != failing)
            continue;
        first = first ? first : f;
        if (p.line)
            buf_fmt(&w->tmp, "line %" PRIu64 ": ", p.line);
        finding_add_line(&page, w->r, f);
        buf_addc(&w->tmp, '\n');
    }
    if (first && first->fix.n) {
        buf_addz(&w->tmp, "fix: ");
        fmt_foreign(&w->tmp, first->fix, 0);
        buf_addc(&w->tmp, '\n');
    }
    xml_text(&w->x, buf_sv(&w->tmp));
}

/* "91.9 % of the spans are short (+2 more)" */
static void failure_message(struct writer *w, size_t n)
{
    const struct finding *first = NULL;
    uint64_t failing = 0;
    for (size_t k = w->at; k < w->at + n; k++) {
        const struct finding *f = finding_of(w, &w->entries[k]);
        if (!fails(w, f))
            continue;
        failing++;
        first = first ? first : f;
    }
    buf_clear(&w->tmp);
    finding_add_message(&w->tmp, w->r, first);
    if (failing > 1)
        buf_fmt(&w->tmp, " (+%s more)", fmt_count(failing - 1).text);
    xml_attr(&w->x, "message", buf_sv(&w->tmp));
    xml_attr(&w->x, "type", sv_from_c(severity_name((enum severity)first->severity)));
}

static void case_findings(struct writer *w, size_t n)
{
    uint64_t failing = 0;
    for (size_t k = w->at; k < w->at + n; k++)
        failing += fails(w, finding_of(w, &w->entries[k]));
    if (failing) {
        xml_open(&w->x, "failure");
        failure_message(w, n);
        findings_text(w, n, true);
        xml_close(&w->x);
    }
    if (failing < n) {
        xml_open(&w->x, "system-out");
        findings_text(w, n, false);
        xml_close(&w->x);
    }
}

static void rule_write(struct writer *w, uint32_t suite, struct sv title, uint32_t i)
{
    const struct rule *rule = w->r->settings->catalog->rules[i];
    size_t n = entries_of(w, w->at, suite, i);
    bool is_input = suite < w->r->store->inputs.n;
    if (n == 0 && (!is_input || (!w->ran[i] && w->skipped[i].n == 0)))
        return;
    buf_clear(&w->tmp);
    buf_fmt(&w->tmp, "%s %s", rule->code, rule->slug);
    case_open(w, title, buf_sv(&w->tmp));
    if (n == 0 && !w->ran[i]) {
        xml_open(&w->x, "skipped");
        xml_attr(&w->x, "message", w->skipped[i]);
        xml_close(&w->x);
    }
    case_findings(w, n);
    w->at += n;
    xml_close(&w->x);
}

/* Could the input be read? */
static void read_write(struct writer *w, struct sv title, const struct input *in)
{
    case_open(w, title, SV("read"));
    if (in->status != INPUT_OK) {
        xml_open(&w->x, "error");
        xml_attr(&w->x, "message", in->status == INPUT_FAILED ? SV("could not be read")
                                                              : SV("could be read only in part"));
        xml_attr(&w->x, "type", SV("input"));
        buf_clear(&w->tmp);
        for (size_t i = 0; i < in->diagnostics.n; i++) {
            if (in->diagnostics.v[i].line)
                buf_fmt(&w->tmp, "line %" PRIu64 ": ", in->diagnostics.v[i].line);
            fmt_foreign(&w->tmp, in->diagnostics.v[i].text, 0);
            buf_addc(&w->tmp, '\n');
        }
        xml_text(&w->x, buf_sv(&w->tmp));
        xml_close(&w->x);
    }
    xml_close(&w->x);
}

/* ---- the whole ---- */

static void suite_write(struct writer *w, uint32_t suite)
{
    const struct store *s = w->r->store;
    const struct input *in = suite < s->inputs.n ? &s->inputs.v[suite] : NULL;
    struct sv title = in ? place_path(w->r, in) : SV("all inputs");
    struct counts c = suite_count(w, suite);
    if (c.tests == 0)
        return;
    xml_open(&w->x, "testsuite");
    xml_attr(&w->x, "name", title);
    counts_write(&w->x, &c);
    if (in)
        read_write(w, title, in);
    for (uint32_t i = 0; i < w->r->settings->catalog->n; i++)
        rule_write(w, suite, title, i);
    xml_close(&w->x);
}

static void entries_fill(struct writer *w)
{
    for (uint32_t i = 0; i < w->n; i++) {
        struct place p = place_of(w->r, i);
        uint32_t suite = p.input ? p.number : (uint32_t)w->r->store->inputs.n;
        w->entries[i] = (struct entry){suite, w->r->lint->findings.list.v[i].rule, i};
    }
    if (w->n)
        qsort(w->entries, w->n, sizeof(*w->entries), entry_cmp);
}

void report_junit(struct buf *b, const struct report *r)
{
    struct writer w = {.x = {.b = b}, .r = r, .n = r->lint->findings.list.n};
    uint32_t suites = (uint32_t)r->store->inputs.n + 1;
    w.entries = mem_alloc(arena_size(sizeof(*w.entries), w.n));
    w.skipped = mem_zalloc(arena_size(sizeof(*w.skipped), r->settings->catalog->n));
    w.ran = lint_ran(r->lint, r->settings);
    for (size_t i = 0; i < r->lint->skipped.n; i++)
        w.skipped[r->lint->skipped.v[i].rule] = r->lint->skipped.v[i].reason;
    entries_fill(&w);
    xml_start(&w.x);
    xml_open(&w.x, "testsuites");
    xml_attr(&w.x, "name", SV("spanvet"));
    for (uint32_t i = 0; i < suites; i++)
        suite_write(&w, i);
    xml_close(&w.x);
    free(w.entries);
    free(w.skipped);
    free(w.ran);
    buf_release(&w.tmp);
}
