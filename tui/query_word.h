#ifndef SPANVET_TUI_QUERY_WORD_H
#define SPANVET_TUI_QUERY_WORD_H
/*
 * struct query_word: one word of what people write to search and filter: a text, or `key op value`;
 * with a minus before it when it is not to hold.
 */
#include "core/buf.h"
#include "core/err.h"
#include "core/sv.h"

enum query_op { OP_IS, OP_MORE, OP_LESS, OP_AT_LEAST, OP_AT_MOST };

struct query_word {
    struct sv key, value; /* a text is all key */
    uint8_t op;           /* enum query_op, when there is one */
    bool no, has_op;
    bool quoted;          /* the key stood in quotes */
};

/* Takes the next word from the front of `*rest`. False at the end, and with a sentence for what
 * cannot be read. */
bool query_word_take(struct sv *rest, struct query_word *w, struct err *e);

/* "100ms", "1.5s", "3min", "250": in nanoseconds. False with a sentence. */
bool query_word_duration(struct sv value, double *ns, struct err *e);

/* Appends the text in quotes, as a glob; a quote in it becomes a question mark, which any character
 * matches. */
void query_quote(struct buf *b, struct sv text);

bool query_op_holds(enum query_op op, double a, double b);

#endif
