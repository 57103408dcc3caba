/*
 * writer: writes spans as OTLP, in batches of one resource and one scope, on standard output.
 *
 * Memory is constant whatever the number of spans. All strings are NUL-terminated UTF-8 without
 * control characters; they are read during the call and not kept. A batch that outgrows its
 * buffer or a span that outgrows its attributes is a mistake of the program and ends it.
 */
#ifndef BENCH_WRITER_H
#define BENCH_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WRITER_BATCH_BYTES = 1 << 20, SPAN_MAX_ATTRS = 12, SPAN_MAX_EVENTS = 2 };
enum span_kind { KIND_INTERNAL = 1, KIND_CLIENT = 3 };
enum span_status { STATUS_UNSET, STATUS_OK, STATUS_ERROR };

struct attr {
    const char *key;
    enum { ATTR_STRING, ATTR_INT, ATTR_DOUBLE } type;
    const char *string;
    uint64_t integer; /* at most INT64_MAX */
    double number;    /* finite */
};

struct event {
    uint64_t time; /* ns since 1970, like all times here */
    const char *name;
};

struct span {
    uint64_t trace_id[2], id, parent; /* big-endian words; parent 0: a root */
    const char *name;
    enum span_kind kind;
    uint64_t start, end;
    struct attr attrs[SPAN_MAX_ATTRS];
    size_t attr_count;
    struct event events[SPAN_MAX_EVENTS];
    size_t event_count;
    enum span_status status;
    const char *message; /* of the status; NULL: none */
};

/* Add one attribute. */
void span_add_string(struct span *span, const char *key, const char *value);
void span_add_int(struct span *span, const char *key, uint64_t value);
void span_add_double(struct span *span, const char *key, double value);

/* The batch in the making; zero-initialised but for the format, it is ready to use. */
struct writer {
    const struct writer_format *format;
    uint64_t batches;
    size_t spans, size; /* of the open batch */
    size_t resource_mark, scope_mark;
    char data[WRITER_BATCH_BYTES];
};

/* The format called json, jsonl or pb; NULL for any other name. */
const struct writer_format *writer_format_named(const char *name);

/* Appends a span to the open batch, or to a new one. */
void writer_span(struct writer *w, const struct span *span);

/* Writes the open batch, if there is one; w->spans is 0 then. */
void writer_flush(struct writer *w);

/* Flushes and ends the document. False: something could not be written. */
bool writer_finish(struct writer *w);

#endif
