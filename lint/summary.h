#ifndef SPANVET_LINT_SUMMARY_H
#define SPANVET_LINT_SUMMARY_H
/*
 * The trace quality summary: how much there is of what, before any judgement. Counts, names, times
 * and which attributes are there; never a value of one.
 */
#include "core/index.h"
#include "core/json_out.h"
#include "core/page.h"
#include "lint/view.h"

/* A span may leave its parent's window by this much without counting as a violation (ns). */
#define SUMMARY_TOLERANCE 5000000u
/* Spans below this length are counted as short (ns). */
#define SUMMARY_SHORT 50000000u

/* Over all inputs. A duplicate repeats the (trace id, span id) of an earlier span and counts as
 * neither root nor orphan nor violation. */
struct summary_counts {
    uint64_t traces, spans, unique, duplicates, roots, orphans;
    uint64_t timing_violations; /* starts before or ends after its parent by more than tolerated */
    uint64_t status[4];         /* by enum span_status */
};

void summary_count(struct summary_counts *c, const struct store *s, const struct index *ix);
/* As members of the object that is open. */
void summary_counts_json(struct json_out *j, const struct summary_counts *c);

/* An attribute key on the spans of one name. */
struct summary_key {
    sym key;
    uint32_t count; /* spans that have it */
    uint32_t types; /* a bit for each enum value_type that was seen */
};

/* All spans of one name. Lengths are those of spans with start and end, end not before start. */
struct summary_name {
    sym name;
    uint32_t count, with_length, n_short;
    uint64_t status[4];
    double share;         /* of all spans */
    double share_of_time; /* total length to the length of the traces; nested and parallel
                             spans all count, so the shares add up to more than 1 */
    double total;         /* of all lengths (ns) */
    double p50, p95, max; /* of the lengths (ns), NaN when there is none; percentiles by linear
                             interpolation between the two nearest ranks, position (n - 1) * p */
    uint32_t first_key, n_keys; /* of summary.keys */
};

struct summary {
    struct summary_counts counts;
    uint64_t defects[DEFECT_KINDS]; /* by kind: what decoders found odd in the bytes */
    bool is_truncated; /* some input was not read wholly: counts are incomplete */
    double time;       /* the lengths of all traces, each from first start to last end (ns) */
    VEC(struct summary_name) names;        /* by count, largest first, then by name */
    VEC(struct summary_key) keys;          /* by count, largest first, then by key */
    VEC(struct summary_key) resource_keys; /* the same over resources */
    const struct view *view; /* for the dialects; the caller may set it after summary_make */
};

/* Release accepts a zeroed summary. */
void summary_make(struct summary *m, const struct store *s, const struct index *ix);
void summary_release(struct summary *m);

/* "string", "int", ... for one enum value_type. */
const char *summary_type_name(unsigned type);

/* The two forms of the report. */
void summary_json(struct buf *b, const struct summary *m, const struct store *s);
/* `all`: every name and key, else the most frequent. */
void summary_text(struct buf *b, const struct summary *m, const struct store *s,
                  struct page_style style, bool all);

#endif
