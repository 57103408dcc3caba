/* What stands at the top of a trace and what crosses services: S151, S153, S154; and S155, which
 * compares the traces of an input. */
#include "rules/catalog.h"
#include "rules/census.h"
#include "rules/say.h"
#include "rules/spans.h"

/* ---- S151 no-root ---- */

/* Do all tops of the trace name one missing parent? Then that parent was the root. */
static bool one_parent_missing(const struct check *c)
{
    const struct span_columns *col = &c->s->span;
    uint64_t parent = col->parent_id[span_row(c, c->first)];
    for (uint32_t p = c->first; p < c->end; p += c->ix->size[p])
        if (!(c->ix->facts[p] & FACT_ORPHAN) || col->parent_id[span_row(c, p)] != parent)
            return false;
    return true;
}

/* Orphans of several parents are a matter for S044, which has said all about them. */
static void no_root_check(struct check *c)
{
    const struct trace_range *t = &c->ix->traces[c->trace];
    c->looked++;
    if (t->n_roots)
        return;
    bool one = one_parent_missing(c);
    if (!one && !t->n_cycle && check_params_of(c, &rule_orphan_span))
        return;
    struct finding *f =
        one ? check_found_trace(c, 1, 0, NO_PARAM, "the root itself is missing: %s below one "
                                "parent that is not in the input",
                                fmt_amount(c->end - c->first, "span").text)
            : check_found_trace(c, 1, 0, NO_PARAM, "no root at all: %s, each with a parent id",
                                fmt_amount(c->end - c->first, "span").text);
    for (uint32_t p = c->first; p < c->end; p += c->ix->size[p])
        check_example(c, f, p);
}

const struct rule rule_no_root = {
    .code = "S151",
    .slug = "no-root",
    .snippet = "end-conversation",
    .title = "no span of the trace is a root",
    .why = "The viewer has nothing to start from, and what belongs to the whole call (its length, "
           "its outcome) is nowhere.",
    .fix = "End the conversation span when the call ends, in a finally block, and flush before "
           "the process leaves. If the call was started by another service, export that "
           "service's spans too.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .structural = true,
    .check = no_root_check,
};

/* ---- S153 root-is-client ---- */

static void root_client_check(struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p += c->ix->size[p]) {
        if (!(c->ix->facts[p] & FACT_ROOT))
            continue;
        c->looked++;
        if (c->s->span.kind[span_row(c, p)] == KIND_CLIENT)
            check_hit(c, p, 0);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s of kind CLIENT without a parent",
                    fmt_amount(h->count, "span").text);
}

const struct rule rule_root_is_client = {
    .code = "S153",
    .slug = "root-is-client",
    .snippet = "nest-spans",
    .title = "a root span of kind CLIENT",
    .why = "A client span is a request that some work made. As a root it says that the work "
           "itself was never traced, or that the request lost its context.",
    .fix = "Start the conversation span (INTERNAL, or SERVER for an incoming call) first, and "
           "make requests inside it. Hand the context over to threads and tasks.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .structural = true,
    .check = root_client_check,
};

/* ---- S154 client-server-pair ---- */

static bool is_remote(const struct check *c, uint32_t row, uint32_t parent)
{
    const struct span_columns *col = &c->s->span;
    if (col->flags[row] & SPAN_IS_REMOTE)
        return true;
    if (col->scope[row] == col->scope[parent])
        return false;
    sym mine = row_service(c, row), theirs = row_service(c, parent);
    return mine != theirs && mine != SYM_EMPTY && theirs != SYM_EMPTY;
}

/* Kinds that nobody set say nothing. */
static bool kind_known(uint8_t kind)
{
    return kind != KIND_UNSPECIFIED && kind != KIND_OTHER;
}

static bool pair_is_wrong(const struct check *c, uint32_t row, uint32_t parent)
{
    uint8_t kind = c->s->span.kind[row], above = c->s->span.kind[parent];
    if (!kind_known(kind) || !kind_known(above))
        return false;
    if (kind == KIND_SERVER)
        return above != KIND_CLIENT && above != KIND_PRODUCER;
    return above == KIND_CLIENT && is_remote(c, row, parent);
}

static void pair_say(struct check *c, const struct hit *h)
{
    bool server = c->s->span.kind[h->rows[0]] == KIND_SERVER;
    check_found(c, h, NO_PARAM, "%s %s", census_where(h).text,
                server ? "of kind SERVER below a parent that is no CLIENT"
                       : "of another service below a CLIENT, but not of kind SERVER");
}

static void pair_check(struct check *c)
{
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        if (!(c->v->features[t] & (FEATURE_SERVER | FEATURE_REMOTE)))
            continue;
        check_enter(c, t);
        for (uint32_t p = c->first; p < c->end; p++) {
            uint32_t parent = c->ix->parent[p];
            if (parent == NO_ROW)
                continue;
            c->looked++;
            if (pair_is_wrong(c, span_row(c, p), span_row(c, parent)))
                census_hit(c, span_name(c, p), p);
        }
    }
    check_enter(c, NO_ROW);
    census_report(c, (unsigned)c->param[0], "span name", pair_say);
}

const struct rule rule_client_server_pair = {
    .code = "S154",
    .slug = "client-server-pair",
    .snippet = "propagate-context",
    .title = "the two sides of a request do not match",
    .why = "A request has a CLIENT span on the side that asks and a SERVER span on the side that "
           "answers. Maps of services and network times are worked out from such pairs.",
    .fix = "Start the span of the request with kind CLIENT, inject its context into the request, "
           "and let the other service start a span of kind SERVER from it.",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_STORE,
    .when = FEATURE_SERVER | FEATURE_REMOTE,
    .params = {{"max_findings", 10, 1, 1000, "count", "span names told one by one"}},
    .check = pair_check,
};

/* ---- S155 truncated-capture ---- */

enum { CAPTURE_LOW, CAPTURE_HIGH, CAPTURE_TRACES };

struct capture {
    sym service; /* of its first span */
    uint32_t spans;
};

static int capture_order(const void *va, const void *vb)
{
    const struct capture *a = va, *b = vb;
    if (a->service != b->service)
        return a->service < b->service ? -1 : 1;
    return (a->spans > b->spans) - (a->spans < b->spans);
}

/* Each trace with an id; probes are small and whole. */
static uint32_t captures_read(struct check *c, struct capture *list)
{
    uint32_t n = 0;
    for (uint32_t t = 0; t < c->ix->n_traces; t++) {
        check_enter(c, t);
        bool probe = c->v->features[t] & FEATURE_OF(CLASS_PROBE) && only_probes(c);
        if (c->s->traces.v[t].id_state != TRACE_ID_NONE && c->end > c->first && !probe)
            list[n++] = (struct capture){row_service(c, span_row(c, c->first)),
                                         c->end - c->first};
    }
    check_enter(c, NO_ROW);
    qsort(list, n, sizeof(*list), capture_order);
    return n;
}

/* The `n` traces of one service, the smallest first. */
static void captures_judge(struct check *c, const struct capture *list, uint32_t n)
{
    uint32_t low = list[(n - 1) / 10].spans, high = list[(n - 1) - (n - 1) / 10].spans, few = 0;
    if (low > c->param[CAPTURE_LOW] || high < c->param[CAPTURE_HIGH])
        return;
    while (few < n && list[few].spans <= c->param[CAPTURE_LOW])
        few++;
    check_found_trace(c, few, low, CAPTURE_LOW,
                      "%u of %s of %s have %g spans or fewer, while others have %u and more", few,
                      fmt_amount(n, "trace").text, say_name(store_sv(c->s, list->service)).text,
                      c->param[CAPTURE_LOW], high);
}

static void capture_check(struct check *c)
{
    struct capture *list = mem_alloc(arena_size(sizeof(*list), c->ix->n_traces));
    uint32_t n = captures_read(c, list), most = 0;
    for (uint32_t first = 0, end; first < n; first = end) {
        for (end = first; end < n && list[end].service == list[first].service;)
            end++;
        most = end - first > most ? end - first : most;
        if (end - first < c->param[CAPTURE_TRACES])
            continue;
        c->looked += end - first;
        captures_judge(c, list + first, end - first);
    }
    if (most < c->param[CAPTURE_TRACES])
        check_skip(c, "needs at least %g traces of a service, has %u", c->param[CAPTURE_TRACES],
                   most);
    free(list);
}

const struct rule rule_truncated_capture = {
    .code = "S155",
    .slug = "truncated-capture",
    .snippet = "end-conversation",
    .title = "many traces have only a span or two, others have many",
    .why = "Where one agent gives whole calls and fragments, the fragments are calls of which the "
           "rest was lost: sampled away, cut off by a limit, or never flushed.",
    .fix = "Look for sampling that decides span by span, for a limit in the export or the query, "
           "and for processes that leave before they flush.",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .params =
        {
            [CAPTURE_LOW] = {"low_spans", 2, 1, 1e6, "count",
                             "a tenth of the traces has at most so many spans"},
            [CAPTURE_HIGH] = {"high_spans", 8, 2, 1e6, "count",
                              "a tenth of the traces has at least so many"},
            [CAPTURE_TRACES] = {"min_traces", 20, 2, 1e6, "count",
                                "fewer traces say nothing"},
        },
    .check = capture_check,
};
