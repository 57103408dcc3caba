#ifndef SPANVET_IO_OTLP_JSON_H
#define SPANVET_IO_OTLP_JSON_H
/*
 * OTLP JSON: a schema-directed reader over bytes. It walks the text once and writes to the builder
 * as it goes; nothing is built in between.
 *
 * Read are ExportTraceServiceRequest documents in any number and layout, with the spellings met in
 * real files: camelCase and snake_case names, `batches` (Tempo), `instrumentationLibrarySpans`,
 * requests inside other objects, bare ResourceSpans objects, ids in hex, base64 or as Buffer
 * objects, 64-bit integers as text, number or {low, high}, enums as number or name.
 *
 * Times: nanoseconds since 1970. Source: the OTLP specification, "JSON Protobuf Encoding".
 */
#include "core/build.h"

/* Decodes `bytes` into the current input of the builder. `base` is added to every offset. The
 * bytes are copied if they are not followed by CURSOR_PAD zero bytes; so this is for payloads, not
 * for large files. */
void otlp_json_bytes(struct build *b, struct sv bytes, uint64_t base);

#endif
