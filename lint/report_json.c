/* The report as JSON, schema spanvet.report/1 (docs/schema/report-1.json). */
#include <math.h>

#include "core/shown.h"
#include "core/version.h"
#include "lint/dialects_told.h"
#include "lint/report_gate.h"
#include "lint/report_json.h"
#include "lint/statistics.h"
#include "lint/summary.h"

/* ---- inputs ---- */

static void add_diagnostic(struct json_out *j, const struct diagnostic *d)
{
    json_out_open(j, NULL, '{');
    if (d->line)
        json_out_u64(j, "line", d->line);
    else
        json_out_null(j, "line");
    if (d->offset != UINT64_MAX)
        json_out_u64(j, "offset", d->offset);
    else
        json_out_null(j, "offset");
    json_out_text(j, "message", d->text);
    json_out_close(j);
}

static void add_input(struct json_out *j, const struct input *in)
{
    static const struct sv status[] = {[INPUT_OK] = SV_INIT("ok"),
                                       [INPUT_PARTIAL] = SV_INIT("partial"),
                                       [INPUT_FAILED] = SV_INIT("failed")};
    json_out_open(j, NULL, '{');
    json_out_text(j, "uri", in->uri);
    json_out_text(j, "format", sv_from_c(in->format));
    json_out_u64(j, "bytes", in->bytes);
    json_out_u64(j, "spans", in->n_rows);
    json_out_u64(j, "traces", in->n_traces);
    json_out_text(j, "status", status[in->status]);
    if (in->n_diagnostics) {
        json_out_u64(j, "diagnostic_count", in->n_diagnostics);
        json_out_open(j, "diagnostics", '[');
        for (size_t i = 0; i < in->diagnostics.n; i++)
            add_diagnostic(j, &in->diagnostics.v[i]);
        json_out_close(j);
    }
    json_out_close(j);
}

static void add_inputs(struct json_out *j, const struct store *s)
{
    json_out_open(j, "inputs", '[');
    for (size_t i = 0; i < s->inputs.n; i++)
        add_input(j, &s->inputs.v[i]);
    json_out_close(j);
}

/* ---- findings ---- */

static void add_trace_id(struct json_out *j, const struct store *s, uint32_t trace)
{
    struct buf id = {0};
    if (trace == NO_ROW) {
        json_out_null(j, "trace_id");
        return;
    }
    shown_add_trace(&id, s, trace);
    json_out_text(j, "trace_id", buf_sv(&id));
    buf_release(&id);
}

static void add_span_ids(struct json_out *j, const struct store *s, const struct finding *f)
{
    struct buf id = {0};
    json_out_open(j, "span_ids", '[');
    for (uint32_t i = 0; i < f->n_rows; i++) {
        buf_clear(&id);
        shown_add_span(&id, s, f->rows[i]);
        if (id.n)
            json_out_text(j, NULL, buf_sv(&id));
    }
    json_out_close(j);
    buf_release(&id);
}

static void add_sym(struct json_out *j, const char *key, const struct store *s, sym y)
{
    struct buf tmp = {0};
    if (y == SYM_NONE)
        json_out_null(j, key);
    else
        json_out_text(j, key, shown_text(store_sv(s, y), &tmp));
    buf_release(&tmp);
}

static void add_rule(struct json_out *j, const struct report *r, uint32_t rule)
{
    json_out_text(j, "rule", sv_from_c(r->settings->catalog->rules[rule]->code));
    json_out_text(j, "slug", sv_from_c(r->settings->catalog->rules[rule]->slug));
}

void report_json_finding(struct json_out *j, const struct report *r, size_t i,
                         const struct fingerprint *print)
{
    const struct finding *f = &r->lint->findings.list.v[i];
    add_rule(j, r, f->rule);
    json_out_text(j, "severity", sv_from_c(severity_name(f->severity)));
    if (f->lowered)
        json_out_bool(j, "lowered", true);
    add_trace_id(j, r->store, f->trace);
    add_sym(j, "span_name", r->store, f->name);
    if (f->key != SYM_NONE)
        add_sym(j, "attribute", r->store, f->key);
    add_span_ids(j, r->store, f);
    json_out_u64(j, "count", f->count);
    json_out_f64(j, "measured", f->measured);
    json_out_f64(j, "threshold", f->threshold);
    json_out_text(j, "message", f->message);
    json_out_text(j, "fix", f->fix);
    json_out_text(j, "fingerprint", sv_from_c(fingerprint_text(print).text));
}

static void add_findings(struct json_out *j, const struct report *r)
{
    struct fingerprint *prints =
        fingerprints_make(&r->lint->findings, r->settings->catalog, r->store);
    json_out_open(j, "findings", '[');
    for (size_t i = 0; i < r->lint->findings.list.n; i++) {
        json_out_open(j, NULL, '{');
        report_json_finding(j, r, i, &prints[i]);
        json_out_close(j);
    }
    json_out_close(j);
    free(prints);
}

/* ---- the rest ---- */

static void add_tool(struct json_out *j)
{
    json_out_open(j, "tool", '{');
    json_out_text(j, "name", SV("spanvet"));
    json_out_text(j, "version", SV(SPANVET_VERSION));
    json_out_close(j);
}

static void add_summary(struct json_out *j, const struct report *r)
{
    struct summary_counts c;
    summary_count(&c, r->store, r->index);
    json_out_open(j, "summary", '{');
    json_out_u64(j, "traces", c.traces);
    summary_counts_json(j, &c);
    json_out_f64(j, "score", lint_score_shown(r->lint));
    json_out_text(j, "grade", sv_from_c(r->lint->grade));
    json_out_close(j);
}

static void add_skipped(struct json_out *j, const struct report *r)
{
    json_out_open(j, "skipped", '[');
    for (size_t i = 0; i < r->lint->skipped.n; i++) {
        const struct skipped *s = &r->lint->skipped.v[i];
        json_out_open(j, NULL, '{');
        add_rule(j, r, s->rule);
        json_out_text(j, "reason", s->reason);
        json_out_close(j);
    }
    json_out_close(j);
}

static void add_totals(struct json_out *j, const struct lint *l)
{
    json_out_open(j, "totals", '{');
    for (int sev = SEVERITY_ERROR; sev >= SEVERITY_INFO; sev--)
        json_out_u64(j, severity_name(sev), l->totals[sev]);
    json_out_close(j);
}

/* Excludes of the configuration that are of no use on these traces. */
static void add_stale_excludes(struct json_out *j, const struct report *r)
{
    const struct excludes *x = r->settings->excludes;
    struct buf tmp = {0};
    json_out_open(j, "stale_excludes", '[');
    for (size_t i = 0; x && i < x->list.n; i++) {
        const struct exclude_use *u = &r->lint->exclude_uses[i];
        if (!exclude_is_stale(u))
            continue;
        json_out_open(j, NULL, '{');
        json_out_u64(j, "exclude", i);
        json_out_text(j, "rule", shown_sentence(x->list.v[i].rule, &tmp));
        json_out_text(j, "reason", shown_sentence(x->list.v[i].reason, &tmp));
        json_out_text(j, "state", u->expired ? SV("expired") : SV("unused"));
        json_out_close(j);
    }
    json_out_close(j);
    buf_release(&tmp);
}

void report_json_head(struct json_out *j, const struct report *r)
{
    add_tool(j);
    add_inputs(j, r->store);
    dialects_json(j, r->view, r->store);
    add_summary(j, r);
}

void report_json_tail(struct json_out *j, const struct report *r)
{
    add_skipped(j, r);
    if (r->statistics)
        statistics_json(j, r);
    add_totals(j, r->lint);
    json_out_u64(j, "excluded", r->lint->excluded);
    add_stale_excludes(j, r);
    report_gate_json(j, r);
}

void report_json(struct buf *b, const struct report *r)
{
    struct json_out j = {.b = b};
    json_out_open(&j, NULL, '{');
    json_out_text(&j, "schema", SV("spanvet.report/1"));
    report_json_head(&j, r);
    add_findings(&j, r);
    report_json_tail(&j, r);
    json_out_close(&j);
}
