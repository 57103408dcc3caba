#ifndef SPANVET_LINT_ROW_LOG_H
#define SPANVET_LINT_ROW_LOG_H
/*
 * struct row_log: every span that a check hits, where a finding itself keeps three of them. A
 * check with a log (check->log) writes to it beside what it does anyway; lint/finding_rows.h makes
 * one and reads it. No other run has one.
 */
#include "core/vec.h"
#include "lint/finding.h"

struct hit;

/* A hit belongs to a part: what was hit between two times that check_next or check_all took all
 * hits away. ROW_LOG_KEPT: what rules keep over all traces (rules/census.h). */
enum { ROW_LOG_KEPT = 0 };

struct logged_hit {
    uint32_t part;
    sym name;
    uint32_t row;
};
struct logged_span {
    uint32_t finding, row;
};
/* The hits that a finding tells of; name SYM_NONE: all of the part. */
struct logged_finding {
    bool of_hits;
    uint32_t part;
    sym name;
};

/* Findings have their numbers as the check makes them. */
struct row_log {
    VEC(struct logged_hit) hits;
    VEC(struct logged_span) spans; /* given with the finding itself; in the order of findings */
    VEC(struct logged_finding) findings; /* by number */
    uint32_t part;
};

/* A span was hit; it is the first one of a part. */
void row_log_hit(struct row_log *log, sym name, uint32_t row, bool first);
void row_log_kept(struct row_log *log, sym name, uint32_t row);
/* Finding number `finding` is about this row. */
void row_log_span(struct row_log *log, uint32_t finding, uint32_t row);
/* Finding number `finding` was made of this hit. */
void row_log_found(struct row_log *log, uint32_t finding, const struct hit *h);
/* After the check: brings the hits into the order of part, name, row. */
void row_log_sort(struct row_log *log);
/* The rows of a finding, appended in no order, maybe some more than once. Behind row_log_sort. */
struct row_list {
    uint32_t *v;
    size_t n, cap;
};
void row_log_rows(const struct row_log *log, uint32_t finding, struct row_list *rows);
void row_log_clear(struct row_log *log);
void row_log_release(struct row_log *log);

#endif
