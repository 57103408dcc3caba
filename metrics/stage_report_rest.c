/* What the hand-off says besides the metrics: the floor, what was left out and why. */
#include "core/fmt.h"
#include "metrics/stage_report.h"
#include "metrics/stage_text.h"

/* Rows of a table; the rest is counted. */
enum { ROWS = 40 };

struct writer {
    struct buf *b;
    const struct stage *st;
};

static void more(struct writer *w, size_t n, size_t shown, const char *one)
{
    if (n > shown)
        buf_fmt(w->b, "\nand %s; `spanvet metrics plan --all` lists them\n",
                fmt_amount(n - shown, one).text);
}

static void floor_row(struct buf *b, const struct floor_item *f)
{
    static const char *const words[] = {[FLOOR_PROPOSED] = "proposed", [FLOOR_STAGED] = "staged",
                                        [FLOOR_MISSING] = "**missing**"};
    buf_addz(b, "| ");
    stage_text(b, f->item);
    buf_fmt(b, " | %s | ", words[f->status]);
    stage_text(b, f->reason);
    buf_addz(b, " |\n");
}

static bool is_said(const struct floor_list *list, struct sv reason)
{
    for (size_t i = 0; i < list->n; i++)
        if (sv_eq(list->v[i].reason, reason))
            return true;
    return false;
}

/* The floor in full; of the other lists what is not proposed and was not said before. All of them
 * are short. */
static bool is_listed(const struct floor_list *const *lists, size_t k, const struct floor_item *f)
{
    for (size_t i = 0; i < k; i++)
        if (f->status == FLOOR_PROPOSED || is_said(lists[i], f->reason))
            return false;
    return true;
}

void stage_report_floors(struct buf *b, const struct stage *st)
{
    const struct plan *p = st->plan;
    const struct floor_list *const lists[] = {&p->floor, &p->baseline, &p->recipes};
    static const char *const titles[] = {"First-pass floor", "Missing of the baseline sets",
                                         "Questions that have no metric yet"};
    for (size_t k = 0; k < ARRAY_LEN(lists); k++) {
        size_t rows = 0;
        for (size_t i = 0; i < lists[k]->n; i++) {
            if (!is_listed(lists, k, &lists[k]->v[i]))
                continue;
            if (!rows++)
                buf_fmt(b, "\n## %s\n\n| item | status | reason |\n"
                           "|------|--------|--------|\n", titles[k]);
            floor_row(b, &lists[k]->v[i]);
        }
    }
}

/* Was the draft chosen? Metrics stand in the order of the plan; the search goes on at `*at`. */
static bool is_staged(const struct stage *st, size_t number, size_t *at)
{
    while (*at < st->metrics.n && st->metrics.v[*at].number &&
           st->metrics.v[*at].number < number)
        (*at)++;
    return *at < st->metrics.n && st->metrics.v[*at].number == number;
}

static void left_row(struct writer *w, const struct draft *d, size_t number)
{
    buf_fmt(w->b, "| %zu | ", number);
    stage_text_name(w->b, d->definition.metric_name);
    buf_addz(w->b, " | ");
    if (!stage_is_shown(&d->definition))
        buf_addz(w->b, "it holds what looks like a credential or a personal value");
    else if (d->verdict == VERDICT_PROPOSE)
        stage_text(w->b, d->question);
    else
        stage_report_reasons(w->b, d);
    buf_addz(w->b, " |\n");
}

static void left_add(struct writer *w, enum verdict verdict, const char *title)
{
    const struct plan *p = w->st->plan;
    size_t at = 0, n = 0;
    for (size_t i = 0; i < p->drafts.n; i++) {
        if (is_staged(w->st, i + 1, &at) || p->drafts.v[i].verdict != verdict)
            continue;
        if (!n)
            buf_fmt(w->b, "\n## %s\n\n| # | metric | %s |\n|--:|--------|-----|\n", title,
                    verdict == VERDICT_PROPOSE ? "question" : "why");
        if (++n <= ROWS)
            left_row(w, &p->drafts.v[i], i + 1);
    }
    more(w, n, ROWS, "more metric");
}

static void drifts_add(struct writer *w)
{
    const struct plan *p = w->st->plan;
    for (size_t i = 0; i < p->drifts.n; i++) {
        const struct drift *d = &p->drifts.v[i];
        if (!i)
            buf_fmt(w->b, "\n## What the %.*s profile changed\n\n| wanted | used | reason |\n"
                          "|--------|------|--------|\n", SV_ARG(profile_word(p->profile)));
        if (i == ROWS)
            break;
        buf_addz(w->b, "| ");
        stage_text_name(w->b, d->wanted.metric_name);
        buf_addz(w->b, " | ");
        stage_text_name(w->b, d->used.metric_name.n ? d->used.metric_name : SV("refused"));
        buf_addz(w->b, " | ");
        stage_text(w->b, d->reason);
        buf_addz(w->b, " |\n");
    }
    more(w, p->drifts.n, ROWS, "more metric");
}

static void unpaired_add(struct writer *w)
{
    const struct plan *p = w->st->plan;
    const struct store *s = w->st->facts->in->s;
    for (size_t i = 0; i < p->unpaired.n && i < ROWS; i++) {
        if (!i)
            buf_addz(w->b, "\n## Numbers that make no metric by themselves\n\n"
                           "| span | attribute | reason |\n|------|-----------|--------|\n");
        buf_addz(w->b, "| ");
        stage_text_key(w->b, sym_sv(&s->syms, p->unpaired.v[i].span_name));
        buf_addz(w->b, " | ");
        stage_text_key(w->b, sym_sv(&s->syms, p->unpaired.v[i].attribute));
        buf_addz(w->b, " | ");
        stage_text(w->b, p->unpaired.v[i].reason);
        buf_addz(w->b, " |\n");
    }
    more(w, p->unpaired.n, ROWS, "more attribute");
}

void stage_report_left(struct buf *b, const struct stage *st)
{
    struct writer w = {b, st};
    left_add(&w, VERDICT_PROPOSE, "Also proposed, not chosen");
    left_add(&w, VERDICT_DIAGNOSTIC, "Diagnostic only");
    left_add(&w, VERDICT_REJECT, "Must not be created");
    drifts_add(&w);
    unpaired_add(&w);
}
