#ifndef SPANVET_METRICS_PUSH_REPORT_H
#define SPANVET_METRICS_PUSH_REPORT_H
/*
 * What a push did or, when it only looked, what it would do. The key stands in neither; nor do
 * texts of definitions and of the API that look like a secret or a personal value (core/shown.h).
 */
#include "core/json_out.h"
#include "core/page.h"
#include "metrics/push.h"

/* For people. */
void push_text(struct buf *b, const struct push *p, struct page_style style);

/* spanvet.push/1 (docs/schema/push-1.json). `stopped` is the sentence of push_run, or empty. */
void push_json(struct buf *b, const struct push *p, struct sv stopped);

/* Metrics in this state, and those that something else stands in for. */
size_t push_count(const struct push *p, enum push_state state);
size_t push_count_fallbacks(const struct push *p);

#endif
