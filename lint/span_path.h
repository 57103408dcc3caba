#ifndef SPANVET_LINT_SPAN_PATH_H
#define SPANVET_LINT_SPAN_PATH_H
/*
 * The way from the root of a trace to a span, by names: "trace 5f14.../conversation/turn/llm".
 * Names and ids as core/shown.h lets them be shown, characters that show nothing as numbers.
 */
#include "core/buf.h"
#include "core/index.h"

/* Ancestors shown at most; "..." stands for those between the trace and them. */
enum { SPAN_PATH_NAMES = 24 };

struct span_paths {
    const struct store *s;
    const struct index *ix;
    uint32_t *position; /* by row */
};

/* `s` and `ix` must outlive it. */
void span_paths_init(struct span_paths *p, const struct store *s, const struct index *ix);
void span_paths_release(struct span_paths *p);

/* The name of a span, shown. */
void span_path_add_name(struct buf *b, const struct store *s, sym name);
/* "trace 5f14..." or "spans without a trace id". */
void span_path_add_trace(struct buf *b, const struct store *s, uint32_t trace);
/* The whole path of the span in this row. */
void span_path_add(struct buf *b, const struct span_paths *p, uint32_t row);

#endif
