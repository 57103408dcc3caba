#ifndef SPANVET_RULES_SCAN_H
#define SPANVET_RULES_SCAN_H
/*
 * struct scan: goes over every list of attributes of a trace, those of spans, events, links, scopes
 * and resources, and gathers what is wrong into one finding for each span name:
 *
 *     struct scan sc = scan_of(c);
 *     scan_trace(&sc, judge);             judge calls scan_note
 *     scan_report(&sc, "a credential");
 *     notes_release(&sc.notes);
 */
#include "rules/notes.h"

struct scan {
    struct check *c;
    uint8_t *memo;
    struct notes notes;
    uint32_t p; /* the span whose lists are read */
    sym name;   /* its name; SYM_NONE for what cannot be told under a name, see scan_note */
    uint8_t class;
    bool in_event;
    /* How a finding looks whose notes are all mild, and one with a serious note. */
    enum severity mild, serious;
    int mild_param, serious_param; /* what they were held against, or NO_PARAM */
    /* About the notes without a name in this trace. */
    uint32_t n_nameless, nameless_p;
    bool nameless_serious;
};

/* The text of a value, also of a nested one; false for numbers, booleans and no value. */
bool value_text(const struct check *c, const struct attr *a, struct sv *out);

/* All findings as severe as the rule, with its check_memo. */
struct scan scan_of(struct check *c);

/* Judges one list of attributes; what is wrong goes to scan_note. */
typedef void list_fn(struct scan *sc, struct attr_range r);

/* Something wrong with the span at sc->p, or with its resource. Notes without a name are those on
 * resources and scopes, and those on spans whose very name may not be shown. The names of serious
 * notes are put into the check's set. */
void scan_note(struct scan *sc, sym key, const char *what, size_t size, bool serious);

/* Starts a trace; then the pieces for a check that has a loop of its own, with sc->p and sc->name
 * set. scan_scope sets the name. */
void scan_begin(struct scan *sc);
void scan_events(struct scan *sc, list_fn *judge);
void scan_scope(struct scan *sc, list_fn *judge);

/* Everything of the trace. */
void scan_trace(struct scan *sc, list_fn *judge);

/* One finding a span name, and one for the notes without a name. `what` is said before the keys. */
void scan_report(struct scan *sc, const char *what);

#endif
