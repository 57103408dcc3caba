#ifndef SPANVET_TESTS_LIB_ODD_TRACES_H
#define SPANVET_TESTS_LIB_ODD_TRACES_H
/*
 * Small traces of all shapes, as OTLP JSON: none, one span, trees, chains, cycles, orphans,
 * duplicates, times that are missing, equal, huge or turned round, names in every script, with
 * control characters and broken bytes, what looks like secrets; the attributes of voice agents.
 */
#include "core/buf.h"
#include "tests/lib/dice.h"

void odd_traces(struct buf *b, struct dice *d);

#endif
