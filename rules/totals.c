/* Numbers that contradict the spans they are about: A094, A095, A096. */
#include "core/fmt.h"
#include "rules/catalog.h"
#include "rules/notes.h"
#include "rules/say.h"
#include "rules/spans.h"

/* What is below one span, of the tools of its trace. */
struct tool_totals {
    uint32_t calls, flagged, failed, unavailable;
};

static bool flag_is_one(const struct check *c, uint32_t p, enum known_key key)
{
    double value = 0;
    return span_number(c, p, key, &value) && value == 1;
}

static bool flag_is_zero(const struct check *c, uint32_t p, enum known_key key)
{
    double value = 0;
    return span_number(c, p, key, &value) && value == 0;
}

/* Alone in its trace, a conversation has all the tools, whatever hangs where. */
static struct tool_totals tools_of(const struct check *c, uint32_t p)
{
    struct positions tools = check_spans(c, CLASS_TOOL);
    bool alone = check_spans(c, CLASS_CONVERSATION).n <= 1;
    struct tool_totals t = {0};
    for (uint32_t i = 0; i < tools.n; i++) {
        uint32_t q = tools.v[i];
        if (!alone && (q < p || q >= p + c->ix->size[p]))
            continue;
        t.calls++;
        t.flagged += flag_is_one(c, q, KEY_tool_error);
        t.failed += span_status_of(c, q) == STATUS_ERROR;
        t.unavailable += flag_is_one(c, q, KEY_tool_dependency_unavailable);
    }
    return t;
}

/* ---- A094 aggregate-mismatch ---- */

enum { LENGTH_SHARE };

/* A number of whole seconds is rounded. */
static bool duration_differs(const struct check *c, uint32_t p, double seconds)
{
    if (!span_has_length(c, p))
        return false;
    double length = ns_to_ms(span_length(c, p)) / 1000;
    double slack = seconds == trunc(seconds) ? 1 : 0.05;
    double apart = seconds < length ? length - seconds : seconds - length;
    return apart > slack && apart > c->param[LENGTH_SHARE] * length;
}

static void total_note(struct check *c, struct notes *notes, uint32_t p, enum known_key key,
                       const char *what)
{
    check_hit_key(c, p, c->v->keys[key], 0);
    notes_add(notes, (struct note){span_name(c, p), c->v->keys[key], what, 0});
}

static void totals_judge(struct check *c, struct notes *notes, uint32_t p)
{
    double calls = 0, failures = 0, seconds = 0;
    bool has_calls = span_number(c, p, KEY_tool_call_count, &calls);
    bool has_failures = span_number(c, p, KEY_tool_failure_count, &failures);
    bool has_seconds = span_number(c, p, KEY_call_duration_seconds, &seconds);
    c->looked += has_calls || has_failures || has_seconds;
    if (has_seconds && duration_differs(c, p, seconds))
        total_note(c, notes, p, KEY_call_duration_seconds, "not the length of the span");
    if (!has_calls && !has_failures)
        return;
    struct tool_totals t = tools_of(c, p);
    if (has_calls && calls != t.calls)
        total_note(c, notes, p, KEY_tool_call_count,
                   calls < t.calls ? "fewer than there are tool spans"
                                   : "more than there are tool spans");
    if (has_failures && failures != t.flagged && failures != t.failed)
        total_note(c, notes, p, KEY_tool_failure_count, "not the number of failed tool spans");
}

static void aggregate_mismatch_check(struct check *c)
{
    struct positions calls = check_spans(c, CLASS_CONVERSATION);
    struct notes notes = {0};
    /* Several conversations in one trace are a fault of their own, and the sums are the least of
     * it; one look at all tools for each of them would be too much. */
    for (uint32_t i = 0; i < calls.n && calls.n <= c->param[1]; i++)
        totals_judge(c, &notes, calls.v[i]);
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "totals on %s that its trace contradicts: %.*s",
                    say_name(store_sv(c->s, h->name)).text,
                    SV_ARG(notes_say(&notes, c->s, h->name)));
    notes_release(&notes);
}

const struct rule rule_aggregate_mismatch = {
    .code = "A094",
    .slug = "aggregate-mismatch",
    .snippet = "totals-at-call-end",
    .title = "totals of the call that its spans contradict",
    .why = "Metrics read the totals on the root, people read the spans. When the two differ, "
           "either calls were lost on the way or the counter is wrong, and nobody knows which.",
    .fix = "Count while the call runs and set the totals when it ends, just before the root is "
           "ended.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_CONVERSATION),
    .needs = "needs a conversation span",
    .params =
        {
            {"length_share", 0.05, 0, 10, "share",
             "how far call.duration_seconds may be from the length"},
            {"max_conversations", 16, 1, 1000, "count",
             "with more of them in one trace nothing is summed up"},
        },
    .check = aggregate_mismatch_check,
};

/* ---- A095 latency-mismatch ---- */

static void latency_mismatch_check(struct check *c)
{
    struct positions tools = check_spans(c, CLASS_TOOL);
    double ms;
    for (uint32_t i = 0; i < tools.n; i++) {
        uint32_t p = tools.v[i];
        if (!span_has_length(c, p) || !span_number(c, p, KEY_tool_latency_ms, &ms) ||
            span_is_marker(c, p))
            continue;
        c->looked++;
        double length = ns_to_ms(span_length(c, p));
        double apart = ms < length ? length - ms : ms - length;
        if (apart > c->param[0] * length && apart > c->param[1])
            check_hit_key(c, p, c->v->keys[KEY_tool_latency_ms], apart);
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, 1, "tool.latency_ms differs from the length of %s of %s, by up to %s",
                    fmt_amount(h->count, "span").text, say_name(store_sv(c->s, h->name)).text,
                    fmt_duration(h->measured * 1e6).text);
}

const struct rule rule_latency_mismatch = {
    .code = "A095",
    .slug = "latency-mismatch",
    .snippet = "tool-call",
    .title = "a tool's latency that is not the length of its span",
    .why = "The metric reads tool.latency_ms and the waterfall shows the span. One of the two does "
           "not measure the tool's handler.",
    .fix = "Open the span, call the handler, end the span, and take tool.latency_ms around the "
           "same call.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_TOOL),
    .needs_key = NEEDS_KEY(tool_latency_ms),
    .needs = "needs a tool span with tool.latency_ms",
    .params =
        {
            {"length_share", 0.2, 0, 100, "share",
             "how far apart the two may be, of the length"},
            {"slack_ms", 50, 0, 60000, "ms", "and in any case"},
        },
    .check = latency_mismatch_check,
};

/* ---- A096 workflow-contradiction ---- */

static const char *workflow_fault(const struct check *c, uint32_t p)
{
    if (flag_is_one(c, p, KEY_workflow_completed))
        return flag_is_one(c, p, KEY_workflow_dependency_blocked)
                   ? "workflow.completed and workflow.dependency_blocked are both 1"
                   : NULL;
    if (!flag_is_zero(c, p, KEY_workflow_completed) ||
        !flag_is_zero(c, p, KEY_workflow_dependency_blocked))
        return NULL;
    return tools_of(c, p).unavailable ? "not completed and not blocked, although a tool says "
                                        "tool.dependency_unavailable = 1"
                                      : NULL;
}

static void workflow_contradiction_check(struct check *c)
{
    struct positions calls = check_spans(c, CLASS_CONVERSATION);
    struct notes notes = {0};
    for (uint32_t i = 0; i < calls.n && calls.n <= c->param[0]; i++) {
        const char *fault = workflow_fault(c, calls.v[i]);
        c->looked++;
        if (!fault)
            continue;
        check_hit(c, calls.v[i], 0);
        notes_add(&notes, (struct note){span_name(c, calls.v[i]), SYM_NONE, fault, 0});
    }
    struct hit *h;
    while ((h = check_next(c)))
        check_found(c, h, NO_PARAM, "flags of %s contradict each other: %.*s",
                    say_name(store_sv(c->s, h->name)).text,
                    SV_ARG(notes_say(&notes, c->s, h->name)));
    notes_release(&notes);
}

const struct rule rule_workflow_contradiction = {
    .code = "A096",
    .slug = "workflow-contradiction",
    .snippet = "totals-at-call-end",
    .title = "flags about the workflow that contradict each other",
    .why = "A workflow is completed or was blocked, not both; and one that failed while a "
           "dependency was away was blocked by it. Otherwise the rates of the two do not add up.",
    .fix = "Decide both flags in one place, when the call ends.",
    .severity = SEVERITY_WARNING,
    .when = FEATURE_OF(CLASS_CONVERSATION),
    .needs_key = NEEDS_KEY(workflow_completed),
    .needs = "needs workflow.completed on a conversation span",
    .params = {{"max_conversations", 16, 1, 1000, "count",
                "with more of them in one trace nothing is judged"}},
    .check = workflow_contradiction_check,
};
