#ifndef SPANVET_LINT_FINDING_TEXT_H
#define SPANVET_LINT_FINDING_TEXT_H
/*
 * The sentences of a finding for people, appended on one line, safe for a terminal. They are the
 * same in every report.
 */
#include "lint/report.h"

static inline const struct rule *finding_rule(const struct report *r, const struct finding *f)
{
    return r->settings->catalog->rules[f->rule];
}

/* "91.9 % of the spans are short (threshold 70 %)" */
void finding_add_message(struct buf *b, const struct report *r, const struct finding *f);
/* "5f141e5e058d1b1c6e0fb622b0ec88f0/transport.recv_audio" between `start` and `end`; without name
 * or trace only the other, without both nothing at all. */
void finding_add_where(struct buf *b, const struct report *r, const struct finding *f,
                       const char *start, const char *end);
/* What `report_concise` writes behind the place, with colour or without: "warning: N055
 * chunk-noise: message [trace/name]". */
void finding_add_line(struct page *p, const struct report *r, const struct finding *f);
/* "3 errors, 1 warning, 2 info"; "no findings" for none. */
void finding_add_totals(struct buf *b, const uint32_t totals[static SEVERITIES]);
/* The same for a whole report: "no new findings" when all are in the baseline, and how many
 * findings are not shown. */
void finding_add_result(struct buf *b, const struct report *r);

#endif
