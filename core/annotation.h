#ifndef SPANVET_CORE_ANNOTATION_H
#define SPANVET_CORE_ANNOTATION_H
/*
 * Workflow commands of GitHub Actions: a line each, which becomes an annotation of a changed file,
 * or of the run. GitHub shows ten of each level a step and drops the rest silently.
 */
#include "core/buf.h"
#include "core/level.h"

enum { ANNOTATIONS_SHOWN = 10 };

struct annotation {
    enum severity severity;
    struct sv file; /* empty = the run */
    uint64_t line;  /* from 1 on; 0 = unknown: the first */
    struct sv title, text;
};

void annotation_add(struct buf *b, const struct annotation *a);

#endif
