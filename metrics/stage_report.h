#ifndef SPANVET_METRICS_STAGE_REPORT_H
#define SPANVET_METRICS_STAGE_REPORT_H
/* Parts of the hand-off, REPORT.md. */
#include "metrics/stage.h"

/* The reasons for a verdict, one behind the other. */
void stage_report_reasons(struct buf *b, const struct draft *d);
/* The first-pass floor, and what else is missing. */
void stage_report_floors(struct buf *b, const struct stage *st);
/* What was not chosen, what the profile changed, what makes no metric. */
void stage_report_left(struct buf *b, const struct stage *st);

#endif
