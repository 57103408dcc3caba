#include "tui/hits.h"

#include "lint/finding_rows.h"

struct hits {
    const struct tui_data *d;
    struct finding_rows *rows;
    uint32_t first, n; /* positions that are wanted */
    struct bits *found;
    const atomic_bool *stop;
};

static struct hits hits_of(const struct tui_data *d, uint32_t first, uint32_t n,
                           struct bits found[SEVERITIES], const atomic_bool *stop)
{
    for (int i = 0; i < SEVERITIES; i++)
        bits_resize(&found[i], n);
    return (struct hits){d, finding_rows_make(d->s, d->ix, d->v, d->settings), first, n, found,
                         stop};
}

static bool stops(const struct hits *h)
{
    return h->stop && atomic_load_explicit(h->stop, memory_order_relaxed);
}

static bool is_about_store(const struct hits *h, const struct finding *f)
{
    return rule_is_about_store(h->d->settings->catalog->rules[f->rule]);
}

static void mark(struct hits *h, uint8_t severity, uint32_t position)
{
    if (position >= h->first && position - h->first < h->n)
        bits_set(&h->found[severity], position - h->first);
}

static void finding_mark(struct hits *h, uint32_t finding)
{
    struct finding_spans spans = finding_rows_get(h->rows, h->d->lint, finding);
    uint8_t severity = h->d->lint->findings.list.v[finding].severity;
    for (uint32_t i = 0; i < spans.n; i++)
        mark(h, severity, spans.v[i]);
}

/* ---- the whole store ---- */

/* Findings of one rule side by side, so that it runs once; they stand by trace. */
bool hits_whole(const struct tui_data *d, struct bits whole[SEVERITIES], const atomic_bool *stop)
{
    const struct findings *all = &d->lint->findings;
    struct hits h = hits_of(d, 0, d->ix->n_spans, whole, stop);
    uint32_t n_rules = (uint32_t)d->settings->catalog->n;
    uint32_t *next = mem_alloc(arena_size(sizeof(*next), all->list.n));
    uint32_t *head = mem_alloc(arena_size(sizeof(*head), n_rules));
    memset(head, 0xff, sizeof(*head) * n_rules);
    for (uint32_t i = (uint32_t)all->list.n; i-- > 0;)
        if (is_about_store(&h, &all->list.v[i])) {
            next[i] = head[all->list.v[i].rule];
            head[all->list.v[i].rule] = i;
        }
    for (uint32_t rule = 0; rule < n_rules; rule++)
        for (uint32_t i = head[rule]; i != NO_ROW && !stops(&h); i = next[i])
            finding_mark(&h, i);
    free(next);
    free(head);
    finding_rows_free(h.rows);
    return !stops(&h);
}

/* ---- one trace ---- */

static void whole_take(struct hits *h, const struct bits whole[SEVERITIES])
{
    for (int sev = 0; sev < SEVERITIES; sev++)
        for (uint32_t p = bits_next(&whole[sev], h->first); p != NO_ROW && p - h->first < h->n;
             p = bits_next(&whole[sev], p + 1))
            mark(h, (uint8_t)sev, p);
}

static bool trace_mark(struct hits *h, struct finding_range r)
{
    for (uint32_t i = r.first; i < r.first + r.n && !stops(h); i++)
        if (!is_about_store(h, &h->d->lint->findings.list.v[i]))
            finding_mark(h, i);
    return !stops(h);
}

bool hits_fill(const struct tui_data *d, uint32_t trace, const struct bits whole[SEVERITIES],
               struct bits found[SEVERITIES], struct bits *any, const atomic_bool *stop)
{
    const struct trace_range *range = &d->ix->traces[trace];
    struct hits h = hits_of(d, range->first, range->count, found, stop);
    whole_take(&h, whole);
    bool ok = trace_mark(&h, findings_of(&d->lint->findings, trace));
    bits_resize(any, range->count);
    for (int sev = 0; sev < SEVERITIES; sev++)
        for (uint32_t w = 0; w < (any->n + 63) / 64; w++)
            any->words[w] |= found[sev].words[w];
    finding_rows_free(h.rows);
    return ok;
}
