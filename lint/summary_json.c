/* The summary as JSON, schema spanvet.summary/1 (docs/schema/summary-1.json). */
#include "core/shown.h"
#include "lint/dialects_told.h"
#include "lint/summary.h"

static void add_status_counts(struct json_out *j, const uint64_t status[static 4])
{
    json_out_open(j, "status_counts", '{');
    json_out_u64(j, "UNSET", status[STATUS_UNSET]);
    json_out_u64(j, "OK", status[STATUS_OK]);
    json_out_u64(j, "ERROR", status[STATUS_ERROR]);
    if (status[STATUS_OTHER])
        json_out_u64(j, "OTHER", status[STATUS_OTHER]);
    json_out_close(j);
}

void summary_counts_json(struct json_out *j, const struct summary_counts *c)
{
    json_out_u64(j, "total_spans", c->spans);
    json_out_u64(j, "unique_span_count", c->unique);
    json_out_u64(j, "duplicate_span_count", c->duplicates);
    json_out_u64(j, "root_span_count", c->roots);
    json_out_u64(j, "orphan_span_count", c->orphans);
    json_out_u64(j, "child_timing_violation_count", c->timing_violations);
    add_status_counts(j, c->status);
}

static void add_shown(struct json_out *j, const char *member, struct sv text)
{
    struct buf tmp = {0};
    json_out_text(j, member, shown_text(text, &tmp));
    buf_release(&tmp);
}

static void add_key(struct json_out *j, const struct store *s, const struct summary_key *k,
                    uint64_t of)
{
    json_out_open(j, NULL, '{');
    add_shown(j, "key", store_sv(s, k->key));
    json_out_u64(j, "count", k->count);
    json_out_f64(j, "coverage", (double)k->count / (double)of);
    json_out_open(j, "types", '[');
    for (unsigned type = VALUE_EMPTY; type <= VALUE_INVALID; type++)
        if (k->types & 1u << type)
            json_out_text(j, NULL, sv_from_c(summary_type_name(type)));
    json_out_close(j);
    json_out_close(j);
}

static void add_lengths(struct json_out *j, const struct summary_name *n)
{
    json_out_u64(j, "with_length", n->with_length);
    json_out_u64(j, "under_50_ms", n->n_short);
    json_out_f64(j, "share_under_50_ms", (double)n->n_short / (double)n->count);
    json_out_f64(j, "total_ms", n->total / 1e6);
    json_out_f64(j, "share_of_time", n->share_of_time);
    json_out_f64(j, "p50_ms", n->p50 / 1e6);
    json_out_f64(j, "p95_ms", n->p95 / 1e6);
    json_out_f64(j, "max_ms", n->max / 1e6);
}

static void add_group(struct json_out *j, const struct summary *m, const struct store *s,
                      const struct summary_name *n)
{
    json_out_open(j, NULL, '{');
    add_shown(j, "name", store_sv(s, n->name));
    json_out_u64(j, "count", n->count);
    json_out_f64(j, "share_of_spans", n->share);
    add_lengths(j, n);
    json_out_u64(j, "errors", n->status[STATUS_ERROR]);
    add_status_counts(j, n->status);
    json_out_open(j, "attributes", '[');
    for (uint32_t i = 0; i < n->n_keys; i++)
        add_key(j, s, &m->keys.v[n->first_key + i], n->count);
    json_out_close(j);
    json_out_close(j);
}

static void add_defects(struct json_out *j, const struct summary *m)
{
    json_out_open(j, "odd_spellings", '[');
    for (unsigned kind = 0; kind < DEFECT_KINDS; kind++) {
        if (m->defects[kind] == 0)
            continue;
        json_out_open(j, NULL, '{');
        json_out_text(j, "what", defect_text((enum defect_kind)kind));
        json_out_u64(j, "count", m->defects[kind]);
        json_out_close(j);
    }
    json_out_close(j);
}

void summary_json(struct buf *b, const struct summary *m, const struct store *s)
{
    struct json_out j = {.b = b};
    json_out_open(&j, NULL, '{');
    json_out_text(&j, "schema", SV("spanvet.summary/1"));
    json_out_u64(&j, "trace_count", m->counts.traces);
    json_out_u64(&j, "returned_spans", m->counts.spans);
    json_out_bool(&j, "is_truncated", m->is_truncated);
    summary_counts_json(&j, &m->counts);
    json_out_f64(&j, "total_trace_ms", m->time / 1e6);
    dialects_json(&j, m->view, s);
    add_defects(&j, m);
    json_out_open(&j, "span_groups", '[');
    for (size_t i = 0; i < m->names.n; i++)
        add_group(&j, m, s, &m->names.v[i]);
    json_out_close(&j);
    json_out_open(&j, "resource_attribute_keys", '[');
    for (size_t i = 0; i < m->resource_keys.n; i++)
        add_key(&j, s, &m->resource_keys.v[i], s->resources.n);
    json_out_close(&j);
    json_out_close(&j);
}
