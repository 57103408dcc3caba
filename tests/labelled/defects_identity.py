"""Planters for what is there twice, and for calls that are mixed or cut (U)."""

import copy

from agents import build, quiet, voice
from model import INTERNAL, MS, Trace, duplicate, hex_id, letters
from planting import plants, register


def again(rng, span, shift=0, **changes):
    """The span once more under another id."""
    twin = duplicate(span)
    twin.span_id = hex_id(rng, 16)
    twin.start, twin.end = span.start + shift, span.end - shift
    for name, value in changes.items():
        setattr(twin, name, value)
    return twin


# U029: a batch sent again. Every repeated span is one more U028.

def resent(first, count):
    """From a trace in the order in which its spans ended, as exporters have them."""
    def plant(rng):
        trace = quiet(rng, 6)
        trace.spans.sort(key=lambda span: span.end)
        trace.spans += [duplicate(span) for span in trace.spans[first:first + count]]
        return trace
    return plant


for first, count in ((0, 8), (2, 3), (3, 12), (1, 20)):
    # A repeated turn has a repeated number.
    register("U029", f"{count} spans from number {first}", resent(first, count), ["U028", "V175"])


# U030: the same content under another id

def copied(name, count):
    def plant(rng):
        trace = voice(rng, 6, providers=0.0)
        for span in trace.named(name)[:count]:
            trace.spans.append(again(rng, span))
        return trace
    return plant


register("U030", "one tts", copied("tts", 1))
register("U030", "three stt", copied("stt", 3))
register("U030", "every llm", copied("llm", 30))


@plants("U030", "two vad under the root")
def copied_elsewhere(rng):
    trace = voice(rng, 5, vads=1)
    for span in trace.named("vad")[:2]:
        trace.spans.append(again(rng, span, parent_id=trace.root.span_id))
    return trace


# U031: two instrumentations, or a request and its attempt under one name

def doubled(name, count):
    def plant(rng):
        trace = voice(rng, 5, providers=0.0)
        for span in trace.named(name)[:count]:
            trace.spans.append(again(rng, span, rng.randrange(1, 4) * MS, scope="manual.tracing"))
        return trace
    return plant


register("U031", "every llm", doubled("llm", 30))
register("U031", "two tts", doubled("tts", 2))
register("U031", "one stt", doubled("stt", 1))


def nested(name):
    def plant(rng):
        trace = voice(rng, 5, providers=0.0, tools=0.0)
        for span in trace.named(name):
            trace.spans.append(again(rng, span, 2 * MS, parent_id=span.span_id))
        return trace
    return plant


register("U031", "llm in llm", nested("llm"))
register("U031", "tts in tts", nested("tts"))


# U032: the text on one span, the latency on another

def split(how_many):
    def plant(rng):
        trace = voice(rng, 6, providers=0.0)
        for span in trace.named("stt")[:how_many]:
            other = again(rng, span, 3 * MS)
            other.attributes.pop("transcript")
            other.attributes.pop("stt.confidence", None)
            span.attributes.pop("metrics.ttfb")
            trace.spans.append(other)
        return trace
    return plant


# Each half lacks what the other has.
HALVES = ["R097", "R099"]
for how_many in (3, 4, 5, 6):
    register("U032", f"{how_many} of six", split(how_many), HALVES)


# U033: ids of two calls

def strangers(key, count, own=True):
    def plant(rng):
        trace = voice(rng, 5)
        if own:
            trace.root.attributes[key] = letters(rng, 22)
        stranger = letters(rng, 22)
        for span in rng.sample(trace.named("stt", "llm", "tts"), count):
            span.attributes[key] = stranger
        return trace
    return plant


register("U033", "one span of another simulation", strangers("simulation_output_id", 1))
register("U033", "half of the spans", strangers("simulation_output_id", 7))
register("U033", "another session", strangers("session.id", 3, own=False))


@plants("U033", "under two keys", ["U041"])
def two_keys(rng):
    trace = voice(rng, 4)
    trace.root.attributes["simulation_output_id"] = letters(rng, 22)
    for span in trace.named("llm"):
        span.attributes["coval.internal.simulation_id"] = letters(rng, 22)
    return trace


# U038: a trace that goes on with the next call

def appended(seconds, turns):
    def plant(rng):
        trace = quiet(rng, turns)
        other = quiet(rng, turns)
        shift = trace.root.end - other.root.start + int(seconds * 1e9)
        for span in other.spans:
            span.trace_id = trace.trace_id
            span.start, span.end = span.start + shift, span.end + shift
            span.resource = trace.root.resource
            for event in span.events:
                event.time += shift
        other.root.attributes["session.id"] = trace.root.attributes["session.id"]
        trace.spans += other.spans
        return trace
    return plant


for seconds, turns in ((5, 3), (900, 2), (-4, 4), (40, 3)):
    # Two roots, and turn numbers that begin again.
    register("U038", f"{seconds} s after the first", appended(seconds, turns),
             ["S043", "V175", "U033"])


# U039, U152: one call, several traces

def shared(key, count):
    def plant(rng):
        trace = voice(rng, 3)
        trace.companions = [voice(rng, 2) for _ in range(count - 1)]
        same = letters(rng, 22)
        for one in (trace, *trace.companions):
            one.root.attributes[key] = same
        return trace
    return plant


for count, severity in ((2, "info"), (3, "info"), (4, "warning"), (9, "warning")):
    register("U039", f"{count} traces of a simulation", shared("simulation_output_id", count),
             severity=severity, call=True)
for count in (2, 3, 5, 8):
    register("U152", f"{count} traces of a session", shared("session.id", count),
             severity="warning", call=True)

# A piece has no root of its own and nothing beside it, such as the tools that its llm calls.
PIECE = ["S042", "S051", "R099", "R100", "N068", "M144", "M145", "M146"]


def pieces(count):
    def plant(rng):
        whole = voice(rng, count, providers=0.0)
        made = []
        for span in whole.named("stt", "llm", "tts")[:count]:
            one = copy.copy(span)
            one.trace_id, one.parent_id, one.kind = hex_id(rng, 32), "", INTERNAL
            made.append(Trace(one.trace_id, "pieces", [one]))
        made[0].companions = made[1:]
        for one in made:
            one.implied = PIECE
        return made[0]
    return plant


for count in (5, 8):
    register("U039", f"{count} pieces", pieces(count), PIECE, severity="warning", call=True)


# U040, U041: imports and bookkeeping

def imported(service, style):
    def plant(rng):
        trace = build(rng, style, turns=4)
        for span in trace.spans:
            span.resource = trace.root.resource
        trace.root.resource.attributes["service.name"] = service
        trace.root.attributes.pop("session.id", None)
        trace.root.attributes.pop("conversation.id", None)
        return trace
    return plant


for service, style in (("langfuse", "chat"), ("langsmith", "cascade-turns"),
                       ("arize", "cascade-roles"), ("langfuse", "monitoring")):
    register("U040", f"{service}, {style}", imported(service, style))


def bookkeeping(name, keys):
    def plant(rng):
        trace = voice(rng, 4)
        own = letters(rng, 22)
        for span in trace.named(name):
            for key in keys:
                span.attributes[f"coval.internal.{key}"] = own
        return trace
    return plant


register("U041", "the simulation", bookkeeping("llm", ["simulation_id"]))
register("U041", "the buffer", bookkeeping("stt", ["buffer_key"]))
register("U041", "both", bookkeeping("tts", ["simulation_id", "buffer_key"]))
register("U041", "on the root", bookkeeping("conversation", ["buffer_key"]))
