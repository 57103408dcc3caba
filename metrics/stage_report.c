/*
 * REPORT.md: the hand-off. For each metric its question, evidence, preview and reasons; what the
 * first-pass floor lacks and how to instrument it; what was left out and why; what to do next.
 */
#include "core/fmt.h"
#include "metrics/stage_report.h"
#include "metrics/stage_text.h"
#include "metrics/unit_text.h"

struct writer {
    struct buf *b;
    const struct stage *st;
};

/* ---- texts ---- */

/* "- **Evidence:** " and a text that may hold code between backquotes; nothing without a text. */
static void item(struct writer *w, const char *title, struct sv text)
{
    if (!text.n)
        return;
    buf_fmt(w->b, "- **%s:** ", title);
    stage_text(w->b, text);
    buf_addc(w->b, '\n');
}

/* ---- one metric ---- */

static struct sv operator_words(struct sv op)
{
    static const struct sv words[][2] = {
        {SV_INIT("eq"), SV_INIT("exactly ")}, {SV_INIT("neq"), SV_INIT("anything but ")},
        {SV_INIT("gt"), SV_INIT("above ")},   {SV_INIT("gte"), SV_INIT("at least ")},
        {SV_INIT("lt"), SV_INIT("below ")},   {SV_INIT("lte"), SV_INIT("at most ")},
        {SV_INIT("nin"), SV_INIT("anything but ")}};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (sv_eq(op, words[i][0]))
            return words[i][1];
    return (struct sv){0};
}

static void target_add(struct writer *w, const struct definition *d)
{
    if (!d->target.op.n)
        return;
    buf_addz(w->b, "- **Good when:** ");
    buf_add(w->b, operator_words(d->target.op));
    if (d->target.word.n)
        stage_text(w->b, d->target.word);
    else
        unit_text_add(w->b, d->target.value, d->unit);
    buf_addc(w->b, '\n');
}

static void judge_add(struct writer *w, const struct definition *d)
{
    buf_addz(w->b, "- **Asks:** ");
    stage_text(w->b, d->prompt);
    buf_addz(w->b, "\n- **Type:** ");
    stage_text_code(w->b, d->metric_type);
    buf_addz(w->b, d->include_traces ? ", with the trace\n" : "\n");
}

static void measure_add(struct writer *w, const struct definition *d)
{
    if (!definition_is_trace(d)) {
        judge_add(w, d);
        return;
    }
    buf_addz(w->b, "- **Measures:** ");
    stage_text_code(w->b, d->aggregation_method);
    if (definition_is_duration(d))
        buf_addz(w->b, " of the length of ");
    else
        buf_addz(w->b, d->metric_attribute.n ? " of " : " over ");
    if (d->metric_attribute.n) {
        stage_text_key(w->b, d->metric_attribute);
        buf_addz(w->b, " on ");
    }
    stage_text_key(w->b, d->span_name);
    buf_addz(w->b, " spans");
    if (d->unit.n) {
        buf_addz(w->b, ", unit ");
        stage_text_code(w->b, d->unit);
    }
    buf_addc(w->b, '\n');
}

static void evidence_add(struct writer *w, const struct draft *d)
{
    const struct evidence *v = &d->evidence;
    struct sv unit = definition_is_duration(&d->definition) ? SV("s") : d->definition.unit;
    if (!v->matching_spans)
        return;
    buf_fmt(w->b, "- **Evidence:** %s, ", fmt_amount(v->matching_spans, "matching span").text);
    if (d->definition.metric_attribute.n || definition_is_duration(&d->definition))
        buf_fmt(w->b, "%s with a value (%s), ", fmt_count(v->with_value).text,
                fmt_share(v->coverage).text);
    buf_fmt(w->b, "in %s", fmt_amount(v->traces, "trace").text);
    if (v->has_values) {
        buf_addz(w->b, "; from ");
        unit_text_add(w->b, v->min, unit);
        buf_addz(w->b, " to ");
        unit_text_add(w->b, v->max, unit);
        buf_addz(w->b, ", median ");
        unit_text_add(w->b, v->median, unit);
        buf_addz(w->b, ", p90 ");
        unit_text_add(w->b, v->p90, unit);
    }
    buf_addc(w->b, '\n');
}

/* The least and the greatest value of a call. */
static void calls_add(struct buf *b, const struct preview *p, struct sv unit)
{
    if (p->calls.n < 2)
        return;
    double least = p->calls.v[0].value, most = least;
    for (size_t i = 1; i < p->calls.n; i++) {
        double v = p->calls.v[i].value;
        least = v < least ? v : least;
        most = v > most ? v : most;
    }
    buf_fmt(b, " overall; by call from ");
    unit_text_add(b, least, unit);
    buf_addz(b, " to ");
    unit_text_add(b, most, unit);
    buf_fmt(b, ", in %s", fmt_amount(p->calls.n, "call").text);
}

static bool has_preview(const struct draft *d)
{
    return definition_is_trace(&d->definition) && d->preview.problem == PREVIEW_FINE;
}

static void preview_add(struct writer *w, const struct draft *d)
{
    if (!has_preview(d))
        return;
    buf_addz(w->b, "- **Value on these traces:** ");
    unit_text_add(w->b, d->preview.overall, d->definition.unit);
    calls_add(w->b, &d->preview, d->definition.unit);
    buf_addc(w->b, '\n');
}

void stage_report_reasons(struct buf *b, const struct draft *d)
{
    for (size_t i = 0; i < d->reasons.n; i++) {
        buf_addz(b, i ? "; " : "");
        stage_text(b, d->reasons.v[i].text);
        if (d->reasons.v[i].rule)
            buf_fmt(b, " (rule %s)", d->reasons.v[i].rule);
    }
}

static void file_add(struct writer *w, const struct staged_metric *m)
{
    static const char *const notes[] = {
        [STAGED_GENERATED] = "",
        [STAGED_EDITED] = ", edited by hand: it may say something else than this report",
        [STAGED_BROKEN] = ", edited by hand: it holds no body that can be created",
        [STAGED_DELETED] = ", deleted by hand: it is not created",
        [STAGED_EARLIER] = ", as an earlier run wrote it"};
    buf_fmt(w->b, "- **File:** [%.*s](%.*s)%s\n", SV_ARG(m->path), SV_ARG(m->path),
            notes[m->state]);
}

static void metric_add(struct writer *w, const struct staged_metric *m)
{
    const struct draft *d = m->draft;
    buf_addz(w->b, "\n### ");
    if (m->number)
        buf_fmt(w->b, "%zu. ", m->number);
    stage_text_name(w->b, m->name.n ? m->name : m->path);
    buf_addz(w->b, "\n\n");
    if (!d) {
        buf_addz(w->b, m->state == STAGED_EARLIER
                           ? "An earlier run staged it; nothing was counted for it this time.\n\n"
                           : "This run did not choose it; it stays as it was edited.\n\n");
        file_add(w, m);
        return;
    }
    if (d->question.n) {
        stage_text(w->b, d->question);
        buf_addz(w->b, "\n\n");
    }
    measure_add(w, &d->definition);
    evidence_add(w, d);
    preview_add(w, d);
    target_add(w, &d->definition);
    if (d->reasons.n) {
        buf_addz(w->b, "- **Why:** ");
        stage_report_reasons(w->b, d);
        buf_addc(w->b, '\n');
    }
    item(w, "To change in the agent", d->instrument);
    file_add(w, m);
}

static size_t count(const struct stage *st, bool pending)
{
    size_t n = 0;
    for (size_t i = 0; i < st->metrics.n; i++)
        n += st->metrics.v[i].pending == pending;
    return n;
}

static void metrics_add(struct writer *w, bool pending)
{
    for (size_t i = 0; i < w->st->metrics.n; i++)
        if (w->st->metrics.v[i].pending == pending)
            metric_add(w, &w->st->metrics.v[i]);
}

/* ---- sections ---- */

static void overview_add(struct writer *w)
{
    buf_addz(w->b, "\n| # | metric | question | value on these traces |\n"
                   "|--:|--------|----------|-----------------------|\n");
    for (size_t i = 0; i < w->st->metrics.n; i++) {
        const struct staged_metric *m = &w->st->metrics.v[i];
        if (m->pending)
            continue;
        buf_fmt(w->b, m->number ? "| %zu | " : "| | ", m->number);
        stage_text_name(w->b, m->name.n ? m->name : m->path);
        buf_addz(w->b, " | ");
        stage_text(w->b, m->draft                          ? m->draft->question
                           : m->state == STAGED_EARLIER ? SV("staged by an earlier run")
                                                        : SV("edited by hand"));
        buf_addz(w->b, " | ");
        if (m->draft && has_preview(m->draft))
            unit_text_add(w->b, m->draft->preview.overall, m->draft->definition.unit);
        buf_addz(w->b, " |\n");
    }
}

static void create_add(struct writer *w)
{
    buf_addz(w->b, "\n## Metrics to create\n");
    if (!count(w->st, false)) {
        buf_addz(w->b, "\nNone: nothing that was asked for is proven by these traces.\n");
        return;
    }
    overview_add(w);
    metrics_add(w, false);
}

static void pending_add(struct writer *w)
{
    if (!count(w->st, true))
        return;
    buf_addz(w->b, "\n## Wanted, not proven yet\n\nThese are not created: first the traces must "
                   "carry what they measure. Then stage again.\n");
    metrics_add(w, true);
}

static void head_add(struct writer *w)
{
    const struct facts *f = w->st->facts;
    buf_fmt(w->b, "# Trace metrics to create\n\nPlanned by `spanvet metrics stage` for the `%.*s` "
                  "profile of the API from %s of ", SV_ARG(profile_word(w->st->plan->profile)),
            fmt_amount(f->spans, "span").text);
    buf_fmt(w->b, "%s in ", fmt_amount(f->in->n_calls, "call").text);
    buf_fmt(w->b, "%s.", fmt_amount(f->traces, "trace").text);
    if (w->st->plan->vertical.n) {
        buf_addz(w->b, " They look like ");
        stage_text(w->b, w->st->plan->vertical);
        buf_addc(w->b, '.');
    }
    buf_addz(w->b, "\n");
}

static void next_add(struct writer *w)
{
    buf_addz(w->b,
             "\n## Next steps\n\n"
             "1. Read the bodies in `metrics/` and edit them where needed; edits are kept when "
             "this is staged again.\n"
             "2. `spanvet metrics check .` holds them against what the API takes; with "
             "`--traces FILE` against traces too.\n"
             "3. `spanvet metrics push .` shows what would be sent, with `--yes` it creates them. "
             "`sh create.sh` does it with curl alone, `terraform apply` with Terraform: use one of "
             "them, not several.\n"
             "4. Attach the metrics to the agent, run template or run, make one validation run, "
             "and look whether each gets a value.\n"
             "5. Add the instrumentation that is named above, then stage again with the new "
             "traces.\n");
}

void stage_report(struct buf *b, const struct stage *st)
{
    struct writer w = {b, st};
    head_add(&w);
    create_add(&w);
    stage_report_floors(b, st);
    pending_add(&w);
    stage_report_left(b, st);
    next_add(&w);
}
