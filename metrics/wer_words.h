#ifndef SPANVET_METRICS_WER_WORDS_H
#define SPANVET_METRICS_WER_WORDS_H
/*
 * Utterances as words that metrics/wer.h compares.
 *
 * Exact: as the `jiwer` package has them by default. A space, or white space of two characters or
 * more, stands between words; a single tab or line break inside a text belongs to its word. Case
 * and punctuation count.
 *
 * Normalized: letters are small, punctuation is taken out ("Don't" is "dont"), any white space
 * stands between words.
 */
#include "core/sym.h"

enum wer_how { WER_EXACT, WER_NORMALIZED };

struct wer_words {
    VEC(uint32_t) list; /* symbols of the table */
};

/* Appends the words of an utterance. All texts to be compared must use one table; `words` may be
 * at most 2^32 - 1. */
void wer_words_add(struct wer_words *w, struct symtab *t, struct sv utterance, enum wer_how how);
void wer_words_release(struct wer_words *w);

#endif
