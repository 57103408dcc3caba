"""The auto-pair rules (5.5): every pattern of every row, their order, and what no row knows."""
from world import check, full, numbers, plan, refused, simple, test

FLAGS = [int(i % 3 == 0) for i in range(24)]
SECONDS = numbers(24, 0.2, 0.8)
MS = numbers()
COUNTS = [i % 5 for i in range(24)]

# row: (key, values, aggregation, unit); the keys stand on spans that nobody knows
ROWS = {
    2: [("wait.agent_ms", MS, "p90", "ms"),
        ("wait.hold_seconds", numbers(24, 1, 9), "p90", "s"),
        ("time_to_first_audio_ms", MS, "p90", "ms"),
        ("answer_to_first_word_seconds", SECONDS, "p90", "s"),
        ("queue_wait_ms", MS, "p90", "ms"), ("agent.queue_wait_ms", MS, "p90", "ms")],
    3: [("lookup.latency_ms", MS, "p90", "ms"), ("render.duration_s", SECONDS, "p90", "s"),
        ("external_api_latency_ms", MS, "p90", "ms"), ("step_duration_ms", MS, "p90", "ms"),
        ("hold_seconds", SECONDS, "p90", "s"), ("fetch_ms", MS, "p90", "ms")],
    4: [(f"quote.{word}", FLAGS, "average", "ratio") for word in
        ("error", "completed", "fallback_used", "dependency_unavailable", "dependency_blocked",
         "blocked", "slow", "required", "detected", "changed", "success")] +
       [("caller.is_new", FLAGS, "average", "ratio")],
    5: [("gen_ai.usage.input_tokens", [100 + n for n in COUNTS], "sum", "tokens"),
        ("gen_ai.usage.reasoning.output_tokens", [10 + n for n in COUNTS], "sum", "tokens"),
        ("prompt_tokens", [100 + n for n in COUNTS], "sum", "tokens")],
    6: [("results.count", COUNTS, "average", "count"), ("retry_count", COUNTS, "average", "count"),
        ("upload.bytes", [1000 + n for n in COUNTS], "average", None)],
    7: [("basket.total", MS, "average", None), ("invoice.amount", MS, "average", None),
        ("deal.value", MS, "average", None), ("call_cost_usd", SECONDS, "average", None)],
    8: [("intent.confidence", SECONDS, "average", "score"),
        ("confidence_in_slot", SECONDS, "average", "score"),
        ("match_score", SECONDS, "average", "score")],
}


def makes(key, values, how, unit, span_name="quote.step", profile="full"):
    p = plan(simple(span_name, key, values, 3), "--profile", profile)
    m = p.one(span_name, key)
    d = m["definition"]
    check(m["verdict"] == "propose", key, m["reasons"])
    check((d["aggregation_method"], d.get("unit")) == (how, unit), key, d)
    check(m["origin"] in ("auto-pair", "baseline", "recipe", "vertical"), m["origin"])
    return m


@test
def row_1_first_byte_times():
    for name in ("llm", "stt", "tts", "stt.provider.deepgram", "realtime.response"):
        m = makes("metrics.ttfb", SECONDS, "p95", "s", name)
        check(m["question"], m)
        makes("metrics.ttfb", SECONDS, "p90", "s", name, "legacy")
    # elsewhere the key is a latency like any other
    makes("metrics.ttfb", SECONDS, "p90", "s", "quote.step")


def row(number, question):
    for key, values, how, unit in ROWS[number]:
        m = makes(key, values, how, unit)
        check(m["question"].startswith(question), key, m["question"])


@test
def row_2_waits():
    row(2, "How long does the slow tail wait")


@test
def row_3_latencies():
    row(3, "Which tail is slow")


@test
def row_4_flags():
    row(4, "How often does it happen")


@test
def row_4_flags_that_were_never_set():
    """Their key tells what they are; of another key nothing would."""
    for key, _, how, unit in ROWS[4][:-1]:
        makes(key, [0] * 24, how, unit)


@test
def row_5_tokens():
    row(5, "What drives cost")


@test
def row_6_counts_and_bytes():
    row(6, "How much of it")


@test
def row_7_amounts():
    row(7, "What is it worth")


@test
def row_8_scores():
    row(8, "How sure is it")


@test
def row_9_nothing_by_itself():
    for key in "quote.step.depth", "temperature_outside", "x":
        p = plan(simple("quote.step", key, MS, 3))
        check(not p.of("quote.step", key), p.of("quote.step", key))
        check("no rule pairs" in p.unpaired("quote.step", key), key)


@test
def the_first_row_that_matches_wins():
    makes("wait.error", MS, "p90", None)                           # 2 before 4
    makes("queue_wait_ms", MS, "p90", "ms")                        # 2 before 3
    makes("gen_ai.usage.latency_ms", MS, "p90", "ms")              # 3 before 5
    makes("checkout.total_seconds", SECONDS, "p90", "s")           # 3 before 7
    makes("intent.confidence_ms", MS, "p90", "ms")                 # 3 before 8
    makes("gen_ai.usage.count", COUNTS, "sum", "tokens")           # 5 before 6
    makes("confidence.total", SECONDS, "average", None)            # 7 before 8
    makes("confidence_tokens", [9 + n for n in COUNTS], "sum", "tokens")  # 5 before 8
    makes("results.count", FLAGS, "average", "count")              # 6: 0 and 1 are counts too
    makes("match_score", FLAGS, "average", "score")                # 8 before any flag


@test
def a_flag_needs_its_values():
    p = plan(simple("quote.step", "quote.error", [i % 3 for i in range(24)], 3))
    refused(p.one("quote.step", "quote.error"), "stage", "A082", "rate flag", "from 0 to 2")
    p = plan(simple("quote.step", "caller.is_new", [1] * 24, 3))
    check("only 0 or only 1" in p.unpaired("quote.step", "caller.is_new"), p.data["unpaired"])


@test
def no_number_is_left_without_a_word():
    calls = full()
    calls[0][4]["attrs"]["odd.number"] = 3.5
    p = plan(calls)
    told = {(m["definition"].get("span_name"), m["definition"].get("metric_attribute"))
            for m in p.metrics} | {(u["span_name"], u["attribute"]) for u in p.data["unpaired"]}
    for call in calls:
        for s in call:
            for key, v in s["attrs"].items():
                if not isinstance(v, str):
                    check((s["name"], key) in told, f"{key} on {s['name']} is not spoken of")


@test
def frameworks_keys_are_understood_and_kept():
    calls = simple("openai.chat", "llm.usage.prompt_tokens", [100 + n for n in COUNTS], 3)
    m = plan(calls).one("openai.chat", "llm.usage.prompt_tokens")
    check(m["definition"]["aggregation_method"] == "sum", m)
