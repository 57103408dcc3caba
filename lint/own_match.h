#ifndef SPANVET_LINT_OWN_MATCH_H
#define SPANVET_LINT_OWN_MATCH_H
/*
 * The matchers of own rules over one store: texts have become symbols, and what a glob says about
 * a text is worked out once for each distinct text. One thread at a time.
 */
#include "lint/check.h"
#include "lint/own_rule.h"

/* A key of a rule in this store. */
struct own_key_at {
    sym y; /* SYM_NONE when no text of the store equals it */
    uint16_t known;
};
struct own_key_at own_key_find(const struct store *s, const struct own_key *key);
/* What the span in this row has under the key, or NULL. */
const struct attr *own_attr(const struct check *c, uint32_t row, struct own_key_at key);

bool own_value_in(const struct store *s, const struct own_values *values, const struct attr *a);

/* Answers to a yes-no question about texts, by symbol, each asked once. Zero is empty. */
struct own_memo {
    uint8_t *known; /* 0 not asked, 1 no, 2 yes */
};
bool own_like(struct own_memo *memo, const struct store *s, const struct own_texts *globs, sym y);
bool own_fits(struct own_memo *memo, const struct store *s, const regex_t *pattern, sym y);
void own_memo_release(struct own_memo *memo);

struct own_matcher {
    const struct own_match *m;
    uint32_t dialects; /* bits of them, as in view.dialects */
    struct own_memo names, except;
    struct own_key_at *keys; /* by test */
    struct own_memo *globs;  /* by test */
};

void own_matcher_init(struct own_matcher *to, const struct own_match *m, const struct store *s,
                      const struct view *v);
void own_matcher_release(struct own_matcher *of);

/* Is the span at position `p` meant? */
bool own_matches(struct own_matcher *m, const struct check *c, uint32_t p);

#endif
