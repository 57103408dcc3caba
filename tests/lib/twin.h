#ifndef SPANVET_TESTS_LIB_TWIN_H
#define SPANVET_TESTS_LIB_TWIN_H
/* The OTLP JSON reader held against its oracle. */
#include "core/sv.h"

enum twin { TWIN_SAME, TWIN_DIFFERENT, TWIN_UNJUDGED };

/* Reads the text with both and compares the stores. Different ones are printed, first difference
 * first. Unjudged is what the oracle refuses (tests/lib/oracle_json.h). */
enum twin twin_json(struct sv bytes);

#endif
