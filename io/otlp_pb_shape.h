#ifndef SPANVET_IO_OTLP_PB_SHAPE_H
#define SPANVET_IO_OTLP_PB_SHAPE_H
/*
 * What bytes are, judged by their shape alone: OTLP protobuf at all, and of which signal. Protobuf
 * has no marks of its own, so numbers, types and lengths of the first fields must fit together.
 */
#include "core/sv.h"

enum pb_signal { SIGNAL_TRACES, SIGNAL_METRICS, SIGNAL_LOGS };

/* The signal of a record: of a Span, a Metric or a LogRecord. In doubt a span. */
enum pb_signal pb_record_signal(struct sv record);

/* The signal of a ResourceSpans, ResourceMetrics or ResourceLogs, by its first record; traces when
 * it has none. */
enum pb_signal pb_resource_signal(struct sv bytes);

enum pb_likeness {
    PB_UNLIKE,
    PB_PERHAPS, /* it fits, but there is nothing in it that others would not have by chance */
    PB_LIKE
};

/* Are these bytes an OTLP request? With `open_end` they may be the front of one. Looks at a few
 * hundred fields at most. */
enum pb_likeness pb_likeness(struct sv bytes, bool open_end);

#endif
