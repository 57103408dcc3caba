/* What the HTML report says by span name, over all traces: which follows which, and which
 * attributes are there on how many spans. */
#include "lint/report_html.h"
#include "lint/summary.h"
#include "lint/transitions.h"

/* ---- transitions ---- */

static void write_states(struct html *h, const struct transitions *t)
{
    uint32_t n_folded = 0;
    json_out_open(&h->j, "names", '[');
    for (size_t i = 0; i < t->states.n; i++) {
        n_folded += t->states.v[i].n_folded;
        if (t->states.v[i].n_folded)
            continue;
        buf_clear(&h->tmp);
        transition_state_add(&h->tmp, h->s, &t->states.v[i], false);
        json_out_u64(&h->j, NULL, html_tmp(h));
    }
    json_out_close(&h->j);
    json_out_u64(&h->j, "other_names", n_folded);
}

/* Pairs as [from, to, occurrences]. */
static void transitions_write(struct html *h)
{
    const struct transitions_wish wish = {.classes = TRANSITIONS_USUAL, .max_states = HTML_NAMES};
    struct transitions t = {0};
    if (h->r->view)
        transitions_make(&t, h->s, h->ix, h->r->view, &wish);
    json_out_open(&h->j, "transitions", '{');
    write_states(h, &t);
    json_out_open(&h->j, "cells", '[');
    for (uint32_t from = 0; from < t.states.n; from++)
        for (uint32_t to = 0; to < t.states.n; to++)
            if (transition_of(&t, from, to)->count) {
                json_out_open(&h->j, NULL, '[');
                json_out_u64(&h->j, NULL, from);
                json_out_u64(&h->j, NULL, to);
                json_out_u64(&h->j, NULL, transition_of(&t, from, to)->count);
                json_out_close(&h->j);
            }
    json_out_close(&h->j);
    json_out_close(&h->j);
    transitions_release(&t);
}

/* ---- coverage ---- */

static void write_types(struct html *h, uint32_t types)
{
    buf_clear(&h->tmp);
    for (unsigned i = 0; types >> i; i++)
        if (types >> i & 1)
            buf_fmt(&h->tmp, "%s%s", h->tmp.n ? ", " : "", summary_type_name(i));
    json_out_u64(&h->j, NULL, html_text(h, buf_sv(&h->tmp)));
}

/* Keys as [key, spans that have it, types]. */
static void write_keys(struct html *h, const struct summary_key *keys, size_t n)
{
    json_out_u64(&h->j, "keys_in_all", n);
    json_out_open(&h->j, "keys", '[');
    for (size_t i = 0; i < n && i < HTML_COVERED_KEYS; i++) {
        json_out_open(&h->j, NULL, '[');
        json_out_u64(&h->j, NULL, html_name(h, keys[i].key));
        json_out_u64(&h->j, NULL, keys[i].count);
        write_types(h, keys[i].types);
        json_out_close(&h->j);
    }
    json_out_close(&h->j);
}

static void write_name(struct html *h, const struct summary *m, const struct summary_name *name)
{
    json_out_open(&h->j, NULL, '{');
    json_out_u64(&h->j, "name", html_name(h, name->name));
    json_out_u64(&h->j, "spans", name->count);
    json_out_u64(&h->j, "errors", name->status[STATUS_ERROR]);
    json_out_f64(&h->j, "p50", name->p50);
    json_out_f64(&h->j, "p95", name->p95);
    write_keys(h, m->keys.v + name->first_key, name->n_keys);
    json_out_close(&h->j);
    html_send(h);
}

void html_names(struct html *h)
{
    struct summary m = {0};
    summary_make(&m, h->s, h->ix);
    transitions_write(h);
    json_out_u64(&h->j, "names_in_all", m.names.n);
    json_out_open(&h->j, "coverage", '[');
    for (size_t i = 0; i < m.names.n && i < HTML_COVERED_NAMES; i++)
        write_name(h, &m, &m.names.v[i]);
    json_out_close(&h->j);
    json_out_u64(&h->j, "resources", h->s->resources.n);
    json_out_open(&h->j, "resource", '{');
    write_keys(h, m.resource_keys.v, m.resource_keys.n);
    json_out_close(&h->j);
    summary_release(&m);
}
