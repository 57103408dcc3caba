#include "tui/traces.h"

#include "lint/dialects.h"
#include "lint/worst.h"
#include "tui/extent.h"

enum { LOOK_EVERY = 4096 }; /* spans or traces, at the flag that stops */

static bool is_stopped(const atomic_bool *stop, uint32_t i)
{
    return i % LOOK_EVERY == 0 && stop && atomic_load_explicit(stop, memory_order_relaxed);
}

/* ---- building ---- */

static uint32_t root_of(const struct index *ix, const struct trace_range *r)
{
    uint32_t end = r->first + r->n_unique;
    for (uint32_t p = r->first; p < end; p += ix->size[p])
        if (ix->facts[p] & FACT_ROOT)
            return ix->order[p];
    return ix->order[r->first];
}

static bool row_build(struct traces *x, uint32_t trace, const atomic_bool *stop)
{
    const struct store *s = x->d->s;
    const struct index *ix = x->d->ix;
    const struct trace_range *r = &ix->traces[trace];
    struct trace_row *row = &x->rows[trace];
    uint64_t first = UINT64_MAX, last = 0;
    *row = (struct trace_row){.root = r->count ? root_of(ix, r) : NO_ROW};
    for (uint32_t p = r->first; p < r->first + r->count; p++) {
        uint32_t i = ix->order[p];
        row->errors += s->span.status[i] == STATUS_ERROR;
        if (is_stopped(stop, p))
            return false;
        if (!extent_row_starts(s, i))
            continue;
        uint64_t start = s->span.start[i], end = extent_row_end(s, i);
        first = start < first ? start : first;
        last = end > last ? end : last;
    }
    row->start = first == UINT64_MAX ? 0 : first;
    row->length = first == UINT64_MAX ? 0 : last - first;
    x->errors += row->errors;
    return true;
}

static void findings_count(struct traces *x)
{
    const struct lint *lint = x->d->lint;
    for (uint32_t i = 0; lint && i < lint->findings.list.n; i++) {
        const struct finding *f = &lint->findings.list.v[i];
        if (f->trace != NO_ROW)
            x->rows[f->trace].found[f->severity]++;
        if (x->worst == NO_ROW || worst_cmp(&lint->findings, i, x->worst) < 0)
            x->worst = i;
    }
}

bool traces_build(struct traces *x, const struct tui_data *d, const atomic_bool *stop)
{
    *x = (struct traces){.d = d, .worst = NO_ROW, .n = d->ix ? d->ix->n_traces : 0};
    x->rows = mem_alloc((size_t)x->n * sizeof(*x->rows) + 1);
    for (uint32_t trace = 0; trace < x->n; trace++)
        if (is_stopped(stop, trace) || !row_build(x, trace, stop))
            return false;
    findings_count(x);
    return true;
}

void traces_release(struct traces *x)
{
    free(x->rows);
    *x = (struct traces){0};
}

/* ---- what a row shows ---- */

sym traces_root_sym(const struct traces *x, uint32_t trace)
{
    uint32_t row = x->rows[trace].root;
    return row == NO_ROW ? SYM_EMPTY : x->d->s->span.name[row];
}

sym traces_service_sym(const struct traces *x, uint32_t trace)
{
    uint32_t row = x->rows[trace].root;
    const struct resource *r = row == NO_ROW ? NULL : span_resource(x->d->s, row);
    const struct attr *a = r ? attr_find(x->d->s, r->attrs, x->d->v->keys[KEY_service_name]) : NULL;
    return a && a->type == VALUE_STRING ? (sym)a->bits : SYM_EMPTY;
}

uint32_t traces_dialects(const struct traces *x, uint32_t trace)
{
    uint32_t mask = view_dialects(x->d->v, trace);
    return mask ? dialects_shown(x->d->v->pack, mask) : 0;
}

void traces_add_dialects(struct buf *b, const struct traces *x, uint32_t trace)
{
    uint32_t mask = view_dialects(x->d->v, trace);
    if (mask)
        dialects_add_titles(b, x->d->v->pack, mask);
}

uint32_t traces_findings(const struct traces *x, uint32_t trace)
{
    const uint32_t *found = x->rows[trace].found;
    return found[SEVERITY_ERROR] + found[SEVERITY_WARNING] + found[SEVERITY_INFO];
}

bool traces_score(const struct traces *x, uint32_t trace, double *score)
{
    const uint32_t *found = x->rows[trace].found;
    if (!x->d->lint || !x->d->lint->trace_scores)
        return false;
    bool has_faults = found[SEVERITY_ERROR] || found[SEVERITY_WARNING];
    *score = score_shown(x->d->lint->trace_scores[trace], has_faults);
    return true;
}
