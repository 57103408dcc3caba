#ifndef SPANVET_TUI_TRACE_HEADING_H
#define SPANVET_TUI_TRACE_HEADING_H
/*
 * What stands above the rows of waterfall and flame graph: a map of the whole trace, with the
 * window of time in it and marks of errors and findings; the pills; and a ruler of the window.
 */
#include "tui/timeline.h"
#include "tui/tui.h"

int trace_heading_rows(const struct tui *t);
/* Map, ruler and bars end one column before the edge, where the rows may have a scroll bar. */
static inline int trace_heading_width(int width)
{
    return width > 1 ? width - 1 : width;
}
/* Map and ruler stand from column `left` of `r` on; what is left of it tells of the trace. */
void trace_heading_draw(const struct tui *t, struct canvas *c, struct rect r, int left);

/* The window of the lens on so many columns. */
struct timeline trace_timeline(const struct tui *t, int width);

#endif
