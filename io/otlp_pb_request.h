#ifndef SPANVET_IO_OTLP_PB_REQUEST_H
#define SPANVET_IO_OTLP_PB_REQUEST_H
/*
 * The outer levels of OTLP protobuf, walked on the wire: requests, in them the data of a resource,
 * in that the data of a scope. Only spans, resources and scopes themselves are ever unpacked.
 *
 * Damage costs what it stands in: the rest of the innermost message whose lengths do not fit. What
 * stands before it is read, and so is what comes behind it as far as the outer lengths say where.
 */
#include "io/otlp_pb_span.h"
#include "io/source.h"

/* The bytes of a Resource or InstrumentationScope, gathered until all of it is there. */
struct pb_header {
    struct buf bytes;
    uint64_t place;
};

struct pb_request {
    struct pb_unpack unpack;
    struct source *src;  /* gets back what has been read, or NULL */
    uint64_t release_at; /* the offset at which it gets some next */
    struct sv bytes;     /* being read */
    uint64_t base;       /* where they stand in the input */
    const char *what;    /* how they are called in sentences */
    struct pb_header resource_head, scope_head;
    uint32_t resource, scope; /* the rows being filled */
};

/* `r` may not be moved afterwards. `src` may be NULL. */
void pb_request_init(struct pb_request *r, struct build *b, struct source *src);
void pb_request_release(struct pb_request *r);

/* Reads one request, or several written one after another, which is the same. The bytes stand at
 * offset `base` of the input and are called `what` ("the input") in sentences. Metrics and logs
 * are only noted, in the current input. False when the bytes end inside something or the outermost
 * level is damaged; then that has been told. */
bool pb_request_read(struct pb_request *r, struct sv bytes, uint64_t base, const char *what);

#endif
