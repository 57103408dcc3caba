#ifndef SPANVET_METRICS_SLUG_H
#define SPANVET_METRICS_SLUG_H
/*
 * Names of metrics as names of files: small letters, digits and single dashes between them, at most
 * SLUG_MAX bytes, never empty. What is none of these becomes a dash. "P95 LLM TTFB": p95-llm-ttfb.
 */
#include "core/buf.h"
#include "core/sym.h"

enum { SLUG_MAX = 80 };

/* Appends the slug of a name; "metric" when nothing of the name is left. */
void slug_add(struct buf *b, struct sv name);

/* Slugs that are given once: the second one of a kind ends in -2, and so on. */
struct slugs {
    struct symtab taken;
    VEC(uint32_t) last; /* by symbol: the number that was tried last */
};

void slugs_init(struct slugs *s);
void slugs_release(struct slugs *s);
/* A slug that was not given before. Valid until slugs_release. */
struct sv slugs_take(struct slugs *s, struct sv name);

#endif
