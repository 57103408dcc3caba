/* What a query wants to know of spans and of what they belong to. */
#include "tui/query_parts.h"

#include "core/glob.h"
#include "core/id.h"
#include "lint/finding_rows.h"
#include "tui/critical.h"

/* ---- traces by id ---- */

static void traces_fill(struct term *t, const struct store *s)
{
    struct buf id = {0};
    bits_resize(&t->traces, (uint32_t)s->traces.n);
    for (uint32_t i = 0; i < s->traces.n; i++) {
        buf_clear(&id);
        id_add_trace(&id, s, i);
        if (id.n && glob_match_nocase(t->value, buf_sv(&id)))
            bits_set(&t->traces, i);
    }
    buf_release(&id);
}

/* ---- services and scopes ---- */

static struct sv service_of(const struct tui_data *d, const struct scope *scope)
{
    const struct resource *r = &d->s->resources.v[scope->resource];
    const struct attr *a = attr_find(d->s, r->attrs, d->v->keys[KEY_service_name]);
    return a && a->type == VALUE_STRING ? store_sv(d->s, (sym)a->bits) : (struct sv){0};
}

static void parts_fill(struct term *t, const struct tui_data *d)
{
    const struct store *s = d->s;
    bits_resize(&t->parts, (uint32_t)s->scopes.n);
    for (uint32_t i = 0; i < s->scopes.n; i++) {
        const struct scope *scope = &s->scopes.v[i];
        struct sv text = t->kind == TERM_SCOPE ? store_sv(s, scope->name) : service_of(d, scope);
        if (text.n && glob_match_nocase(t->value, text))
            bits_set(&t->parts, i);
    }
}

/* ---- findings ---- */

static bool findings_fill(struct term *t, const struct tui_data *d, struct query_pace *pace)
{
    enum { COST_OF_RUN = 10000 };
    struct finding_rows *fr = finding_rows_make(d->s, d->ix, d->v, d->settings);
    bool ok = true;
    for (uint32_t i = 0; ok && i < d->lint->findings.list.n; i++) {
        if (!t->rules[d->lint->findings.list.v[i].rule])
            continue;
        struct finding_spans spans = finding_rows_get(fr, d->lint, i);
        for (uint32_t k = 0; k < spans.n; k++)
            bits_set(&t->spans, spans.v[k]);
        ok = !query_pace_stops(pace, COST_OF_RUN + spans.n);
    }
    finding_rows_free(fr);
    return ok;
}

/* ---- the critical path ---- */

static bool critical_fill(struct term *t, const struct tui_data *d, const struct query_pace *pace)
{
    bool ok = true;
    for (uint32_t trace = 0; ok && trace < d->ix->n_traces; trace++) {
        struct critical c = {0};
        struct extent x;
        extent_of(&x, d->s, d->ix, trace);
        ok = critical_find(&c, &x, pace->stop);
        for (size_t i = 0; ok && i < c.sections.n; i++)
            bits_set(&t->spans, c.sections.v[i].position);
        critical_release(&c);
    }
    return ok;
}

bool query_spans_fill(struct term *t, const struct tui_data *d, struct query_pace *pace)
{
    if (t->kind == TERM_ID)
        traces_fill(t, d->s);
    if (t->kind == TERM_SERVICE || t->kind == TERM_SCOPE)
        parts_fill(t, d);
    if (t->kind != TERM_SPANS)
        return true;
    bits_resize(&t->spans, d->ix->n_spans);
    if (t->critical)
        return critical_fill(t, d, pace);
    return !d->lint || findings_fill(t, d, pace);
}
