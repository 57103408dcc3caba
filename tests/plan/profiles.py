"""The legacy profile (5.2, 5.6): what stands in for what it cannot say, what is refused, drift."""
from world import check, drop, each, full, numbers, plan, simple, span, test, without

FEW = {"average", "median", "p90", "max", "min"}


def legacy(calls, *options):
    return plan(calls, "--profile", "legacy", *options)


def stands_in(p, wanted, *used, merged=False):
    """The drift of what was wanted, what is used: span, attribute, aggregation, unit. `merged`: that
    is a metric of the plan anyway."""
    d = p.drift(wanted)
    check(d["used"], d)
    got = tuple(d["used"].get(k) for k in ("span_name", "metric_attribute", "aggregation_method",
                                          "unit"))
    check(got == used, wanted, got, used)
    m = p.one(*used[:3])
    check(m["definition"] == d["used"], m["definition"], d["used"])
    check(merged == ("5.6" not in m["rules"]), m["rules"])
    return d


def is_refused(p, wanted, *words):
    d = p.drift(wanted)
    check(d["used"] is None, d)
    check(all(w in d["reason"] for w in words), words, d["reason"])
    m = p.by_name(wanted)
    check(m["verdict"] == "reject" and d["reason"] in m["reasons"], m)


@test
def only_what_the_profile_has():
    calls = full(40)
    for call in calls:
        call.append(span("order.workflow.submit", {}, ms=900))
    p = legacy(calls)
    for m in p.metrics:
        d = m["definition"]
        if d["metric_type"] == "METRIC_CUSTOM_TRACE" and m["verdict"] != "reject":
            check(d["aggregation_method"] in FEW, d)
            check(d.get("metric_attribute") and "value_source" not in d, d)
    for d in p.data["drift"]:
        check(d["wanted"] != d["used"] and d["reason"], d)


@test
def nothing_drifts_in_the_full_one():
    check(plan(full()).data["drift"] == [], "drift")


@test
def p95_becomes_p90():
    d = stands_in(legacy(full()), "P95 LLM TTFB", "llm", "metrics.ttfb", "p90", "s")
    check(d["used"]["metric_name"] == "P90 LLM TTFB", d)
    check("90th" in d["used"]["description"] and "95" not in d["used"]["description"], d)
    check("milder" in d["reason"], d)


@test
def p99_becomes_p90():
    d = stands_in(legacy(full(40), "--agent", "monitoring"), "P99 Model Latency", "llm",
                  "metrics.ttfb", "p90", "s")
    check("P99" not in d["used"]["metric_name"], d)


@test
def two_wishes_of_one_fallback_are_one_metric():
    p = legacy(full(40), "--agent", "voice,monitoring")
    check(len(p.of("llm", "metrics.ttfb", "p90")) == 1, p.of("llm", "metrics.ttfb"))
    for item in "P95 LLM TTFB", "P99 Model Latency":
        check(p.items("baseline")[item]["status"] == "proposed", p.items("baseline")[item])


@test
def sum_becomes_the_calls_total():
    calls = full()
    for i, s in enumerate(each(calls, "conversation")):
        s["attrs"]["gen_ai.usage.output_tokens"] = 400 + i
    d = stands_in(legacy(calls), "Total Output Tokens", "conversation",
                  "gen_ai.usage.output_tokens", "average", "tokens")
    check("total" in d["reason"], d)


@test
def sum_becomes_the_average_of_a_span():
    d = stands_in(legacy(full()), "Total Output Tokens", "llm", "gen_ai.usage.output_tokens",
                  "average", "tokens")
    check("not the call's total" in d["reason"] and "`conversation`" in d["reason"], d)
    check("Total" not in d["used"]["metric_name"], d)


@test
def sum_on_the_root_is_its_average():
    calls = simple("llm", "metrics.ttfb", numbers(24, 0.2, 0.8))
    for i, s in enumerate(each(calls, "conversation")):
        s["attrs"]["prompt_tokens"] = 400 + i
    m = legacy(calls).one("conversation", "prompt_tokens")
    check(m["definition"]["aggregation_method"] == "average", m)
    check("average is the same" in " ".join(m["reasons"]), m)


@test
def count_becomes_the_roots_count():
    p = legacy(full(), "--agent", "realtime")
    stands_in(p, "Tool Count", "conversation", "tool.call.count", "average", "count",
              merged=True)
    check(p.items("baseline")["Tool Count"]["status"] == "proposed", p.data["baseline"])


@test
def count_is_refused_without_it():
    p = legacy(without(full(), "conversation", "tool.call.count"), "--agent", "realtime")
    is_refused(p, "Tool Count", "cannot count", "`tool.call.count`", "`conversation`")
    check(p.items("baseline")["Tool Count"]["status"] == "missing", p.data["baseline"])


@test
def error_rate_becomes_the_flag():
    wanted = "Tool Or API Error Rate", "llm_tool_call"
    stands_in(legacy(full(), "--agent", "monitoring"), *wanted, "tool.error", "average", "ratio",
              merged=True)
    calls = without(full(), "llm_tool_call", "tool.error")
    stands_in(legacy(calls, "--agent", "monitoring"), *wanted, "tool.dependency_unavailable",
              "average", "ratio", merged=True)


@test
def a_flag_in_doubt_is_no_way_out():
    calls = full()
    for s in each(calls, "llm_tool_call")[8:]:
        del s["attrs"]["tool.error"]
    p = legacy(calls, "--agent", "monitoring")
    item = p.items("baseline")["Tool Or API Error Rate"]
    check(item["status"] == "staged" and "only 8 of 48 spans" in item["reason"], item)


@test
def error_rate_is_refused_without_a_flag():
    is_refused(legacy(full()), "STT Provider Error Rate Deepgram", "no error_rate",
               "`stt.provider.deepgram`")


@test
def a_length_becomes_the_attribute():
    calls = without(full(), "llm_tool_call", "tool.latency_ms")
    for call, v in zip(calls, numbers(24, 500, 900)):
        call[0]["attrs"]["claim.workflow.submit.latency_ms"] = v
        call.append(span("claim.workflow.submit", {}, ms=v))
    full_one = plan(calls).of("claim.workflow.submit", None, "p90")[0]["definition"]
    check(full_one["value_source"] == "duration" and full_one["unit"] == "s", full_one)
    p = legacy(calls)
    d = [d for d in p.data["drift"] if d["wanted"] == full_one][0]
    used = d["used"]
    check((used["span_name"], used["metric_attribute"], used["aggregation_method"], used["unit"]) ==
          ("conversation", "claim.workflow.submit.latency_ms", "p90", "ms"), d)


@test
def a_length_is_refused_without_one():
    calls = full()
    for call, v in zip(calls, numbers(24, 500, 900)):
        call.append(span("claim.workflow.submit", {}, ms=v))
    p = legacy(calls)
    found = [d for d in p.data["drift"] if d["wanted"].get("value_source") == "duration"]
    check(len(found) == 1 and found[0]["used"] is None, found)
    check("`claim.workflow.submit.latency_ms`" in found[0]["reason"], found)


@test
def nothing_numeric_is_not_created():
    calls = [[span("conversation"), span("greeting")] for _ in range(24)]
    p = legacy(calls)
    check(not p.proposed() and not [m for m in p.metrics if m["verdict"] == "stage"], p.proposed())


@test
def no_name_is_there_twice():
    calls = drop(full(40), "transport")
    for profile in "full", "legacy":
        p = plan(calls, "--profile", profile, "--agent", "voice,realtime,monitoring",
                 "--with-missing")
        names = [m["definition"]["metric_name"] for m in p.metrics]
        check(len(names) == len(set(names)), sorted(n for n in names if names.count(n) > 1))
