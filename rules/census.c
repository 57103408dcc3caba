#include "rules/census.h"

/* By symbol: how many traces have it. Positions come trace by trace. */
struct traces_of {
    uint32_t last; /* the last trace, plus 1 */
    uint32_t n;
};

void census_hit(struct check *c, sym what, uint32_t p)
{
    struct traces_of *t = (struct traces_of *)check_table(c, sizeof(*t)) + what;
    uint32_t trace = c->s->span.trace[span_row(c, p)] + 1;
    t->n += t->last != trace;
    t->last = trace;
    check_hit_as(c, what, p, t->n);
}

static void report_rest(struct check *c, uint32_t n, uint32_t spans, const char *noun)
{
    if (n)
        check_found_trace(c, spans, 0, NO_PARAM, "%s more %s%s on %s", fmt_count(n).text, noun,
                          n == 1 ? "" : "s", fmt_amount(spans, "span").text);
}

void census_report(struct check *c, unsigned max, const char *noun, census_say *say)
{
    struct hit *h;
    uint32_t rest = 0, spans = 0;
    check_sort(c);
    for (unsigned i = 0; (h = check_next(c)); i++) {
        if (i >= max) {
            rest++;
            spans += h->count;
            continue;
        }
        check_enter(c, h->measured == 1 ? c->s->span.trace[h->rows[0]] : NO_ROW);
        say(c, h);
    }
    check_enter(c, NO_ROW);
    report_rest(c, rest, spans, noun);
}

struct census_text census_where(const struct hit *h)
{
    struct census_text t;
    uint64_t traces = (uint64_t)h->measured;
    if (traces == 1)
        snprintf(t.text, sizeof(t.text), "%s", fmt_amount(h->count, "span").text);
    else
        snprintf(t.text, sizeof(t.text), "%s in %s", fmt_amount(h->count, "span").text,
                 fmt_amount(traces, "trace").text);
    return t;
}
