"""Planters for attribute values (A), required attributes (R), errors (E) and inventions (F)."""

import phrases
from agents import add_span, build, fail, part_of, quiet, voice
from model import CLIENT, MS, OK, SECOND, UNSET, settle
from planting import extra_span, plants, register, stretch

# A081: text or truth where a number belongs


def texted(name, key, make):
    def plant(rng):
        trace = voice(rng, 8, tools=1.0)
        span = rng.choice([one for one in trace.spans
                           if one.name.startswith(name) and key in one.attributes])
        span.attributes[key] = make(span.attributes[key])
        return trace
    return plant


MIXED = ["A086"]  # the other spans carry a number under the same key
register("A081", "ttfb of one llm as text", texted("llm", "metrics.ttfb", str), MIXED)
register("A081", "output tokens of one llm as text",
         texted("llm", "gen_ai.usage.output_tokens", str), MIXED)
register("A081", "one confidence as text", texted("stt", "stt.confidence", str), MIXED)
register("A081", "tool latency as text with its unit",
         texted("llm_tool_call", "tool.latency_ms", lambda value: f"{value} ms"), MIXED)
register("A081", "chunks sent as a boolean", texted("tts", "audio.chunks_sent", bool), MIXED)
register("A081", "the length of the call as text",
         texted("conversation", "call.duration_seconds", str))
register("A081", "the number of tool calls as a boolean",
         texted("conversation", "tool.call.count", bool))


# A082: rate flags other than 0 and 1

AS_TEXT = ["A081"]  # a flag is a metric-ready key, so text and booleans break both rules


def flag(name, key, value):
    def plant(rng):
        trace = voice(rng, 4, tools=1.0, tool_errors=0.0)
        rng.choice(trace.named(name)).attributes[key] = value
        return trace
    return plant


register("A082", "completed: true", flag("conversation", "workflow.completed", True), AS_TEXT)
register("A082", "fallback used: false", flag("conversation", "workflow.fallback_used", False),
         AS_TEXT)
register("A082", "completed as text", flag("conversation", "workflow.completed", "true"), AS_TEXT)
register("A082", "blocked as text", flag("conversation", "workflow.dependency_blocked", "0"),
         AS_TEXT)
register("A082", "completed: 2", flag("conversation", "workflow.completed", 2))
register("A082", "fallback used: 0.5", flag("conversation", "workflow.fallback_used", 0.5))
register("A082", "human needed: -1", flag("conversation", "handoff.required", -1))
register("A082", "one tool.error: false", flag("llm_tool_call", "tool.error", False),
         AS_TEXT + MIXED)
register("A082", "one dependency_unavailable: 100",
         flag("llm_tool_call", "tool.dependency_unavailable", 100))


# A087: impossible first-byte times


def ttfb(name, make, **shape):
    """`make` gets the length of the span in seconds."""
    def plant(rng):
        trace = voice(rng, 5, **shape)
        span = rng.choice([one for one in trace.named(name) if "metrics.ttfb" in one.attributes])
        span.attributes["metrics.ttfb"] = make(span.length / SECOND)
        return trace
    return plant


register("A087", "negative", ttfb("llm", lambda length: -0.2), severity="error")
register("A087", "minus one for none", ttfb("tts", lambda length: -1), severity="error")
register("A087", "a microsecond below zero", ttfb("stt", lambda length: -0.000001),
         severity="error")
register("A087", "51 ms longer than the span", ttfb("tts", lambda length: length + 0.051),
         severity="warning")
register("A087", "three times the span", ttfb("stt", lambda length: round(3 * length, 3)),
         severity="warning")
# Milliseconds among seconds are two magnitudes under one key.
register("A087", "milliseconds", ttfb("llm", lambda length: 420.5), ["A173"],
         severity="warning")


@plants("A087", "above a minute, yet shorter than its span", severity="warning")
def slow_first_byte(rng):
    trace = voice(rng, 5, tools=0.0)
    span = rng.choice(trace.named("llm"))
    stretch(trace, span, 90 * SECOND)
    span.attributes["metrics.ttfb"] = 61.5
    settle(trace)
    return trace


# A088: confidence outside 0 to 1


def confidence(value, every=False):
    def plant(rng):
        trace = voice(rng, 4, providers=0.0)
        spans = trace.named("stt")
        for index, span in enumerate(spans if every else [rng.choice(spans)]):
            span.attributes["stt.confidence"] = value + index
        return trace
    return plant


for outside in (1.01, 1.0000001, -0.1, 2):
    register("A088", str(outside), confidence(outside))
register("A088", "per cent on all", confidence(91, every=True))


@plants("A088", "per cent on a provider attempt")
def attempt_in_percent(rng):
    trace = voice(rng, 4, providers=1.0, fallbacks=0.0)
    span = next(one for one in trace.spans if one.name.startswith("stt.provider."))
    span.attributes["stt.confidence"] = 93.4
    return trace


# R097: recognised speech without its text


def no_transcript(how_many, instead=None, style="cascade-roles"):
    def plant(rng):
        trace = build(rng, style, turns=5, providers=0.0)
        for span in trace.named("stt")[:how_many]:
            text = span.attributes.pop("transcript")
            if instead:
                span.attributes[instead] = text
        return trace
    return plant


register("R097", "one stt", no_transcript(1))
register("R097", "three stt of numbered turns", no_transcript(3, style="cascade-turns"))
register("R097", "under a key of its own", no_transcript(2, instead="stt.text"))
register("R097", "realtime", no_transcript(1, style="realtime"))
# No transcript anywhere also means that the word error rate has nothing to work on.
register("R097", "all stt", no_transcript(5), ["M143"])


# R099, R100: missing measurements


def lacking(name, keys, how_many, turns):
    def plant(rng):
        trace = quiet(rng, turns, pace=1.0)
        for span in rng.sample(trace.named(name), how_many):
            for key in keys:
                span.attributes.pop(key, None)
        return trace
    return plant


GIVEN, MADE, SUM = ("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens",
                    "gen_ai.usage.total_tokens")
# Where no other trace of the file has tts spans, the metric has nothing to work on.
register("R099", "every tts", lacking("tts", ["metrics.ttfb"], 6, 6), ["M144"])
register("R099", "one stt of four", lacking("stt", ["metrics.ttfb"], 1, 4))
register("R099", "two llm of five", lacking("llm", ["metrics.ttfb"], 2, 5))
register("R099", "two tts of nine", lacking("tts", ["metrics.ttfb"], 2, 9))
register("R100", "every llm without either", lacking("llm", [GIVEN, MADE, SUM], 5, 5), ["M145"])
register("R100", "one llm of four without output", lacking("llm", [MADE, SUM], 1, 4))
register("R100", "two llm of nine without either", lacking("llm", [GIVEN, MADE, SUM], 2, 9))
# What was made without what was given is a broken extraction.
register("R100", "two llm of five without input", lacking("llm", [GIVEN, SUM], 2, 5), ["A089"])


@plants("R099", "no stage at all is measured", implied=["M144"])
def nothing_measured(rng):
    trace = voice(rng, 4)
    for span in trace.named("llm", "tts", "stt"):
        del span.attributes["metrics.ttfb"]
    return trace


# R102, E115, E116: tool spans


def tools_of(rng, trace, every):
    tools = [span for span in trace.spans if span.name in ("llm_tool_call", "tool_call")]
    return tools if every else [rng.choice(tools)]


def tool_defect(change, every=False, style=None, name="llm_tool_call"):
    def plant(rng):
        shape = {"turns": 4, "tools": 1.0, "tool_errors": 0.0}
        trace = build(rng, style, **shape) if style else voice(rng, **shape)
        for span in trace.named("llm_tool_call"):
            span.name = name
        for span in tools_of(rng, trace, every):
            change(span)
        settle(trace)
        return trace
    return plant


def nameless(span):
    del span.attributes["function.name"]


def failed_unflagged(span):
    fail(span, "upstream_timeout", "no answer from the booking service")
    span.attributes.pop("tool.result.count", None)


def failed_flagless(span):
    failed_unflagged(span)
    del span.attributes["tool.error"]


def flagged(status, value=1):
    def change(span):
        span.attributes["tool.error"] = value
        span.status = status
    return change


ALIAS = ["N063"]  # the tool span of the documentation's prose is an alias itself
register("R102", "one tool call", tool_defect(nameless))
register("R102", "every tool call", tool_defect(nameless, every=True))
register("R102", "a tool call of a rebuilt call", tool_defect(nameless, style="vapi"))
register("R102", "a tool call of a chat", tool_defect(nameless, style="chat"))
register("R102", "under an alias", tool_defect(nameless, name="tool_call"), ALIAS)
register("E115", "one failed call, flag 0", tool_defect(failed_unflagged))
register("E115", "every call failed, flag 0", tool_defect(failed_unflagged, every=True))
register("E115", "in a rebuilt call", tool_defect(failed_unflagged, style="vapi"))
register("E115", "under an alias", tool_defect(failed_unflagged, name="tool_call"), ALIAS)
# The flag is one of the two attributes that every tool span should carry.
register("E115", "no flag at all", tool_defect(failed_flagless), ["R104"])
register("E116", "status unset", tool_defect(flagged(UNSET)))
register("E116", "status OK", tool_defect(flagged(OK)))
register("E116", "the flag as a double, on every call",
         tool_defect(flagged(UNSET, 1.0), every=True))
register("E116", "in a chat", tool_defect(flagged(UNSET), style="chat"))
register("E116", "under an alias", tool_defect(flagged(UNSET), name="tool_call"), ALIAS)


# R105: no service name


def service(name, keep_rest=True):
    def plant(rng):
        trace = voice(rng, 4)
        attributes = trace.root.resource.attributes
        if not keep_rest:
            attributes.clear()
        elif name is None:
            del attributes["service.name"]
        else:
            attributes["service.name"] = name
        return trace
    return plant


register("R105", "absent", service(None))
register("R105", "a resource without attributes", service(None, keep_rest=False), ["R106"])
register("R105", "the default of an SDK", service("unknown_service"))
register("R105", "the default with the program's name", service("unknown_service:python"))
register("R105", "empty", service(""), ["A171"])  # an empty string is an empty value


@plants("R105", "only the second service has none")
def nameless_backend(rng):
    trace = voice(rng, 4, tools=1.0, tool_errors=0.0, remote=1.0)
    del trace.named("POST /bookings")[0].resource.attributes["service.name"]
    return trace


# E114: failure in the name only


def failing_name(name, status=UNSET):
    def plant(rng):
        trace = voice(rng, 5)
        extra_span(rng, trace, name).status = status
        return trace
    return plant


for bad_name in ("payment.error", "crm.lookup_failed", "charge_failure", "exception_handler",
                 "carrier.timeout"):
    register("E114", bad_name, failing_name(bad_name))
register("E114", "refund.failed with status OK", failing_name("refund.failed", OK))


# E123: attempts that failed without saying so


def attempts(statuses, stts=1, reverse=False):
    """Provider attempts one after another; a status is "error" or a status code."""
    def plant(rng):
        trace = voice(rng, 4, providers=0.0, pace=1.5)
        for stt in trace.named("stt")[:stts]:
            add_attempts(rng, trace, stt, statuses)
        trace.root.attributes["workflow.fallback_used"] = 1
        if reverse:
            trace.spans.reverse()
        return trace
    return plant


def add_attempts(rng, trace, stt, statuses):
    share = stt.length // len(statuses)
    for index, status in enumerate(statuses):
        name = phrases.PROVIDERS[index]
        span = add_span(rng, trace, stt, f"stt.provider.{name}", stt.start + index * share,
                        share - MS, CLIENT, {"stt.providerName": name})
        if status == "error":
            fail(span, "connection_reset", "stream closed by the provider")
        else:
            span.status = status
            span.attributes["metrics.ttfb"] = part_of(rng, span)
            span.attributes["stt.confidence"] = round(rng.uniform(0.7, 0.99), 4)


register("E123", "two attempts, none an error", attempts([UNSET, UNSET]))
register("E123", "the first attempt OK", attempts([OK, UNSET]))
register("E123", "the middle one of three", attempts(["error", UNSET, UNSET]))
register("E123", "the first one of three, spans in reverse order",
         attempts([UNSET, "error", UNSET], reverse=True))
register("E123", "only the last is an error, in two utterances",
         attempts([UNSET, "error"], stts=2))


# F069: markers with a length


def long_marker(name, length):
    def plant(rng):
        trace = build(rng, "vapi", turns=4)
        span = rng.choice(trace.named(name))
        parent = trace.parent(span)
        span.start = parent.start + MS
        span.end = span.start + (length or parent.length - 2 * MS)
        return trace
    return plant


register("F069", "51 ms", long_marker("llm_marker", 51 * MS))
register("F069", "a recognition marker of 300 ms", long_marker("stt", 300 * MS))
register("F069", "nearly its whole turn", long_marker("llm_marker", None))


# The marker has the same start and end as its turn, which is F073 in so many words.
@plants("F069", "exactly its turn", implied=["F073"])
def whole_turn(rng):
    trace = build(rng, "vapi", turns=4)
    span = rng.choice(trace.named("stt"))
    parent = trace.parent(span)
    span.start, span.end = parent.start, parent.end
    return trace


@plants("F069", "a marker by name only")
def marker_by_name(rng):
    trace = voice(rng, 5)
    extra_span(rng, trace, "vad_marker")
    return trace


# F074, F075: one value everywhere


def constant(name, key, value, turns=6, pace=1.0):
    def plant(rng):
        trace = quiet(rng, turns, pace=pace)
        for span in trace.named(name):
            span.attributes[key] = value
        return trace
    return plant


register("F074", "0.95 on six", constant("stt", "stt.confidence", 0.95))
register("F074", "on exactly five", constant("stt", "stt.confidence", 0.9731, turns=5))
register("F074", "the integer 1", constant("stt", "stt.confidence", 1, turns=7))
register("F075", "0.1 on every tts", constant("tts", "metrics.ttfb", 0.1))
register("F075", "0.6 on every llm", constant("llm", "metrics.ttfb", 0.6, pace=3.0))
register("F075", "on exactly five stt", constant("stt", "metrics.ttfb", 0.25, turns=5))
register("F075", "on twenty tts", constant("tts", "metrics.ttfb", 0.184, turns=20))
# A constant of 0 is the constant that F076 names.
register("F075", "0 on every tts", constant("tts", "metrics.ttfb", 0), ["F076"])


@plants("F074", "0.95 on every attempt of one provider")
def constant_attempts(rng):
    trace = quiet(rng, 6)
    for stt in trace.named("stt"):
        add_attempts(rng, trace, stt, [UNSET])
    for span in trace.named("stt.provider.deepgram"):
        span.attributes["stt.confidence"] = 0.95
    return trace
