#ifndef SPANVET_IO_OTLP_PB_H
#define SPANVET_IO_OTLP_PB_H
/*
 * OTLP protobuf, in the forms that it has on disk:
 *
 *   - one ExportTraceServiceRequest (or TracesData, which has the same bytes), or several written
 *     one after another, which protobuf reads as one;
 *   - messages with their length before them, as 4 bytes big-endian: what the Collector's file
 *     exporter writes (its compressed form is opened by io/unpack.h);
 *   - messages with their length before them as a varint: the usual stream of protobuf.
 */
#include "core/build.h"

/* Decodes `bytes` into the current input of the builder. Offsets count from their start. */
void otlp_pb_bytes(struct build *b, struct sv bytes);

#endif
