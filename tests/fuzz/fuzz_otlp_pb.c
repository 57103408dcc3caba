/*
 * fuzz_otlp_pb: feeds the OTLP protobuf reader whatever libFuzzer thinks of.
 *
 *     fuzz_otlp_pb CORPUS_DIR      (built with clang -fsanitize=fuzzer,address,undefined)
 *
 * Beyond crashes it checks what must hold for any input: ranges stay inside their columns, symbols
 * and rows exist, and spans stand in the order of their places.
 */
#include "io/format.h"
#include "io/otlp_pb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_attrs(const struct store *s, struct attr_range r)
{
    BUG_ON(r.first > s->attrs.n || r.count > s->attrs.n - r.first);
    for (uint32_t i = r.first; i < r.first + r.count; i++) {
        const struct attr *a = &s->attrs.v[i];
        bool is_sym = a->type == VALUE_STRING || a->type >= VALUE_BYTES;
        BUG_ON(a->type > VALUE_INVALID || a->key >= s->syms.texts.n);
        BUG_ON(is_sym && a->bits >= s->syms.texts.n);
    }
}

static void check_span(const struct store *s, uint32_t row)
{
    const struct span_extra *x = span_extra(s, row);
    BUG_ON(s->span.scope[row] >= s->scopes.n);
    BUG_ON(s->span.trace[row] >= s->traces.n || s->span.name[row] >= s->syms.texts.n);
    BUG_ON(s->span.kind[row] > KIND_OTHER || s->span.status[row] > STATUS_OTHER);
    check_attrs(s, span_attrs(s, row));
    for (uint32_t i = 0; i < x->event_count; i++)
        check_attrs(s, s->events.v[x->event_first + i].attrs);
    for (uint32_t i = 0; i < x->link_count; i++)
        check_attrs(s, s->links.v[x->link_first + i].attrs);
    BUG_ON(row && s->span.place[row] < s->span.place[row - 1]);
}

static void check_store(const struct store *s)
{
    for (size_t i = 0; i < s->resources.n; i++)
        check_attrs(s, s->resources.v[i].attrs);
    for (size_t i = 0; i < s->scopes.n; i++) {
        check_attrs(s, s->scopes.v[i].attrs);
        BUG_ON(s->scopes.v[i].resource >= s->resources.n);
    }
    for (uint32_t row = 0; row < s->n_spans; row++)
        check_span(s, row);
    for (size_t i = 0; i < s->defects.n; i++)
        BUG_ON(s->defects.v[i].row != NO_ROW && s->defects.v[i].row >= s->n_spans);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct sketch sk;
    struct sv bytes = sv_of((const char *)data, size);
    struct store s;
    struct build b;
    store_init(&s);
    build_init(&b, &s);
    build_input(&b, SV("fuzz"), "otlp-pb", true)->bytes = size;
    sk.bytes = bytes;
    format_otlp_pb.sniff(&sk);
    otlp_pb_bytes(&b, bytes);
    build_input_end(&b);
    check_store(&s);
    build_release(&b);
    store_release(&s);
    return 0;
}
