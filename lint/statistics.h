#ifndef SPANVET_LINT_STATISTICS_H
#define SPANVET_LINT_STATISTICS_H
/*
 * How each rule fared, for `lint --statistics`: findings, what failed of what was looked at, in
 * the unit of the rule's findings (spans, mostly). The rules with most findings first.
 */
#include "core/json_out.h"
#include "lint/report.h"

/* The list "statistics": every rule that ran. */
void statistics_json(struct json_out *j, const struct report *r);
/* A table of the rules that found something, or with report.all of all that ran. */
void statistics_text(struct buf *b, const struct report *r);

#endif
