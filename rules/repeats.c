/* What is there twice under equal or different ids: U029, U030. */
#include "core/fmt.h"
#include "core/hash.h"
#include "lint/check.h"
#include "rules/catalog.h"
#include "rules/same.h"
#include "rules/say.h"

/* ---- U029 duplicate-batch ---- */

static int row_order(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t distinct(uint32_t *rows, size_t n)
{
    uint32_t count = 0;
    if (n)
        qsort(rows, n, sizeof(*rows), row_order);
    for (size_t i = 0; i < n; i++)
        count += i == 0 || rows[i] != rows[i - 1];
    return count;
}

static void duplicate_batch_check(struct check *c)
{
    const struct trace_range *t = &c->ix->traces[c->trace];
    VEC(uint32_t) firsts = {0};
    c->looked += t->count;
    for (uint32_t p = c->end; p < t->first + t->count; p++) {
        uint32_t row = span_row(c, p), first = span_row(c, c->ix->parent[p]);
        /* The same trace in two files is one that was given twice. */
        if ((c->s->span.flags[row] | c->s->span.flags[first]) & SPAN_SHARED ||
            store_input_of(c->s, row) != store_input_of(c->s, first) ||
            !rows_equal(c->s, row, first))
            continue;
        check_hit(c, p, 0);
        vec_push(&firsts, first);
    }
    uint32_t spans = distinct(firsts.v, firsts.n);
    vec_release(&firsts);
    struct hit *h = check_all(c);
    if (h && spans >= c->param[0])
        check_found(c, h, 0, "%s sent again as they were, in %s copies",
                    fmt_amount(spans, "span").text, fmt_count(h->count).text);
}

const struct rule rule_duplicate_batch = {
    .code = "U029",
    .slug = "duplicate-batch",
    .snippet = "retry-once",
    .title = "a whole batch of spans that was sent twice",
    .why = "Several spans repeat with the same ids, times and attributes: the exporter, or a "
           "replay of its queue, sent a request again that had arrived. Every metric counts them "
           "twice.",
    .fix = "Retry only what failed. Clear the queue when a request was answered with 200.",
    .severity = SEVERITY_ERROR,
    .when = FEATURE_DUPLICATE,
    .params = {{"min_spans", 3, 2, 1e6, "count", "fewer repeated spans are single retries"}},
    .check = duplicate_batch_check,
};

/* ---- U030 content-duplicate ---- */

/* Tables of the spans of one trace, open addressing; `round` makes them empty. */
struct contents {
    struct content {
        uint32_t round, p;
        bool shared; /* by_times: others have the same times and name, so `p` is in by_all too */
    } *by_times, *by_all; /* by_all: only spans that share times and name */
    size_t mask;
};

static uint64_t times_hash(const struct check *c, uint32_t row)
{
    const struct span_columns *col = &c->s->span;
    return hash_mix(col->start[row] ^ 0x9e3779b97f4a7c15u,
                    col->end[row] ^ (uint64_t)col->name[row] << 32 ^ 0xe7037ed1a0b428dbu);
}

/* Attributes count too: an agent may have any number of spans of one name at one time. */
static uint64_t content_hash(const struct check *c, uint32_t row)
{
    struct attr_range r = span_attrs(c->s, row);
    uint64_t hash = hash_seed() ^ c->s->span.kind[row];
    for (uint32_t i = r.first; i < r.first + r.count; i++) {
        const struct attr *a = &c->s->attrs.v[i];
        hash = hash_mix(hash ^ a->bits, (uint64_t)a->key << 8 ^ a->type ^ 0xa0761d6478bd642fu);
    }
    return hash ^ times_hash(c, row);
}

/* Clocks that count milliseconds give equal times by chance; then only attributes tell. */
static bool is_telling(const struct check *c, uint32_t p)
{
    uint32_t row = span_row(c, p);
    return span_has_length(c, p) && span_length(c, p) > 0 &&
           (c->s->span.attr_count[row] || c->s->span.start[row] % 1000000);
}

/* The earlier span with the content of this one, or NO_ROW; then this one is in the table. */
static uint32_t content_put(const struct check *c, struct contents *t, uint32_t p)
{
    uint32_t b = span_row(c, p), round = c->trace + 1;
    for (size_t i = content_hash(c, b) & t->mask;; i = (i + 1) & t->mask) {
        struct content *slot = &t->by_all[i];
        if (slot->round != round) {
            *slot = (struct content){.round = round, .p = p};
            return NO_ROW;
        }
        uint32_t a = span_row(c, slot->p);
        if (c->s->span.kind[a] == c->s->span.kind[b] && content_equal(c->s, a, b))
            return slot->p;
    }
}

static bool same_times(const struct span_columns *col, uint32_t a, uint32_t b)
{
    return col->start[a] == col->start[b] && col->end[a] == col->end[b] &&
           col->name[a] == col->name[b];
}

/* Has an earlier span the content of this one? Few spans share times and name with another, so
 * attributes are looked at only then. */
static bool content_is_known(const struct check *c, struct contents *t, uint32_t p)
{
    uint32_t row = span_row(c, p), round = c->trace + 1;
    for (size_t i = times_hash(c, row) & t->mask;; i = (i + 1) & t->mask) {
        struct content *slot = &t->by_times[i];
        if (slot->round != round) {
            *slot = (struct content){.round = round, .p = p};
            return false;
        }
        if (!same_times(&c->s->span, span_row(c, slot->p), row))
            continue;
        if (!slot->shared)
            content_put(c, t, slot->p);
        slot->shared = true;
        return content_put(c, t, p) != NO_ROW;
    }
}

static void contents_find(struct check *c, struct contents *t)
{
    for (uint32_t p = c->first; p < c->end; p++) {
        if (!is_telling(c, p))
            continue;
        c->looked++;
        if (content_is_known(c, t, p))
            check_hit(c, p, 0);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s of %s with the name, times and attributes of another span",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text);
}

static void contents_release(void *memory)
{
    struct contents *t = memory;
    free(t->by_times);
    free(t->by_all);
}

/* Larger tables than before are empty, and the old ones go. */
static void contents_grow(struct contents *t, uint32_t spans)
{
    if (t->by_times && t->mask >= 2 * (size_t)spans)
        return;
    for (t->mask = t->mask ? t->mask : 15; t->mask < 2 * (size_t)spans;)
        t->mask = 2 * t->mask + 1;
    contents_release(t);
    t->by_times = mem_zalloc(arena_size(sizeof(*t->by_times), t->mask + 1));
    t->by_all = mem_zalloc(arena_size(sizeof(*t->by_all), t->mask + 1));
}

static void content_duplicate_check(struct check *c)
{
    struct contents *t = check_keep(c, sizeof(*t), contents_release);
    contents_grow(t, c->end - c->first);
    contents_find(c, t);
}

const struct rule rule_content_duplicate = {
    .code = "U030",
    .slug = "content-duplicate",
    .snippet = "enrich-span",
    .title = "the same span under two ids",
    .why = "Two exporters, or manual spans beside automatic ones, report one operation twice. "
           "Nothing can tell the copies apart, and counts and costs double.",
    .fix = "Keep one of the two instrumentations, and register one exporter.",
    .severity = SEVERITY_WARNING,
    .check = content_duplicate_check,
};
