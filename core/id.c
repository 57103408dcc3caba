#include "core/id.h"

#include <inttypes.h>

void id_add_trace(struct buf *b, const struct store *s, uint32_t trace)
{
    const struct trace *t = &s->traces.v[trace];
    if (t->id_state == TRACE_ID_NUMBER)
        buf_fmt(b, "%016" PRIx64 "%016" PRIx64, t->id.hi, t->id.lo);
    else if (t->id_state == TRACE_ID_TEXT)
        buf_add(b, store_sv(s, (sym)t->id.lo));
}

void id_add_span(struct buf *b, const struct store *s, uint32_t row)
{
    uint16_t flags = s->span.flags[row];
    if (flags & SPAN_ID_TEXT)
        buf_add(b, store_sv(s, (sym)s->span.span_id[row]));
    else if (flags & SPAN_HAS_ID)
        buf_fmt(b, "%016" PRIx64, s->span.span_id[row]);
}
