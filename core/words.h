#ifndef SPANVET_CORE_WORDS_H
#define SPANVET_CORE_WORDS_H
/*
 * Span names and attribute keys as words: "http.request.header.x-api-key" is http, request,
 * header, x, api, key; "promptTokens" is prompt, Tokens; "APIKey" is API, Key. A word consists of
 * ASCII letters, digits and bytes outside ASCII; a change from a small to a capital letter begins
 * a new one. Case is kept; compare with sv_eq_nocase.
 */
#include "core/sv.h"

/* Takes the next word from the front of `*rest` into `*word`. False when there is none. */
bool word_next(struct sv *rest, struct sv *word);

/* Is `word` one of the `n` words of the list, ignoring case? An empty word is in no list. */
bool word_in(struct sv word, const struct sv *list, size_t n);

/* Does `word` end in one of them, ignoring case? */
bool word_ends_in(struct sv word, const struct sv *list, size_t n);

#endif
