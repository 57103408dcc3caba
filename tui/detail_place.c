/* What the span holds and refers to, and where it stands. */
#include <inttypes.h>

#include "core/fmt.h"
#include "tui/detail_parts.h"
#include "tui/value.h"

enum { CHILDREN_SEEN = 1 << 17 }; /* looked at, of a span with very many */

/* ---- events and links ---- */

static void event_tell(struct telling *w, const struct event *e)
{
    struct text *x = &w->d->text;
    text_add(x, ROLE_DIM, SV("  "));
    telling_name(w, ROLE_KEY, store_sv(w->data->s, e->name));
    if (e->has_time) {
        bool before = e->time < w->zero;
        uint64_t apart = before ? w->zero - e->time : e->time - w->zero;
        text_fmt(x, ROLE_DIM, "  %s%s", before ? "-" : "+", fmt_duration((double)apart).text);
    }
    text_end_as(x, 0, 4);
    detail_tell_list(w, e->attrs, e->dropped, "    ", false);
}

static void dropped_tell(struct telling *w, uint32_t n, const char *one)
{
    if (!n)
        return;
    text_fmt(&w->d->text, ROLE_WARNING, "  ! the SDK dropped %s", fmt_amount(n, one).text);
    text_end(&w->d->text);
}

void detail_tell_events(struct telling *w)
{
    const struct span_extra *x = span_extra(w->data->s, w->row);
    uint32_t most = x->event_count < DETAIL_EVENTS ? x->event_count : DETAIL_EVENTS;
    if (!x->event_count && !x->dropped_events)
        return;
    telling_head(w, "Events (%s)", fmt_count(x->event_count).text);
    for (uint32_t i = 0; i < most; i++)
        event_tell(w, &w->data->s->events.v[x->event_first + i]);
    telling_more(w, x->event_count - most, "events");
    dropped_tell(w, x->dropped_events, "event");
}

/* The position of the span that a link points at, when it is of this trace. */
static uint32_t link_position(const struct telling *w, const struct link *l)
{
    const struct store *s = w->data->s;
    const struct index *ix = w->data->ix;
    uint32_t trace = s->span.trace[w->row];
    const struct trace_range *r = &ix->traces[trace];
    const struct trace *t = &s->traces.v[trace];
    uint32_t end = r->first + (r->n_unique < CHILDREN_SEEN ? r->n_unique : CHILDREN_SEEN);
    if (l->trace_text != (t->id_state == TRACE_ID_TEXT) || l->trace_id.hi != t->id.hi ||
        l->trace_id.lo != t->id.lo)
        return NO_ROW;
    for (uint32_t p = r->first; p < end; p++) {
        uint32_t row = ix->order[p];
        bool text = s->span.flags[row] & SPAN_ID_TEXT;
        if (s->span.span_id[row] == l->span_id && text == l->span_text)
            return p;
    }
    return NO_ROW;
}

static void link_tell(struct telling *w, const struct link *l, bool may_jump)
{
    struct text *x = &w->d->text;
    const struct store *s = w->data->s;
    uint32_t to = may_jump ? link_position(w, l) : NO_ROW;
    text_add(x, ROLE_DIM, SV("  "));
    if (l->trace_text)
        telling_name(w, ROLE_TEXT, store_sv(s, (sym)l->trace_id.lo));
    else
        text_fmt(x, ROLE_TEXT, "%016" PRIx64 "%016" PRIx64, l->trace_id.hi, l->trace_id.lo);
    text_add(x, ROLE_DIM, SV(" "));
    if (l->span_text)
        telling_name(w, ROLE_TEXT, store_sv(s, (sym)l->span_id));
    else
        text_fmt(x, ROLE_TEXT, "%016" PRIx64, l->span_id);
    if (to != NO_ROW) {
        text_add(x, ROLE_DIM, SV("  "));
        telling_span(w, to);
    }
    text_end_as(x, to == NO_ROW ? 0 : telling_item(w, DETAIL_SPAN, to), 4);
    detail_tell_list(w, l->attrs, l->dropped, "    ", false);
}

void detail_tell_links(struct telling *w)
{
    enum { JUMPS = 8 }; /* links whose span is looked for */
    const struct span_extra *x = span_extra(w->data->s, w->row);
    uint32_t most = x->link_count < DETAIL_EVENTS ? x->link_count : DETAIL_EVENTS;
    if (!x->link_count && !x->dropped_links)
        return;
    telling_head(w, "Links (%s)", fmt_count(x->link_count).text);
    for (uint32_t i = 0; i < most; i++)
        link_tell(w, &w->data->s->links.v[x->link_first + i], i < JUMPS);
    telling_more(w, x->link_count - most, "links");
    dropped_tell(w, x->dropped_links, "link");
}

/* ---- parents, children, neighbours ---- */

static void span_line(struct telling *w, uint32_t position, int blanks)
{
    text_fmt(&w->d->text, ROLE_DIM, "%*s", blanks, "");
    telling_span(w, position);
    text_end_as(&w->d->text, telling_item(w, DETAIL_SPAN, position), blanks + 2);
}

/* From the farthest that is shown down to the parent. */
static void tell_parents(struct telling *w)
{
    const struct index *ix = w->data->ix;
    uint32_t chain[DETAIL_PARENTS], n = 0, p = ix->parent[w->position];
    bool again = ix->facts[w->position] & FACT_DUPLICATE;
    for (; p != NO_ROW && n < DETAIL_PARENTS; p = again ? NO_ROW : ix->parent[p])
        chain[n++] = p;
    if (!n)
        return;
    telling_head(w, again ? "The span that it repeats" : "Parents (%s)",
                 fmt_count(ix->depth[w->position]).text);
    if (!again && p != NO_ROW)
        telling_more(w, ix->depth[p] + 1, "above");
    for (uint32_t i = n; i-- > 0;)
        span_line(w, chain[i], 2 + 2 * (int)(n - 1 - i));
}

static void tell_children(struct telling *w)
{
    const struct index *ix = w->data->ix;
    uint32_t end = w->position + ix->size[w->position], n = 0, seen = 0, p;
    if (ix->size[w->position] < 2 || (ix->facts[w->position] & FACT_DUPLICATE))
        return;
    for (p = w->position + 1; p < end && seen < CHILDREN_SEEN; p += ix->size[p], seen++)
        n++;
    telling_head(w, "Children (%s%s, %s below it)", p < end ? "more than " : "",
                 fmt_count(n).text, fmt_amount(ix->size[w->position] - 1, "span").text);
    p = w->position + 1;
    for (uint32_t i = 0; p < end && i < DETAIL_CHILDREN; i++, p += ix->size[p])
        span_line(w, p, 2);
    telling_more(w, n > DETAIL_CHILDREN ? n - DETAIL_CHILDREN : 0, "children");
}

/* Siblings of one name that follow each other: one of many chunks, for example. */
static void tell_run(struct telling *w)
{
    const struct index *ix = w->data->ix;
    const sym *names = w->data->s->span.name;
    uint32_t parent = ix->parent[w->position], seen = 0, n = 0, at = 0;
    if (parent == NO_ROW || (ix->facts[w->position] & FACT_DUPLICATE))
        return;
    uint32_t end = parent + ix->size[parent];
    for (uint32_t p = parent + 1; p < end; p += ix->size[p]) {
        bool same = names[ix->order[p]] == names[w->row];
        if (++seen > CHILDREN_SEEN || (!same && at))
            break;
        n = same ? n + 1 : 0;
        at = p == w->position ? n : at;
    }
    if (n < 2 || !at)
        return;
    text_fmt(&w->d->text, ROLE_DIM, "  number %s of %s of this name in a row",
             fmt_count(at).text, fmt_count(n).text);
    text_end_as(&w->d->text, 0, 4);
}

void detail_tell_place(struct telling *w)
{
    tell_parents(w);
    tell_run(w);
    tell_children(w);
}

/* ---- resource and scope ---- */

void detail_tell_origin(struct telling *w)
{
    const struct store *s = w->data->s;
    uint32_t scope = s->span.scope[w->row];
    const struct resource *resource = span_resource(s, w->row);
    if (resource) {
        telling_head(w, "Resource (%s)", fmt_amount(resource->attrs.count, "attribute").text);
        detail_tell_list(w, resource->attrs, resource->dropped, "  ", false);
    }
    if (scope != NO_ROW) {
        const struct scope *c = &s->scopes.v[scope];
        telling_head(w, "Scope");
        text_add(&w->d->text, ROLE_DIM, SV("  "));
        telling_name(w, ROLE_TEXT, store_sv(s, c->name));
        if (store_sv(s, c->version).n) {
            text_add(&w->d->text, ROLE_DIM, SV(" "));
            telling_name(w, ROLE_TEXT, store_sv(s, c->version));
        }
        text_end_as(&w->d->text, 0, 4);
        detail_tell_list(w, c->attrs, c->dropped, "  ", false);
    }
    const struct input *in = store_input_of(s, w->row);
    telling_head(w, "Input");
    text_add(&w->d->text, ROLE_DIM, SV("  "));
    telling_name(w, ROLE_TEXT, in->uri);
    text_fmt(&w->d->text, ROLE_DIM, " (%s), row %s", in->format,
             fmt_count(w->row - in->first_row + 1).text);
    text_end_as(&w->d->text, 0, 4);
}
