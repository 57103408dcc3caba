/* L156: data that the SDK or an exporter threw away. */
#include "core/fmt.h"
#include "lint/check.h"
#include "rules/catalog.h"
#include "rules/notes.h"
#include "rules/say.h"

static uint32_t dropped_of(const struct span_extra *x)
{
    return x->dropped_attrs + x->dropped_events + x->dropped_links;
}

static bool is_limit(const struct check *c, uint32_t n)
{
    return n == c->param[0];
}

/* Is there anything to find? The columns and lists are read in their own order, which costs a
 * fraction of going through the traces. */
static bool any_loss(const struct check *c)
{
    const struct store *s = c->s;
    for (size_t i = 0; i < s->extras.n; i++)
        if (dropped_of(&s->extras.v[i]) || is_limit(c, s->extras.v[i].event_count) ||
            is_limit(c, s->extras.v[i].link_count))
            return true;
    for (size_t i = 0; i < s->events.n; i++)
        if (s->events.v[i].dropped)
            return true;
    for (size_t i = 0; i < s->links.n; i++)
        if (s->links.v[i].dropped)
            return true;
    for (uint32_t row = 0; row < s->n_spans; row++)
        if (is_limit(c, s->span.attr_count[row]))
            return true;
    return false;
}

static void loss_note(struct check *c, struct notes *notes, uint32_t p, const char *what,
                      uint32_t n)
{
    if (!n)
        return;
    check_hit(c, p, n);
    notes_add(notes, (struct note){span_name(c, p), SYM_NONE, what, 0});
}

static void beside_judge(struct check *c, struct notes *notes, uint32_t p,
                         const struct span_extra *x)
{
    const struct store *s = c->s;
    loss_note(c, notes, p, "dropped attributes", x->dropped_attrs);
    loss_note(c, notes, p, "dropped events", x->dropped_events);
    loss_note(c, notes, p, "dropped links", x->dropped_links);
    loss_note(c, notes, p, "as many events as the SDK keeps",
              is_limit(c, x->event_count) ? x->event_count : 0);
    loss_note(c, notes, p, "as many links as the SDK keeps",
              is_limit(c, x->link_count) ? x->link_count : 0);
    for (uint32_t i = 0; i < x->event_count; i++)
        loss_note(c, notes, p, "dropped attributes of an event",
                  s->events.v[x->event_first + i].dropped);
    for (uint32_t i = 0; i < x->link_count; i++)
        loss_note(c, notes, p, "dropped attributes of a link",
                  s->links.v[x->link_first + i].dropped);
}

static void trace_judge(struct check *c, struct notes *notes)
{
    notes_clear(notes);
    for (uint32_t p = c->first; p < c->end; p++) {
        uint32_t row = span_row(c, p), n = c->s->span.attr_count[row];
        loss_note(c, notes, p, "as many attributes as the SDK keeps", is_limit(c, n) ? n : 0);
        if (c->s->span.extra[row])
            beside_judge(c, notes, p, span_extra(c->s, row));
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s of %s lost data: %.*s",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text,
                    SV_ARG(notes_say(notes, c->s, h->name)));
}

static void resources_judge(struct check *c)
{
    uint32_t n = 0;
    for (size_t i = 0; i < c->s->resources.n; i++)
        n += c->s->resources.v[i].dropped != 0;
    for (size_t i = 0; i < c->s->scopes.n; i++)
        n += c->s->scopes.v[i].dropped != 0;
    if (n)
        check_found_trace(c, n, 0, NO_PARAM, "attributes dropped on %s of the resources and scopes",
                          fmt_count(n).text);
}

static void dropped_data_check(struct check *c)
{
    struct notes notes = {0};
    c->looked = c->s->n_spans;
    resources_judge(c);
    bool any = any_loss(c);
    for (uint32_t t = 0; any && t < c->ix->n_traces; t++) {
        check_enter(c, t);
        trace_judge(c, &notes);
    }
    notes_release(&notes);
}

const struct rule rule_dropped_data = {
    .code = "L156",
    .slug = "dropped-data",
    .title = "attributes, events or links were dropped",
    .why = "SDKs keep 128 attributes, events and links of a span and count the rest. What is "
           "dropped is what came last, which is often the result or the error.",
    .fix = "Record less: counters instead of an event for each chunk, a summary instead of an "
           "attribute for each item. Where all of it is needed, raise the limits of the SDK.",
    .snippet = "span-limits",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .params = {{"limit", 128, 1, 1e9, "count", "how many of each the SDK keeps"}},
    .check = dropped_data_check,
};
