#ifndef SPANVET_TESTS_LIB_ORACLE_JSON_H
#define SPANVET_TESTS_LIB_ORACLE_JSON_H
/*
 * A second reader of OTLP JSON, through jansson's document tree: slow, plain, and sharing nothing
 * with the real one but the builder. On every text that it can judge, both must give the same
 * store.
 */
#include "core/build.h"

/* Reads `bytes` into the current input of the builder. False when it cannot judge them: jansson
 * refuses them (damage, duplicate members, invalid UTF-8, lone surrogates, integers beyond int64),
 * or they hold a number whose spelling its tree does not keep (-0). */
bool oracle_json(struct build *b, struct sv bytes);

#endif
