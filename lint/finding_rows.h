#ifndef SPANVET_LINT_FINDING_ROWS_H
#define SPANVET_LINT_FINDING_ROWS_H
/*
 * struct finding_rows: all spans of a finding, where the finding itself names three of them. Runs
 * its one rule once more, on its trace or on the whole store, with the same settings:
 *
 *     struct finding_rows *fr = finding_rows_make(s, ix, v, set);
 *     for (uint32_t i = ...)                            ascending: a rule then runs once a trace
 *         struct finding_spans spans = finding_rows_get(fr, lint, i);
 *     finding_rows_free(fr);
 *
 * A rule about one trace costs what it costs there: 5 ms for a trace of a million spans, mostly. A
 * rule about the whole store takes as long as in the first run. One thread for each; what it is
 * made of is only read.
 */
#include "lint/engine.h"

struct finding_rows;

/* All of them must outlive it. */
struct finding_rows *finding_rows_make(const struct store *s, const struct index *ix,
                                       const struct view *v, const struct settings *set);
void finding_rows_free(struct finding_rows *fr);

struct finding_spans {
    const uint32_t *v; /* positions in index.order, ascending, each once; until the next call */
    uint32_t n;
    /* These are the spans that the finding counts: n == finding.count. Otherwise it counts other
     * things (attributes, traces), or they are only examples, or it is about no span at all. */
    bool counted;
};
struct finding_spans finding_rows_get(struct finding_rows *fr, const struct lint *l,
                                      uint32_t finding);

/* The findings about a trace, NO_ROW: those about the whole input: from `first` on. */
struct finding_range {
    uint32_t first, n;
};
struct finding_range findings_of(const struct findings *f, uint32_t trace);

#endif
