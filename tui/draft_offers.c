/* Drafting: what a metric can be made of here, as a menu; and making it. */
#include <stdlib.h>

#include "core/fmt.h"
#include "core/shown.h"
#include "tui/draft_actions.h"
#include "tui/drafts.h"
#include "tui/value.h"

enum { OFFERS = 60, NAME_BYTES = 60 };

/* One line of the menu. */
struct offer {
    struct own_wish wish;
    uint32_t draft; /* that the plan has of it, or NO_ROW */
    struct sv text, note;
};

/* ---- making it ---- */

static void add(struct tui *t, const struct own_wish *wish)
{
    struct drafts *d = t->drafts;
    struct err e = {0};
    bool is_new;
    uint32_t draft = drafts_add(d, d->facts, wish, &is_new, &e);
    if (draft == NO_ROW) {
        tui_complain(t, "%s", e.text);
        return;
    }
    const struct definition *made = &d->plan.drafts.v[draft].definition;
    bool staged = drafts_section(d, draft) != SECTION_DRAFTS;
    tui_say(t, "%s \"%.*s\" (%.*s); %s7 shows it", is_new ? "drafted" : "the plan has it:",
            SV_ARG(made->metric_name), SV_ARG(made->aggregation_method),
            staged ? "it is staged, " : "u stages it, ");
}

static void chosen(struct tui *t, uint32_t item)
{
    if (t->drafts && t->drafts->has_plan && item < t->drafts->offers.n) {
        const struct own_wish wish = t->drafts->offers.v[item];
        add(t, &wish);
    }
}

/* ---- lines ---- */

/* "p90, s; staged": what it would become. */
static struct sv note_of(struct tui *t, const struct definition *made, uint32_t draft)
{
    static const char *const where[DRAFT_SECTIONS] = {"", "; staged", "; written", "; diagnostic",
                                                      "; rejected"};
    struct buf b = {0};
    buf_fmt(&b, "%.*s", SV_ARG(made->aggregation_method));
    if (made->unit.n)
        buf_fmt(&b, ", %.*s", SV_ARG(made->unit));
    if (draft != NO_ROW)
        buf_addz(&b, where[drafts_section(t->drafts, draft)]);
    struct sv note = arena_copy(&t->frame, buf_sv(&b));
    buf_release(&b);
    return note;
}

static struct offer offer_make(struct tui *t, const struct own_wish *wish)
{
    struct offer o = {.wish = *wish, .draft = NO_ROW};
    struct drafts *d = t->drafts;
    struct definition made = {0};
    struct err e = {0};
    if (own_definition(&made, d->facts, wish, &t->frame, &e)) {
        o.draft = drafts_find(d, &made);
        o.note = note_of(t, &made, o.draft);
    } else {
        o.note = arena_copy(&t->frame, sv_from_c(e.text));
    }
    return o;
}

static struct sv key_text_of(struct tui *t, const struct attr *a)
{
    struct buf b = {0};
    value_add_name(&b, store_sv(t->data->s, a->key), NAME_BYTES, t->reveal);
    buf_addz(&b, " = ");
    value_add(&b, t->data->s, a, 20, t->reveal);
    struct sv text = arena_copy(&t->frame, buf_sv(&b));
    buf_release(&b);
    return text;
}

/* Proposed ones first, as the plan has them; then what it does not have. */
static int offer_order(const void *va, const void *vb)
{
    const struct offer *a = va, *b = vb;
    return (a->draft > b->draft) - (a->draft < b->draft);
}

/* Is there still something to be done with it? */
static bool is_open(const struct drafts *d, const struct offer *o)
{
    enum draft_section at = o->draft == NO_ROW ? SECTION_DRAFTS : drafts_section(d, o->draft);
    return at != SECTION_STAGED && at != SECTION_WRITTEN && at != SECTION_REJECTED;
}

/* The cursor begins at the first one that is left to do: Enter and u, again and again, stage one
 * after the other. */
static void menu_show(struct tui *t, const char *title, const struct offer *offers, uint32_t n)
{
    struct menu_item items[OFFERS + 3];
    struct drafts *d = t->drafts;
    uint32_t first = 0;
    while (first < n && !is_open(d, &offers[first]))
        first++;
    d->offers.n = 0;
    for (uint32_t i = 0; i < n; i++) {
        items[i] = (struct menu_item){.text = offers[i].text, .note = offers[i].note};
        vec_push(&d->offers, offers[i].wish);
    }
    tui_menu(t, title, items, n, first < n ? first : 0, chosen);
}

/* ---- of a span ---- */

static void offer_spans(struct tui *t, struct sv name)
{
    static const struct {
        bool duration;
        enum aggregation how;
        const char *text;
    } kinds[] = {{true, AGGREGATIONS, "length of the span"},
                 {false, AGG_ERROR_RATE, "share of spans with status ERROR"},
                 {false, AGG_COUNT, "number of these spans in a call"}};
    struct offer offers[OFFERS + ARRAY_LEN(kinds)];
    const struct store *s = t->data->s;
    uint32_t row = t->data->ix->order[t->span], n = 0;
    struct attr_range r = span_attrs(s, row);
    for (uint32_t i = r.first; i < r.first + r.count && n < OFFERS; i++) {
        const struct attr *a = &s->attrs.v[i];
        double number;
        if (!attr_number(a, &number))
            continue;
        struct own_wish wish = {name, store_sv(s, a->key), false, AGGREGATIONS};
        offers[n] = offer_make(t, &wish);
        offers[n++].text = key_text_of(t, a);
    }
    qsort(offers, n, sizeof(*offers), offer_order);
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        struct own_wish wish = {name, {0}, kinds[i].duration, kinds[i].how};
        offers[n] = offer_make(t, &wish);
        offers[n++].text = sv_from_c(kinds[i].text);
    }
    menu_show(t, "Draft a metric of this span", offers, n);
}

/* ---- of a trace ---- */

static struct own_wish wish_of(const struct definition *of)
{
    return (struct own_wish){of->span_name, of->metric_attribute, definition_is_duration(of),
                             aggregation_find(of->aggregation_method)};
}

/* The plan's metrics whose spans this call has, as the plan ranks them. */
static void offer_trace(struct tui *t)
{
    struct offer offers[OFFERS];
    struct drafts *d = t->drafts;
    uint32_t n = 0;
    uint32_t call = t->trace < t->data->s->traces.n ? d->facts->in->call_of[t->trace] : NO_ROW;
    for (uint32_t i = 0; i < d->plan.drafts.n && n < OFFERS; i++) {
        const struct draft *of = &d->plan.drafts.v[i];
        const struct definition *made = &of->definition;
        if (of->verdict == VERDICT_REJECT || !definition_is_trace(made) ||
            of->preview.problem != PREVIEW_FINE ||
            (call != NO_ROW && !draft_call_has(d, of, call)))
            continue;
        offers[n] = (struct offer){.wish = wish_of(made), .draft = i, .text = made->metric_name,
                                   .note = note_of(t, made, i)};
        n++;
    }
    if (n)
        menu_show(t, "Draft a metric of this trace", offers, n);
    else
        tui_say(t, "the plan has no metric with a value in this trace; go to a span and draft "
                   "there");
}

/* ---- the action ---- */

void add_draft_handler(struct tui *t, struct tui_view *v, struct sv arg)
{
    bool of_attribute = v->ops->subject == SUBJECT_ATTRIBUTE;
    bool of_span = of_attribute || v->ops->subject == SUBJECT_SPAN;
    (void)arg;
    drafts_refresh(t);
    if (!t->drafts->has_plan) {
        tui_say(t, t->data->facts ? "metrics are still being planned"
                                  : "the traces are still being counted");
        return;
    }
    if (!of_span || t->span >= t->data->ix->n_spans) {
        offer_trace(t);
        return;
    }
    struct sv name = store_sv(t->data->s, t->data->s->span.name[t->data->ix->order[t->span]]);
    struct own_wish wish = {name, t->attribute, false, AGGREGATIONS};
    if (of_attribute && t->attribute.n)
        add(t, &wish);
    else
        offer_spans(t, name);
}
