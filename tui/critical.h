#ifndef SPANVET_TUI_CRITICAL_H
#define SPANVET_TUI_CRITICAL_H
/*
 * struct critical: the critical path of a trace: what the end of the call waited for, moment by
 * moment. From a top, the child that ended last is on it; before that child began, the one that
 * had ended last by then; and in between the span itself. Each top has a path of its own.
 *
 * Children are cut to the time of their parent, those that lie wholly outside of it are left out,
 * and so are consumers of messages (KIND_CONSUMER), for which nobody waits. Of children that end at
 * the same time, the one that stands first counts.
 */
#include "core/vec.h"
#include "tui/extent.h"

#include <stdatomic.h>

/* A span from `from` on (nanoseconds from the zero of the trace), while nothing below it was what
 * one waited for. Never empty. There may be two of them a span: so the length is as exact as
 * drawing needs it. */
struct section {
    double from;
    float length;
    uint32_t position; /* of index.order */
};

static inline double section_end(const struct section *s)
{
    return s->from + (double)s->length;
}

struct critical {
    VEC(struct section) sections; /* by position, then time */
    double length;                /* of the time in which there is one, exact */
};

/* Finds the paths of all tops; no recursion, n log n. Returns early, and false, when `*stop` (may
 * be NULL) becomes true. */
bool critical_find(struct critical *c, const struct extent *x, const atomic_bool *stop);
void critical_release(struct critical *c);
/* The sections of one span: the first one, and how many. */
const struct section *critical_of(const struct critical *c, uint32_t position, size_t *n);

#endif
