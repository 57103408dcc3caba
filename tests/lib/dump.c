#include "tests/lib/dump.h"

#include "core/utf8.h"

#include <inttypes.h>
#include <math.h>

struct dump {
    const struct store *s;
    struct buf *out;
    struct dump_options options;
    struct defect *sorted; /* all defects, by input, row, kind and text */
    size_t next_defect;
};

/* ---- values ---- */

static void put_hex(struct dump *d, struct sv bytes)
{
    buf_addc(d->out, 'x');
    for (size_t i = 0; i < bytes.n; i++)
        buf_fmt(d->out, "%02x", (unsigned char)bytes.p[i]);
}

static void put_text(struct dump *d, struct sv text)
{
    if (utf8_valid(text))
        buf_json(d->out, text);
    else
        put_hex(d, text);
}

static void put_sym(struct dump *d, const char *label, sym y)
{
    buf_addz(d->out, label);
    put_text(d, store_sv(d->s, y));
}

static void put_time(struct dump *d, const char *label, bool has, uint64_t ns)
{
    buf_addz(d->out, label);
    if (has)
        buf_fmt(d->out, "%" PRIu64, ns);
    else
        buf_addc(d->out, '-');
}

static void put_span_id(struct dump *d, const char *label, bool has, bool text, uint64_t id)
{
    if (has && text) {
        put_sym(d, label, (sym)id);
        return;
    }
    buf_addz(d->out, label);
    if (has)
        buf_fmt(d->out, "%016" PRIx64, id);
    else
        buf_addc(d->out, '-');
}

static void put_trace_id(struct dump *d, bool has, bool text, struct id128 id)
{
    if (has && !text)
        buf_fmt(d->out, " trace=%016" PRIx64, id.hi);
    put_span_id(d, has && !text ? "" : " trace=", has, text, id.lo);
}

static void put_place(struct dump *d, uint64_t place)
{
    if (!d->options.no_places)
        buf_fmt(d->out, " place=%" PRIu64, place);
}

static void put_value(struct dump *d, const struct attr *a)
{
    static const char *const names[] = {"empty", "string", "bool",  "int",    "double",
                                        "bytes", "array",  "kvlist", "invalid"};
    struct sv text = store_sv(d->s, a->type >= VALUE_BYTES || a->type == VALUE_STRING
                                        ? (sym)a->bits : SYM_EMPTY);
    buf_fmt(d->out, " %s ", names[a->type]);
    if (a->type == VALUE_EMPTY || (a->type == VALUE_INVALID && d->options.no_raw))
        buf_addc(d->out, '-');
    else if (a->type == VALUE_BOOL || a->type == VALUE_INT)
        buf_fmt(d->out, "%" PRId64, attr_int(a));
    else if (a->type == VALUE_DOUBLE && isnan(attr_double(a)))
        buf_addz(d->out, "nan");
    else if (a->type == VALUE_DOUBLE)
        buf_fmt(d->out, "%016" PRIx64, a->bits);
    else if (a->type == VALUE_BYTES)
        put_hex(d, text);
    else
        put_text(d, text);
}

static void put_attrs(struct dump *d, struct attr_range r, const char *indent)
{
    for (uint32_t i = r.first; i < r.first + r.count; i++) {
        buf_addz(d->out, indent);
        put_sym(d, "attr ", d->s->attrs.v[i].key);
        put_value(d, &d->s->attrs.v[i]);
        buf_addc(d->out, '\n');
    }
}

/* ---- defects ---- */

static struct sv defect_name(uint8_t kind)
{
    static const struct sv names[] = {
#define DEFECT(name, text) SV_INIT(#name),
#include "core/defect.def"
#undef DEFECT
    };
    return names[kind];
}

static const struct store *sorting; /* qsort has no room for it */

static int defect_cmp(const void *a, const void *b)
{
    const struct defect *x = a, *y = b;
    if (x->input != y->input)
        return x->input < y->input ? -1 : 1;
    uint32_t row_x = x->row + 1, row_y = y->row + 1; /* NO_ROW comes first */
    if (row_x != row_y)
        return row_x < row_y ? -1 : 1;
    int order = sv_cmp(defect_name(x->kind), defect_name(y->kind));
    return order ? order : sv_cmp(store_sv(sorting, x->text), store_sv(sorting, y->text));
}

static void sort_defects(struct dump *d)
{
    size_t n = d->s->defects.n;
    d->sorted = mem_alloc(n * sizeof(struct defect) + 1);
    if (n)
        memcpy(d->sorted, d->s->defects.v, n * sizeof(struct defect));
    sorting = d->s;
    qsort(d->sorted, n, sizeof(struct defect), defect_cmp);
}

/* The defects of a row, which are the next ones. */
static void put_defects(struct dump *d, uint32_t input, uint32_t row)
{
    for (; d->next_defect < d->s->defects.n; d->next_defect++) {
        const struct defect *f = &d->sorted[d->next_defect];
        if (f->input != input || f->row != row)
            return;
        if (d->options.no_defects)
            continue;
        buf_fmt(d->out, "  defect %s", defect_name(f->kind).p);
        if (!d->options.no_raw)
            put_sym(d, " ", f->text);
        put_place(d, f->place);
        buf_addc(d->out, '\n');
    }
}

/* ---- spans ---- */

static void put_event(struct dump *d, const struct event *e)
{
    put_time(d, "  event time=", e->has_time, e->time);
    put_sym(d, " name=", e->name);
    buf_fmt(d->out, " dropped=%u\n", e->dropped);
    put_attrs(d, e->attrs, "    ");
}

static void put_link(struct dump *d, const struct link *l)
{
    buf_addz(d->out, "  link");
    put_trace_id(d, l->trace_text || l->trace_id.hi | l->trace_id.lo, l->trace_text, l->trace_id);
    put_span_id(d, " span=", l->span_text || l->span_id, l->span_text, l->span_id);
    put_sym(d, " state=", l->trace_state);
    buf_fmt(d->out, " flags=%u dropped=%u\n", l->flags, l->dropped);
    put_attrs(d, l->attrs, "    ");
}

static void put_ids(struct dump *d, uint32_t row)
{
    const struct span_columns *c = &d->s->span;
    const struct trace *t = &d->s->traces.v[c->trace[row]];
    uint16_t flags = c->flags[row];
    put_trace_id(d, t->id_state != TRACE_ID_NONE, t->id_state == TRACE_ID_TEXT, t->id);
    put_span_id(d, " id=", flags & SPAN_HAS_ID, flags & SPAN_ID_TEXT, c->span_id[row]);
    put_span_id(d, " parent=", flags & SPAN_HAS_PARENT, flags & SPAN_PARENT_TEXT,
                c->parent_id[row]);
}

static void put_span_line(struct dump *d, uint32_t row, const struct span_extra *x)
{
    const struct span_columns *c = &d->s->span;
    uint16_t flags = c->flags[row];
    buf_fmt(d->out, "span %u scope=", row);
    buf_fmt(d->out, c->scope[row] == NO_ROW ? "-" : "%u", c->scope[row]);
    put_ids(d, row);
    put_time(d, " start=", flags & SPAN_HAS_START, c->start[row]);
    put_time(d, " end=", flags & SPAN_HAS_END, c->end[row]);
    if (flags & SPAN_HAS_NAME)
        put_sym(d, " name=", c->name[row]);
    else
        buf_addz(d->out, " name=-");
    buf_fmt(d->out, " kind=%u status=%u remote=%d shared=%d flags=%u", c->kind[row],
            c->status[row], !!(flags & SPAN_IS_REMOTE), !!(flags & SPAN_SHARED), x->flags);
    put_sym(d, " state=", x->trace_state);
    put_sym(d, " message=", x->status_message);
    buf_fmt(d->out, " dropped=%u/%u/%u", x->dropped_attrs, x->dropped_events, x->dropped_links);
    put_place(d, c->place[row]);
    buf_addc(d->out, '\n');
}

static void put_span(struct dump *d, uint32_t row)
{
    const struct span_extra *x = span_extra(d->s, row);
    put_span_line(d, row, x);
    put_attrs(d, span_attrs(d->s, row), "  ");
    for (uint32_t i = 0; i < x->event_count; i++)
        put_event(d, &d->s->events.v[x->event_first + i]);
    for (uint32_t i = 0; i < x->link_count; i++)
        put_link(d, &d->s->links.v[x->link_first + i]);
}

/* ---- inputs and what spans belong to ---- */

static void put_input_places(struct dump *d, uint32_t n, const struct input *in)
{
    for (size_t i = 0; i < d->s->documents.n; i++) {
        const struct document *c = &d->s->documents.v[i];
        if (c->input == n)
            buf_fmt(d->out, "  document offset=%" PRIu64 " bytes=%" PRIu64 " first=%u\n",
                    c->offset, c->bytes, c->first_row);
    }
    for (size_t i = 0; i < in->diagnostics.n; i++) {
        const struct diagnostic *g = &in->diagnostics.v[i];
        put_time(d, "  diagnostic offset=", g->offset != UINT64_MAX, g->offset);
        put_time(d, " line=", g->line, g->line);
        buf_addc(d->out, ' ');
        put_text(d, g->text);
        buf_addc(d->out, '\n');
    }
}

static void put_input(struct dump *d, uint32_t n)
{
    const struct input *in = &d->s->inputs.v[n];
    buf_fmt(d->out, "input %u spans=%u traces=%u metrics=%d logs=%d", n, in->n_rows, in->n_traces,
            in->saw_metrics, in->saw_logs);
    if (!d->options.no_places)
        buf_fmt(d->out, " otlp=%d format=%s lines=%d status=%u bytes=%" PRIu64, in->is_otlp,
                in->format, in->lines, in->status, in->bytes);
    buf_addc(d->out, '\n');
    if (!d->options.no_places)
        put_input_places(d, n, in);
    put_defects(d, n, NO_ROW);
    for (uint32_t row = in->first_row; row < in->first_row + in->n_rows; row++) {
        put_span(d, row);
        put_defects(d, n, row);
    }
}

static void put_resources(struct dump *d)
{
    for (size_t i = 0; i < d->s->resources.n; i++) {
        const struct resource *r = &d->s->resources.v[i];
        buf_fmt(d->out, "resource %zu input=%u", i, r->input);
        put_sym(d, " schema=", r->schema_url);
        buf_fmt(d->out, " dropped=%u\n", r->dropped);
        put_attrs(d, r->attrs, "  ");
    }
    for (size_t i = 0; i < d->s->scopes.n; i++) {
        const struct scope *c = &d->s->scopes.v[i];
        buf_fmt(d->out, "scope %zu resource=%u", i, c->resource);
        put_sym(d, " name=", c->name);
        put_sym(d, " version=", c->version);
        put_sym(d, " schema=", c->schema_url);
        buf_fmt(d->out, " dropped=%u\n", c->dropped);
        put_attrs(d, c->attrs, "  ");
    }
}

void dump_store(struct buf *out, const struct store *s, struct dump_options options)
{
    struct dump d = {.s = s, .out = out, .options = options};
    sort_defects(&d);
    put_resources(&d);
    for (uint32_t i = 0; i < s->inputs.n; i++)
        put_input(&d, i);
    free(d.sorted);
}
