/* What the HTML report says by span name, over all traces: which follows which, and which
 * attributes are there on how many spans. */
#include "lint/report_html.h"
#include "lint/summary.h"

/* ---- transitions ---- */

enum { SIDE = HTML_NAMES + 1 }; /* the last stands for all other names */

struct transitions {
    uint64_t counts[SIDE][SIDE]; /* [name][the name that follows it] */
};

/* A span and the next one below the same parent, in order of start time. */
static void transitions_count(struct transitions *t, const struct html *h)
{
    const struct index *ix = h->ix;
    for (uint32_t i = 0; i < ix->n_traces; i++) {
        uint32_t first = ix->traces[i].first, end = first + ix->traces[i].n_unique;
        for (uint32_t p = first; p < end; p++) {
            uint32_t next = p + ix->size[p];
            if (next >= end || ix->parent[next] != ix->parent[p])
                continue;
            uint32_t a = h->slot[h->s->span.name[ix->order[p]]];
            uint32_t b = h->slot[h->s->span.name[ix->order[next]]];
            t->counts[a ? a - 1 : HTML_NAMES][b ? b - 1 : HTML_NAMES]++;
        }
    }
}

static void transitions_write(struct html *h, const struct summary *m)
{
    struct transitions t = {0};
    uint32_t n = m->names.n < HTML_NAMES ? (uint32_t)m->names.n : HTML_NAMES;
    for (uint32_t i = 0; i < n; i++)
        h->slot[m->names.v[i].name] = i + 1;
    transitions_count(&t, h);
    json_out_open(&h->j, "transitions", '{');
    json_out_open(&h->j, "names", '[');
    for (uint32_t i = 0; i < n; i++) {
        json_out_u64(&h->j, NULL, html_name(h, m->names.v[i].name));
        h->slot[m->names.v[i].name] = 0;
    }
    json_out_close(&h->j);
    json_out_u64(&h->j, "other_names", m->names.n - n);
    json_out_open(&h->j, "cells", '[');
    for (uint32_t a = 0; a < SIDE; a++)
        for (uint32_t b = 0; b < SIDE; b++)
            if (t.counts[a][b]) {
                json_out_open(&h->j, NULL, '[');
                json_out_u64(&h->j, NULL, a);
                json_out_u64(&h->j, NULL, b);
                json_out_u64(&h->j, NULL, t.counts[a][b]);
                json_out_close(&h->j);
            }
    json_out_close(&h->j);
    json_out_close(&h->j);
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
    transitions_write(h, &m);
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
