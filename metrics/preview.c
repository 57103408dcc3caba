#include "metrics/preview.h"

#include "core/fmt.h"
#include "core/shown.h"

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
    double *values = mem_alloc(arena_size(sizeof(*values), p->calls.n));
    for (size_t i = 0; i < p->calls.n; i++)
        values[i] = p->calls.v[i].value;
    histogram_make(&p->spread, values, p->calls.n);
    free(values);
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
    histogram_make(&p->spread, values, s->v.n);
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

/* The numbers of one call, `*n` of them; NULL when it has none, or spans are counted. */
static const double *call_values(const struct facts *f, const struct definition *d, uint32_t call,
                                 uint32_t *n)
{
    struct preview p = {0};
    enum aggregation how = aggregation_find(d->aggregation_method);
    const struct name_fact *name = facts_name(f, d->span_name);
    bool of_values = name && how < AGGREGATIONS && !aggregation_rows[how].of_spans;
    const struct series *s = of_values ? series_of(&p, f, name, d) : NULL;
    size_t at = 0;
    for (size_t i = 0; s && p.problem == PREVIEW_FINE && i < s->runs.n; at += s->runs.v[i++].n)
        if (s->runs.v[i].call == call) {
            *n = s->runs.v[i].n;
            return s->v.v + at;
        }
    return NULL;
}

bool preview_call_make(struct preview_value *value, const struct facts *f,
                       const struct definition *d, enum percentile rule, uint32_t call)
{
    enum aggregation how = aggregation_find(d->aggregation_method);
    const struct name_fact *name = facts_name(f, d->span_name);
    uint32_t n = 0;
    if (name && how < AGGREGATIONS && aggregation_rows[how].of_spans) {
        for (size_t i = 0; i < name->runs.n; i++) {
            const struct span_run *run = &name->runs.v[i];
            if (run->call != call)
                continue;
            *value = (struct preview_value){
                call, aggregate_spans(how, run->spans, run->errors), run->spans};
            return true;
        }
        return false;
    }
    const double *values = call_values(f, d, call, &n);
    if (!values)
        return false;
    double *copy = mem_alloc(sizeof(*copy) * n);
    memcpy(copy, values, sizeof(*copy) * n);
    *value = (struct preview_value){call, aggregate_values(how, rule, copy, n), n};
    free(copy);
    return true;
}

bool preview_call_spread(struct histogram *h, const struct facts *f, const struct definition *d,
                         uint32_t call)
{
    uint32_t n = 0;
    const double *values = call_values(f, d, call, &n);
    if (values)
        histogram_make(h, values, n);
    return values != NULL;
}

void preview_release(struct preview *p)
{
    vec_release(&p->calls);
    *p = (struct preview){0};
}

/* ---- what is wrong ---- */

const char *preview_problem_word(enum preview_problem problem)
{
    static const char *const words[] = {
        [PREVIEW_FINE] = "",
        [PREVIEW_NO_SPANS] = "no_spans",
        [PREVIEW_NO_ATTRIBUTE] = "no_attribute",
        [PREVIEW_ABSENT] = "absent",
        [PREVIEW_NOT_NUMBERS] = "not_numbers",
        [PREVIEW_NO_LENGTHS] = "no_lengths",
        [PREVIEW_AGGREGATION] = "aggregation",
    };
    return words[problem];
}

/* What stands before, between and behind the span name and the attribute or aggregation. */
struct problem_text {
    const char *before, *between, *behind;
};

static const struct problem_text problem_texts[] = {
    [PREVIEW_NO_SPANS] = {"No spans named `", "`.", NULL},
    [PREVIEW_NO_ATTRIBUTE] = {"metric_attribute is required: name the number on `",
                              "` spans to look at.", NULL},
    [PREVIEW_ABSENT] = {"No `", "` span has `", "`."},
    [PREVIEW_NOT_NUMBERS] = {"No `", "` span has a number as `", "`: emit an int or a double."},
    [PREVIEW_NO_LENGTHS] = {"No `", "` span has both a start and an end.", NULL},
    [PREVIEW_AGGREGATION] = {"On `", "` spans: there is no aggregation `",
                             "`; see `spanvet help metrics preview`."},
};

void preview_problem_say(struct buf *b, const struct preview *p, const struct definition *d)
{
    struct buf tmp = {0};
    const struct problem_text *t = &problem_texts[p->problem];
    if (!t->before)
        return;
    buf_addz(b, t->before);
    fmt_foreign(b, shown_text(d->span_name, &tmp), 0);
    buf_addz(b, t->between);
    if (t->behind) {
        bool how = p->problem == PREVIEW_AGGREGATION;
        struct sv word = how ? d->aggregation_method : d->metric_attribute;
        fmt_foreign(b, shown_text(word, &tmp), 0);
        buf_addz(b, t->behind);
    }
    buf_release(&tmp);
}
