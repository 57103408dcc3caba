/* The plan for people: what to create first, why the rest waits, what is missing. */
#include "core/fmt.h"
#include "core/page.h"
#include "core/shown.h"
#include "metrics/plan.h"

enum { NAME_COLUMN = 36, VALUE_COLUMN = 52, INDENT = 4 };

static void line(struct page *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void line(struct page *p, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(p->b, fmt, ap);
    va_end(ap);
}

static void title(struct page *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void title(struct page *p, const char *fmt, ...)
{
    struct buf b = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(&b, fmt, ap);
    va_end(ap);
    buf_addc(p->b, '\n');
    page_add(p, INK_BOLD, buf_sv(&b));
    buf_addc(p->b, '\n');
    buf_release(&b);
}

/* A sentence behind `INDENT` spaces, wrapped. */
static void sentence(struct page *p, enum ink ink, const char *fmt, ...) PRINTF_LIKE(3, 4);
static void sentence(struct page *p, enum ink ink, const char *fmt, ...)
{
    struct buf b = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vfmt(&b, fmt, ap);
    va_end(ap);
    buf_fill(p->b, ' ', INDENT);
    page_wrap(p, ink, buf_sv(&b), INDENT, INDENT);
    buf_release(&b);
}

/* ---- one draft ---- */

static void value_add(struct buf *b, const struct draft *d)
{
    if (definition_is_trace(&d->definition) && d->preview.problem == PREVIEW_FINE)
        buf_fmt(b, "%s %.*s", fmt_number(d->preview.overall).text, SV_ARG(d->definition.unit));
}

static void measure_add(struct buf *b, const struct definition *d)
{
    buf_fmt(b, "%.*s", SV_ARG(d->span_name));
    if (d->metric_attribute.n)
        buf_fmt(b, " / %.*s", SV_ARG(d->metric_attribute));
    else if (definition_is_duration(d))
        buf_addz(b, " / its length");
    buf_fmt(b, " / %.*s", SV_ARG(d->aggregation_method));
}

static enum ink verdict_ink(enum verdict v)
{
    static const enum ink inks[VERDICTS] = {[VERDICT_PROPOSE] = INK_GREEN,
                                            [VERDICT_STAGE] = INK_YELLOW,
                                            [VERDICT_DIAGNOSTIC] = INK_DIM,
                                            [VERDICT_REJECT] = INK_RED};
    return inks[v];
}

static void draft_head(struct page *p, const struct draft *d)
{
    struct buf b = {0};
    page_add(p, verdict_ink(d->verdict), d->definition.metric_name);
    page_pad(p, fmt_columns(d->definition.metric_name), NAME_COLUMN);
    value_add(&b, d);
    buf_add(p->b, buf_sv(&b));
    page_pad(p, NAME_COLUMN + b.n, VALUE_COLUMN);
    buf_clear(&b);
    if (definition_is_trace(&d->definition))
        measure_add(&b, &d->definition);
    else
        buf_fmt(&b, "judge, %.*s", SV_ARG(d->definition.metric_type));
    fmt_foreign(p->b, buf_sv(&b), 0);
    buf_addc(p->b, '\n');
    buf_release(&b);
}

static void evidence_line(struct page *p, const struct draft *d)
{
    const struct evidence *e = &d->evidence;
    struct buf b = {0};
    if (!definition_is_trace(&d->definition))
        return;
    if (e->has_values) {
        buf_fmt(&b, "%s on %s of %s, ", fmt_amount(e->with_value, "value").text,
                fmt_share(e->coverage).text, fmt_amount(e->matching_spans, "span").text);
        buf_fmt(&b, "%s: %s to %s, ", fmt_amount(e->traces, "trace").text,
                fmt_number(e->min).text, fmt_number(e->max).text);
        buf_fmt(&b, "median %s", fmt_number(e->median).text);
    } else {
        buf_fmt(&b, "%s, ", fmt_amount(e->matching_spans, "span").text);
        buf_fmt(&b, "%s", fmt_amount(e->traces, "trace").text);
    }
    sentence(p, INK_DIM, "%.*s", SV_ARG(buf_sv(&b)));
    buf_release(&b);
}

static void draft_full(struct page *p, const struct draft *d, bool reasons)
{
    draft_head(p, d);
    if (d->question.n && d->verdict == VERDICT_PROPOSE)
        sentence(p, INK_PLAIN, "%.*s", SV_ARG(d->question));
    if (d->verdict == VERDICT_PROPOSE)
        evidence_line(p, d);
    for (size_t i = 0; i < d->reasons.n && reasons; i++)
        sentence(p, INK_PLAIN, "%.*s%s%s%s", SV_ARG(d->reasons.v[i].text),
                 d->reasons.v[i].rule ? " (" : "", d->reasons.v[i].rule ? d->reasons.v[i].rule : "",
                 d->reasons.v[i].rule ? ")" : "");
    if (d->instrument.n)
        sentence(p, INK_CYAN, "%.*s", SV_ARG(d->instrument));
}

/* ---- lists ---- */

static size_t count(const struct plan *p, enum verdict v, bool high)
{
    size_t n = 0;
    for (size_t i = 0; i < p->drafts.n; i++)
        n += p->drafts.v[i].verdict == v && (!high || p->drafts.v[i].high_signal);
    return n;
}

static void drafts_list(struct page *page, const struct plan *p, enum verdict v, bool high_only)
{
    for (size_t i = 0; i < p->drafts.n; i++)
        if (p->drafts.v[i].verdict == v && (!high_only || p->drafts.v[i].high_signal))
            draft_full(page, &p->drafts.v[i], true);
}

static void proposed_list(struct page *page, const struct plan *p, bool all)
{
    size_t n = count(p, VERDICT_PROPOSE, false), high = count(p, VERDICT_PROPOSE, true);
    if (!n) {
        title(page, "propose: none");
        sentence(page, INK_PLAIN, "no attribute of these traces makes a metric that holds; what is "
                                  "staged or missing says what to add");
        return;
    }
    title(page, "propose: %s%s", fmt_amount(n, "metric").text,
          all || high == n ? "" : "; these first");
    drafts_list(page, p, VERDICT_PROPOSE, !all);
    if (!all && high < n) {
        line(page, "also: ");
        struct buf b = {0};
        for (size_t i = 0, k = 0; i < p->drafts.n; i++)
            if (p->drafts.v[i].verdict == VERDICT_PROPOSE && !p->drafts.v[i].high_signal)
                buf_fmt(&b, "%s%.*s", k++ ? ", " : "",
                        SV_ARG(p->drafts.v[i].definition.metric_name));
        page_wrap(page, INK_PLAIN, buf_sv(&b), 6, 6);
        buf_release(&b);
    }
}

static void items_list(struct page *page, const char *what, const struct floor_list *list)
{
    size_t there = 0;
    for (size_t i = 0; i < list->n; i++)
        there += list->v[i].status == FLOOR_PROPOSED;
    if (!list->n)
        return;
    title(page, "%s: %s of %s proposed", what, fmt_count(there).text, fmt_count(list->n).text);
    for (size_t i = 0; i < list->n; i++) {
        const struct floor_item *item = &list->v[i];
        if (item->status == FLOOR_PROPOSED)
            continue;
        page_add(page, item->status == FLOOR_STAGED ? INK_YELLOW : INK_RED,
                 item->status == FLOOR_STAGED ? SV("staged   ") : SV("missing  "));
        buf_fmt(page->b, "%.*s\n", SV_ARG(item->item));
        sentence(page, INK_PLAIN, "%.*s", SV_ARG(item->reason));
    }
}

static void drifts_list(struct page *page, const struct plan *p)
{
    if (p->profile == PROFILE_FULL || !p->drifts.n)
        return;
    title(page, "drift: %s that the legacy profile cannot say",
          fmt_amount(p->drifts.n, "metric").text);
    for (size_t i = 0; i < p->drifts.n; i++) {
        const struct drift *d = &p->drifts.v[i];
        buf_fmt(page->b, "%.*s -> %.*s\n", SV_ARG(d->wanted.metric_name),
                SV_ARG(d->used.metric_name.n ? d->used.metric_name : SV("refused")));
        sentence(page, INK_PLAIN, "%.*s", SV_ARG(d->reason));
    }
}

static void unpaired_list(struct page *page, const struct plan *p, const struct store *s)
{
    struct buf name = {0}, key = {0};
    if (p->unpaired.n)
        title(page, "no metric of: %s", fmt_amount(p->unpaired.n, "attribute").text);
    for (size_t i = 0; i < p->unpaired.n; i++) {
        const struct unpaired *u = &p->unpaired.v[i];
        struct sv n = shown_text(store_sv(s, u->span_name), &name);
        struct sv k = shown_text(store_sv(s, u->attribute), &key);
        fmt_foreign(page->b, n, 0);
        buf_addz(page->b, " / ");
        fmt_foreign(page->b, k, 0);
        buf_addc(page->b, '\n');
        sentence(page, INK_PLAIN, "%.*s", SV_ARG(u->reason));
    }
    buf_release(&name);
    buf_release(&key);
}

/* ---- the page ---- */

static void head(struct page *page, const struct plan *p, const struct facts *f)
{
    struct buf b = {0};
    for (uint32_t bit = 1; agent_word(bit).n; bit <<= 1)
        if (p->agents & bit)
            buf_fmt(&b, "%s%.*s", b.n ? ", " : "", SV_ARG(agent_word(bit)));
    line(page, "agent     %.*s\n", SV_ARG(b.n ? buf_sv(&b) : SV("no kind recognised")));
    if (p->vertical.n)
        line(page, "vertical  %.*s\n", SV_ARG(p->vertical));
    line(page, "traces    %s, ", fmt_amount(f->in->n_calls, "call").text);
    line(page, "%s, ", fmt_amount(f->traces, "trace").text);
    line(page, "%s\n", fmt_amount(f->spans, "span").text);
    line(page, "profile   %s\n", p->profile == PROFILE_FULL ? "full" : "legacy");
    buf_release(&b);
}

void plan_text(struct page *page, const struct plan *p, const struct facts *f, bool all)
{
    static const char *const rest[VERDICTS] = {[VERDICT_STAGE] = "stage: %s wanted, not proven yet",
                                               [VERDICT_DIAGNOSTIC] = "diagnostic: %s",
                                               [VERDICT_REJECT] = "refused: %s"};
    head(page, p, f);
    proposed_list(page, p, all);
    for (int v = VERDICT_STAGE; v < (all ? VERDICTS : VERDICT_DIAGNOSTIC); v++)
        if (count(p, (enum verdict)v, false)) {
            title(page, rest[v], fmt_amount(count(p, (enum verdict)v, false), "metric").text);
            drafts_list(page, p, (enum verdict)v, false);
        }
    items_list(page, "first-pass floor", &p->floor);
    if (all) {
        items_list(page, "baseline set", &p->baseline);
        items_list(page, "questions", &p->recipes);
    }
    drifts_list(page, p);
    if (all)
        unpaired_list(page, p, f->in->s);
    else
        line(page, "\n%s diagnostic, %s refused, ",
             fmt_count(count(p, VERDICT_DIAGNOSTIC, false)).text,
             fmt_count(count(p, VERDICT_REJECT, false)).text);
    if (!all)
        line(page, "%s without a metric: --all\n", fmt_amount(p->unpaired.n, "attribute").text);
}
