#ifndef SPANVET_METRICS_REFERENCE_H
#define SPANVET_METRICS_REFERENCE_H
/*
 * struct reference: what was really said in each call. A file is one of
 *
 *     plain text, a line an utterance: of the only call there is
 *     {"CALL": "text", "CALL": ["utterance", ...]}
 *     {"call": "CALL", "reference": "text"}, one after the other or in a list; the members may also
 *     be called id, simulation_id, session_id, conversation_id or trace_id; transcript or text
 *
 * CALL is the id of a simulation, session, conversation or trace, as reports show it, in any case.
 */
#include <jansson.h>

#include "core/buf.h"
#include "core/err.h"
#include "core/sym.h"

enum { REFERENCE_BYTES_MAX = 64 << 20 };

struct reference_call {
    struct sv id;      /* empty in plain text */
    uint32_t first, n; /* of reference.utterances */
    bool used;         /* for whoever looks for those of no call */
};

struct reference {
    VEC(struct reference_call) calls;
    VEC(struct sv) utterances;
    bool plain;
    VEC(uint32_t) call_of; /* by symbol of an id: of calls */
    struct symtab ids;     /* in small letters */
    struct buf text;
    VEC(json_t *) values;
};

/* False with a sentence that names the file, when it cannot be read, is something else or has a
 * call twice. Release accepts a zeroed one. */
bool reference_read(struct reference *r, struct sv path, struct err *e);
/* The same from r->text, which somebody else filled. */
bool reference_parse(struct reference *r, struct sv path, struct err *e);
void reference_release(struct reference *r);

/* What was said in a call of this id, or NULL. */
struct reference_call *reference_find(struct reference *r, struct sv id);

#endif
