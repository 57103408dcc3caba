#ifndef SPANVET_LINT_REPORT_H
#define SPANVET_LINT_REPORT_H
/*
 * Report formats: what `lint` writes. A format is a file lint/report_<name>.c with one function
 * and a line in lint/reports.def. It reads and appends; errors of the stream are the buffer's.
 */
#include "lint/engine.h"
#include "lint/page.h"

/* Traces that text shows in full, the rest in one line a rule. A macro: help texts hold it. */
#define REPORT_TRACES 10

struct report {
    const struct store *store;
    const struct index *index;
    const struct settings *settings;
    const struct lint *lint;
    /* For text. */
    struct page_style style;
    uint32_t max_traces; /* traces shown in full; 0 = REPORT_TRACES */
    bool all;            /* nothing is left out */
    bool quiet;          /* nothing but findings and totals */
    struct sv inputs;    /* as the user would type them, for "what to run next" */
};

typedef void report_fn(struct buf *b, const struct report *r);

/* The number of a format is its place in reports.def; the first is the default. */
extern report_fn *const report_formats[];

#define REPORT(name) report_fn report_##name;
#include "lint/reports.def"
#undef REPORT

/* "|text|json": the names, in the order of their numbers. */
extern const char report_names[];

#endif
