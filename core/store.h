#ifndef SPANVET_CORE_STORE_H
#define SPANVET_CORE_STORE_H
/*
 * struct store: the spans of all inputs, as columns. Row r of every column is the same span, in
 * the order in which the inputs hold them. Facts are kept raw: what is absent is absent and not
 * zero, what is illegal stays illegal, and what a decoder found odd is a defect with its place.
 * Written by core/build.h, read-only afterwards; then any number of threads may read.
 *
 * Units: times are nanoseconds since 1970 as written; sizes are bytes; offsets count bytes of the
 * input after decompression.
 */
#include "core/sym.h"

#include <math.h>

/* ---- ids ---- */

/* A trace id as a number: equal whether it was written in hex of either case, base64 or as an
 * integer. A text that is no number (a LangSmith name, "zzz") is an opaque id: hi is 0 and lo its
 * symbol, and a flag or state beside it says so. */
struct id128 {
    uint64_t hi, lo;
};

/* ---- values and attributes ---- */

enum value_type {
    VALUE_EMPTY,   /* no value, null, or {} */
    VALUE_STRING,  /* bits: symbol */
    VALUE_BOOL,    /* bits: 0 or 1 */
    VALUE_INT,     /* bits: the int64 as two's complement */
    VALUE_DOUBLE,  /* bits: the IEEE 754 double */
    VALUE_BYTES,   /* bits: symbol of the raw bytes */
    VALUE_ARRAY,   /* bits: symbol of its canonical text, see below */
    VALUE_KVLIST,  /* bits: symbol of its canonical text */
    VALUE_INVALID, /* bits: symbol of the raw text, e.g. intValue "abc" */
};
/*
 * The canonical text of a nested value is compact OTLP JSON: exactly one kind a value, members in
 * the order {"arrayValue":{"values":[...]}} and
 * {"kvlistValue":{"values":[{"key":"k","value":{...}}]}}, intValue as a string, doubleValue as
 * buf_json_f64 writes it or "NaN", "Infinity", "-Infinity", bytesValue in base64 with padding, an
 * empty value as {}. Both OTLP readers write the same.
 */

enum { VALUE_DEPTH_MAX = 100 }; /* arrays and lists inside each other, as protobuf allows */

struct attr {
    sym key;
    uint8_t type; /* enum value_type */
    uint64_t bits;
};

static inline int64_t attr_int(const struct attr *a)
{
    return (int64_t)a->bits;
}
static inline double attr_double(const struct attr *a)
{
    double d;
    memcpy(&d, &a->bits, sizeof(d));
    return d;
}
static inline uint64_t value_bits(double d)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof(bits));
    return bits;
}

/* Attributes `first` to `first + count - 1` of store.attrs. */
struct attr_range {
    uint32_t first, count;
};

/* ---- spans ---- */

enum span_flag {
    SPAN_HAS_START = 1 << 0,
    SPAN_HAS_END = 1 << 1,
    SPAN_HAS_NAME = 1 << 2,
    SPAN_HAS_ID = 1 << 3,      /* non-zero; without it span_id is 0 */
    SPAN_ID_TEXT = 1 << 4,     /* span_id is a symbol */
    SPAN_HAS_PARENT = 1 << 5,  /* non-zero; without it the span is a root */
    SPAN_PARENT_TEXT = 1 << 6, /* parent_id is a symbol */
    SPAN_SHARED = 1 << 7,      /* Zipkin: the server half of an id that a client half shares */
    SPAN_IS_REMOTE = 1 << 8,   /* the parent is known to be in another process */
};

/* Kind and status code as in OTLP; absent and 0 mean the same there and are both 0. Any other
 * number or name is *_OTHER, with a defect that holds the raw text. */
enum span_kind {
    KIND_UNSPECIFIED,
    KIND_INTERNAL,
    KIND_SERVER,
    KIND_CLIENT,
    KIND_PRODUCER,
    KIND_CONSUMER,
    KIND_OTHER
};
enum span_status { STATUS_UNSET, STATUS_OK, STATUS_ERROR, STATUS_OTHER };

struct event {
    uint64_t time;
    struct attr_range attrs;
    sym name;
    uint32_t dropped; /* attributes the SDK dropped */
    bool has_time;
};

struct link {
    struct id128 trace_id;
    uint64_t span_id;
    struct attr_range attrs;
    sym trace_state;
    uint32_t flags, dropped;
    bool trace_text, span_text; /* the id is opaque: a symbol */
};

/* What most spans do not have, beside the columns. */
struct span_extra {
    uint32_t event_first, event_count; /* of store.events */
    uint32_t link_first, link_count;   /* of store.links */
    sym status_message, trace_state;
    uint32_t flags; /* OTLP span flags */
    uint32_t dropped_attrs, dropped_events, dropped_links;
};

struct span_columns {
    uint64_t *span_id, *parent_id;
    uint64_t *start, *end;
    uint64_t *place;   /* offset of the span in its input */
    uint32_t *trace;   /* row of store.traces */
    uint32_t *scope;   /* row of store.scopes, or NO_ROW */
    sym *name;
    uint32_t *attr_first, *attr_count;
    uint32_t *extra; /* row of store.extras; row 0 is all zero */
    uint16_t *flags; /* enum span_flag */
    uint8_t *kind, *status;
};

/* ---- what spans belong to ---- */

enum trace_state_of_id { TRACE_ID_NONE, TRACE_ID_NUMBER, TRACE_ID_TEXT };

/* Trace 0 .. n-1 in order of first appearance. All spans without a trace id (absent, empty or
 * zero) share one row of state TRACE_ID_NONE, which is not counted as a trace. */
struct trace {
    struct id128 id;
    uint8_t id_state; /* enum trace_state_of_id */
};

struct resource {
    struct attr_range attrs;
    sym schema_url;
    uint32_t dropped;
    uint32_t input; /* row of store.inputs */
};

struct scope {
    struct attr_range attrs;
    sym name, version, schema_url;
    uint32_t dropped;
    uint32_t resource; /* row of store.resources */
};

enum defect_kind {
#define DEFECT(name, text) DEFECT_##name,
#include "core/defect.def"
#undef DEFECT
    DEFECT_KINDS
};

struct defect {
    uint64_t place; /* offset in the input */
    uint32_t row;   /* the span, or NO_ROW: a resource, a scope, the document */
    uint32_t input;
    sym text; /* the raw spelling, cut at 256 bytes; SYM_EMPTY when there is none */
    uint8_t kind;
};

/* The text for people of a defect kind. */
struct sv defect_text(enum defect_kind kind);

/* One JSON value, one line or one protobuf message of an input. */
struct document {
    uint64_t offset, bytes;
    uint32_t input, first_row;
};

enum input_status { INPUT_OK, INPUT_PARTIAL, INPUT_FAILED };

/* A sentence about an input that could not be read, or not wholly. */
struct diagnostic {
    uint64_t offset; /* where, in bytes; UINT64_MAX when no place applies */
    uint64_t line;   /* the same, counted from 1; 0 when no place applies */
    struct sv text;  /* lives in store.arena */
};

struct input {
    struct sv uri;      /* as the user wrote it, or found below a directory */
    const char *format; /* "otlp-json", ...; "unknown" */
    bool is_otlp;
    bool texts_only;    /* of a format in which every attribute is a text */
    bool lines;         /* JSON lines: one document a line */
    uint64_t bytes;     /* after decompression */
    uint32_t first_row, n_rows;
    uint32_t n_traces;
    uint8_t status; /* enum input_status */
    bool saw_metrics, saw_logs;
    VEC(struct diagnostic) diagnostics; /* at most DIAGNOSTICS_MAX are kept */
    uint32_t n_diagnostics;             /* how many there were */
};

enum { DIAGNOSTICS_MAX = 20 };

struct store {
    struct symtab syms;
    struct span_columns span;
    uint32_t n_spans, cap_spans;
    VEC(struct attr) attrs;
    VEC(struct event) events;
    VEC(struct link) links;
    VEC(struct span_extra) extras;
    VEC(struct trace) traces;
    VEC(struct resource) resources;
    VEC(struct scope) scopes;
    VEC(struct defect) defects;
    VEC(struct document) documents;
    VEC(struct input) inputs;
    struct arena arena; /* what lives as long as the store and is no symbol */
};

/* Prepares an empty store; release also accepts a zeroed one. */
void store_init(struct store *s);
void store_release(struct store *s);

/* ---- reading ---- */

static inline struct attr_range span_attrs(const struct store *s, uint32_t row)
{
    return (struct attr_range){s->span.attr_first[row], s->span.attr_count[row]};
}

static inline const struct span_extra *span_extra(const struct store *s, uint32_t row)
{
    return &s->extras.v[s->span.extra[row]];
}

/* The resource of a span, or NULL. */
static inline const struct resource *span_resource(const struct store *s, uint32_t row)
{
    uint32_t scope = s->span.scope[row];
    return scope == NO_ROW ? NULL : &s->resources.v[s->scopes.v[scope].resource];
}

/* The first attribute of the range with this key, or NULL. SYM_NONE matches nothing. */
static inline const struct attr *attr_find(const struct store *s, struct attr_range r, sym key)
{
    for (uint32_t i = r.first; i < r.first + r.count; i++)
        if (s->attrs.v[i].key == key)
            return &s->attrs.v[i];
    return NULL;
}

static inline struct sv store_sv(const struct store *s, sym y)
{
    return sym_sv(&s->syms, y);
}

/* Is the value a number, that is an int or a finite double? Then `*out` is it, else 0. A text
 * that holds digits is not a number. */
static inline bool attr_number(const struct attr *a, double *out)
{
    *out = a->type == VALUE_INT ? (double)attr_int(a) : 0;
    if (a->type != VALUE_DOUBLE || !isfinite(attr_double(a)))
        return a->type == VALUE_INT;
    *out = attr_double(a);
    return true;
}

/* The input that holds a row. */
const struct input *store_input_of(const struct store *s, uint32_t row);

#endif
