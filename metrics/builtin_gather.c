#include "metrics/builtin_parts.h"

/* A value as it was found. */
struct found {
    const struct attr *attr; /* NULL = none */
    sym key;
    enum naming naming;
};

static const struct attr *meant_find(const struct builtin_wish *w, uint32_t row, unsigned field)
{
    size_t low = 0, high = w->n_meant;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (w->meant[middle].row < row)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < w->n_meant && w->meant[low].row == row; low++)
        if (w->meant[low].field == field)
            return &w->meant[low].attr;
    return NULL;
}

static struct found field_find(const struct gathered *g, uint32_t row, unsigned field)
{
    const struct store *s = g->wish->in->s;
    struct attr_range r = span_attrs(s, row);
    struct found f = {attr_find(s, r, g->keys[field]), g->keys[field], NAMING_CANONICAL};
    if (!f.attr)
        f = (struct found){attr_find(s, r, g->aliases[field]), g->aliases[field], NAMING_ALIAS};
    if (!f.attr)
        f = (struct found){meant_find(g->wish, row, field), SYM_NONE, NAMING_FOREIGN};
    if (f.attr)
        f.key = f.attr->key;
    return f;
}

/* Names that the platform's own documents give besides the canonical one. */
static bool is_alias_name(const struct builtin_row *row, struct sv name)
{
    if (row->role == SPAN_TOOL)
        return sv_eq(name, SV("tool_call")) || sv_starts(name, SV("function_call"));
    if (!sv_starts(name, row->span))
        return false;
    struct sv rest = sv_from(name, row->span.n);
    return sv_eq(rest, SV("_request")) || sv_eq(rest, SV("_request_run"));
}

static enum naming name_naming(const struct builtin_row *row, struct sv name)
{
    if (sv_eq(name, row->span))
        return NAMING_CANONICAL;
    return is_alias_name(row, name) ? NAMING_ALIAS : NAMING_FOREIGN;
}

/* Takes the value of a field into the sample. False when it has the wrong type. */
static bool value_take(struct sample *to, const struct attr *a, const struct builtin_row *row,
                       unsigned field)
{
    if (!builtin_fields[field].text)
        return attr_number(a, &to->value);
    if (a->type != VALUE_STRING)
        return false;
    if (row->role == SPAN_TOOL)
        to->part = (sym)a->bits;
    else
        to->text = (sym)a->bits;
    return true;
}

static void naming_count(struct supply *y, enum naming naming, uint32_t row, sym key)
{
    y->named[naming]++;
    if (naming == NAMING_ALIAS && y->alias_row == NO_ROW) {
        y->alias_row = row;
        y->alias_key = key;
    } else if (naming == NAMING_FOREIGN && y->foreign_row == NO_ROW) {
        y->foreign_row = row;
        y->foreign_key = key;
    }
}

/* One span of the role of a metric. */
static void span_read(struct gathered *g, enum builtin_kind kind, uint32_t call, uint32_t row)
{
    const struct builtin_row *metric = &builtin_rows[kind];
    const struct store *s = g->wish->in->s;
    struct supply *y = &g->supply[kind];
    enum naming worst = name_naming(metric, store_sv(s, s->span.name[row]));
    sym key = SYM_NONE;
    unsigned values = 0;
    y->spans++;
    for (unsigned i = 0; i < metric->n_fields; i++) {
        struct found f = field_find(g, row, metric->fields[i]);
        struct sample one = {.call = call, .row = row, .part = i};
        if (!f.attr)
            continue;
        if (!value_take(&one, f.attr, metric, metric->fields[i])) {
            y->wrong[i]++;
            continue;
        }
        y->has[i]++;
        values++;
        key = key == SYM_NONE || f.naming > worst ? f.key : key;
        worst = f.naming > worst ? f.naming : worst;
        one.value = kind == BUILTIN_TOOLS ? 1 : one.value;
        vec_push(&g->samples[kind], one);
    }
    if (values)
        naming_count(y, worst, row, key);
    else if (kind == BUILTIN_TOOLS)
        vec_push(&g->samples[kind], ((struct sample){call, row, SYM_EMPTY, 1, SYM_EMPTY}));
    y->complete += values == metric->n_fields && worst == NAMING_CANONICAL;
}

static void trace_read(struct gathered *g, uint32_t trace)
{
    const struct metrics_input *in = g->wish->in;
    const struct trace_range *t = &in->ix->traces[trace];
    uint32_t call = in->call_of[trace];
    for (uint32_t p = t->first; p < t->first + t->n_unique; p++) {
        uint32_t row = in->ix->order[p];
        uint8_t role = in->role_of[in->s->span.name[row]];
        if (in->probes[row])
            continue;
        g->has_spans[call] = true;
        for (unsigned kind = 0; kind < BUILTINS; kind++) {
            if (builtin_rows[kind].role != role)
                continue;
            if (input_is_marker(in, g->timing, span_attrs(in->s, row)))
                g->supply[kind].markers++;
            else
                span_read(g, (enum builtin_kind)kind, call, row);
        }
    }
}

static bool all_same(const struct sample *v, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (v[i].value != v[0].value)
            return false;
    return n >= CONSTANT_LEAST;
}

/* What makes one doubt that the times were measured, in seconds. */
static void times_judge(struct supply *y, const struct sample *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        y->slow += v[i].value > SLOW_SECONDS;
        y->negative += v[i].value < 0;
    }
    y->constant = all_same(v, n);
}

void gather(struct gathered *g, const struct builtin_wish *wish)
{
    const struct metrics_input *in = wish->in;
    *g = (struct gathered){.wish = wish, .timing = input_timing(in)};
    g->has_spans = mem_zalloc(in->n_calls + 1);
    for (unsigned i = 0; i < FIELDS; i++) {
        struct sv alias = builtin_fields[i].alias;
        g->keys[i] = sym_find(&in->s->syms, builtin_fields[i].key);
        g->aliases[i] = alias.n ? sym_find(&in->s->syms, alias) : SYM_NONE;
    }
    for (unsigned i = 0; i < BUILTINS; i++)
        g->supply[i].alias_row = g->supply[i].foreign_row = NO_ROW;
    uint32_t *order = input_traces(in);
    for (size_t t = 0; t < in->s->traces.n; t++)
        trace_read(g, order[t]);
    free(order);
    for (unsigned i = BUILTIN_LLM_TTFB; i <= BUILTIN_TTS_TTFB; i++)
        times_judge(&g->supply[i], g->samples[i].v, g->samples[i].n);
}

void gather_release(struct gathered *g)
{
    for (unsigned i = 0; i < BUILTINS; i++)
        vec_release(&g->samples[i]);
    free(g->has_spans);
    *g = (struct gathered){0};
}
