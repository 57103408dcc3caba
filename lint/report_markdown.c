/*
 * Markdown for a comment at a pull request: score and totals, a table of the worst findings, then
 * what to do, a folded block for each trace. It stays below what GitHub takes for one comment.
 */
#include "core/fmt.h"
#include "core/markdown.h"
#include "core/shown.h"
#include "core/utf8.h"
#include "lint/finding_text.h"
#include "lint/span_path.h"
#include "lint/worst.h"

enum {
    BYTES_MAX = 64000, /* GitHub takes 65,536 characters */
    BYTES_KEPT = 200,  /* for the sentences about what is left out */
    TABLE_ROWS = 20,
    NAME_COLUMNS = 80
};

struct writer {
    struct buf page; /* all of it */
    struct buf part; /* a row or block while it is put together */
    const struct report *r;
    const struct finding *list;
    size_t n;
    uint32_t *order; /* the worst first */
};

/* Puts the part into the page, or drops it when the page would be too long. */
static bool part_take(struct writer *w)
{
    bool fits = w->page.n + w->part.n + BYTES_KEPT <= BYTES_MAX;
    if (fits)
        buf_add(&w->page, buf_sv(&w->part));
    buf_clear(&w->part);
    return fits;
}

/* ---- pieces of a finding ---- */

static void name_add(struct writer *w, const struct finding *f)
{
    struct buf name = {0};
    if (f->name == SYM_NONE)
        return;
    span_path_add_name(&name, w->r->store, f->name);
    markdown_code(&w->part, buf_sv(&name));
    buf_release(&name);
}

static void trace_add(struct writer *w, uint32_t trace)
{
    struct buf id = {0};
    shown_add_trace(&id, w->r->store, trace);
    buf_addz(&w->part, id.n ? "trace " : "spans without a trace id");
    if (id.n)
        markdown_code(&w->part, utf8_prefix(buf_sv(&id), NAME_COLUMNS));
    buf_release(&id);
}

static void message_add(struct writer *w, const struct finding *f)
{
    struct buf text = {0};
    finding_add_message(&text, w->r, f);
    markdown_text(&w->part, buf_sv(&text));
    buf_release(&text);
}

/* ---- headline and table ---- */

static void headline_write(struct writer *w)
{
    const struct lint *l = w->r->lint;
    if (w->r->store->n_spans)
        buf_fmt(&w->page, "## spanvet: %.1f of 100, %s\n\n", lint_score_shown(l), l->grade);
    else
        buf_addz(&w->page, "## spanvet: nothing to judge\n\n");
    finding_add_result(&w->page, w->r);
    buf_fmt(&w->page, " in %s (%s).\n", fmt_amount(w->r->index->n_real_traces, "trace").text,
            fmt_amount(w->r->store->n_spans, "span").text);
    uint32_t bad = 0;
    for (size_t i = 0; i < w->r->store->inputs.n; i++)
        bad += w->r->store->inputs.v[i].status != INPUT_OK;
    if (bad)
        buf_fmt(&w->page, "\n**%u of %s could not be read, or only in part.**\n", bad,
                fmt_amount(w->r->store->inputs.n, "input").text);
}

static void row_add(struct writer *w, const struct finding *f)
{
    const struct rule *rule = finding_rule(w->r, f);
    buf_fmt(&w->part, "| %s | %s %s | ", severity_name((enum severity)f->severity), rule->code,
            rule->slug);
    name_add(w, f);
    buf_fmt(&w->part, " | %s | ", fmt_count(f->count).text);
    message_add(w, f);
    buf_addz(&w->part, " |\n");
}

static void table_write(struct writer *w)
{
    size_t shown = 0;
    if (w->n == 0)
        return;
    buf_addz(&w->page, "\n| severity | rule | span name | spans | what is wrong |\n"
                       "| --- | --- | --- | ---: | --- |\n");
    for (; shown < w->n && shown < TABLE_ROWS; shown++) {
        row_add(w, &w->list[w->order[shown]]);
        if (!part_take(w))
            break;
    }
    if (shown < w->n)
        buf_fmt(&w->page, "\n+%s more\n", fmt_amount(w->n - shown, "finding").text);
}

/* ---- the traces ---- */

static void item_add(struct writer *w, const struct finding *f)
{
    const struct rule *rule = finding_rule(w->r, f);
    buf_fmt(&w->part, "- **%s** %s %s ", severity_name((enum severity)f->severity), rule->code,
            rule->slug);
    name_add(w, f);
    buf_addz(&w->part, f->name == SYM_NONE ? "- " : " - ");
    message_add(w, f);
    if (f->fix.n) {
        buf_addz(&w->part, "  \n  Fix: ");
        markdown_text(&w->part, f->fix);
    }
    buf_addc(&w->part, '\n');
}

static void block_start(struct writer *w, const struct finding *first)
{
    buf_addz(&w->part, "\n<details><summary>");
    if (first->trace == NO_ROW) {
        buf_addz(&w->part, "whole input");
    } else {
        trace_add(w, first->trace);
        buf_fmt(&w->part, ", %s",
                fmt_amount(w->r->index->traces[first->trace].count, "span").text);
    }
    buf_addz(&w->part, "</summary>\n\n");
}

/* The findings `first` to `end - 1` of the list, which are those of one trace; how many of them
 * are on the page. */
static size_t block_write(struct writer *w, size_t first, size_t end)
{
    uint32_t *order = mem_alloc(arena_size(sizeof(*order), end - first));
    size_t shown = 0;
    for (size_t i = first; i < end; i++)
        order[i - first] = (uint32_t)i;
    worst_sort(order, end - first, &w->r->lint->findings);
    block_start(w, &w->list[first]);
    item_add(w, &w->list[order[0]]);
    while (part_take(w) && ++shown < end - first)
        item_add(w, &w->list[order[shown]]);
    if (shown)
        buf_addz(&w->page, "\n</details>\n");
    free(order);
    return shown;
}

static void traces_write(struct writer *w)
{
    size_t shown = 0, end;
    bool fits = true;
    for (size_t first = 0; first < w->n && fits; first = end) {
        for (end = first + 1; end < w->n && w->list[end].trace == w->list[first].trace;)
            end++;
        size_t n = block_write(w, first, end);
        shown += n;
        fits = n == end - first;
    }
    if (shown < w->n)
        buf_fmt(&w->page, "\n+%s more, too many for one comment\n",
                fmt_amount(w->n - shown, "finding").text);
}

void report_markdown(struct buf *b, const struct report *r)
{
    struct writer w = {.r = r, .list = r->lint->findings.list.v, .n = r->lint->findings.list.n};
    w.order = worst_first(&r->lint->findings);
    headline_write(&w);
    table_write(&w);
    traces_write(&w);
    buf_add(b, buf_sv(&w.page));
    free(w.order);
    buf_release(&w.page);
    buf_release(&w.part);
}
