/* The text report: one trace, with findings and the number of those left out. */
#include "core/shown.h"
#include "lint/dialects.h"
#include "lint/report_text.h"
#include "lint/severity_ink.h"

enum {
    FINDINGS_SHOWN = 10, /* of a trace */
    SAME_SHOWN = 3       /* of a rule in a trace */
};

/* ---- a finding ---- */

/* w->tmp as a paragraph at TEXT_COLUMN that begins with a dim label. */
static void paragraph(struct writer *w, const char *label, enum ink ink)
{
    buf_fill(w->page.b, ' ', TEXT_COLUMN);
    page_add(&w->page, INK_DIM, sv_from_c(label));
    page_wrap(&w->page, ink, buf_sv(&w->tmp), TEXT_COLUMN + strlen(label), TEXT_COLUMN);
    buf_clear(&w->tmp);
}

/* "  error   N055 chunk-noise  transport.recv_audio" */
static void finding_title(struct writer *w, const struct finding *f)
{
    buf_fill(w->page.b, ' ', SEVERITY_COLUMN);
    severity_ink_add(&w->page, f->severity, TEXT_COLUMN - SEVERITY_COLUMN);
    buf_fmt(&w->tmp, "%s %s", rule_of(w, f->rule)->code, rule_of(w, f->rule)->slug);
    text_flush(w, INK_BOLD);
    if (f->name != SYM_NONE) {
        buf_addz(w->page.b, "  ");
        fmt_foreign(w->page.b, shown_text(store_sv(w->s, f->name), &w->tmp), NAME_COLUMNS);
        buf_clear(&w->tmp);
    }
    buf_addc(w->page.b, '\n');
}

static void finding_message(struct writer *w, const struct finding *f)
{
    finding_add_message(&w->tmp, w->r, f);
    paragraph(w, "", INK_PLAIN);
}

static void finding_spans(struct writer *w, const struct finding *f)
{
    struct buf id = {0};
    uint32_t shown = 0;
    for (uint32_t i = 0; i < f->n_rows; i++) {
        buf_clear(&id);
        shown_add_span(&id, w->s, f->rows[i]);
        if (id.n == 0)
            continue;
        buf_addz(&w->tmp, shown++ ? ", " : "");
        fmt_foreign(&w->tmp, buf_sv(&id), NAME_COLUMNS);
    }
    buf_release(&id);
    if (shown == 0)
        return;
    if (f->count > shown)
        buf_fmt(&w->tmp, ", +%s more", fmt_count(f->count - shown).text);
    paragraph(w, f->count == 1 ? "span " : "spans ", INK_DIM);
}

/* Once for each rule, and again only when it is another fix. */
static void finding_fix(struct writer *w, const struct finding *f)
{
    struct sv *shown = &w->fix_shown[f->rule];
    if (f->fix.n == 0 || sv_eq(f->fix, *shown))
        return;
    bool is_first = shown->n == 0;
    *shown = f->fix;
    fmt_foreign(&w->tmp, f->fix, 0);
    if (is_first && w->n_of_rule[f->rule] > 1)
        buf_fmt(&w->tmp, " (for every %s below too)", rule_of(w, f->rule)->code);
    paragraph(w, "fix: ", INK_GREEN);
}

static void finding_write(struct writer *w, const struct finding *f)
{
    finding_title(w, f);
    finding_message(w, f);
    finding_spans(w, f);
    finding_fix(w, f);
}

/* ---- the trace ---- */

static void trace_title(struct writer *w, const struct group *g)
{
    const struct trace_range *t = &w->r->index->traces[g->trace];
    struct buf id = {0};
    shown_add_trace(&id, w->s, g->trace);
    buf_addz(&w->tmp, id.n ? "trace " : "spans without a trace id");
    fmt_foreign(&w->tmp, buf_sv(&id), NAME_COLUMNS);
    buf_release(&id);
    text_flush(w, INK_BOLD);
    buf_addz(&w->tmp, "  ");
    if (w->r->view && view_dialects(w->r->view, g->trace)) {
        dialects_add_titles(&w->tmp, w->r->view->pack, view_dialects(w->r->view, g->trace));
        buf_addz(&w->tmp, ", ");
    }
    buf_fmt(&w->tmp, "%s, ", fmt_amount(t->count, "span").text);
    finding_add_totals(&w->tmp, g->totals);
    if (w->s->inputs.n > 1) {
        buf_addz(&w->tmp, ", in ");
        fmt_foreign(&w->tmp, store_input_of(w->s, w->r->index->order[t->first])->uri, NAME_COLUMNS);
    }
    text_flush(w, INK_DIM);
    buf_addc(w->page.b, '\n');
}

static void whole_input_title(struct writer *w, const struct group *g)
{
    page_add(&w->page, INK_BOLD, SV("whole input"));
    buf_addz(&w->tmp, "  ");
    finding_add_totals(&w->tmp, g->totals);
    text_flush(w, INK_DIM);
    buf_addc(w->page.b, '\n');
}

/* "  +48 more: 45 x N061 high-cardinality-name, N063 alias-span-name" */
static void hidden_write(struct writer *w, uint32_t n_hidden, const uint32_t *hidden)
{
    const char *comma = ": ";
    buf_fill(w->page.b, ' ', SEVERITY_COLUMN);
    buf_fmt(&w->tmp, "+%s more", fmt_count(n_hidden).text);
    for (uint32_t i = 0; i < w->r->settings->catalog->n; i++) {
        if (hidden[i] == 0)
            continue;
        buf_addz(&w->tmp, comma);
        if (hidden[i] > 1)
            buf_fmt(&w->tmp, "%s x ", fmt_count(hidden[i]).text);
        buf_fmt(&w->tmp, "%s %s", rule_of(w, i)->code, rule_of(w, i)->slug);
        comma = ", ";
    }
    page_wrap(&w->page, INK_DIM, buf_sv(&w->tmp), SEVERITY_COLUMN, TEXT_COLUMN);
    buf_clear(&w->tmp);
}

void text_group(struct writer *w, const struct group *g)
{
    size_t n_rules = w->r->settings->catalog->n;
    uint32_t *shown = mem_zalloc(arena_size(sizeof(*shown), n_rules));
    uint32_t *hidden = mem_zalloc(arena_size(sizeof(*hidden), n_rules));
    uint32_t n_shown = 0;
    if (g->trace == NO_ROW)
        whole_input_title(w, g);
    else
        trace_title(w, g);
    for (uint32_t i = g->first; i < g->first + g->n; i++) {
        const struct finding *f = finding_at(w, i);
        bool fits = n_shown < FINDINGS_SHOWN && shown[f->rule] < SAME_SHOWN;
        if (!fits && !w->r->all) {
            hidden[f->rule]++;
            continue;
        }
        finding_write(w, f);
        shown[f->rule]++;
        n_shown++;
    }
    if (n_shown < g->n)
        hidden_write(w, g->n - n_shown, hidden);
    buf_addc(w->page.b, '\n');
    free(shown);
    free(hidden);
}
