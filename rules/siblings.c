/* Crowds of equally named spans below one parent: N157, N162. */
#include "rules/catalog.h"
#include "rules/census.h"
#include "rules/chunks.h"
#include "rules/say.h"
#include "rules/spans.h"

/* By symbol of a name: its spans below the present parent. */
struct group {
    uint32_t parent; /* which parent, counted from 1 over the whole store */
    uint32_t count, measured, shorter;
    uint32_t run, best;  /* spans in a row of which each starts when the one before has ended */
    uint64_t end;        /* of the last one */
    struct pace pace;    /* while N056 is on */
};

struct groups {
    struct group *of;
    uint32_t parents;
    double short_ns;
    const double *pace;  /* the parameters of N056, or NULL */
    const double *chunk; /* for N162: those of N157, or NULL */
    uint32_t largest;   /* below the present parent */
};

static struct group *group_of(struct groups *g, sym name)
{
    struct group *of = &g->of[name];
    if (of->parent != g->parents)
        *of = (struct group){.parent = g->parents};
    return of;
}

static void group_add(struct groups *g, const struct check *c, uint32_t p)
{
    struct group *of = group_of(g, span_name(c, p));
    uint32_t row = span_row(c, p);
    of->count++;
    g->largest = of->count > g->largest ? of->count : g->largest;
    if (g->pace)
        pace_step(&of->pace, c, p, g->pace);
    if (!span_has_length(c, p))
        return;
    of->measured++;
    of->shorter += (double)span_length(c, p) < g->short_ns;
    of->run = c->s->span.start[row] >= of->end ? of->run + 1 : 1;
    of->best = of->run > of->best ? of->run : of->best;
    of->end = c->s->span.end[row];
}

/* ---- N157 span-per-chunk ---- */

enum { CHUNK_MIN, CHUNK_ERROR, CHUNK_MS };

/* Is the median of the lengths below the limit? */
static bool mostly_short(const struct group *of)
{
    return of->shorter > of->measured / 2;
}

static bool is_stream(const struct groups *g, const struct group *of, double least)
{
    return of->count >= least && mostly_short(of) &&
           !(g->pace && of->pace.best >= g->pace[CADENCE_RUN]);
}

static uint32_t turns_of(const struct check *c)
{
    uint32_t n = 0;
    for (uint32_t p = c->first; p < c->end; p++)
        n += span_class(c, p) == CLASS_TURN;
    return n ? n : 1;
}

/* Below a parent that spans several turns, each turn may have its share. */
static uint32_t turns_below(const struct check *c, uint32_t parent, uint32_t from, uint32_t end)
{
    if (!(c->v->features[c->trace] & FEATURE_OF(CLASS_TURN)))
        return 1;
    if (parent == NO_ROW)
        return turns_of(c);
    uint32_t n = 0;
    for (uint32_t p = from; p < end; p += c->ix->size[p])
        n += span_class(c, p) == CLASS_TURN;
    return n ? n : 1;
}

static void stream_siblings(struct groups *g, struct check *c, uint32_t parent, uint32_t end)
{
    uint32_t from = parent == NO_ROW ? c->first : parent + 1;
    if (!siblings_reach(c, from, end, c->param[CHUNK_MIN]))
        return;
    g->parents++;
    g->largest = 0;
    for (uint32_t p = from; p < end; p += c->ix->size[p])
        group_add(g, c, p);
    if (g->largest < c->param[CHUNK_MIN])
        return;
    double least = c->param[CHUNK_MIN] * turns_below(c, parent, from, end);
    for (uint32_t p = from; p < end; p += c->ix->size[p]) {
        struct group *of = group_of(g, span_name(c, p));
        if (is_stream(g, of, least))
            check_hit(c, p, of->count);
    }
}

/* What is kept from trace to trace. */
struct streams {
    struct groups groups;
    struct chunks chunks;
};

static void streams_release(void *memory)
{
    struct streams *k = memory;
    chunks_release(&k->chunks);
}

static void stream_trace(struct groups *g, struct check *c, struct chunks *chunks)
{
    stream_siblings(g, c, NO_ROW, c->end);
    for (uint32_t p = c->first; p < c->end; p++)
        if (c->ix->size[p] > c->param[CHUNK_MIN])
            stream_siblings(g, c, p, p + c->ix->size[p]);
    struct hit *h;
    while ((h = check_next(c))) {
        if (is_chunk_noise(chunks, c, h->name))
            continue;
        struct finding *f = check_found(
            c, h, CHUNK_MIN, "%u %s spans, up to %.0f below one parent, most of them shorter than "
            "%g ms", h->count, say_name(store_sv(c->s, h->name)).text, h->measured,
            c->param[CHUNK_MS]);
        if (h->measured >= c->param[CHUNK_ERROR])
            f->severity = SEVERITY_ERROR;
    }
}

static void span_per_chunk_check(struct check *c)
{
    struct streams *k = check_keep(c, sizeof(*k), streams_release);
    c->looked += c->end - c->first;
    if (c->end - c->first < c->param[CHUNK_MIN])
        return;
    if (!k->groups.of) {
        k->groups = (struct groups){.of = check_table(c, sizeof(*k->groups.of)),
                                    .short_ns = c->param[CHUNK_MS] * 1e6,
                                    .pace = check_params_of(c, &rule_chunk_cadence)};
        chunks_init(&k->chunks, c);
    }
    stream_trace(&k->groups, c, &k->chunks);
}

const struct rule rule_span_per_chunk = {
    .code = "N157",
    .slug = "span-per-chunk",
    .snippet = "count-chunks",
    .title = "a crowd of very short spans of one name below one parent",
    .why = "A span for each chunk, frame, token or poll makes the trace long and hides the work "
           "around it; a few seconds of speech already make hundreds.",
    .fix = "Make one span for the operation and put the number of chunks on it; set events for "
           "the few moments that matter.",
    .severity = SEVERITY_WARNING,
    .params =
        {
            [CHUNK_MIN] = {"min_siblings", 20, 2, 1e6, "count",
                           "spans of one name below one parent, for each turn there"},
            [CHUNK_ERROR] = {"error_siblings", 50, 2, 1e6, "count", "from here on it is an error"},
            [CHUNK_MS] = {"max_ms", 50, 0.001, 60000, "ms", "the median length is below this"},
        },
    .check = span_per_chunk_check,
};

/* ---- N162 n-plus-one ---- */

enum { PLUS_MIN, PLUS_FINDINGS };

/* A request that no stage of the call stands for. */
static bool is_request(const struct check *c, uint32_t p)
{
    return c->s->span.kind[span_row(c, p)] == KIND_CLIENT && span_class(c, p) == CLASS_OTHER &&
           !span_attr(c, p, KEY_genai_operation);
}

/* A stream of chunks is a matter for N157 and N055. */
static bool is_row_of_requests(const struct groups *g, const struct check *c,
                               const struct group *of)
{
    return of->best >= c->param[PLUS_MIN] &&
           !(g->chunk && of->count >= g->chunk[CHUNK_MIN] && mostly_short(of));
}

static void requests_siblings(struct groups *g, struct check *c, struct chunks *chunks,
                              uint32_t parent)
{
    uint32_t end = parent + c->ix->size[parent];
    if (!siblings_reach(c, parent + 1, end, c->param[PLUS_MIN]))
        return;
    g->parents++;
    g->largest = 0;
    for (uint32_t p = parent + 1; p < end; p += c->ix->size[p])
        if (is_request(c, p))
            group_add(g, c, p);
    for (uint32_t p = parent + 1; g->largest >= c->param[PLUS_MIN] && p < end;
         p += c->ix->size[p]) {
        const struct group *of = group_of(g, span_name(c, p));
        if (is_request(c, p) && is_row_of_requests(g, c, of) &&
            !is_chunk_noise(chunks, c, span_name(c, p)))
            census_hit(c, span_name(c, p), p);
    }
}

static void plus_say(struct check *c, const struct hit *h)
{
    check_found(c, h, NO_PARAM, "%s, one after the other below one parent",
                census_where(h).text);
}

static void n_plus_one_check(struct check *c)
{
    struct streams *k = check_keep(c, sizeof(*k), streams_release);
    if (!k->groups.of) {
        const double *chunk = check_params_of(c, &rule_span_per_chunk);
        k->groups = (struct groups){.of = check_table(c, sizeof(*k->groups.of)),
                                    .chunk = chunk,
                                    .short_ns = chunk ? chunk[CHUNK_MS] * 1e6 : 0};
        chunks_init(&k->chunks, c);
    }
    c->looked += c->end - c->first;
    for (uint32_t p = c->first; p < c->end; p++)
        if (c->ix->size[p] > c->param[PLUS_MIN])
            requests_siblings(&k->groups, c, &k->chunks, p);
}

static void n_plus_one_end(struct check *c)
{
    census_report(c, (unsigned)c->param[PLUS_FINDINGS], "span name", plus_say);
}

const struct rule rule_n_plus_one = {
    .code = "N162",
    .slug = "n-plus-one",
    .snippet = "count-chunks",
    .title = "the same request many times in a row",
    .why = "One request for each of a list of things adds up to a wait that the caller hears. "
           "One request for all of them takes little longer than one.",
    .fix = "Ask for all things in one request, or make the requests side by side.",
    .severity = SEVERITY_INFO,
    .params =
        {
            [PLUS_MIN] = {"min_siblings", 5, 2, 1e6, "count", "equal requests in a row"},
            [PLUS_FINDINGS] = {"max_findings", 10, 1, 1000, "count",
                               "span names told one by one"},
        },
    .check = n_plus_one_check,
    .end = n_plus_one_end,
};
