"""Planters for what a whole input is: sent span by span (L111), without steps to compare (M147),
with few values (M149), close to what an import takes (M150).
"""

from agents import build, quiet
from model import Resource, settle
from planting import register


def together(traces):
    """Traces that share a file; the first speaks for them."""
    traces[0].companions = traces[1:]
    return traces[0]


def gathered(make, enough):
    """Calls from `make` until `enough` says so of them."""
    traces = []
    while not enough(traces):
        traces.append(make())
    return traces


def spans_in(traces):
    return sum(len(trace.spans) for trace in traces)


# L111: every span in a request of its own

def lengthy(style, turns):
    def plant(rng):
        while len((trace := build(rng, style, turns=turns)).spans) <= 500:
            pass
        return trace
    return plant


for style, turns, form in (("cascade-turns", 80, "jsonl-single"),
                           ("cascade-roles", 72, "json-single"),
                           ("realtime", 105, "protobuf-single"),
                           ("monitoring", 76, "jsonl-single")):
    register("L111", f"a {style} call, {form}", lengthy(style, turns), encodings=(form,))


# M147: one name, or nothing that ever fails

# One name is all of the trace, and without the last answer the call ends without spans.
ALONE = ["L108", "N058"]


def one_name(name, style, calls=1):
    """Only the conversation and its spans of that name are left."""
    def call(rng):
        trace = build(rng, style, turns=6, providers=0.0, tools=0.0)
        trace.spans = [trace.root, *trace.named(name)]
        for span in trace.named(name):
            span.parent_id = trace.root.span_id
            if "llm.finish_reason" in span.attributes:
                span.attributes["llm.finish_reason"] = "stop"
        settle(trace)
        trace.implied = ALONE
        return trace
    return lambda rng: together([call(rng) for _ in range(calls)])


def flawless(styles, calls):
    """No call has a span with status ERROR."""
    def plant(rng):
        return together([build(rng, rng.choice(styles), turns=4, tool_errors=0.0, providers=0.0)
                         for _ in range(calls)])
    return plant


for name, style, calls in (("llm", "chat", 1), ("stt", "cascade-turns", 1),
                           ("tts", "cascade-roles", 1), ("llm", "realtime", 8)):
    register("M147", f"{name} alone, calls: {calls}", one_name(name, style, calls), ALONE,
             whole=True)
register("M147", "20 chats without an error", flawless(("chat",), 20), whole=True)
register("M147", "31 calls without an error", flawless(
    ("cascade-turns", "cascade-roles", "realtime"), 31), whole=True)


# M149: values, but not enough of them

def few_values(style, *turns, **shape):
    def plant(rng):
        return together([build(rng, style, turns=count, providers=0.0, **shape)
                         for count in turns])
    return plant


register("M149", "a few of all", few_values("cascade-roles", 2, 3), whole=True)
register("M149", "nine of llm", few_values("chat", 4, 5), whole=True)
register("M149", "19 of each", few_values("realtime", 10, 9), whole=True)
register("M149", "few tools among many answers", few_values(
    "chat", *[20] * 4, tools=0.0, workflow=1.0), whole=True)
register("M149", "ten short calls", few_values("cascade-turns", *[1] * 10), whole=True)


# M150: exports of other platforms, and what an import made of them

def exported(style, turns, enough):
    def plant(rng):
        return together(gathered(lambda: build(rng, style, turns=turns, providers=0.0), enough))
    return plant


def as_import(service, traces):
    """An import gives all spans a service name of its own."""
    resource = Resource({**traces[0].root.resource.attributes, "service.name": service})
    for trace in traces:
        for span in trace.spans:
            span.resource = resource
    return together(traces)


def imported(service, turns, enough):
    def plant(rng):
        return as_import(service, gathered(lambda: quiet(rng, turns), enough))
    return plant


def more_traces(traces):
    return len(traces) > 400


def more_runs(traces):
    return spans_in(traces) > 400


def more_spans(traces):
    return spans_in(traces) > 4000


for form, style, turns, enough in (("langfuse", "cascade-roles", 1, more_traces),
                                   ("langsmith", "chat", 20, more_runs),
                                   ("phoenix", "cascade-roles", 8, more_spans)):
    register("M150", f"an export of {form}", exported(style, turns, enough), whole=True,
             encodings=(form,))
for service, title, enough in (("langfuse", "traces", more_traces),
                               ("langsmith", "runs", more_runs), ("arize", "spans", more_spans)):
    register("M150", f"imported {title} of {service}", imported(
        service, 1 if service == "langfuse" else 12, enough), whole=True)
