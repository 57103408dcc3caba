"""The questions that customers ask (5.11), each with its metric and what it lacks."""
from floor import tell
from world import check, each, full, numbers, plan, simple, test, without

# question: name, span, attribute, aggregation, unit
RECIPES = {
    "Is the workflow blocked by a dependency?": (
        "Dependency Blocked Rate", "conversation", "workflow.dependency_blocked", "average",
        "ratio"),
    "Which tools fail or return junk?": (
        "Tool Failure Rate", "llm_tool_call", "tool.error", "average", "ratio"),
    "Are tool workflows too complex?": (
        "Tool Calls Per Conversation", "conversation", "tool.call.count", "average", "count"),
    "Which dependency is slow?": (
        "Tool Latency P90", "llm_tool_call", "tool.latency_ms", "p90", "ms"),
    "Does the outcome happen?": (
        "Workflow Completion Rate", "conversation", "workflow.completed", "average", "ratio"),
    "How often is backup behaviour needed?": (
        "Fallback Used Rate", "conversation", "workflow.fallback_used", "average", "ratio"),
    "What are finished orders worth?": (
        "Cart Total Avg", "conversation", "cart.total_amount", "average", None),
    "Is the known critical dependency failing?": (
        "Roadside Dispatch P90", "conversation", "roadside.dispatch.latency_ms", "p90", "ms"),
    "Are replies cut off?": (
        "Truncated Response Share", "llm", "llm.truncated", "average", "ratio"),
    "Is the caller kept waiting?": ("P95 LLM TTFB", "llm", "metrics.ttfb", "p95", "s"),
}


def calls_of_all():
    return tell(tell(full(), "roadside.dispatch.latency_ms"), "cart.total_amount")


def recipe(question):
    name, span_name, key, how, unit = RECIPES[question]
    p = plan(calls_of_all())
    item = p.items("recipes")[question]
    check(item == {"item": question, "status": "proposed", "reason": name}, item)
    m = p.by_name(name)
    d = m["definition"]
    check((d["span_name"], d["metric_attribute"], d["aggregation_method"], d.get("unit")) ==
          (span_name, key, how, unit), d)
    lacking = plan(without(calls_of_all(), span_name, key)).items("recipes")[question]
    check(lacking["status"] == "missing", lacking)
    if question != "Is the known critical dependency failing?":
        check(f"`{key}`" in lacking["reason"] and f"`{span_name}`" in lacking["reason"], lacking)


@test
def there_are_these_and_no_others():
    items = plan(calls_of_all()).items("recipes")
    check(sorted(items) == sorted(RECIPES), sorted(set(items) ^ set(RECIPES)))


@test
def is_the_workflow_blocked():
    recipe("Is the workflow blocked by a dependency?")


@test
def which_tools_fail():
    recipe("Which tools fail or return junk?")


@test
def are_tool_workflows_too_complex():
    recipe("Are tool workflows too complex?")


@test
def which_dependency_is_slow():
    recipe("Which dependency is slow?")


@test
def does_the_outcome_happen():
    recipe("Does the outcome happen?")


@test
def how_often_is_backup_needed():
    recipe("How often is backup behaviour needed?")


@test
def what_are_orders_worth():
    recipe("What are finished orders worth?")


@test
def orders_of_a_checkout():
    p = plan(simple("checkout", "order.total_amount", numbers(), 1))
    check(p.items("recipes")["What are finished orders worth?"]["status"] == "proposed", p.data)
    check(p.one("checkout", "order.total_amount")["definition"].get("unit") is None, "a unit")


@test
def is_the_known_dependency_failing():
    recipe("Is the known critical dependency failing?")
    lacking = plan(full()).items("recipes")["Is the known critical dependency failing?"]
    check("`<domain>.<dependency>.latency_ms`" in lacking["reason"], lacking)
    check("`conversation`" in lacking["reason"], lacking)


@test
def any_dependency_on_the_root_is_known():
    calls = full()
    for s, v in zip(each(calls, "conversation"), numbers(24)):
        s["attrs"]["parcel.tracking.latency_ms"] = v
    p = plan(calls)
    m = p.one("conversation", "parcel.tracking.latency_ms")
    item = p.items("recipes")["Is the known critical dependency failing?"]
    check(m["verdict"] == "propose" and m["definition"]["aggregation_method"] == "p90", m)
    check(item["status"] == "proposed" and item["reason"] == m["definition"]["metric_name"], item)


@test
def are_replies_cut_off():
    recipe("Are replies cut off?")


@test
def is_the_caller_kept_waiting():
    recipe("Is the caller kept waiting?")
