"""Planters for values that nobody measured (F)."""

from agents import build, fail, voice
from model import SECOND, settle
from planting import plants, register

NOTE = {"trace.source": "vapi_artifact", "trace.timing": "metadata_marker",
        "trace.duration_note": "not a measurement"}


def markers(trace):
    return [span for span in trace.spans if "trace.timing" in span.attributes]


# F070, F071, F072: markers that do not say so, or say too much

def without(keys, how_many):
    def plant(rng):
        trace = build(rng, "vapi", turns=5)
        plain = [span for span in markers(trace) if span.name == "stt"]
        for span in rng.sample(plain, how_many):
            for key in keys:
                del span.attributes[key]
        return trace
    return plant


register("F070", "one without its source", without(["trace.source"], 1))
register("F070", "all without a note", without(["trace.duration_note"], 5))
register("F070", "only the timing", without(["trace.source", "trace.duration_note"], 2))
register("F070", "two without a note", without(["trace.duration_note"], 2))

# What is no marker is a stage that lacks its first-byte time, and perhaps the only one of the file.
UNMARKED = ["R099", "M144"]
register("F072", "one stt", without(["trace.timing", "trace.duration_note"], 1), UNMARKED)
register("F072", "three stt", without(["trace.timing", "trace.duration_note"], 3), UNMARKED)
register("F072", "every stt", without(["trace.timing", "trace.duration_note"], 5), UNMARKED)
register("F072", "two stt, with a note", without(["trace.timing"], 2), ["F070", *UNMARKED])


def measured_marker(key, value, names, how_many):
    def plant(rng):
        trace = build(rng, "vapi", turns=6)
        spans = [span for span in markers(trace) if span.name in names]
        for span in spans[:how_many]:
            span.attributes[key] = value(rng)
        return trace
    return plant


TOO_LONG = ["A087"]  # a first byte that came after the 1 ms of the marker
register("F071", "ttfb on a marker", measured_marker(
    "metrics.ttfb", lambda rng: round(rng.uniform(0.2, 0.9), 4), ["llm_marker"], 1), TOO_LONG)
register("F071", "ttfb on all of a name", measured_marker(
    "metrics.ttfb", lambda rng: round(rng.uniform(0.2, 0.9), 4), ["stt"], 6), TOO_LONG)
register("F071", "confidence", measured_marker(
    "stt.confidence", lambda rng: round(rng.uniform(0.7, 0.99), 4), ["stt"], 2))
register("F071", "a latency", measured_marker(
    "model.latency_ms", lambda rng: rng.randint(300, 900), ["llm_marker"], 2))


# F073: stages with the window of their turn

def whole_turns(stage, turn_name, style, share=1.0):
    def plant(rng):
        trace = build(rng, style, turns=10, providers=0.0, tools=0.0, vads=0)
        turns = trace.named(turn_name)
        for turn in turns[:round(share * len(turns))]:
            for span in trace.children(turn):
                if span.name == stage:
                    span.start, span.end = turn.start, turn.end
        return trace
    return plant


register("F073", "every stt", whole_turns("stt", "turn.user", "cascade-roles"))
register("F073", "every llm", whole_turns("llm", "turn.assistant", "cascade-roles"))
register("F073", "nine of ten tts", whole_turns("tts", "turn", "cascade-turns", 0.9))
register("F073", "eight of ten stt", whole_turns("stt", "turn", "cascade-turns", 0.8))


# F076, F077: first bytes that were computed

def every_ttfb(name, make, turns=6):
    def plant(rng):
        trace = voice(rng, turns, providers=0.0)
        for span in trace.named(name):
            if "metrics.ttfb" in span.attributes:
                span.attributes["metrics.ttfb"] = make(span.length / SECOND, rng)
        return trace
    return plant


ALL_EQUAL = ["F075"]  # zeros are equal
register("F076", "every tts", every_ttfb("tts", lambda length, rng: 0.0), ALL_EQUAL)
register("F076", "every stt, as integers", every_ttfb("stt", lambda length, rng: 0), ALL_EQUAL)
register("F076", "every llm", every_ttfb("llm", lambda length, rng: 0.0), ALL_EQUAL)
register("F076", "two tts", every_ttfb("tts", lambda length, rng: 0.0, turns=2))

register("F077", "a quarter of stt", every_ttfb("stt", lambda length, rng: round(length / 4, 4)))
register("F077", "all of llm", every_ttfb("llm", lambda length, rng: round(length, 4)))
register("F077", "a tenth of tts", every_ttfb("tts", lambda length, rng: length / 10, turns=5))
register("F077", "a third, nearly", every_ttfb(
    "tts", lambda length, rng: length / 3 * rng.uniform(0.997, 1.0), turns=12))


# F078: a finish reason that never changes

def always_stop(style, turns, errors=0.0):
    def plant(rng):
        trace = build(rng, style, turns=turns, tools=1.0, tool_errors=errors)
        for span in trace.named("llm"):
            span.attributes["llm.finish_reason"] = "stop"
        return trace
    return plant


register("F078", "cascade", always_stop("cascade-turns", 4))
register("F078", "roles", always_stop("cascade-roles", 8))
register("F078", "chat", always_stop("chat", 6))
register("F078", "realtime, with failures", always_stop("realtime", 9, 0.4))


# F079: success whatever happened

def successes(key, value, turns, failed):
    def plant(rng):
        trace = build(rng, "cascade-turns", turns=turns, tools=1.0, tool_errors=0.0)
        tools = trace.named("llm_tool_call")
        for span in tools:
            span.attributes[key] = value
        for span in rng.sample(tools, failed):
            fail(span, "timeout", "no answer in time")
            span.attributes["tool.error"] = 1
            span.attributes.pop("tool.result.count", None)
        settle(trace)
        return trace
    return plant


register("F079", "one failed tool", successes("tool.result.success", 1, 12, 1))
register("F079", "half of the tools failed", successes("tool.result.success", 1, 14, 7))
register("F079", "a key of its own", successes("booking.success", 1, 10, 2))


@plants("F079", "on markers")
def sure_markers(rng):
    trace = build(rng, "vapi", turns=11)
    for span in markers(trace):
        if span.name == "stt":
            span.attributes["provider.success"] = 1
    return trace
