#ifndef SPANVET_METRICS_WER_H
#define SPANVET_METRICS_WER_H
/*
 * struct wer: two lists of words laid side by side with the fewest changes, and the word error rate
 * that follows from it. Words are numbers, equal for equal words (metrics/wer_words.h).
 *
 * Where several alignments need equally few changes it is the one of the `jiwer` package: what is
 * equal at both ends is set aside, then from the end on a word is rather left out than added, and
 * rather added than replaced. (For pairs of some thousand words jiwer splits the texts and may
 * count other kinds of changes, as many in all.)
 *
 * Time: words times words / 64. Memory: words times the root of words, some MiB for texts of 50,000
 * words.
 */
#include "core/vec.h"

enum wer_step { WER_EQUAL, WER_SUBSTITUTE, WER_INSERT, WER_DELETE, WER_STEPS };

/* `n` words with the same step. The words said begin at `ref` and those heard at `hyp`; a word that
 * was added or left out stands only in one of them. */
struct wer_run {
    uint8_t step; /* enum wer_step */
    uint32_t ref, hyp, n;
};

struct wer_counts {
    uint64_t n[WER_STEPS];
};

struct wer {
    struct wer_counts counts;
    VEC(struct wer_run) runs;
};

/* The most that words left to compare, those of one text times those of the other, may be: 131,072
 * words each. */
#define WER_CELLS_MAX (UINT64_C(1) << 34)

/* Numbers of words, all below `n_words`. */
struct wer_text {
    const uint32_t *v;
    size_t n;
};

/* Fills a zeroed wer with what became of `ref`, the words said, in `hyp`, those heard. False when
 * the texts are too long. */
bool wer_align(struct wer *w, struct wer_text ref, struct wer_text hyp, size_t n_words);
void wer_release(struct wer *w);

/* "equal", "substitute", "insert", "delete" */
const char *wer_step_word(enum wer_step step);

/* Changes over the words said. When nothing was said: the number of words heard. */
double wer_rate(const struct wer_counts *c);
void wer_counts_add(struct wer_counts *to, const struct wer_counts *c);
static inline uint64_t wer_said(const struct wer_counts *c)
{
    return c->n[WER_EQUAL] + c->n[WER_SUBSTITUTE] + c->n[WER_DELETE];
}
static inline uint64_t wer_heard(const struct wer_counts *c)
{
    return c->n[WER_EQUAL] + c->n[WER_SUBSTITUTE] + c->n[WER_INSERT];
}

#endif
