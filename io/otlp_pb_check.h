#ifndef SPANVET_IO_OTLP_PB_CHECK_H
#define SPANVET_IO_OTLP_PB_CHECK_H
/*
 * Looks over a KeyValue before protobuf-c unpacks it. protobuf-c recurses once for each nested
 * message without a limit, so 34 kB of nested arrays would overflow the stack; and of a value that
 * holds two kinds it shows only the last. This walk sees both, and also refuses what protobuf-c
 * would read otherwise than we do. It never recurses itself.
 */
#include "core/store.h"

struct pb_check {
    bool damaged;   /* may not be unpacked */
    bool too_deep;  /* had more than VALUE_DEPTH_MAX arrays and maps inside each other */
    bool two_kinds; /* a value in it holds more than one kind */
};

/* Looks at the `n` bytes of a KeyValue. A value that is nested too deep is overwritten by one
 * without a kind, of the same length; then it may be unpacked. */
struct pb_check pb_check(char *key_value, size_t n);

#endif
