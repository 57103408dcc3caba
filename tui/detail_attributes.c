/* What stands on the span, and what the rules say of it. */
#include "core/fmt.h"
#include "lint/finding_text.h"
#include "metrics/key_sense.h"
#include "tui/detail_parts.h"
#include "tui/value.h"

/* ---- findings ---- */

/* The first finding of the list that is not about a trace before this one; those about the whole
 * input stand first. */
static size_t finding_first(const struct findings *all, uint32_t trace)
{
    size_t low = 0, high = all->list.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t of = all->list.v[middle].trace;
        if (of == NO_ROW || of < trace)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool names_row(const struct finding *f, uint32_t row)
{
    for (uint32_t i = 0; i < f->n_rows; i++)
        if (f->rows[i] == row)
            return true;
    return false;
}

static bool concerns(const struct telling *w, const struct finding *f)
{
    bool named = f->name != SYM_NONE && f->name == w->data->s->span.name[w->row];
    return named || names_row(f, w->row) || (f->name == SYM_NONE && f->key != SYM_NONE);
}

static enum role role_of(uint8_t severity)
{
    return (enum role)(ROLE_INFO + (severity < SEVERITIES ? severity : SEVERITY_ERROR));
}

static void finding_tell(struct telling *w, size_t i, const char *blanks)
{
    const struct tui_data *d = w->data;
    const struct finding *f = &d->lint->findings.list.v[i];
    const struct report report = {.store = d->s, .index = d->ix, .view = d->v,
                                  .settings = d->settings, .lint = d->lint};
    const struct rule *rule = finding_rule(&report, f);
    struct text *x = &w->d->text;
    buf_clear(&w->tmp);
    finding_add_message(&w->tmp, &report, f);
    text_fmt(x, role_of(f->severity), "%s%s %s %s", blanks,
             severity_name((enum severity)f->severity), rule->code, rule->slug);
    text_add(x, ROLE_TEXT, SV(": "));
    text_add(x, ROLE_TEXT, buf_sv(&w->tmp));
    text_end_as(x, telling_item(w, DETAIL_FINDING, (uint32_t)i), (int)strlen(blanks) + 2);
}

static void finding_try(struct telling *w, size_t i)
{
    if (w->n_found < DETAIL_FINDINGS && concerns(w, &w->data->lint->findings.list.v[i]))
        w->found[w->n_found++] = (uint32_t)i;
}

/* Once for the span: a trace may have thousands, and the span hundreds of keys. */
void detail_find_findings(struct telling *w)
{
    const struct lint *lint = w->data->lint;
    if (!lint || !w->data->settings)
        return;
    uint32_t trace = w->data->s->span.trace[w->row];
    const struct finding *v = lint->findings.list.v;
    size_t n = lint->findings.list.n;
    for (size_t i = 0; i < n && v[i].trace == NO_ROW; i++)
        finding_try(w, i);
    for (size_t i = finding_first(&lint->findings, trace); i < n && v[i].trace == trace; i++)
        finding_try(w, i);
}

void detail_tell_findings(struct telling *w, sym key)
{
    for (uint32_t i = 0; i < w->n_found; i++)
        if (w->data->lint->findings.list.v[w->found[i]].key == key)
            finding_tell(w, w->found[i], key == SYM_NONE ? "  " : "      ");
}

/* ---- attributes ---- */

/* What a framework's own key means, or NULL. */
static const struct alias_attr *alias_of(const struct view *v, uint32_t row, sym key)
{
    if (!v || !v->alias_first)
        return NULL;
    for (uint32_t i = v->alias_first[row]; i < v->alias_first[row + 1]; i++)
        if (v->aliases.v[i].attr.key == key)
            return &v->aliases.v[i];
    return NULL;
}

static void tell_meaning(struct telling *w, const struct attr *a)
{
    const struct alias_attr *alias = alias_of(w->data->v, w->row, a->key);
    if (!alias)
        return;
    text_fmt(&w->d->text, ROLE_INFO, "  means %.*s", SV_ARG(key_text(alias->key)));
    double number;
    if (attr_number(a, &number) && attr_number(&alias->attr, &number))
        text_fmt(&w->d->text, ROLE_INFO, " = %s", fmt_number(number).text);
}

/* Type, unit, and whether a metric can be made of it. */
static void tell_type(struct telling *w, const struct attr *a, bool own)
{
    static const char *const types[] = {
        [VALUE_EMPTY] = "empty", [VALUE_STRING] = "string", [VALUE_BOOL] = "bool",
        [VALUE_INT] = "int",     [VALUE_DOUBLE] = "double", [VALUE_BYTES] = "bytes",
        [VALUE_ARRAY] = "array", [VALUE_KVLIST] = "kvlist", [VALUE_INVALID] = "invalid"};
    struct sv unit = key_time_unit(store_sv(w->data->s, a->key));
    double number;
    bool is_number = attr_number(a, &number);
    text_fmt(&w->d->text, ROLE_DIM, "  %s", types[a->type]);
    if (is_number && unit.n)
        text_fmt(&w->d->text, ROLE_DIM, ", %.*s", SV_ARG(unit));
    if (own)
        tell_meaning(w, a);
}

static void attribute_tell(struct telling *w, uint32_t i, const char *blanks, bool own)
{
    const struct store *s = w->data->s;
    const struct attr *a = &s->attrs.v[i];
    struct text *x = &w->d->text;
    uint32_t tag = telling_item(w, DETAIL_ATTRIBUTE, i);
    w->d->items.v[tag - 1].of_span = own;
    text_add(x, ROLE_DIM, sv_from_c(blanks));
    telling_name(w, ROLE_KEY, store_sv(s, a->key));
    text_add(x, ROLE_DIM, SV(" = "));
    buf_clear(&w->tmp);
    value_add(&w->tmp, s, a, w->left ? DETAIL_VALUE : DETAIL_REST, w->reveal);
    w->left -= w->tmp.n < w->left ? w->tmp.n : w->left;
    text_add(x, a->type == VALUE_EMPTY ? ROLE_DIM : ROLE_TEXT, buf_sv(&w->tmp));
    tell_type(w, a, own);
    text_end_as(x, tag, (int)strlen(blanks) + 4);
}

/* Keys that a finding is about are few; whoever has hundreds is not asked for each. */
void detail_tell_list(struct telling *w, struct attr_range r, uint32_t dropped, const char *blanks,
                      bool own)
{
    uint32_t most = r.count < DETAIL_ATTRIBUTES ? r.count : DETAIL_ATTRIBUTES;
    for (uint32_t i = r.first; i < r.first + most; i++) {
        attribute_tell(w, i, blanks, own);
        if (own)
            detail_tell_findings(w, w->data->s->attrs.v[i].key);
    }
    telling_more(w, r.count - most, "attributes; y j copies them all");
    if (dropped) {
        text_fmt(&w->d->text, ROLE_WARNING, "%s! the SDK dropped %s", blanks,
                 fmt_amount(dropped, "attribute").text);
        text_end(&w->d->text);
    }
}

void detail_tell_attributes(struct telling *w)
{
    const struct span_extra *x = span_extra(w->data->s, w->row);
    struct attr_range r = span_attrs(w->data->s, w->row);
    telling_head(w, "Attributes (%s)", fmt_count(r.count).text);
    detail_tell_list(w, r, x->dropped_attrs, "  ", true);
}
