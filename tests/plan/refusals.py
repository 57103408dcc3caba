"""What must not be created (5.8), and values that nobody measured: the verdict and its reason."""
import json

from world import (Plan, check, drop, each, full, numbers, plan, refused, run, simple, span, spans,
                   test, without)

SECONDS = numbers(24, 0.2, 0.8)


# ---- the rules of 5.8, in order ----

@test
def rule_1_absent_from_the_traces():
    p = plan(drop(full(), "tts"))
    check(not [m for m in p.metrics if m["definition"].get("span_name") == "tts"], "drafted")
    check("no span `tts`" in p.items("baseline")["P95 TTS TTFB"]["reason"], p.data["baseline"])
    for m in plan(drop(full(), "tts"), "--with-missing").metrics:
        if m["definition"].get("span_name") == "tts":
            refused(m, "stage", "5.8.1", "instrumentation must be added first")


@test
def rule_2_stub_handlers():
    calls = full()
    for s in each(calls, "llm_tool_call"):
        s["ms"], s["status"] = 0.3, "ok"
        s["attrs"] |= {"tool.latency_ms": 0.3, "tool.error": 0, "tool.dependency_unavailable": 0,
                       "retry_count": 0}
    p = plan(calls)
    for key in "tool.latency_ms", "tool.error", "tool.dependency_unavailable", "retry_count", \
               "tool.result.success":
        refused(p.one("llm_tool_call", key), "reject", "5.8.2", "48 calls", "stub handlers")
    for how in "error_rate", "p90":
        m = [m for m in p.of("llm_tool_call", None, how)][0]
        refused(m, "reject", "5.8.2", "stub handlers")
    check(p.by_name("Tool Calls Per Conversation")["verdict"] == "propose", "counts are no stubs")


@test
def rule_2_a_failure_or_a_wait_is_no_stub():
    calls = full()
    for s in each(calls, "llm_tool_call"):
        s["ms"], s["status"] = 0.3, "ok"
        s["attrs"] |= {"tool.latency_ms": 0.3, "tool.error": 0}
    each(calls, "llm_tool_call")[0]["status"] = "error"
    check(plan(calls).one("llm_tool_call", "tool.error")["verdict"] == "propose", "it failed once")
    each(calls, "llm_tool_call")[0]["status"] = "ok"
    each(calls, "llm_tool_call")[0]["attrs"]["tool.error"] = 1
    check(plan(calls).one("llm_tool_call", "tool.error")["verdict"] == "propose", "its flag says so")
    check(plan(full()).by_name("Tool Latency P90")["verdict"] == "propose", "real tools")


@test
def rule_3_marker_spans():
    calls = full()
    for name in "llm", "stt", "tts":
        for s in each(calls, name):
            s["attrs"]["trace.timing"] = "metadata_marker"
    p = plan(calls)
    for name in "llm", "stt", "tts":
        m = p.one(name, "metrics.ttfb")
        refused(m, "reject", "5.8.3", "metadata_marker")
        check(f"`{name}`" in m["instrument"], m)
        refused([m for m in p.of(name, None, "p90")][0], "reject", "5.8.3")
    check(p.by_name("Tool Latency P90")["verdict"] == "propose", "tools are no markers")


@test
def rule_3_spans_called_markers():
    p = plan(simple("llm_marker", "metrics.ttfb", SECONDS, 3, ms=1))
    for m in p.metrics:
        if m["definition"].get("span_name") == "llm_marker":
            refused(m, "reject", "5.8.3", "markers")


@test
def rule_4_constant_first_byte_times():
    for name in "llm", "stt", "tts":
        p = plan(simple(name, "metrics.ttfb", [0.25] * 24, 3))
        refused(p.one(name, "metrics.ttfb"), "reject", "5.8.4", "always 0.25", "24 spans")


@test
def rule_4_zero_first_byte_times():
    for zero in 0, 0.0:
        p = plan(simple("tts", "metrics.ttfb", [zero] * 24, 3))
        refused(p.one("tts", "metrics.ttfb"), "reject", "5.8.4", "always 0", "never recorded")


@test
def rule_4_first_byte_times_that_are_a_share_of_the_span():
    calls = full()
    for s in each(calls, "llm"):
        s["attrs"]["metrics.ttfb"] = s["ms"] / 1000 * 0.4
    m = plan(calls).one("llm", "metrics.ttfb")
    refused(m, "reject", "5.8.4", "40", "of the span's length")
    each(calls, "llm")[3]["attrs"]["metrics.ttfb"] *= 1.1
    check(plan(calls).one("llm", "metrics.ttfb")["verdict"] == "propose", "one is off")


@test
def rule_4_constant_confidence_and_latency():
    calls = full()
    for s in each(calls, "stt"):
        s["attrs"]["stt.confidence"] = 0.95
    for s in each(calls, "llm_tool_call"):
        s["attrs"]["tool.latency_ms"] = 120
    p = plan(calls)
    refused(p.one("stt", "stt.confidence"), "reject", "5.8.4", "always 0.95")
    refused(p.one("llm_tool_call", "tool.latency_ms"), "reject", "5.8.4", "always 120")


@test
def rule_4_success_that_is_always_1():
    calls = full()
    for s in each(calls, "llm_tool_call"):
        s["attrs"]["tool.result.success"] = 1
    refused(plan(calls).one("llm_tool_call", "tool.result.success"), "stage", "F079", "always 1")


@test
def rule_5_the_transcript_tells_it():
    for key in ("transcript.turn.count", "turn.count", "turn.word_count", "word_count",
                "agent.word_count", "turn.content_length", "transcript.length_chars",
                "conversation.summary.length_chars", "response.length", "dialog.turns.count",
                "user_turn_count", "message.count", "char_count", "conversation.length"):
        p = plan(simple("turn", key, [int(v) for v in numbers()], 3))
        if p.of("turn", key):
            refused(p.one("turn", key), "reject", "5.8.5", "the transcript tells the same")
        else:
            check("the transcript tells the same" in p.unpaired("turn", key), key)


@test
def rule_6_probes():
    for name, key in (("debug-validation-span", "coval.validation"),
                      ("wizard-validation-span", "coval.wizard.validation")):
        calls = full()
        for call in calls:
            call.append(span(name, {key: True, "probe.latency_ms": 3.5}))
        p = plan(calls)
        for m in p.metrics:
            if m["definition"].get("span_name") == name:
                refused(m, "reject", "5.8.6", "connectivity probe")
        check(not [u for u in p.data["unpaired"] if u["span_name"] == name and
                   "probe" not in u["reason"]], p.data["unpaired"])


@test
def rule_6_only_a_probe():
    p = plan([[span("debug-validation-span", {"coval.validation": True, "x.latency_ms": 2.5})]])
    check(not p.proposed(), p.proposed())


@test
def rule_6_diagnostics_are_not_the_set():
    calls = full()
    for s in each(calls, "conversation"):
        s["attrs"] = {"call.duration_seconds": s["attrs"]["call.duration_seconds"],
                      "span.count": len(calls[0])}
    p = plan(drop(calls, "llm", "stt", "tts", "llm_tool_call", "stt.provider.deepgram"))
    for key in "call.duration_seconds", "span.count":
        refused(p.one("conversation", key), "diagnostic", "5.7", "no operating question")
    for how in "count", "p90":
        refused(p.of("conversation", None, how)[0], "diagnostic", "5.7")
    check(not [m for m in p.metrics if m["high_signal"] and m["verdict"] != "propose"], "ranked")


@test
def rule_7_counts_do_not_stand_in_for_a_vertical_metric():
    calls = full()
    for i, call in enumerate(calls):
        call[0]["attrs"]["customer.workflow"] = ["fnol", "roadside", "claim"][i % 3]
        call.append(span("roadside.dispatch", {}))
    p = plan(without(calls, "conversation", "handoff.required"))
    check(p.data["vertical"] == "Insurance", p.data["vertical"])
    refused(p.of("roadside.dispatch", None, "count")[0], "diagnostic", "5.7", "raw count")
    item = p.items("floor")["Vertical Failure Mode"]
    check(item["status"] == "missing" and "roadside.dispatch.latency_ms" in item["reason"], item)


@test
def rule_8_word_error_rates_are_no_custom_metric():
    """Cannot apply to what is planned: it is a built-in metric, which needs uploaded audio; so no
    plan may hold one under another name either."""
    for m in plan(full()).metrics:
        d = m["definition"]
        check(d["metric_type"] in ("METRIC_CUSTOM_TRACE", "METRIC_LLM_BINARY", "METRIC_CATEGORICAL",
                                   "METRIC_NUMERICAL_LLM_JUDGE"), d)
        check("word error" not in (d["metric_name"] + d["description"]).lower(), d)


@test
def rule_9_judges_are_new_ones():
    """A plan knows no metric of the platform, so it cannot change one: no body holds an id."""
    judges = [m["definition"] for m in plan(full()).metrics if m["origin"] == "judge"]
    check(judges, "no judge")
    for d in judges:
        check(not {"id", "metric_id", "name"} & d.keys() and d["include_traces"], d)


@test
def rule_10_no_weaker_metric_in_its_place():
    calls = full()
    for s in each(calls, "llm_tool_call")[8:]:
        del s["attrs"]["tool.error"]
    p = plan(calls)
    m = p.by_name("Tool Failure Rate")
    refused(m, "stage", "5.3", "only 8 of 48 spans")
    check("`tool.error`" in m["instrument"] and "`llm_tool_call`" in m["instrument"], m)
    check(p.items("floor")["Tool Failure Rate"]["status"] == "staged", p.data["floor"])


# ---- types ----

@test
def booleans_as_flags():
    calls = full()
    for s in each(calls, "conversation"):
        s["attrs"]["workflow.completed"] = bool(s["attrs"]["workflow.completed"])
    p = plan(calls)
    m = p.one("conversation", "workflow.completed")
    refused(m, "stage", "A082", "24 values are boolean")
    check("1 or 0" in m["instrument"] and "`workflow.completed`" in m["instrument"], m)
    item = p.items("floor")["Workflow Completion Rate"]
    check(item["status"] == "staged" and "boolean" in item["reason"], item)


@test
def numbers_as_text():
    calls = full()
    for s in each(calls, "llm_tool_call"):
        s["attrs"]["tool.latency_ms"] = str(s["attrs"]["tool.latency_ms"])
        s["attrs"]["tool.result.count"] = str(s["attrs"]["tool.result.count"])
    p = plan(calls)
    for key in "tool.latency_ms", "tool.result.count":
        m = p.one("llm_tool_call", key)
        refused(m, "stage", "A081", "48 values are each a number written as text")
        check("not as text" in m["instrument"], m)


@test
def words_as_values():
    calls = full()
    for s in each(calls, "llm_tool_call"):
        s["attrs"]["tool.latency_ms"] = "fast"
    refused(plan(calls).one("llm_tool_call", "tool.latency_ms"), "reject", "A081",
            "not one value is a number")


@test
def mixed_types():
    calls = full()
    for s in each(calls, "llm_tool_call")[::4]:
        s["attrs"]["tool.latency_ms"] = "unknown"
    m = plan(calls).one("llm_tool_call", "tool.latency_ms")
    refused(m, "stage", "A086", "36 numbers and 12 texts")
    check("one type" in m["instrument"], m)


@test
def numbers_that_are_none():
    calls = full()
    for s in each(calls, "llm_tool_call")[::4]:
        s["attrs"]["tool.latency_ms"] = float("nan")
    m = plan(calls).one("llm_tool_call", "tool.latency_ms")
    refused(m, "stage", "A086", "12 of 48 values hold no finite number")
    for s in each(calls, "llm_tool_call"):
        s["attrs"]["tool.latency_ms"] = float("inf")
    refused(plan(calls).one("llm_tool_call", "tool.latency_ms"), "reject", "A081", "not one value")


@test
def booleans_beside_numbers():
    m = plan(simple("step", "step.error", [True, 1] * 12, 3)).one("step", "step.error")
    refused(m, "stage", "A082", "12 values are boolean")


@test
def moments_and_other_units():
    epoch = [1790000000000 + 997 * n for n in range(24)]
    for key, values, verdict in (("step_ms", epoch, "reject"),
                                 ("step_seconds", [n / 1000 for n in epoch], "reject"),
                                 ("step_ms", epoch[:3] + numbers(21), "stage")):
        m = plan(simple("step", key, values, 3)).one("step", key)
        refused(m, verdict, "A085", "over two hours")
        check("time that passed" in m["instrument"], m)
    long = plan(simple("step", "step_seconds", [8000 + n for n in range(24)], 3, ms=8.5e6))
    check(long.one("step", "step_seconds")["verdict"] == "propose", "the spans are as long")


@test
def names_that_no_definition_can_hold():
    for name, key in ("st\nep", "step_ms"), ("step", "step\t_ms"), (" step", "step_ms"):
        m = plan(simple(name, key, numbers(24), 3)).one(name, key)
        refused(m, "stage", "5.1", "control characters, or white space")


@test
def numbers_and_texts_of_numbers():
    calls = full()
    for s in each(calls, "llm_tool_call")[::4]:
        s["attrs"]["tool.latency_ms"] = str(s["attrs"]["tool.latency_ms"])
    refused(plan(calls).one("llm_tool_call", "tool.latency_ms"), "stage", "A081", "12 values")


# ---- units and ranges ----

@test
def milliseconds_in_a_seconds_key():
    calls = full()
    for s in each(calls, "llm"):
        s["attrs"]["metrics.ttfb"] *= 1000
    m = plan(calls).one("llm", "metrics.ttfb")
    refused(m, "reject", "A085", "milliseconds")
    check("Divide by 1000" in m["instrument"], m)
    p = plan(simple("lookup.step", "lookup.duration_s", numbers(24, 200, 900), 3))
    refused(p.one("lookup.step", "lookup.duration_s"), "reject", "A085", "milliseconds")


@test
def seconds_in_a_milliseconds_key():
    calls = full()
    for s in each(calls, "llm_tool_call"):
        s["ms"] *= 10
        s["attrs"]["tool.latency_ms"] = round(s["ms"] / 1000 - 0.001, 4)
    m = plan(calls).one("llm_tool_call", "tool.latency_ms")
    refused(m, "stage", "A085", "look like seconds")
    check("Multiply by 1000" in m["instrument"], m)


@test
def past_the_end_of_the_span():
    calls = full()
    for s in each(calls, "llm"):
        s["attrs"]["metrics.ttfb"] = round(s["ms"] / 1000 + 0.5 + s["attrs"]["metrics.ttfb"], 4)
    refused(plan(calls).one("llm", "metrics.ttfb"), "stage", "A087", "end after the span")


@test
def below_zero():
    calls = full()
    each(calls, "llm_tool_call")[0]["attrs"]["tool.latency_ms"] = -4.5
    refused(plan(calls).one("llm_tool_call", "tool.latency_ms"), "stage", "A087", "1 value below 0")


@test
def confidence_beyond_1():
    calls = full()
    each(calls, "stt")[0]["attrs"]["stt.confidence"] = 93.5
    refused(plan(calls).one("stt", "stt.confidence"), "stage", "A088", "from 0 to 1")


@test
def tokens_with_a_fraction():
    calls = full()
    each(calls, "llm")[0]["attrs"]["gen_ai.usage.output_tokens"] = 12.5
    refused(plan(calls).one("llm", "gen_ai.usage.output_tokens"), "stage", "A089", "fraction")


# ---- how much there is ----

@test
def flags_only_when_true():
    calls = full()
    for s in each(calls, "conversation"):
        if not s["attrs"]["workflow.fallback_used"]:
            del s["attrs"]["workflow.fallback_used"]
    m = plan(calls).one("conversation", "workflow.fallback_used")
    refused(m, "stage", "A083", "only there when true", "4 of 24 spans")
    check("`workflow.fallback_used` = 0" in m["instrument"], m)


@test
def boolean_flags_only_when_true():
    calls = full()
    for s in each(calls, "llm_tool_call"):
        failed = s["attrs"].pop("tool.error")
        if failed:
            s["attrs"]["tool.error"] = True
    m = plan(calls).one("llm_tool_call", "tool.error")
    refused(m, "stage", "A082", "boolean")


@test
def low_coverage():
    calls = full()
    for s in each(calls, "llm")[20:]:
        del s["attrs"]["metrics.ttfb"]
    refused(plan(calls).one("llm", "metrics.ttfb"), "stage", "5.3", "only 20 of 72 spans")


@test
def small_samples():
    calls = drop(full(4), "stt.provider.deepgram")
    p = plan(calls)
    refused(p.one("llm_tool_call", "tool.latency_ms"), "stage", "M149", "8 values", "needs 10")
    refused(p.one("llm", "metrics.ttfb"), "stage", "M149", "12 values", "needs 20")
    refused(plan(full(), "--agent", "monitoring").by_name("P99 Model Latency"), "stage", "M149",
            "72 values", "needs 100")
    check(p.by_name("Workflow Completion Rate")["verdict"] == "propose", "an average of 4 calls")


@test
def settings_moments_and_identifiers():
    for key, word in (("gen_ai.request.temperature", "setting"), ("audio.sample_rate", "setting"),
                      ("retry.timeout_ms", "setting"), ("turn.seconds_from_start", "moment"),
                      ("event.timestamp", "moment"), ("http.status_code", "names something"),
                      ("turn.index", "names something"), ("server.port", "names something")):
        p = plan(simple("quote.step", key, numbers(), 3))
        check(not p.of("quote.step", key), key)
        check(word in p.unpaired("quote.step", key), key, p.data["unpaired"])


@test
def names_that_hold_an_id():
    calls = []
    for i, v in enumerate(numbers()):
        name = f"order {i:08x}-4b1d-4c2e-9f00-{i + 10:012x}"
        calls.append([span("conversation"), span(name, {"lookup.latency_ms": v})])
    for m in plan(calls).metrics:
        if m["definition"].get("span_name", "").startswith("order "):
            refused(m, "reject", "N061", "holds an id")


@test
def repeated_rows_are_counted_once():
    data = spans.request(full())
    spans_list = data["resourceSpans"][0]["scopeSpans"][0]["spans"]
    once = plan(full()).by_name("Tool Failure Rate")
    spans_list += [dict(s) for s in spans_list]
    twice = Plan(json.loads(run(json.dumps(data), "-f", "json"))).by_name("Tool Failure Rate")
    check(twice["evidence"] == once["evidence"] and twice["preview"] == once["preview"], twice)
    refused(twice, "propose", "1.4", "48 rows", "counts them twice")
