#ifndef SPANVET_TUI_TRACE_COLUMNS_H
#define SPANVET_TUI_TRACE_COLUMNS_H
/* The columns of the list of traces: which ones fit a width, and what stands in them. */
#include "tui/trace_list.h"

/* Names of the columns, the one that is sorted by with an arrow; arrows before them where there are
 * more to the left or right. */
void trace_columns_title(const struct trace_list *l, struct canvas *c, struct rect r);
void trace_columns_row(struct tui *t, const struct trace_list *l, struct canvas *c, struct rect r,
                       uint32_t trace);

/* Columns that do not fit take the place of others, a column at a time: those further right (1) or
 * left (-1). False when there are no more. `width` is that of the rows. */
bool trace_columns_pan(struct trace_list *l, int width, int by);

/* The name of the file that holds a row of the store, without its folders. */
struct sv trace_file(const struct store *s, uint32_t row);

#endif
