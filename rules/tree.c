/* 4.D of the catalogue, the part about roots, parents and cycles: S042-S046, S049, S050.
 * rules/tree_kinds.c has the part about what stands below what. */
#include "core/fmt.h"
#include "lint/dialects.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "rules/spans.h"

/* A span that is resent is no second root, no second orphan. */
static bool has_fact(const struct check *c, uint32_t p, uint8_t fact)
{
    return (c->ix->facts[p] & (fact | FACT_DUPLICATE)) == fact;
}

/* The next top of a tree at or behind `p` that has the fact, or c->end. */
static uint32_t top_from(const struct check *c, uint32_t p, uint8_t fact)
{
    while (p < c->end && !has_fact(c, p, fact))
        p += c->ix->size[p];
    return p;
}

static uint32_t top_after(const struct check *c, uint32_t p, uint8_t fact)
{
    return top_from(c, p + c->ix->size[p], fact);
}

static uint32_t roots_count(const struct check *c)
{
    uint32_t n = 0;
    for (uint32_t p = top_from(c, c->first, FACT_ROOT); p < c->end;
         p = top_after(c, p, FACT_ROOT))
        n++;
    return n;
}

static uint32_t useful_count(const struct check *c)
{
    uint32_t n = 0;
    for (uint32_t p = c->first; p < c->end; p++)
        n += class_is_useful(span_class(c, p));
    return n;
}

/* ---- S042 no-conversation-root ---- */

/* Calls of a library are no conversation, and some frameworks have the trace itself for one. */
static bool needs_no_root(const struct check *c)
{
    return c->v->features[c->trace] & FEATURE_NO_CALL || view_no_root(c->v, c->trace).n;
}

static bool is_call_root(const struct check *c, uint32_t p)
{
    uint8_t class = span_class(c, p);
    const struct dialect_span *known = view_dialect_name(c->v, c->s, span_row(c, p)).span;
    return class == CLASS_CONVERSATION || class == CLASS_SESSION || (known && known->root);
}

static void conversation_root_check(struct check *c)
{
    uint32_t first = top_from(c, c->first, FACT_ROOT);
    c->looked++;
    if (only_probes(c) || needs_no_root(c))
        return;
    for (uint32_t p = first; p < c->end; p = top_after(c, p, FACT_ROOT))
        if (is_call_root(c, p))
            return;
    if (first == c->end) {
        check_found_trace(c, 1, 0, NO_PARAM, "no root at all: every span has a parent id");
        return;
    }
    struct finding *f =
        check_found_trace(c, 1, 0, NO_PARAM, "no root named `conversation`; the first root is %s",
                          say_name(span_name_sv(c, first)).text);
    check_example(c, f, first);
}

const struct rule rule_no_conversation_root = {
    .code = "S042",
    .slug = "no-conversation-root",
    .title = "no conversation span around the call",
    .why = "The viewer has no root to hang the call on, and metrics of the whole call (length, "
           "cost, outcome) have no span to live on.",
    .fix = "Start a span named `conversation` when the call begins, make everything else its "
           "descendant, and end it when the call ends.",
    .snippet = "end-conversation",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .structural = true,
    .check = conversation_root_check,
};

/* ---- S043 multiple-roots, S046 no-hierarchy ---- */

static void roots_example(struct check *c, struct finding *f)
{
    uint32_t p = top_from(c, c->first, FACT_ROOT);
    for (; p < c->end && check_wants_example(c, f); p = top_after(c, p, FACT_ROOT))
        check_example(c, f, p);
}

static void multiple_roots_check(struct check *c)
{
    uint32_t n = roots_count(c);
    c->looked += c->end - c->first;
    if (n <= c->param[0] || view_no_root(c->v, c->trace).n)
        return;
    uint32_t first = top_from(c, c->first, FACT_ROOT);
    uint32_t second = top_after(c, first, FACT_ROOT);
    struct finding *f = check_found_trace(c, n, n, 0, "%u roots, the first are %s and %s",
                                          n, say_name(span_name_sv(c, first)).text,
                                          say_name(span_name_sv(c, second)).text);
    roots_example(c, f);
}

const struct rule rule_multiple_roots = {
    .code = "S043",
    .slug = "multiple-roots",
    .title = "more than one span without a parent",
    .why = "The call falls into pieces that stand side by side. Which stage belongs to which turn "
           "can no longer be told.",
    .fix = "Start the spans in the context of the `conversation` span. Where work goes to another "
           "thread or task, hand the context over.",
    .snippet = "call-context",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .structural = true,
    .params = {{"max_roots", 1, 1, 1e6, "count", "roots that are tolerated"}},
    .check = multiple_roots_check,
};

static void no_hierarchy_check(struct check *c)
{
    uint32_t n = c->end - c->first;
    c->looked++;
    if (n < c->param[0] || roots_count(c) < n || view_no_root(c->v, c->trace).n)
        return;
    struct finding *f = check_found_trace(c, 1, n, 0,
                                          "all %u spans are roots, none has a parent", n);
    roots_example(c, f);
}

const struct rule rule_no_hierarchy = {
    .code = "S046",
    .slug = "no-hierarchy",
    .title = "no span has a parent",
    .why = "The trace is a list, not a tree: nothing says which model call or tool belongs to "
           "which turn.",
    .fix = "Propagate the context: start each span inside the one it belongs to, in its own task "
           "or thread too.",
    .snippet = "nest-spans",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .structural = true,
    .params = {{"min_spans", 2, 2, 1e6, "count", "spans from which a tree is expected"}},
    .check = no_hierarchy_check,
};

/* ---- S044 orphan-span ---- */

static void orphan_check(struct check *c)
{
    uint32_t n = c->end - c->first;
    c->looked += n;
    for (uint32_t p = top_from(c, c->first, FACT_ORPHAN); p < c->end;
         p = top_after(c, p, FACT_ORPHAN))
        check_hit(c, p, 0);
    uint32_t all = check_hits(c);
    double share = (double)all / n;
    struct hit *h;
    while ((h = check_next(c))) {
        h->measured = share;
        struct finding *f = check_found(
            c, h, 0,
            "%s whose parent is not in the trace; of its spans %u of %u are orphans, %s",
            fmt_amount(h->count, "span").text, all, n, fmt_share(share).text);
        if (share > c->param[0])
            f->severity = SEVERITY_ERROR;
    }
}

const struct rule rule_orphan_span = {
    .code = "S044",
    .slug = "orphan-span",
    .title = "a parent id that no span of the trace has",
    .why = "The parent was never exported, so the span hangs in the air and the viewer shows it as "
           "a root of its own.",
    .fix = "Usually the parent was not ended, or the process left before it was flushed. End it in "
           "a finally block and call force_flush before exit. Do not sample parents away.",
    .snippet = "call-context",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .structural = true,
    .when = FEATURE_ORPHAN,
    .params = {{"error_share", 0.2, 0, 1, "share", "share of orphans above which it is an error"}},
    .check = orphan_check,
};

/* ---- S045 flat-tree ---- */

static void flat_tree_check(struct check *c)
{
    c->looked++;
    if (c->ix->traces[c->trace].max_depth != 1 || roots_count(c) != 1)
        return;
    uint32_t n = useful_count(c);
    if (n < c->param[0])
        return;
    uint32_t root = top_from(c, c->first, FACT_ROOT);
    struct finding *f =
        check_found_trace(c, 1, n, 0, "%u spans directly below %s, nothing deeper",
                          c->ix->size[root] - 1, say_name(span_name_sv(c, root)).text);
    check_example(c, f, root);
}

const struct rule rule_flat_tree = {
    .code = "S045",
    .slug = "flat-tree",
    .title = "everything directly below the root",
    .why = "Without turns as parents, the stages of all turns stand in one row: the time of a turn "
           "cannot be seen or measured.",
    .fix = "Put stt, llm and tts below their turn, and tools below the llm span that asked for "
           "them.",
    .snippet = "nest-spans",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .structural = true,
    .when = FEATURE_CHILDREN,
    .needs = "needs a span with a parent in its trace",
    .params = {{"min_spans", 10, 2, 1e6, "count", "useful spans from which depth is expected"}},
    .check = flat_tree_check,
};

/* ---- S049 self-or-cycle ---- */

static void cycle_check(struct check *c)
{
    c->looked += c->end - c->first;
    for (uint32_t p = c->first; p < c->end; p++)
        if (has_fact(c, p, FACT_CYCLE))
            check_hit(c, p, 0);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s among its own ancestors",
                    fmt_amount(h->count, "span").text);
}

const struct rule rule_self_or_cycle = {
    .code = "S049",
    .slug = "self-or-cycle",
    .title = "a span that is its own ancestor",
    .why = "The parents run in a circle, so there is no root above them. Viewers drop such spans "
           "or hang.",
    .fix = "Check how ids are assigned: a span got its own id, or that of a descendant, as parent "
           "id.",
    .snippet = "otlp-values",
    .severity = SEVERITY_ERROR,
    .scope = SCOPE_TRACE,
    .structural = true,
    .when = FEATURE_CYCLE,
    .check = cycle_check,
};

/* ---- S050 cross-trace-parent ---- */

/* The parent ids of all orphans, and for each whether a span of another trace has it. */
struct wanted {
    uint64_t *ids;
    uint8_t *state; /* by slot: 0 free, WANTED, FOUND */
    uint64_t mask, seed;
};

enum { WANTED = 1, FOUND };

static uint64_t wanted_slot(const struct wanted *w, uint64_t id)
{
    uint64_t at = hash_u64(id, w->seed) & w->mask;
    while (w->state[at] && w->ids[at] != id)
        at = (at + 1) & w->mask;
    return at;
}

static void wanted_init(struct wanted *w, uint64_t n)
{
    uint64_t slots = 8;
    while (slots < 2 * n)
        slots *= 2;
    *w = (struct wanted){.mask = slots - 1, .seed = hash_seed()};
    w->ids = mem_alloc(arena_size(sizeof(*w->ids), slots));
    w->state = mem_zalloc(slots);
}

static void wanted_release(struct wanted *w)
{
    free(w->ids);
    free(w->state);
}

/* An opaque id is a symbol and would be taken for a number of the same value. */
static bool orphan_wants(const struct check *c, uint32_t p)
{
    return has_fact(c, p, FACT_ORPHAN) &&
           !(c->s->span.flags[span_row(c, p)] & SPAN_PARENT_TEXT);
}

static void wanted_collect(const struct check *c, struct wanted *w)
{
    for (uint32_t p = 0; p < c->ix->n_spans; p += c->ix->size[p]) {
        if (!orphan_wants(c, p))
            continue;
        uint64_t id = c->s->span.parent_id[span_row(c, p)], at = wanted_slot(w, id);
        w->ids[at] = id;
        w->state[at] = WANTED;
    }
}

/* A span with a wanted id is in another trace than the orphan, or it would be no orphan. */
static void wanted_find(const struct check *c, struct wanted *w)
{
    const struct span_columns *col = &c->s->span;
    for (uint32_t row = 0; row < c->s->n_spans; row++) {
        if ((col->flags[row] & (SPAN_HAS_ID | SPAN_ID_TEXT)) != SPAN_HAS_ID)
            continue;
        uint64_t at = wanted_slot(w, col->span_id[row]);
        if (w->state[at])
            w->state[at] = FOUND;
    }
}

static void cross_trace_report(struct check *c, const struct wanted *w)
{
    for (uint32_t p = top_from(c, c->first, FACT_ORPHAN); p < c->end;
         p = top_after(c, p, FACT_ORPHAN)) {
        uint64_t id = c->s->span.parent_id[span_row(c, p)];
        if (orphan_wants(c, p) && w->state[wanted_slot(w, id)] == FOUND)
            check_hit(c, p, 0);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "%s whose parent is in another trace of the input",
                    fmt_amount(h->count, "span").text);
}

static void cross_trace_check(struct check *c)
{
    struct wanted w;
    c->looked += c->s->n_spans;
    wanted_init(&w, c->ix->n_orphans);
    wanted_collect(c, &w);
    wanted_find(c, &w);
    for (uint32_t t = 0; t < c->ix->n_traces; t++)
        if (c->v->features[t] & FEATURE_ORPHAN && c->s->traces.v[t].id_state != TRACE_ID_NONE) {
            check_enter(c, t);
            cross_trace_report(c, &w);
        }
    wanted_release(&w);
}

const struct rule rule_cross_trace_parent = {
    .code = "S050",
    .slug = "cross-trace-parent",
    .title = "a parent that is in another trace",
    .why = "One call is spread over several traces. Each of them shows a part, and none of them "
           "the whole.",
    .fix = "Start the spans in the context of the call's root, so that they get its trace id. To "
           "point to another trace, use a link.",
    .snippet = "propagate-context",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_STORE,
    .structural = true,
    .when = FEATURE_ORPHAN,
    .check = cross_trace_check,
};
