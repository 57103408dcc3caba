#ifndef SPANVET_LINT_FINGERPRINTS_H
#define SPANVET_LINT_FINGERPRINTS_H
/*
 * The fingerprints of all findings of a run, and which of equal ones each is. The same rule, span
 * name and key in two traces have the same fingerprint; where a consumer wants each to be unique,
 * the number of the occurrence goes into it.
 */
#include "lint/rule.h"

struct fingerprint {
    uint64_t value; /* finding_fingerprint */
    uint32_t nth;   /* of those with this value, in order of the findings; from 0 */
};

struct fingerprint_text {
    char text[17];
};

/* One for each finding of the list; the caller frees it. */
struct fingerprint *fingerprints_make(const struct findings *f, const struct catalog *cat,
                                      const struct store *s);

/* 16 hex digits. Of the first occurrence both are the same. */
struct fingerprint_text fingerprint_text(const struct fingerprint *f);
struct fingerprint_text fingerprint_unique(const struct fingerprint *f);

#endif
