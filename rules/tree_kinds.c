/* 4.D of the catalogue, the part about what stands below what and what is missing: S047, S048,
 * S051-S054. */
#include "core/fmt.h"
#include "lint/dialects.h"
#include "rules/catalog.h"
#include "rules/say.h"
#include "rules/spans.h"

static const uint64_t stages = FEATURE_OF(CLASS_STT) | FEATURE_OF(CLASS_LLM) |
                               FEATURE_OF(CLASS_TTS) | FEATURE_OF(CLASS_TOOL);

static uint8_t parent_class(const struct check *c, uint32_t p)
{
    return span_class(c, c->ix->parent[p]);
}

/* Findings by name of the child. The name of the parent travels in the hit's key; SYM_NONE stands
 * for none. */
static void pairs_report(struct check *c, const char *what)
{
    struct hit *h;
    while ((h = check_next(c))) {
        struct said parent = {"nothing: it is a root"};
        if (h->key != SYM_NONE)
            parent = say_name(store_sv(c->s, h->key));
        struct finding *f = check_found(c, h, NO_PARAM, "%s %s %s%s",
                                        fmt_amount(h->count, "span").text, what, parent.text,
                                        h->more_keys ? " and others" : "");
        f->key = SYM_NONE;
    }
}

/* ---- S047 misleading-parent ---- */

static bool is_point(const struct check *c, uint32_t p)
{
    return (double)span_length(c, p) < c->param[0] * 1e3 && span_has_length(c, p);
}

static bool classes_mislead(uint8_t class, uint8_t parent)
{
    switch (class) {
    case CLASS_TOOL:
        return parent == CLASS_STT || parent == CLASS_TTS;
    case CLASS_STT_PROVIDER:
        return parent != CLASS_STT;
    case CLASS_STT:
        return parent == CLASS_LLM;
    default:
        return false;
    }
}

/* What the framework makes is known; its own rules come first. */
static enum dialect_parent dialect_says(const struct check *c, uint32_t p)
{
    return c->v->features[c->trace] & FEATURE_DIALECT
               ? view_parent(c->v, c->s, span_row(c, p), span_row(c, c->ix->parent[p]))
               : PARENT_UNKNOWN;
}

static bool parent_misleads(const struct check *c, uint32_t p)
{
    uint32_t parent = c->ix->parent[p];
    enum dialect_parent by_dialect = dialect_says(c, p);
    if (by_dialect != PARENT_UNKNOWN)
        return by_dialect == PARENT_WRONG;
    return classes_mislead(span_class(c, p), parent_class(c, p)) ||
           (UNLIKELY(is_point(c, parent)) && span_has_length(c, p) && !is_point(c, p));
}

static bool any_class_misleads(const struct check *c, enum span_class class)
{
    struct positions spans = check_spans(c, class);
    for (uint32_t i = 0; i < spans.n; i++) {
        uint32_t parent = c->ix->parent[spans.v[i]];
        if (parent == NO_ROW ? class == CLASS_STT_PROVIDER
                             : classes_mislead((uint8_t)class, span_class(c, parent)))
            return true;
    }
    return false;
}

/* Few spans are of the classes in question, and few parents are points; a dialect may object to
 * any. */
static bool may_mislead(const struct check *c)
{
    if (c->v->features[c->trace] & FEATURE_DIALECT || any_class_misleads(c, CLASS_TOOL) ||
        any_class_misleads(c, CLASS_STT_PROVIDER) || any_class_misleads(c, CLASS_STT))
        return true;
    for (uint32_t p = c->first; p < c->end; p++)
        if (c->ix->size[p] > 1 && is_point(c, p))
            return true;
    return false;
}

static void misleading_check(struct check *c)
{
    c->looked += c->end - c->first;
    for (uint32_t p = may_mislead(c) ? c->first : c->end; p < c->end; p++) {
        if (c->ix->parent[p] != NO_ROW && parent_misleads(c, p))
            check_hit_key(c, p, span_name(c, c->ix->parent[p]), 0);
        else if (c->ix->facts[p] & FACT_ROOT && span_class(c, p) == CLASS_STT_PROVIDER)
            check_hit_key(c, p, SYM_NONE, 0);
    }
    pairs_report(c, "below the wrong parent:");
}

const struct rule rule_misleading_parent = {
    .code = "S047",
    .slug = "misleading-parent",
    .title = "a span below a parent it cannot belong to",
    .why = "The tree says that one step caused another, and it did not: a tool does not run inside "
           "speech recognition, and nothing runs inside a moment.",
    .fix = "Put provider attempts below their stt, tools below the llm span that asked for them, "
           "and stt, llm and tts below the turn. A point in time cannot be a parent.",
    .snippet = "nest-spans",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .structural = true,
    .params = {{"point_us", 1, 0, 1e6, "us", "a parent shorter than this is a point in time"}},
    .check = misleading_check,
};

/* ---- S048 tool-not-under-llm ---- */

static bool may_have_tools(uint8_t class)
{
    return class == CLASS_LLM || class == CLASS_TURN || class == CLASS_CONVERSATION ||
           class == CLASS_SESSION;
}

/* Frameworks wrap a round of the model and the tools it asked for in spans of their own, a whole
 * run in one more: what stands above these counts, and at the top the run itself. */
static bool is_in_run(const struct check *c, uint32_t p)
{
    enum { WRAPPERS_DEEPEST = 16 };
    if (!(c->v->features[c->trace] & FEATURE_DIALECT))
        return false;
    uint32_t above = c->ix->parent[p];
    for (int n = 0; n < WRAPPERS_DEEPEST && span_class(c, above) == CLASS_PIPELINE; n++) {
        if (c->ix->facts[above] & FACT_ROOT)
            return true;
        above = c->ix->parent[above];
        if (above == NO_ROW)
            return false;
    }
    return may_have_tools(span_class(c, above));
}

static void tool_parent_check(struct check *c)
{
    for (uint32_t p = c->first; p < c->end; p++) {
        if (span_class(c, p) != CLASS_TOOL || c->ix->parent[p] == NO_ROW)
            continue;
        c->looked++;
        if (!may_have_tools(parent_class(c, p)) && dialect_says(c, p) != PARENT_RIGHT &&
            !parent_misleads(c, p) && !is_in_run(c, p))
            check_hit_key(c, p, span_name(c, c->ix->parent[p]), 0);
    }
    pairs_report(c, "below");
}

const struct rule rule_tool_not_under_llm = {
    .code = "S048",
    .slug = "tool-not-under-llm",
    .title = "a tool call that is not below an llm, a turn or the conversation",
    .why = "Which answer of the model asked for the tool, and in which turn, cannot be read from "
           "the tree.",
    .fix = "Start the tool span in the context of the llm span that asked for it, or at least of "
           "its turn.",
    .snippet = "nest-spans",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_TRACE,
    .structural = true,
    .when = FEATURE_OF(CLASS_TOOL),
    .needs = "needs a tool span",
    .params = {{"point_us", 1, 0, 1e6, "us", "a parent shorter than this is left to S047"}},
    .check = tool_parent_check,
};

/* ---- S051 only-root ---- */

/* Calls of a library that also serves programs without any conversation. */
static bool is_no_call(const struct check *c)
{
    return c->v->features[c->trace] & FEATURE_NO_CALL;
}

static void only_root_check(struct check *c)
{
    const uint64_t wrappers = FEATURE_OF(CLASS_CONVERSATION) | FEATURE_OF(CLASS_PIPELINE) |
                              FEATURE_OF(CLASS_TRANSPORT) | FEATURE_OF(CLASS_SESSION);
    uint64_t classes = c->v->features[c->trace] & (FEATURE_OF(CLASSES) - 1);
    uint32_t n = c->end - c->first;
    c->looked++;
    if (only_probes(c) || (n > 1 && classes & ~wrappers) || is_no_call(c))
        return;
    struct finding *f =
        n == 1 ? check_found_trace(c, 1, 0, NO_PARAM, "a single span, %s",
                                   say_name(span_name_sv(c, c->first)).text)
               : check_found_trace(c, 1, 0, NO_PARAM, "%s, and all of them only wrap others",
                                   fmt_amount(n, "span").text);
    check_example(c, f, c->first);
}

const struct rule rule_only_root = {
    .code = "S051",
    .slug = "only-root",
    .title = "a call of which only the frame is there",
    .why = "There is a root and nothing that happened in it, so the viewer looks empty and no "
           "metric has anything to work on.",
    .fix = "Instrument the stages of the call: stt, llm, tts and llm_tool_call. If they are "
           "instrumented, look whether they are exported by the same provider.",
    .snippet = "nest-spans",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .structural = true,
    .check = only_root_check,
};

/* ---- S052 only-provider-spans ---- */

static bool is_plumbing(const struct check *c, uint32_t p)
{
    uint8_t class = span_class(c, p);
    if (class == CLASS_STT_PROVIDER)
        return true;
    return class == CLASS_OTHER && (span_attr(c, p, KEY_http_method) ||
                                    span_attr(c, p, KEY_http_request_method));
}

static void only_provider_check(struct check *c)
{
    uint32_t n = 0, example = NO_ROW;
    c->looked++;
    if (c->v->features[c->trace] & stages || c->end - c->first == 1)
        return;
    for (uint32_t p = c->first; p < c->end; p++) {
        if (is_plumbing(c, p)) {
            n++;
            example = example == NO_ROW ? p : example;
        } else if (!(c->ix->facts[p] & FACT_ROOT)) {
            return;
        }
    }
    if (n == 0)
        return;
    struct finding *f = check_found_trace(
        c, 1, 0, NO_PARAM, "%s of providers and HTTP clients, and nothing else below the root",
        fmt_amount(n, "span").text);
    check_example(c, f, example);
    for (uint32_t p = example; c->log && p < c->end; p++)
        if (is_plumbing(c, p))
            check_also(c, p);
}

const struct rule rule_only_provider_spans = {
    .code = "S052",
    .slug = "only-provider-spans",
    .title = "only spans of providers and HTTP libraries",
    .why = "Automatic instrumentation shows requests, not what they were for. No stage of the call "
           "can be seen or measured.",
    .fix = "Add a span around each stage (stt, llm, tts, llm_tool_call); the requests then become "
           "their children.",
    .snippet = "nest-spans",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .structural = true,
    .check = only_provider_check,
};

/* ---- S053 no-pipeline-span ---- */

/* Markers stand for stages whose length is not known. */
static void no_pipeline_check(struct check *c)
{
    c->looked++;
    if (c->v->features[c->trace] & (stages | FEATURE_OF(CLASS_MARKER)) || only_probes(c) ||
        is_no_call(c))
        return;
    check_found_trace(c, 1, 0, NO_PARAM, "no stt, llm, tts or llm_tool_call among %s",
                      fmt_amount(c->end - c->first, "span").text);
}

const struct rule rule_no_pipeline_span = {
    .code = "S053",
    .slug = "no-pipeline-span",
    .title = "no span of speech recognition, model, speech or tools",
    .why = "Built-in metrics and the viewer's colours go by these names. Without any of them the "
           "trace is stored, and nothing can be made of it.",
    .fix = "Add at least one of stt, llm, tts and llm_tool_call, as the call really runs. Spans "
           "that are there under other names: rename them.",
    .snippet = "nest-spans",
    .severity = SEVERITY_WARNING,
    .scope = SCOPE_TRACE,
    .structural = true,
    .check = no_pipeline_check,
};

/* ---- S054 wrapper-depth ---- */

/* Does a chain of exactly `n` wrappers end at `p`? Looks no further up than that. */
static bool chain_reaches(const struct check *c, uint32_t p, uint32_t n)
{
    for (; n > 0; n--, p = c->ix->parent[p])
        if (p == NO_ROW || !class_is_wrapper(span_class(c, p)))
            return false;
    return p == NO_ROW || !class_is_wrapper(span_class(c, p));
}

/* Nobody but the framework can leave it out. */
static bool is_frameworks_own(const struct check *c, uint32_t p)
{
    return c->v->features[c->trace] & FEATURE_DIALECT &&
           view_dialect_name(c->v, c->s, span_row(c, p)).span;
}

static void wrapper_depth_check(struct check *c)
{
    uint32_t n = (uint32_t)c->param[0];
    c->looked += c->end - c->first;
    for (uint32_t p = c->first; p < c->end; p++)
        if (chain_reaches(c, p, n) && !is_frameworks_own(c, p))
            check_hit(c, p, n);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, 0, "%u or more wrappers directly inside one another", n);
}

const struct rule rule_wrapper_depth = {
    .code = "S054",
    .slug = "wrapper-depth",
    .title = "wrappers inside wrappers inside wrappers",
    .why = "Each of them is one more line to open in the viewer, and none of them says anything "
           "new.",
    .fix = "Keep one wrapper (conversation) and drop those that have the same length and no "
           "attributes of their own.",
    .snippet = "nest-spans",
    .severity = SEVERITY_INFO,
    .scope = SCOPE_TRACE,
    .structural = true,
    .when = FEATURE_OF(CLASS_CONVERSATION) | FEATURE_OF(CLASS_PIPELINE) |
            FEATURE_OF(CLASS_TRANSPORT) | FEATURE_OF(CLASS_SESSION),
    .needs = "needs a wrapper span",
    .params = {{"min_chain", 3, 2, 100, "count", "wrappers in a row"}},
    .check = wrapper_depth_check,
};
