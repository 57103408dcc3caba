/*
 * Arbitrary bytes as an input of the formats that are read as documents. Nothing may crash, and
 * what every reader promises must hold: spans have places inside the input, lists of attributes lie
 * inside the store, and an input that is not wholly read says so.
 */
#include "core/index.h"
#include "io/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_spans(const struct store *s)
{
    uint64_t bytes = s->inputs.v[0].bytes; /* decompressed */
    for (uint32_t row = 0; row < s->n_spans; row++) {
        struct attr_range r = span_attrs(s, row);
        const struct span_extra *x = span_extra(s, row);
        BUG_ON(s->span.place[row] >= bytes);
        BUG_ON((uint64_t)r.first + r.count > s->attrs.n);
        BUG_ON((uint64_t)x->event_first + x->event_count > s->events.n);
        BUG_ON((uint64_t)x->link_first + x->link_count > s->links.n);
        BUG_ON(s->span.scope[row] != NO_ROW && s->span.scope[row] >= s->scopes.n);
        BUG_ON(s->span.name[row] >= s->syms.texts.n);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct store s;
    struct build b;
    struct index ix = {0};
    store_init(&s);
    build_init(&b, &s);
    read_bytes(&b, SV("fuzz"), sv_of((const char *)data, n));
    build_release(&b);
    check_spans(&s);
    for (size_t i = 0; i < s.inputs.n; i++)
        BUG_ON((s.inputs.v[i].n_diagnostics == 0) != (s.inputs.v[i].status == INPUT_OK));
    index_build(&ix, &s);
    index_release(&ix);
    store_release(&s);
    return 0;
}
