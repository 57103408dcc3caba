#ifndef SPANVET_TUI_LIST_H
#define SPANVET_TUI_LIST_H
/*
 * struct list: where a view stands: how many rows there are, which one is under the cursor, which
 * one is the first on the screen. Always top <= cursor < n, or all zero.
 */
#include "core/base.h"

struct list {
    uint32_t n, top, cursor;
    int height; /* rows that were shown the last time */
};

/* The list has `n` rows now; the cursor stays where it can. */
void list_resize(struct list *l, uint32_t n);
/* The cursor by so many rows, to a row; both stop at the ends. */
void list_move(struct list *l, int64_t by);
void list_go(struct list *l, uint32_t row);
/* Puts `top` so that the cursor is among `height` rows. */
void list_show(struct list *l, int height);

#endif
