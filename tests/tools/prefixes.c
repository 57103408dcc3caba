/*
 * prefixes: feeds every prefix of its files to the reader, as if the file had been cut there.
 *
 *     prefixes [--step=N] FILE...
 *
 * For each file it checks that
 *
 *   - the spans of a prefix are the first spans of the whole file, and a longer prefix has no
 *     fewer of them;
 *   - a prefix about which the reader says nothing is a whole number of documents: what follows
 *     it, read alone, holds the rest of the spans.
 *
 * --step=N takes every Nth length, for large files. Prints a line for each of the first failing
 * lengths and one for each file; exit code 1 when a length failed, 2 when a file holds no span.
 */
#include "io/read.h"
#include "io/source.h"

enum { FAILURES_SHOWN = 10 };

/* ---- reading ---- */

struct reading {
    struct store s;
    struct build b;
};

/* Reads a copy of just these bytes, so that the sanitizer sees a look behind them. */
static void reading_of(struct reading *r, struct sv bytes)
{
    char *copy = mem_alloc(bytes.n ? bytes.n : 1);
    if (bytes.n)
        memcpy(copy, bytes.p, bytes.n);
    store_init(&r->s);
    build_init(&r->b, &r->s);
    read_bytes(&r->b, SV("prefix"), sv_of(copy, bytes.n));
    free(copy);
}

static void reading_release(struct reading *r)
{
    build_release(&r->b);
    store_release(&r->s);
}

static uint32_t count_spans(struct sv bytes)
{
    struct reading r;
    reading_of(&r, bytes);
    uint32_t n = r.s.n_spans;
    reading_release(&r);
    return n;
}

/* ---- comparing ---- */

/* An id of a span or trace, where symbols of two stores are compared by their texts. */
static bool same_id(const struct store *a, uint64_t x, const struct store *b, uint64_t y, bool text)
{
    return text ? sv_eq(store_sv(a, (sym)x), store_sv(b, (sym)y)) : x == y;
}

static bool same_attrs(const struct store *a, struct attr_range x, const struct store *b,
                       struct attr_range y)
{
    bool same = x.count == y.count;
    for (uint32_t i = 0; same && i < x.count; i++) {
        const struct attr *v = &a->attrs.v[x.first + i], *w = &b->attrs.v[y.first + i];
        bool text = v->type == VALUE_STRING || v->type >= VALUE_BYTES;
        same = v->type == w->type && same_id(a, v->bits, b, w->bits, text) &&
               same_id(a, v->key, b, w->key, true);
    }
    return same;
}

static bool same_trace(const struct store *a, const struct store *b, uint32_t row)
{
    const struct trace *t = &a->traces.v[a->span.trace[row]];
    const struct trace *u = &b->traces.v[b->span.trace[row]];
    return t->id_state == u->id_state && t->id.hi == u->id.hi &&
           same_id(a, t->id.lo, b, u->id.lo, t->id_state == TRACE_ID_TEXT);
}

static bool same_span(const struct store *a, const struct store *b, uint32_t row)
{
    const struct span_columns *c = &a->span, *d = &b->span;
    uint16_t flags = c->flags[row];
    return flags == d->flags[row] && c->start[row] == d->start[row] &&
           c->end[row] == d->end[row] && c->place[row] == d->place[row] &&
           c->kind[row] == d->kind[row] && c->status[row] == d->status[row] &&
           same_id(a, c->span_id[row], b, d->span_id[row], flags & SPAN_ID_TEXT) &&
           same_id(a, c->parent_id[row], b, d->parent_id[row], flags & SPAN_PARENT_TEXT) &&
           same_id(a, c->name[row], b, d->name[row], true) && same_trace(a, b, row) &&
           span_extra(a, row)->event_count == span_extra(b, row)->event_count &&
           span_extra(a, row)->link_count == span_extra(b, row)->link_count &&
           same_attrs(a, span_attrs(a, row), b, span_attrs(b, row));
}

/* ---- prefixes ---- */

struct file {
    const char *name;
    struct sv bytes;
    struct reading whole;
    uint32_t n_spans;  /* of the longest prefix so far */
    size_t n_quiet;    /* prefixes about which nothing was said */
    size_t n_failures;
};

static void fail(struct file *f, size_t n, const char *what)
{
    if (f->n_failures++ < FAILURES_SHOWN)
        printf("%s: cut at %zu: %s\n", f->name, n, what);
}

static bool is_quiet(const struct store *s)
{
    for (size_t i = 0; i < s->inputs.n; i++)
        if (s->inputs.v[i].n_diagnostics)
            return false;
    return true;
}

static void check_prefix(struct file *f, size_t n)
{
    struct reading r;
    reading_of(&r, sv_of(f->bytes.p, n));
    if (r.s.n_spans < f->n_spans)
        fail(f, n, "has fewer spans than a shorter prefix");
    f->n_spans = r.s.n_spans;
    bool more = r.s.n_spans > f->whole.s.n_spans;
    if (more)
        fail(f, n, "has more spans than the whole file");
    for (uint32_t row = 0; !more && row < r.s.n_spans; row++)
        if (!same_span(&r.s, &f->whole.s, row)) {
            fail(f, n, "has a span that the whole file does not have there");
            break;
        }
    if (is_quiet(&r.s)) {
        f->n_quiet++;
        if (r.s.n_spans + count_spans(sv_from(f->bytes, n)) != f->whole.s.n_spans)
            fail(f, n, "is cut off, and nothing is said about it");
    }
    reading_release(&r);
}

static int check_file(const char *name, size_t step)
{
    struct source src = {0};
    struct err e = {0}, damage = {0};
    if (!source_open(&src, sv_from_c(name), &e, &damage)) {
        fprintf(stderr, "prefixes: %s\n", e.text);
        return 2;
    }
    struct file f = {.name = name, .bytes = src.bytes};
    reading_of(&f.whole, f.bytes);
    for (size_t n = 0; n < f.bytes.n; n += step)
        check_prefix(&f, n);
    printf("%s: %zu bytes, %u spans, %zu quiet prefixes, %zu failures\n", name, f.bytes.n,
           f.whole.s.n_spans, f.n_quiet, f.n_failures);
    int result = f.n_failures ? 1 : f.whole.s.n_spans ? 0 : 2;
    reading_release(&f.whole);
    source_close(&src);
    return result;
}

int main(int argc, char **argv)
{
    size_t step = 1;
    int result = 0;
    for (int i = 1; i < argc; i++) {
        struct sv arg = sv_from_c(argv[i]);
        struct sv_u64 n = sv_to_u64(sv_from(arg, SV("--step=").n));
        if (sv_starts(arg, SV("--step=")) && n.ok && n.value) {
            step = n.value;
            continue;
        }
        int of_file = check_file(argv[i], step);
        if (of_file > result)
            result = of_file;
    }
    return result;
}
