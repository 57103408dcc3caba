#ifndef SPANVET_METRICS_PREVIEWS_H
#define SPANVET_METRICS_PREVIEWS_H
/*
 * struct previews: definitions and built-in metrics with their values on the traces at hand, what
 * the values should be, and the two forms of the report about that.
 */
#include "core/page.h"
#include "metrics/builtin.h"
#include "metrics/goal.h"
#include "metrics/preview.h"

/* A target and what became of it. A metric without a value misses its targets. */
struct goal_result {
    struct sv condition; /* "p90 <= 1.5" */
    bool own;            /* the metric's own target condition, not an option */
    bool has_value, met;
    double value;
};

struct previewed {
    struct definition definition;
    struct sv source; /* the file that it is from; empty: it was proposed */
    struct preview preview;
    VEC(struct goal_result) goals;
};

/* What was not tried, and why. */
struct preview_skip {
    struct sv name, source, reason;
};

struct previews {
    const struct facts *facts;
    enum percentile percentile;
    VEC(struct previewed) list;
    VEC(struct preview_skip) skipped;
    struct builtins builtins;
    bool has_builtins;
    VEC(struct goal_result) builtin_goals[BUILTINS];
    uint64_t met, missed;
    struct arena arena;
};

/* Adds a definition; a judge is only noted. Its texts must outlive the previews. */
void previews_add(struct previews *ps, const struct definition *d, struct sv source);

/* Holds the values against the metrics' own target conditions, then against the options. False with
 * a sentence when an option is for no metric. */
bool previews_judge(struct previews *ps, const struct goal *goals, size_t n, struct err *e);

void previews_release(struct previews *ps);

struct previews_style {
    struct page_style page;
    bool all;       /* every call and every tool, not only the first ones */
    bool ascii;     /* no block characters */
    bool alignment; /* the words said and heard */
};

void previews_text(struct buf *b, const struct previews *ps, const struct previews_style *style);
/* spanvet.preview/1 (docs/schema/preview-1.json). */
void previews_json(struct buf *b, const struct previews *ps, bool alignment);

#endif
