#include "core/shown.h"
#include "metrics/alignment.h"
#include "metrics/previews.h"

struct writer {
    struct json_out j;
    const struct previews *ps;
    struct buf tmp;
    struct arena arena;
    bool alignment;
};

static void text_shown(struct writer *w, const char *key, struct sv text)
{
    json_out_text(&w->j, key, shown_sentence(text, &w->tmp));
}

static void call_id(struct writer *w, uint32_t call)
{
    const struct call *c = &w->ps->facts->in->calls[call];
    json_out_text(&w->j, "call", c->id);
    json_out_text(&w->j, "kind", sv_from_c(c->kind));
}

static void goals(struct writer *w, const struct goal_result *v, size_t n)
{
    json_out_open(&w->j, "targets", '[');
    for (size_t i = 0; i < n; i++) {
        json_out_open(&w->j, NULL, '{');
        json_out_text(&w->j, "condition", v[i].condition);
        json_out_text(&w->j, "from", v[i].own ? SV("definition") : SV("option"));
        if (v[i].has_value)
            json_out_f64(&w->j, "value", v[i].value);
        else
            json_out_null(&w->j, "value");
        json_out_bool(&w->j, "met", v[i].met);
        json_out_close(&w->j);
    }
    json_out_close(&w->j);
}

/* ---- definitions ---- */

static void spread_of_values(struct writer *w, const struct histogram *h)
{
    json_out_open(&w->j, "histogram", '{');
    json_out_f64(&w->j, "from", h->from);
    json_out_f64(&w->j, "to", h->to);
    json_out_open(&w->j, "counts", '[');
    for (size_t i = 0; i < HISTOGRAM_BINS; i++)
        json_out_u64(&w->j, NULL, h->counts[i]);
    json_out_close(&w->j);
    json_out_close(&w->j);
}

static void preview_values(struct writer *w, const struct preview *p)
{
    json_out_open(&w->j, "per_call", '[');
    for (size_t i = 0; i < p->calls.n; i++) {
        json_out_open(&w->j, NULL, '{');
        call_id(w, p->calls.v[i].call);
        json_out_f64(&w->j, "value", p->calls.v[i].value);
        json_out_u64(&w->j, "n", p->calls.v[i].n);
        json_out_close(&w->j);
    }
    json_out_close(&w->j);
    spread_of_values(w, &p->spread);
}

/* People put secrets into files by accident, and names of spans hold what they hold. */
static void body(struct writer *w, const struct definition *written)
{
    struct definition d = *written;
    struct sv *const texts[] = {&d.metric_name,  &d.description,       &d.span_name,
                                &d.value_source, &d.metric_attribute,  &d.unit,
                                &d.prompt,       &d.aggregation_method};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        *texts[i] = arena_copy(&w->arena, shown_sentence(*texts[i], &w->tmp));
    definition_json(&w->j, "definition", &d);
    arena_reset(&w->arena);
}

static void metric(struct writer *w, const struct previewed *p)
{
    const struct preview *v = &p->preview;
    struct buf problem = {0};
    json_out_open(&w->j, NULL, '{');
    body(w, &p->definition);
    if (p->source.n)
        text_shown(w, "source", p->source);
    json_out_u64(&w->j, "matching_spans", v->matching_spans);
    json_out_u64(&w->j, "with_value", v->with_value);
    if (v->problem == PREVIEW_FINE) {
        json_out_f64(&w->j, "overall", v->overall);
        preview_values(w, v);
    } else {
        preview_problem_say(&problem, v, &p->definition);
        json_out_text(&w->j, "problem", sv_from_c(preview_problem_word(v->problem)));
        json_out_text(&w->j, "message", buf_sv(&problem));
    }
    goals(w, p->goals.v, p->goals.n);
    json_out_close(&w->j);
    buf_release(&problem);
}

static void skipped(struct writer *w)
{
    json_out_open(&w->j, "skipped", '[');
    for (size_t i = 0; i < w->ps->skipped.n; i++) {
        const struct preview_skip *s = &w->ps->skipped.v[i];
        json_out_open(&w->j, NULL, '{');
        text_shown(w, "metric_name", s->name);
        if (s->source.n)
            text_shown(w, "source", s->source);
        json_out_text(&w->j, "reason", s->reason);
        json_out_close(&w->j);
    }
    json_out_close(&w->j);
}

/* ---- built-in metrics ---- */

static void spread(struct writer *w, const struct spread *s)
{
    json_out_f64(&w->j, "average", s->average);
    json_out_f64(&w->j, "p50", s->p50);
    json_out_f64(&w->j, "p90", s->p90);
    json_out_f64(&w->j, "p95", s->p95);
    json_out_u64(&w->j, "n", s->n);
}

static void parts(struct writer *w, const struct builtin_part *v, size_t n)
{
    json_out_open(&w->j, "parts", '[');
    for (size_t i = 0; i < n; i++) {
        json_out_open(&w->j, NULL, '{');
        json_out_text(&w->j, "name", v[i].name);
        json_out_f64(&w->j, "value", v[i].value);
        json_out_close(&w->j);
    }
    json_out_close(&w->j);
}

static void word_counts(struct writer *w, const struct wer_counts *c)
{
    json_out_open(&w->j, "words", '{');
    for (unsigned step = 0; step < WER_STEPS; step++)
        json_out_u64(&w->j, wer_step_word(step), c->n[step]);
    json_out_close(&w->j);
}

static void builtin_call(struct writer *w, const struct builtin *b, const struct builtin_call *c)
{
    json_out_open(&w->j, NULL, '{');
    call_id(w, c->call);
    if (c->spread.n) {
        spread(w, &c->spread);
    } else {
        json_out_f64(&w->j, "value", c->value);
        json_out_u64(&w->j, "n", c->n);
    }
    if (b->kind == BUILTIN_WER) {
        const struct builtin_words *said = &w->ps->builtins.said.v[c->words];
        word_counts(w, &said->wer.counts);
        if (w->alignment)
            alignment_json(&w->j, &w->ps->builtins, said);
    } else if (c->n_parts) {
        parts(w, &b->call_parts.v[c->first], c->n_parts);
    }
    json_out_close(&w->j);
}

static void builtin_total(struct writer *w, const struct builtin *b)
{
    if (b->spread.n) {
        json_out_open(&w->j, "overall", '{');
        spread(w, &b->spread);
        if (b->has_total)
            json_out_f64(&w->j, "total", b->total);
        json_out_close(&w->j);
    }
    if (b->parts.n)
        parts(w, b->parts.v, b->parts.n);
    if (b->kind == BUILTIN_WER && b->calls.n)
        word_counts(w, &w->ps->builtins.wer);
}

static void builtin(struct writer *w, const struct builtin *b)
{
    const struct builtin_row *row = &builtin_rows[b->kind];
    json_out_open(&w->j, NULL, '{');
    json_out_text(&w->j, "metric_name", row->name);
    json_out_text(&w->j, "id", sv_from_c(row->id));
    json_out_text(&w->j, "unit", sv_from_c(row->unit));
    json_out_text(&w->j, "status", sv_from_c(builtin_status_word(b->status)));
    json_out_open(&w->j, "notes", '[');
    for (size_t i = 0; i < b->notes.n; i++)
        json_out_text(&w->j, NULL, b->notes.v[i]);
    json_out_close(&w->j);
    builtin_total(w, b);
    json_out_open(&w->j, "per_call", '[');
    for (size_t i = 0; i < b->calls.n; i++)
        builtin_call(w, b, &b->calls.v[i]);
    json_out_close(&w->j);
    goals(w, w->ps->builtin_goals[b->kind].v, w->ps->builtin_goals[b->kind].n);
    json_out_close(&w->j);
}

void previews_json(struct buf *b, const struct previews *ps, bool alignment)
{
    struct writer w = {.j = {.b = b}, .ps = ps, .alignment = alignment};
    json_out_open(&w.j, NULL, '{');
    json_out_text(&w.j, "schema", SV("spanvet.preview/1"));
    json_out_text(&w.j, "percentile",
                  ps->percentile == PERCENTILE_NEAREST ? SV("nearest") : SV("linear"));
    json_out_u64(&w.j, "spans", ps->facts->spans);
    json_out_u64(&w.j, "traces", ps->facts->traces);
    json_out_u64(&w.j, "calls", ps->facts->in->n_calls);
    json_out_open(&w.j, "metrics", '[');
    for (size_t i = 0; i < ps->list.n; i++)
        metric(&w, &ps->list.v[i]);
    json_out_close(&w.j);
    skipped(&w);
    if (ps->has_builtins) {
        json_out_open(&w.j, "builtin", '[');
        for (unsigned kind = 0; kind < BUILTINS; kind++)
            builtin(&w, &ps->builtins.of[kind]);
        json_out_close(&w.j);
    }
    json_out_open(&w.j, "targets", '{');
    json_out_u64(&w.j, "met", ps->met);
    json_out_u64(&w.j, "missed", ps->missed);
    json_out_close(&w.j);
    json_out_close(&w.j);
    buf_release(&w.tmp);
    arena_release(&w.arena);
}
