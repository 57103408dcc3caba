#ifndef SPANVET_IO_SPAN_ROW_H
#define SPANVET_IO_SPAN_ROW_H
/*
 * The names that members of a span have in dumps, and one dumped span taken apart by them.
 */
#include "io/jdoc.h"
#include "io/sketch.h"

enum span_row_field {
    ROW_TRACE_ID,
    ROW_SPAN_ID,
    ROW_PARENT, /* an id, or the parent's context */
    ROW_CONTEXT,
    ROW_NAME,
    ROW_KIND,
    ROW_START,
    ROW_END,
    ROW_LENGTH,
    ROW_STATUS, /* a code, or an object of code and message */
    ROW_STATUS_MESSAGE,
    ROW_ATTRS, /* may occur more than once */
    ROW_RESOURCE,
    ROW_SERVICE,
    ROW_SCOPE,
    ROW_SCOPE_NAME,
    ROW_SCOPE_VERSION,
    ROW_EVENTS,
    ROW_EVENT_TIMES,
    ROW_EVENT_NAMES,
    ROW_EVENT_ATTRS,
    ROW_LINKS,
    ROW_LINK_TRACES,
    ROW_LINK_SPANS,
    ROW_LINK_STATES,
    ROW_LINK_ATTRS,
    ROW_TRACE_STATE,
    ROW_FLAGS,
    ROW_DROPPED_ATTRS,
    ROW_DROPPED_EVENTS,
    ROW_DROPPED_LINKS,
    ROW_SAID_ELSEWHERE, /* counts and flags that follow from other members */
    ROW_FIELDS
};

struct span_row_name {
    struct sv name; /* in lower case, without separators */
    uint8_t field;  /* enum span_row_field */
    uint64_t unit;  /* of times */
};

/* What a member of this name is, or NULL when it is none of the known ones. */
const struct span_row_name *span_row_name(struct sv name);

struct span_row {
    json_t *object;            /* borrowed, as everything below */
    json_t *field[ROW_FIELDS]; /* NULL when absent or null */
    uint64_t unit[ROW_FIELDS];
    bool rejected[ROW_FIELDS]; /* the member is there but means something else: an attribute */
    bool from_sdk;             /* an object of an SDK, whose enum numbers are its own */
    bool is_console;           /* the console shape of JavaScript */
    bool has_list_scope;       /* resource and scope are those of the container */
};

/* Takes an item apart. What the row lacks and its container has for all of its rows (trace id,
 * resource, a start time beside the row) is taken from there. False when it is no span. */
bool span_row_match(struct span_row *row, const struct jdoc_item *item);

int span_row_sniff(const struct sketch *sk);

/* Decodes a dump of rows; in io/span_rows.c. */
void span_rows_decode(struct build *b, struct source *src);

/* The plain value of an OTLP AnyValue ({"stringValue":"x"}); any other value is itself. The caller
 * owns the result. `depth` is 0. */
json_t *any_value_plain(json_t *value, uint32_t depth);

#endif
