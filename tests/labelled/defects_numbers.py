"""Planters for numbers of the wrong unit, type or sum (A)."""

from agents import build, voice
from model import MS, SECOND
from planting import extra_span, plants, register


# A083: a flag that is only there when it is 1

def only_when_true(name, key, how_many, **shape):
    def plant(rng):
        trace = voice(rng, 8, tools=1.0, tool_errors=0.0, providers=0.0, **shape)
        spans = trace.named(name)
        for span in spans:
            span.attributes.pop(key, None)
        for span in rng.sample(spans, how_many):
            span.attributes[key] = 1
        return trace
    return plant


register("A083", "policy.blocked on one llm", only_when_true("llm", "policy.blocked", 1))
register("A083", "fallback.used on three stt", only_when_true("stt", "fallback.used", 3))
register("A083", "handoff.required on two tts", only_when_true("tts", "handoff.required", 2))
register("A083", "tool.result.success on some tools",
         only_when_true("llm_tool_call", "tool.result.success", 4))


# A084: no unit in the key

def vague(name, key, value, how_many=2):
    def plant(rng):
        trace = voice(rng, 5)
        for span in trace.named(name)[:how_many]:
            span.attributes[key] = value(rng)
        return trace
    return plant


register("A084", "latency", vague("llm", "latency", lambda rng: rng.randint(200, 900)))
register("A084", "tool.latency", vague("tts", "synthesis.latency", lambda rng: rng.random()))
register("A084", "duration", vague("stt", "speech.duration", lambda rng: rng.uniform(1, 4), 5))
register("A084", "a time", vague("llm", "response_time", lambda rng: rng.uniform(0.1, 2)))
register("A084", "a size", vague("tts", "payload.size", lambda rng: rng.randint(900, 90000)))
register("A084", "a delay on one span", vague("stt", "start_delay", lambda rng: 12, 1))


# A085: the other unit

def converted(key, divisor):
    def plant(rng):
        trace = voice(rng, 5, pace=2.0)
        for span in trace.named("tts"):
            span.attributes[key] = span.length / divisor * rng.uniform(0.7, 0.99)
        return trace
    return plant


register("A085", "seconds under _ms", converted("synthesis.latency_ms", SECOND))
register("A085", "milliseconds under _seconds", converted("synthesis.duration_seconds", MS))


@plants("A085", "the length of one workflow step in seconds")
def one_step(rng):
    trace = build(rng, "cascade-turns", turns=4, pace=4.0, workflow=0.0)
    turn = max(trace.named("turn"), key=lambda one: one.length)
    span = extra_span(rng, trace, "crm_lookup")
    span.parent_id, span.start, span.end = turn.span_id, turn.start + MS, turn.start + 2900 * MS
    span.attributes["crm.lookup.latency_ms"] = 2.87
    return trace


@plants("A085", "a small part of every llm, in seconds")
def small_parts(rng):
    trace = voice(rng, 9, pace=4.0)
    for span in trace.named("llm"):
        if span.length > SECOND:
            span.attributes["retrieval_latency_ms"] = span.length / SECOND * 0.2
    return trace


# A086: two types

def retyped(name, key, text_of):
    """A text every third time, a number else."""
    def plant(rng):
        trace = voice(rng, 6)
        for index, span in enumerate(trace.named(name)):
            span.attributes[key] = text_of(index) if index % 3 == 0 else index + 1
        return trace
    return plant


register("A086", "a count", retyped("llm", "memory.hits", lambda index: f"{index} hits"))
register("A086", "a version", retyped("tts", "voice.version", lambda index: f"v{index}"))
register("A086", "a text for none", retyped("stt", "speaker.number", lambda index: "none"))
register("A086", "a number as text", retyped("llm", "customer.points", str))


# A089: tokens

def tokens(change, how_many=1):
    def plant(rng):
        trace = voice(rng, 6)
        for span in rng.sample(trace.named("llm"), how_many):
            change(span.attributes)
        return trace
    return plant


GIVEN, MADE, SUM = ("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens",
                    "gen_ai.usage.total_tokens")


def negative(attributes):
    attributes[MADE] = -1
    attributes.pop(SUM, None)


def fraction(attributes):
    attributes[GIVEN] = attributes[GIVEN] + 0.5
    attributes.pop(SUM, None)


def wrong_sum(attributes):
    attributes[SUM] = attributes[GIVEN] + attributes[MADE] + 100


def low_sum(attributes):
    attributes[SUM] = attributes[GIVEN] - 1


register("A089", "below zero", tokens(negative))
register("A089", "a fraction", tokens(fraction, 2))
register("A089", "a total above the sum", tokens(wrong_sum))
register("A089", "a total below the sum", tokens(low_sum, 3))


# A090, A091, A092: finish reasons

def reasons(reason, how_many):
    def plant(rng):
        trace = voice(rng, 6, tools=0.3)
        for span in rng.sample(trace.named("llm"), how_many):
            span.attributes["llm.finish_reason"] = reason
        return trace
    return plant


register("A090", "end_turn", reasons("end_turn", 3))
register("A090", "capitals", reasons("STOP", 2))
register("A090", "cancelled", reasons("cancelled", 1))
register("A090", "tool_use", reasons("tool_use", 2))
for count in (1, 2, 3, 4):
    register("A091", f"{count} cut off", reasons("length", count))
    register("A092", f"{count} filtered", reasons("content_filter", count))


# A093: HTTP statuses

def status(value, how_many=1):
    def plant(rng):
        trace = voice(rng, 6, tools=1.0, tool_errors=0.0)
        for span in rng.sample(trace.named("llm_tool_call"), how_many):
            span.attributes["http.status_code"] = value
        return trace
    return plant


register("A093", "zero", status(0))
register("A081", "an HTTP status as text", status("200", 2))
# A status of 400 and above is a failure that the span does not admit.
register("A093", "above 599", status(700), ["E118"])
register("A093", "minus one", status(-1, 3))
register("A093", "below 100", status(99))


# A094, A095, A096: contradictions

def total(key, change):
    def plant(rng):
        trace = voice(rng, 5, tools=1.0)
        trace.root.attributes[key] = change(trace.root.attributes[key])
        return trace
    return plant


register("A094", "one tool call too many", total("tool.call.count", lambda n: n + 1))
register("A094", "no tool call counted", total("tool.call.count", lambda n: 0))
register("A094", "failures that were none", total("tool.failure.count", lambda n: n + 3))
register("A094", "half of the call", total("call.duration_seconds", lambda s: round(s / 2, 3)))
register("A094", "a tenth too long", total("call.duration_seconds", lambda s: round(s * 1.1, 3)))


def latency(change):
    def plant(rng):
        trace = voice(rng, 6, tools=1.0, pace=2.0)
        span = max(trace.named("llm_tool_call"), key=lambda one: one.length)
        span.attributes["tool.latency_ms"] = change(span.length / MS)
        return trace
    return plant


register("A095", "half", latency(lambda ms: round(ms / 2, 3)))
register("A095", "twice", latency(lambda ms: round(ms * 2, 3)))
register("A095", "zero", latency(lambda ms: 0.0))
register("A095", "a quarter more and 60 ms", latency(lambda ms: round(ms * 1.25 + 60, 3)))


def flags(completed, blocked, tool=None):
    def plant(rng):
        trace = voice(rng, 4, tools=1.0, tool_errors=0.0)
        trace.root.attributes["workflow.completed"] = completed
        trace.root.attributes["workflow.dependency_blocked"] = blocked
        if tool is not None:
            span = rng.choice(trace.named("llm_tool_call"))
            span.attributes["tool.dependency_unavailable"] = tool
        return trace
    return plant


register("A096", "completed and blocked", flags(1, 1))
register("A096", "completed and blocked, a tool away", flags(1, 1, 1))
register("A096", "neither, though a tool was away", flags(0, 0, 1))
register("A096", "completed and blocked, as doubles", flags(1.0, 1.0))
