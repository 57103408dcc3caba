#ifndef SPANVET_TUI_QUERY_PARTS_H
#define SPANVET_TUI_QUERY_PARTS_H
/*
 * The parts of a query: reading one (query_parse.c), finding out about the texts of the store
 * (query_texts.c) and about spans and what they belong to (query_spans.c), and asking
 * (query_match.c). For tui/query*.c only.
 */
#include "core/vec.h"
#include "tui/bits.h"
#include "tui/needle.h"
#include "tui/query.h"
#include "tui/query_word.h"

enum term_kind {
    TERM_TEXT,
    TERM_NAME,
    TERM_ID,
    TERM_KEY,    /* an attribute, with a value or any */
    TERM_NUMBER, /* an attribute, compared */
    TERM_DURATION,
    TERM_STATUS,
    TERM_TYPE,
    TERM_FACT,   /* is=orphan and so on */
    TERM_SPANS,  /* found out span by span beforehand: findings, the critical path */
    TERM_SERVICE,
    TERM_SCOPE,
    TERM_EVENT,
    TERM_KINDS
};

/* How ids begin: those bits of a number. */
struct id_start {
    uint64_t hi, hi_mask, lo, lo_mask;
    bool on;
};

struct term {
    uint8_t kind, op;
    bool no;           /* spans for which it does not hold */
    bool any;          /* a glob that everything matches */
    bool is_number;    /* TERM_KEY: the value is one */
    bool critical;     /* TERM_SPANS: the critical path, else findings */
    struct sv key;     /* a glob */
    struct sv value;   /* a text or a glob */
    struct needle needle;
    struct id_start id;
    double number;     /* duration: nanoseconds */
    uint32_t mask;     /* bits of enum span_status, span_type, span_fact */
    bool *rules;       /* TERM_SPANS: by rule, is it one that is asked for? */
    char *pattern;     /* TERM_ID: holds the value when it is not as it was written */

    /* Found out by query_prepare. */
    struct key_set known;  /* the keys that have another name in a dialect */
    struct bits keys;      /* by symbol: keys that match */
    struct bits texts;     /* by symbol: texts that match */
    struct bits traces;    /* by trace: its id matches */
    struct bits parts;     /* by scope: the service or scope matches */
    struct bits spans;     /* by position */
};

struct query {
    const struct tui_data *d;
    struct sv text;
    VEC(struct term) terms;
    bool prepared;
};

/* Reads q->text into q->terms. False with a sentence in `e`, where none was before. */
bool query_parse(struct query *q, struct err *e);

/* A watch on the worth of work done, about nanoseconds: true now and then when it is to stop. */
struct query_pace {
    const atomic_bool *stop;
    uint64_t spent;
    bool stopped;
};
static inline bool query_pace_stops(struct query_pace *p, uint64_t cost)
{
    enum { LOOK_AT = 1 << 20 };
    p->spent += cost;
    if (p->spent >= LOOK_AT) {
        p->spent = 0;
        p->stopped = p->stop && atomic_load_explicit(p->stop, memory_order_relaxed);
    }
    return p->stopped;
}

static inline bool query_attr_is_text(const struct attr *a)
{
    return a->type == VALUE_STRING || a->type >= VALUE_BYTES;
}

/* Fill what the term wants to know; nothing when it wants none of it. False when stopped. */
bool query_texts_fill(struct term *t, const struct tui_data *d, struct query_pace *pace);
bool query_spans_fill(struct term *t, const struct tui_data *d, struct query_pace *pace);

#endif
