/* The plan as JSON, schema spanvet.metrics/1 (docs/schema/metrics-1.json). */
#include "core/json_out.h"
#include "core/shown.h"
#include "metrics/plan.h"

static void add_evidence(struct json_out *j, const struct evidence *e)
{
    json_out_open(j, "evidence", '{');
    json_out_u64(j, "matching_spans", e->matching_spans);
    json_out_u64(j, "with_value", e->with_value);
    json_out_f64(j, "coverage", e->coverage);
    json_out_u64(j, "traces", e->traces);
    if (e->has_values) {
        json_out_f64(j, "min", e->min);
        json_out_f64(j, "median", e->median);
        json_out_f64(j, "p90", e->p90);
        json_out_f64(j, "max", e->max);
    }
    json_out_close(j);
}

/* The values of calls are of use for what may be created; others would make a large file larger. */
static void add_preview(struct json_out *j, const struct draft *d, const struct facts *f)
{
    const struct preview *p = &d->preview;
    bool of_use = d->verdict == VERDICT_PROPOSE || d->verdict == VERDICT_STAGE;
    struct buf key = {0};
    json_out_open(j, "preview", '{');
    if (p->problem == PREVIEW_FINE)
        json_out_f64(j, "overall", p->overall);
    else
        json_out_null(j, "overall");
    json_out_open(j, "per_trace", '{');
    for (size_t i = 0; of_use && i < p->calls.n; i++) {
        buf_clear(&key);
        buf_add(&key, f->in->calls[p->calls.v[i].call].id);
        buf_addc(&key, 0);
        json_out_f64(j, key.p, p->calls.v[i].value);
    }
    json_out_close(j);
    json_out_close(j);
    buf_release(&key);
}

static void add_draft(struct json_out *j, const struct draft *d, const struct facts *f)
{
    json_out_open(j, NULL, '{');
    json_out_text(j, "verdict", verdict_word(d->verdict));
    json_out_bool(j, "high_signal", d->high_signal);
    definition_json(j, "definition", &d->definition);
    json_out_text(j, "question", d->question);
    json_out_text(j, "origin", sv_from_c(d->origin));
    add_evidence(j, &d->evidence);
    if (definition_is_trace(&d->definition))
        add_preview(j, d, f);
    json_out_open(j, "reasons", '[');
    for (size_t i = 0; i < d->reasons.n; i++)
        json_out_text(j, NULL, d->reasons.v[i].text);
    json_out_close(j);
    json_out_open(j, "rules", '[');
    for (size_t i = 0; i < d->reasons.n; i++)
        if (d->reasons.v[i].rule)
            json_out_text(j, NULL, sv_from_c(d->reasons.v[i].rule));
    json_out_close(j);
    if (d->instrument.n)
        json_out_text(j, "instrument", d->instrument);
    json_out_close(j);
}

static void add_items(struct json_out *j, const char *key, const struct floor_list *list)
{
    static const struct sv words[] = {[FLOOR_PROPOSED] = SV_INIT("proposed"),
                                      [FLOOR_STAGED] = SV_INIT("staged"),
                                      [FLOOR_MISSING] = SV_INIT("missing")};
    json_out_open(j, key, '[');
    for (size_t i = 0; i < list->n; i++) {
        json_out_open(j, NULL, '{');
        json_out_text(j, "item", list->v[i].item);
        json_out_text(j, "status", words[list->v[i].status]);
        json_out_text(j, "reason", list->v[i].reason);
        json_out_close(j);
    }
    json_out_close(j);
}

static void add_drifts(struct json_out *j, const struct plan *p)
{
    json_out_open(j, "drift", '[');
    for (size_t i = 0; i < p->drifts.n; i++) {
        const struct drift *d = &p->drifts.v[i];
        json_out_open(j, NULL, '{');
        definition_json(j, "wanted", &d->wanted);
        if (d->used.metric_name.n)
            definition_json(j, "used", &d->used);
        else
            json_out_null(j, "used");
        json_out_text(j, "reason", d->reason);
        json_out_close(j);
    }
    json_out_close(j);
}

static void add_unpaired(struct json_out *j, const struct plan *p, const struct store *s)
{
    struct buf tmp = {0};
    json_out_open(j, "unpaired", '[');
    for (size_t i = 0; i < p->unpaired.n; i++) {
        const struct unpaired *u = &p->unpaired.v[i];
        json_out_open(j, NULL, '{');
        json_out_text(j, "span_name", shown_text(store_sv(s, u->span_name), &tmp));
        json_out_text(j, "attribute", shown_text(store_sv(s, u->attribute), &tmp));
        json_out_text(j, "reason", u->reason);
        json_out_close(j);
    }
    json_out_close(j);
    buf_release(&tmp);
}

static void add_agents(struct json_out *j, uint32_t agents)
{
    json_out_open(j, "agents", '[');
    for (uint32_t bit = 1; bit <= AGENT_VAPI; bit <<= 1)
        if (agents & bit)
            json_out_text(j, NULL, agent_word(bit));
    json_out_close(j);
}

void plan_json(struct buf *b, const struct plan *p, const struct facts *f)
{
    struct json_out j = {.b = b};
    json_out_open(&j, NULL, '{');
    json_out_text(&j, "schema", SV("spanvet.metrics/1"));
    json_out_text(&j, "profile", p->profile == PROFILE_FULL ? SV("full") : SV("legacy"));
    json_out_u64(&j, "traces", f->traces);
    json_out_u64(&j, "spans", f->spans);
    json_out_u64(&j, "calls", f->in->n_calls);
    add_agents(&j, p->agents);
    if (p->vertical.n)
        json_out_text(&j, "vertical", p->vertical);
    else
        json_out_null(&j, "vertical");
    json_out_open(&j, "metrics", '[');
    for (size_t i = 0; i < p->drafts.n; i++)
        add_draft(&j, &p->drafts.v[i], f);
    json_out_close(&j);
    add_items(&j, "floor", &p->floor);
    add_items(&j, "baseline", &p->baseline);
    add_items(&j, "recipes", &p->recipes);
    add_drifts(&j, p);
    add_unpaired(&j, p, f->in->s);
    json_out_u64(&j, "names_left_out", p->names_left_out);
    json_out_close(&j);
}
