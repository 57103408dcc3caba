#ifndef SPANVET_IO_WHEN_H
#define SPANVET_IO_WHEN_H
/*
 * Times and lengths of time as people and programs write them, read exactly: no double comes in
 * between, so nanoseconds of today keep their last digit. Pure functions.
 */
#include "core/sv.h"

#define WHEN_NS 1u
#define WHEN_US 1000u
#define WHEN_MS 1000000u
#define WHEN_S 1000000000u
/* The unit follows from the size of the number: below 1e11 seconds, below 1e14 milliseconds,
 * below 1e17 microseconds, else nanoseconds. Right for times between 1973 and 5138. */
#define WHEN_BY_SIZE 0u

struct when {
    uint64_t ns;
    bool ok;
};

/* Nanoseconds since 1970 from "2025-01-31T23:59:59.123456789Z": T or a blank between date and
 * time, 0-9 fraction digits (more are cut off), then Z, UTC, +hh:mm, +hhmm, +hh or nothing, which
 * means UTC. `ok` is false for everything else, for a date that does not exist, and for times
 * before 1970 or after 2554. */
struct when when_iso(struct sv s);

/* A decimal number of `unit` nanoseconds, also with fraction and exponent. `ok` is false for
 * other texts, negative numbers, and more than 64 bits of nanoseconds. */
struct when when_number(struct sv s, uint64_t unit);

/* A length of time: a decimal number of `unit`, "1h2m3.5s", "5000ns", or "PT1.2S" with days,
 * hours, minutes and seconds. It may be negative: then `ns` is its two's complement. */
struct when when_length(struct sv s, uint64_t unit);

#endif
