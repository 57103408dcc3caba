#ifndef SPANVET_IO_OTLP_PB_SPAN_H
#define SPANVET_IO_OTLP_PB_SPAN_H
/*
 * One OTLP span, resource or scope from its protobuf bytes into the builder: unpacked by
 * protobuf-c, written into columns, and its memory used again for the next.
 *
 * Each function reads one message whose first byte stands at offset `place` of the input. False
 * when the bytes are no such message: a span is not stored then, a resource or scope may lack
 * attributes.
 */
#include "io/otlp_pb_value.h"

/* A message may not be larger; protobuf itself has this limit. */
#define PB_MESSAGE_MAX ((size_t)INT32_MAX)

/* Appends the span, as one of `scope`. */
bool pb_span(struct pb_unpack *u, struct sv bytes, uint32_t scope, uint64_t place);

/* Fills in a row that build_resource or build_scope made. */
bool pb_resource(struct pb_unpack *u, struct sv bytes, uint32_t row, uint64_t place);
bool pb_scope(struct pb_unpack *u, struct sv bytes, uint32_t row, uint64_t place);

#endif
