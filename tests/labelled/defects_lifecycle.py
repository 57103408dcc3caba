"""Planters for calls of which a part did not get out (L)."""

from agents import build, voice
from model import MS, SECOND, Event, settle
from planting import plants, register


# L108: the end is missing

def silent_end(style, seconds, turns):
    def plant(rng):
        trace = build(rng, style, turns=turns)
        trace.root.end += seconds * SECOND
        settle(trace)
        return trace
    return plant


register("L108", "15 s without spans", silent_end("cascade-turns", 15, 4))
register("L108", "half of the call", silent_end("cascade-roles", 90, 6))
register("L108", "12 s after a short chat", silent_end("chat", 12, 2))


@plants("L108", "the last turns were not sent")
def lost_turns(rng):
    trace = build(rng, "cascade-turns", turns=12, tools=0.0, pace=2.0)
    cut = trace.root.start + trace.root.length * 2 // 3
    kept = [trace.root]
    known = {trace.root.span_id}
    for span in trace.spans:    # a parent stands before what is below it
        if span.parent_id in known and span.end < cut:
            kept.append(span)
            known.add(span.span_id)
    trace.spans = kept
    settle(trace)
    return trace


# Without the root there is no conversation, and every span has a parent id that nothing has.
@plants("L108", "the root and what followed were not sent", implied=["S042", "S044", "S151"])
def lost_root(rng):
    trace = voice(rng, 5)
    trace.spans.remove(trace.root)
    return trace


# L109: a full buffer

def full_buffer(style, turns):
    """Exactly 1,024 spans: what is left of a larger trace without some leaves."""
    def plant(rng):
        trace = build(rng, style, turns=turns, tools=0.0, tool_errors=0.0)
        surplus = [span for span in trace.leaves() if span.name == "vad"]
        for span in surplus[:len(trace.spans) - 1024]:
            trace.spans.remove(span)
        assert len(trace.spans) == 1024
        settle(trace)
        return trace
    return plant


# Its size alone is a defect too.
for style, turns in (("cascade-turns", 185), ("cascade-turns", 195), ("cascade-roles", 160),
                     ("cascade-roles", 170)):
    register("L109", f"{turns} turns of {style}", full_buffer(style, turns), ["N160"])


# L110: the start is missing

def late(style, seconds, turns=4):
    def plant(rng):
        trace = build(rng, style, turns=turns)
        trace.root.start -= seconds * SECOND
        for span in trace.spans:
            if "turn.seconds_from_start" in span.attributes:
                span.attributes["turn.seconds_from_start"] += seconds
        settle(trace)
        return trace
    return plant


register("L110", "11 s", late("cascade-turns", 11))
register("L110", "20 s of a call with roles", late("cascade-roles", 20))
register("L110", "half a minute of a chat", late("chat", 30))
register("L110", "15 s of a realtime call", late("realtime", 15))


# L156: data that was dropped

def dropped(name, what, count):
    def plant(rng):
        trace = voice(rng, 4)
        rng.choice(trace.named(name)).dropped[what] = count
        return trace
    return plant


register("L156", "one attribute", dropped("llm", "Attributes", 1))
register("L156", "events of the root", dropped("conversation", "Events", 40))
register("L156", "links", dropped("tts", "Links", 3))


# As many as the SDK keeps are also more than anybody reads.
@plants("L156", "exactly 128 attributes", implied=["P140"])
def full_attributes(rng):
    trace = voice(rng, 4)
    span = rng.choice(trace.named("llm"))
    for number in range(128 - len(span.attributes)):
        span.attributes[f"scores.item_{number}"] = number
    return trace


@plants("L156", "exactly 128 events", implied=["N161"])
def full_events(rng):
    trace = voice(rng, 4)
    span = rng.choice(trace.named("tts"))
    span.events = [Event(span.start + number * MS, "chunk_sent") for number in range(128)]
    return trace
