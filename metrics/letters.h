#ifndef SPANVET_METRICS_LETTERS_H
#define SPANVET_METRICS_LETTERS_H
/* What kind of character a code point is (Unicode 14), for comparing spoken words. */
#include "core/base.h"

/* The small form of a capital letter; other characters are returned as they are. One character for
 * one: what depends on the place in a word or the language is left alone. */
uint32_t letter_lower(uint32_t c);
/* A character of the categories P*: "$" and "+" are none. */
bool letter_is_punctuation(uint32_t c);
/* White space as Python's str.split has it. */
bool letter_is_space(uint32_t c);

#endif
