#include "lint/shown.h"

#include "core/id.h"
#include "lint/name_ids.h"
#include "lint/text_shapes.h"

size_t shown_length(struct sv text)
{
    struct shape_found found = shape_credential(text);
    size_t email = memchr(text.p ? text.p : "", '@', text.n) ? name_email_at(text) : SIZE_MAX;
    size_t n = found.shape ? found.at : text.n;
    return email < n ? email : n;
}

struct sv shown_text(struct sv text, struct buf *tmp)
{
    size_t n = shown_length(text);
    if (n == text.n)
        return text;
    buf_clear(tmp);
    buf_add(tmp, sv_of(text.p, n));
    buf_addz(tmp, "***");
    return buf_sv(tmp);
}

/* Masks what stands in the buffer from `start` on. */
static void mask_from(struct buf *b, size_t start)
{
    struct sv id = b->n > start ? sv_from(buf_sv(b), start) : (struct sv){0};
    size_t n = shown_length(id);
    if (n == id.n)
        return;
    b->n = start + n;
    buf_addz(b, "***");
}

void shown_add_trace(struct buf *b, const struct store *s, uint32_t trace)
{
    size_t start = b->n;
    id_add_trace(b, s, trace);
    if (s->traces.v[trace].id_state == TRACE_ID_TEXT)
        mask_from(b, start);
}

void shown_add_span(struct buf *b, const struct store *s, uint32_t row)
{
    size_t start = b->n;
    id_add_span(b, s, row);
    if (s->span.flags[row] & SPAN_ID_TEXT)
        mask_from(b, start);
}
