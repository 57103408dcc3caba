"""Planters for crowds of spans, stages out of their turn, odd keys and samples that are small."""

from agents import add_span, build, quiet
from defects_beyond import every_style, keyed
from model import CONSUMER, INTERNAL, MS
from planting import any_turn, plants, register


def row(rng, trace, parent, names, lengths_ms, step_ms, kind=INTERNAL):
    """Spans below `parent`, a step apart, the names in turn."""
    for index, length in enumerate(lengths_ms):
        start = parent.start + (2 + step_ms * index) * MS
        name = names[index % len(names)]
        span = add_span(rng, trace, parent, name, start, int(length * MS), kind)
        assert span.end <= parent.end, "the parent is too short for what is put into it"


# N157: too close for a cadence of 20 to 100 ms, and too few for most of the trace

def side_by_side(turns, lengths_ms, step_ms=10):
    def plant(rng):
        trace = quiet(rng, turns)
        row(rng, trace, rng.choice(trace.named("turn")), ["audio.send"], lengths_ms, step_ms)
        return trace
    return plant


register("N157", "20 below a turn", side_by_side(5, [30] * 20), severity="warning")
register("N157", "49 of 49 ms", side_by_side(14, [49] * 49), severity="warning")
register("N157", "far apart", side_by_side(6, [20] * 20, 125), severity="warning")
register("N157", "the median of them is short", side_by_side(7, [30, 30, 90] * 8),
         severity="warning")
register("N157", "50 are an error", side_by_side(14, [30] * 50), severity="error")


# N158, N159: crowds over all turns

STEPS = ("plan.read", "plan.check", "plan.rank", "plan.store")
CROWDED = ["N066"]    # more steps than stages


def steps(names, each, length_ms, step_ms, turns=4):
    def plant(rng):
        trace = quiet(rng, turns)
        for turn in trace.named("turn"):
            row(rng, trace, turn, names, [length_ms] * each, step_ms)
        return trace
    return plant


register("N158", "eleven steps in each turn", steps(STEPS, 11, 60, 110), CROWDED)
register("N158", "thirty steps in each turn", steps(STEPS, 30, 50, 55), CROWDED)
register("N158", "one turn", steps(STEPS, 13, 60, 110, turns=1), CROWDED)
register("N158", "eight turns", steps(STEPS[:3], 12, 70, 130, turns=8), CROWDED)

register("N159", "more than half of all spans", steps(STEPS, 6, 2, 110), CROWDED)
register("N159", "below a millisecond", steps(STEPS[:2], 5, 0.5, 200), CROWDED)
register("N159", "just below 5 ms", steps(STEPS[:3], 7, 4.9, 110, turns=2), CROWDED)


@plants("N159", "22 in a turn that holds as many longer ones", CROWDED)
def many_in_one(rng):
    trace = quiet(rng, 2)
    turns = trace.named("turn")
    for turn in turns:
        row(rng, trace, turn, STEPS, [3] * 22, 65, CONSUMER)
        row(rng, trace, turn, ["crm.read", "crm.check", "crm.rank"], [60] * 20, 70, CONSUMER)
    return trace


# N160: a thousand and more, of which few are answers: hundreds of them have ends of several kinds

for style, turns, vads in (("cascade-turns", 150, 4), ("cascade-turns", 120, 7),
                           ("cascade-roles", 130, 4), ("monitoring", 120, 5)):
    def long_call(rng, style=style, turns=turns, vads=vads):
        trace = build(rng, style, turns=turns, vads=vads, tools=0.0)
        assert 1024 < len(trace.spans) < 10000
        return trace
    register("N160", f"{turns} turns of {style}", long_call, severity="warning")


# V176: what starts after the turn had ended also ends after it

def late(style, name, after_ms):
    def plant(rng):
        trace = build(rng, style, turns=5, tools=0.0, providers=0.0)
        span = rng.choice(trace.named(name)[:-1])
        shift = trace.parent(span).end + after_ms * MS - span.start
        span.start, span.end = span.start + shift, span.end + shift
        return trace
    return plant


for style, name, after_ms in (("cascade-turns", "tts", 20), ("cascade-turns", "llm", 200),
                              ("cascade-roles", "stt", 50), ("realtime", "llm", 7)):
    register("V176", f"{name} of {style}", late(style, name, after_ms), ["T023"])


# P141: found about the input; capital letters and spaces are also no key format

every_style("P141", "a capital letter", keyed({"orderTotal": 3}), ["A169"], whole=True)
every_style("P141", "a space", keyed({"order total": 3}), ["A169"], whole=True)
every_style("P141", "too long for a metric", keyed({"order." + "x" * 195: 3}), whole=True)
every_style("P141", "too long for a search", keyed({"order." + "x" * 495: 3}), whole=True)
