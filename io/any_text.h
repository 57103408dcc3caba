#ifndef SPANVET_IO_ANY_TEXT_H
#define SPANVET_IO_ANY_TEXT_H
/*
 * Writes the canonical text of nested attribute values (core/store.h), one piece after another:
 *
 *     any_text_open(b, true);                       {"kvlistValue":{"values":[
 *     any_text_key(b, SV("k"));                     {"key":"k","value":
 *     any_text_int(b, 1); buf_addc(b, '}');         {"intValue":"1"}}
 *     any_text_close(b);                            ]}}
 */
#include "core/buf.h"

void any_text_string(struct buf *b, struct sv s);
void any_text_bool(struct buf *b, bool v);
void any_text_int(struct buf *b, int64_t v);
void any_text_double(struct buf *b, double v);
void any_text_bytes(struct buf *b, struct sv bytes);
void any_text_empty(struct buf *b);

/* Opens a list of key-values (`is_list`) or an array; its elements are separated by the caller. */
void any_text_open(struct buf *b, bool is_list);
void any_text_key(struct buf *b, struct sv key);
void any_text_close(struct buf *b);

#endif
