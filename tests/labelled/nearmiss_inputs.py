"""Clean inputs that come close to what is found about a whole input."""

from agents import build, fail, quiet
from defects_inputs import as_import, flawless, spans_in, together
from model import CLIENT
from nearmiss import near_miss
from planting import extra_span
from reference_inputs import SINGLE


@near_miss("L111: exactly 500 spans, each in a request of its own", encodings=SINGLE)
def five_hundred_requests(rng):
    trace = quiet(rng, 124)
    while len(trace.spans) < 500:
        extra_span(rng, trace, "crm.sync", CLIENT)
    return trace


@near_miss("L111: 600 spans one by one, of two calls", encodings=SINGLE)
def two_calls_one_by_one(rng):
    return together([quiet(rng, 75), quiet(rng, 75)])


@near_miss("L111: 600 spans, two in each request", encodings=("jsonl-pairs",))
def in_pairs(rng):
    return quiet(rng, 150)


@near_miss("M147: 19 calls without an error")
def nineteen_without_error(rng):
    return flawless(("chat", "cascade-turns"), 19)(rng)


@near_miss("M147: one error in 25 calls")
def one_error(rng):
    trace, failed = flawless(("chat", "cascade-turns"), 24)(rng), quiet(rng, 3)
    fail(rng.choice(failed.named("llm")), "rate_limited", "the model is busy")
    trace.companions.append(failed)
    return trace


@near_miss("M149: 20 values of each metric in two calls")
def enough_values(rng):
    return together([build(rng, "cascade-roles", turns=10, tools=1.0, providers=0.0)
                     for _ in range(2)])


@near_miss("M150: exactly 400 traces of Langfuse", encodings=("langfuse",), once=True)
def four_hundred_traces(rng):
    return together([build(rng, "cascade-roles", turns=1, providers=0.0) for _ in range(400)])


@near_miss("M150: exactly 400 runs of LangSmith", encodings=("langsmith",))
def four_hundred_runs(rng):
    chats = []
    while left := 400 - spans_in(chats):
        chat = build(rng, "chat", turns=rng.randrange(2, 25))
        if len(chat.spans) in (left, *range(left - 30)):
            chats.append(chat)
    return together(chats)


@near_miss("M150: 500 spans that no platform exported")
def of_no_platform(rng):
    return together([quiet(rng, 25) for _ in range(5)])


@near_miss("M150: exactly 400 imported traces of Langfuse", once=True)
def four_hundred_imported(rng):
    return as_import("langfuse", [quiet(rng, 1) for _ in range(400)])


@near_miss("M150: exactly 4,000 imported spans of Arize Phoenix", once=True)
def four_thousand_imported(rng):
    return as_import("arize", [quiet(rng, turns) for turns in [24] * 10 + [25] * 30])
