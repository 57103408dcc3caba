#ifndef SPANVET_LINT_REPORT_JSON_H
#define SPANVET_LINT_REPORT_JSON_H
/* The parts that the report as JSON and that as JSON lines share: members of an open object. */
#include "core/json_out.h"
#include "lint/fingerprints.h"
#include "lint/report.h"

/* tool, inputs, summary */
void report_json_head(struct json_out *j, const struct report *r);
/* The members of finding number `i`. */
void report_json_finding(struct json_out *j, const struct report *r, size_t i,
                         const struct fingerprint *print);
/* skipped, statistics when they are wanted, totals */
void report_json_tail(struct json_out *j, const struct report *r);

#endif
