"""The first-pass floor (5.10), the baseline sets (5.9), the verticals (3.7), and what each lacks."""
from world import check, drop, each, full, numbers, plan, refused, spans, test, without

FLOOR = ["Dependency Blocked Rate", "Fallback Used Rate", "Tool Calls Per Conversation",
         "Tool Failure Rate", "Tool Latency P90", "Vertical Failure Mode",
         "Workflow Completion Rate"]

# name: span, attribute, aggregation, unit
VOICE = {
    "P95 LLM TTFB": ("llm", "metrics.ttfb", "p95", "s"),
    "P95 TTS TTFB": ("tts", "metrics.ttfb", "p95", "s"),
    "P95 STT TTFB": ("stt", "metrics.ttfb", "p95", "s"),
    "Total Output Tokens": ("llm", "gen_ai.usage.output_tokens", "sum", "tokens"),
    "STT Provider Error Rate": ("stt.provider.deepgram", None, "error_rate", "percent"),
    "Tool Failure Rate": ("llm_tool_call", "tool.error", "average", "ratio"),
    "Tool Latency P90": ("llm_tool_call", "tool.latency_ms", "p90", "ms"),
    "Dependency Blocked Rate": ("conversation", "workflow.dependency_blocked", "average", "ratio"),
    "Workflow Completion Rate": ("conversation", "workflow.completed", "average", "ratio"),
    "Fallback Used Rate": ("conversation", "workflow.fallback_used", "average", "ratio"),
}
REALTIME = {
    "Realtime Response TTFB": ("llm", "metrics.ttfb", "p95", "s"),
    "Stream Error Rate": ("transport", None, "error_rate", "percent"),
    "Total Tokens": ("llm", "gen_ai.usage.total_tokens", "sum", "tokens"),
    "Tool Count": ("llm_tool_call", None, "count", "count"),
}
MONITORING = {
    "Tool Or API Error Rate": ("llm_tool_call", None, "error_rate", "percent"),
    "P99 Model Latency": ("llm", "metrics.ttfb", "p99", "s"),
    "Critical Event Count": ("business.escalation", None, "count", "count"),
    "Fallback Rate": ("stt.provider.deepgram", None, "error_rate", "percent"),
}
VAPI = {
    "Tool Failure Rate": VOICE["Tool Failure Rate"],
    "Tool Latency P90": VOICE["Tool Latency P90"],
    "Workflow Blocked Rate": VOICE["Dependency Blocked Rate"],
    "Workflow Completion Rate": VOICE["Workflow Completion Rate"],
    "Fallback Used Rate": VOICE["Fallback Used Rate"],
    "Tool Calls Per Conversation": ("conversation", "tool.call.count", "average", "count"),
}

# vertical: its signals, in the words of 3.7
VERTICALS = {
    "Customer support": {
        "escalation.count": ("average", "count"), "crm.lookup.latency_ms": ("p90", "ms"),
        "retrieval_latency_ms": ("p90", "ms"), "intent.unresolved": ("average", "ratio"),
        "handoff.required": ("average", "ratio")},
    "Scheduling, booking": {
        "availability.lookup.latency_ms": ("p90", "ms"),
        "booking.confirmed.count": ("average", "count"), "reschedule.error": ("average", "ratio"),
        "handoff_count": ("average", "count"), "reservation.date.changed": ("average", "ratio")},
    "Healthcare intake": {
        "identity.verification.completed": ("average", "ratio"),
        "appointment.lookup_latency_ms": ("p90", "ms"),
        "lab_result.tool.error": ("average", "ratio"), "policy.blocked": ("average", "ratio")},
    "Restaurant orders": {
        "menu.lookup.latency_ms": ("p90", "ms"), "cart.update.count": ("average", "count"),
        "cart.total_amount": ("average", None), "order.submit.error": ("average", "ratio"),
        "substitution.count": ("average", "count")},
    "Debt collection, finance": {
        "compliance.blocked": ("average", "ratio"),
        "identity.verification.count": ("average", "count"),
        "payment_plan.blocked": ("average", "ratio"),
        "payment_plan.tool.latency_ms": ("p90", "ms"),
        "dispute.escalation.count": ("average", "count")},
    "Sales": {
        "crm.enrichment.latency_ms": ("p90", "ms"),
        "qualification.step.count": ("average", "count"), "quote.tool.error": ("average", "ratio"),
        "handoff.human.count": ("average", "count")},
    "Insurance": {
        "roadside.dispatch.latency_ms": ("p90", "ms"), "roadside.dispatch.slow": ("average", "ratio"),
        "fnol.fields_captured.count": ("average", "count"),
        "fraud.pattern_detected": ("average", "ratio"),
        "roadside.dependency_blocked": ("average", "ratio"),
        "callback.offered": ("average", "ratio")},
}


def tell(calls, key):
    """Puts a signal of this key on every root, with values that its kind has."""
    latency = numbers(len(calls), 100.0, 2000.0)
    for i, s in enumerate(each(calls, "conversation")):
        if key.endswith("latency_ms"):
            s["attrs"][key] = latency[i]
        elif key.endswith("count"):
            s["attrs"][key] = i % 4
        elif key.endswith("amount"):
            s["attrs"][key] = latency[i] / 10
        else:
            s["attrs"][key] = int(i % 3 == 0)
    return calls


def with_events(calls):
    for call in calls:
        call.append(spans.span("business.escalation", {}, ms=20))
    return calls


def measures(p, item, name, expected):
    """The item is proposed, and the metric behind it measures what is expected."""
    check(item["status"] == "proposed", name, item)
    m = p.by_name(item["reason"])
    d = m["definition"]
    got = (d["span_name"], d.get("metric_attribute"), d["aggregation_method"], d.get("unit"))
    check(got == expected, name, got, expected)
    check(m["verdict"] == "propose", m)


def missing(p, *which):
    return sorted({i["item"] for w in which for i in p.data[w] if i["status"] != "proposed"})


# ---- the floor ----

@test
def the_whole_floor_is_proposed():
    for profile in "full", "legacy":
        p = plan(tell(full(), "roadside.dispatch.latency_ms"), "--profile", profile)
        check(sorted(p.items("floor")) == FLOOR, sorted(p.items("floor")))
        check(not missing(p, "floor"), missing(p, "floor"), profile)


@test
def few_come_first():
    p = plan(tell(full(), "roadside.dispatch.latency_ms"))
    high = [m["definition"]["metric_name"] for m in p.metrics if m["high_signal"]]
    check(3 <= len(high) <= 6, high)
    check(high == p.proposed()[:len(high)], high, p.proposed())
    check({"Workflow Completion Rate", "Dependency Blocked Rate", "Tool Failure Rate",
           "Roadside Dispatch P90"} <= set(high), high)


GAPS = [
    ("conversation", "workflow.completed", "floor", "Workflow Completion Rate"),
    ("conversation", "workflow.dependency_blocked", "floor", "Dependency Blocked Rate"),
    ("conversation", "workflow.fallback_used", "floor", "Fallback Used Rate"),
    ("conversation", "tool.call.count", "floor", "Tool Calls Per Conversation"),
    ("llm_tool_call", "tool.error", "floor", "Tool Failure Rate"),
    ("llm_tool_call", "tool.latency_ms", "floor", "Tool Latency P90"),
    ("llm", "metrics.ttfb", "baseline", "P95 LLM TTFB"),
    ("tts", "metrics.ttfb", "baseline", "P95 TTS TTFB"),
    ("stt", "metrics.ttfb", "baseline", "P95 STT TTFB"),
    ("llm", "gen_ai.usage.output_tokens", "baseline", "Total Output Tokens"),
    ("llm", "llm.truncated", "recipes", "Are replies cut off?"),
    ("conversation", "cart.total_amount", "recipes", "What are finished orders worth?"),
]


@test
def a_gap_names_its_attribute_and_span():
    for span_name, key, which, name in GAPS:
        calls = tell(tell(full(), "roadside.dispatch.latency_ms"), "cart.total_amount")
        before = missing(plan(calls), which)
        p = plan(without(calls, span_name, key))
        check(missing(p, which) == sorted({name, *before}), key, missing(p, which), before)
        item = p.items(which)[name]
        check(item["status"] == "missing", item)
        check(f"no attribute `{key}` on `{span_name}`" in item["reason"], item)
        check(not p.of(span_name, key), "drafted though absent", key)


@test
def a_gap_names_the_span_that_is_not_there():
    for span_name, shown, which, name, key in [
            ("llm_tool_call", "llm_tool_call", "floor", "Tool Latency P90", "`tool.latency_ms`"),
            ("llm_tool_call", "llm_tool_call", "floor", "Tool Failure Rate", "`tool.error`"),
            ("llm", "llm", "baseline", "P95 LLM TTFB", "`metrics.ttfb`"),
            ("tts", "tts", "baseline", "P95 TTS TTFB", "`metrics.ttfb`"),
            ("stt", "stt", "baseline", "P95 STT TTFB", "`metrics.ttfb`"),
            ("stt.provider.deepgram", "stt.provider.<name>", "baseline", "STT Provider Error Rate",
             "status ERROR")]:
        item = plan(drop(full(), span_name), "--agent", "voice").items(which)[name]
        check(item["status"] == "missing", item)
        check(f"no span `{shown}`" in item["reason"] and key in item["reason"], item)


@test
def a_gap_of_the_emitted_name():
    calls = without(full(), "llm_tool_call", "tool.latency_ms")
    for s in each(calls, "llm_tool_call"):
        s["name"] = "tool_call"
    item = plan(calls).items("floor")["Tool Latency P90"]
    check("no attribute `tool.latency_ms` on `tool_call`" in item["reason"], item)


@test
def fallback_is_asked_for_where_some_is_seen():
    calls = without(full(), "conversation", "workflow.fallback_used")
    seen = plan(calls).items("floor")["Fallback Used Rate"]
    check("is visible" not in seen["reason"], "the calls have handoffs and retries", seen)
    calls = without(without(calls, "conversation", "handoff.required"), "llm_tool_call",
                    "retry_count")
    item = plan(calls).items("floor")["Fallback Used Rate"]
    check(item["reason"].startswith("no fallback, retry or escalation is visible"), item)


# ---- agents ----

@test
def voice_agents_have_their_set():
    p = plan(full())
    check(p.data["agents"] == ["voice"], p.data["agents"])
    items = p.items("baseline")
    check(sorted(items) == sorted(VOICE), sorted(items))
    for name, expected in VOICE.items():
        measures(p, items[name], name, expected)


@test
def realtime_agents_have_their_set():
    p = plan(drop(full(), "stt", "tts", "stt.provider.deepgram"),
             resource={"coval.agent_type": "MODEL_TYPE_WEBSOCKET"})
    check(p.data["agents"] == ["realtime"], p.data["agents"])
    items = p.items("baseline")
    check(sorted(items) == sorted(REALTIME), sorted(items))
    for name, expected in REALTIME.items():
        measures(p, items[name], name, expected)


@test
def realtime_spans_are_recognised_by_name():
    calls = drop(full(), "stt", "tts", "stt.provider.deepgram", "transport")
    for s in each(calls, "llm"):
        s["name"] = "realtime"
    p = plan(calls)
    check("realtime" in p.data["agents"], p.data["agents"])
    expected = ("realtime", *REALTIME["Realtime Response TTFB"][1:])
    measures(p, p.items("baseline")["Realtime Response TTFB"], "realtime", expected)


@test
def monitored_conversations_have_their_set():
    p = plan(with_events(full(40)), "--agent", "monitoring")
    items = p.items("baseline")
    check(p.data["agents"] == ["monitoring"] and sorted(items) == sorted(MONITORING), items)
    for name, expected in MONITORING.items():
        if name != "Fallback Rate" and name != "Critical Event Count":
            measures(p, items[name], name, expected)
        else:
            check(items[name]["status"] == "proposed", items[name])
            check(p.of(*expected[:3])[0]["verdict"] == "propose", name)


@test
def monitored_conversations_are_recognised():
    p = plan(full(3), resource={"coval.correlation.method": "conversation_id"})
    check(p.data["agents"] == ["voice", "monitoring"], p.data["agents"])


@test
def vapi_has_its_set_and_no_provider_latency():
    p = plan(full(), resource={"agent.provider": "vapi"})
    check(p.data["agents"] == ["vapi"], p.data["agents"])
    items = p.items("baseline")
    check(sorted(items) == sorted(VAPI), sorted(items))
    for name, expected in VAPI.items():
        item = items[name]
        check(item["status"] == "proposed", item)
        m = p.one(*expected[:3])
        check(m["verdict"] == "propose" and m["definition"].get("unit") == expected[3], m)
    check("Is the caller kept waiting?" not in p.items("recipes"), "asked of Vapi")


@test
def an_agent_may_be_named():
    p = plan(full(), "--agent", "realtime,monitoring")
    check(p.data["agents"] == ["realtime", "monitoring"], p.data["agents"])
    check(sorted(p.items("baseline")) == sorted({**REALTIME, **MONITORING}), p.items("baseline"))


# ---- verticals ----

@test
def each_signal_of_each_vertical_makes_its_metric():
    for vertical, signals in VERTICALS.items():
        for key, (how, unit) in signals.items():
            calls = without(full(), "conversation", "handoff.required")
            if key == "handoff.required":  # everybody's; so something must tell what it is about
                for s in each(calls, "conversation"):
                    s["attrs"]["customer.workflow"] = "support ticket"
            p = plan(tell(calls, key))
            check(p.data["vertical"] == vertical, key, p.data["vertical"], vertical)
            m = p.one("conversation", key)
            d = m["definition"]
            check(m["verdict"] == "propose", key, m["reasons"])
            check((d["aggregation_method"], d.get("unit")) == (how, unit), key, d)
            item = p.items("floor")["Vertical Failure Mode"]
            check(item["status"] == "proposed" and item["reason"] == d["metric_name"], key, item)


@test
def a_vertical_is_recognised_by_words_and_its_gap_named():
    words = {"Customer support": ["support ticket", "crm search", "knowledge base"],
             "Scheduling, booking": ["booking", "calendar sync", "reschedule"],
             "Healthcare intake": ["patient intake", "clinic hours", "book appointment"],
             "Restaurant orders": ["menu questions", "checkout", "delivery"],
             "Debt collection, finance": ["payment plan", "dispute", "loan terms"],
             "Sales": ["quote request", "lead capture", "qualification"],
             "Insurance": ["fnol", "roadside help", "claim status"]}
    for vertical, workflows in words.items():
        calls = without(full(), "conversation", "handoff.required")
        for i, s in enumerate(each(calls, "conversation")):
            s["attrs"]["customer.workflow"] = workflows[i % 3]
        for s in each(calls, "llm_tool_call"):
            s["attrs"]["function.name"] = "run"
        p = plan(calls)
        check(p.data["vertical"] == vertical, p.data["vertical"], vertical)
        item = p.items("floor")["Vertical Failure Mode"]
        check(item["status"] == "missing" and "`conversation`" in item["reason"], item)
        check(any(f"`{key}`" in item["reason"] for key in VERTICALS[vertical]), vertical, item)


@test
def without_any_hint_no_vertical_is_claimed():
    calls = without(full(), "conversation", "handoff.required")
    for s in each(calls, "llm_tool_call"):
        s["attrs"]["function.name"] = "run"
    p = plan(calls)
    check(p.data["vertical"] is None, p.data["vertical"])
    check("nothing tells" in p.items("floor")["Vertical Failure Mode"]["reason"], p.data["floor"])


@test
def stub_tools_leave_the_floor_open_with_the_reason():
    calls = full()
    for s in each(calls, "llm_tool_call"):
        s["ms"], s["status"] = 0.2, "ok"
        s["attrs"] |= {"tool.latency_ms": 0.2, "tool.error": 0}
    p = plan(calls)
    for name in "Tool Latency P90", "Tool Failure Rate":
        item = p.items("floor")[name]
        check(item["status"] == "missing" and "stub handlers" in item["reason"], item)
    refused(p.by_name("Tool Latency P90"), "reject", "5.8.2", "stub handlers")
