#ifndef SPANVET_METRICS_RETELL_H
#define SPANVET_METRICS_RETELL_H
/*
 * Name and description of a metric say how it is aggregated: "P95 TTS TTFB", "95th percentile of
 * ...". When the aggregation becomes another one, these are the texts of that one, in the words of
 * the planner. Texts that do not say it where the planner does stay as they are.
 */
#include "core/arena.h"
#include "metrics/aggregate.h"

/* How it begins a description: "95th percentile of". */
struct sv aggregation_in_words(enum aggregation how);

/* The name: "P95 TTS TTFB" becomes "Median TTS TTFB", "Tool Latency P90" "Tool Latency". New texts
 * live in `a`. */
struct sv retell_name(struct sv name, enum aggregation from, enum aggregation to, struct arena *a);
struct sv retell_description(struct sv text, enum aggregation from, enum aggregation to,
                             struct arena *a);

#endif
