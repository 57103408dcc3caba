/*
 * view_dump: what rules see of the inputs' spans, one line a span, in the order of the inputs.
 *
 *     view_dump [--dialect NAME]... INPUT...
 *
 *     trace TRACE DIALECT,...
 *     span SPAN NAME CLASS [KEY=VALUE FROM]...
 *
 * A trace is told before its first span. The keys are those that stand in the span under another
 * name: the canonical key, the value as rules get it, and the key that it was found under ("-" when
 * it comes from the name or an event).
 */
#include "core/id.h"
#include "io/read.h"
#include "lint/dialects.h"
#include "rules/packs.h"

#include <unistd.h>

static void put_value(struct buf *out, const struct store *s, const struct attr *a)
{
    double number;
    if (attr_number(a, &number))
        buf_fmt(out, "%.9g", number);
    else if (a->type == VALUE_BOOL)
        buf_addz(out, a->bits ? "true" : "false");
    else
        buf_json(out, store_sv(s, (sym)a->bits));
}

static void put_trace(struct buf *out, const struct store *s, const struct view *v, uint32_t trace)
{
    uint32_t mask = view_dialects(v, trace);
    const char *comma = "\t";
    buf_addz(out, "trace\t");
    id_add_trace(out, s, trace);
    for (size_t i = 0; i < v->pack->dialects.n; i++)
        if (mask >> i & 1) {
            buf_fmt(out, "%s%.*s", comma, SV_ARG(v->pack->dialects.v[i].name));
            comma = ",";
        }
    buf_addc(out, '\n');
}

static void put_span(struct buf *out, const struct store *s, const struct view *v, uint32_t row)
{
    uint8_t class = v->row_class[row];
    buf_addz(out, "span\t");
    id_add_span(out, s, row);
    buf_addc(out, '\t');
    buf_json(out, store_sv(s, s->span.name[row]));
    buf_fmt(out, "\t%.*s", SV_ARG(class ? class_name(class) : SV("other")));
    for (uint32_t i = v->alias_first ? v->alias_first[row] : 0;
         v->alias_first && i < v->alias_first[row + 1]; i++) {
        const struct alias_attr *a = &v->aliases.v[i];
        buf_fmt(out, "\t%.*s=", SV_ARG(key_text(a->key)));
        put_value(out, s, &a->attr);
        buf_fmt(out, " %.*s", SV_ARG(a->attr.key ? store_sv(s, a->attr.key) : SV("-")));
    }
    buf_addc(out, '\n');
}

static void put_all(const struct store *s, const struct view *v)
{
    struct buf out = buf_to_fd(STDOUT_FILENO);
    uint8_t *told = mem_zalloc(s->traces.n);
    for (uint32_t row = 0; row < s->n_spans; row++) {
        uint32_t trace = s->span.trace[row];
        if (!told[trace])
            put_trace(&out, s, v, trace);
        told[trace] = 1;
        put_span(&out, s, v, row);
    }
    buf_flush(&out);
    buf_release(&out);
    free(told);
}

int main(int argc, char **argv)
{
    struct store s;
    struct build b;
    struct index ix;
    struct view v;
    struct err e = {0};
    struct texts forced = {0};
    store_init(&s);
    build_init(&b, &s);
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--dialect") == 0 && i + 1 < argc)
            vec_push(&forced, sv_from_c(argv[++i]));
        else
            read_input(&b, sv_from_c(argv[i]));
    build_release(&b);
    index_build(&ix, &s);
    bool ok = view_init_as(&v, &s, &ix, rules_packs, rules_packs_n, &forced, &e);
    if (ok)
        put_all(&s, &v);
    else
        fprintf(stderr, "view_dump: %s\n", e.text);
    vec_release(&forced);
    view_release(&v);
    index_release(&ix);
    store_release(&s);
    return ok ? 0 : 2;
}
