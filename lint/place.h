#ifndef SPANVET_LINT_PLACE_H
#define SPANVET_LINT_PLACE_H
/*
 * Where in the inputs a finding stands: the input, the line and the byte of its first span. A
 * finding about a trace stands where the trace's first span does; one about everything stands in
 * the input when there is only one.
 */
#include "lint/report.h"

struct place {
    const struct input *input; /* NULL: about several inputs at once */
    uint32_t number;           /* of the input; NO_ROW with it */
    uint32_t row;              /* the span, or NO_ROW */
    uint64_t offset; /* in bytes, after decompression; UINT64_MAX when there is no span */
    uint64_t line;   /* from 1; 0 when it is not known, or the input has no lines */
};

/* The span that stands for a finding, or NO_ROW. */
uint32_t place_row(const struct index *ix, const struct finding *f);

/* The place of finding number `i` of the report. */
struct place place_of(const struct report *r, size_t i);

/* Can a line be named in this input, and is it a file at all? */
bool place_has_lines(const struct input *in);
bool place_is_file(const struct input *in);

/* The path of an input as code reviews know it: relative to report.directory where it lies below
 * that; for standard input "stdin". */
struct sv place_path(const struct report *r, const struct input *in);

#endif
