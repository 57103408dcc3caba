#ifndef SPANVET_LINT_REPORT_HTML_H
#define SPANVET_LINT_REPORT_HTML_H
/*
 * What the parts of the HTML report share; only for lint/report_html*.c.
 *
 * The page is a fixed text with one JSON block in it, which its script reads. Texts that come more
 * than once (names, messages, fixes) are in one list, `texts`, and elsewhere stand as numbers.
 * Every text from the traces is as core/shown.h lets it be shown, cut at HTML_COLUMNS. What the
 * page holds of a large run is bounded by the limits below; the numbers of what is left out are in
 * it.
 */
#include "core/json_out.h"
#include "lint/finding_text.h"

enum {
    HTML_FINDINGS = 5000, /* the worst */
    HTML_TRACES = 200,    /* drawn, the worst first */
    HTML_ROWS = 400,      /* of one trace; a row is a span, or a run of equal ones */
    HTML_ROWS_ALL = 30000,
    HTML_RUN = 8,         /* so many equal spans below one parent become one row */
    HTML_BINS = 60,       /* of the density pictures */
    HTML_RUN_BINS = 30,   /* of a run's bar */
    HTML_DENSITY_NAMES = 10,
    HTML_NAMES = 14,      /* rows and columns of the transitions, but for "other names" */
    HTML_COVERED_NAMES = 40,
    HTML_COVERED_KEYS = 60,
    HTML_COLUMNS = 120
};

/* The findings of one trace: numbers first to first + n - 1. */
struct html_group {
    uint32_t first, n;
};

struct html {
    const struct report *r;
    const struct store *s;
    const struct index *ix;
    struct buf *out;
    struct buf part; /* JSON on its way to `out` */
    struct buf tmp;
    struct json_out j;         /* writes to `part` */
    struct symtab texts;       /* what has been named so far; a symbol is its number in the page */
    struct html_group *groups; /* by trace */
    uint32_t *position;        /* by row of the store: its position in the index */
    uint32_t *drawn_row;       /* by position: 1 + number of its row in the page, 0 = not drawn */
    uint32_t *drawn_trace;     /* by trace: 1 + its number in the page */
    uint32_t *slot;            /* by symbol of the store: 0, for whoever needs it, and left so */
    uint32_t rows_left;        /* of HTML_ROWS_ALL */
};

/* The numbers of texts in the page. */
uint32_t html_text(struct html *h, struct sv text);
uint32_t html_tmp(struct html *h); /* of what stands in h->tmp, made safe to look at */
uint32_t html_name(struct html *h, sym name);
uint32_t html_trace_id(struct html *h, uint32_t trace);
/* Sends what was written on its way, safe inside a script element. */
void html_send(struct html *h);

/* Members of the object that is open. "traces"; report_html_traces.c. */
void html_traces(struct html *h);
/* "transitions" and "coverage"; report_html_names.c. */
void html_names(struct html *h);

/* What a trace looks like; report_html_rows.c: "rows", "runs" and how many spans they stand for.
 * `from` is where time begins (ns). */
void html_rows(struct html *h, uint32_t trace, uint64_t from);

/* Start and end as they can be drawn: absent when they are 0 or before 2020 or after 2099. */
struct html_time {
    uint64_t start, end;
    bool has_start, has_end;
};
struct html_time html_time_of(const struct store *s, uint32_t row);

#endif
