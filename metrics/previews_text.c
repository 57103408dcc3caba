#include "core/fmt.h"
#include "core/shown.h"
#include "metrics/alignment.h"
#include "metrics/previews.h"
#include "metrics/unit_text.h"

enum { CALLS_SHOWN = 8, PARTS_SHOWN = 12, NAME_COLUMNS = 44, CALL_COLUMNS = 40, INDENT = 2 };

struct writer {
    struct page page;
    const struct previews *ps;
    const struct previews_style *style;
    struct buf tmp;
};

static void take_tmp(struct writer *w, enum ink ink)
{
    page_add(&w->page, ink, buf_sv(&w->tmp));
    buf_clear(&w->tmp);
}

/* The text in hand as a title, then spaces to the column of values. */
static void title(struct writer *w, enum ink ink, size_t column)
{
    size_t used = fmt_columns(buf_sv(&w->tmp));
    take_tmp(w, ink);
    page_pad(&w->page, used, column);
}

static void call_title(struct writer *w, uint32_t call)
{
    buf_fill(&w->tmp, ' ', INDENT);
    fmt_foreign(&w->tmp, w->ps->facts->in->calls[call].id, CALL_COLUMNS - 3);
    title(w, INK_DIM, CALL_COLUMNS + INDENT);
}

/* How many of `n` lines are shown; one that would only say "1 more" is shown itself. */
static size_t shown_of(const struct writer *w, size_t n, size_t most)
{
    return w->style->all || n <= most + 1 ? n : most;
}

static void rest_line(struct writer *w, size_t n, size_t shown, const char *what)
{
    if (n == shown)
        return;
    buf_fmt(&w->tmp, "%*s... and %s; --all shows them\n", INDENT, "",
            fmt_amount(n - shown, what).text);
    take_tmp(w, INK_DIM);
}

static void goal_lines(struct writer *w, const struct goal_result *v, size_t n, struct sv unit)
{
    for (size_t i = 0; i < n; i++) {
        buf_fill(w->page.b, ' ', INDENT);
        page_add(&w->page, v[i].met ? INK_GREEN : INK_RED, v[i].met ? SV("pass") : SV("FAIL"));
        buf_fmt(&w->tmp, "  target %s: ", v[i].condition.p);
        if (v[i].has_value)
            unit_text_add(&w->tmp, v[i].value, unit);
        else
            buf_addz(&w->tmp, "there is no value");
        buf_addz(&w->tmp, v[i].own ? " (the metric's own target)\n" : "\n");
        take_tmp(w, INK_PLAIN);
    }
}

static void note_lines(struct writer *w, struct sv text)
{
    buf_fill(w->page.b, ' ', INDENT);
    page_wrap(&w->page, INK_PLAIN, text, INDENT, INDENT);
}

static void spread_line(struct writer *w, const struct histogram *h, struct sv unit)
{
    buf_fill(&w->tmp, ' ', INDENT);
    histogram_line(&w->tmp, h, w->style->ascii);
    take_tmp(w, INK_CYAN);
    buf_addz(&w->tmp, "  ");
    unit_text_add(&w->tmp, h->from, unit);
    if (h->to > h->from) {
        buf_addz(&w->tmp, " to ");
        unit_text_add(&w->tmp, h->to, unit);
    }
    take_tmp(w, INK_DIM);
}

/* ---- definitions ---- */

static void measures(struct writer *w, const struct definition *d)
{
    buf_addz(&w->tmp, "   ");
    shown_add_sentence(&w->tmp, d->aggregation_method, 20);
    buf_addz(&w->tmp, " of ");
    if (definition_is_duration(d)) {
        buf_addz(&w->tmp, "the length of ");
    } else if (d->metric_attribute.n) {
        shown_add_sentence(&w->tmp, d->metric_attribute, 60);
        buf_addz(&w->tmp, " on ");
    }
    shown_add_sentence(&w->tmp, d->span_name, 60);
    take_tmp(w, INK_DIM);
    buf_addc(w->page.b, '\n');
}

static void sample_note(struct writer *w, const struct previewed *p)
{
    enum aggregation how = aggregation_find(p->definition.aggregation_method);
    uint32_t enough = aggregation_rows[how].enough;
    if (p->preview.with_value >= enough)
        return;
    buf_fmt(&w->tmp, "%s of %s says little: %u or more are needed.", aggregation_rows[how].name.p,
            fmt_amount(p->preview.with_value, "value").text, enough);
    struct buf text = w->tmp;
    w->tmp = (struct buf){0};
    note_lines(w, buf_sv(&text));
    buf_release(&text);
}

static void values(struct writer *w, const struct previewed *p)
{
    const struct preview *v = &p->preview;
    struct sv unit = p->definition.unit;
    spread_line(w, &v->spread, unit);
    buf_fmt(&w->tmp, "   %s of %s, ", fmt_count(v->with_value).text,
            fmt_amount(v->matching_spans, "span").text);
    buf_fmt(&w->tmp, "%s\n", fmt_amount(v->calls.n, "call").text);
    take_tmp(w, INK_DIM);
    size_t shown = shown_of(w, v->calls.n, CALLS_SHOWN);
    for (size_t i = 0; i < shown; i++) {
        call_title(w, v->calls.v[i].call);
        unit_text_add(&w->tmp, v->calls.v[i].value, unit);
        take_tmp(w, INK_PLAIN);
        buf_fmt(&w->tmp, "  (%s)\n", fmt_count(v->calls.v[i].n).text);
        take_tmp(w, INK_DIM);
    }
    rest_line(w, v->calls.n, shown, "call");
}

static void metric(struct writer *w, const struct previewed *p)
{
    bool fine = p->preview.problem == PREVIEW_FINE;
    shown_add_sentence(&w->tmp, p->definition.metric_name, NAME_COLUMNS - 2);
    title(w, INK_BOLD, NAME_COLUMNS);
    if (fine)
        unit_text_add(&w->tmp, p->preview.overall, p->definition.unit);
    else
        buf_addz(&w->tmp, "no value");
    take_tmp(w, fine ? INK_BOLD : INK_YELLOW);
    measures(w, &p->definition);
    if (fine) {
        values(w, p);
        sample_note(w, p);
    } else {
        struct buf text = {0};
        preview_problem_say(&text, &p->preview, &p->definition);
        note_lines(w, buf_sv(&text));
        buf_release(&text);
    }
    goal_lines(w, p->goals.v, p->goals.n, p->definition.unit);
    buf_addc(w->page.b, '\n');
}

static void skipped(struct writer *w)
{
    for (size_t i = 0; i < w->ps->skipped.n; i++) {
        shown_add_sentence(&w->tmp, w->ps->skipped.v[i].name, NAME_COLUMNS - 2);
        title(w, INK_PLAIN, NAME_COLUMNS);
        buf_fmt(&w->tmp, "not tried: %s\n", w->ps->skipped.v[i].reason.p);
        take_tmp(w, INK_DIM);
    }
    if (w->ps->skipped.n)
        buf_addc(w->page.b, '\n');
}

/* ---- built-in metrics ---- */

static void spread_add(struct writer *w, const struct spread *s, struct sv unit)
{
    const struct {
        const char *name;
        double value;
    } columns[] = {{"average", s->average}, {"p50", s->p50}, {"p90", s->p90}, {"p95", s->p95}};
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        buf_fmt(&w->tmp, "%s%s ", i ? "   " : "", columns[i].name);
        unit_text_add(&w->tmp, columns[i].value, unit);
    }
}

static void words_add(struct writer *w, const struct wer_counts *c)
{
    buf_fmt(&w->tmp, "   %s said: ", fmt_amount(wer_said(c), "word").text);
    buf_fmt(&w->tmp, "%s, ", fmt_amount(c->n[WER_SUBSTITUTE], "substitution").text);
    buf_fmt(&w->tmp, "%s, ", fmt_amount(c->n[WER_INSERT], "insertion").text);
    buf_fmt(&w->tmp, "%s", fmt_amount(c->n[WER_DELETE], "deletion").text);
}

static void parts_add(struct writer *w, const struct builtin_part *v, size_t n)
{
    size_t shown = shown_of(w, n, PARTS_SHOWN);
    for (size_t i = 0; i < shown; i++) {
        buf_addz(&w->tmp, i ? ", " : "   ");
        fmt_foreign(&w->tmp, v[i].name, 60);
        buf_fmt(&w->tmp, " %s", fmt_number(v[i].value).text);
    }
    if (shown < n)
        buf_fmt(&w->tmp, ", %s more", fmt_count(n - shown).text);
}

static void builtin_call(struct writer *w, const struct builtin *b, const struct builtin_call *c)
{
    struct sv unit = sv_from_c(builtin_rows[b->kind].unit);
    call_title(w, c->call);
    if (c->spread.n)
        spread_add(w, &c->spread, unit);
    else
        unit_text_add(&w->tmp, c->value, unit);
    if (b->kind == BUILTIN_WER)
        words_add(w, &w->ps->builtins.said.v[c->words].wer.counts);
    else
        parts_add(w, &b->call_parts.v[c->first], c->n_parts);
    buf_addc(&w->tmp, '\n');
    take_tmp(w, INK_PLAIN);
    if (b->kind == BUILTIN_WER && w->style->alignment)
        alignment_text(&w->page, &w->ps->builtins, &w->ps->builtins.said.v[c->words],
                       (size_t)INDENT * 2);
}

static void builtin_total(struct writer *w, const struct builtin *b)
{
    struct sv unit = sv_from_c(builtin_rows[b->kind].unit);
    buf_fill(&w->tmp, ' ', INDENT);
    if (b->has_total) {
        buf_addz(&w->tmp, b->kind == BUILTIN_WER ? "over all words " : "total ");
        unit_text_add(&w->tmp, b->total, unit);
    }
    if (b->kind == BUILTIN_WER)
        words_add(w, &w->ps->builtins.wer);
    parts_add(w, b->parts.v, b->parts.n);
    if (b->has_total)
        buf_fmt(&w->tmp, "\n%*sby call: ", INDENT, "");
    spread_add(w, &b->spread, unit);
    buf_addc(&w->tmp, '\n');
    take_tmp(w, INK_PLAIN);
}

static void builtin_values(struct writer *w, const struct builtin *b)
{
    struct histogram h;
    histogram_make(&h, b->values.v, b->values.n);
    builtin_total(w, b);
    spread_line(w, &h, sv_from_c(builtin_rows[b->kind].unit));
    buf_addc(w->page.b, '\n');
    size_t shown = w->style->alignment ? b->calls.n : shown_of(w, b->calls.n, CALLS_SHOWN);
    for (size_t i = 0; i < shown; i++)
        builtin_call(w, b, &b->calls.v[i]);
    rest_line(w, b->calls.n, shown, "call");
}

static void builtin(struct writer *w, const struct builtin *b)
{
    static const enum ink inks[BUILTIN_STATUSES] = {
        [BUILTIN_READY] = INK_GREEN,  [BUILTIN_PARTIAL] = INK_YELLOW,
        [BUILTIN_ALIAS] = INK_YELLOW, [BUILTIN_FOREIGN] = INK_YELLOW,
        [BUILTIN_MISSING] = INK_RED,
    };
    buf_add(&w->tmp, builtin_rows[b->kind].name);
    title(w, INK_BOLD, NAME_COLUMNS);
    page_add(&w->page, inks[b->status], sv_from_c(builtin_status_word(b->status)));
    buf_addc(w->page.b, '\n');
    if (b->spread.n)
        builtin_values(w, b);
    for (size_t i = 0; i < b->notes.n; i++)
        note_lines(w, b->notes.v[i]);
    const struct goal_result *goals = w->ps->builtin_goals[b->kind].v;
    goal_lines(w, goals, w->ps->builtin_goals[b->kind].n, sv_from_c(builtin_rows[b->kind].unit));
    buf_addc(w->page.b, '\n');
}

void previews_text(struct buf *b, const struct previews *ps, const struct previews_style *style)
{
    struct writer w = {.page = {b, style->page}, .ps = ps, .style = style};
    for (size_t i = 0; i < ps->list.n; i++)
        metric(&w, &ps->list.v[i]);
    skipped(&w);
    if (ps->has_builtins) {
        page_add(&w.page, INK_BOLD, SV("Built-in metrics"));
        buf_addz(b, "\n\n");
        for (unsigned kind = 0; kind < BUILTINS; kind++)
            builtin(&w, &ps->builtins.of[kind]);
    }
    if (!ps->list.n && !ps->skipped.n && !ps->has_builtins)
        buf_addz(b, "No metric to try: these traces support none. `spanvet metrics plan` says "
                    "why, and --builtin shows what the platform has anyway.\n");
    buf_fmt(b, "%s in ", fmt_amount(ps->facts->spans, "span").text);
    buf_fmt(b, "%s, ", fmt_amount(ps->facts->traces, "trace").text);
    buf_fmt(b, "percentiles %s",
            ps->percentile == PERCENTILE_NEAREST ? "by nearest rank" : "interpolated");
    if (ps->met + ps->missed) {
        buf_fmt(b, "; %s met, ", fmt_amount(ps->met, "target").text);
        buf_fmt(b, "%s missed", fmt_count(ps->missed).text);
    }
    buf_addz(b, "\n");
    buf_release(&w.tmp);
}
