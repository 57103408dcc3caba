#ifndef SPANVET_LINT_REPORT_GATE_H
#define SPANVET_LINT_REPORT_GATE_H
/* What reports say of the gate, the baseline and the Instrumentation Score. */
#include "core/json_out.h"
#include "lint/report_text.h"

/* gate, and baseline and instrumentation_score when there are any: members of an open object. */
void report_gate_json(struct json_out *j, const struct report *r);
/* Lines for people; none when there is nothing to say. */
void report_gate_text(struct writer *w);

#endif
