#include "tui/list.h"

void list_resize(struct list *l, uint32_t n)
{
    l->n = n;
    if (l->cursor >= n)
        l->cursor = n ? n - 1 : 0;
    if (l->top > l->cursor)
        l->top = l->cursor;
}

void list_go(struct list *l, uint32_t row)
{
    l->cursor = row < l->n ? row : l->n ? l->n - 1 : 0;
    if (l->top > l->cursor)
        l->top = l->cursor;
}

void list_move(struct list *l, int64_t by)
{
    int64_t row = (int64_t)l->cursor + by;
    list_go(l, row < 0 ? 0 : row >= l->n ? UINT32_MAX : (uint32_t)row);
}

void list_show(struct list *l, int height)
{
    uint32_t rows = height > 0 ? (uint32_t)height : 1;
    l->height = height;
    if (l->cursor < l->top)
        l->top = l->cursor;
    if (l->cursor - l->top >= rows)
        l->top = l->cursor - rows + 1;
    /* no blank rows at the end while there are some above */
    if (l->n <= rows)
        l->top = 0;
    else if (l->top > l->n - rows)
        l->top = l->n - rows;
}
