#ifndef SPANVET_RULES_IMPORTS_H
#define SPANVET_RULES_IMPORTS_H
/*
 * The platforms that traces are imported from. What comes from one is told by the format of its
 * exports, or by the service name that an import gives the spans.
 */
#include "core/sv.h"

#include <stddef.h>
#include <stdint.h>

struct import {
    const char *platform, *unit; /* "Langfuse", "trace" */
    struct sv format;            /* of its exports */
    struct sv service;           /* of its spans after an import */
    uint32_t limit;              /* what an import takes; the rest is left behind without a word */
    bool traces;                 /* the limit counts traces, else spans */
};

enum { IMPORTS = 3 };
extern const struct import imports[IMPORTS];

/* The number of the platform whose exports have this format, or whose imported spans have this
 * service name; IMPORTS for none. */
size_t import_of_format(struct sv format);
size_t import_of_service(struct sv name);

#endif
