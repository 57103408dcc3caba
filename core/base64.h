#ifndef SPANVET_CORE_BASE64_H
#define SPANVET_CORE_BASE64_H
/* base64, standard or URL alphabet, padding optional, no white space. */
#include "core/buf.h"

/* Appends the bytes that the text stands for; false when it is no base64. */
bool base64_decode(struct buf *out, struct sv text);
/* Appends the text, of the standard alphabet and with padding. */
void base64_encode(struct buf *out, struct sv bytes);

#endif
