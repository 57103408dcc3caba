#ifndef SPANVET_RULES_NAME_IDS_H
#define SPANVET_RULES_NAME_IDS_H
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

/* Puts the name with a `*` for each UUID, ULID, hex run, run of digits and e-mail address into
 * `out`, which is emptied before. A word of 4 and more hex digits is one `*` when a digit is
 * among them. */
void name_mask(struct buf *out, struct sv name);

#endif
