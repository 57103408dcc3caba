#ifndef SPANVET_METRICS_UNIT_TEXT_H
#define SPANVET_METRICS_UNIT_TEXT_H
/* Values with their units, for people. */
#include "core/buf.h"

/* "1.5 s", "12 %"; of a ratio, a score, a count and what has no unit only the number. A unit may be
 * any text: what may be shown of it is, cut to 32 columns. */
void unit_text_add(struct buf *b, double value, struct sv unit);

#endif
