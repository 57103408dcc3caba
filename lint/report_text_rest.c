/* The text report: the traces that are not shown, in one line a rule. */
#include "lint/report_text.h"
#include "lint/severity_ink.h"

struct rest {
    uint32_t rule, traces;
    uint64_t spans;
    enum severity severity; /* the highest */
};

static int rest_cmp(const void *va, const void *vb)
{
    const struct rest *a = va, *b = vb;
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    if (a->traces != b->traces)
        return a->traces > b->traces ? -1 : 1;
    return a->rule < b->rule ? -1 : a->rule > b->rule;
}

static void rest_count(const struct writer *w, size_t from, struct rest *rest)
{
    uint32_t *last = mem_zalloc(arena_size(sizeof(*last), w->r->settings->catalog->n));
    for (uint32_t g = (uint32_t)from; g < w->groups.n; g++) {
        const struct group *group = &w->groups.v[g];
        for (uint32_t i = group->first; i < group->first + group->n; i++) {
            const struct finding *f = finding_at(w, i);
            struct rest *x = &rest[f->rule];
            x->rule = f->rule;
            x->spans += f->count;
            x->traces += last[f->rule] != g + 1;
            x->severity = f->severity > x->severity ? f->severity : x->severity;
            last[f->rule] = g + 1;
        }
    }
    free(last);
}

static void rest_line(struct writer *w, const struct rest *x)
{
    buf_fill(w->page.b, ' ', SEVERITY_COLUMN);
    severity_ink_add(&w->page, x->severity, TEXT_COLUMN - SEVERITY_COLUMN);
    buf_fmt(&w->tmp, "%s %s", rule_of(w, x->rule)->code, rule_of(w, x->rule)->slug);
    text_flush(w, INK_BOLD);
    buf_fmt(w->page.b, "  +%s, %s\n", fmt_amount(x->traces, "trace").text,
            fmt_amount(x->spans, "span").text);
}

void text_rest(struct writer *w, size_t from)
{
    size_t n_rules = w->r->settings->catalog->n, n = w->groups.n - from;
    struct rest *rest = mem_zalloc(arena_size(sizeof(*rest), n_rules));
    rest_count(w, from, rest);
    qsort(rest, n_rules, sizeof(*rest), rest_cmp);
    buf_fmt(&w->tmp, "+%s", fmt_amount(n, "more trace").text);
    text_flush(w, INK_BOLD);
    page_add(&w->page, INK_DIM, SV("  none of them worse than those above (--all shows them)\n"));
    for (size_t i = 0; i < n_rules; i++)
        if (rest[i].traces)
            rest_line(w, &rest[i]);
    buf_addc(w->page.b, '\n');
    free(rest);
}
