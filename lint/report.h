#ifndef SPANVET_LINT_REPORT_H
#define SPANVET_LINT_REPORT_H
/*
 * Report formats: what `lint` writes. A format is a file lint/report_<name>.c with one function
 * and a line in lint/reports.def. It reads and appends; errors of the stream are the buffer's.
 */
#include "core/page.h"
#include "lint/baseline.h"
#include "lint/score_is.h"
#include "lint/snippet.h"

/* Traces that text shows in full, the rest in one line a rule. A macro: help texts hold it. */
#define REPORT_TRACES 10

struct report {
    const struct store *store;
    const struct index *index;
    const struct view *view; /* for dialects and what spans are; NULL = they are not told */
    const struct settings *settings;
    const struct lint *lint;
    const uint64_t *lines; /* by finding: the line of its place (lint/place.h); NULL = not known */
    struct sv directory; /* paths of code reviews are relative to it; may be empty */
    int gate;            /* the lowest severity that fails the run; SEVERITIES = none does */
    const struct sv *gate_failed; /* why the run fails, a text each */
    size_t n_gate_failed;
    const struct baseline *baseline; /* NULL = none */
    const struct score_is *is;       /* the Instrumentation Score; NULL = not asked for */
    uint32_t hidden[SEVERITIES]; /* findings that are left out of the list and its totals */
    bool statistics;     /* text, json, jsonl: also how each rule fared */
    /* For text. */
    struct page_style style;
    uint32_t max_traces; /* traces shown in full; 0 = REPORT_TRACES */
    bool all;            /* nothing is left out */
    bool quiet;          /* nothing but findings and totals */
    struct sv inputs;    /* shell words, for "what to run next" */
    /* For html. */
    const struct snippet *snippets; /* all that rules name */
    size_t n_snippets;
};

typedef void report_fn(struct buf *b, const struct report *r);

struct report_format {
    const char *name;
    report_fn *write;
    bool places;         /* it wants report.lines */
    const char *endings; /* ".html|.htm": of files' names that say this format; may be empty */
};

/* The number of a format is its place in reports.def; the first is the default. */
extern const struct report_format report_formats[];
extern const size_t report_formats_n;

#define REPORT(name, places, endings) report_fn report_##name;
#include "lint/reports.def"
#undef REPORT

/* The format that the end of a file's name says, the one with the longest ending; or
 * report_formats_n. */
size_t report_format_of(struct sv path);

/* "|text|json": the names, in the order of their numbers. */
extern const char report_names[];

#endif
