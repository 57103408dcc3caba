#include "metrics/preview.h"

static void value_add(struct preview *p, uint32_t call, double value, uint64_t n)
{
    vec_push(&p->calls, ((struct preview_value){.call = call, .value = value, .n = n}));
}

static void preview_spans(struct preview *p, const struct name_fact *name, enum aggregation how)
{
    p->with_value = name->spans;
    p->overall = aggregate_spans(how, name->spans, name->errors);
    for (size_t i = 0; i < name->runs.n; i++) {
        const struct span_run *run = &name->runs.v[i];
        value_add(p, run->call, aggregate_spans(how, run->spans, run->errors), run->spans);
    }
}

static void preview_series(struct preview *p, const struct series *s, enum aggregation how,
                           enum percentile rule)
{
    double *values = mem_alloc(arena_size(sizeof(*values), s->v.n));
    memcpy(values, s->v.v, sizeof(*values) * s->v.n);
    double *at = values;
    for (size_t i = 0; i < s->runs.n; i++) {
        const struct series_run *run = &s->runs.v[i];
        value_add(p, run->call, aggregate_values(how, rule, at, run->n), run->n);
        at += run->n;
    }
    p->overall = aggregate_values(how, rule, values, s->v.n);
    free(values);
}

/* The numbers that are to be reduced, or NULL and what is wrong. */
static const struct series *series_of(struct preview *p, const struct facts *f,
                                      const struct name_fact *name, const struct definition *d)
{
    if (definition_is_duration(d)) {
        p->with_value = name->durations.v.n;
        p->problem = p->with_value ? PREVIEW_FINE : PREVIEW_NO_LENGTHS;
        return &name->durations;
    }
    if (!d->metric_attribute.n) {
        p->problem = PREVIEW_NO_ATTRIBUTE;
        return NULL;
    }
    const struct pair_fact *pair = facts_pair(f, name, d->metric_attribute);
    if (!pair) {
        p->problem = PREVIEW_ABSENT;
        return NULL;
    }
    p->with_value = pair->values.v.n;
    p->problem = p->with_value ? PREVIEW_FINE : PREVIEW_NOT_NUMBERS;
    return &pair->values;
}

void preview_make(struct preview *p, const struct facts *f, const struct definition *d,
                  enum percentile rule)
{
    enum aggregation how = aggregation_find(d->aggregation_method);
    const struct name_fact *name = facts_name(f, d->span_name);
    if (!name) {
        p->problem = PREVIEW_NO_SPANS;
        return;
    }
    p->matching_spans = name->spans;
    if (how < AGGREGATIONS && aggregation_rows[how].of_spans) {
        preview_spans(p, name, how);
        return;
    }
    const struct series *s = series_of(p, f, name, d);
    if (p->problem == PREVIEW_FINE && how == AGGREGATIONS)
        p->problem = PREVIEW_AGGREGATION;
    if (p->problem == PREVIEW_FINE)
        preview_series(p, s, how, rule);
}

void preview_release(struct preview *p)
{
    vec_release(&p->calls);
    *p = (struct preview){0};
}
