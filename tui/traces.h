#ifndef SPANVET_TUI_TRACES_H
#define SPANVET_TUI_TRACES_H
/*
 * struct traces: what the list of traces shows, a row for each row of store.traces; and how it is
 * sorted and filtered. What the store and the lint know of a trace anyhow is not kept here again:
 * spans, score, dialects, service have functions.
 */
#include "core/err.h"
#include "tui/bits.h"
#include "tui/data.h"

#include <stdatomic.h>

struct trace_row {
    uint64_t start, length;     /* first start, and to the last end (ns); both 0 without any */
    uint32_t root;              /* row of the store: of its roots the one that starts first; without
                                   any the top of another tree */
    uint32_t errors;            /* spans with status ERROR */
    uint32_t found[SEVERITIES]; /* findings */
};

struct traces {
    const struct tui_data *d;
    struct trace_row *rows;
    uint32_t n;
    uint64_t errors;
    uint32_t worst; /* finding, of all the one that comes first by severity and spans; NO_ROW */
};

/* In time linear in spans and findings. Findings that are not there yet count as none. False when
 * `*stop` (may be NULL) became true. Release accepts a zeroed one. */
bool traces_build(struct traces *x, const struct tui_data *d, const atomic_bool *stop);
void traces_release(struct traces *x);

/* The name of its root, and its service; both may be empty. */
sym traces_root_sym(const struct traces *x, uint32_t trace);
sym traces_service_sym(const struct traces *x, uint32_t trace);
static inline struct sv traces_root(const struct traces *x, uint32_t trace)
{
    return store_sv(x->d->s, traces_root_sym(x, trace));
}
static inline struct sv traces_service(const struct traces *x, uint32_t trace)
{
    return store_sv(x->d->s, traces_service_sym(x, trace));
}
uint32_t traces_dialects(const struct traces *x, uint32_t trace); /* as dialects_shown has them */
/* Their titles with commas, appended. */
void traces_add_dialects(struct buf *b, const struct traces *x, uint32_t trace);
uint32_t traces_findings(const struct traces *x, uint32_t trace);
/* As it is shown (lint/engine.h); false when there is none. */
bool traces_score(const struct traces *x, uint32_t trace, double *score);
static inline uint32_t traces_spans(const struct traces *x, uint32_t trace)
{
    return x->d->ix->traces[trace].count;
}

/* ---- sorting ---- */

enum traces_column {
    BY_APPEARANCE,
    BY_ROOT,
    BY_START,
    BY_LENGTH,
    BY_SPANS,
    BY_ERRORS,
    BY_FINDINGS, /* errors first, then warnings, then info */
    BY_SCORE,
    BY_SERVICE,
    BY_DIALECT,
    BY_ID,
    TRACES_COLUMNS
};

/* "spans": what `:sort` and the filter call it. */
struct sv traces_column_name(enum traces_column column);
/* Does one want the largest first? */
bool traces_column_descends(enum traces_column column);

/* Sorts `n` numbers of traces, which stand in order of appearance; what is equal stays so in both
 * directions. False when stopped; then they are in any order. */
bool traces_sort(const struct traces *x, enum traces_column column, bool descending,
                 uint32_t *order, uint32_t n, const atomic_bool *stop);

/* ---- filter and search ---- */

/*
 * Words, all of which must hold; a minus before one turns it round:
 *
 *     text  "two words"      part of the root's name, the id, the service or the dialect
 *     root=turn*  service=x  globs; also id and dialect; small letters match capitals too
 *     errors>0  spans>=100   numbers: errors, spans, findings, warnings, score
 *     duration>10s           with ns, us, ms, s, min; a bare number is ms
 */
struct traces_filter;

/* NULL with a sentence when it cannot be read; without one when the text is empty. */
struct traces_filter *traces_filter_make(struct sv text, const struct tui_data *d, struct err *e);
void traces_filter_free(struct traces_filter *f);
struct sv traces_filter_text(const struct traces_filter *f);
/* Any thread. NULL matches all. */
bool traces_match(const struct traces *x, const struct traces_filter *f, uint32_t trace);
/* Where one of its texts stands in `text`, as query_find; also with NULL. */
size_t traces_filter_find(const struct traces_filter *f, struct sv text, size_t from,
                          size_t *length);

#endif
