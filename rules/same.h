#ifndef SPANVET_RULES_SAME_H
#define SPANVET_RULES_SAME_H
/* Do two rows of a store hold the same? Ids are not compared. */
#include "core/store.h"

/* Name, start, end, status and attributes. */
bool content_equal(const struct store *s, uint32_t a, uint32_t b);
/* The same, and below the same parent. */
bool rows_equal(const struct store *s, uint32_t a, uint32_t b);

#endif
