/* 4.C of the catalogue: which span is which. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/say.h"

/* ---- U028 duplicate-span ---- */

static void duplicate_check(struct check *c)
{
    uint32_t n = c->end - c->first;
    c->looked += n;
    for (uint32_t p = c->first; p < c->end; p++)
        if (c->ix->facts[p] & FACT_DUPLICATE)
            check_hit(c, p, 0);
    struct hit *h = check_all(c);
    if (h)
        check_found(c, h, NO_NUMBER, "%s sent again with the same id, %s of the trace",
                    say_spans(h->count).text, fmt_share((double)h->count / n).text);
}

const struct rule rule_duplicate_span = {
    .code = "U028",
    .slug = "duplicate-span",
    .title = "the same span more than once",
    .why = "Spans are stored as they come and never merged. A batch that is sent again shows twice "
           "in the viewer and counts twice in every metric.",
    .fix = "Retry only batches that failed, and never one that was answered with 200. After a "
           "timeout, look whether the spans arrived before you send them again.",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_TRACE,
    .when = FEATURE_DUPLICATE,
    .check = duplicate_check,
};
