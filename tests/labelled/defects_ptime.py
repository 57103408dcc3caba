"""Planters for the rest of the rules about time: T014 to T027."""

from agents import build, quiet
from model import MS, SECOND, Event, settle
from planting import register

STYLES = ("cascade-turns", "cascade-roles", "chat", "realtime")
ROLES = ("cascade-roles", "monitoring", "realtime", "vapi")


def in_style(code, title, change, styles=STYLES, implied=(), severity="", **shape):
    """One planter for each style of agent; `change` gets the generator and the trace."""
    for style in styles:
        def plant(rng, style=style):
            trace = build(rng, style, **{"turns": 5, **shape})
            change(rng, trace)
            return settle_all(trace)
        register(code, f"{title}, {style}", plant, implied, severity)


def settle_all(trace):
    settle(trace)
    return trace


def delay(spans, by):
    """Moves spans and their events by that many ns."""
    for span in spans:
        span.start += by
        span.end += by
        for event in span.events:
            event.time += by


# T014: no start. A leaf only, since the children of such a span have no place either.

def without_start(name):
    def change(rng, trace):
        for span in [rng.choice([one for one in trace.leaves() if one.name == name])]:
            span.start = 0
    return change


for stage in ("stt", "llm", "tts"):
    in_style("T014", f"one {stage}", without_start(stage), STYLES[:2], providers=0.0, tools=0.0)
in_style("T014", "one llm", without_start("llm"), STYLES[2:], tools=0.0)


# T016: no length

def at_once(name, nanoseconds):
    def change(rng, trace):
        span = rng.choice([one for one in trace.leaves() if one.name == name])
        span.end = span.start + nanoseconds
        span.attributes.update({key: 0.0 for key in ("metrics.ttfb", "tool.latency_ms")
                                if key in span.attributes})
    return change


for stage in ("stt", "llm", "tts"):
    in_style("T016", f"one {stage}", at_once(stage, 0), STYLES[:1], providers=0.0, tools=0.0)
in_style("T016", "999 ns of a tool", at_once("llm_tool_call", 999), STYLES[1:], tools=1.0)


# T018: absolute times that were multiplied once more. Where they stand is hours away as well, and
# after the end of the turn.

def multiplied(factor):
    def change(rng, trace):
        span = rng.choice([one for one in trace.leaves() if one.name in ("stt", "llm", "tts")])
        span.start, span.end = span.start * factor, span.end * factor
    return change


for times in (6, 7, 8, 9):
    in_style("T018", f"times {times}", multiplied(times), (STYLES[times % 4],),
             ["T019", "T023", "V176"], tools=0.0)


# T019: more than two hours

def on_hold(seconds):
    def change(rng, trace):
        turn = rng.choice(trace.children(trace.root)[:-1])
        cut = turn.end
        delay([span for span in trace.spans if span.start > cut], seconds * SECOND)
        for span in trace.spans:
            span.end += seconds * SECOND if span.start < cut < span.end else 0
        del trace.root.events[1:]
    return change


in_style("T019", "three hours of silence", on_hold(10_800), ("cascade-turns", "cascade-roles"))
in_style("T019", "just above two hours", on_hold(7_201), ("chat", "monitoring"))
in_style("T019", "three hours of silence", on_hold(10_800), ("vapi",), severity="error")


# T020: offsets of turns

def offset(change_to):
    def change(rng, trace):
        turn = rng.choice(trace.named("turn.user", "turn.assistant"))
        turn.attributes["turn.seconds_from_start"] = change_to(turn)
    return change


in_style("T020", "below zero", offset(lambda turn: -0.5), ROLES[:1])
in_style("T020", "just above two hours", offset(lambda turn: 7200.5), ROLES[1:2])
in_style("T020", "seconds since 1970", offset(lambda turn: turn.start / SECOND), ROLES[2:3])
in_style("T020", "two hours and a half", offset(lambda turn: 9000), ROLES[3:])


# T021: no year of a voice agent

def in_year(seconds):
    def change(_, trace):
        delay(trace.spans, seconds * SECOND - trace.root.start)
    return change


for title, seconds in (("2010", 1_265_000_000), ("the last day of 2019", 1_577_790_000),
                       ("2101", 4_134_990_000), ("2150", 5_700_000_000)):
    in_style("T021", title, in_year(seconds), (STYLES[seconds // 10_000 % 4],))


# T022: the root elsewhere

def root_elsewhere(rng, trace):
    root = trace.root
    delay([root], rng.choice((-1, 1)) * (root.length + rng.randrange(120, 900) * SECOND))


in_style("T022", "the root minutes away", root_elsewhere, implied=["T023", "L108"])


def root_too_early(rng, trace):
    trace.root.start -= rng.randrange(61, 900) * SECOND
    trace.root.attributes["trace.source"] = "vapi_artifact"


in_style("T022", "made from a record, the root minutes early", root_too_early, ("vapi",),
         ["L110"])


# T024: events elsewhere

def event_at(moment):
    def change(rng, trace):
        span = rng.choice(trace.leaves())
        span.events.append(Event(moment(span), "audio.sent"))
    return change


in_style("T024", "6 ms after the end", event_at(lambda span: span.end + 6 * MS), STYLES[:2])
in_style("T024", "6 ms before the start", event_at(lambda span: span.start - 6 * MS), STYLES[2:])
in_style("T024", "minutes after", event_at(lambda span: span.end + 300 * SECOND), STYLES[:2])


# T025: a point in time as an attribute

def dated(key, value):
    def change(rng, trace):
        span = rng.choice(trace.spans)
        span.attributes[key] = value(span)
    return change


in_style("T025", "text", dated("order.created_at", lambda span: "friday morning"),
         STYLES[:1])
in_style("T025", "seconds", dated("message.timestamp", lambda span: span.start / SECOND),
         STYLES[1:2])
in_style("T025", "milliseconds", dated("speech.end_time", lambda span: span.start // MS),
         STYLES[2:3])
in_style("T025", "nanoseconds under any key", dated("order.moment", lambda span: span.start),
         STYLES[3:])


# T026: a turn of hours between turns of seconds

def too_long(which):
    def plant(rng):
        trace = quiet(rng, 4, 0.5)
        turns = trace.named("turn")
        turn = turns[which]
        turn.end = turn.start + 600 * max(one.length for one in turns)
        trace.root.end = max(trace.root.end, turn.end + 50 * MS)
        return settle_all(trace)
    return plant


for which, title in enumerate(("first", "second", "third", "last")):
    register("T026", f"the {title} of four turns", too_long(which))


# T027: the other service is behind

def behind(milliseconds):
    def change(_, trace):
        for span in trace.named("POST /bookings"):
            delay([span], trace.parent(span).start - milliseconds * MS - span.start)
    return change


REMOTE = {"tools": 1.0, "tool_errors": 0.0, "remote": 1.0}
in_style("T027", "by 3 ms", behind(3), **REMOTE)
in_style("T027", "by 40 ms", behind(40), implied=["T023"], **REMOTE)
