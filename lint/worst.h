#ifndef SPANVET_LINT_WORST_H
#define SPANVET_LINT_WORST_H
/* Findings by how bad they are: severity, then spans affected, then the order of the list. */
#include "lint/finding.h"

/* Which of two numbers comes first: below 0 = `a`. Only one with itself gives 0. */
int worst_cmp(const struct findings *f, uint32_t a, uint32_t b);
/* Sorts `n` numbers of findings, the worst first. */
void worst_sort(uint32_t *numbers, size_t n, const struct findings *f);
/* All numbers, sorted; the caller frees them. */
uint32_t *worst_first(const struct findings *f);

#endif
