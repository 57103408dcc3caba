#include "rules/census.h"

#include "lint/row_log.h"

/* By symbol: in how many traces it was hit, and its number in the list of hits, plus 1. */
struct traces_of {
    uint32_t last; /* the last trace, plus 1 */
    uint32_t n;
    uint32_t hit;
};

/* Kept from trace to trace. */
struct census {
    VEC(struct hit) hits;
    struct traces_of *of; /* by symbol */
};

static void census_release(void *memory)
{
    struct census *all = memory;
    vec_release(&all->hits);
    free(all->of);
}

static struct census *census_of(struct check *c)
{
    struct census *all = check_keep(c, sizeof(*all), census_release);
    if (!all->of)
        all->of = mem_zalloc(arena_size(sizeof(*all->of), c->s->syms.texts.n));
    return all;
}

void census_hit(struct check *c, sym what, uint32_t p)
{
    struct census *all = census_of(c);
    struct traces_of *t = &all->of[what];
    uint32_t row = span_row(c, p), trace = c->s->span.trace[row] + 1;
    if (!t->hit) {
        vec_push(&all->hits, ((struct hit){.name = what, .key = SYM_NONE, .kept = true,
                                           .last_row = NO_ROW}));
        t->hit = (uint32_t)all->hits.n;
    }
    struct hit *h = &all->hits.v[t->hit - 1];
    t->n += t->last != trace;
    t->last = trace;
    h->measured = t->n;
    if (h->last_row == row)
        return;
    if (h->count < FINDING_EXAMPLES)
        h->rows[h->count] = row;
    h->last_row = row;
    h->count++;
    if (UNLIKELY(c->log != NULL))
        row_log_kept(c->log, what, row);
}

static void report_rest(struct check *c, uint32_t n, uint32_t spans, const char *noun)
{
    if (n)
        check_found_trace(c, spans, 0, NO_PARAM, "%s more %s%s on %s", fmt_count(n).text, noun,
                          n == 1 ? "" : "s", fmt_amount(spans, "span").text);
}

static int hit_order(const void *va, const void *vb, void *store)
{
    const struct hit *a = va, *b = vb;
    return sv_cmp(store_sv(store, a->name), store_sv(store, b->name));
}

void census_report(struct check *c, unsigned max, const char *noun, census_say *say)
{
    struct census *all = census_of(c);
    uint32_t rest = 0, spans = 0;
    if (all->hits.n)
        qsort_r(all->hits.v, all->hits.n, sizeof(*all->hits.v), hit_order,
                (void *)(uintptr_t)c->s);
    for (size_t i = 0; i < all->hits.n; i++) {
        const struct hit *h = &all->hits.v[i];
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
