#include "rules/scan.h"

#include "core/fmt.h"
#include "rules/say.h"

bool value_text(const struct check *c, const struct attr *a, struct sv *out)
{
    switch (a->type) {
    case VALUE_EMPTY:
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_DOUBLE:
        return false;
    default:
        *out = store_sv(c->s, (sym)a->bits);
        return true;
    }
}

struct scan scan_of(struct check *c)
{
    return (struct scan){
        .c = c,
        .memo = check_memo(c),
        .mild = c->rule->severity,
        .serious = c->rule->severity,
        .mild_param = NO_PARAM,
        .serious_param = NO_PARAM,
    };
}

void scan_note(struct scan *sc, sym key, const char *what, size_t size, bool serious)
{
    notes_add(&sc->notes, (struct note){sc->name, key, what, size});
    if (sc->name == SYM_NONE) {
        sc->nameless_p = sc->n_nameless++ ? sc->nameless_p : sc->p;
        sc->nameless_serious = sc->nameless_serious || serious;
        return;
    }
    check_hit_key(sc->c, sc->p, key, (double)size);
    if (serious)
        check_set_add(sc->c, sc->name);
}

void scan_events(struct scan *sc, list_fn *judge)
{
    const struct store *s = sc->c->s;
    const struct span_extra *x = span_extra(s, span_row(sc->c, sc->p));
    sc->in_event = true;
    for (uint32_t i = 0; i < x->event_count; i++)
        judge(sc, s->events.v[x->event_first + i].attrs);
    sc->in_event = false;
    for (uint32_t i = 0; i < x->link_count; i++)
        judge(sc, s->links.v[x->link_first + i].attrs);
}

/* Spans of one scope mostly stand together, so its lists are read about once a trace. */
void scan_scope(struct scan *sc, list_fn *judge)
{
    const struct check *c = sc->c;
    uint32_t scope = c->s->span.scope[span_row(c, sc->p)];
    bool same = sc->p > c->first && c->s->span.scope[span_row(c, sc->p - 1)] == scope;
    if (scope == NO_ROW || same)
        return;
    sc->name = SYM_NONE;
    judge(sc, c->s->scopes.v[scope].attrs);
    judge(sc, c->s->resources.v[c->s->scopes.v[scope].resource].attrs);
}

void scan_begin(struct scan *sc)
{
    notes_clear(&sc->notes);
    check_set_clear(sc->c);
    sc->n_nameless = 0;
    sc->nameless_serious = false;
    sc->c->looked += sc->c->end - sc->c->first;
}

void scan_trace(struct scan *sc, list_fn *judge)
{
    const struct check *c = sc->c;
    scan_begin(sc);
    for (sc->p = c->first; sc->p < c->end; sc->p++) {
        uint32_t row = span_row(c, sc->p);
        scan_scope(sc, judge);
        sc->name = c->s->span.name[row];
        judge(sc, span_attrs(c->s, row));
        if (c->s->span.extra[row])
            scan_events(sc, judge);
    }
}

static void nameless_report(struct scan *sc, const char *what)
{
    struct finding *f = check_found_trace(
        sc->c, 1, 0, NO_PARAM, "%s on a resource, a scope or in a name: %.*s", what,
        SV_ARG(notes_say(&sc->notes, sc->c->s, SYM_NONE)));
    f->severity = (uint8_t)(sc->nameless_serious ? sc->serious : sc->mild);
    check_example(sc->c, f, sc->nameless_p);
}

/* check_set_add is false for the names that are in the set already. */
void scan_report(struct scan *sc, const char *what)
{
    struct check *c = sc->c;
    struct hit *h;
    while ((h = check_next(c))) {
        bool serious = !check_set_add(c, h->name);
        struct finding *f = check_found(
            c, h, serious ? sc->serious_param : sc->mild_param, "%s on %s of %s: %.*s", what,
            fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text,
            SV_ARG(notes_say(&sc->notes, c->s, h->name)));
        f->severity = (uint8_t)(serious ? sc->serious : sc->mild);
    }
    if (sc->n_nameless)
        nameless_report(sc, what);
}
