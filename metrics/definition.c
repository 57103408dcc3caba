#include "metrics/definition.h"

#include "metrics/json_sv.h"

/* ---- writing ---- */

static void text(struct json_out *j, const char *key, struct sv v)
{
    if (v.n)
        json_out_text(j, key, v);
}

static void target_json(struct json_out *j, const struct target *t)
{
    if (t->op.n == 0)
        return;
    json_out_open(j, "target_condition", '{');
    json_out_text(j, "comparison_operator", t->op);
    if (target_is_membership(t->op)) {
        json_out_open(j, "target_values", '[');
        json_out_text(j, NULL, t->word);
        json_out_close(j);
    } else {
        json_out_f64(j, "target_float", t->value);
    }
    json_out_close(j);
}

static void judge_json(struct json_out *j, const struct definition *d)
{
    text(j, "prompt", d->prompt);
    if (d->n_categories) {
        json_out_open(j, "categories", '[');
        for (size_t i = 0; i < d->n_categories; i++)
            json_out_text(j, NULL, d->categories[i]);
        json_out_close(j);
    }
    if (d->has_range) {
        json_out_f64(j, "min_value", d->min_value);
        json_out_f64(j, "max_value", d->max_value);
    }
    if (d->include_traces)
        json_out_bool(j, "include_traces", true);
}

void definition_json(struct json_out *j, const char *key, const struct definition *d)
{
    json_out_open(j, key, '{');
    text(j, "metric_name", d->metric_name);
    text(j, "description", d->description);
    text(j, "metric_type", d->metric_type);
    text(j, "span_name", d->span_name);
    text(j, "metric_attribute", d->metric_attribute);
    text(j, "value_source", d->value_source);
    text(j, "aggregation_method", d->aggregation_method);
    text(j, "unit", d->unit);
    judge_json(j, d);
    target_json(j, &d->target);
    json_out_close(j);
}

/* ---- reading ---- */

static struct target target_of(const json_t *t)
{
    const json_t *number = json_object_get(t, "target_float");
    const json_t *words = json_object_get(t, "target_values");
    struct target out = {.op = json_sv_member(t, "comparison_operator")};
    if (target_is_membership(out.op) && json_array_size(words) == 1)
        out.word = json_sv(json_array_get(words, 0));
    else if (!target_is_membership(out.op) && json_is_number(number))
        out.value = json_number_value(number);
    else
        out.op = (struct sv){0};
    return out;
}

struct definition definition_of(const json_t *body)
{
    const json_t *min = json_object_get(body, "min_value");
    const json_t *max = json_object_get(body, "max_value");
    return (struct definition){
        .metric_name = json_sv_member(body, "metric_name"),
        .description = json_sv_member(body, "description"),
        .metric_type = json_sv_member(body, "metric_type"),
        .span_name = json_sv_member(body, "span_name"),
        .metric_attribute = json_sv_member(body, "metric_attribute"),
        .value_source = json_sv_member(body, "value_source"),
        .aggregation_method = json_sv_member(body, "aggregation_method"),
        .unit = json_sv_member(body, "unit"),
        .prompt = json_sv_member(body, "prompt"),
        .include_traces = json_is_true(json_object_get(body, "include_traces")),
        .has_range = json_is_number(min) && json_is_number(max),
        .min_value = json_number_value(min),
        .max_value = json_number_value(max),
        .target = target_of(json_object_get(body, "target_condition")),
    };
}

/* ---- comparing ---- */

/* What is read of a span: its length, nothing (it is only counted), or an attribute. */
static struct sv source_of(const struct definition *d)
{
    enum aggregation how = aggregation_find(d->aggregation_method);
    if (how < AGGREGATIONS && aggregation_rows[how].of_spans)
        return (struct sv){0};
    return definition_is_duration(d) ? SV("\0duration") : d->metric_attribute;
}

/* Texts in a row that no other texts in a row are equal to. */
static void meaning_add(struct buf *b, struct sv text)
{
    buf_fmt(b, "%zu:", text.n);
    buf_add(b, text);
}

void definition_meaning(struct buf *b, const struct definition *d)
{
    const enum aggregation how = aggregation_find(d->aggregation_method);
    if (!definition_is_trace(d) && d->prompt.n == 0)
        return;
    meaning_add(b, d->metric_type);
    if (!definition_is_trace(d)) {
        meaning_add(b, d->prompt);
        return;
    }
    meaning_add(b, d->span_name);
    meaning_add(b, source_of(d));
    meaning_add(b, how < AGGREGATIONS ? aggregation_rows[how].name : d->aggregation_method);
}

bool definition_same_meaning(const struct definition *a, const struct definition *b)
{
    struct buf x = {0}, y = {0};
    definition_meaning(&x, a);
    definition_meaning(&y, b);
    bool same = x.n && sv_eq(buf_sv(&x), buf_sv(&y));
    buf_release(&x);
    buf_release(&y);
    return same;
}
