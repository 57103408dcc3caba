"""The register of planters, and what several of them need.

A planter takes a random generator and returns a trace with one defect of one rule, planted into an
otherwise clean trace. What the defect cannot help implying is listed as `implied`, with the reason
beside it.
"""

from collections import defaultdict
from dataclasses import dataclass

from agents import add_span
from model import CLIENT, MS


@dataclass(frozen=True)
class Defect:
    code: str
    title: str
    plant: object           # function: random generator -> Trace
    implied: tuple = ()
    severity: str = ""      # what the finding must say, where the rule has two levels
    call: bool = False      # found on whichever trace of the call comes first in its file
    whole: bool = False     # found about the whole input, so the trace is alone in its file
    encodings: tuple = ()   # those that can hold it, where not all can; then it joins no crowd


DEFECTS = defaultdict(list)


def register(code, title, plant, implied=(), severity="", **found):
    DEFECTS[code].append(Defect(code, title, plant, tuple(implied), severity, **found))


def plants(code, title, implied=(), severity="", **found):
    """The same as a decorator."""
    def keep(plant):
        register(code, title, plant, implied, severity, **found)
        return plant
    return keep


def any_turn(rng, trace):
    """A turn that holds the answer's stages."""
    return rng.choice(trace.named("turn", "turn.assistant"))


def extra_span(rng, trace, name, kind=CLIENT, attributes=None):
    """A business span somewhere in a turn."""
    turn = any_turn(rng, trace)
    return add_span(rng, trace, turn, name, turn.start + rng.randrange(1, 9) * MS,
                    rng.randrange(60, 400) * MS, kind, attributes)


def stretch(trace, span, extra):
    """Makes a leaf span longer by `extra` ns; everything after its start moves or grows along."""
    cut = span.start + 1
    for one in trace.spans:
        one.start += extra if one.start > cut else 0
        one.end += extra if one.end > cut else 0
        for event in one.events:
            event.time += extra if event.time > cut else 0
