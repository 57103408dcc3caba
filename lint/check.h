#ifndef SPANVET_LINT_CHECK_H
#define SPANVET_LINT_CHECK_H
/*
 * What a rule's check calls. A rule is pure: it reads the store, the index and the view and says
 * what it found through struct check; it has no variables of its own and never prints.
 *
 * A check runs once for each trace (SCOPE_TRACE) or once for the whole store (SCOPE_STORE), in any
 * order and possibly on several threads, each with a struct check of its own. The usual shape:
 *
 *     static void slow_check(struct check *c)
 *     {
 *         for (uint32_t p = c->first; p < c->end; p++)
 *             if (span_has_length(c, p) && ns_to_ms(span_length(c, p)) > c->param[MAX_MS])
 *                 check_hit(c, p, ns_to_ms(span_length(c, p)));
 *         struct hit *h;
 *         while ((h = check_next(c)))
 *             check_found(c, h, MAX_MS, "%u of these spans are slow", h->count);
 *     }
 *
 * check_hit counts by span name; check_next hands the names over one by one, so that there is one
 * finding per (rule, trace, span name) and never one per span.
 */
#include "lint/rule.h"

/* What a check has in hand. */
struct check {
    const struct store *s;
    const struct index *ix;
    const struct view *v;
    const struct rule *rule;
    const double *param; /* values in force, in the order of rule->params */
    uint32_t trace;      /* the trace, or NO_ROW for SCOPE_STORE, may_find and end */
    uint32_t first, end; /* its positions in ix->order; all positions where there is no trace */
    uint64_t looked; /* the check counts what it judged, in the unit of its findings' counts (spans,
                        mostly): the score holds the one against the other */
    struct row_log *log; /* all spans are wanted (lint/row_log.h); NULL, but for that */
    struct check_state *state;   /* the engine's */
    struct trace_state *in_hand; /* the engine's; NULL where there is no trace */
};

/* ---- hits: spans of this trace that fail, by name ---- */

struct hit {
    sym name;
    uint32_t count; /* spans: hitting the same span twice in a row counts once */
    uint32_t rows[FINDING_EXAMPLES]; /* the first ones */
    double measured;                 /* the largest given */
    uint8_t class;                   /* enum span_class of the first one */
    sym key;                         /* the attribute key of the first hit, or SYM_NONE */
    bool more_keys;                  /* other hits had other keys */
    bool kept;                       /* over all traces, see rules/census.h */
    uint32_t last_row;
};

/* The span at position `p` fails, with a measured value for the report (0 when there is none). */
void check_hit(struct check *c, uint32_t p, double measured);
/* The same because of its attribute `key`; check_found then puts the key into the finding. */
void check_hit_key(struct check *c, uint32_t p, sym key, double measured);
/* The same under a name of the caller's choice (a family, another span's name). */
void check_hit_as(struct check *c, sym name, uint32_t p, double measured);
/* The same for a row of the store, where the position is not at hand; `key` may be SYM_NONE. */
void check_hit_row(struct check *c, uint32_t row, sym key, double measured);
/* How many spans were hit so far, over all names. */
uint32_t check_hits(const struct check *c);
/* The next name with hits, in order of first hit, or NULL after the last; then the hits are
 * gone. */
struct hit *check_next(struct check *c);
/* All hits as one without a name (SYM_NONE), for what has one cause whatever the span; NULL when
 * there are none. Then the hits are gone; the result is valid until the next hit. */
struct hit *check_all(struct check *c);

/* ---- working memory ---- */

/* One byte a symbol, all 0 at first, for this rule alone and kept from trace to trace: for what a
 * rule finds out about a text, so that it reads each text once and not once a span. */
uint8_t *check_memo(struct check *c);

/* The same with `size` bytes a symbol instead of one. A rule has one of the two. Rules may share
 * it: rule->memory. */
void *check_table(struct check *c, size_t size);

/* `size` bytes, all 0 at first, for this rule alone and kept from trace to trace: for working
 * memory that is dear to make, and with an `end` for what was found. In the end `release` gets the
 * memory, to free what it points to; it also tells apart the two things that a rule may keep. */
void *check_keep(struct check *c, size_t size, void (*release)(void *memory));

/* A set of symbols, empty when the check begins and after check_set_clear, which costs nothing.
 * check_set_add is true when the symbol was not in it. */
void check_set_clear(struct check *c);
bool check_set_add(struct check *c, sym y);

/* For SCOPE_STORE rules, and at the end: from here on the check is about this trace (its positions
 * are in c->first and c->end, findings belong to it); NO_ROW: about the whole store again. */
void check_enter(struct check *c, uint32_t trace);

/* ---- findings ---- */

/* A finding for the hits of one name, at the rule's severity. `param` is the number of the
 * parameter that `measured` was held against, or NO_PARAM. The message says what is wrong here,
 * with numbers, without a full stop; it never holds a suspected secret or personal value. Returns
 * the finding, valid until the next one, so that the caller can set more of it (severity, key). */
struct finding *check_found(struct check *c, const struct hit *h, int param, const char *fmt, ...)
    PRINTF_LIKE(4, 5);

/* A finding about the trace as a whole (or the input, for SCOPE_STORE): no span name; add example
 * spans with check_example. `count` is the number of spans affected. */
struct finding *check_found_trace(struct check *c, uint32_t count, double measured, int param,
                                  const char *fmt, ...) PRINTF_LIKE(5, 6);
/* For a threshold that nobody can set, such as 0: what was measured and held against it. */
void check_against(struct finding *f, double measured, double threshold);
/* Adds the span at position `p` as an example, up to FINDING_EXAMPLES. */
void check_example(struct check *c, struct finding *f, uint32_t p);
/* Is there a use for more of them? Also when all spans are wanted. */
static inline bool check_wants_example(const struct check *c, const struct finding *f)
{
    return f->n_rows < FINDING_EXAMPLES || c->log;
}
/* The span at position `p` is one of those that the finding is about, and no example: only for who
 * wants all (c->log). The finding is the last that was made. */
void check_also(struct check *c, uint32_t p);

/* A fix for this finding instead of the rule's own. */
void check_fix(struct check *c, struct finding *f, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* The values in force of another rule's parameters, or NULL when that rule does not run: for what
 * is left to it. */
const double *check_params_of(const struct check *c, const struct rule *rule);

/* For SCOPE_STORE rules that lack data: skips the rule with a reason ("needs at least 20 traces,
 * has 1"). */
void check_skip(struct check *c, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* ---- reading, by position ---- */

static inline uint32_t span_row(const struct check *c, uint32_t p)
{
    return c->ix->order[p];
}
static inline sym span_name(const struct check *c, uint32_t p)
{
    return c->s->span.name[c->ix->order[p]];
}
static inline struct sv span_name_sv(const struct check *c, uint32_t p)
{
    return store_sv(c->s, span_name(c, p));
}
/* What the span is in the canonical view: enum span_class. */
static inline uint8_t span_class(const struct check *c, uint32_t p)
{
    return c->v->row_class[c->ix->order[p]];
}
/* The positions of the spans of a class in this trace, ascending. SCOPE_TRACE only. */
struct positions {
    const uint32_t *v;
    uint32_t n;
};
struct positions check_spans(const struct check *c, enum span_class class);
/* The spans of this trace with a number under a known key (span_number), ascending, and the
 * numbers. Looked up once a trace, whichever rules ask. Valid until the rule ends. SCOPE_TRACE
 * only. */
struct numbers {
    const uint32_t *at;
    const double *value;
    uint32_t n;
};
struct numbers check_numbers(const struct check *c, enum known_key key);

/* The call that the trace in hand belongs to (lint/targets.h): most have one trace. */
struct call_traces {
    const uint32_t *v; /* ascending */
    uint32_t n;
    const struct trace_target *target;
};
static inline struct call_traces check_call(const struct check *c)
{
    const struct targets *t = &c->v->targets;
    const struct trace_target *target = &t->list.v[t->of[c->trace]];
    return (struct call_traces){t->traces + target->first, target->n, target};
}
/* Is the trace in hand the first of its call that the rule runs on? A rule about whole calls does
 * its work there, for all of the call's traces, and nothing on the others. SCOPE_TRACE only. */
bool check_leads(const struct check *c);

static inline uint8_t span_status_of(const struct check *c, uint32_t p)
{
    return c->s->span.status[c->ix->order[p]];
}
/* Both times present (a start of 0 is none) and end not before start; then its length is
 * span_length (ns). */
static inline bool span_has_length(const struct check *c, uint32_t p)
{
    const struct span_columns *col = &c->s->span;
    uint32_t row = c->ix->order[p];
    const uint16_t both = SPAN_HAS_START | SPAN_HAS_END;
    return (col->flags[row] & both) == both && col->start[row] != 0 &&
           col->end[row] >= col->start[row];
}
static inline uint64_t span_length(const struct check *c, uint32_t p)
{
    uint32_t row = c->ix->order[p];
    return c->s->span.end[row] - c->s->span.start[row];
}
/* The attribute of this known key, or what the trace's dialect has instead (under its own key, in
 * the canonical unit), or NULL. Free when the span has none. */
static inline const struct attr *span_attr(const struct check *c, uint32_t p, enum known_key key)
{
    uint32_t row = c->ix->order[p];
    if (!key_set_has(&c->v->row_keys[row], key))
        return NULL;
    sym y = c->v->keys[key];
    const struct attr *a = y == SYM_NONE ? NULL : attr_find(c->s, span_attrs(c->s, row), y);
    return a || LIKELY(!c->v->has_alias[key]) ? a : view_alias(c->v, row, key);
}
/* Is there one? Costs nothing. */
static inline bool span_has(const struct check *c, uint32_t p, enum known_key key)
{
    return key_set_has(&c->v->row_keys[c->ix->order[p]], key);
}
/* Is there any of several? */
static inline bool span_has_any(const struct check *c, uint32_t p, const struct key_set *keys)
{
    return key_set_meets(&c->v->row_keys[c->ix->order[p]], keys);
}
/* The text in it; empty when absent or no text. */
static inline struct sv span_text(const struct check *c, uint32_t p, enum known_key key)
{
    const struct attr *a = span_attr(c, p, key);
    return a && a->type == VALUE_STRING ? store_sv(c->s, (sym)a->bits) : (struct sv){0};
}
/* The number in it; false when absent or no number (a text with digits is none). */
static inline bool span_number(const struct check *c, uint32_t p, enum known_key key, double *out)
{
    const struct attr *a = span_attr(c, p, key);
    *out = 0;
    return a && attr_number(a, out);
}

static inline double ns_to_ms(uint64_t ns)
{
    return (double)ns / 1e6;
}

#endif
