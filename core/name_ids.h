#ifndef SPANVET_CORE_NAME_IDS_H
#define SPANVET_CORE_NAME_IDS_H
/*
 * Ids in span names: which kind a name holds, and what the name looks like without them
 * ("call-8f3a9b21" is "call-*"), which is also how such a name is shown to people.
 */
#include "core/buf.h"

enum name_id {
    NAME_ID_NONE,
    NAME_ID_UUID,
    NAME_ID_ULID,
    NAME_ID_HEX,    /* 8 and more hex digits, with a digit among them */
    NAME_ID_DIGITS, /* 4 and more digits in a row, except the port behind a host's name */
    NAME_ID_EMAIL,
    NAME_ID_PHONE,  /* 10 and more digits with separators */
    NAME_IDS
};

/* The first of these kinds that the name holds. */
enum name_id name_id_of(struct sv name);

/* "UUID", "e-mail address", ...: for messages. */
const char *name_id_text(enum name_id id);

/* Where the first e-mail address in the name begins, or SIZE_MAX. */
size_t name_email_at(struct sv name);
/* The length of an e-mail address at the start of `s`, where one may begin, or 0. */
size_t name_email_length(struct sv s);

enum name_mask {
    MASK_IDS,    /* a `*` for each UUID, ULID, hex id, number and e-mail address, as above */
    MASK_NUMBERS /* also for shorter runs of digits, and for a word of 4 and more hex digits when
                    a digit is among them */
};

/* Puts the name with stars into `out`, which is emptied before. "stage2" stays as it is with
 * MASK_IDS and is "stage*" with MASK_NUMBERS. */
void name_mask(struct buf *out, struct sv name, enum name_mask mask);

#endif
