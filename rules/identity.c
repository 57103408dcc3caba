/* 4.C of the catalogue: which span is which. */
#include "core/fmt.h"
#include "lint/check.h"
#include "rules/catalog.h"
#include "rules/same.h"
#include "rules/say.h"

/* ---- U028 duplicate-span ---- */

/* What the rows that repeat a span of this trace have in common. */
struct repeats {
    uint32_t same;    /* with the same content: sent again */
    uint32_t other;   /* another span under the same id */
    uint32_t elsewhere; /* of `same`: in another input than the first */
    const struct input *first, *second; /* two inputs that have one of those */
};

static void repeat_read(struct check *c, struct repeats *r, uint32_t p)
{
    uint32_t row = span_row(c, p), first = span_row(c, c->ix->parent[p]);
    const struct input *in = store_input_of(c->s, row), *in_first = store_input_of(c->s, first);
    if ((c->s->span.flags[row] | c->s->span.flags[first]) & SPAN_SHARED)
        return; /* Zipkin: two halves of one call */
    check_hit(c, p, 0);
    if (!rows_equal(c->s, row, first)) {
        r->other++;
        return;
    }
    r->same++;
    if (in != in_first) {
        r->elsewhere++;
        r->first = in_first;
        r->second = in;
    }
}

static void repeats_found(struct check *c, const struct repeats *r, const struct hit *h,
                          uint32_t n_unique)
{
    if (r->elsewhere >= n_unique && r->elsewhere == h->count) {
        struct finding *f = check_found(
            c, h, NO_PARAM, "all of this trace is in %s and in %s: it is judged once",
            say_name(r->first->uri).text, say_name(r->second->uri).text);
        f->severity = SEVERITY_INFO;
        check_fix(c, f, "Give one of the two files, unless the trace really was sent twice.");
    } else if (r->same == 0) {
        struct finding *f = check_found(c, h, NO_PARAM, "%s under the id of another span",
                                        fmt_amount(h->count, "span").text);
        check_fix(c, f, "Make a new random span id for each span; a copied context or a fixed seed "
                        "makes them equal.");
    } else {
        check_found(c, h, NO_PARAM, "%s sent again with the same id, %s of the trace",
                    fmt_amount(h->count, "span").text,
                    fmt_share((double)h->count / (n_unique + h->count)).text);
    }
}

static void duplicate_check(struct check *c)
{
    const struct trace_range *t = &c->ix->traces[c->trace];
    struct repeats r = {0};
    c->looked += t->count;
    for (uint32_t p = c->end; p < t->first + t->count; p++)
        repeat_read(c, &r, p);
    struct hit *h = check_all(c);
    if (h)
        repeats_found(c, &r, h, t->n_unique);
}

const struct rule rule_duplicate_span = {
    .code = "U028",
    .slug = "duplicate-span",
    .snippet = "retry-once",
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
