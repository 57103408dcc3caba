/* Too much of everything in a trace: N158-N161. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/chunks.h"
#include "rules/say.h"
#include "rules/spans.h"

/* How many turns the spans of a trace are spread over. A trace without turns has as many as it
 * has answers of the model. */
static uint32_t exchanges(const struct check *c)
{
    uint32_t turns = 0, llms = 0;
    for (uint32_t p = c->first; p < c->end; p++) {
        turns += span_class(c, p) == CLASS_TURN;
        llms += span_class(c, p) == CLASS_LLM;
    }
    return turns ? turns : llms ? llms : 1;
}

static const char *per_what(const struct check *c)
{
    uint64_t features = c->v->features[c->trace];
    return features & FEATURE_OF(CLASS_TURN)  ? "for each turn"
           : features & FEATURE_OF(CLASS_LLM) ? "for each llm span"
                                              : "in one trace";
}

/* ---- N158 internal-density ---- */

enum { SERVICES_MAX = 16 }; /* in one trace; those behind are left alone */

struct service {
    sym name;
    uint32_t count;
    uint32_t rows[FINDING_EXAMPLES];
};

struct services {
    struct service v[SERVICES_MAX];
    uint32_t n;
};

static struct service *service_find(struct services *all, sym name)
{
    uint32_t i = 0;
    while (i < all->n && all->v[i].name != name)
        i++;
    if (i == SERVICES_MAX)
        return NULL;
    if (i == all->n)
        all->v[all->n++] = (struct service){.name = name};
    return &all->v[i];
}

/* The spans of the vocabulary are what a trace is for, whatever their kind. */
static bool is_detail(const struct check *c, uint32_t p)
{
    return c->s->span.kind[span_row(c, p)] == KIND_INTERNAL && span_class(c, p) == CLASS_OTHER &&
           !span_attr(c, p, KEY_genai_operation);
}

/* Are there so many spans outside the vocabulary at all? */
static bool may_be_dense(const struct check *c)
{
    uint32_t n = 0;
    for (uint32_t p = c->first; p < c->end; p++)
        n += span_class(c, p) == CLASS_OTHER;
    return n > c->param[0];
}

static void details_read(struct services *all, const struct check *c)
{
    struct service *of = NULL;
    uint32_t scope = NO_ROW;
    for (uint32_t p = c->first; p < c->end; p++) {
        if (!is_detail(c, p))
            continue;
        uint32_t row = span_row(c, p);
        if (!of || c->s->span.scope[row] != scope)
            of = service_find(all, row_service(c, row));
        scope = c->s->span.scope[row];
        if (of && of->count < FINDING_EXAMPLES)
            of->rows[of->count] = row;
        if (of)
            of->count++;
    }
}

static void details_found(struct check *c, const struct service *of)
{
    double each = (double)of->count / exchanges(c);
    if (each <= c->param[0])
        return;
    struct finding *f = check_found_trace(
        c, 1, each, 0, "%s of kind INTERNAL from one service, %s %s",
        fmt_amount(of->count, "span").text, fmt_number(each).text, per_what(c));
    f->n_rows = FINDING_EXAMPLES;
    memcpy(f->rows, of->rows, sizeof(f->rows));
    for (uint32_t p = c->first; c->log && p < c->end; p++)
        if (is_detail(c, p) && row_service(c, span_row(c, p)) == of->name)
            check_also(c, p);
}

static void internal_density_check(struct check *c)
{
    struct services all = {.n = 0};
    c->looked++;
    if (c->end - c->first > c->param[0] && may_be_dense(c))
        details_read(&all, c);
    for (uint32_t i = 0; i < all.n; i++)
        if (all.v[i].count > c->param[0] && !any_chunk_noise(chunks_kept(c), c))
            details_found(c, &all.v[i]);
}

const struct rule rule_internal_density = {
    .code = "N158",
    .slug = "internal-density",
    .snippet = "count-chunks",
    .title = "many internal spans of one service",
    .why = "Internal spans are steps inside a program. Beyond a handful in each turn, they hide "
           "the stages of the call.",
    .fix = "Keep spans for steps that take time or can fail; make counters or events of the "
           "others. Functions that are traced automatically need a filter.",
    .severity = SEVERITY_WARNING,
    .params = {{"max_spans", 10, 3, 1e6, "count",
                "internal spans of a service for each turn, the known stages not counted"}},
    .check = internal_density_check,
};

/* ---- N159 short-span-density ---- */

enum { SHORT_MAX, SHORT_SHARE, SHORT_MS, SHORT_MIN };

static bool is_short(const struct check *c, uint32_t p)
{
    return (double)span_length(c, p) < c->param[SHORT_MS] * 1e6 && span_has_length(c, p) &&
           !span_is_marker(c, p);
}

static void short_found(struct check *c, uint32_t n, bool by_share)
{
    uint32_t total = c->end - c->first;
    double each = (double)n / exchanges(c);
    struct finding *f =
        by_share ? check_found_trace(c, n, (double)n / total, SHORT_SHARE,
                                     "%u of %s are shorter than %g ms", n,
                                     fmt_amount(total, "span").text, c->param[SHORT_MS])
                 : check_found_trace(c, n, each, SHORT_MAX, "%s shorter than %g ms, %s %s",
                                     fmt_amount(n, "span").text, c->param[SHORT_MS],
                                     fmt_number(each).text, per_what(c));
    for (uint32_t p = c->first; p < c->end && check_wants_example(c, f); p++)
        if (is_short(c, p))
            check_example(c, f, p);
}

static void short_density_check(struct check *c)
{
    uint32_t n = 0, total = c->end - c->first;
    c->looked += total;
    for (uint32_t p = c->first; p < c->end; p++)
        n += is_short(c, p);
    bool by_share = total >= c->param[SHORT_MIN] && n > c->param[SHORT_SHARE] * total;
    if (n <= c->param[SHORT_MAX] && !by_share)
        return;
    if (!by_share && n <= c->param[SHORT_MAX] * exchanges(c))
        return;
    if (total && !any_chunk_noise(chunks_kept(c), c))
        short_found(c, n, by_share);
}

const struct rule rule_short_span_density = {
    .code = "N159",
    .slug = "short-span-density",
    .snippet = "count-chunks",
    .title = "many spans that take no time",
    .why = "A span shorter than a few milliseconds explains no wait. In numbers they cost as much "
           "as the others, and make those hard to find.",
    .fix = "Drop spans around code that neither waits nor fails, or make events and counters of "
           "them.",
    .severity = SEVERITY_WARNING,
    .params =
        {
            [SHORT_MAX] = {"max_spans", 20, 1, 1e6, "count", "short spans for each turn"},
            [SHORT_SHARE] = {"max_share", 0.5, 0, 1, "share",
                             "short spans may be this share of a trace"},
            [SHORT_MS] = {"max_ms", 5, 0.001, 60000, "ms", "shorter than this is short"},
            [SHORT_MIN] = {"min_spans", 10, 1, 1e6, "count",
                           "the share says nothing about smaller traces"},
        },
    .check = short_density_check,
};

/* ---- N160 trace-too-large ---- */

enum { LARGE_WARN, LARGE_ERROR };

static void large_check(struct check *c)
{
    uint32_t n = c->end - c->first;
    c->looked++;
    if (n < c->param[LARGE_WARN] || c->s->traces.v[c->trace].id_state == TRACE_ID_NONE)
        return;
    bool error = n >= c->param[LARGE_ERROR];
    struct finding *f = check_found_trace(c, 1, n, error ? LARGE_ERROR : LARGE_WARN,
                                          "%s in one trace", fmt_amount(n, "span").text);
    if (error)
        f->severity = SEVERITY_ERROR;
}

const struct rule rule_trace_too_large = {
    .code = "N160",
    .slug = "trace-too-large",
    .snippet = "count-chunks",
    .title = "a trace of a thousand spans or more",
    .why = "Evaluators and viewers stop reading at a thousand spans or so, and what stands behind "
           "is lost without a word. Nobody reads that many lines either.",
    .fix = "One trace is one call: make sure that a long-lived worker does not put all calls into "
           "one. Then look which names make up most of it, and replace them by counters.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .params =
        {
            [LARGE_WARN] = {"max_spans", 1000, 10, 1e9, "count", "from here on it is a warning"},
            [LARGE_ERROR] = {"error_spans", 10000, 10, 1e9, "count", "from here on an error"},
        },
    .check = large_check,
};

/* ---- N161 event-flood ---- */

static void event_flood_check(struct check *c)
{
    c->looked += c->end - c->first;
    for (uint32_t p = c->first; p < c->end; p++) {
        uint32_t n = span_extra(c->s, span_row(c, p))->event_count;
        if (n > c->param[0])
            check_hit(c, p, n);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, 0, "%s with up to %.0f events", fmt_amount(h->count, "span").text,
                    h->measured);
}

const struct rule rule_event_flood = {
    .code = "N161",
    .slug = "event-flood",
    .snippet = "count-chunks",
    .title = "a span with more than a hundred events",
    .why = "SDKs keep 128 events of a span and drop the rest without a word, so the last ones, "
           "which tell how it ended, are missing.",
    .fix = "Count what happens often (audio.chunks_sent, audio.chunks_received) and keep events "
           "for the moments that matter.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .when = FEATURE_EVENTS,
    .params = {{"max_events", 100, 1, 1e6, "count", "events on one span"}},
    .check = event_flood_check,
};
