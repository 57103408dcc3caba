#ifndef SPANVET_CORE_GLOB_H
#define SPANVET_CORE_GLOB_H
/*
 * Patterns for whole texts: `*` stands for any number of bytes, also none, `?` for one character
 * (a byte, or a whole UTF-8 sequence), everything else for itself. Case counts. There is no way to
 * write a star that means a star.
 */
#include "core/sv.h"

/* Does the pattern match all of `s`? Time: the length of `s` times the longest piece of the pattern
 * between two stars. */
bool glob_match(struct sv pattern, struct sv s);
/* The same, but a small ASCII letter of the pattern stands for the capital too. */
bool glob_match_nocase(struct sv pattern, struct sv s);

#endif
