#ifndef SPANVET_TUI_DIGEST_H
#define SPANVET_TUI_DIGEST_H
/*
 * struct digest: what the view summary shows beside lint/summary.h: spans and time by type, the
 * slowest spans, the first ones that failed, and the names in another order.
 */
#include "tui/data.h"
#include "tui/type.h"

#include <stdatomic.h>

enum { DIGEST_SPANS = 10, DIGEST_NAMES = 50000 };

struct digest_span {
    uint64_t length; /* ns */
    uint32_t position;
};

struct digest {
    uint64_t spans[SPAN_TYPES];
    double time[SPAN_TYPES]; /* of all lengths (ns); nested ones all count */
    struct digest_span slowest[DIGEST_SPANS]; /* the slowest first; as long: the first one first */
    struct digest_span failed[DIGEST_SPANS];  /* status ERROR; in the order of index.order */
    uint32_t n_slowest, n_failed;
    uint64_t all_spans, all_failed;
    double all_time;         /* the lengths of its traces (ns) */
};

/* Of one trace, or, when `trace` is NO_ROW, of all. In time linear in their spans. False when
 * `*stop` (may be NULL) became true. */
bool digest_make(struct digest *g, const struct tui_data *d, uint32_t trace,
                 const atomic_bool *stop);

enum digest_by {
    DIGEST_BY_COUNT,
    DIGEST_BY_TIME,
    DIGEST_BY_P50,
    DIGEST_BY_P95,
    DIGEST_BY_ERRORS,
    DIGEST_BY_SHORT,
    DIGEST_BY_NAME,
    DIGEST_BYS
};
/* "count", "time", ... */
struct sv digest_by_name(enum digest_by by);
/* Numbers of summary.names, the largest first, names from A on, or turned round; what is equal by
 * count. At most the DIGEST_NAMES most frequent ones; `order` has room for them. Returns how
 * many. */
uint32_t digest_names(const struct tui_data *d, enum digest_by by, bool reverse, uint32_t *order);

/* "LiveKit Agents (3 traces)"; nothing when no dialect was found. */
void digest_add_dialects(struct buf *b, const struct tui_data *d);

/* The first span of that name: its position, or NO_ROW. */
uint32_t digest_first_of(const struct tui_data *d, sym name);

/* The first span of that type: its position, or NO_ROW. Of one trace, or, when `trace` is NO_ROW,
 * of all. */
uint32_t digest_first_of_type(const struct tui_data *d, uint32_t trace, enum span_type type);

#endif
