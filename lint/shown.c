#include "lint/shown.h"

#include "core/fmt.h"
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

/* The first address in a sentence. RULE@SPAN=LEVEL looks like one up to the `=`. */
static size_t address_at(struct sv text)
{
    size_t at = 0;
    while (at < text.n) {
        size_t next = name_email_at(sv_from(text, at));
        if (next == SIZE_MAX)
            break;
        at += next;
        size_t end = at + name_email_length(sv_from(text, at));
        if (end == text.n || text.p[end] != '=')
            return at;
        at = end;
    }
    return text.n;
}

static size_t hidden_at(struct sv text)
{
    struct shape_found found = shape_credential(text);
    size_t at = found.shape ? found.at : text.n;
    size_t address = memchr(text.p ? text.p : "", '@', text.n) ? address_at(text) : at;
    return address < at ? address : at;
}

/* Where what begins at `at` and may not be shown ends: at white space or a quote, or before the
 * mark behind the word. A private key has white space in it. */
static size_t hidden_end(struct sv text, size_t at)
{
    struct shape_found found = shape_credential(sv_from(text, at));
    size_t end = at + (found.shape && found.at == 0 ? found.n : 1);
    for (; end < text.n; end++) {
        bool last = end + 1 == text.n || text.p[end + 1] == ' ';
        if (memchr(" \t\n\"`", text.p[end], 5) || (last && memchr(":;,", text.p[end], 3)))
            break;
    }
    return end;
}

struct sv shown_sentence(struct sv text, struct buf *tmp)
{
    size_t n = hidden_at(text);
    if (n == text.n)
        return text;
    buf_clear(tmp);
    while (n < text.n) {
        buf_add(tmp, sv_of(text.p, n));
        buf_addz(tmp, "***");
        text = sv_from(text, hidden_end(text, n));
        n = hidden_at(text);
    }
    buf_add(tmp, text);
    return buf_sv(tmp);
}

void shown_add_sentence(struct buf *b, struct sv text, size_t max)
{
    struct buf tmp = {0};
    fmt_foreign(b, shown_sentence(text, &tmp), max);
    buf_release(&tmp);
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
