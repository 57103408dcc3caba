#ifndef SPANVET_CORE_PERSONAL_SHAPES_H
#define SPANVET_CORE_PERSONAL_SHAPES_H
/*
 * Finds texts that have the shape of personal data. Nothing here prints or keeps a text: the answer
 * is the kinds and where they stand. All functions are pure; any thread. The shapes are narrow on
 * purpose: a trace id, a UUID, a timestamp, a version, an IP address, a price or a count of any
 * size is none of them.
 *
 *     e-mail        local part, @, domain with a top-level domain of letters
 *     phone         + and 8 to 15 digits; 3-3-4 digits as in North America; 10 to 12 digits in
 *                   groups of which the first begins with 0
 *     card number   14 to 16 digits, alone or in the groups of a card, that begin like one of the
 *                   large issuers and pass the check of Luhn
 *     national id   ddd-dd-dddd in the ranges that were given out
 *     date of birth a date behind "born", "birth" or "dob"
 */
#include "core/sv.h"

enum personal {
    PERSONAL_EMAIL,
    PERSONAL_PHONE,
    PERSONAL_CARD,
    PERSONAL_NATIONAL_ID,
    PERSONAL_BIRTH,
    PERSONAL_KINDS
};

/* "e-mail address", "phone number", ...: for messages. */
const char *personal_name(enum personal kind);

/* The kinds in a text: a bit 1 << kind for each. */
uint8_t personal_kinds(struct sv text);

/* Where one of them stands: `n` bytes of the text from `at` on. */
struct personal_found {
    size_t at, n;           /* n is 0 when there is none */
    enum personal kind;
};

/* The first one that is looked for from `from` on: 0, or the end of another one. What stands
 * before `from` counts as context. Finds all of what personal_kinds finds, and nothing else. */
struct personal_found personal_next(struct sv text, size_t from);

/* What a key says about its value, or PERSONAL_KINDS: "caller.phone", "date_of_birth", "ssn". */
enum personal personal_key(struct sv key);

/* Is the value one of that kind, given that its key says so? Then fewer marks are enough: under a
 * key for phones 7 to 15 digits are one. */
bool personal_value(enum personal kind, struct sv text);

#endif
