#include "tui/detail_parts.h"

#include <inttypes.h>
#include <stdarg.h>

#include "core/fmt.h"
#include "core/id.h"
#include "core/shown.h"
#include "tui/extent.h"
#include "tui/type.h"
#include "tui/value.h"

/* ---- pieces ---- */

void telling_head(struct telling *w, const char *fmt, ...)
{
    struct text *x = &w->d->text;
    va_list ap;
    buf_clear(&w->tmp);
    va_start(ap, fmt);
    buf_vfmt(&w->tmp, fmt, ap);
    va_end(ap);
    text_end(x);
    text_add(x, ROLE_TITLE, buf_sv(&w->tmp));
    text_end(x);
}

uint32_t telling_item(struct telling *w, enum detail_kind kind, uint32_t number)
{
    vec_push(&w->d->items, ((struct detail_item){.kind = (uint8_t)kind, .number = number}));
    return (uint32_t)w->d->items.n;
}

/* Names stand on one line, so what ends lines is told as a number. */
void telling_name(struct telling *w, enum role role, struct sv name)
{
    struct buf line = {0};
    buf_clear(&w->tmp);
    value_add_name(&w->tmp, name, DETAIL_NAME, w->reveal);
    fmt_foreign(&line, buf_sv(&w->tmp), 0);
    text_add(&w->d->text, role, line.n ? buf_sv(&line) : SV("(no name)"));
    buf_release(&line);
}

void telling_more(struct telling *w, uint64_t n, const char *what)
{
    if (!n)
        return;
    text_fmt(&w->d->text, ROLE_DIM, "  and %s more %s", fmt_count(n).text, what);
    text_end(&w->d->text);
}

static struct fmt offset_of(const struct telling *w, uint64_t ns)
{
    return fmt_duration(ns >= w->zero ? (double)(ns - w->zero) : -(double)(w->zero - ns));
}

static bool has_length(const struct store *s, uint32_t row)
{
    return extent_row_starts(s, row) && (s->span.flags[row] & SPAN_HAS_END) &&
           s->span.end[row] >= s->span.start[row];
}

void telling_span(struct telling *w, uint32_t position)
{
    const struct store *s = w->data->s;
    struct text *x = &w->d->text;
    uint32_t row = w->data->ix->order[position];
    enum span_type type = w->data->v ? type_of_row(w->data, row) : TYPE_OTHER;
    telling_name(w, type_role(type), store_sv(s, s->span.name[row]));
    if (extent_row_starts(s, row))
        text_fmt(x, ROLE_DIM, "  +%s", offset_of(w, s->span.start[row]).text);
    if (has_length(s, row))
        text_fmt(x, ROLE_DIM, "  %s",
                 fmt_duration((double)(s->span.end[row] - s->span.start[row])).text);
    if (s->span.status[row] == STATUS_ERROR)
        text_add(x, ROLE_ERROR, SV("  ERROR"));
}

/* ---- what it is ---- */

static void label(struct telling *w, const char *name)
{
    text_fmt(&w->d->text, ROLE_DIM, "  %-8s", name);
}

static void tell_kind(struct telling *w)
{
    static const char *const kinds[] = {"unspecified", "internal", "server",  "client",
                                        "producer",    "consumer", "unknown"};
    static const char *const statuses[] = {"unset", "OK", "ERROR", "unknown"};
    const struct store *s = w->data->s;
    struct text *x = &w->d->text;
    enum span_type type = w->data->v ? type_of_row(w->data, w->row) : TYPE_OTHER;
    uint8_t status = s->span.status[w->row];
    struct sv message = store_sv(s, span_extra(s, w->row)->status_message);
    label(w, "type");
    text_add(x, type_role(type), type_name(type));
    text_fmt(x, ROLE_DIM, ", kind %s", kinds[s->span.kind[w->row]]);
    text_end(x);
    label(w, "status");
    text_add(x, status == STATUS_ERROR ? ROLE_ERROR : status == STATUS_OK ? ROLE_GOOD : ROLE_TEXT,
             sv_from_c(statuses[status]));
    if (message.n) {
        buf_clear(&w->tmp);
        value_add_text(&w->tmp, message, DETAIL_VALUE, w->reveal);
        text_add(x, ROLE_DIM, SV(": "));
        text_add(x, ROLE_TEXT, buf_sv(&w->tmp));
    }
    text_end_as(x, 0, 10);
}

static void id_tell(struct telling *w, const char *name, uint32_t tag)
{
    label(w, name);
    text_add(&w->d->text, ROLE_TEXT, w->tmp.n ? buf_sv(&w->tmp) : SV("none"));
    text_end_as(&w->d->text, tag, 10);
}

static void parent_id(struct telling *w)
{
    const struct store *s = w->data->s;
    uint16_t flags = s->span.flags[w->row];
    buf_clear(&w->tmp);
    if (flags & SPAN_PARENT_TEXT)
        value_add_name(&w->tmp, store_sv(s, (sym)s->span.parent_id[w->row]), DETAIL_NAME,
                       w->reveal);
    else if (flags & SPAN_HAS_PARENT)
        buf_fmt(&w->tmp, "%016" PRIx64, s->span.parent_id[w->row]);
}

static void tell_ids(struct telling *w)
{
    const struct tui_data *d = w->data;
    uint32_t trace = d->s->span.trace[w->row], parent = d->ix->parent[w->position];
    void (*add_span)(struct buf *, const struct store *, uint32_t) =
        w->reveal ? id_add_span : shown_add_span;
    void (*add_trace)(struct buf *, const struct store *, uint32_t) =
        w->reveal ? id_add_trace : shown_add_trace;
    buf_clear(&w->tmp);
    add_span(&w->tmp, d->s, w->row);
    id_tell(w, "span", 0);
    buf_clear(&w->tmp);
    add_trace(&w->tmp, d->s, trace);
    id_tell(w, "trace", 0);
    parent_id(w);
    id_tell(w, "parent", parent == NO_ROW ? 0 : telling_item(w, DETAIL_SPAN, parent));
}

/* What is odd about where it stands. */
static void tell_facts(struct telling *w)
{
    static const struct {
        enum span_fact fact;
        const char *text;
    } facts[] = {{FACT_ORPHAN, "an orphan: no span of this trace has its parent's id"},
                 {FACT_CYCLE, "in a cycle: it is its own ancestor"},
                 {FACT_DUPLICATE, "a duplicate: an earlier row has the same ids"}};
    for (size_t i = 0; i < ARRAY_LEN(facts); i++)
        if (w->data->ix->facts[w->position] & facts[i].fact) {
            text_fmt(&w->d->text, ROLE_WARNING, "  ! %s", facts[i].text);
            text_end_as(&w->d->text, 0, 4);
        }
}

/* The first of the trace's defects that is not about a row before this one. */
static uint32_t defect_first(const struct store *s, struct defect_list list, uint32_t row)
{
    uint32_t low = 0, high = list.n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->defects.v[list.v[middle]].row < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void tell_defects(struct telling *w)
{
    enum { MOST = 8 };
    const struct store *s = w->data->s;
    if (!w->data->v)
        return;
    struct defect_list list = view_defects(w->data->v, s->span.trace[w->row]);
    uint32_t first = defect_first(s, list, w->row);
    for (uint32_t i = first; i < list.n && i < first + MOST; i++) {
        const struct defect *defect = &s->defects.v[list.v[i]];
        if (defect->row != w->row)
            return;
        struct sv text = defect_text((enum defect_kind)defect->kind);
        text_fmt(&w->d->text, ROLE_WARNING, "  ! as written: %.*s", SV_ARG(text));
        text_end_as(&w->d->text, 0, 4);
    }
}

/* ---- all of it ---- */

static void detail_begin(struct detail *d)
{
    text_clear(&d->text);
    d->items.n = 0;
}

void detail_make(struct detail *d, const struct tui_data *data, uint64_t zero, uint32_t position,
                 const struct detail_run *run, bool reveal)
{
    struct telling w = {.d = d, .data = data, .position = position, .zero = zero,
                        .row = data->ix->order[position], .run = run, .reveal = reveal,
                        .left = DETAIL_VALUES};
    detail_begin(d);
    detail_find_findings(&w);
    if (run)
        detail_tell_run(&w);
    telling_name(&w, ROLE_TITLE, store_sv(data->s, data->s->span.name[w.row]));
    text_end(&d->text);
    tell_kind(&w);
    detail_tell_times(&w);
    tell_facts(&w);
    tell_defects(&w);
    detail_tell_findings(&w, SYM_NONE);
    detail_tell_attributes(&w);
    detail_tell_events(&w);
    detail_tell_links(&w);
    detail_tell_place(&w);
    telling_head(&w, "Ids");
    tell_ids(&w);
    detail_tell_origin(&w);
    buf_release(&w.tmp);
}

static void tell_amount(struct detail *d, uint64_t n, const char *one, enum role role)
{
    if (!n)
        return;
    text_fmt(&d->text, role, "  %s", fmt_amount(n, one).text);
    text_end(&d->text);
}

void detail_make_trace(struct detail *d, const struct tui_data *data, uint32_t trace)
{
    struct buf b = {0};
    detail_begin(d);
    if (!data->ix || trace >= data->ix->n_traces) {
        text_add(&d->text, ROLE_DIM, SV("No span is selected."));
        text_end(&d->text);
        return;
    }
    const struct trace_range *r = &data->ix->traces[trace];
    shown_add_trace(&b, data->s, trace);
    text_add(&d->text, ROLE_TITLE, SV("trace "));
    text_add(&d->text, ROLE_TITLE, b.n ? buf_sv(&b) : SV("(no id)"));
    text_end(&d->text);
    tell_amount(d, r->count, "span", ROLE_TEXT);
    tell_amount(d, r->n_roots, "root", ROLE_TEXT);
    tell_amount(d, r->n_orphans, "orphan", ROLE_WARNING);
    tell_amount(d, r->n_duplicates, "duplicate", ROLE_WARNING);
    tell_amount(d, r->n_cycle, "cyclic span", ROLE_WARNING);
    text_add(&d->text, ROLE_DIM, SV("No span is selected."));
    text_end(&d->text);
    buf_release(&b);
}

void detail_release(struct detail *d)
{
    text_release(&d->text);
    vec_release(&d->items);
    buf_release(&d->needle);
    vec_release(&d->matches);
    *d = (struct detail){0};
}

const struct detail_item *detail_item_of(const struct detail *d, uint32_t line)
{
    uint32_t tag = line < d->text.lines.n ? d->text.lines.v[line].tag : 0;
    return tag && tag <= d->items.n ? &d->items.v[tag - 1] : NULL;
}

uint32_t detail_first_attribute(const struct detail *d)
{
    for (uint32_t i = 0; i < d->text.lines.n; i++) {
        const struct detail_item *item = detail_item_of(d, i);
        if (item && item->kind == DETAIL_ATTRIBUTE && item->of_span)
            return i;
    }
    return 0;
}
