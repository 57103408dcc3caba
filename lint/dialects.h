#ifndef SPANVET_LINT_DIALECTS_H
#define SPANVET_LINT_DIALECTS_H
/*
 * Dialects in a store: which of them each trace speaks, what its spans are then, and where their
 * values stand. The first part builds the view; the rest is for rules and reports.
 *
 * Recognition is by trace, from scopes, attribute keys, span names and the resource. What a span is
 * follows in this order: its canonical name; a name of a dialect, the lowest rank first; an alias
 * of a canonical name; the value of an attribute that says its kind.
 */
#include "core/buf.h"
#include "lint/pack.h"

/* ---- for lint/view.c ---- */

/* What shows that a trace speaks a dialect: masks with a bit for each of pack->dialects. */
struct evidence {
    const struct pack *pack;
    uint32_t *by_scope; /* by row of store.scopes */
    uint32_t *by_key;   /* by symbol of an attribute key; NULL while no key shows anything */
    uint32_t *by_name;  /* by symbol of a span name; NULL when no name shows anything */
    size_t n_syms;
    uint32_t forced;    /* these in all traces, whatever they show */
    bool is_forced;
};

/* `names` are those of the spans, each once. `forced`: names of dialects or "none", NULL to go by
 * the evidence. False with a sentence when a name is not known. */
bool evidence_init(struct evidence *ev, const struct pack *pack, const struct store *s,
                   const struct texts *forced, struct err *e);
void evidence_names(struct evidence *ev, const struct store *s, const sym *names, size_t n);
void evidence_release(struct evidence *ev);
/* A key that is met for the first time: does it show a dialect? */
bool evidence_key(struct evidence *ev, const struct store *s, sym key);

/* Finds the dialects of the traces with FEATURE_DIALECT, then sets v->row_class, v->aliases and
 * v->features for them. May add texts to the store. */
void dialects_fill(struct view *v, struct store *s, const struct index *ix,
                   const struct evidence *ev);

/* ---- for rules ---- */

/* The dialects of a trace: a bit for each of pack->dialects. */
static inline uint32_t view_dialects(const struct view *v, uint32_t trace)
{
    return v->dialects ? v->dialects[trace] : 0;
}
/* Those of them that are told to people: without those that another one extends. */
uint32_t dialects_shown(const struct pack *pack, uint32_t mask);
/* Their titles with commas: "LiveKit Agents, Langfuse". */
void dialects_add_titles(struct buf *b, const struct pack *pack, uint32_t mask);

/* The row of a dialect's names that the span's name is in, and the dialect; NULL when none is.
 * Also for spans with canonical names. */
struct dialect_name {
    const struct dialect_span *span;
    const struct dialect *dialect;
};
struct dialect_name view_dialect_name(const struct view *v, const struct store *s, uint32_t row);

/* Why the span may start before or end after this parent; empty when it may not. */
struct sv view_outlives(const struct view *v, const struct store *s, uint32_t row,
                        uint32_t parent_row);
/* Do the names of span and parent tell that one may not stand below the other? A parent that the
 * dialect does not know is never wrong. */
enum dialect_parent { PARENT_UNKNOWN, PARENT_RIGHT, PARENT_WRONG };
enum dialect_parent view_parent(const struct view *v, const struct store *s, uint32_t row,
                                uint32_t parent_row);
/* Why spans of the class cannot have the attribute in this trace; empty when they can. */
struct sv view_missing(const struct view *v, uint32_t trace, enum known_key key, uint8_t class);
/* Why there is no span around the call in this trace; empty when there should be one. */
struct sv view_no_root(const struct view *v, uint32_t trace);
/* Does an attribute of the dialect say that the span failed? */
bool view_failed(const struct view *v, const struct store *s, uint32_t row);

#endif
