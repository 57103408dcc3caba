#ifndef SPANVET_LINT_SEVERITY_INK_H
#define SPANVET_LINT_SEVERITY_INK_H
/* The colour of a severity. */
#include "core/level.h"
#include "core/page.h"

enum ink severity_ink(enum severity severity);

/* "warning" in its colour, then spaces up to `width` columns. */
void severity_ink_add(struct page *p, enum severity severity, size_t width);

#endif
