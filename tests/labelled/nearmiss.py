"""Clean traces that come as close to a threshold as the rules allow: what precision is about.

`NEAR_MISSES` maps a title to a function of a random generator that returns a clean trace, the
encodings that it is written in, and whether one file of it is enough.
"""

import json

import phrases
from agents import add_span, build, fail, quiet, sprinkle, voice
from model import CLIENT, ERROR, INTERNAL, MS, SECOND, Event, letters, settle

NEAR_MISSES = {}


def near_miss(title, encodings=(), once=False):
    """Without `encodings`, any of the usual ones; `once` is for what makes large files."""
    def keep(make):
        NEAR_MISSES[title] = make, encodings, once
        return make
    return keep


# density


def streamed(rng, trace, *about):
    """Equal requests one after the other: no chunk noise, but that they are many is told,
    and that they drown the canonical names."""
    trace.implied = ["N162", "N066"]
    return sprinkle(rng, trace, *about)


@near_miss("N055: a family of 21 short spans makes exactly 70 %")
def exactly_seventy_percent(rng):
    trace = quiet(rng, 2)
    streamed(rng, trace, trace.named("turn"), ["cache.get"],
             [rng.uniform(8, 45) for _ in range(21)], 160)
    return trace


@near_miss("N055: only 19 spans of the family")
def nineteen_of_a_family(rng):
    trace = quiet(rng, 1)
    streamed(rng, trace, trace.named("turn"), ["cache.get"],
             [rng.uniform(8, 45) for _ in range(19)], 160)
    return trace


@near_miss("N055: 94 % of the family are short, and they make 73 % of the trace")
def ninety_four_percent_short(rng):
    trace = quiet(rng, 3)
    root = trace.root
    for offset in (20, 60):
        add_span(rng, trace, root, "feature_flags", root.start + offset * MS, 90 * MS, CLIENT)
    lengths = [rng.uniform(8, 45) for _ in range(50)]
    for index in (4, 22, 41):
        lengths[index] = 51
    streamed(rng, trace, trace.named("turn"), ["cache.get"], lengths, 170)
    return trace


@near_miss("N055: all of the family last exactly 50 ms")
def exactly_fifty_milliseconds(rng):
    trace = quiet(rng, 3)
    streamed(rng, trace, trace.named("turn"), ["cache.get"], [50] * 48, 180)
    return trace


@near_miss("N055: many short spans of three different families")
def three_families(rng):
    trace = quiet(rng, 3)
    for name, first in (("cache.get", 0), ("rules.eval", 55), ("session.touch", 110)):
        spans = streamed(rng, trace, trace.named("turn"), [name], [9] * 15, 400)
        for span in spans:
            span.start += first * MS
            span.end += first * MS
    return trace


@near_miss("N057: a ping exactly 50 times")
def fifty_pings(rng):
    trace = quiet(rng, 12)
    turns = trace.named("turn")
    streamed(rng, trace, turns, ["transport.ping"], [rng.uniform(52, 70) for _ in range(50)], 400)
    return trace


@near_miss("vad decisions make most of the spans, none of them shorter than 60 ms")
def many_vads(rng):
    return build(rng, "cascade-turns", turns=6, vads=8, tools=0.0, workflow=0.0, providers=0.0)


# names

@near_miss("N061: digits and hex in names stay below the limits")
def almost_identifiers(rng):
    trace = quiet(rng, 5)
    names = ("route_v123", "step_12_of_340", "cache.a1b2c3d", "plants.fabaceae",
             "gate-999.check", "lookup.deadbeefs")
    for name, turn in zip(names, trace.named("turn") * 2):
        add_span(rng, trace, turn, name, turn.start + 3 * MS, rng.randrange(60, 400) * MS, CLIENT)
    return trace


@near_miss("N063: names that begin like an alias but are not one")
def almost_aliases(rng):
    trace = voice(rng, 4, tools=1.0)
    turn = trace.named("turn", "turn.assistant")[0]
    for name in ("llm_tool_calls.summary", "requests.stt", "my_tool_call_log"):
        add_span(rng, trace, turn, name, turn.start + MS, rng.randrange(60, 200) * MS, CLIENT)
    return trace


@near_miss("N059: a single turn without role or number")
def single_turn(rng):
    trace = quiet(rng, 1)
    del trace.named("turn")[0].attributes["turn.number"]
    return trace


@near_miss("N059: turns told apart by turn.role only")
def turns_by_role(rng):
    trace = quiet(rng, 4)
    for turn in trace.named("turn"):
        del turn.attributes["turn.number"]
        turn.attributes["turn.role"] = "assistant"
    return trace


@near_miss("E114: names that speak of failure on spans that did fail")
def failures_that_failed(rng):
    trace = voice(rng, 8)
    turn = trace.named("turn", "turn.assistant")[0]
    for name in ("payment.failed", "crm.timeout", "handle_exception"):
        span = add_span(rng, trace, turn, name, turn.start + MS, rng.randrange(60, 200) * MS,
                        CLIENT)
        fail(span, "declined", "the card was declined")
    return trace


# structure

@near_miss("S042: the session root of LiveKit")
def livekit_root(rng):
    trace = voice(rng, 3)
    trace.root.name, trace.root.scope = "agent_session", "livekit-agents"
    return trace


@near_miss("S045: depth 1 with 9 useful spans and two wrappers")
def nine_flat(rng):
    trace = build(rng, "cascade-turns", turns=3, vads=0, tools=0.0, providers=0.0, workflow=0.0)
    root = trace.root
    trace.spans = [span for span in trace.spans if span.name != "turn"]
    for span in trace.spans[1:]:
        span.parent_id = root.span_id
    for name in ("transport", "pipeline"):
        add_span(rng, trace, root, name, root.start + 2 * MS, root.length - 4 * MS)
    return trace


@near_miss("S045: sixteen spans below the root and one below them")
def almost_flat(rng):
    return build(rng, "chat", turns=8, tools=0.0, workflow=1.0)


@near_miss("U028: two traces of one file use the same span ids")
def shared_span_ids(rng):
    trace, other = (build(rng, "chat", turns=3, workflow=0.0) for _ in range(2))
    renamed = {mine.span_id: theirs.span_id for mine, theirs in zip(other.spans, trace.spans)}
    for span in other.spans:
        span.span_id = renamed.get(span.span_id, span.span_id)
        span.parent_id = renamed.get(span.parent_id, span.parent_id)
    trace.companions.append(other)
    return trace


@near_miss("parallel tool calls of one llm span")
def parallel_tools(rng):
    trace = voice(rng, 3, tools=1.0, tool_errors=0.0)
    tool = trace.named("llm_tool_call")[0]
    twin = add_span(rng, trace, trace.parent(tool), "llm_tool_call", tool.start + 2 * MS,
                    tool.length - 3 * MS, tool.kind, tool.attributes)
    twin.attributes.update({
        "function.name": "get_weather" if tool.attributes["function.name"] != "get_weather"
        else "search_kb",
        "tool_call_id": "call_" + letters(rng, 20),
        "tool.latency_ms": round(twin.length / MS, 3),
    })
    settle(trace)
    return trace


# time

@near_miss("T023: children that start and end exactly 5 ms outside their parent")
def five_milliseconds_outside(rng):
    trace = voice(rng, 4)
    turn = trace.named("turn", "turn.user")[1]
    early = trace.children(turn)[0]
    early.start = turn.start - 5 * MS
    late = max(trace.children(turn), key=lambda span: span.end)
    late.end = turn.end + 5 * MS
    return trace


@near_miss("T015: business spans of no length at all")
def zero_length_business_span(rng):
    trace = voice(rng, 4)
    for turn in trace.named("turn", "turn.assistant")[:2]:
        add_span(rng, trace, turn, "business.consent_given", turn.start + 50 * MS, 0, CLIENT)
    return trace


@near_miss("T019: a call that lasts almost two hours")
def two_hours(rng):
    trace = quiet(rng, 6)
    half = 6900 * SECOND
    moved = {turn.span_id for turn in trace.named("turn")[3:]}
    for span in trace.spans:
        if span.span_id in moved or span.parent_id in moved:
            span.start += half
            span.end += half
    trace.root.end += half
    settle(trace)
    return trace


@near_miss("a call over midnight of New Year's Eve")
def new_year(rng):
    trace = voice(rng, 4)
    shift = 1_735_689_600 * SECOND - (trace.root.start + trace.root.length // 2)
    for span in trace.spans:
        span.start += shift
        span.end += shift
        for event in span.events:
            event.time += shift
    return trace


# numbers

@near_miss("A088: confidence exactly 0 and exactly 1")
def confidence_at_the_ends(rng):
    trace = voice(rng, 5, providers=0.0)
    for span, value in zip(trace.named("stt"), (0, 1, 0.0, 1.0)):
        span.attributes["stt.confidence"] = value
    return trace


@near_miss("A087: ttfb exactly as long as its span, and 49 ms longer")
def ttfb_at_the_span_length(rng):
    trace = voice(rng, 5)
    for span in trace.named("tts")[:2]:
        span.end = span.start + span.length // MS * MS
    first, second = trace.named("tts")[:2]
    first.attributes["metrics.ttfb"] = first.length / SECOND
    second.attributes["metrics.ttfb"] = round(second.length / SECOND + 0.049, 3)
    trace.named("tts")[2].attributes["metrics.ttfb"] = 0
    return trace


@near_miss("F074, F075: constant confidence and ttfb on only four spans")
def constant_on_four(rng):
    trace = voice(rng, 4, providers=0.0)
    for span in trace.named("stt"):
        span.attributes["stt.confidence"] = 0.95
    for span in trace.named("tts"):
        span.attributes["metrics.ttfb"] = 0.1
    return trace


@near_miss("F074, F075: five equal values and one that differs")
def constant_but_one(rng):
    trace = voice(rng, 6, providers=0.0)
    for span in trace.named("stt")[1:]:
        span.attributes["stt.confidence"] = 0.95
    for span in trace.named("tts")[:5]:
        span.attributes["metrics.ttfb"] = 0.12
    return trace


@near_miss("R099, R100: exactly 20 % without ttfb and without output tokens")
def one_in_five(rng):
    trace = quiet(rng, 5, pace=1.0)
    del trace.named("llm")[2].attributes["metrics.ttfb"]
    del trace.named("tts")[0].attributes["metrics.ttfb"]
    del trace.named("stt")[4].attributes["metrics.ttfb"]
    bare = trace.named("llm")[3].attributes
    bare.pop("gen_ai.usage.total_tokens", None)
    del bare["gen_ai.usage.output_tokens"]
    return trace


@near_miss("A082: flags written as doubles, and booleans that are no rate flags")
def flags_as_doubles(rng):
    trace = voice(rng, 4, tools=1.0)
    for span in trace.spans:
        for key in ("workflow.completed", "workflow.fallback_used", "tool.error"):
            if key in span.attributes:
                span.attributes[key] = float(span.attributes[key])
        if span.name == "llm":
            span.attributes["gen_ai.request.stream"] = False
    return trace


@near_miss("A081: numbers as text under keys that are no metrics")
def numeric_text_elsewhere(rng):
    trace = voice(rng, 4)
    for span in trace.named("llm"):
        span.attributes["prompt.version"] = "12"
        span.attributes["experiment.bucket"] = "0.5"
    return trace


@near_miss("R097, R102: only the documented attribute aliases")
def attribute_aliases(rng):
    trace = voice(rng, 4, tools=1.0)
    for span in trace.spans:
        for canonical, alias in (("transcript", "stt.transcription"),
                                 ("function.name", "tool.name"),
                                 ("tool_call_id", "tool.call_id"),
                                 ("function.arguments", "tool.arguments")):
            if canonical in span.attributes:
                span.attributes[alias] = span.attributes.pop(canonical)
    trace.implied = ["R098"]
    return trace


@near_miss("R105: a service name that begins almost like the default one")
def almost_unknown_service(rng):
    trace = voice(rng, 3)
    trace.root.resource.attributes["service.name"] = rng.choice(
        ("unknown-service-desk", "the_unknown_service", "unknown"))
    return trace


# fallback, tools, markers

@near_miss("E123: three attempts, the first two failed")
def proper_fallback(rng):
    trace = voice(rng, 4, providers=0.0)
    stt = trace.named("stt")[1]
    start = stt.start
    for index, name in enumerate(phrases.PROVIDERS[:3]):
        span = add_span(rng, trace, stt, f"stt.provider.{name}", start, stt.length // 4, CLIENT,
                        {"stt.providerName": name})
        start = span.end + MS
        if index < 2:
            fail(span, "connection_reset", "stream closed by the provider")
        else:
            span.attributes["metrics.ttfb"] = 0.071
            span.attributes["stt.confidence"] = 0.9312
    trace.root.attributes["workflow.fallback_used"] = 1
    trace.spans.sort(key=lambda one: -one.start)  # the order of arrival says nothing
    return trace


@near_miss("E123: one attempt beside a provider selection")
def provider_selection(rng):
    trace = voice(rng, 3, providers=0.0)
    for stt in trace.named("stt"):
        add_span(rng, trace, stt, "stt.provider_selection", stt.start, 10 * MS, INTERNAL,
                 {"stt.selected_provider": "deepgram"})
        add_span(rng, trace, stt, "stt.provider.deepgram", stt.start + 10 * MS,
                 stt.length - 12 * MS, CLIENT,
                 {"stt.providerName": "deepgram", "metrics.ttfb": 0.064})
    return trace


@near_miss("E115, E116: every tool call fails and says so")
def all_tools_fail(rng):
    return voice(rng, 4, tools=1.0, tool_errors=1.0)


@near_miss("F069: markers of exactly 50 ms")
def marker_of_fifty(rng):
    trace = build(rng, "vapi", turns=4)
    for span in trace.named("llm_marker"):
        span.end = span.start + 50 * MS
    return trace


@near_miss("R099: llm, stt and tts that are markers need no ttfb")
def markers_without_ttfb(rng):
    trace = build(rng, "vapi", turns=4, tools=1.0)
    for span in trace.named("llm_marker"):
        span.name = "llm"
        span.attributes.update({"gen_ai.usage.input_tokens": rng.randint(200, 900),
                                "gen_ai.usage.output_tokens": rng.randint(5, 90),
                                "llm.finish_reason": "tool_calls"})
    for span in trace.named("tts_marker"):
        span.name = "tts"
    return trace


# privacy and size

@near_miss("P133: keys with token in them that are no secrets")
def token_keys(rng):
    trace = voice(rng, 4)
    for span in trace.named("llm"):
        span.attributes.update({
            "gen_ai.request.max_tokens": 2048,
            "max_tokens": 2048,
            "budget.max_tokens": 4096,
            "reasoning.tokens": rng.randint(0, 80),
            "cached_tokens": rng.randint(0, 80),
            "gen_ai.usage.reasoning.output_tokens": rng.randint(0, 80),
        })
    return trace


@near_miss("P133: token counts under the keys of an import")
def token_count_keys(rng):
    trace = voice(rng, 4)
    for span in trace.named("llm"):
        span.attributes["llm.token_count.prompt"] = span.attributes["gen_ai.usage.input_tokens"]
        span.attributes["llm.token_count.completion"] = span.attributes[
            "gen_ai.usage.output_tokens"]
    return trace


@near_miss("P134: words that resemble credentials")
def almost_credentials(rng):
    trace = voice(rng, 6)
    notes = (
        "please fill the risk-assessment-questionnaire before the visit",
        "the desk-reservation-confirmation was sent",
        "Basic information about the plan; Bearer of good news",
        "article sk-" + "short and pk, asked for by the caller",
        "eyJ is how such things begin. And then. Nothing.",
        "AKIA" + "TOOSHORT",
    )
    for span, note in zip(trace.named("llm"), notes):
        span.attributes["review.note"] = note
    return trace


@near_miss("P138: texts of exactly 1,024 bytes and a transcript of exactly 8,192")
def texts_at_the_limit(rng):
    trace = voice(rng, 4, providers=0.0, tools=1.0)
    trace.named("llm")[0].attributes["review.note"] = "n" * 1024
    trace.named("llm")[1].attributes["review.note"] = "ü" * 512
    trace.named("llm")[2].attributes["review.note"] = "記" * 341 + "."
    trace.named("stt")[0].attributes["transcript"] = "well " * 1638 + "ok"
    trace.named("stt")[1].attributes["transcript"] = "あ" * 2730 + ".."
    tool = trace.named("llm_tool_call")[0]
    empty = len(json.dumps({"note": ""}))
    tool.attributes["function.arguments"] = json.dumps({"note": "a" * (1024 - empty)})
    return trace


@near_miss("P138: a preview of 190 characters that takes more bytes")
def unicode_preview(rng):
    trace = build(rng, "cascade-roles", turns=3)
    for turn in trace.named("turn.assistant"):
        turn.attributes["turn.text"] = "ありがとうございます。" * 17
    return trace


@near_miss("P137: 1,024 bytes, audio types by name, and base64 that is no audio")
def no_audio(rng):
    trace = voice(rng, 4)
    for span in trace.named("tts"):
        span.attributes["audio.mime_type"] = rng.choice(("audio/wav", "audio/ogg; codecs=opus"))
    trace.named("llm")[0].attributes["state.blob"] = bytes(7 + i % 90 for i in range(1024))
    trace.named("llm")[1].attributes["cache.fingerprint"] = "QUJD" * 90
    trace.named("llm")[2].attributes["cache.fingerprint"] = "UklGR is how wave files begin"
    return trace


@near_miss("every kind of attribute value")
def every_value(rng):
    trace = voice(rng, 4)
    trace.named("llm")[0].attributes.update({
        "probe.list": ["a", 1, 2.5, True, b"\x00\x01"],
        "probe.map": {"inner": {"deep": ["x"]}, "n": -1},
        "probe.big": -9223372036854775808,
        "probe.tiny": 5e-324,
        "probe.bytes": b"\x00\xff",
        "probe.text": "tab\t quote\" slash\\ null-free \u2028 🙂 \u0301",
    })
    trace.named("llm")[1].events.append(
        Event(trace.named("llm")[1].start + MS, "first_token", {"index": 0}))
    return trace


@near_miss("an ERROR status in the middle, with all it needs")
def honest_error(rng):
    trace = voice(rng, 4)
    fail(trace.named("llm")[1], "rate_limited", "quota exhausted; retried by the framework")
    assert trace.named("llm")[1].status == ERROR
    return trace


@near_miss("identifiers that are all letters or all digits")
def odd_ids(rng):
    trace = voice(rng, 3)
    leaves = trace.leaves()
    leaves[0].span_id, leaves[1].span_id = "abcdefabcdefabcd", "0123456789012345"
    leaves[2].span_id = "0000000000000001"
    return trace
