#ifndef SPANVET_CORE_BUILD_H
#define SPANVET_CORE_BUILD_H
/*
 * struct build: what decoders write a store through. It interns texts, finds the trace of an id
 * and appends to the columns; it neither judges nor repairs. One builder a store, one thread.
 *
 * Order of calls for an input:
 *
 *     build_input
 *       build_document            for each JSON value, line or message
 *         build_resource, build_scope
 *           attributes, events and links of a span, in any order, each list in one go
 *           build_span            the span itself, when all of it has been read
 *       build_document_end
 *     build_input_end
 *
 * Attribute lists: take `build_attrs_mark`, append with build_attr, close with `build_attrs_since`.
 * Two lists may not be open at once. What was appended for a span that turns out to be cut off is
 * taken back with build_span_abandon.
 */
#include "core/store.h"

enum id_state {
    ID_ABSENT, /* no id: the member is missing, null or empty */
    ID_ZERO,   /* all zero, which means unset */
    ID_NUMBER, /* id.hi and id.lo; a span id uses lo alone */
    ID_TEXT    /* id.lo is the symbol of an opaque id */
};

struct raw_id {
    struct id128 id;
    uint8_t state; /* enum id_state */
};

/* One span as a decoder has read it. The zero value is a span of which nothing is known, except
 * that `scope` must be set (NO_ROW when there is none). */
struct span_head {
    struct raw_id trace_id, span_id, parent_id;
    uint64_t start, end, place;
    uint32_t scope;
    sym name;
    uint16_t flags; /* SPAN_HAS_START, _END, _NAME, SPAN_SHARED, SPAN_IS_REMOTE. build_span sets
                       the id flags and knows a remote parent from extra.flags */
    uint8_t kind, status;
    struct attr_range attrs;
    struct span_extra extra; /* stored only when something in it is set */
};

struct trace_map {
    uint32_t *slots;
    uint32_t mask;
};

struct build {
    struct store *store;
    struct trace_map traces;
    uint32_t last_trace; /* the trace of the previous span: nearly always the next one too */
    uint32_t none_trace; /* the row for spans without trace id, or NO_ROW */
    uint32_t plain_extra; /* the last row of extras without events or links */
    VEC(uint32_t) trace_input; /* by trace: the last input that had a span of it */
    uint64_t seed;
};

void build_init(struct build *b, struct store *s);
void build_release(struct build *b);

/* Starts an input; `uri` and `format` are kept (uri copied, format must be static). */
struct input *build_input(struct build *b, struct sv uri, const char *format, bool is_otlp);
/* Fills in the counts of the current input. A status of INPUT_OK becomes INPUT_PARTIAL when there
 * are diagnostics and spans, INPUT_FAILED when there are diagnostics and no span. */
void build_input_end(struct build *b);
/* A sentence about the current input; `offset` and `line` as in struct diagnostic. Only the first
 * DIAGNOSTICS_MAX are kept, all are counted. */
void build_diagnostic(struct build *b, uint64_t offset, uint64_t line, const char *fmt, ...)
    PRINTF_LIKE(4, 5);

void build_document(struct build *b, uint64_t offset);
void build_document_end(struct build *b, uint64_t end_offset);

/* A resource without attributes; what is read of it later goes into the row returned. */
uint32_t build_resource(struct build *b);
uint32_t build_scope(struct build *b, uint32_t resource);

static inline sym build_sym(struct build *b, struct sv s)
{
    return sym_put(&b->store->syms, s);
}

static inline uint32_t build_attrs_mark(const struct build *b)
{
    return (uint32_t)b->store->attrs.n;
}
static inline struct attr_range build_attrs_since(const struct build *b, uint32_t mark)
{
    return (struct attr_range){mark, (uint32_t)b->store->attrs.n - mark};
}
static inline void build_attr(struct build *b, sym key, enum value_type type, uint64_t bits)
{
    vec_push(&b->store->attrs, ((struct attr){.key = key, .type = (uint8_t)type, .bits = bits}));
}

/* Events and links of a span are contiguous: append them while the span is being read and note
 * first and count in span_head.extra. */
uint32_t build_event(struct build *b, const struct event *e);
uint32_t build_link(struct build *b, const struct link *l);

/* Appends the span and returns its row. */
uint32_t build_span(struct build *b, const struct span_head *h);

/* The row that the next build_span will return: defects found while a span is read name it. */
static inline uint32_t build_next_row(const struct build *b)
{
    return b->store->n_spans;
}

/* Where the builder stands before a span; build_span_abandon goes back to it. */
struct build_mark {
    size_t attrs, events, links, defects;
};
struct build_mark build_span_mark(const struct build *b);
void build_span_abandon(struct build *b, struct build_mark mark);

/* Records something odd. `row` is build_next_row for the span being read, or NO_ROW. `text` is
 * cut at 256 bytes. */
void build_defect(struct build *b, enum defect_kind kind, uint32_t row, uint64_t place,
                  struct sv text);

#endif
