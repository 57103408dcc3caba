#ifndef SPANVET_LINT_WORST_H
#define SPANVET_LINT_WORST_H
/* Findings by how bad they are: severity, then spans affected, then the order of the list. */
#include "lint/finding.h"

/* Sorts `n` numbers of findings, the worst first. */
void worst_sort(uint32_t *numbers, size_t n, const struct findings *f);
/* All numbers, sorted; the caller frees them. */
uint32_t *worst_first(const struct findings *f);

#endif
